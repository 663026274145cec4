import { sameId } from "../../../domain/azure/ids";
import { runnerDelegations } from "../../../domain/network/runners";
import { expect, type Condition } from "../../attributes";
import { every, type Rule, some } from "../../rule";
import { isTree } from "../../value";

const SERVICES: readonly string[] = Object.values(runnerDelegations);

const isRunners = (delegation: unknown): boolean => {
  const properties = isTree(delegation) ? delegation["properties"] : undefined;
  const service = isTree(properties) ? properties["serviceName"] : undefined;
  return typeof service === "string" && SERVICES.some((known) => sameId(known, service));
};

const NOBODY = "has a NAT gateway, although neither runners nor a jump host stand in it";

const toRunners: Condition = {
  wanted: `delegations to ${SERVICES.join(" or ")} alone`,
  holds: (value) => Array.isArray(value) && value.every(isRunners),
};

export const subnetDelegatedToRunners: Rule = {
  title: "Subnets are delegated to runners only, and no others have a gateway out",
  severity: "high",
  upstream: [],
  why: "A service that a subnet is delegated to puts its own machines there, among what the network trusts.",
  fix: "leave properties.delegations out, and properties.natGateway in every subnet but those of network.runners and network.jumpHost",
  kinds: ["Microsoft.Network/virtualNetworks/subnets"],
  partial: true,
  attributes: { "Microsoft.Network/virtualNetworks/subnets": ["properties.delegations", "properties.natGateway"] },
  check: (subnet, world) => {
    const machines = world
      .in(subnet.stack, "Microsoft.Network/networkInterfaces")
      .map((one) => world.pointsAt(one, "properties.ipConfigurations", subnet));
    const delegated = subnet.at("properties.delegations").state !== "absent";
    const leads = subnet.at("properties.natGateway").state !== "absent";
    return every([
      expect(subnet, { path: "properties.delegations", is: toRunners, absent: "pass" }),
      leads && !delegated
        ? some(machines, { fail: NOBODY, unknown: "who stands in it is known after apply only" })
        : undefined,
    ]);
  },
};
