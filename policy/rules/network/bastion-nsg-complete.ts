import { bastionNeeds, type NeededTraffic, trafficInWords } from "../../../domain/network/bastion-needs";
import { guardsBastion } from "../../bastion";
import { fail, pass, type Rule, unknown } from "../../rule";
import { type SecurityRule, securityRulesOf } from "../../security-rules";

const covers = (given: readonly string[], wanted: string): boolean =>
  given.includes("*") || given.includes(wanted.toLowerCase());

const meets =
  ({ direction, source, destination }: NeededTraffic, port: string) =>
  (rule: SecurityRule) =>
    rule.direction === direction.toLowerCase() &&
    rule.access === "allow" &&
    covers(rule.sources, source) &&
    covers(rule.destinations, destination) &&
    covers(rule.ports, port);

export const bastionNsgComplete: Rule = {
  title: "The security group of Bastion's subnet allows what Azure demands",
  severity: "medium",
  upstream: [],
  why: "With a rule missing Azure refuses the Bastion, or keeps updates from it, which opens it to what they close.",
  fix: "write the rules of learn.microsoft.com/azure/bastion/bastion-nsg, every one",
  kinds: ["azurerm_network_security_group", "Microsoft.Network/networkSecurityGroups"],
  check: (group, world) => {
    if (!guardsBastion(group, world)) return undefined;
    const rules = securityRulesOf(group);
    if (rules === "unknown") return unknown("its rules are known after apply only");
    const lacking = bastionNeeds.filter((need) => !need.ports.every((port) => rules.some(meets(need, port))));
    if (lacking.length === 0) return pass;
    return rules.some(({ partlyUnknown }) => partlyUnknown)
      ? unknown("what its rules allow is known after apply only")
      : fail(`does not allow ${lacking.map(trafficInWords).join("; ")}`);
  },
};
