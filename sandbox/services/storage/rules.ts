import type { RuleTable } from "../../engine/arm/model";
import { keyOfStorage, usableKey } from "../key-vault/encryption";

/** Storage accounts. */
export const storageRules: RuleTable = {
  "microsoft.storage/storageaccounts": { write: [usableKey(keyOfStorage)] },
};
