import { Schedule } from "../../domain/time/schedule";
import { suggestTimeZone } from "../../domain/time/time-zone";
import { weekdays } from "../../domain/time/weekday";
import type { Json, JsonObject } from "../engine/store/store";

const two = (number: Json): string => String(number).padStart(2, "0");
const numbers = (value: Json | undefined): readonly number[] => (value ?? []) as readonly number[];

/**
 * When a deployed Azure ML schedule runs, read from its ARM trigger. A Windows time zone stands for the zone that Unicode
 * lists first for it, whose clock is the same.
 */
export function scheduleOf(trigger: JsonObject): Schedule {
  const windows = String(trigger["timeZone"]);
  const timeZone = windows === "UTC" ? "UTC" : suggestTimeZone(windows);
  if (timeZone === undefined) throw new Error(`no zone is known by the name ${windows}`);
  const startDate = String(trigger["startTime"]).slice(0, 10);
  if (trigger["triggerType"] === "Cron") {
    return Schedule.cron({ cron: String(trigger["expression"]), timeZone, startDate });
  }
  const pattern = trigger["schedule"] as JsonObject;
  const at = numbers(pattern["hours"]).flatMap((hour) =>
    numbers(pattern["minutes"]).map((minute) => `${two(hour)}:${two(minute)}`),
  );
  const common = { at, timeZone, startDate };
  switch (trigger["frequency"]) {
    case "Week": {
      const named = ((pattern["weekDays"] ?? []) as readonly string[]).map((day) => day.toLowerCase());
      return Schedule.recurrence({ every: "week", on: weekdays.filter((day) => named.includes(day)), ...common });
    }
    case "Month":
      return Schedule.recurrence({ every: "month", days: numbers(pattern["monthDays"]), ...common });
    default:
      return Schedule.recurrence({ every: "day", ...common });
  }
}
