import { actionsOf, allows, definitionKinds } from "../../role-definitions";
import { fail, pass, type Rule, unknown } from "../../rule";

const forbidden = [
  "Microsoft.Authorization/roleDefinitions/write",
  "Microsoft.Authorization/roleAssignments/write",
  "Microsoft.Authorization/elevateAccess/Action",
];

export const roleDefinitionNoAccessWrites: Rule = {
  title: "No custom role can change roles or grant them",
  severity: "critical",
  upstream: ["AZU-0052"],
  why: "Whoever may rewrite a role that he holds may do everything.",
  fix: "remove Microsoft.Authorization writes from the role",
  kinds: definitionKinds,
  check: (definition) => {
    const actions = actionsOf(definition);
    if (actions === "unknown") return unknown("its actions are known after apply only");
    // What is too wide altogether is a matter of its own.
    const found = actions.find(
      (action) => /^Microsoft\.Authorization\//i.test(action) && forbidden.some((one) => allows(action, one)),
    );
    return found === undefined ? pass : fail(`allows ${found}`);
  },
};
