import { parseCron } from "./cron";
import { isTimeZone, suggestTimeZone } from "./time-zone";
import type { Weekday } from "./weekday";

interface ScheduleBasics {
  /** IANA name, e.g. `Europe/Amsterdam`. */
  readonly timeZone: string;
  /** `YYYY-MM-DD`; nothing runs before this day begins. In the future when it is first deployed. */
  readonly startDate: string;
}

/** At times of every day, of days of the week, or of days of the month. */
export interface RecurrenceOptions extends ScheduleBasics {
  readonly every: "day" | "week" | "month";
  /** For `week`: at least one. */
  readonly on?: readonly Weekday[];
  /** For `month`: at least one, 1–28, so that no month is skipped. */
  readonly days?: readonly number[];
  /** `HH:MM`, at least one. Azure ML combines all hours with all minutes, so the list must be such a grid. */
  readonly at: readonly string[];
}

/** By cron expression. */
export interface CronOptions extends ScheduleBasics {
  /** `MIN HOUR * * DOW` */
  readonly cron: string;
}

/** What is wrong with one key of a schedule. */
export interface ScheduleMistake {
  readonly key: "every" | "on" | "days" | "at" | "cron" | "timeZone" | "startDate";
  readonly kind: "missing" | "superfluous" | "form" | "range" | "grid" | "cron" | "timeZone" | "date" | "twice";
  /** After the key's name: `is not a time of day`. */
  readonly says: string;
  readonly given?: string;
  readonly allowed?: string;
  readonly fix?: string;
}

/** Everything that keeps options from being a schedule. */
export function checkSchedule(options: RecurrenceOptions | CronOptions): readonly ScheduleMistake[] {
  return [...("cron" in options ? checkCron(options) : checkRecurrence(options)), ...checkBasics(options)];
}

function checkCron({ cron }: CronOptions): readonly ScheduleMistake[] {
  const parsed = parseCron(cron);
  return "says" in parsed ? [{ key: "cron", kind: "cron", given: cron, ...parsed }] : [];
}

function* checkRecurrence(options: RecurrenceOptions): Generator<ScheduleMistake> {
  const { every, on = [], days = [], at } = options;
  if (every === "week" && on.length === 0) {
    yield {
      key: "on",
      kind: "missing",
      says: "is missing: a weekly schedule needs its days",
      fix: "write on: [monday]",
    };
  }
  if (every !== "week" && on.length > 0) {
    yield { key: "on", kind: "superfluous", says: `belongs to every: week, not to every: ${every}`, fix: "remove it" };
  }
  if (every === "month" && days.length === 0) {
    yield {
      key: "days",
      kind: "missing",
      says: "is missing: a monthly schedule needs its days",
      fix: "write days: [1]",
    };
  }
  if (every !== "month" && days.length > 0) {
    yield {
      key: "days",
      kind: "superfluous",
      says: `belongs to every: month, not to every: ${every}`,
      fix: "remove it",
    };
  }
  for (const day of days) {
    if (Number.isInteger(day) && day >= 1 && day <= 28) continue;
    const says = "is a day that not every month has: Azure ML would skip months";
    yield { key: "days", kind: "range", says, given: String(day), allowed: "1 to 28" };
  }
  yield* checkTimes(at);
}

function* checkTimes(at: readonly string[]): Generator<ScheduleMistake> {
  if (at.length === 0) {
    yield { key: "at", kind: "missing", says: "is missing", fix: 'write at: "02:00"' };
    return;
  }
  const wrong = at.filter((time) => !/^([01]\d|2[0-3]):[0-5]\d$/.test(time));
  for (const time of wrong) {
    yield { key: "at", kind: "form", says: "is not a time of day", given: time, allowed: "HH:MM from 00:00 to 23:59" };
  }
  if (wrong.length > 0) return;
  if (new Set(at).size < at.length) {
    yield { key: "at", kind: "twice", says: "names a time twice", given: at.join(", "), fix: "remove one of the two" };
    return;
  }
  const hours = [...new Set(at.map((time) => time.slice(0, 2)))].sort();
  const minutes = [...new Set(at.map((time) => time.slice(3)))].sort();
  const grid = hours.flatMap((hour) => minutes.map((minute) => `${hour}:${minute}`));
  if (grid.length === at.length) return;
  yield {
    key: "at",
    kind: "grid",
    says: "is no list that Azure ML can keep: it runs every hour given at every minute given",
    given: at.join(", "),
    allowed: grid.join(", "),
    fix: "use the same minutes in every hour",
  };
}

function* checkBasics({ timeZone, startDate }: ScheduleBasics): Generator<ScheduleMistake> {
  if (!isTimeZone(timeZone)) {
    const suggestion = suggestTimeZone(timeZone);
    yield {
      key: "timeZone",
      kind: "timeZone",
      says: "is not an IANA time zone that Azure ML knows",
      given: timeZone,
      ...(suggestion === undefined
        ? { allowed: "names such as Europe/Amsterdam or UTC" }
        : { fix: `did you mean ${suggestion}?` }),
    };
  }
  if (!isDate(startDate)) {
    yield { key: "startDate", kind: "date", says: "is not a date", given: startDate, allowed: "YYYY-MM-DD" };
  }
}

/** Whether the text is a day of the calendar, 30 February excluded. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}
