import { alertKinds } from "../../alerts";
import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const alertEnabled: Rule = {
  title: "Alert rules are switched on",
  severity: "high",
  severityIn: { development: "low" },
  upstream: [],
  why: "A rule that is off looks like one that is on, until the night it does not ring.",
  fix: "set enabled = true, or remove the rule",
  ...attributes(
    Object.fromEntries(
      alertKinds.map(({ kind, enabled }) => [kind, { path: enabled, is: equals(true), absent: "pass" as const }]),
    ),
  ),
};
