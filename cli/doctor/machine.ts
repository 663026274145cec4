import { runProgram, type Run, terraformProgram } from "../../deploy/machine";
import { judgeTool, type Tool, tools } from "../../domain/machine/tools";
import { type RequiredProvider, withoutSums } from "../../domain/terraform/provider-locks";
import { findPython } from "../ml/python";
import { fail, pass, unknown, type Finding } from "./line";

/** A check of each tool, in the order they are shown: those without which nothing runs fail, others tell what does not. */
export const machineChecks: Readonly<Record<keyof typeof tools, () => Promise<Finding>>> = {
  node: () => checkTool(tools.node, process.execPath),
  terraform: () => checkTool(tools.terraform, terraformProgram(process.env)),
  git: () => checkGit(runProgram),
  python: checkPython,
  az: () => checkOptional(tools.az, "pipelines sign in without it, people do not", runProgram),
};

export async function checkTool(tool: Tool, program: string, run: Run = runProgram): Promise<Finding> {
  const judged = judgeTool(tool, await run(program, tool.parameters), program);
  return "version" in judged ? pass(judged.version) : fail(judged.lacks, tool.fix);
}

/** A tool that some commands need. @param use - what goes on without it, as a clause */
export async function checkOptional(tool: Tool, use: string, run: Run): Promise<Finding> {
  const judged = judgeTool(tool, await run(tool.program, tool.parameters));
  return "version" in judged ? pass(judged.version) : unknown(`${judged.lacks}: ${use}`, tool.fix);
}

async function checkPython(): Promise<Finding> {
  const found = await findPython();
  if (found !== undefined) return pass(`${found.version} (${found.program})`);
  return unknown("there is none that does: everything but mlops ml and the month of npm start goes", tools.python.fix);
}

export async function checkGit(run: Run): Promise<Finding> {
  const { fix, parameters, program } = tools.git;
  const judged = judgeTool(tools.git, await run(program, parameters));
  if (!("version" in judged)) return fail(judged.lacks, fix);
  if ((await run(program, ["rev-parse", "--is-inside-work-tree"]))?.trim() === "true") return pass(judged.version);
  return unknown(
    `${judged.version}, but this folder is no git repository`,
    "work in a clone: changes are reviewed there",
  );
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
