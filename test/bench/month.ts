import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** What `npm start` takes: deploying everything, deploying it again, and the month, computed and told from what was computed. */
const project = resolve(__dirname, "../..");
const computed = join(project, "ml/.computed");
/** A seed that nobody tells otherwise, so that its month is not computed yet. */
const SEED = "90210";

/** Seconds of the clock, and of the processors, that a command takes. */
function secondsOf(
  parameters: readonly string[],
  dir: string,
): { readonly clock: number; readonly processors: number } {
  const began = performance.now();
  const command = ["node", "cli/mlops.js", "demo", "--dir", dir, ...parameters];
  const { status, stderr } = spawnSync("bash", ["-c", 'time "$@"', "bash", ...command], {
    cwd: project,
    encoding: "utf8",
    env: { ...process.env, TIMEFORMAT: "%U %S" },
  });
  if (status !== 0) throw new Error(stderr);
  const [user = 0, system = 0] = stderr.trim().split("\n").at(-1)!.split(" ").map(Number);
  return { clock: (performance.now() - began) / 1_000, processors: user + system };
}

function forget(): void {
  for (const name of readdirSync(computed)) if (name.includes(`-${SEED}-`)) rmSync(join(computed, name));
}

const dir = mkdtempSync(join(tmpdir(), "mlops-bench-month-"));
try {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ["`mlops demo --no-month`, first time", ["--no-month"]],
    ["`mlops demo --no-month` again, no changes", ["--no-month"]],
    ["the month, computed", ["--only-month", "--seed", SEED]],
    ["the month again, of what was computed", ["--only-month", "--seed", SEED]],
  ];
  console.log("| what | seconds | of the processors |\n| --- | --- | --- |");
  for (const [what, parameters] of rows) {
    const { clock, processors } = secondsOf(parameters, dir);
    console.log(`| ${what} | ${Math.round(clock)} | ${Math.round(processors)} |`);
  }
} finally {
  forget();
  rmSync(dir, { recursive: true, force: true });
}
