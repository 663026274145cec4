import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const workflowEnabled: Rule = {
  title: "Workflows are switched on",
  severity: "high",
  severityIn: { development: "low" },
  upstream: [],
  why: "A workflow that is off answers no alert: a bad candidate keeps its traffic, and drift is noted by nobody.",
  fix: "set state = Enabled",
  ...attributes({ "Microsoft.Logic/workflows": { path: "properties.state", is: equals("Enabled"), absent: "pass" } }),
};
