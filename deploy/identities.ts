import { namesOf, sharedNamesOf, stackOfEnvironment } from "../schema/names";
import { withRecovery } from "../schema/recovery";
import { resourceId, type ResourceGroupRef } from "../domain/azure/ids";
import { didYouMean } from "../domain/problem/did-you-mean";
import { UserError } from "../domain/problem/problem";
import { uuidV5 } from "../domain/text/uuid";
import { personaDefinitions, personas } from "../domain/access/access";
import { principalIdOf } from "../sandbox/engine/arm/identities";
import type { Somebody } from "../sandbox/services/access/authorizer";
import type { Configuration } from "../schema/configuration";

/** Somebody who does something in Azure, as the configuration knows them. */
export interface KnownIdentity {
  /** E.g. `dev-plan`, `prod-apply`, `publish`, `preprod-data-scientist`, `prod-customer-churn-drift`. */
  readonly name: string;
  /** ARM id of a managed identity, or the object ids of the groups that a person is in. */
  readonly is: { readonly identity: string } | { readonly groups: readonly string[] };
}

const PEOPLE = "0d3b8a64-6a3c-5a31-8d5e-3b7a1f0c2e95";

/** Who somebody is in the sandbox: their object id is a function of what they are called. */
export const inSandbox = ({ name, is }: KnownIdentity): Somebody =>
  "identity" in is
    ? { objectId: principalIdOf(is.identity), name: is.identity.split("/").at(-1)! }
    : { objectId: uuidV5(PEOPLE, name), name, groups: is.groups };

/** ARM id of the container that Terraform's states lie in. */
export function statesOf(organization: Configuration["organization"]): string {
  const { stateResourceGroup: resourceGroup, stateStorageAccount, stateContainer } = sharedNamesOf(organization);
  const group = { subscriptionId: organization.platform.subscription, resourceGroup };
  const account = resourceId(group, "Microsoft.Storage/storageAccounts", stateStorageAccount);
  return `${account}/blobServices/default/containers/${stateContainer}`;
}

/** Everybody that a configuration lets do something, beside the owner of the subscriptions. */
export function identitiesOf({ organization, environments, useCases }: Configuration): readonly KnownIdentity[] {
  const { platform } = organization;
  const shared = sharedNamesOf(organization);
  const inState = { subscriptionId: platform.subscription, resourceGroup: shared.stateResourceGroup };
  const managed = (group: ResourceGroupRef, name: string) =>
    resourceId(group, "Microsoft.ManagedIdentity/userAssignedIdentities", name);
  const people = (name: string, groups: readonly { readonly group: string }[]): readonly KnownIdentity[] =>
    groups.length === 0 ? [] : [{ name, is: { groups: [...new Set(groups.map(({ group }) => group))] } }];
  return [
    ...people("promoter", platform.registry.promoters),
    ...(platform.registry.publishedByPipelines
      ? [{ name: "publish", is: { identity: managed(inState, shared.publishingIdentity) } }]
      : []),
    ...withRecovery(environments).flatMap((environment) => {
      const { subscription, access, storageEvents, encryption, inRecovery, network } = environment;
      const name = stackOfEnvironment(environment);
      const ownKey = encryption?.customerManagedKey?.source === "own";
      const names = namesOf(organization, environment);
      const group = { subscriptionId: subscription, resourceGroup: names.resourceGroup };
      const here = useCases.filter((one) => one.environments.includes(environment.name));
      return [
        // The same deploy both regions.
        ...(inRecovery === true ? [] : (["plan", "apply"] as const)).map((use) => ({
          name: `${name}-${use}`,
          is: { identity: managed(inState, shared.pipelineIdentity(name, use)) },
        })),
        ...personas.flatMap((persona) => people(`${name}-${personaDefinitions[persona].one}`, access[persona])),
        ...people(`${name}-jump-host`, network.jumpHost?.access ?? []),
        {
          name: `${name}-event-topic`,
          is: { identity: resourceId(group, "Microsoft.EventGrid/systemTopics", names.systemTopic) },
        },
        ...(storageEvents
          ? [
              {
                name: `${name}-storage-topic`,
                is: { identity: resourceId(group, "Microsoft.EventGrid/systemTopics", names.storageTopic) },
              },
            ]
          : []),
        ...["workspace", "compute", ...(ownKey ? ["encryption"] : [])].map((use) => ({
          name: `${name}-${use}`,
          is: { identity: managed(group, names.identity(use)) },
        })),
        ...here.flatMap((useCase) => {
          const variant = useCase.variants.find((one) => one.environment === environment.name);
          return [
            ...["endpoint", "drift", "rollback"].map((use) => ({
              name: `${name}-${useCase.name}-${use}`,
              is: { identity: managed(group, names.identity(`${useCase.name}-${use}`)) },
            })),
            ...people(`${name}-${useCase.name}-caller`, variant?.serving?.callers ?? []),
            ...people(`${name}-${useCase.name}-batch-reader`, variant?.serving?.batch?.readers ?? []),
            ...people(`${name}-${useCase.name}-answers-reader`, variant?.promotion?.gates.live?.readers ?? []),
            ...people(`${name}-${useCase.name}-rollback-caller`, variant?.promotion?.rollback?.callers ?? []),
          ];
        }),
      ];
    }),
    ...useCases.flatMap(({ name, owner }) => people(`${name}-owner`, [owner])),
  ];
}

/**
 * Whoever has a name; undefined for `owner`.
 * @throws UserError if nobody has it
 */
export function identityNamed(name: string, configuration: () => Configuration): KnownIdentity | undefined {
  if (name === "owner") return undefined;
  const known = identitiesOf(configuration());
  const found = known.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = ["owner", ...known.map((one) => one.name)];
  const meant = didYouMean(name, names);
  throw new UserError([
    {
      code: "MLOPS-SANDBOX-010",
      where: "--as",
      message: "the configuration knows nobody of this name",
      given: name,
      allowed: names.join(", "),
      ...(meant !== undefined && { fix: `did you mean ${meant}?` }),
    },
  ]);
}
