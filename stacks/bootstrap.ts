import { sharedNamesOf } from "../schema/names";
import { roleHomeOf } from "../schema/own-roles";
import { recoveryOf, withRecovery } from "../schema/recovery";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { Annotations, TerraformOutput, type TerraformStack } from "cdktf";
import { Construct } from "constructs";
import type { Environment, Organization } from "../schema/configuration";
import { PipelineAccess, Publisher } from "../constructs/access";
import { preventDestroy } from "../constructs/governance/prevent-destroy";
import { ResourceProviders } from "../constructs/governance/resource-providers";
import { StateStore } from "../constructs/governance/state-store";
import { configureProviders } from "../constructs/providers";
import { featuresFor, resourceProvidersFor } from "../domain/azure/resource-providers";
import { resourceGroupId, resourceId, subscriptionId } from "../domain/azure/ids";
import { PUBLISHING_ENVIRONMENT } from "../domain/pipelines/publishing";
import { isAzureDevops } from "../schema/organization/repository";
import { Stack } from "./stack";
import { addTags } from "./tags";

export interface BootstrapStackProps {
  readonly organization: Organization;
  /** In promotion order. */
  readonly environments: readonly Environment[];
  /** Names of environments in which use cases name groups that read data. @default - none */
  readonly withDataReaders?: readonly string[];
}

/**
 * What must be there before anything else can be deployed: storage for Terraform's states, identities that pipelines
 * deploy with, and registered resource providers. Deployed once by an owner of all subscriptions, and again when an
 * environment is added or its access level changes.
 */
export class BootstrapStack extends Stack {
  readonly state: StateStore;

  constructor(scope: Construct, id: string, { organization, environments, withDataReaders }: BootstrapStackProps) {
    super(scope, id);
    const { repository, platform } = organization;
    const { subscription, location } = platform;
    const names = sharedNamesOf(organization);
    configureProviders(this, { subscription, tenant: organization.tenant });
    addTags(this, organization);

    const group = new ResourceGroup(this, "ResourceGroup", { name: names.stateResourceGroup, location });
    preventDestroy(group);
    this.state = new StateStore(this, "State", {
      name: names.stateStorageAccount,
      container: names.stateContainer,
      resourceGroup: group,
      location,
      inbound: platform.state.inbound,
    });

    const resourceGroup = { subscriptionId: subscription, resourceGroup: names.stateResourceGroup };
    const container = resourceId(
      resourceGroup,
      "Microsoft.Storage/storageAccounts/blobServices/containers",
      names.stateStorageAccount,
      "default",
      names.stateContainer,
    );
    const pipelines = new Construct(this, "Pipelines");
    for (const [index, environment] of environments.entries()) {
      const { name } = environment;
      const recovery = recoveryOf(environment);
      const access = new PipelineAccess(pipelines, name, {
        environment: {
          name,
          ...roleHomeOf(organization, environment),
          ...(recovery !== undefined && { recovery: roleHomeOf(organization, recovery) }),
          scope: homeOf(environment),
          level: environment.access.level,
          hasJumpHost: [environment, recovery].some((one) => one?.network.jumpHost !== undefined),
          hasDataReaders: withDataReaders?.includes(name) ?? false,
        },
        scopeBefore: index === 0 ? undefined : homeOf(environments[index - 1]!),
        firstScope: index === 0 ? undefined : homeOf(environments[0]!),
        allEnvironments: environments.map((one) => one.name),
        location,
        resourceGroupName: group.name,
        resourceGroup,
        name: (use) => names.pipelineIdentity(name, use),
        state: { id: this.state.container.id, key: container },
        ...(!isAzureDevops(repository) && { repository }),
      });
      new TerraformOutput(this, `${name}-plan-client-id`, {
        value: access.plan.resource.clientId,
        description: `ARM_CLIENT_ID of jobs that plan ${name}`,
      });
      new TerraformOutput(this, `${name}-apply-client-id`, {
        value: access.apply.resource.clientId,
        description: `ARM_CLIENT_ID of jobs that deploy ${name}`,
      });
    }

    if (platform.registry.publishedByPipelines) {
      const publisher = new Publisher(pipelines, "Publisher", {
        name: names.publishingIdentity,
        location,
        resourceGroupName: group.name,
        resourceGroup,
        environment: PUBLISHING_ENVIRONMENT,
        ...(!isAzureDevops(repository) && { repository }),
      });
      new TerraformOutput(this, "publish-client-id", {
        value: publisher.identity.resource.clientId,
        description: "AZURE_CLIENT_ID of the job that publishes what ml/ holds",
      });
    }

    const subscriptions = [...new Set([subscription, ...environments.map((one) => one.subscription)])].sort();
    for (const one of subscriptions) {
      const own = withRecovery(environments).filter((environment) => environment.subscription === one);
      new ResourceProviders(this, `ResourceProviders-${one}`, {
        subscription: one,
        namespaces: resourceProvidersFor(own),
        features: featuresFor(own),
      });
    }
    warnOfSharedSubscriptions(this, environments, subscription);
  }
}

/** Where the roles of an environment's pipeline hold: what others made for it alone, or its subscription. */
const homeOf = ({ subscription, resourceGroup }: Environment): string =>
  resourceGroup === undefined
    ? subscriptionId(subscription)
    : resourceGroupId({ subscriptionId: subscription, resourceGroup: resourceGroup.existing });

/** Says which environments a pipeline of another can change, because they lie in the same subscription. */
function warnOfSharedSubscriptions(
  stack: TerraformStack,
  environments: readonly Environment[],
  platformSubscription: string,
): void {
  const bySubscription = new Map<string, string[]>([[platformSubscription, ["what all environments share"]]]);
  // Pipelines of environments in groups of others reach no further than these.
  const wide = new Set(environments.filter(({ resourceGroup }) => resourceGroup === undefined).map(({ name }) => name));
  for (const { name, subscription } of environments) {
    bySubscription.set(subscription, [...(bySubscription.get(subscription) ?? []), name]);
  }
  for (const [subscription, sharing] of bySubscription) {
    if (sharing.length < 2 || !sharing.some((name) => wide.has(name))) continue;
    Annotations.of(stack).addWarning(
      `MLOPS-BOOTSTRAP-001 ${sharing.join(", ")} lie in one subscription (${subscription}): ` +
        "whoever deploys one can change the others; give each its own subscription",
    );
  }
}
