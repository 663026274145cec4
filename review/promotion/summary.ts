import { isJson, listed } from "../words/json";
import { differences } from "./differences";
import { stepsInWords, stepsOf } from "./steps";

const NOTHING = { gates: { metrics: {}, baseline: "told" }, rollout: [] };

/** All that a definition asks, in one line: what it adds to one that asks nothing. */
export function summaryOf(definition: unknown): string {
  if (!isJson(definition)) return "cannot be read";
  const all = differences(NOTHING, { ...definition, rollout: [] }).map(({ text }) =>
    text.replace(/, which it did not$/, ""),
  );
  const of = (verb: string): readonly string[] =>
    all.flatMap((text) => (text.startsWith(`${verb} `) ? [text.slice(verb.length + 1)] : []));
  const other = all.filter((text) => !text.startsWith("asks ") && !text.startsWith("rolls back "));
  const asks = of("asks");
  const back = of("rolls back");
  const steps = stepsOf(definition) ?? [];
  return [
    asks.length === 0 ? "asks nothing of a version" : `asks ${listed(asks)}`,
    steps.length === 0 ? "lets it take over at once" : `rolls out by ${stepsInWords(steps)}`,
    back.length === 0 ? "rolls nothing back" : `rolls back ${listed(back)}`,
    ...other,
  ].join("; ");
}
