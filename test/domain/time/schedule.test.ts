import fc from "fast-check";
import { UserError } from "../../../domain/problem/problem";
import { Schedule } from "../../../domain/time/schedule";

const basics = { timeZone: "Europe/Amsterdam", startDate: "2026-12-07" };
const mondays = { every: "week", on: ["monday"], at: ["02:00"], ...basics } as const;

describe("the trigger of a schedule", () => {
  it("is a recurrence with the Windows name of its zone and the first run as start", () => {
    expect(Schedule.recurrence(mondays).toTrigger()).toEqual({
      triggerType: "Recurrence",
      frequency: "Week",
      interval: 1,
      schedule: { hours: [2], minutes: [0], weekDays: ["Monday"] },
      timeZone: "W. Europe Standard Time",
      startTime: "2026-12-07T02:00:00",
    });
  });

  it("starts at the first run on or after the start date, never before", () => {
    const tuesday = { ...basics, startDate: "2026-12-08" };
    expect(Schedule.recurrence({ ...mondays, ...tuesday }).toTrigger().startTime).toBe("2026-12-14T02:00:00");
    expect(Schedule.cron({ cron: "30 4 * * 0", ...tuesday }).toTrigger().startTime).toBe("2026-12-13T04:30:00");
    const monthly = { every: "month", days: [5], at: ["00:00"], ...basics } as const;
    expect(Schedule.recurrence(monthly).toTrigger().startTime).toBe("2027-01-05T00:00:00");
  });

  it("lists the days of the week in the calendar's order and every hour and minute once", () => {
    const at = ["14:30", "02:30", "02:00", "14:00"];
    const trigger = Schedule.recurrence({ ...mondays, on: ["friday", "sunday", "monday"], at }).toTrigger();
    expect(trigger).toMatchObject({
      schedule: { hours: [2, 14], minutes: [0, 30], weekDays: ["Sunday", "Monday", "Friday"] },
    });
  });

  it("has hours and minutes only when daily", () => {
    const trigger = Schedule.recurrence({ every: "day", at: ["05:30"], ...basics }).toTrigger();
    expect(trigger).toMatchObject({ frequency: "Day", schedule: { hours: [5], minutes: [30] } });
    expect(Object.keys((trigger as { schedule: object }).schedule)).toEqual(["hours", "minutes"]);
  });

  it("has days of the month when monthly", () => {
    const trigger = Schedule.recurrence({ every: "month", days: [15, 1], at: ["05:30"], ...basics }).toTrigger();
    expect(trigger).toMatchObject({ frequency: "Month", schedule: { hours: [5], minutes: [30], monthDays: [1, 15] } });
  });

  it("is the cron expression, blanks tidied", () => {
    expect(Schedule.cron({ cron: " 0  2 * *   MON ", ...basics }).toTrigger()).toEqual({
      triggerType: "Cron",
      expression: "0 2 * * MON",
      timeZone: "W. Europe Standard Time",
      startTime: "2026-12-07T02:00:00",
    });
  });
});

