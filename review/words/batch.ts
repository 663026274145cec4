import { at, booleanAt, entriesAt, same, textAt } from "./json";
import type { Describe, Draft } from "./draft";
import { propertiesOf } from "./planned";
import { componentOf, firstInWords, inputInWords, isBatch, moveInWords, nextInWords, zonesOf } from "./retraining";
import { Timetable } from "./timetable";
import { useCaseSettingOf } from "./where";

/** What is scored by the clock: when, with which version, by what, from where and where to. */
export const describeBatch: Describe = (stack) => {
  const draft = (text: string, key = ""): Draft => ({
    topic: "serving",
    text,
    where: useCaseSettingOf(stack.context, stack, `serving.batch${key && `.${key}`}`),
  });
  return stack.resources.filter(isBatch).flatMap(({ before, after }): readonly Draft[] => {
    const [was, becomes] = [propertiesOf(before), propertiesOf(after)];
    const [old, now] = [was, becomes].map((one) => Timetable.read(at(one, "trigger"), zonesOf(stack)));
    const paused = booleanAt(becomes, "isEnabled") === false;
    if (now === undefined) return old === undefined ? [] : [draft(`no longer scores by time (was ${old.text})`)];
    const [jobBefore, job] = [was, becomes].map((one) => at(one, "action", "jobDefinition"));
    if (old === undefined) {
      const first = paused ? ", paused for now" : firstInWords(now, stack.plannedAt);
      return [draft(`scores ${now.text} by ${componentOf(job)}${first}`)];
    }
    const pausing = paused !== (booleanAt(was, "isEnabled") === false);
    const next = paused ? "" : nextInWords(now, stack.plannedAt);
    return [
      ...(old.equals(now)
        ? []
        : [draft(`batch scoring moves ${moveInWords(old, now)}${pausing ? "" : next}`, "schedule")]),
      ...(pausing ? [draft(paused ? "batch scoring is paused" : `batch scoring resumes${next}`, "paused")] : []),
      ...jobChanges(jobBefore, job).map(({ key, text }) => draft(text, key)),
    ];
  });
};

function jobChanges(before: unknown, after: unknown): readonly { readonly key: string; readonly text: string }[] {
  const changes: { key: string; text: string }[] = [];
  const [was, becomes] = [componentOf(before), componentOf(after)];
  if (was !== becomes) changes.push({ key: "version", text: `scores by ${was} → ${becomes}` });
  const cluster = (job: unknown) => textAt(job, "computeId")?.split("/").at(-1) ?? "?";
  if (cluster(before) !== cluster(after)) {
    changes.push({ key: "cluster", text: `scores on cluster ${cluster(before)} → ${cluster(after)}` });
  }
  for (const kind of ["inputs", "outputs"] as const) {
    const [old, now] = [before, after].map((job) => Object.fromEntries(entriesAt(job, kind))) as [object, object];
    for (const key of [...new Set([...Object.keys(old), ...Object.keys(now)])].sort()) {
      if (same(at(old, key), at(now, key))) continue;
      const text = `batch ${kind.slice(0, -1)} ${key} ${inputInWords(at(old, key))} → ${inputInWords(at(now, key))}`;
      changes.push({ key: kind, text });
    }
  }
  return changes;
}
