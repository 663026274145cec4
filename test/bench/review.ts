import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import Table from "cli-table3";
import type { ResourceChange, TerraformPlan } from "../../domain/terraform/plan";

/**
 * `npm run bench:review`: what a review costs. Plans the shipped production environment in the sandbox, multiplies its
 * changes to 10,000 in 30 stacks, and reviews them; and, as a ratio that does not depend on the machine, reviews the
 * one real plan against `terraform show -json` of it. Exits with 1 if 10,000 changes take 5 seconds or 500 MB.
 */
const root = resolve(__dirname, "../..");
const STACKS = 30;
const CHANGES = 10_000;
const MAX_SECONDS = 5;
const MAX_MEGABYTES = 500;
/** Changes of a plan of 50 MB. */
const LARGE = 16_770;
const MAX_PAGE_MEGABYTES = 3;
const ROUNDS = 3;

interface Times {
  readonly read: number;
  readonly model: number;
  readonly render: number;
  readonly total: number;
  readonly bytes: number;
  readonly pageBytes: number;
  readonly jsonBytes: number;
}
interface Run extends Times {
  readonly peakMegabytes: number;
}

const work = mkdtempSync(join(tmpdir(), "mlops-bench-review-"));
try {
  main();
} finally {
  rmSync(work, { recursive: true, force: true });
}

function main(): void {
  const { plan, showSeconds } = planProduction();
  const one = folderOf("one", [["prod", plan]]);
  const many = folderOf(
    "many",
    Array.from({ length: STACKS }, (_, i) => [`stack${i + 1}`, multiplied(plan, Math.ceil(CHANGES / STACKS), i)]),
  );
  const large = folderOf(
    "large",
    Array.from({ length: STACKS }, (_, i) => [`stack${i + 1}`, multiplied(plan, LARGE / STACKS, i)]),
  );
  const rows: readonly (readonly [string, Run])[] = [
    ["review", measure(many)],
    ["redact and review", measure(many, { BENCH_REDACT: "1" })],
    ["review, with HTML", measure(many, { BENCH_HTML: "1" })],
  ];
  const table = new Table({
    style: { head: [], border: [] },
    head: [`${CHANGES} changes in ${STACKS} stacks`, "read s", "model s", "render s", "total s", "peak MB"],
  });
  for (const [name, run] of rows) {
    const figures = [run.read, run.model, run.render, run.total].map((figure) => figure.toFixed(2));
    table.push([name, ...figures, run.peakMegabytes.toFixed(0)]);
  }
  console.log(table.toString());
  const all = measure(large, { BENCH_ALL: "1" });
  const planned = readdirSync(large).reduce((bytes, file) => bytes + statSync(join(large, file)).size, 0);
  const [plans, html, json] = [planned, all.pageBytes, all.jsonBytes].map((bytes) => (bytes / 1e6).toFixed(1));
  console.log(
    `${LARGE} changes, plans of ${plans} MB, all outputs: ${all.total.toFixed(2)} s, ${all.peakMegabytes.toFixed(0)} MB; ` +
      `page ${html} MB, JSON ${json} MB`,
  );
  const single = measure(one, { BENCH_REDACT: "1" });
  const size = plan.resource_changes!.length;
  console.log(
    `one plan of ${size} changes: redact and review ${single.total.toFixed(2)} s, terraform show -json ` +
      `${showSeconds.toFixed(2)} s, ratio ${(single.total / showSeconds).toFixed(2)}`,
  );
  if (all.pageBytes > MAX_PAGE_MEGABYTES * 1e6 || all.jsonBytes > planned) {
    console.error(`too much: allowed are a page of ${MAX_PAGE_MEGABYTES} MB and as much JSON as there is of plans`);
    process.exitCode = 1;
  }
  const [, review] = rows[0]!;
  if (review.total >= MAX_SECONDS || review.peakMegabytes >= MAX_MEGABYTES) {
    console.error(`too much: allowed are ${MAX_SECONDS} s and ${MAX_MEGABYTES} MB`);
    process.exitCode = 1;
  }
}

