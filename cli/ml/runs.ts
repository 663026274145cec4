import { jsonText, visible } from "../../domain/text/visible";
import { plainTable } from "../../print/table";
import { loadConfiguration } from "../../schema/load";
import { betterWhen } from "../../release/metric-checks";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkedUseCase } from "./check";
import { findRecord, readRecords, runsFolder, type RunRecord } from "./run/record";
import { short } from "./run/report";

export interface RunsOptions {
  readonly config: string;
  readonly ml: string;
  readonly json?: true;
}

/** What two runs differ in. */
interface Change {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** The runs of a use case on this machine, best first; of two runs what changed. */
export function runs(name: string, numbers: readonly number[], options: RunsOptions): string {
  const { useCase } = checkedUseCase(options.ml, options.config, name);
  const folder = runsFolder(options.ml);
  const order = ordering(options.config, name);
  if (numbers.length === 2) {
    const [before, after] = numbers.map((number) => findRecord(folder, name, number)) as [RunRecord, RunRecord];
    const changes = changesBetween(before, after);
    if (options.json === true) return jsonText({ before: before.run, after: after.run, changes });
    if (changes.length === 0) return `run ${before.run} and run ${after.run} differ in nothing`;
    const rows = changes.map(({ what, before: one, after: other }) => [visible(what), visible(one), visible(other)]);
    return plainTable(["", `run ${before.run}`, `run ${after.run}`], rows, 0);
  }
  // Of what did not train, nothing can be better than another.
  const found =
    numbers.length === 1
      ? [findRecord(folder, name, numbers[0])]
      : readRecords(folder, name).filter(({ pipeline }) => pipeline === undefined);
  const records = [...found].sort(order.compare);
  if (options.json === true) return jsonText({ useCase: name, by: order.metric ?? null, runs: records });
  if (records.length === 0)
    return `${useCase.name} has not been trained on this machine; run \`npx mlops ml run ${name}\``;
  const metrics = [...new Set([...order.gated, ...(order.gated.length === 0 ? Object.keys(records[0]!.metrics).slice(0, 4) : [])])]; // prettier-ignore
  const rows = records.map((record) => [
    String(record.run),
    record.started.slice(0, 16).replace("T", " "),
    ...metrics.map((metric) => (record.metrics[metric] === undefined ? "" : short(record.metrics[metric]))),
    gatesOf(record),
    visible(givenTo(record)),
  ]);
  const by = order.metric === undefined ? "newest first" : `best ${order.metric} first`;
  return [`${name}: ${by}`, plainTable(["run", "started (UTC)", ...metrics, "gates", "given"], rows)].join("\n");
}

function gatesOf({ status, gates }: RunRecord): string {
  if (status !== "succeeded") return status;
  const missed = gates.filter(({ result }) => result !== "pass").map(({ gate }) => gate);
  return gates.length === 0 ? "none" : missed.length === 0 ? "pass" : `miss ${missed.join(", ")}`;
}

/** What a run was given, as it is typed. */
const givenTo = ({ inputs }: RunRecord): string =>
  Object.entries(inputs)
    .flatMap(([name, given]) => (name === "overrides" ? [String(given)] : []))
    .join(" ");

/** Which run is better: by the metric that the configuration gates first. */
function ordering(config: string, name: string) {
  const configured = existsSync(join(config, "use-cases", `${name}.yaml`))
    ? loadConfiguration(config).useCases.find((each) => each.name === name)
    : undefined;
  const gates = configured?.variants.at(-1)?.promotion?.gates ?? { metrics: {} };
  const gated = Object.keys(gates.metrics);
  const metric = gates.champion?.metric ?? gated[0];
  const better = metric === undefined ? undefined : betterWhen(metric, gates);
  const worth = ({ metrics }: RunRecord): number => {
    const value = metric === undefined ? undefined : metrics[metric];
    return typeof value !== "number" ? -Infinity : better === "lower" ? -value : value;
  };
  const compare = (one: RunRecord, other: RunRecord): number => {
    const [left, right] = [worth(one), worth(other)];
    return left === right ? other.run - one.run : right > left ? 1 : -1;
  };
  return { gated, metric, compare };
}

/** What changed from one run to another: what went in, then what came out. */
export function changesBetween(before: RunRecord, after: RunRecord): readonly Change[] {
  const sections: readonly (readonly [string, (record: RunRecord) => Readonly<Record<string, unknown>>])[] = [
    ["input", ({ inputs }) => inputs],
    [
      "component of",
      ({ steps }) => Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, step.component])),
    ],
    [
      "tag",
      ({ registered }) =>
        Object.fromEntries(Object.entries(registered?.tags ?? {}).filter(([tag]) => /\.(key|hash|rows)$/.test(tag))),
    ],
    ["parameter", ({ parameters }) => parameters],
    ["metric", ({ metrics }) => withoutChampion(metrics)],
  ];
  return sections.flatMap(([section, read]) => {
    const [one, other] = [read(before), read(after)];
    return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((name) => {
      const [left, right] = [words(one[name]), words(other[name])];
      return left === right ? [] : [{ what: `${section} ${name}`, before: left, after: right }];
    });
  });
}

/** The champion's metrics tell of another run. */
const withoutChampion = (metrics: RunRecord["metrics"]) =>
  Object.fromEntries(Object.entries(metrics).filter(([name]) => !name.startsWith("champion_")));

function words(value: unknown): string {
  if (value === undefined || value === null) return "none";
  if (typeof value === "number") return short(value);
  if (typeof value === "object" && "key" in value)
    return `${String((value as { path?: string }).path)} (${String(value.key).slice(0, 12)})`;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /^[0-9a-f]{64}$/.test(text) ? text.slice(0, 12) : text;
}
