import { parseCron, type CronFields } from "./cron";
import { Duration } from "./duration";
import { requireNone, type Problem } from "../problem/problem";
import { checkSchedule, type CronOptions, type RecurrenceOptions } from "./schedule-rules";
import { instantOf, wallMinutes, windowsTimeZone, type WallMinutes } from "./time-zone";
import { weekdays, type Weekday } from "./weekday";

/** ARM's name of a weekday. */
export type ArmWeekday = Capitalize<Weekday>;

/** When an Azure ML schedule runs, as `workspaces/schedules` takes it. `timeZone` is a Windows name. */
export type ScheduleTrigger =
  | {
      readonly triggerType: "Recurrence";
      readonly frequency: "Day" | "Week" | "Month";
      readonly interval: 1;
      readonly schedule: {
        readonly hours: readonly number[];
        readonly minutes: readonly number[];
        readonly weekDays?: readonly ArmWeekday[];
        readonly monthDays?: readonly number[];
      };
      readonly timeZone: string;
      readonly startTime: string;
    }
  | {
      readonly triggerType: "Cron";
      /** `MIN HOUR * * DOW` */
      readonly expression: string;
      readonly timeZone: string;
      readonly startTime: string;
    };

/** One run of a schedule. */
export interface ScheduledRun {
  /** `2026-12-07T01:00:00Z` */
  readonly utc: string;
  /** What the clock shows in the schedule's zone: `2026-12-07T02:00+01:00`. */
  readonly local: string;
}

/**
 * When something runs, again and again, on the wall clock of one time zone: a meeting at 02:00 stays at 02:00 when
 * summer time begins. Nothing in here reads the clock of the machine.
 *
 * @example
 * Schedule.recurrence({ every: "week", on: ["monday"], at: ["02:00"], timeZone: "Europe/Amsterdam", startDate: "2026-12-07" });
 */
export class Schedule {
  /** Every day, on days of the week, or on days of the month. */
  static recurrence(options: RecurrenceOptions): Schedule {
    requireNone(asProblems(options));
    const on = (options.on ?? []).map((weekday) => weekdays.indexOf(weekday));
    return new Schedule(options, {
      minutes: distinct(options.at.map(minutesOfDay)),
      ...(options.every === "week" && { weekdays: on }),
      ...(options.every === "month" && { monthDays: distinct(options.days ?? []) }),
    });
  }

  /** By a cron expression `MIN HOUR * * DOW`. */
  static cron(options: CronOptions): Schedule {
    requireNone(asProblems(options));
    const fields = parseCron(options.cron) as CronFields;
    const minutes = fields.hours.flatMap((hour) => fields.minutes.map((minute) => hour * 60 + minute));
    return new Schedule(options, { minutes, weekdays: fields.weekdays });
  }

  private constructor(
    private readonly options: RecurrenceOptions | CronOptions,
    private readonly pattern: Pattern,
  ) {}

  /** IANA name. */
  get timeZone(): string {
    return this.options.timeZone;
  }

  /**
   * The trigger of an Azure ML schedule. It starts at the first run on or after the start date: without a start time
   * in the future Azure ML would run a job the moment the schedule is created.
   */
  toTrigger(): ScheduleTrigger {
    const { options } = this;
    const common = { timeZone: windowsTimeZone(options.timeZone)!, startTime: `${showWall(this.firstWall())}:00` };
    if ("cron" in options)
      return { triggerType: "Cron", expression: options.cron.trim().split(/\s+/).join(" "), ...common };
    const { minutes } = this.pattern;
    const schedule = {
      hours: distinct(minutes.map((minute) => Math.floor(minute / 60))),
      minutes: distinct(minutes.map((minute) => minute % 60)),
    };
    const base = { triggerType: "Recurrence", interval: 1 } as const;
    switch (options.every) {
      case "day":
        return { ...base, frequency: "Day", schedule, ...common };
      case "week": {
        const on = weekdays.filter((weekday) => options.on!.includes(weekday)).map(capitalize);
        return { ...base, frequency: "Week", schedule: { ...schedule, weekDays: on }, ...common };
      }
      case "month": {
        const monthDays = distinct(options.days!);
        return { ...base, frequency: "Month", schedule: { ...schedule, monthDays }, ...common };
      }
    }
  }

