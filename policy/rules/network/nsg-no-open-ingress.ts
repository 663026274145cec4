import { shown } from "../../attributes";
import { guardsBastion } from "../../bastion";
import { every, fail, pass, type Rule, unknown } from "../../rule";
import { isAnywhere, securityRuleKinds, securityRulesOf } from "../../security-rules";

export const nsgNoOpenIngress: Rule = {
  title: "No network security group lets the internet in",
  severity: "critical",
  upstream: [
    "AZU-0047",
    "AZU-0048",
    "AZU-0050",
    "AZU-0074",
    "CKV_AZURE_77",
    "CKV_AZURE_9",
    "CKV_AZURE_10",
    "CKV_AZURE_160",
    "Azure.NSG.AnyInboundSource",
  ],
  why: "SSH, RDP and databases that the internet can reach are tried within minutes.",
  fix: "name the source addresses of the rule, or remove it",
  kinds: securityRuleKinds,
  check: (resource, world) => {
    const rules = securityRulesOf(resource);
    if (rules === "unknown") return unknown("its rules are known after apply only");
    return every([
      pass,
      ...rules
        .filter(({ direction, access }) => direction !== "outbound" && access !== "deny")
        // People get to Bastion from the internet, by HTTPS; Azure takes none that they do not.
        .filter(({ ports }) => !(ports.length === 1 && ports[0] === "443" && guardsBastion(resource, world)))
        .map(({ name, sources, partlyUnknown }) => {
          if (isAnywhere(sources)) return fail(`${shown(name)} lets everyone in`);
          return partlyUnknown ? unknown(`whom ${shown(name)} lets in is known after apply only`) : pass;
        }),
    ]);
  },
};
