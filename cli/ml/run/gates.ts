import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Gates } from "../../../domain/promotion/model";
import type { ModelFacts } from "../../../release/facts";
import { betterWhen, checkBaseline, checkChampion, checkMetrics } from "../../../release/metric-checks";
import { championTag, metricTag } from "../../../domain/promotion/metric-tags";
import { columnsOf, type ContractDraft } from "../../../schema/ml/contract";

/** What a gate says of a run. */
export interface GateResult {
  readonly gate: string;
  readonly result: "pass" | "miss" | "unknown";
  readonly text: string;
  /** By how much it passes or misses, in the metric's unit; 0 or more. */
  readonly by?: number;
}

/** A champion that was asked on the same rows. */
export interface Champion {
  readonly name: string;
  readonly metrics: Readonly<Record<string, number | null>>;
}

/** The naive baseline that comes closest, and whether training says that it is beaten. */
export interface Baseline {
  readonly name: string;
  readonly beaten: boolean;
}

/** A run as the version that it registers. */
function facts(
  metrics: Readonly<Record<string, number | null>>,
  champion: Champion | undefined,
  baseline: Baseline | undefined,
): readonly ModelFacts[] {
  const tags = Object.fromEntries([
    ...Object.entries(metrics).map(([name, value]) => [metricTag(name), value]),
    ...Object.entries(champion?.metrics ?? {}).map(([name, value]) => [championTag(champion!.name, name), value]),
    ...(baseline === undefined
      ? []
      : [
          ["baseline.name", baseline.name],
          ["baseline.beaten", String(baseline.beaten)],
        ]),
  ]);
  return [{ version: "this run", place: "this run", archived: false, tags, properties: {} }];
}

const results = { pass: "pass", fail: "miss", unknown: "unknown" } as const;

/** Judges a run as promotion will judge the version, by the same rules; `soak` is a matter of time and is left out. */
export function judgeGates(
  gates: Gates,
  metrics: Readonly<Record<string, number | null>>,
  champion: Champion | undefined,
  baseline: Baseline | undefined,
): readonly GateResult[] {
  const model = facts(metrics, champion, baseline);
  const found = Object.keys(gates.metrics).length === 0 ? [] : checkMetrics(gates, model);
  const beaten = checkBaseline(gates, model);
  const bounds = found.map(({ check, result, text }): GateResult => {
    const gate = check.replace(/^metric /, "");
    const { atLeast = -Infinity, atMost = Infinity } = gates.metrics[gate] ?? {};
    const value = metrics[gate];
    const by = typeof value === "number" ? Math.abs(Math.min(value - atLeast, atMost - value)) : undefined;
    return { gate, result: results[result], text, ...(by !== undefined && { by }) };
  });
  const judged = [...bounds, { gate: beaten.check, result: results[beaten.result], text: beaten.text }];
  if (gates.champion === undefined) return judged;
  if (champion === undefined) {
    return [...judged, { gate: "champion", result: "pass", text: "no version is registered yet to compare with" }];
  }
  const live = { version: champion.name, found: [] };
  const { result } = checkChampion(gates, model, live, "this machine");
  const { metric, mayLose } = gates.champion;
  const [ours, theirs] = [metrics[metric], champion.metrics[metric]];
  const better = betterWhen(metric, gates);
  const known = typeof ours === "number" && typeof theirs === "number" && better !== undefined;
  const gain = known ? (better === "higher" ? ours - theirs : theirs - ours) : undefined;
  const text = `${metric} ${String(ours ?? "unknown")} against ${String(theirs ?? "unknown")} of ${champion.name} on the same rows, may lose ${mayLose}`;
  return [
    ...judged,
    { gate: "champion", result: results[result], text, ...(gain !== undefined && { by: Math.abs(gain + mayLose) }) },
  ];
}

/**
 * Whether a model's signature asks for the contract's features and no other column: it decides what an endpoint without a
 * scoring script accepts. Says nothing if they agree, or if the model has no signature.
 */
export function judgeSignature(model: string, contract: ContractDraft | undefined): readonly GateResult[] {
  const file = join(model, "MLmodel");
  if (!existsSync(file)) return [];
  const { signature } = (parse(readFileSync(file, "utf8")) ?? {}) as {
    readonly signature?: { readonly inputs?: string };
  };
  if (signature?.inputs === undefined) return [];
  const asked = (JSON.parse(signature.inputs) as readonly { readonly name?: string }[]).map(({ name }) => name ?? "?");
  const features = columnsOf(contract).flatMap(([, { use, name }]) => (use === "feature" ? (name ?? []) : []));
  const missing = features.filter((name) => !asked.includes(name));
  const more = asked.filter((name) => !features.includes(name));
  if (missing.length === 0 && more.length === 0) return [];
  const parts = [
    ...(missing.length === 0 ? [] : [`lacks ${missing.join(", ")}`]),
    ...(more.length === 0 ? [] : [`asks for ${more.join(", ")}, which contract.yaml does not have`]),
  ];
  return [{ gate: "signature", result: "miss", text: `the model's signature ${parts.join(", and ")}` }];
}
