import { isTree, valueAt } from "../domain/json/tree";
import { parseCron } from "../domain/time/cron";
import { PER_MONTH } from "./meters";

const DAYS_PER_MONTH = PER_MONTH.hour / 24;

/** How often a trigger of an Azure ML schedule fires in a month, on average; never, if it is none that we write. */
export function runsAMonth(trigger: unknown): number {
  const expression = valueAt(trigger, "expression");
  if (typeof expression === "string") {
    const fields = parseCron(expression);
    if (!("hours" in fields)) return 0;
    const days = fields.weekdays === undefined ? 7 : fields.weekdays.length;
    return (fields.hours.length * fields.minutes.length * days * DAYS_PER_MONTH) / 7;
  }
  const length = (...path: string[]): number => {
    const found = valueAt(trigger, ...path);
    return Array.isArray(found) ? found.length : 0;
  };
  if (!isTree(trigger)) return 0;
  const times = length("schedule", "hours") * length("schedule", "minutes");
  switch (trigger["frequency"]) {
    case "Day":
      return times * DAYS_PER_MONTH;
    case "Week":
      return (times * length("schedule", "weekDays") * DAYS_PER_MONTH) / 7;
    case "Month":
      return times * length("schedule", "monthDays");
    default:
      return 0;
  }
}
