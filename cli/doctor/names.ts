import { namesOf } from "../../schema/names";
import type { Environment, Organization } from "../../schema/configuration";
import { resourceId } from "../../domain/azure/ids";
import type { ArmObject } from "../../azure/connection";
import type { Ask } from "./ask";
import { fail, pass, type Finding } from "./line";

const STORAGE = "Microsoft.Storage/storageAccounts";
const VAULT = "Microsoft.KeyVault/vaults";
const CONTAINER_REGISTRY = "Microsoft.ContainerRegistry/registries";
const LOGS = "Microsoft.OperationalInsights/workspaces";
const WORKSPACE = "Microsoft.MachineLearningServices/workspaces";

/** The API versions that are asked. */
export const apis = {
  [STORAGE]: "2024-01-01",
  [VAULT]: "2023-07-01",
  [CONTAINER_REGISTRY]: "2023-07-01",
  [LOGS]: "2023-09-01",
  [WORKSPACE]: "2025-06-01",
} as const;

type Kind = keyof typeof apis;

/** One name of an environment and the question whether it is free. */
export interface NameCheck {
  /** As people say, e.g. `key vault`. */
  readonly kind: string;
  readonly name: string;
  readonly find: () => Promise<Finding>;
}

/** The names of an environment that somebody else, or something deleted, may hold. */
export function nameChecks(ask: Ask, organization: Organization, environment: Environment): readonly NameCheck[] {
  const { name, subscription, location } = environment;
  const names = namesOf(organization, environment);
  const group = { subscriptionId: subscription, resourceGroup: names.resourceGroup };
  const below = `/subscriptions/${subscription}/providers`;
  const countUp = `count up generation in config/environments/${name}.yaml`;

  /** Whether the resource of this name is the environment's own; else what `free` finds. */
  const own = (kind: string, type: Kind, itsName: string, free: (id: string) => Promise<Finding>): NameCheck => ({
    kind,
    name: itsName,
    find: async () => {
      const id = resourceId(group, type, itsName);
      return (await ask.get(id, apis[type])) === undefined
        ? free(id)
        : pass(`${kind} ${itsName} is in use by this environment`);
    },
  });
  const available = async (kind: string, type: Kind, itsName: string, fix: string): Promise<Finding> => {
    const namespace = type.split("/")[0]!;
    const answer = await ask.post(`${below}/${namespace}/checkNameAvailability`, apis[type], { name: itsName, type });
    return judgeAvailability(kind, itsName, answer, fix);
  };
  const hashed = "change prefix in config/organization.yaml, or the environment's name: the name is made of both";

  return [
    own("storage account", STORAGE, names.storageAccount, () =>
      available("storage account", STORAGE, names.storageAccount, hashed),
    ),
    own("key vault", VAULT, names.keyVault, async () => {
      const path = `${below}/Microsoft.KeyVault/locations/${location}/deletedVaults/${names.keyVault}`;
      const gone = await ask.get(path, apis[VAULT]);
      return gone === undefined
        ? available("key vault", VAULT, names.keyVault, countUp)
        : judgeDeletedVault(names.keyVault, gone, countUp);
    }),
    own("container registry", CONTAINER_REGISTRY, names.containerRegistry, () =>
      available("container registry", CONTAINER_REGISTRY, names.containerRegistry, hashed),
    ),
    own("workspace", WORKSPACE, names.workspace, async (id) =>
      // Azure has no list of deleted workspaces, but the list of all of a subscription shows them, while a GET does not.
      // Source: github.com/Azure/azure-powershell/issues/28286.
      holds(await ask.list(`${below}/${WORKSPACE}`, apis[WORKSPACE]), id)
        ? fail(
            `workspace ${names.workspace} was deleted and holds its name for 14 days`,
            `az ml workspace delete --name ${names.workspace} --resource-group ${names.resourceGroup} --permanently-delete; or ${countUp}`,
          )
        : pass(`workspace ${names.workspace} is free`),
    ),
    own("log workspace", LOGS, names.logAnalytics, async (id) =>
      holds(await ask.list(`${below}/Microsoft.OperationalInsights/deletedWorkspaces`, apis[LOGS]), id)
        ? pass(`log workspace ${names.logAnalytics} was deleted and comes back with its old logs`)
        : pass(`log workspace ${names.logAnalytics} is free`),
    ),
  ];
}

const holds = (list: readonly ArmObject[], id: string): boolean =>
  list.some((one) => String(one["id"]).toLowerCase() === id.toLowerCase());

export function judgeAvailability(kind: string, name: string, answer: ArmObject, fix: string): Finding {
  if (answer["nameAvailable"] === true) return pass(`${kind} ${name} is free`);
  const { reason, message } = answer as { readonly reason?: string; readonly message?: string };
  return fail(
    reason === "AlreadyExists"
      ? `${kind} ${name} is taken by somebody else: the name must be unique in all of Azure`
      : `${kind} ${name} is refused: ${message ?? reason ?? "Azure does not say why"}`,
    fix,
  );
}

export function judgeDeletedVault(name: string, gone: ArmObject, countUp: string): Finding {
  const { scheduledPurgeDate, purgeProtectionEnabled, location } = (gone["properties"] ?? {}) as Readonly<
    Record<string, unknown>
  >;
  const until = typeof scheduledPurgeDate === "string" ? ` until ${scheduledPurgeDate.slice(0, 10)}` : "";
  const purge =
    purgeProtectionEnabled === true ? "" : `az keyvault purge --name ${name} --location ${String(location)}; or `;
  return fail(`key vault ${name} was deleted and holds its name${until}`, `${purge}${countUp}`);
}
