import { actionsOf, definitionKinds, isTooWide } from "../../role-definitions";
import { fail, pass, type Rule, unknown } from "../../rule";

export const roleDefinitionNoWildcard: Rule = {
  title: "Custom roles name what they allow",
  severity: "high",
  upstream: ["CKV_AZURE_39", "AZU-0030"],
  why: "A wildcard allows whatever Azure adds there later, and nobody reviews that.",
  fix: "list the actions; the first may hold no wildcard at all",
  kinds: definitionKinds,
  check: (definition) => {
    const actions = actionsOf(definition);
    if (actions === "unknown") return unknown("its actions are known after apply only");
    const wide = actions.find((action, index) => isTooWide(action) || (index === 0 && action.includes("*")));
    return wide === undefined ? pass : fail(`allows ${wide}`);
  },
};
