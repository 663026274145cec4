import { join } from "node:path";
import { visible } from "../../../domain/text/visible";
import { shownPath } from "../../../schema/folders";
import { plainTable } from "../../../print/table";
import type { Executed } from "./execute";
import type { GateResult } from "./gates";
import type { RunRecord } from "./record";

/** Lines of a program that broke; a step whose verdict is no says what is wrong in full. */
const LAST_LINES = 20;

/** Numbers as people read them: four digits behind the point at most. */
export const short = (value: number | null | undefined): string =>
  typeof value === "number" ? String(Math.round(value * 10_000) / 10_000) : "unknown";

/** `pass, by 0.0213`. */
const verdict = ({ result, by }: GateResult): string =>
  result === "unknown"
    ? "unknown"
    : `${result === "pass" ? "pass" : "MISS"}${by === undefined ? "" : `, by ${short(by)}`}`;

const asked = ({ text }: GateResult): string =>
  visible(text.replace(/-?\d+\.\d{5,}/g, (number) => short(Number(number))));

/** What came of a run, in words. */
export function renderRun({ record, failures }: Executed, runs: string): string {
  const steps = Object.values(record.steps);
  const reused = steps.filter(({ status }) => status === "reused").length;
  const what = record.pipeline === undefined ? record.useCase : `${record.useCase} ${record.pipeline}`;
  const head = `${what}, run ${record.run}: ${record.status} after ${record.seconds} s, ${reused} of ${steps.length} steps reused`;
  const blocks = [head];
  if (record.gates.length > 0) {
    const rows = record.gates.map((gate) => [gate.gate, asked(gate), verdict(gate)]);
    blocks.push(
      [
        record.environment === undefined ? "gates" : `gates of ${record.environment}`,
        plainTable(["gate", "", "verdict"], rows),
      ].join("\n"),
    );
  } else if (record.status === "succeeded" && record.pipeline === undefined) {
    blocks.push(
      `${record.environment === undefined ? "it is not in config/use-cases: there are" : "there are"} no gates`,
    );
  }
  const { registered, model, outputs = {} } = record;
  const made = [
    ...(registered === undefined
      ? []
      : [`registered on this machine: ${visible(registered.model)}:${registered.version}`]),
    ...(model === undefined ? [] : [`model: ${shownPath(join(runs, model))}`]),
    ...Object.entries(outputs).map(([name, place]) => `${name}: ${shownPath(join(runs, place))}`),
  ];
  if (made.length > 0) blocks.push(made.join("\n"));
  for (const { step, exitCode, lines } of failures) {
    const log = record.steps[step]!.log!;
    const broke = lines.some((line) => line.startsWith("Traceback (most recent call last)"));
    const told = broke ? lines.slice(-LAST_LINES) : lines;
    const said = `${step} failed with exit code ${exitCode}; its log is ${shownPath(join(runs, log))}`;
    blocks.push([said, ...told.map((line) => `  ${visible(line)}`)].join("\n"));
  }
  return blocks.join("\n\n");
}

/** 0 done and no gate is missed, 1 a verdict is no, 2 what was given cannot be used, 130 stopped. */
export function exitCodeOf({ record, failures }: Executed): number {
  if (record.status === "stopped") return 130;
  if (failures.length > 0) return failures.every(({ exitCode }) => exitCode === 2) ? 2 : 1;
  return record.gates.every(({ result }) => result === "pass") ? 0 : 1;
}

/** A run as data. */
export const runData = ({ record, failures }: Executed): RunRecord & { readonly failures: Executed["failures"] } => ({
  ...record,
  failures,
});
