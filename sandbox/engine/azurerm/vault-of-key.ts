import { isWithin, sameId } from "../../../domain/azure/ids";
import type { Operation } from "../authorization";
import type { CloudView } from "../arm/model";
import { ProviderError } from "../terraform/provider";
import { type ObjectValue, sameValue } from "../terraform/wire";

interface Lookup {
  readonly cloud: CloudView;
  /** GUID of the subscription that the provider is configured for, where vaults are looked for. */
  readonly subscription: string;
  readonly may: (operation: Operation) => boolean;
}

const VAULTS = "Microsoft.KeyVault/vaults";

/**
 * Before azurerm gives a storage account a key, it looks for the key's vault: among those of its own subscription that the
 * caller may read, and with soft delete and purge protection on. Azure itself asks for less.
 * Source: azurerm 4.55.0, `expandAccountCustomerManagedKey` and `KeyVaultIDFromBaseUrl`.
 * @throws ProviderError if it is not found, or not protected
 */
export function requireVaultOfKey(
  planned: ObjectValue,
  prior: ObjectValue | null,
  { cloud, subscription, may }: Lookup,
): void {
  const argument = "customer_managed_key";
  const [key] = (planned[argument] ?? []) as readonly ObjectValue[];
  const uri = key?.["key_vault_key_id"];
  if (typeof uri !== "string" || uri === "") return;
  if (prior !== null && sameValue(planned[argument], prior[argument])) return;
  const { host } = new URL(uri);
  const at = `/subscriptions/${subscription}`;
  const vault = cloud.ofType(VAULTS).find(({ id, name }) => isWithin(id, at) && sameId(name, host.split(".")[0]!));
  if (vault === undefined || !may({ name: `${VAULTS}/read`, plane: "control", scope: vault.id }))
    throw refused(`unable to find the Resource Manager ID for the Key Vault URI "https://${host}/" in ${at}`);
  const { enableSoftDelete, enablePurgeProtection } = vault.properties;
  // Azure keeps deleted vaults unless told otherwise.
  if (enableSoftDelete === false || enablePurgeProtection !== true)
    throw refused(`${vault.id} must be configured for both Purge Protection and Soft Delete`);
}

const refused = (why: string): ProviderError =>
  new ProviderError(
    `expanding \`customer_managed_key\`: ${why}`,
    "azurerm looks for the vault of a storage account's key in the account's own subscription, among those that the caller may read.",
    ["customer_managed_key"],
  );
