import { attributes, present } from "../../attributes";
import type { PolicyResource } from "../../resource";
import type { Rule } from "../../rule";

const keysMayBeOn = (path: string) => (resource: PolicyResource) => {
  const found = resource.at(path);
  return !(found.state === "known" && found.value === false);
};

export const storageSasExpiry: Rule = {
  title: "Storage accounts with shared keys limit how long signatures last",
  severity: "medium",
  upstream: ["CKV2_AZURE_41"],
  why: "A shared access signature without an end is a password that nobody can revoke.",
  fix: "set shared_access_key_enabled = false, or add a sas_policy with expiration_period",
  ...attributes({
    azurerm_storage_account: {
      path: "sas_policy.expiration_period",
      is: present,
      when: keysMayBeOn("shared_access_key_enabled"),
    },
    "Microsoft.Storage/storageAccounts": {
      path: "properties.sasPolicy.sasExpirationPeriod",
      is: present,
      when: keysMayBeOn("properties.allowSharedKeyAccess"),
    },
  }),
};
