import { expect, present } from "../../attributes";
import { fail, type Rule, some } from "../../rule";

/** Azure refuses a security group on these, or has its own rules there. */
const EXEMPT = ["azurefirewallsubnet", "gatewaysubnet", "azurebastionsubnet", "routeserversubnet"];

export const subnetHasNsg: Rule = {
  title: "Subnets have a network security group",
  severity: "high",
  upstream: ["CKV2_AZURE_31"],
  why: "Without one everything in the network reaches everything in the subnet.",
  fix: "name it in the subnet's body (properties.networkSecurityGroup.id), or add an azurerm_subnet_network_security_group_association",
  kinds: ["azurerm_subnet", "Microsoft.Network/virtualNetworks/subnets"],
  check: (subnet, world) => {
    if (EXEMPT.includes((subnet.text("name") ?? "").toLowerCase())) return undefined;
    if (subnet.kind !== "azurerm_subnet") {
      const named = expect(subnet, { path: "properties.networkSecurityGroup.id", is: present });
      return named?.result === "fail" ? fail("has no network security group") : named;
    }
    const associations = world.in(subnet.stack, "azurerm_subnet_network_security_group_association");
    return some(
      associations.map((association) => world.pointsAt(association, "subnet_id", subnet)),
      {
        fail: "has no network security group",
        unknown: "the subnet of a network security group is known after apply only",
      },
    );
  },
};
