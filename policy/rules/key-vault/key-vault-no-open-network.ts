import { expect, equals } from "../../attributes";
import type { PolicyResource } from "../../resource";
import { fail, pass, type Rule, unknownAt } from "../../rule";

const azurerm = {
  network: { path: "public_network_access_enabled", is: equals(false) },
  lists: ["network_acls.ip_rules", "network_acls.virtual_network_subnet_ids"],
};
const arm = {
  network: { path: "properties.publicNetworkAccess", is: equals("Disabled") },
  lists: ["properties.networkAcls.ipRules", "properties.networkAcls.virtualNetworkRules"],
};

export const keyVaultNoOpenNetwork: Rule = {
  title: "Key vaults are closed to public networks, or open to listed addresses only",
  severity: "high",
  upstream: ["CKV_AZURE_189"],
  why: "A public vault without a list of addresses answers the whole internet as soon as its firewall is loosened.",
  fix: "switch public network access off, or list addresses or subnets in the network ACLs",
  loosenedBy: ["network.inbound"],
  kinds: ["azurerm_key_vault", "Microsoft.KeyVault/vaults"],
  check: (vault: PolicyResource) => {
    const { network, lists } = vault.kind === "azurerm_key_vault" ? azurerm : arm;
    const closed = expect(vault, network);
    if (closed?.result === "pass") return pass;
    const found = lists.map((path) => vault.entries(path));
    if (found.some((list) => list !== "unknown" && list.length > 0)) return pass;
    if (closed?.result === "unknown") return closed;
    const unknownList = lists[found.indexOf("unknown")];
    return unknownList === undefined
      ? fail("is open to public networks and lists no addresses")
      : unknownAt(unknownList);
  },
};
