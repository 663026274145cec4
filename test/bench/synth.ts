import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Table from "cli-table3";
import { parseDocument } from "yaml";
import { countResources, measure, median, root, type Usage } from "./measure";

/**
 * `npm run bench`: synth time and peak memory of this app against the same resources written flat in plain cdktf.
 * Both sides run in turn, several times; medians and ratios of the same run are reported, since absolute times depend
 * on the machine. `npm run bench -- 3 30` measures those numbers of environments only.
 */
const counts = process.argv.slice(2).map(Number);
const sizes = counts.length > 0 ? counts : [3, 30, 300];

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
  console.log(`npm run synth against npx cdktf synth: ${synthRatio().toFixed(2)} of its time`);
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

function synthRatio(): number {
  const time = (command: string, args: string[]) => {
    const start = process.hrtime.bigint();
    execFileSync(command, args, { cwd: root, stdio: "ignore" });
    return Number(process.hrtime.bigint() - start);
  };
  const rounds = Array.from({ length: 3 }, () => time("npm", ["run", "synth"]) / time("npx", ["cdktf", "synth"]));
  return median(rounds);
}
