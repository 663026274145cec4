// Whether the stacks synthesize on cdktn, the library that goes on where cdktf ended, as they do on cdktf: the same JSON but for
// the version that each writes into it. Installs cdktn under the name cdktf into a copy of this repository.
import { execFileSync } from "node:child_process";
import { isDeepStrictEqual } from "node:util";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const CDKTN = "0.24.0";
// cdktn 0.24 takes constructs from 10.6.0 to below 10.8.0.
const CONSTRUCTS = "10.7.2";

const root = join(import.meta.dirname, "..");
const scratch = mkdtempSync(join(tmpdir(), "mlops-cdktn-"));
const copy = join(scratch, "repository");
const environment = { ...process.env, CHECKPOINT_DISABLE: "1" };

try {
  mkdirSync(copy);
  const files = execFileSync("git", ["ls-files", "-z", "--", ":!test", ":!docs"], { cwd: root });
  const archive = execFileSync("tar", ["--null", "--files-from=-", "-cf", "-"], {
    cwd: root,
    input: files,
    maxBuffer: 2 ** 30,
  });
  execFileSync("tar", ["-xf", "-"], { cwd: copy, input: archive });
  useCdktn();
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: copy, stdio: "inherit" });
  process.exitCode = compare(synthesize(root, "cdktf"), synthesize(copy, "cdktn"));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** The same packages, but for the library: the provider bindings take it for cdktf. */
function useCdktn() {
  const path = join(copy, "package.json");
  const description = JSON.parse(readFileSync(path, "utf8"));
  const dependencies = { ...description.dependencies };
  delete dependencies["cdktf-cli"];
  description.dependencies = { ...dependencies, cdktf: `npm:cdktn@${CDKTN}`, constructs: CONSTRUCTS };
  description.devDependencies = {};
  for (const name of Object.keys(dependencies).filter((one) => one.startsWith("@cdktf/"))) {
    description.overrides = { ...description.overrides, [name]: { cdktf: "$cdktf" } };
  }
  writeFileSync(path, JSON.stringify(description, undefined, 2));
  // It pins what is not installed here.
  rmSync(join(copy, "package-lock.json"), { force: true });
}

/** Stacks by name, as JSON without the versions that libraries stamp. */
function synthesize(folder, library) {
  const out = join(scratch, `out-${library}`);
  execFileSync(process.execPath, ["--require", "./cli/compile.js", "main.ts"], {
    cwd: folder,
    env: { ...environment, CDKTF_OUTDIR: out },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const names = readdirSync(join(out, "stacks")).sort();
  return new Map(
    names.map((name) => [name, unstamped(JSON.parse(readFileSync(join(out, "stacks", name, "cdk.tf.json"), "utf8")))]),
  );
}

/** Without the version beside a stack's name: the only place where a library writes its own. */
function unstamped(value) {
  if (Array.isArray(value)) return value.map(unstamped);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([key]) => !(key === "version" && "stackName" in value));
  return Object.fromEntries(entries.map(([key, inner]) => [key, unstamped(inner)]));
}

/** The exit code: 0 if each stack is the same, 1 if one is not or there are none. */
function compare(before, after) {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const other = names.filter((name) => !isDeepStrictEqual(before.get(name), after.get(name)));
  for (const name of other) console.error(`${name} is not the same on cdktn ${CDKTN}`);
  console.log(`${names.length - other.length} of ${names.length} stacks are the same on cdktn ${CDKTN}`);
  return other.length === 0 && names.length > 0 ? 0 : 1;
}
