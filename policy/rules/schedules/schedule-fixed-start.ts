import { attributes, present } from "../../attributes";
import type { Rule } from "../../rule";

export const scheduleFixedStart: Rule = {
  title: "Schedules have a fixed start",
  severity: "high",
  upstream: [],
  why: "Without a start in the future Azure ML runs the job as soon as the schedule is made or changed.",
  fix: "set trigger.startTime, from configuration and never from the clock",
  ...attributes({
    "Microsoft.MachineLearningServices/workspaces/schedules": { path: "properties.trigger.startTime", is: present },
  }),
};
