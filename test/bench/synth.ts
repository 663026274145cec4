import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import Table from "cli-table3";
import { parseDocument } from "yaml";

/**
 * `npm run bench`: synth time and peak memory of this app against the same resources written flat in plain cdktf.
 * Both sides run in turn, several times; medians and ratios of the same run are reported, since absolute times depend
 * on the machine. `npm run bench -- 3 30` measures those numbers of environments only.
 */
const root = resolve(__dirname, "../..");
const counts = process.argv.slice(2).map(Number);
const sizes = counts.length > 0 ? counts : [3, 30, 300];

interface Usage {
  readonly peakMegabytes: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

const work = mkdtempSync(join(tmpdir(), "mlops-bench-"));
try {
  main();
} finally {
  rmSync(work, { recursive: true, force: true });
}

function main(): void {
  const table = new Table({
    style: { head: [], border: [] },
    head: ["environments", "resources", "ours s", "plain s", "time ratio", "ours MB", "plain MB", "memory ratio"],
  });
  for (const size of sizes) {
    const config = configurationOf(size);
    const out = join(work, `out-${size}`);
    const ours = { MLOPS_CONFIG: config, CDKTF_OUTDIR: out };
    measure("main.ts", ours);
    const plain = {
      BENCH_TEMPLATE: join(out, "stacks", "env1", "cdk.tf.json"),
      BENCH_COUNT: String(size),
      CDKTF_OUTDIR: join(work, `plain-${size}`),
    };
    const rounds = size > 100 ? 3 : 5;
    const pairs = Array.from({ length: rounds }, () => ({
      ours: measure("main.ts", ours),
      plain: measure("test/bench/plain-app.ts", plain),
    }));
    const column = (side: "ours" | "plain", figure: keyof Usage) => median(pairs.map((pair) => pair[side][figure]));
    const ratio = (figure: keyof Usage) => median(pairs.map((pair) => pair.ours[figure] / pair.plain[figure]));
    table.push([
      size,
      countResources(out),
      column("ours", "wallSeconds").toFixed(2),
      column("plain", "wallSeconds").toFixed(2),
      ratio("wallSeconds").toFixed(2),
      column("ours", "peakMegabytes").toFixed(0),
      column("plain", "peakMegabytes").toFixed(0),
      ratio("peakMegabytes").toFixed(2),
    ]);
  }
  console.log(table.toString());
  console.log(useCaseTable().toString());
  console.log(`npm run synth against npx cdktf synth: ${synthRatio().toFixed(2)} of its time`);
}

function measure(script: string, env: Record<string, string>): Usage {
  const usage = join(work, "usage.json");
  const start = process.hrtime.bigint();
  execFileSync(
    "node",
    ["--require", join(__dirname, "report-usage.cjs"), "--require", join(root, "cli/compile.js"), script],
    {
      cwd: root,
      env: { ...process.env, ...env, BENCH_USAGE: usage },
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  const wallSeconds = Number(process.hrtime.bigint() - start) / 1e9;
  return { ...(JSON.parse(readFileSync(usage, "utf8")) as Omit<Usage, "wallSeconds">), wallSeconds };
}

/** The shipped production environment, `size` times, each with its own name and address space. */
function configurationOf(size: number): string {
  const directory = join(work, `config-${size}`);
  cpSync(join(root, "config"), directory, { recursive: true });
  for (const folder of ["environments", "use-cases", "releases"]) {
    rmSync(join(directory, folder), { recursive: true, force: true });
  }
  cpSync(join(root, "config", "environments"), join(directory, "environments"), { recursive: true });
  const environments = join(directory, "environments");
  const template = parseDocument(readFileSync(join(environments, "prod.yaml"), "utf8"));
  for (const file of readdirSync(environments)) rmSync(join(environments, file));
  const names = Array.from({ length: size }, (_, index) => `env${index + 1}`);
  names.forEach((name, index) => {
    template.setIn(["network", "addressSpace"], `10.${index >> 6}.${(index & 63) << 2}.0/22`);
    writeFileSync(join(environments, `${name}.yaml`), template.toString());
  });
  const organization = parseDocument(readFileSync(join(directory, "organization.yaml"), "utf8"));
  organization.setIn(["promotionOrder"], organization.createNode(names));
  writeFileSync(join(directory, "organization.yaml"), organization.toString());
  return directory;
}

/** What use cases cost, each in the three shipped environments; and what one stack of them costs by itself. */
function useCaseTable(): Table.Table {
  const table = new Table({
    style: { head: [], border: [] },
    head: ["use cases", "resources", "all stacks s", "all stacks MB", "MLOPS_STACKS=dev-uc1 s"],
  });
  for (const size of sizes) {
    const out = join(work, `use-cases-${size}`);
    const env = { MLOPS_CONFIG: useCaseConfigurationOf(size), CDKTF_OUTDIR: out };
    const all = measure("main.ts", env);
    const one = measure("main.ts", { ...env, CDKTF_OUTDIR: join(work, `one-${size}`), MLOPS_STACKS: "dev-uc1" });
    table.push([
      size,
      countResources(out),
      all.wallSeconds.toFixed(2),
      all.peakMegabytes.toFixed(0),
      one.wallSeconds.toFixed(2),
    ]);
  }
  return table;
}

/** The shipped configuration with `size` copies of one of its use cases in place of its own. */
function useCaseConfigurationOf(size: number): string {
  const directory = join(work, `use-case-config-${size}`);
  cpSync(join(root, "config"), directory, { recursive: true });
  for (const folder of ["use-cases", "releases"]) {
    const source = readFileSync(join(directory, folder, "customer-churn.yaml"), "utf8");
    for (const file of readdirSync(join(directory, folder))) rmSync(join(directory, folder, file));
    for (let index = 1; index <= size; index++) writeFileSync(join(directory, folder, `uc${index}.yaml`), source);
  }
  return directory;
}

function countResources(out: string): number {
  const stacks = join(out, "stacks");
  return readdirSync(stacks)
    .map((stack) => JSON.parse(readFileSync(join(stacks, stack, "cdk.tf.json"), "utf8")) as { resource?: object })
    .flatMap((json) => Object.values(json.resource ?? {}))
    .reduce((sum, byName) => sum + Object.keys(byName as object).length, 0);
}

function synthRatio(): number {
  const time = (command: string, args: string[]) => {
    const start = process.hrtime.bigint();
    execFileSync(command, args, { cwd: root, stdio: "ignore" });
    return Number(process.hrtime.bigint() - start);
  };
  const rounds = Array.from({ length: 3 }, () => time("npm", ["run", "synth"]) / time("npx", ["cdktf", "synth"]));
  return median(rounds);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
