import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const scheduleEnabled: Rule = {
  title: "Schedules and monitors are switched on",
  severity: "medium",
  severityIn: { development: "low" },
  upstream: [],
  why: "A schedule that is off looks like one that is on, until the model is months old.",
  fix: "set isEnabled = true, or remove the schedule",
  loosenedBy: ["recovery"],
  ...attributes({
    "Microsoft.MachineLearningServices/workspaces/schedules": {
      path: "properties.isEnabled",
      is: equals(true),
      // Azure ML runs on what it has copied when a schedule is deleted: it is switched off first.
      when: (schedule) => schedule.text("when") !== "destroy",
    },
  }),
};
