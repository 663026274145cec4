import { at, entriesAt, same, textAt } from "./json";
import type { Describe, Draft } from "./draft";
import { propertiesOf } from "./planned";
import { componentOf, inputInWords, isBatch, scheduleInWords, type ScheduleWords } from "./retraining";
import { useCaseSettingOf } from "./where";

const BATCH: ScheduleWords = { does: "scores", moving: "batch scoring", pausing: "batch scoring" };

/** What is scored by the clock: when, with which version, by what, from where and where to. */
export const describeBatch: Describe = (stack) => {
  const draft = (text: string, key = ""): Draft => ({
    topic: "serving",
    text,
    where: useCaseSettingOf(stack.context, stack, `serving.batch${key && `.${key}`}`),
  });
  return stack.resources.filter(isBatch).flatMap((resource): readonly Draft[] => {
    const [jobBefore, job] = [resource.before, resource.after].map((values) =>
      at(propertiesOf(values), "action", "jobDefinition"),
    );
    const times = scheduleInWords(resource, stack, { ...BATCH, by: ` by ${componentOf(job)}` });
    const jobs = jobBefore === undefined || job === undefined ? [] : jobChanges(jobBefore, job);
    return [
      ...times.map(({ about, text }) => draft(text, about === "all" ? "" : about)),
      ...jobs.map(({ key, text }) => draft(text, key)),
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
