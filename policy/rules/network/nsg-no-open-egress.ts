import { bastionNeeds } from "../../../domain/network/bastion-needs";
import { shown } from "../../attributes";
import { guardsBastion } from "../../bastion";
import { every, fail, pass, type Rule, unknown } from "../../rule";
import { isAnywhere, securityRuleKinds, securityRulesOf } from "../../security-rules";

const demanded = bastionNeeds.filter(({ direction }) => direction === "Outbound");

const isDemanded = (ports: readonly string[], destinations: readonly string[]): boolean =>
  demanded.some((need) => need.ports.join() === ports.join() && need.destination.toLowerCase() === destinations.join());

export const nsgNoOpenEgress: Rule = {
  title: "No network security group opens the way out to everywhere",
  severity: "high",
  upstream: ["AZU-0051"],
  why: "Training data can leave through any address that a job may reach.",
  fix: "name the destinations of the rule: service tags or addresses",
  kinds: securityRuleKinds,
  check: (resource, world) => {
    const rules = securityRulesOf(resource);
    if (rules === "unknown") return unknown("its rules are known after apply only");
    return every([
      pass,
      ...rules
        .filter(({ direction, access }) => direction !== "inbound" && access !== "deny")
        // What Azure demands of Bastion's subnet, and takes no narrower.
        .filter(({ ports, destinations }) => !(guardsBastion(resource, world) && isDemanded(ports, destinations)))
        .map(({ name, destinations, partlyUnknown }) => {
          if (isAnywhere(destinations)) return fail(`${shown(name)} lets everything out`);
          return partlyUnknown ? unknown(`where ${shown(name)} leads is known after apply only`) : pass;
        }),
    ]);
  },
};
