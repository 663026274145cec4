import { parseArgs } from "node:util";
import { campaigns } from "./campaigns";

/** Failures that are told whole; of the others there is the number. */
const MOST_TOLD = 10;

/** Takes what is told, and what is wrong. */
export interface Paper {
  readonly say: (line: string) => void;
  readonly complain: (line: string) => void;
}

/** Runs the campaigns that the arguments of a command line name. @returns its exit code */
export async function assure(parameters: readonly string[], paper: Paper): Promise<number> {
  const asked = read(parameters);
  if (typeof asked === "string") {
    const usage = `npm run assure -- [${Object.keys(campaigns).join(" | ")}]… [--short] [--trials n] [--seed n]`;
    paper.complain(`${asked}\n${usage}`);
    return 2;
  }
  let broken = 0;
  for (const name of asked.names) {
    const { promise, trials } = campaigns[name]!;
    paper.say(`${name}: ${promise}`);
    broken += await tried(name, asked.trials ?? trials[asked.short ? "short" : "long"], asked.seed, paper);
  }
  return broken === 0 ? 0 : 1;
}

/** How many trials of a campaign are broken. */
async function tried(name: string, trials: number, seed: number, { say, complain }: Paper): Promise<number> {
  const counts = new Map<string, number>();
  let broken = 0;
  const began = Date.now();
  await campaigns[name]!.run(trials, seed, (trial, outcome) => {
    counts.set(outcome.what, (counts.get(outcome.what) ?? 0) + 1);
    if (outcome.broken === undefined) return;
    broken += 1;
    if (broken <= MOST_TOLD) complain(`${name}, seed ${seed}, trial ${trial}: ${outcome.broken}`);
  });
  const found = [...counts].map(([what, count]) => `${count} ${what}`).join("; ");
  const seconds = Math.round((Date.now() - began) / 1000);
  say(`${name.padEnd(12)} ${trials} trials, seed ${seed}, ${seconds} s: ${found}; ${broken} broken`);
  return broken;
}

interface Asked {
  readonly names: readonly string[];
  readonly short: boolean;
  readonly trials?: number;
  readonly seed: number;
}

/** What a command line asks for, or what is wrong with it. */
function read(parameters: readonly string[]): Asked | string {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...parameters],
      allowPositionals: true,
      options: { short: { type: "boolean" }, trials: { type: "string" }, seed: { type: "string", default: "1" } },
    });
  } catch (error) {
    return (error as Error).message;
  }
  const { positionals, values } = parsed;
  const names = positionals.length === 0 ? Object.keys(campaigns) : positionals;
  const unknown = names.filter((name) => campaigns[name] === undefined);
  if (unknown.length > 0) return `there is no campaign ${unknown.join(", ")}`;
  const numbers = [values.trials ?? "1", values.seed];
  if (!numbers.every((text) => /^\d{1,7}$/.test(text)) || values.trials === "0")
    return "--trials and --seed are whole numbers of up to seven digits";
  return {
    names,
    short: values.short === true,
    seed: Number(values.seed),
    ...(values.trials !== undefined && { trials: Number(values.trials) }),
  };
}
