import { findPython, isReady, python } from "../ml/python";
import { runLocal } from "./local";

interface Defaults {
  readonly numbers: number;
  readonly categories: number;
  readonly thresholds: Readonly<
    Record<"numerical" | "categorical", { readonly metric: string; readonly value: number }>
  >;
  readonly sizes: readonly {
    readonly rows: number;
    readonly alarms: Readonly<Record<"numerical" | "categorical", number>>;
    readonly levels: Readonly<Record<"numerical" | "categorical", number>>;
  }[];
}

/**
 * What the default thresholds do at which volume although nothing changes, computed where Python is set up; in words.
 * Nobody who has no sample is made to wait for Python to be installed.
 */
export async function defaultsAtVolumes(): Promise<string> {
  const found = await findPython();
  const sample = "With a table of past rows, --data proposes what fits yours";
  const unknown = `How often default thresholds alarm by chance depends on how much the model is asked. ${sample}.`;
  if (found === undefined || !isReady("train", found)) return unknown;
  const interpreter = await python("train", () => undefined);
  // It stands beside what was asked for: a full disk in Python's way keeps nobody from a file that can be written.
  return runLocal<Defaults>(interpreter, "propose.py", []).then(
    (told) => inWords(told, sample),
    () => unknown,
  );
}

function inWords({ numbers, categories, thresholds, sizes }: Defaults, sample: string): string {
  const percent = (share: number): string => `${Math.round(100 * share)}%`;
  const rows = sizes.map(
    ({ rows, alarms, levels }) =>
      `  ${rows.toLocaleString("en-US").padStart(6)} rows a window: numbers alarm in ${percent(alarms.numerical)} of runs, 1 of 100 is above ${levels.numerical.toFixed(2)}; categories ${percent(alarms.categorical)}, ${levels.categorical.toFixed(2)}`,
  );
  const { numerical, categorical } = thresholds;
  return [
    `Default thresholds, if nothing changes (${numbers} numbers by ${numerical.metric} ${numerical.value}, ${categories} categories by ${categorical.metric} ${categorical.value}):`,
    ...rows,
    `With few rows a day take a longer window. ${sample}.`,
  ].join("\n");
}
