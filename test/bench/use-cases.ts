import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Table from "cli-table3";
import { countResources, measure, median, root, type Usage } from "./measure";

/**
 * What many use cases cost, each a copy of `customer-churn` with its release in the three shipped environments: checked by
 * `mlops validate`, and synthesized, all and one of them (`MLOPS_STACKS=dev-uc1`). Of more than 300 not all are synthesized.
 * Seconds are those of the processors. Numbers as arguments are measured instead of 3, 30, 300, 1,000.
 */
const counts = process.argv.slice(2).map(Number);
const sizes = counts.length > 0 ? counts : [3, 30, 300, 1_000];
const MOST_SYNTHESIZED = 300;
const ROUNDS = 3;

const work = mkdtempSync(join(tmpdir(), "mlops-bench-use-cases-"));
try {
  main();
} finally {
  rmSync(work, { recursive: true, force: true });
}

function main(): void {
  const table = new Table({
    style: { head: [], border: [] },
    head: ["use cases", "validate s", "MB", "resources", "all stacks s", "MB", "one stack s", "against the first"],
  });
  const rows = sizes.map((size) => ({ size, config: configurationOf(size) }));
  // In turn, so that what else the machine does meets all of them.
  const rounds = Array.from({ length: ROUNDS }, () =>
    rows.map(({ config }, index) => ({
      checked: measure("cli/main.ts", {}, ["validate", "--config", config]),
      one: measure("main.ts", {
        MLOPS_CONFIG: config,
        CDKTF_OUTDIR: join(work, `one-${index}`),
        MLOPS_STACKS: "dev-uc1",
      }),
    })),
  );
  const figure = (index: number, of: "checked" | "one", kind: keyof Usage) =>
    median(rounds.map((round) => round[index]![of][kind]));
  const ratio = (index: number) =>
    median(rounds.map((round) => round[index]!.one.cpuSeconds / round[0]!.one.cpuSeconds));
  for (const [index, { size, config }] of rows.entries()) {
    table.push([
      size,
      figure(index, "checked", "cpuSeconds").toFixed(2),
      figure(index, "checked", "peakMegabytes").toFixed(0),
      ...synthesized(size, config),
      figure(index, "one", "cpuSeconds").toFixed(2),
      ratio(index).toFixed(2),
    ]);
  }
  console.log(table.toString());
}

function synthesized(size: number, config: string): readonly string[] {
  if (size > MOST_SYNTHESIZED) return ["", "", ""];
  const out = join(work, `all-${size}`);
  const { cpuSeconds, peakMegabytes } = measure("main.ts", { MLOPS_CONFIG: config, CDKTF_OUTDIR: out });
  return [String(countResources(out)), cpuSeconds.toFixed(2), peakMegabytes.toFixed(0)];
}

/**
 * The shipped configuration with copies of one of its use cases in place of its own. No text is that of another: what was read is
 * kept by its text, and a company's files differ.
 */
function configurationOf(size: number): string {
  const directory = join(work, `config-${size}`);
  cpSync(join(root, "config"), directory, { recursive: true });
  for (const folder of ["use-cases", "releases"]) {
    const source = readFileSync(join(directory, folder, "customer-churn.yaml"), "utf8");
    for (const file of readdirSync(join(directory, folder))) rmSync(join(directory, folder, file));
    for (let index = 1; index <= size; index++) {
      writeFileSync(join(directory, folder, `uc${index}.yaml`), `# Number ${index}.\n${source}`);
    }
  }
  return directory;
}
