import { attributes, equals } from "../../attributes";
import { every, type Rule, type Verdict } from "../../rule";

const own = attributes({
  azurerm_storage_account: { path: "network_rules.default_action", is: equals("Deny") },
  azurerm_storage_account_network_rules: { path: "default_action", is: equals("Deny") },
  "Microsoft.Storage/storageAccounts": { path: "properties.networkAcls.defaultAction", is: equals("Deny") },
});

/** An account without network rules of its own may have them in a resource beside it. */
export const storageDefaultDeny: Rule = {
  title: "Storage firewalls refuse what they do not list",
  severity: "high",
  severityIn: { shared: "medium" },
  upstream: ["CKV_AZURE_35", "AZU-0012", "Azure.Storage.Firewall", "9be09caf"],
  why: "Without a list every address may reach the data; a stolen token is then all it takes.",
  fix: "set network_rules.default_action = Deny and list the addresses that need access",
  loosenedBy: ["platform.state.inbound"],
  kinds: own.kinds,
  check: (resource, world): Verdict | undefined => {
    const beside = world.in(resource.stack, "azurerm_storage_account_network_rules");
    const elsewhere =
      resource.kind === "azurerm_storage_account" &&
      resource.at("network_rules").state === "absent" &&
      beside.some((rules) => world.pointsAt(rules, "storage_account_id", resource) === true);
    return elsewhere ? undefined : every([own.check(resource, world)]);
  },
};