describe("the next runs", () => {
  const locals = (schedule: Schedule, after: string, count = 3): readonly string[] =>
    schedule.nextRuns(after, count).map(({ local }) => local);

  it("follow an instant, in UTC and on the clock of the zone", () => {
    expect(Schedule.recurrence(mondays).nextRuns("2026-12-08T00:00:00Z", 2)).toEqual([
      { utc: "2026-12-14T01:00:00Z", local: "2026-12-14T02:00+01:00" },
      { utc: "2026-12-21T01:00:00Z", local: "2026-12-21T02:00+01:00" },
    ]);
  });

  it("leave out a run at the very instant", () => {
    expect(locals(Schedule.recurrence(mondays), "2026-12-14T01:00:00Z", 1)).toEqual(["2026-12-21T02:00+01:00"]);
    expect(locals(Schedule.recurrence(mondays), "2026-12-14T00:59:59Z", 1)).toEqual(["2026-12-14T02:00+01:00"]);
  });

  it("do not begin before the start date", () => {
    expect(locals(Schedule.recurrence(mondays), "2020-01-01T00:00:00Z", 1)).toEqual(["2026-12-07T02:00+01:00"]);
  });

  it("stay at the same time of day when summer time begins and ends", () => {
    const daily = Schedule.recurrence({ every: "day", at: ["05:30"], ...basics });
    expect(locals(daily, "2027-03-27T00:00:00Z")).toEqual([
      "2027-03-27T05:30+01:00",
      "2027-03-28T05:30+02:00",
      "2027-03-29T05:30+02:00",
    ]);
    expect(locals(daily, "2027-10-30T00:00:00Z")).toEqual([
      "2027-10-30T05:30+02:00",
      "2027-10-31T05:30+01:00",
      "2027-11-01T05:30+01:00",
    ]);
  });

  it("happen once where the clock skips an hour or shows it twice", () => {
    const halfPastTwo = Schedule.recurrence({ every: "day", at: ["02:30"], ...basics });
    expect(locals(halfPastTwo, "2027-03-27T12:00:00Z", 2)).toEqual([
      "2027-03-28T03:30+02:00",
      "2027-03-29T02:30+02:00",
    ]);
    expect(locals(halfPastTwo, "2027-10-30T12:00:00Z", 2)).toEqual([
      "2027-10-31T02:30+02:00",
      "2027-11-01T02:30+01:00",
    ]);
    const both = Schedule.recurrence({ every: "day", at: ["02:30", "03:30"], ...basics });
    expect(locals(both, "2027-03-27T12:00:00Z", 2)).toEqual(["2027-03-28T03:30+02:00", "2027-03-29T02:30+02:00"]);
  });

  it("follow a cron expression", () => {
    const twice = Schedule.cron({ cron: "15 6-18/12 * * MON,wed", ...basics, timeZone: "UTC" });
    expect(locals(twice, "2026-12-07T07:00:00Z")).toEqual([
      "2026-12-07T18:15+00:00",
      "2026-12-09T06:15+00:00",
      "2026-12-09T18:15+00:00",
    ]);
  });

  it("rise, and are the same seen from any instant between them", () => {
    const time = fc.tuple(fc.nat({ max: 23 }), fc.nat({ max: 59 })).map(([hour, minute]) => {
      const pad = (part: number): string => String(part).padStart(2, "0");
      return `${pad(hour)}:${pad(minute)}`;
    });
    const schedule = fc
      .record({ time, timeZone: fc.constantFrom("Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "UTC") })
      .map(({ time: at, timeZone }) =>
        Schedule.recurrence({ every: "week", on: ["sunday", "tuesday"], at: [at], timeZone, startDate: "2026-01-01" }),
      );
    fc.assert(
      fc.property(schedule, fc.nat({ max: 700 }), (weekly, day) => {
        const after = new Date(Date.UTC(2026, 0, 1) + day * 86_400_000).toISOString();
        const runs = weekly.nextRuns(after, 4).map(({ utc }) => utc);
        expect([...runs].sort()).toEqual(runs);
        expect(new Set(runs).size).toBe(4);
        expect(weekly.nextRuns(runs[0]!, 3).map(({ utc }) => utc)).toEqual(runs.slice(1));
      }),
      { numRuns: 60 },
    );
  });
});

describe("the longest gap between runs", () => {
  it.each([
    [Schedule.recurrence(mondays), "7d"],
    [Schedule.recurrence({ ...mondays, on: ["monday", "thursday"] }), "4d"],
    [Schedule.recurrence({ every: "day", at: ["05:30"], ...basics }), "1d"],
    [Schedule.recurrence({ every: "day", at: ["06:00", "14:00"], ...basics }), "16h"],
    [Schedule.recurrence({ every: "month", days: [1], at: ["05:30"], ...basics }), "31d"],
    [Schedule.cron({ cron: "0 2 * * 1-5", ...basics }), "3d"],
  ])("of %s is %s", (schedule, gap) => {
    expect(String(schedule.longestGap())).toBe(gap);
  });
});

describe("a schedule in words", () => {
  it.each([
    [Schedule.recurrence(mondays), "every Monday at 02:00 (Europe/Amsterdam)"],
    [
      Schedule.recurrence({ every: "day", at: ["06:00", "14:00"], ...basics }),
      "every day at 06:00 and 14:00 (Europe/Amsterdam)",
    ],
    [
      Schedule.recurrence({ every: "month", days: [15, 1], at: ["05:30"], ...basics }),
      "on day 1 and 15 of every month at 05:30 (Europe/Amsterdam)",
    ],
    [Schedule.cron({ cron: "0 2 * * 1-5", ...basics }), "by cron 0 2 * * 1-5 (Europe/Amsterdam)"],
  ])("reads %s", (schedule, words) => {
    expect(String(schedule)).toBe(words);
  });
});

describe("what is no schedule", () => {
  const refusal = (make: () => Schedule): string => {
    try {
      make();
    } catch (error) {
      if (error instanceof UserError) return error.message;
      throw error;
    }
    return "";
  };

  it("is refused with everything that is wrong with it", () => {
    const options = { every: "week", at: ["25:00"], timeZone: "Mars/Olympus", startDate: "2026-02-30" } as const;
    expect(refusal(() => Schedule.recurrence(options)).split("\n")).toEqual([
      "Schedule MLOPS-SCHEDULE-001 on is missing: a weekly schedule needs its days; write on: [monday]",
      "Schedule MLOPS-SCHEDULE-001 at is not a time of day (given 25:00; allowed HH:MM from 00:00 to 23:59)",
      "Schedule MLOPS-SCHEDULE-001 timeZone is not an IANA time zone that Azure ML knows (given Mars/Olympus; allowed names such as Europe/Amsterdam or UTC)",
      "Schedule MLOPS-SCHEDULE-001 startDate is not a date (given 2026-02-30; allowed YYYY-MM-DD)",
    ]);
  });

  it.each([
    "0 2 1 * *",
    "0 2 * 1 *",
    "0 2 * *",
    "60 2 * * *",
    "0 24 * * *",
    "0 2 * * 7",
    "0 2 * * FRI-MON",
    "a b * * c",
    "*/0 2 * * *",
  ])("includes the cron expression %s", (cron) => {
    expect(refusal(() => Schedule.cron({ cron, ...basics }))).toContain("MLOPS-SCHEDULE-001 cron ");
  });

  it.each(["0 2 * * *", "*/15 0-23 * * 0-6", "5/20 2,14 * * sun,SAT"])("does not include %s", (cron) => {
    expect(refusal(() => Schedule.cron({ cron, ...basics }))).toBe("");
  });

  it.each([0, 29, 1.5])("includes day %d of the month", (day) => {
    expect(refusal(() => Schedule.recurrence({ every: "month", days: [day], at: ["02:00"], ...basics }))).toContain(
      "days is a day",
    );
  });
});
