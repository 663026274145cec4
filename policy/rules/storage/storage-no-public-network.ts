import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

/** The state that all pipelines share is reached by hosted runners, which have no addresses of their own. */
export const storageNoPublicNetwork: Rule = {
  title: "Storage accounts are closed to public networks",
  severity: "high",
  severityIn: { development: "low", shared: "medium" },
  upstream: ["CKV_AZURE_59"],
  why: "Every address on the internet may try a stolen token on it.",
  fix: "set public_network_access_enabled = false and reach it through a private endpoint",
  loosenedBy: ["network.inbound", "platform.state.inbound"],
  ...attributes({
    azurerm_storage_account: { path: "public_network_access_enabled", is: equals(false) },
    "Microsoft.Storage/storageAccounts": { path: "properties.publicNetworkAccess", is: equals("Disabled") },
  }),
};
