import { execFile } from "node:child_process";
import { type RequiredProvider, withoutSums } from "../../domain/terraform/provider-locks";
import { OLDEST_TERRAFORM } from "../../domain/terraform/version";
import { fail, pass, unknown, type Finding } from "./line";

/** The oldest that does. */
const NODE = 20;

/** Runs a program; its output, or undefined if there is none of that name or it does not answer in ten seconds. */
export type Run = (program: string, parameters: readonly string[]) => Promise<string | undefined>;

export const runProgram: Run = (program, parameters) =>
  new Promise((resolve) => {
    const env = { ...process.env, CHECKPOINT_DISABLE: "1" };
    execFile(program, [...parameters], { timeout: 10_000, env }, (error, stdout) =>
      resolve(error === null ? stdout : undefined),
    );
  });

export function checkNode(version: string): Finding {
  const major = Number(/^v?(\d+)/.exec(version)?.[1]);
  return major >= NODE
    ? pass(version)
    : fail(`${version} is too old: ${NODE} or newer is needed`, `install Node ${NODE} (nvm install ${NODE})`);
}

export async function checkTerraform(run: Run): Promise<Finding> {
  const fix = `install Terraform ${OLDEST_TERRAFORM} or newer: https://developer.hashicorp.com/terraform/install`;
  const version = /^Terraform v(\S+)/.exec((await run("terraform", ["version"])) ?? "")?.[1];
  if (version === undefined) return fail("there is no terraform on PATH", fix);
  const parts = version.split(/[.-]/).map(Number);
  const oldest = OLDEST_TERRAFORM.split(".").map(Number);
  const differing = oldest.findIndex((least, index) => parts[index] !== least);
  const enough = differing === -1 || (parts[differing] ?? 0) > oldest[differing]!;
  return enough ? pass(version) : fail(`${version} is too old`, fix);
}

/** Whether a sum in the repository says which build of each provider may run. @param lock - `.terraform.lock.hcl` */
export function checkProviders(lock: string, required: Readonly<Record<string, RequiredProvider>>): Finding {
  const lacking = withoutSums(lock, required);
  const names = Object.keys(required).sort().join(", ");
  if (lacking.length === 0) return pass(`the sums in .terraform.lock.hcl pin every build: ${names}`);
  const pinned = Object.keys(required).length - lacking.length;
  return unknown(
    `.terraform.lock.hcl has no sums of ${lacking.join(" and ")}: their version and their publisher's signature are checked, their build is not (pinned by sums: ${pinned} of ${Object.keys(required).length})`,
    "run pipelines/lock-providers.sh from a network that you trust, and commit .terraform.lock.hcl",
  );
}

export async function checkGit(run: Run): Promise<Finding> {
  const version = /git version (\S+)/.exec((await run("git", ["--version"])) ?? "")?.[1];
  if (version === undefined) return fail("there is no git on PATH", "install git: https://git-scm.com/downloads");
  if ((await run("git", ["rev-parse", "--is-inside-work-tree"]))?.trim() === "true") return pass(version);
  return unknown(`${version}, but this folder is no git repository`, "work in a clone: changes are reviewed there");
}
