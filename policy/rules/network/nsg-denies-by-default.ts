import { fail, pass, type Rule, unknown } from "../../rule";
import { securityRulesOf } from "../../security-rules";

export const nsgDeniesByDefault: Rule = {
  title: "Network security groups refuse what they do not allow",
  severity: "medium",
  upstream: [],
  why: "Azure's own last rules let everything in the virtual network, and whatever is joined to it, reach everything.",
  fix: "add an inbound rule that denies everything from everywhere, with the largest priority",
  kinds: ["azurerm_network_security_group", "Microsoft.Network/networkSecurityGroups"],
  check: (group) => {
    const rules = securityRulesOf(group);
    if (rules === "unknown") return unknown("its rules are known after apply only");
    const denies = rules.some(
      ({ direction, access, sources, ports, destinations }) =>
        direction === "inbound" &&
        access === "deny" &&
        [sources, ports, destinations].every((list) => list.includes("*")),
    );
    if (denies) return pass;
    return rules.some(({ partlyUnknown }) => partlyUnknown)
      ? unknown("what its rules deny is known after apply only")
      : fail("denies nothing inbound by itself");
  },
};
