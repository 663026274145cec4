import { assert, constantFrom, integer, oneof, property, record, uniqueArray } from "fast-check";
import { Schedule } from "../../../domain/time/schedule";
import { weekdays } from "../../../domain/time/weekday";
import { Timetable } from "../../../review/words/timetable";

const amsterdam = ["Europe/Amsterdam"];
const week = {
  triggerType: "Recurrence",
  frequency: "Week",
  interval: 1,
  schedule: { hours: [2], minutes: [0], weekDays: ["Monday"] },
  timeZone: "W. Europe Standard Time",
  startTime: "2026-12-07T02:00:00",
};
const read = (trigger: object, zones: readonly string[] = amsterdam) => Timetable.read(trigger, zones)!;

describe("Timetable", () => {
  test("reads a weekly trigger back into words and local times", () => {
    const timetable = read(week);
    expect(timetable.text).toBe("every Monday at 02:00 Europe/Amsterdam");
    expect(timetable.next("2026-12-01T12:00:00Z", 3)).toEqual([
      "2026-12-07T02:00",
      "2026-12-14T02:00",
      "2026-12-21T02:00",
    ]);
  });

  test.each([
    [{ ...week, frequency: "Day", schedule: { hours: [5], minutes: [30] } }, "every day at 05:30"],
    [
      { ...week, schedule: { ...week.schedule, weekDays: ["Thursday", "Monday"] } },
      "every Monday and Thursday at 02:00",
    ],
    [
      { ...week, frequency: "Month", schedule: { hours: [6, 18], minutes: [0], monthDays: [15, 1] } },
      "on day 1 and 15 of every month at 06:00 and 18:00",
    ],
    [{ ...week, triggerType: "Cron", expression: "0 3 * * SUN" }, "every Sunday at 03:00"],
    [{ ...week, triggerType: "Cron", expression: "0 3 * * *" }, "every day at 03:00"],
    [{ ...week, triggerType: "Cron", expression: "*/10 * * * 1" }, "by cron */10 * * * 1"],
    [{ ...week, frequency: "Hour", interval: 6, schedule: undefined }, "every 6 hours"],
  ])("%j", (trigger, rhythm) => {
    expect(read(trigger).rhythm).toBe(rhythm);
  });

  test("Azure's zone is the configuration's, else the one that Unicode lists first, else as it is", () => {
    expect(read(week).timeZone).toBe("Europe/Amsterdam");
    expect(read(week, ["America/New_York"]).timeZone).toBe("Europe/Berlin");
    expect(read({ ...week, timeZone: "Mars Standard Time" }).text).toBe("every 1 weeks Mars Standard Time");
  });

  test("a rhythm that we never set has no times, and keeps nobody from reviewing", () => {
    expect(read({ ...week, interval: 2 }).next("2026-12-01T12:00:00Z", 3)).toEqual([]);
    expect(read({ ...week, startTime: undefined }).next("2026-12-01T12:00:00Z", 3)).toEqual([]);
    expect(Timetable.read(undefined, amsterdam)).toBeUndefined();
  });

  test("times stay on the wall clock when summer time begins", () => {
    expect(read(week).next("2027-03-23T00:00:00Z", 2)).toEqual(["2027-03-29T02:00", "2027-04-05T02:00"]);
  });

  test("what a schedule renders is read back with the same runs", () => {
    const basics = {
      timeZone: constantFrom("Europe/Amsterdam", "America/New_York", "Asia/Kolkata"),
      startDate: constantFrom("2026-12-07", "2027-03-01"),
    };
    const at = record({ hour: integer({ min: 0, max: 23 }), minute: integer({ min: 0, max: 59 }) }).map(
      ({ hour, minute }) => [`${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`],
    );
    const schedules = oneof(
      record({ ...basics, every: constantFrom("day" as const), at }),
      record({
        ...basics,
        every: constantFrom("week" as const),
        at,
        on: uniqueArray(constantFrom(...weekdays), { minLength: 1 }),
      }),
      record({
        ...basics,
        every: constantFrom("month" as const),
        at,
        days: uniqueArray(integer({ min: 1, max: 28 }), { minLength: 1 }),
      }),
    ).map((options) => Schedule.recurrence(options));
    assert(
      property(schedules, (schedule) => {
        const timetable = read(schedule.toTrigger(), [schedule.timeZone]);
        const after = "2026-12-20T00:00:00Z";
        expect(timetable.next(after, 5)).toEqual(schedule.nextRuns(after, 5).map(({ local }) => local.slice(0, 16)));
        expect(timetable.longestGap).toBe(schedule.longestGap().toSeconds());
      }),
      { numRuns: 40 },
    );
  });
});
