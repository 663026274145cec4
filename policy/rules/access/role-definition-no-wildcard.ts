import { actionsOf, definitionKinds } from "../../role-definitions";
import { fail, pass, type Rule, unknown } from "../../rule";

/** Of a whole provider, or of everything. A wildcard below one kind of resource is that kind, as `jobs/*`. */
const TOO_WIDE = /^(\*|\*\/(write|delete|action)|[\w.]+\/\*)$/i;

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
    const wide = actions.find((action, index) => TOO_WIDE.test(action) || (index === 0 && action.includes("*")));
    return wide === undefined ? pass : fail(`allows ${wide}`);
  },
};
