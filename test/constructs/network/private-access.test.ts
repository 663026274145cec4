import { PrivateDnsZone } from "@cdktf/provider-azurerm/lib/private-dns-zone";
import { PrivateDnsZoneVirtualNetworkLink } from "@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link";
import { PrivateEndpoint } from "@cdktf/provider-azurerm/lib/private-endpoint";
import { PrivateAccess, type PrivateDns, type PrivateLinkKind } from "../../../constructs/network";
import { existing, PLACEMENT } from "../../support/placement";
import { synth } from "../../support/synth";

const virtualNetwork = existing("Microsoft.Network/virtualNetworks", "vnet-test");
const subnet = { id: `${virtualNetwork.id}/subnets/private-endpoints` };
const target = existing("Microsoft.Example/things", "thing");

const accessBy = (dns: PrivateDns | undefined, ...kinds: PrivateLinkKind[]) =>
  synth((stack) => {
    const parts = new PrivateAccess(stack, "PrivateAccess", { ...PLACEMENT, virtualNetwork, subnet, dns });
    for (const kind of kinds) parts.addEndpoint(kind, { name: `pep-${kind}`, target });
  });
const access = (...kinds: PrivateLinkKind[]) => accessBy(undefined, ...kinds);

describe("PrivateAccess", () => {
  it("makes nothing until an endpoint is asked for", () => {
    expect(access().json["resource"]).toBeUndefined();
    expect(access("blob").json["resource"]).toBeDefined();
  });

  it.each([
    ["workspace", "amlworkspace", ["privatelink.api.azureml.ms", "privatelink.notebooks.azure.net"]],
    ["mlRegistry", "amlregistry", ["privatelink.api.azureml.ms"]],
    ["blob", "blob", ["privatelink.blob.core.windows.net"]],
    ["file", "file", ["privatelink.file.core.windows.net"]],
    ["queue", "queue", ["privatelink.queue.core.windows.net"]],
    ["table", "table", ["privatelink.table.core.windows.net"]],
    ["vault", "vault", ["privatelink.vaultcore.azure.net"]],
    ["containerRegistry", "registry", ["privatelink.azurecr.io"]],
  ] as const)("leads %s through %s and the zones it answers in", (kind, subresource, zones) => {
    const { only, all, resources } = access(kind);
    const endpoint = only(PrivateEndpoint);
    expect(endpoint).toMatchObject({
      name: `pep-${kind}`,
      subnet_id: subnet.id,
      private_service_connection: {
        is_manual_connection: false,
        private_connection_resource_id: target.id,
        subresource_names: [subresource],
      },
    });
    const ids: string[] = endpoint["private_dns_zone_group"].private_dns_zone_ids;
    expect(ids.map((id) => resources("azurerm_private_dns_zone")[id.split(".")[1]!]!["name"])).toEqual(zones);
    expect(all(PrivateDnsZoneVirtualNetworkLink).map((link) => link["virtual_network_id"])).toEqual(
      zones.map(() => virtualNetwork.id),
    );
  });

  it("uses zones that others keep, and makes none", () => {
    const resourceGroup = "/subscriptions/hub/resourceGroups/rg-dns";
    const { only, all } = accessBy({ mode: "central", resourceGroup }, "workspace");
    const zones = `${resourceGroup}/providers/Microsoft.Network/privateDnsZones`;
    expect(only(PrivateEndpoint)["private_dns_zone_group"]).toEqual({
      name: "default",
      private_dns_zone_ids: [`${zones}/privatelink.api.azureml.ms`, `${zones}/privatelink.notebooks.azure.net`],
    });
    expect(all(PrivateDnsZone)).toEqual([]);
    expect(all(PrivateDnsZoneVirtualNetworkLink)).toEqual([]);
  });

  it("leaves zones to a policy, and what it writes is no change", () => {
    const { only, all } = accessBy({ mode: "policy" }, "vault");
    expect(only(PrivateEndpoint)["private_dns_zone_group"]).toBeUndefined();
    expect(only(PrivateEndpoint)["lifecycle"]).toEqual({ ignore_changes: ["private_dns_zone_group"] });
    expect(all(PrivateDnsZone)).toEqual([]);
    expect(access("vault").only(PrivateEndpoint)["lifecycle"]).toBeUndefined();
  });

  it("makes a zone once, however many endpoints use it", () => {
    const { all } = access("workspace", "mlRegistry");
    expect(all(PrivateEndpoint)).toHaveLength(2);
    expect(
      all(PrivateDnsZone)
        .map((zone) => zone["name"])
        .sort(),
    ).toEqual(["privatelink.api.azureml.ms", "privatelink.notebooks.azure.net"]);
  });

  it("lets an endpoint wait for nothing but its subnet, target and zones", () => {
    for (const endpoint of access("workspace", "blob").all(PrivateEndpoint)) {
      expect(endpoint).not.toHaveProperty("depends_on");
      expect(JSON.stringify(endpoint)).not.toContain("virtual_network_link");
      expect(JSON.stringify(endpoint)).toContain("azurerm_private_dns_zone.");
    }
  });

  it("gives every resource an address that Terraform accepts", () => {
    const { json } = access("workspace", "blob", "containerRegistry");
    const ids = Object.values(json["resource"] as Record<string, object>).flatMap((byId) => Object.keys(byId));
    expect(ids.length).toBeGreaterThan(6);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z_][A-Za-z0-9_-]*$/);
  });
});
