// Judges what checkov finds in every synthesized stack by what is decided already: `policy/catalogue.ts` says which of its rules
// are none of ours and why, and `mlops policy` shows each finding that the configuration loosens or a waiver covers.
// Anything else fails. Run by run.sh: node --require tsx/cjs checkov.mjs <checkov> <folder for what is made>
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const { outOfScope } = createRequire(import.meta.url)("../../policy/index.ts");
const [checkov, work] = process.argv.slice(2);

/** Standard output of a command that may end with one of some codes. */
function run(program, parameters, codes, env = {}) {
  const ran = spawnSync(program, parameters, {
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
    env: { ...process.env, ...env },
  });
  if (ran.error !== undefined) throw ran.error;
  if (!codes.includes(ran.status))
    throw new Error(`${program} ${parameters.join(" ")} ended with ${ran.status}\n${ran.stderr.slice(-4000)}`);
  return ran.stdout;
}

const [synthesized, scanned] = ["synthesized", "scanned"].map((name) => join(work, name));
run(process.execPath, ["--require", "tsx/cjs", "main.ts"], [0], { CDKTF_OUTDIR: synthesized });
const stacks = readdirSync(join(synthesized, "stacks"));
for (const stack of stacks) {
  const template = JSON.parse(readFileSync(join(synthesized, "stacks", stack, "cdk.tf.json"), "utf8"));
  // checkov 3.3.30 reads no file with a list at its top or a version that is a string in its settings; where a resource was
  // before and which Terraform runs are nothing to judge.
  delete template.moved;
  delete template.terraform;
  mkdirSync(join(scanned, stack), { recursive: true });
  writeFileSync(join(scanned, stack, "cdk.tf.json"), JSON.stringify(template, undefined, 2));
}

const scan = ["--directory", scanned, "--framework", "terraform_json", "--output", "json", "--quiet", "--soft-fail"];
const { results, summary } = JSON.parse(run(checkov, scan, [0]));
if (summary.parsing_errors > 0 || summary.passed < 100)
  throw new Error(`checkov read too little: ${JSON.stringify(summary)} ${JSON.stringify(results.parsing_errors)}`);
const { findings } = JSON.parse(run(process.execPath, ["cli/mlops.js", "policy", "--format", "json"], [0, 1]));

/** Why a finding may stand; undefined if nobody decided that. */
function why({ check_id: id, file_path: file, resource }) {
  const decided = outOfScope[id];
  if (decided !== undefined) return `policy/catalogue.ts: ${decided.reason}`;
  // checkov names some resources by type, some not.
  const [stack, name] = [file.split("/").at(-2), resource.split(".").at(-1)];
  const own = findings.find(
    (one) => one.stack === stack && one.address.split(".").at(-1) === name && one.upstream.includes(id),
  );
  if (own?.waiver !== undefined) return `config/waivers.yaml until ${own.waiver.expires}: ${own.waiver.reason}`;
  return own?.accepted === undefined ? undefined : `${own.accepted.where}: ${own.accepted.reason}`;
}

const reasons = new Map();
const open = [];
for (const check of results.failed_checks) {
  const reason = why(check);
  if (reason === undefined) open.push(check);
  else reasons.set(`${check.check_id} ${reason}`, (reasons.get(`${check.check_id} ${reason}`) ?? 0) + 1);
}
console.log(`checkov: ${stacks.length} stacks, ${summary.passed} passed, ${results.failed_checks.length} failed`);
for (const [reason, count] of [...reasons].sort()) console.log(`  accepted, ${count} × ${reason}`);
for (const { check_id: id, check_name: asks, file_path: file, resource } of open)
  console.error(`  NOT DECIDED ${id} ${file} ${resource}: ${asks}`);
if (open.length > 0) {
  console.error(
    "Mend them, loosen them with a reason in config/, or say in policy/catalogue.ts why the rule is none of ours.",
  );
  process.exit(1);
}
