import { parseCron } from "../../domain/time/cron";
import { Schedule } from "../../domain/time/schedule";
import { checkSchedule, type CronOptions, type RecurrenceOptions } from "../../domain/time/schedule-rules";
import { suggestTimeZone, windowsTimeZone } from "../../domain/time/time-zone";
import { weekdays, type Weekday } from "../../domain/time/weekday";
import { listAt, listed, numberAt, same, textAt, textsAt } from "./json";

/** Most times of day that are listed; a schedule with more is told by its cron expression. */
const MOST_TIMES = 4;

/** When an Azure ML schedule runs, read back from the trigger in its body. */
export class Timetable {
  /**
   * @param trigger - `properties.trigger` of a schedule; undefined if it has none
   * @param zones - IANA zones that the configuration names, because Azure keeps Windows names, which stand for several
   */
  static read(trigger: unknown, zones: readonly string[]): Timetable | undefined {
    if (trigger === undefined) return undefined;
    const windows = textAt(trigger, "timeZone") ?? "UTC";
    const zone = zones.find((name) => windowsTimeZone(name) === windows) ?? suggestTimeZone(windows);
    const options = zone === undefined ? undefined : optionsOf(trigger, zone);
    const usable = options !== undefined && checkSchedule(options).length === 0;
    return new Timetable(trigger, zone ?? windows, usable ? options : undefined);
  }

  private readonly schedule: Schedule | undefined;

  private constructor(
    private readonly trigger: unknown,
    /** IANA name where there is one, else Azure's. */
    readonly timeZone: string,
    private readonly options: RecurrenceOptions | CronOptions | undefined,
  ) {
    this.schedule =
      options === undefined ? undefined : "cron" in options ? Schedule.cron(options) : Schedule.recurrence(options);
  }

  /** `every Monday at 02:00`; what is beyond words as Azure has it. */
  get rhythm(): string {
    const { options, trigger } = this;
    if (options === undefined) {
      const expression = textAt(trigger, "expression");
      const every = `every ${numberAt(trigger, "interval") ?? 1} ${(textAt(trigger, "frequency") ?? "?").toLowerCase()}s`;
      return expression === undefined ? every : `by cron ${expression}`;
    }
    if ("cron" in options) return cronInWords(options.cron);
    return `${daysInWords(options)} at ${listed([...options.at].sort())}`;
  }

  /** `every Monday at 02:00 Europe/Amsterdam`. */
  get text(): string {
    return `${this.rhythm} ${this.timeZone}`;
  }

  /** Local times of the runs after an instant, `2026-12-07T02:00`; none if Azure has a rhythm that we never set. */
  next(after: string, count: number): readonly string[] {
    return (this.schedule?.nextRuns(after, count) ?? []).map(({ local }) => local.slice(0, 16));
  }

  /**
   * Whether its first day has begun at an instant. Azure ML runs what is scheduled so at once, beside its times. False if the
   * zone or the rhythm is none that we set.
   */
  hasBegun(at: string): boolean {
    const { options, timeZone } = this;
    if (options === undefined) return false;
    // Swedish writes dates as ISO does.
    return new Date(at).toLocaleDateString("sv-SE", { timeZone }) >= options.startDate;
  }

  /** Longest time without a run, in seconds. */
  get longestGap(): number | undefined {
    return this.schedule?.longestGap().toSeconds();
  }

  /** Whether both run at the same times. */
  equals(other: Timetable): boolean {
    return same(this.trigger, other.trigger);
  }
}

function optionsOf(trigger: unknown, timeZone: string): RecurrenceOptions | CronOptions | undefined {
  const startDate = (textAt(trigger, "startTime") ?? "").slice(0, 10);
  if (textAt(trigger, "triggerType") === "Cron") {
    const cron = textAt(trigger, "expression");
    return cron === undefined || startDate === "" ? undefined : { cron, timeZone, startDate };
  }
  const every = textAt(trigger, "frequency")?.toLowerCase();
  if ((every !== "day" && every !== "week" && every !== "month") || numberAt(trigger, "interval") !== 1)
    return undefined;
  const pad = (amount: unknown) => String(amount).padStart(2, "0");
  const at = listAt(trigger, "schedule", "hours").flatMap((hour) =>
    listAt(trigger, "schedule", "minutes").map((minute) => `${pad(hour)}:${pad(minute)}`),
  );
  const on = textsAt(trigger, "schedule", "weekDays").map((day) => day.toLowerCase() as Weekday);
  const days = listAt(trigger, "schedule", "monthDays").map(Number);
  return {
    every,
    at,
    timeZone,
    startDate,
    ...(on.length > 0 && { on }),
    ...(days.length > 0 && { days }),
  };
}

function daysInWords({ every, on = [], days = [] }: RecurrenceOptions): string {
  if (every === "day") return "every day";
  if (every === "month") return `on day ${listed([...days].sort((a, b) => a - b).map(String))} of every month`;
  return weekdaysInWords(weekdays.filter((day) => on.includes(day)));
}

const weekdaysInWords = (on: readonly Weekday[]): string =>
  on.length === 7 ? "every day" : `every ${listed(on.map((day) => `${day[0]!.toUpperCase()}${day.slice(1)}`))}`;

function cronInWords(cron: string): string {
  const fields = parseCron(cron);
  if (!("hours" in fields)) return `by cron ${cron}`;
  const times = fields.hours.flatMap((hour) =>
    fields.minutes.map((minute) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`),
  );
  if (times.length > MOST_TIMES) return `by cron ${cron}`;
  return `${weekdaysInWords(weekdays.filter((_, index) => fields.weekdays.includes(index)))} at ${listed(times)}`;
}
