import { Schedule } from "../../domain/time/schedule";
import { scheduleOf } from "../../sandbox/workload";

const zone = { timeZone: "Europe/Amsterdam", startDate: "2026-12-07" };

describe("triggers of deployed schedules", () => {
  it.each([
    Schedule.recurrence({ every: "day", at: ["05:30", "17:30"], ...zone }),
    Schedule.recurrence({ every: "week", on: ["monday", "thursday"], at: ["02:00"], ...zone }),
    Schedule.recurrence({ every: "month", days: [1, 15], at: ["03:15"], ...zone }),
    Schedule.recurrence({ every: "day", at: ["00:00"], timeZone: "UTC", startDate: "2026-12-07" }),
    Schedule.cron({ cron: "15 6 * * 1-5", ...zone, timeZone: "America/New_York" }),
  ])("run when the configuration says: %s", (schedule) => {
    const deployed = scheduleOf(JSON.parse(JSON.stringify(schedule.toTrigger())) as never);
    const instants = (of: Schedule, after: string) => of.nextRuns(after, 20).map(({ utc }) => utc);
    for (const after of ["2026-01-01T00:00:00Z", "2027-03-27T12:00:00Z"])
      expect(instants(deployed, after)).toEqual(instants(schedule, after));
  });
});
