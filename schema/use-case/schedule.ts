import { Schedule } from "../../domain/time/schedule";
import { checkSchedule, type ScheduleMistake } from "../../domain/time/schedule-rules";
import type { Notes } from "../notes";
import type { ProblemKind } from "../finding";
import type { Draft } from "../walk";
import type { VariantFile } from "./schema";
import type { Path } from "../yaml/file";

type ScheduleFile = NonNullable<VariantFile["monitors"]>["schedule"];

const KINDS: Readonly<Record<ScheduleMistake["kind"], ProblemKind>> = {
  missing: "scheduleKeys",
  superfluous: "scheduleKeys",
  form: "timeOfDay",
  grid: "timeOfDay",
  range: "outOfRange",
  twice: "listedTwice",
  cron: "cronIgnored",
  timeZone: "timeZone",
  date: "date",
};

/** What keeps the keys at a path from being one schedule. */
export function checkScheduleAt(path: Path, draft: Draft<ScheduleFile> | undefined, notes: Notes): void {
  if (draft === undefined) return;
  const has = (key: string): boolean => notes.has([...path, key]);
  if (has("cron") && has("every")) {
    notes.add([...path, "cron"], {
      kind: "scheduleKeys",
      says: "stands beside every: a schedule has one of the two",
      fix: "remove one",
    });
    return;
  }
  if (!has("cron") && !has("every")) {
    notes.add(
      path,
      { kind: "scheduleKeys", says: "says neither every nor cron", fix: 'write every: day and at: "02:00"' },
      { at: "key" },
    );
    return;
  }
  if (has("cron")) {
    for (const key of ["on", "days", "at"].filter(has)) {
      const says = "does not go with cron, which says it already";
      notes.add([...path, key], { kind: "scheduleKeys", says, fix: "remove it" });
    }
  }
  // What is wrong in itself has been reported already; harmless values let the rest be checked.
  const rest = { timeZone: draft.timeZone ?? "UTC", startDate: draft.startDate ?? "2026-01-01" };
  const mistakes = has("cron")
    ? checkSchedule({ cron: draft.cron ?? "0 0 * * *", ...rest })
    : checkSchedule({
        every: draft.every ?? "day",
        on: draft.on?.filter((day) => day !== undefined),
        days: draft.days?.filter((day) => day !== undefined),
        at: (draft.at ?? []).filter((time) => time !== undefined),
        ...rest,
      });
  for (const { key, kind, given, ...finding } of mistakes) {
    if (draft.every === undefined && (key === "on" || key === "days")) continue;
    if (kind === "missing" && has(key) && isWrong(draft[key])) continue;
    notes.add([...path, key], { kind: KINDS[kind], ...finding }, { given, at: kind === "missing" ? "key" : "value" });
  }
  notes.addRepeated([...path, "on"], draft.on);
}

/** Whether nothing is left of what is written, because each part of it is wrong by itself, which was reported. */
const isWrong = (left: unknown): boolean => left === undefined || (Array.isArray(left) && left.length > 0);

/** The schedule of a draft; undefined while anything is wrong with it, which is told elsewhere. */
export function scheduleOfDraft(draft: Draft<ScheduleFile> | undefined): Schedule | undefined {
  const { every, cron, on, days, at, timeZone, startDate } = draft ?? {};
  if (timeZone === undefined || startDate === undefined || (every === undefined) === (cron === undefined))
    return undefined;
  const lists = [on, days, at];
  if (lists.some((list) => list?.includes(undefined as never))) return undefined;
  const schedule = draft as ScheduleFile;
  const mistakes =
    cron === undefined
      ? checkSchedule({ ...schedule, every: every!, at: schedule.at ?? [] })
      : checkSchedule({ cron, timeZone, startDate });
  return mistakes.length === 0 ? toSchedule(schedule) : undefined;
}

/** The schedule that checked keys describe. */
export function toSchedule({ every, on, days, at, cron, timeZone, startDate }: ScheduleFile): Schedule {
  return cron === undefined
    ? Schedule.recurrence({ every: every!, on, days, at: at!, timeZone, startDate })
    : Schedule.cron({ cron, timeZone, startDate });
}