  /**
   * The runs that follow an instant, first to last. None is before the start date.
   * @param after - ISO 8601 with `Z` or an offset; a run at this very instant has passed
   */
  nextRuns(after: string, count: number): readonly ScheduledRun[] {
    const zone = this.options.timeZone;
    const passed = Date.parse(after);
    const from = Math.max(this.firstWall(), wallMinutes(passed, zone) - DAY);
    const runs: number[] = [];
    for (let day = startOfDay(from); runs.length < count; day += DAY) {
      if (!runsOn(this.pattern, day)) continue;
      const instants = this.pattern.minutes
        .filter((minute) => day + minute >= this.firstWall())
        .map((minute) => instantOf(day + minute, zone))
        .filter((instant) => instant > passed && instant > (runs.at(-1) ?? -Infinity));
      // Where an hour is skipped, two times of the wall clock can fall on the same instant, and out of order.
      runs.push(...distinct(instants));
    }
    return runs.slice(0, count).map((instant) => showRun(instant, zone));
  }

  /** The longest time from one run to the next, by the pattern; what a watcher for silence must wait at least. */
  longestGap(): Duration {
    const first = startOfDay(this.firstWall());
    const walls: WallMinutes[] = [];
    // Thirteen months: every gap that a weekly or monthly pattern can have, February to March included.
    for (let day = first; day < first + 396 * DAY; day += DAY) {
      if (runsOn(this.pattern, day)) walls.push(...this.pattern.minutes.map((minute) => day + minute));
    }
    const gaps = walls.slice(1).map((wall, index) => wall - walls[index]!);
    return Duration.minutes(Math.max(...gaps));
  }

  /** In words: `every Monday at 02:00 (Europe/Amsterdam)`. */
  toString(): string {
    const { options } = this;
    const zone = `(${options.timeZone})`;
    if ("cron" in options) return `by cron ${options.cron.trim()} ${zone}`;
    const times = this.pattern.minutes.map((minute) => showMinutes(minute)).join(" and ");
    const on = {
      day: () => "every day",
      week: () =>
        `every ${weekdays
          .filter((day) => options.on!.includes(day))
          .map(capitalize)
          .join(" and ")}`,
      month: () => `on day ${distinct(options.days!).join(" and ")} of every month`,
    }[options.every]();
    return `${on} at ${times} ${zone}`;
  }

  /** The first run on or after the start date. */
  private firstWall(): WallMinutes {
    let day = Date.parse(`${this.options.startDate}T00:00:00Z`) / 60_000;
    while (!runsOn(this.pattern, day)) day += DAY;
    return day + this.pattern.minutes[0]!;
  }
}

/** Data only, so that two schedules that say the same are equal. */
interface Pattern {
  /** Minutes after midnight, rising, at least one. */
  readonly minutes: readonly number[];
  /** 0 is Sunday; absent: every day of the week. */
  readonly weekdays?: readonly number[];
  /** Absent: every day of the month. */
  readonly monthDays?: readonly number[];
}

const DAY = 24 * 60;

const startOfDay = (wall: WallMinutes): WallMinutes => Math.floor(wall / DAY) * DAY;

function runsOn({ weekdays: on, monthDays }: Pattern, wall: WallMinutes): boolean {
  const date = new Date(wall * 60_000);
  return (on?.includes(date.getUTCDay()) ?? true) && (monthDays?.includes(date.getUTCDate()) ?? true);
}

const minutesOfDay = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const distinct = (numbers: readonly number[]): number[] => [...new Set(numbers)].sort((a, b) => a - b);

const capitalize = (weekday: Weekday): ArmWeekday => `${weekday[0]!.toUpperCase()}${weekday.slice(1)}` as ArmWeekday;

const pad = (amount: number): string => String(amount).padStart(2, "0");

const showMinutes = (minutes: number): string => `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;

/** `2026-12-07T02:00` */
const showWall = (wall: WallMinutes): string => new Date(wall * 60_000).toISOString().slice(0, 16);

function showRun(instant: number, zone: string): ScheduledRun {
  const wall = wallMinutes(instant, zone);
  const ahead = wall - instant / 60_000;
  const offset = `${ahead < 0 ? "-" : "+"}${showMinutes(Math.abs(ahead))}`;
  return { utc: `${new Date(instant).toISOString().slice(0, 19)}Z`, local: `${showWall(wall)}${offset}` };
}

function asProblems(options: RecurrenceOptions | CronOptions): readonly Problem[] {
  return checkSchedule(options).map(({ key, says, given, allowed, fix }) => ({
    code: "MLOPS-SCHEDULE-001",
    where: "Schedule",
    message: `${key} ${says}`,
    given,
    allowed,
    fix,
  }));
}
