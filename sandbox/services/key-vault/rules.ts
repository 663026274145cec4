import type { RuleTable, WriteContext } from "../../engine/arm/model";
import { at, badRequest } from "../../engine/arm/rules/helpers";

export const vaultRules: RuleTable = {
  "microsoft.keyvault/vaults": {
    write: [retentionInRange, keepPurgeProtection, keepSoftDelete],
  },
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
