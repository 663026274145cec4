import type { CloudResource, JsonObject } from "../../sandbox/engine/store/store";
import { lastSegment } from "./deployed";
import { nounOf } from "../../domain/azure/types";

/** What has an address, and from where it can be reached: `[what, name, from the internet, from the network]`. */
export function reachabilityRows(inside: readonly CloudResource[]): string[][] {
  const privateTargets = new Set(
    inside
      .filter(({ type }) => type.toLowerCase() === "microsoft.network/privateendpoints")
      .flatMap(({ azurerm }) => (azurerm?.values["private_service_connection"] ?? []) as readonly JsonObject[])
      .map((connection) => String(connection["private_connection_resource_id"]).toLowerCase()),
  );
  return inside.flatMap((resource) => {
    const open = publicAccess(resource);
    if (open === undefined) return [];
    const inNetwork = privateTargets.has(resource.id.toLowerCase()) ? "private endpoint" : "-";
    return [[nounOf(resource.type), lastSegment(resource.id), open, inNetwork]];
  });
}

/** Who gets in from the internet; undefined for what has no address there. */
function publicAccess({ type, body, azurerm }: CloudResource): string | undefined {
  const values = azurerm?.values ?? {};
  const properties = (body["properties"] ?? {}) as JsonObject;
  switch (type.toLowerCase()) {
    case "microsoft.machinelearningservices/workspaces":
      return properties["publicNetworkAccess"] === "Disabled" ? "no" : "yes, with an Entra sign-in";
    case "microsoft.keyvault/vaults":
      return properties["publicNetworkAccess"] === "Disabled"
        ? "no"
        : listed(((properties["networkAcls"] as JsonObject | undefined)?.["ipRules"] ?? []) as readonly JsonObject[]);
    case "microsoft.storage/storageaccounts": {
      if (values["public_network_access_enabled"] === false) return "no";
      const rules = (values["network_rules"] ?? []) as readonly JsonObject[];
      return listed((rules[0]?.["ip_rules"] ?? []) as readonly string[]);
    }
    case "microsoft.containerregistry/registries": {
      if (values["public_network_access_enabled"] === false) return "no";
      const rules = (values["network_rule_set"] ?? []) as readonly JsonObject[];
      return listed((rules[0]?.["ip_rule"] ?? []) as readonly JsonObject[]);
    }
    default:
      return undefined;
  }
}

function listed(rules: readonly (string | JsonObject)[]): string {
  const addresses = rules.map((rule) => (typeof rule === "string" ? rule : String(rule["value"] ?? rule["ip_range"])));
  return addresses.length === 0 ? "no" : `from ${addresses.join(", ")}`;
}