/** The median run by total time, each in a process of its own. */
function measure(plans: string, env: Record<string, string> = {}): Run {
  const runs = Array.from({ length: ROUNDS }, (): Run => {
    const [usage, times] = [join(work, "usage.json"), join(work, "times.json")];
    const script = join(__dirname, "review-run.ts");
    execFileSync(
      "node",
      ["--require", join(__dirname, "report-usage.cjs"), "--require", join(root, "cli/compile.js"), script],
      {
        cwd: root,
        env: { ...process.env, ...env, BENCH_PLANS: plans, BENCH_TIMES: times, BENCH_USAGE: usage },
        stdio: ["ignore", "ignore", "inherit"],
      },
    );
    const { peakMegabytes } = JSON.parse(readFileSync(usage, "utf8")) as { peakMegabytes: number };
    return { ...(JSON.parse(readFileSync(times, "utf8")) as Times), peakMegabytes };
  });
  return runs.sort((a, b) => a.total - b.total)[Math.floor(ROUNDS / 2)]!;
}

/** The plan that creates production, and how long Terraform takes to print it. */
function planProduction(): { readonly plan: TerraformPlan; readonly showSeconds: number } {
  const script = `
    set -e
    npm run synth >/dev/null
    cd "$CDKTF_OUTDIR/stacks/prod"
    terraform init -input=false >/dev/null
    terraform plan -input=false -out=plan >/dev/null
    for i in 1 2 3; do
      from=$(date +%s%N); terraform show -json plan > plan.json; to=$(date +%s%N); echo $((to - from)) >> nanoseconds
    done`;
  const out = join(work, "out");
  execFileSync("node", ["cli/mlops.js", "sandbox", "--dir", join(work, "sandbox"), "--", "bash", "-c", script], {
    cwd: root,
    env: { ...process.env, CDKTF_OUTDIR: out, CHECKPOINT_DISABLE: "1" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const prod = join(out, "stacks", "prod");
  const times = readFileSync(join(prod, "nanoseconds"), "utf8").trim().split("\n").map(Number);
  const plan = JSON.parse(readFileSync(join(prod, "plan.json"), "utf8")) as TerraformPlan;
  return { plan, showSeconds: times.sort((a, b) => a - b)[1]! / 1e9 };
}

/** The plan with `count` changes: copies of its own under other addresses, every third an update of its tags. */
function multiplied(plan: TerraformPlan, count: number, stack: number): TerraformPlan {
  const changes = plan.resource_changes!;
  const resources = plan.configuration!.root_module!.resources!;
  const written = new Map(resources.map((resource) => [resource.address, resource]));
  const copies = Array.from({ length: count }, (_, i) => {
    const [source, copy] = [changes[i % changes.length]!, Math.floor(i / changes.length)];
    const name = `${source.name}_${copy}`;
    const address = `${source.type}.${name}`;
    const configured = written.get(source.address);
    return { resource: withChange(source, address, name, i + stack), configured: { ...configured, address, name } };
  });
  return {
    ...plan,
    resource_changes: copies.map(({ resource }) => resource),
    configuration: {
      ...plan.configuration,
      root_module: { resources: copies.map(({ configured }) => configured as (typeof resources)[number]) },
    },
  };
}

function withChange(source: ResourceChange, address: string, name: string, i: number): ResourceChange {
  if (i % 3 !== 0) return { ...source, address, name };
  const before = { ...(source.change.after as object), tags: { owner: `team ${i}` } };
  return { ...source, address, name, change: { ...source.change, actions: ["update"], before } };
}

function folderOf(name: string, plans: readonly (readonly [string, TerraformPlan])[]): string {
  const folder = join(work, name);
  mkdirSync(folder);
  for (const [stack, plan] of plans) writeFileSync(join(folder, `${stack}.json`), JSON.stringify(plan));
  return folder;
}
