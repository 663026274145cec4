import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const root = resolve(__dirname, "../..");

/** What a process took: of processors and of the clock in seconds, at most of memory in MB. */
export interface Usage {
  readonly peakMegabytes: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

/** Runs a script of this project, compiled as its commands are. Fails if the script does. */
export function measure(script: string, env: Record<string, string>, args: readonly string[] = []): Usage {
  const folder = mkdtempSync(join(tmpdir(), "mlops-usage-"));
  const usage = join(folder, "usage.json");
  try {
    const start = process.hrtime.bigint();
    execFileSync(
      "node",
      ["--require", join(__dirname, "report-usage.cjs"), "--require", join(root, "cli/compile.js"), script, ...args],
      {
        cwd: root,
        env: { ...process.env, ...env, BENCH_USAGE: usage },
        stdio: ["ignore", "ignore", "inherit"],
      },
    );
    const wallSeconds = Number(process.hrtime.bigint() - start) / 1e9;
    return { ...(JSON.parse(readFileSync(usage, "utf8")) as Omit<Usage, "wallSeconds">), wallSeconds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Resources in all stacks of an output folder. */
export function countResources(out: string): number {
  const stacks = join(out, "stacks");
  return readdirSync(stacks)
    .map((stack) => JSON.parse(readFileSync(join(stacks, stack, "cdk.tf.json"), "utf8")) as { resource?: object })
    .flatMap((json) => Object.values(json.resource ?? {}))
    .reduce((sum, byName) => sum + Object.keys(byName as object).length, 0);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
