import type { Json, JsonObject, SoftDeleted } from "../../store/store";
import { sameId } from "../../../../domain/azure/ids";
import { isWithin } from "../arm-id";
import type { ArmRead, CloudView } from "../model";
import { limitsOf } from "../limits";

const VAULT = "Microsoft.KeyVault/vaults";
const LOGS = "Microsoft.OperationalInsights/workspaces";
const WORKSPACE = "Microsoft.MachineLearningServices/workspaces";
const CHECKED = ["Microsoft.Storage/storageAccounts", VAULT, "Microsoft.ContainerRegistry/registries"];

const nameOf = ({ resource }: SoftDeleted): string => resource.id.split("/").at(-1)!;

/** What was deleted, still holds its name, and is of a type. */
function deleted(cloud: CloudView, type: string): readonly SoftDeleted[] {
  const now = cloud.now().getTime();
  return cloud.store
    .softDeleted()
    .filter(({ resource }) => sameId(resource.type, type))
    .filter(({ deletedAt, retentionDays }) => Date.parse(deletedAt) + retentionDays * 86_400_000 > now);
}

/** `POST /subscriptions/<id>/providers/<namespace>/checkNameAvailability`; undefined if it is another call. */
export function checkNameAvailability(
  cloud: CloudView,
  target: string,
  action: string,
  body: JsonObject,
): Json | undefined {
  const namespace = /^\/subscriptions\/[^/]+\/providers\/([\w.]+)$/i.exec(target)?.[1];
  if (namespace === undefined || !sameId(action, "checkNameAvailability")) return undefined;
  const name = String(body["name"] ?? "");
  const type = CHECKED.find((known) => sameId(known, String(body["type"])) && isWithin(known, namespace));
  if (type === undefined) {
    return { nameAvailable: false, reason: "Invalid", message: `The type '${String(body["type"])}' is not known.` };
  }
  const taken =
    cloud.ofType(type).some((other) => sameId(other.name, name)) ||
    deleted(cloud, type).some((gone) => sameId(nameOf(gone), name)) ||
    (limitsOf(cloud).takenNames ?? []).some((other) => sameId(other, name));
  return taken
    ? { nameAvailable: false, reason: "AlreadyExists", message: `The name '${name}' is already in use.` }
    : { nameAvailable: true };
}

/** `GET …/providers/Microsoft.KeyVault/locations/<location>/deletedVaults/<name>` */
export const readDeletedVault: ArmRead = (cloud, path) => {
  const [, subscription, location, name] =
    /^(\/subscriptions\/[^/]+)\/providers\/Microsoft\.KeyVault\/locations\/([^/]+)\/deletedVaults\/([^/]+)$/i.exec(
      path,
    ) ?? [];
  if (subscription === undefined) return undefined;
  const gone = deleted(cloud, VAULT).find(
    (one) => isWithin(one.resource.id, subscription) && sameId(nameOf(one), name!),
  );
  if (gone === undefined) return undefined;
  return {
    id: path,
    name: name!,
    type: "Microsoft.KeyVault/deletedVaults",
    properties: {
      vaultId: gone.resource.id,
      location: location!,
      deletionDate: gone.deletedAt,
      scheduledPurgeDate: new Date(Date.parse(gone.deletedAt) + gone.retentionDays * 86_400_000).toISOString(),
      purgeProtectionEnabled: gone.purgeProtected,
    },
  };
};

/** `GET /subscriptions/<id>/providers/Microsoft.OperationalInsights/deletedWorkspaces` */
export const readDeletedLogs: ArmRead = (cloud, path) => {
  const subscription = /^(\/subscriptions\/[^/]+)\/providers\/Microsoft\.OperationalInsights\/deletedWorkspaces$/i.exec(
    path,
  )?.[1];
  if (subscription === undefined) return undefined;
  const gone = deleted(cloud, LOGS).filter(({ resource }) => isWithin(resource.id, subscription));
  return { value: gone.map(({ resource }) => JSON.parse(JSON.stringify(cloud.view(resource))) as Json) };
};

/**
 * `GET /subscriptions/<id>/providers/Microsoft.MachineLearningServices/workspaces`: soft-deleted ones stand in this list,
 * while a GET of one says 404. Source: github.com/Azure/azure-powershell/issues/28286.
 */
export const listWorkspaces: ArmRead = (cloud, path) => {
  const subscription = /^(\/subscriptions\/[^/]+)\/providers\/Microsoft\.MachineLearningServices\/workspaces$/i.exec(
    path,
  )?.[1];
  if (subscription === undefined) return undefined;
  const here = cloud.ofType(WORKSPACE).filter(({ id }) => isWithin(id, subscription));
  const gone = deleted(cloud, WORKSPACE).filter(({ resource }) => isWithin(resource.id, subscription));
  const all = [...here, ...gone.map(({ resource }) => cloud.view(resource))];
  return { value: all.map((one) => JSON.parse(JSON.stringify(one)) as Json) };
};
