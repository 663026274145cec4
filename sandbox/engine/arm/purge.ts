import { ArmError } from "./arm-error";
import { sameId } from "../../../domain/azure/ids";
import type { Cloud } from "./cloud";

const deletedVault =
  /^\/subscriptions\/([^/]+)\/providers\/Microsoft\.KeyVault\/locations\/[^/]+\/deletedVaults\/([^/]+)$/i;

/** Whether `target` names a soft-deleted key vault, which is no resource but can be purged. */
export const isDeletedVault = (target: string): boolean => deletedVault.test(target);

/** Removes a soft-deleted vault for good. Throws {@link ArmError} if there is none, or if it is protected. */
export function purgeVault(cloud: Cloud, target: string): void {
  const [, subscription, name] = deletedVault.exec(target)!;
  const gone = cloud.store
    .softDeleted()
    .find(
      ({ resource }) =>
        sameId(resource.type, "Microsoft.KeyVault/vaults") &&
        sameId(resource.id.split("/").at(-1)!, name!) &&
        sameId(resource.id.split("/")[2]!, subscription!),
    );
  if (gone === undefined)
    throw new ArmError(404, "DeletedVaultNotFound", `The deleted vault '${name!}' does not exist.`);
  if (gone.purgeProtected) {
    throw new ArmError(
      405,
      "MethodNotAllowed",
      `Operation 'DeletedVaultPurge' is not allowed because purge protection is enabled for vault '${name!}'. It is purged by itself ${gone.retentionDays} days after its deletion.`,
    );
  }
  cloud.store.purge(gone.resource.id);
}
