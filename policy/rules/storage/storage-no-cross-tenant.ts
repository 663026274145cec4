import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const storageNoCrossTenant: Rule = {
  title: "Storage accounts replicate to no other tenant",
  severity: "high",
  upstream: [],
  why: "Object replication would copy every blob to somebody else's account, in silence and for good.",
  fix: "set cross_tenant_replication_enabled = false",
  ...attributes({
    azurerm_storage_account: { path: "cross_tenant_replication_enabled", is: equals(false), absent: "pass" },
    "Microsoft.Storage/storageAccounts": { path: "properties.allowCrossTenantReplication", is: equals(false) },
  }),
};
