import { guardsBastion } from "../../bastion";
import { fail, pass, type Rule, unknown } from "../../rule";
import { holdsPort, securityRulesOf } from "../../security-rules";

const MANAGEMENT_PORTS = [22, 3389];

export const nsgNoLateralTraversal: Rule = {
  title: "Network security groups stop remote management from machine to machine",
  severity: "medium",
  upstream: ["Azure.NSG.LateralTraversal"],
  why: "Whoever has got hold of one machine goes on to the next over SSH or RDP.",
  fix: "add an outbound rule that denies ports 22 and 3389",
  kinds: ["azurerm_network_security_group", "Microsoft.Network/networkSecurityGroups"],
  check: (group, world) => {
    // It is there to connect by SSH and RDP.
    if (guardsBastion(group, world)) return undefined;
    const rules = securityRulesOf(group);
    if (rules === "unknown") return unknown("its rules are known after apply only");
    const denials = rules.filter(({ direction, access }) => direction === "outbound" && access === "deny");
    const open = MANAGEMENT_PORTS.filter((port) => !denials.some(({ ports }) => holdsPort(ports, port)));
    if (open.length === 0) return pass;
    return rules.some(({ partlyUnknown }) => partlyUnknown)
      ? unknown("what its rules deny is known after apply only")
      : fail(`denies no outbound traffic to port ${open.join(" and ")}`);
  },
};
