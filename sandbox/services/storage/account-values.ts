import { storageHost, storageServices } from "../../../domain/azure/storage-endpoints";
import { keyOf } from "../../engine/arm/identities";
import { dropped } from "../../engine/azurerm/as-read";
import type { ComputeContext, JsonValue, Values } from "../../engine/azurerm/type-entry";

/** Services that also answer under an internet-routed name. */
const internetRouted: readonly string[] = ["blob", "dfs", "file", "web"];

/** Endpoints, keys and defaults of a storage account. Keys are made up and open nothing. */
export function storageAccountValues({ id, values }: ComputeContext): Values {
  const name = String(values["name"]);
  const geo = /^RA/.test(String(values["account_replication_type"]));
  const exported: Values = {
    access_tier: "Hot",
    large_file_share_enabled: false,
    primary_location: values["location"]!,
    secondary_location: "",
    blob_properties: [],
    network_rules: [networkDefaults(values)],
    queue_properties: [],
    routing: [],
    share_properties: [],
    static_website: [],
  };
  for (const [place, suffix] of [
    ["primary", ""],
    ["secondary", "-secondary"],
  ] as const) {
    const key = keyOf(place, id);
    const connection = `DefaultEndpointsProtocol=https;AccountName=${name};AccountKey=${key};EndpointSuffix=core.windows.net`;
    exported[`${place}_access_key`] = key;
    exported[`${place}_connection_string`] = connection;
    exported[`${place}_blob_connection_string`] = connection;
    for (const service of storageServices) {
      const shown = place === "primary" || geo;
      const host = storageHost(name + suffix, service);
      exported[`${place}_${service}_endpoint`] = shown ? `https://${host}/` : "";
      exported[`${place}_${service}_host`] = shown ? host : "";
      exported[`${place}_${service}_microsoft_endpoint`] = "";
      exported[`${place}_${service}_microsoft_host`] = "";
      if (!internetRouted.includes(service)) continue;
      exported[`${place}_${service}_internet_endpoint`] = "";
      exported[`${place}_${service}_internet_host`] = "";
    }
  }
  return exported;
}

/** Azure lets its own services pass unless told otherwise. */
function networkDefaults(values: Values): Values {
  const written = (values["network_rules"] as readonly Values[] | null)?.[0] ?? {};
  return {
    bypass: ["AzureServices"],
    default_action: written["default_action"] ?? "Allow",
    ip_rules: [],
    virtual_network_subnet_ids: [],
    private_link_access: [],
  };
}

/** Source: `flattenAccountNetworkRules` in storage_account_helpers_network.go. */
export const networkRulesAsRead = dropped("network_rules", (rules) => {
  const items = (name: string) => (rules[name] as readonly JsonValue[] | null) ?? [];
  const others = ["ip_rules", "virtual_network_subnet_ids", "private_link_access"].some(
    (name) => items(name).length > 0,
  );
  const bypass = items("bypass");
  return rules["default_action"] === "Allow" && bypass.length === 1 && bypass[0] === "AzureServices" && !others;
});
