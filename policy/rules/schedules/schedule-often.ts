import { shown } from "../../attributes";
import { fail, pass, type Rule, unknownAt } from "../../rule";

const DAYS: Readonly<Record<string, number>> = { Minute: 1 / 1440, Hour: 1 / 24, Day: 1, Week: 7, Month: 31 };
/** Longest time between two runs: of a monitor, and of a training. */
const MOST = { CreateMonitor: 31, CreateJob: 366 } as const;
const trigger = "properties.trigger";

export const scheduleOften: Rule = {
  title: "Monitors run once a month or more, trainings once a year or more",
  severity: "medium",
  severityIn: { development: "low" },
  upstream: [],
  why: "A schedule with an interval of a thousand weeks is switched on, and never runs.",
  fix: "set trigger.frequency and interval so that it runs",
  kinds: ["Microsoft.MachineLearningServices/workspaces/schedules"],
  check: (schedule) => {
    const [type, frequency, interval, kind] = [
      "properties.action.actionType",
      `${trigger}.frequency`,
      `${trigger}.interval`,
      `${trigger}.triggerType`,
    ].map((path) => schedule.at(path)) as [Found, Found, Found, Found];
    if ([type, frequency, interval, kind].some(({ state }) => state === "unknown")) return unknownAt(trigger);
    if (schedule.isUnknown(trigger)) return unknownAt(trigger);
    // A cron expression of Azure ML runs at least once a week.
    if (kind.state === "known" && kind.value === "Cron") return pass;
    const days = frequency.state === "known" ? DAYS[String(frequency.value)] : undefined;
    if (days === undefined || interval.state !== "known") return fail("has no interval");
    const most = MOST[type.state === "known" && type.value === "CreateMonitor" ? "CreateMonitor" : "CreateJob"];
    return days * Number(interval.value) <= most
      ? pass
      : fail(`runs every ${shown(interval.value)} ${shown(frequency.state === "known" ? frequency.value : "")}`);
  },
};

type Found = ReturnType<Parameters<Rule["check"]>[0]["at"]>;
