import type { PolicyResource } from "./resource";
import { leaves } from "./value";

/**
 * Whether a key is for people and programs: what encrypts other keys must not end, or what it has encrypted is lost
 * (`encryption-key-lasts` asks that it rotates), and a standard vault will do for it.
 */
export const isOfPeople = (key: PolicyResource): boolean => !wrapsOnly(key);

/** Whether a key does nothing but encrypt other keys, as services ask of a customer-managed one. */
export function wrapsOnly(key: PolicyResource): boolean {
  const operations = key.at(key.kind === "azurerm_key_vault_key" ? "key_opts" : "properties.keyOps");
  if (operations.state !== "known") return false;
  const named = leaves(operations.value).map((one) => String(one).toLowerCase());
  return named.length > 0 && named.every((one) => one === "wrapkey" || one === "unwrapkey");
}
