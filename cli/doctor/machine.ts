import { execFile } from "node:child_process";
import { fail, pass, unknown, type Finding } from "./line";

/** The oldest versions that do. */
const NODE = 20;
const TERRAFORM = [1, 9] as const;
/** Reads the account of a state in Azure itself, which identities with a role on the container alone may not. */
const UNFIT = ["1.11.0"];

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
  const fix = `install Terraform ${TERRAFORM.join(".")} or newer: https://developer.hashicorp.com/terraform/install`;
  const version = /^Terraform v(\S+)/.exec((await run("terraform", ["version"])) ?? "")?.[1];
  if (version === undefined) return fail("there is no terraform on PATH", fix);
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (UNFIT.includes(version))
    return fail(
      `${version} cannot read a state in Azure with a role on its container alone`,
      "install Terraform 1.11.1 or newer",
    );
  const enough = major > TERRAFORM[0] || (major === TERRAFORM[0] && minor >= TERRAFORM[1]);
  return enough ? pass(version) : fail(`${version} is too old`, fix);
}

export async function checkGit(run: Run): Promise<Finding> {
  const version = /git version (\S+)/.exec((await run("git", ["--version"])) ?? "")?.[1];
  if (version === undefined) return fail("there is no git on PATH", "install git: https://git-scm.com/downloads");
  if ((await run("git", ["rev-parse", "--is-inside-work-tree"]))?.trim() === "true") return pass(version);
  return unknown(`${version}, but this folder is no git repository`, "work in a clone: changes are reviewed there");
}
