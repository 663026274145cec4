import { actionsOf, definitionKinds, writesAccess } from "../../role-definitions";
import { fail, pass, type Rule, unknown } from "../../rule";

export const roleDefinitionNoAccessWrites: Rule = {
  title: "No custom role can change roles, grants, locks or policies",
  severity: "critical",
  upstream: ["AZU-0052"],
  why: "Whoever may rewrite a role that he holds, or lift what protects a resource, may do everything.",
  fix: "remove Microsoft.Authorization writes from the role",
  kinds: definitionKinds,
  check: (definition) => {
    const actions = actionsOf(definition);
    if (actions === "unknown") return unknown("its actions are known after apply only");
    const found = actions.find(writesAccess);
    return found === undefined ? pass : fail(`allows ${found}`);
  },
};
