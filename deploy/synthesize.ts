import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { type Problem, UserError } from "../domain/problem/problem";
import { isProblemCode } from "../domain/problem/codes";
import { writeWhole } from "../files";

export const project = join(__dirname, "..");

/** Absolute path of the configuration to use: as given, else as MLOPS_CONFIG says, else the project's own. */
export const configFolder = (given: string | undefined): string =>
  resolve(given ?? process.env["MLOPS_CONFIG"] ?? join(project, "config"));

/** A stack as it was synthesized. */
export interface SynthesizedStack {
  readonly name: string;
  /** Folder of its `cdk.tf.json`: a Terraform working directory. */
  readonly dir: string;
  /** Names of stacks that the engine says must be there before it. */
  readonly dependencies: readonly string[];
}

export interface SynthesizeOptions {
  /** Root of the checkout whose stacks are synthesized. @default - this one */
  readonly tree?: string;
  /** Folder of the configuration. */
  readonly config: string;
  /** Folder that is made for the output. */
  readonly outdir: string;
  /** Environment: says whether it is for the sandbox. */
  readonly env: NodeJS.ProcessEnv;
  /** Which stacks, names with `*` for any text. @default - all */
  readonly only?: readonly string[];
}

/** A tree that could not be synthesized, and what it printed. */
export class SynthesisFailed extends Error {}

/**
 * Synthesizes every stack into a folder of its own, in a process of its own.
 * @throws UserError with what is wrong with the configuration
 * @throws SynthesisFailed if it is the code that fails
 */
export async function synthesize(options: SynthesizeOptions): Promise<readonly SynthesizedStack[]> {
  const { tree = project, config, outdir } = options;
  const env: NodeJS.ProcessEnv = { ...options.env, CDKTF_OUTDIR: outdir, MLOPS_CONFIG: config };
  // Which stacks there are is the plan's own business: a leftover of a shell must not hide some.
  delete env["MLOPS_STACKS"];
  if (options.only !== undefined) env["MLOPS_STACKS"] = options.only.join(",");
  const { code, stderr } = await new Promise<{ code: number; stderr: string }>((resolve, reject) => {
    // The tree of another commit, too, is compiled as this one is.
    const parameters = ["--require", join(project, "cli/compile.js"), "main.ts"];
    const child = spawn(process.execPath, parameters, { cwd: tree, env, stdio: ["ignore", "ignore", "pipe"] });
    const lines: string[] = [];
    child.stderr.setEncoding("utf8").on("data", (text: string) => lines.push(text));
    child.once("error", reject);
    child.once("close", (status) => resolve({ code: status ?? 1, stderr: lines.join("") }));
  });
  if (code === 2) throw new UserError(stderr.trim().split("\n").map(problemOf));
  if (code !== 0) throw new SynthesisFailed(stderr.trim());
  const { stacks } = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8")) as {
    stacks: Record<string, { name: string; workingDirectory: string; dependencies: string[] }>;
  };
  return Object.values(stacks).map(({ name, workingDirectory, dependencies }) => {
    const dir = join(outdir, workingDirectory);
    anchorState(dir, join(tree, "cdktf.out", workingDirectory));
    return { name, dir, dependencies };
  });
}

/** A state file given relative to where `cdktf` runs Terraform stays that file wherever else Terraform runs. */
function anchorState(dir: string, usual: string): void {
  const file = join(dir, "cdk.tf.json");
  const content = JSON.parse(readFileSync(file, "utf8")) as { terraform?: { backend?: { local?: { path?: string } } } };
  const local = content.terraform?.backend?.local;
  if (local?.path === undefined || isAbsolute(local.path)) return;
  local.path = join(usual, local.path);
  writeWhole(file, JSON.stringify(content, undefined, 2));
}

/** A line that `main.ts` printed, as the problem it was made of. */
function problemOf(line: string): Problem {
  const [, where, code = "", message] = /^(.*?) (MLOPS-\S+) (.*)$/.exec(line) ?? [];
  if (where === undefined || message === undefined || !isProblemCode(code)) {
    return { where: "config", code: "MLOPS-PLAN-022", message: line };
  }
  return { where, code, message };
}
