import { ArmError } from "../../engine/arm/arm-error";
import type { DeleteContext, RuleTable, WriteContext } from "../../engine/arm/model";
import { at, badRequest } from "../../engine/arm/rules/helpers";

export const vaultRules: RuleTable = {
  "microsoft.keyvault/vaults": {
    write: [retentionInRange, keepPurgeProtection, keepSoftDelete],
  },
  "microsoft.keyvault/vaults/keys": { write: [keyFits], remove: [keysOutlast] },
};

function retentionInRange(context: WriteContext): void {
  const days = context.resource.properties["softDeleteRetentionInDays"];
  if (days === undefined || days === null || (Number(days) >= 7 && Number(days) <= 90)) return;
  throw badRequest(context, "BadRequest", "softDeleteRetentionInDays must be between 7 and 90.");
}

function keepPurgeProtection(context: WriteContext): void {
  const wanted = context.resource.properties["enablePurgeProtection"];
  const had = at(context.before?.properties, "enablePurgeProtection") === true;
  if (wanted !== false && !(had && wanted !== true)) return;
  throw badRequest(
    context,
    "BadRequest",
    'the property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.',
  );
}

function keepSoftDelete(context: WriteContext): void {
  if (context.resource.properties["enableSoftDelete"] !== false) return;
  throw badRequest(
    context,
    "BadRequest",
    'the property "enableSoftDelete" cannot be set to false. Enabling the soft delete functionality is an irreversible action.',
  );
}

/** A key has a kind; one of RSA has as many bits as Key Vault makes. */
function keyFits(context: WriteContext): void {
  const { kty, keySize } = context.resource.properties;
  if (!["EC", "EC-HSM", "RSA", "RSA-HSM"].includes(String(kty)))
    throw badRequest(context, "BadParameter", `property kty has an invalid value '${String(kty)}'.`);
  if (/^RSA/.test(String(kty)) && ![2048, 3072, 4096].includes(Number(keySize ?? 2048)))
    throw badRequest(context, "BadParameter", `keySize ${String(keySize)} is not one of 2048, 3072, 4096.`);
}

/** Resource Manager makes and shows keys; a key is deleted through the vault's own address only. Its vault takes it along. */
function keysOutlast({ id }: DeleteContext): void {
  throw new ArmError(
    405,
    "HttpMethodNotAllowed",
    `The resource type '${id.type}' does not support the HTTP method 'DELETE'.`,
  );
}
