import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { judgeTool, type Tool, tools } from "../domain/machine/tools";
import { type Problem, UserError } from "../domain/problem/problem";

/** Runs a program; its output, or undefined if there is none of that name or it does not answer in ten seconds. */
export type Run = (program: string, parameters: readonly string[]) => Promise<string | undefined>;

/** Longest wait for a version. Milliseconds. */
const LONGEST_ANSWER = 10_000;

export const runProgram: Run = (program, parameters) =>
  new Promise((resolve) => {
    const env = { ...process.env, CHECKPOINT_DISABLE: "1" };
    execFile(program, [...parameters], { timeout: LONGEST_ANSWER, env }, (error, stdout) =>
      resolve(error === null ? stdout : undefined),
    );
  });

/** How Terraform is called: as cdktf's users name it, else as it is on `PATH`. */
export const terraformProgram = (env: NodeJS.ProcessEnv): string =>
  (env["TERRAFORM_BINARY_NAME"] ?? "") === "" ? tools.terraform.program : env["TERRAFORM_BINARY_NAME"]!;

/**
 * Asks Terraform for its version, before anything else is done.
 * @returns its version, e.g. `1.11.4`
 * @throws UserError if it is not there, too old, or another program
 */
export async function requireTerraform(env: NodeJS.ProcessEnv = process.env, run: Run = runProgram): Promise<string> {
  const program = terraformProgram(env);
  const judged = judgeTool(tools.terraform, await run(program, tools.terraform.parameters), program);
  if ("version" in judged) return judged.version;
  throw new UserError([missing(tools.terraform, judged.lacks, "MLOPS-PLAN-012")]);
}

/** Ways to sign in to Azure that need no Azure CLI: what Terraform's providers and Azure's own clients read. */
const OTHER_SIGN_INS = ["ARM_USE_OIDC", "ARM_USE_MSI", "ARM_USE_AKS_WORKLOAD_IDENTITY", "ARM_CLIENT_ID"] as const;

/**
 * Looks for a way to sign in to Azure, before Terraform is asked: without the Azure CLI it would tell of an authorizer that
 * cannot be built.
 * @throws UserError if there is none
 */
export function requireSignIn(env: NodeJS.ProcessEnv = process.env): void {
  if (OTHER_SIGN_INS.some((name) => (env[name] ?? "") !== "") || isOnPath(tools.az.program, env)) return;
  throw new UserError([missing(tools.az, `there is no ${tools.az.program} on PATH, and nothing else signs in`, "MLOPS-PLAN-023")]); // prettier-ignore
}

function isOnPath(program: string, env: NodeJS.ProcessEnv): boolean {
  return (env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return folder !== "";
    } catch {
      return false;
    }
  });
}

const missing = ({ fix }: Tool, message: string, code: Problem["code"]): Problem => ({
  code,
  where: "this machine",
  message,
  fix,
});
