import type { Problem } from "../../domain/problem/problem";
import { Notes } from "../notes";
import { salvage } from "../walk";
import { shapeProblems } from "../shape-problems";
import { dayOf, MAX_WAIVER_DAYS, waiversSchema, type GrantedWaiver } from "./schema";
import type { YamlFile } from "../yaml/file";

/** Waivers as far as they are right. `resolve` may be called if there are no problems, here and elsewhere. */
export interface CheckedWaivers {
  readonly problems: readonly Problem[];
  resolve(): readonly GrantedWaiver[];
}

/**
 * Checks `waivers.yaml`; without the file there are none. Whether a waiver has expired depends on the day it is looked
 * at, and is decided where findings are; here only that none was granted for too long. Days begin and end in UTC.
 */
export function checkWaivers(file: YamlFile | undefined): CheckedWaivers {
  if (file === undefined) return { problems: [], resolve: () => [] };
  if (file.value === undefined) return { problems: file.problems, resolve: () => [] };
  const notes = new Notes(file);
  const draft = salvage(waiversSchema, file.value);
  const seen = new Set<string>();
  for (const [index, waiver] of (draft?.waivers ?? []).entries()) {
    if (waiver === undefined) continue;
    checkSpan(waiver.granted, waiver.expires, ["waivers", index, "expires"], notes);
    if (waiver.rule === undefined || waiver.resource === undefined) continue;
    const about = `${waiver.rule} ${waiver.resource}`;
    if (seen.has(about)) {
      const says = "is waived for the same rule already";
      notes.add(["waivers", index, "resource"], { kind: "listedTwice", says, fix: "remove one of the two" });
    }
    seen.add(about);
  }
  return {
    problems: [...file.problems, ...shapeProblems(waiversSchema, file), ...notes.problems],
    resolve: () => waiversSchema.parse(file.value).waivers,
  };
}

/**
 * Waivers that hold from a day on that has not come yet: nobody can have granted them, and what they cover is not
 * accepted meanwhile. Apart from the other checks, which give the same on any day.
 * @param today - `YYYY-MM-DD`, in UTC
 */
export function waiversFromTheFuture(file: YamlFile | undefined, today: string): readonly Problem[] {
  if (file?.value === undefined) return [];
  const notes = new Notes(file);
  for (const [index, waiver] of (salvage(waiversSchema, file.value)?.waivers ?? []).entries()) {
    const granted = waiver?.granted;
    if (granted === undefined || dayOf(granted) === undefined || granted <= today) continue;
    notes.add(["waivers", index, "granted"], {
      kind: "waiverFuture",
      says: "is a day that has not come",
      allowed: `${today} (UTC) or before`,
      fix: "write the day on which it was accepted",
    });
  }
  return notes.problems;
}

function checkSpan(
  granted: string | undefined,
  expires: string | undefined,
  path: readonly (string | number)[],
  notes: Notes,
): void {
  const from = granted === undefined ? undefined : dayOf(granted);
  const to = expires === undefined ? undefined : dayOf(expires);
  if (from === undefined || to === undefined || (to >= from && to - from <= MAX_WAIVER_DAYS)) return;
  const latest = new Date((from + MAX_WAIVER_DAYS) * 86_400_000).toISOString().slice(0, 10);
  notes.add(path, {
    kind: "waiverSpan",
    says: to < from ? "lies before the day it was granted" : `is ${to - from} days after it was granted`,
    allowed: `${granted!} to ${latest}`,
    fix: to < from ? undefined : "mend it until then, or grant it again after another look",
  });
}
