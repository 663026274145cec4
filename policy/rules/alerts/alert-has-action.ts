import { alertKinds } from "../../alerts";
import { values } from "../../belongings";
import { fail, pass, type Rule, unknownAt } from "../../rule";
import { Unknown } from "../../value";

export const alertHasAction: Rule = {
  title: "Alert rules tell somebody",
  severity: "high",
  upstream: [],
  why: "An alert without an action group fires in the portal, where nobody looks at night.",
  fix: "name an action group in the rule's actions",
  kinds: alertKinds.map(({ kind }) => kind),
  check: (alert) => {
    const { actions, group } = alertKinds.find(({ kind }) => kind.toLowerCase() === alert.kind.toLowerCase())!;
    const groups = values(alert, actions, group);
    if (groups === "unknown") return unknownAt(actions);
    if (groups.length === 0) return fail("names no action group");
    // The id of an action group in the stack is known after apply only, but that there is one is known.
    const named = groups.some((one) => !(one instanceof Unknown) || one.references.length > 0);
    return named ? pass : unknownAt(`${actions}.${group}`);
  },
};
