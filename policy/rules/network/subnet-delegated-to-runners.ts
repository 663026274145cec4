import { expect, type Condition } from "../../attributes";
import { every, fail, type Rule } from "../../rule";
import { isTree } from "../../value";

const RUNNERS = "GitHub.Network/networkSettings";

const isRunners = (delegation: unknown): boolean => {
  const properties = isTree(delegation) ? delegation["properties"] : undefined;
  const service = isTree(properties) ? properties["serviceName"] : undefined;
  return typeof service === "string" && service.toLowerCase() === RUNNERS.toLowerCase();
};

const toRunners: Condition = {
  wanted: `delegations to ${RUNNERS} alone`,
  holds: (value) => Array.isArray(value) && value.every(isRunners),
};

export const subnetDelegatedToRunners: Rule = {
  title: "Subnets are delegated to GitHub's runners only, and no others have a gateway out",
  severity: "high",
  upstream: [],
  why: "A service that a subnet is delegated to puts its own machines there, among what the network trusts.",
  fix: "leave properties.delegations out, and properties.natGateway in every subnet but that of network.runners",
  kinds: ["Microsoft.Network/virtualNetworks/subnets"],
  partial: true,
  attributes: { "Microsoft.Network/virtualNetworks/subnets": ["properties.delegations", "properties.natGateway"] },
  check: (subnet) => {
    const delegated = subnet.at("properties.delegations").state !== "absent";
    const leads = subnet.at("properties.natGateway").state !== "absent";
    return every([
      expect(subnet, { path: "properties.delegations", is: toRunners, absent: "pass" }),
      leads && !delegated ? fail("has a NAT gateway, although no runners stand in it") : undefined,
    ]);
  },
};
