import { expect, oneOf, present } from "../../attributes";
import type { PolicyResource } from "../../resource";
import { every, fail, type Rule, some, unknownAt } from "../../rule";
import type { World } from "../../world";

/** Azure refuses a security group on these, or has its own rules there. */
const EXEMPT = ["azurefirewallsubnet", "gatewaysubnet", "azurebastionsubnet", "routeserversubnet"];

const policies = oneOf("Enabled", "NetworkSecurityGroupEnabled");

export const subnetHasNsg: Rule = {
  title: "Subnets have a network security group, which counts for private endpoints, too",
  severity: "high",
  upstream: ["CKV2_AZURE_31"],
  why: "Without one everything in the network reaches everything in the subnet.",
  fix: "name it in the subnet's body (properties.networkSecurityGroup.id), or add an azurerm_subnet_network_security_group_association; where private endpoints lie, set privateEndpointNetworkPolicies = Enabled",
  kinds: ["azurerm_subnet", "Microsoft.Network/virtualNetworks/subnets"],
  check: (subnet, world) => {
    if (EXEMPT.includes((subnet.text("name") ?? "").toLowerCase())) return undefined;
    if (subnet.kind !== "azurerm_subnet") {
      const named = expect(subnet, { path: "properties.networkSecurityGroup.id", is: present });
      return every([named?.result === "fail" ? fail("has no network security group") : named, counts(subnet, world)]);
    }
    const associations = world.in(subnet.stack, "azurerm_subnet_network_security_group_association");
    return every([
      counts(subnet, world),
      some(
        associations.map((association) => world.pointsAt(association, "subnet_id", subnet)),
        {
          fail: "has no network security group",
          unknown: "the subnet of a network security group is known after apply only",
        },
      ),
    ]);
  },
};

/** Azure applies no group to private endpoints unless it is told to. */
function counts(subnet: PolicyResource, world: World) {
  const inside = world
    .in(subnet.stack, "azurerm_private_endpoint")
    .map((one) => world.pointsAt(one, "subnet_id", subnet));
  if (!inside.includes(true) && !inside.includes("unknown")) return undefined;
  const path =
    subnet.kind === "azurerm_subnet"
      ? "private_endpoint_network_policies"
      : "properties.privateEndpointNetworkPolicies";
  const verdict = expect(subnet, { path, is: policies });
  return verdict?.result === "fail" && !inside.includes(true) ? unknownAt("the subnet of a private endpoint") : verdict;
}
