import type { RuleTable, WriteContext } from "../../engine/arm/model";
import { at, badRequest } from "../../engine/arm/rules/helpers";
import { keyFromTheStart, keyOfRegistry, usableKey } from "../key-vault/encryption";

/** Container registries. */
export const containerRegistryRules: RuleTable = {
  "microsoft.containerregistry/registries": {
    write: [
      premiumForKeys,
      keyFromTheStart(
        keyOfRegistry,
        "encryption with a customer-managed key can be enabled when a registry is created only, and not be disabled again.",
      ),
      usableKey(keyOfRegistry),
    ],
  },
};

function premiumForKeys(context: WriteContext): void {
  const { resource } = context;
  const sku = at(resource.sku, "name") ?? resource.properties["sku"];
  if (keyOfRegistry(resource) === undefined || sku === "Premium") return;
  throw badRequest(
    context,
    "FeatureNotSupported",
    `customer-managed keys are not supported for registries in SKU ${String(sku)}. Upgrade to Premium.`,
  );
}
