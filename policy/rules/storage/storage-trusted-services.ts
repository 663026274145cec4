import { attributes, includes } from "../../attributes";
import type { PolicyResource } from "../../resource";
import type { Rule } from "../../rule";

const denies = (path: string) => (resource: PolicyResource) => {
  const found = resource.at(path);
  return found.state === "unknown" || (found.state === "known" && String(found.value).toLowerCase() === "deny");
};
const rules = (prefix: string) => ({
  path: `${prefix}bypass`,
  is: includes("AzureServices"),
  when: denies(`${prefix}default_action`),
});

export const storageTrustedServices: Rule = {
  title: "Storage firewalls let Azure's own services in",
  severity: "low",
  upstream: ["CKV_AZURE_36", "AZU-0010"],
  why: "Otherwise logging, Event Grid's dead letters and the workspace itself are locked out along with everyone else.",
  fix: "add AzureServices to network_rules.bypass",
  ...attributes({
    azurerm_storage_account: rules("network_rules."),
    azurerm_storage_account_network_rules: rules(""),
    "Microsoft.Storage/storageAccounts": {
      path: "properties.networkAcls.bypass",
      // ARM has one text here: "Logging, Metrics, AzureServices".
      is: { wanted: "a list with AzureServices", holds: (value) => /(^|,\s*)AzureServices(,|$)/i.test(String(value)) },
      when: denies("properties.networkAcls.defaultAction"),
    },
  }),
};
