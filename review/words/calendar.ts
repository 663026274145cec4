import type { CalendarEntry, CalendarTimes, ReviewInput } from "../model";
import { at, booleanAt, same } from "./json";
import { plannedResources, propertiesOf, type Planned } from "./planned";
import { isBatch, isSchedule, zonesOf } from "./retraining";
import { Timetable } from "./timetable";

/** How many runs are shown. */
const RUNS = 10;

/** When retraining and monitors run by themselves, before and after; unchanged ones too. In promotion order. */
export function calendar(input: ReviewInput): readonly CalendarEntry[] {
  return plannedResources(input).flatMap((resource) => {
    const { stack, environment, useCase, name, before, after } = resource;
    const kind = isSchedule(resource, "CreateJob")
      ? isBatch(resource)
        ? "batch scoring"
        : "retraining"
      : isSchedule(resource, "CreateMonitor")
        ? "monitor"
        : undefined;
    if (kind === undefined || environment === undefined || useCase === undefined) return [];
    const zones = zonesOf({ context: input.context, useCase });
    const [was, becomes] = [before, after].map((values) => timesOf(values, zones, input.source.plannedAt));
    const change =
      was === undefined ? "added" : becomes === undefined ? "removed" : same(was, becomes) ? "unchanged" : "changed";
    return [
      {
        stack,
        environment,
        useCase,
        kind,
        name,
        change,
        ...(was !== undefined && { before: was }),
        ...(becomes !== undefined && { after: becomes }),
      } satisfies CalendarEntry,
    ];
  });
}

function timesOf(values: Planned["after"], zones: readonly string[], now: string): CalendarTimes | undefined {
  const properties = propertiesOf(values);
  const timetable = Timetable.read(at(properties, "trigger"), zones);
  if (timetable === undefined) return undefined;
  if (booleanAt(properties, "isEnabled") === false) return { text: `${timetable.text}, paused`, next: [] };
  return { text: timetable.text, next: timetable.next(now, RUNS) };
}
