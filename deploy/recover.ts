import { existsSync, lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfiguration } from "../schema/load";
import { UserError } from "../domain/problem/problem";
import { writeWhole } from "../files";
import { putTornStateAside, recoverState, requireStateRight } from "../sandbox";
import { existsIn } from "./arm-exists";
import { decrypt, planKey, PLAN_KEY } from "./plan-key";
import { initialize } from "./plan-stack";
import { type Scrub, scrubber } from "./scrub";
import { inOrder, selectStacks } from "./stacks";
import { foreignState, keepGood, localState, replaceState, wrongState } from "./state-file";
import { synthesize } from "./synthesize";
import { openTarget, sandboxState, type Target } from "./target";
import { errorsIn, isStopping, stoppable, terraform } from "./terraform";
import { inPrivateFolder, withProviderCache } from "./workspace";

export interface RecoverOptions {
  /** Names of stacks, with `*` for any text. Empty: all but the owner's. */
  readonly stacks: readonly string[];
  readonly config: string;
  readonly sandbox: boolean;
  /** Folder of the sandbox. */
  readonly dir?: string;
  /** A state that could not be saved, to be put back first; one stack only. */
  readonly state?: string;
  /** Id of a lock that a killed run left, to be released first; one stack only. */
  readonly unlock?: string;
  /** Called when something is known about a stack. */
  readonly report: (stack: string, text: string) => void;
}

/**
 * After a deployment that was killed, takes into the states what it made and did not record. Changes nothing in Azure.
 * @returns whether it worked for every stack
 * @throws UserError for mistakes in the options or the configuration
 */
export const recover = (options: RecoverOptions): Promise<boolean> => stoppable(() => recoverStacks(options));

async function recoverStacks(options: RecoverOptions): Promise<boolean> {
  const { config, report } = options;
  const configuration = loadConfiguration(config);
  const unsaved = options.state === undefined ? undefined : (name: string) => readState(options.state!, name);
  const opened = await openTarget(options);
  try {
    return await inPrivateFolder(async (temp) => {
      const synthesized = await synthesize({ config, outdir: join(temp, "out"), env: opened.env });
      const target = withProviderCache(opened, temp);
      const ordered = inOrder(configuration, synthesized).map(({ name }) => name);
      const names = selectStacks(ordered, options.stacks);
      if ((unsaved !== undefined || options.unlock !== undefined) && names.length !== 1) throw oneStackOnly(names);
      let whole = true;
      for (const name of names) {
        if (isStopping()) {
          whole = false;
          report(name, "not begun: stopped by a signal");
          continue;
        }
        const dir = synthesized.find((stack) => stack.name === name)!.dir;
        try {
          await recoverStack(target, name, dir, { unlock: options.unlock, unsaved, report });
        } catch (error) {
          if (error instanceof UserError) throw error;
          whole = false;
          report(name, `failed: ${reasonOf(error, scrubber(undefined, target.env))}`);
        }
      }
      return whole;
    });
  } finally {
    await opened.close();
  }
}

interface Extras {
  readonly unlock: string | undefined;
  readonly unsaved: ((name: string) => Buffer) | undefined;
  readonly report: RecoverOptions["report"];
}

async function recoverStack(target: Target, name: string, dir: string, { unlock, unsaved, report }: Extras) {
  const { sandbox } = target;
  const file = localState(dir);
  if (file !== undefined && unsaved !== undefined) {
    if (sandbox !== undefined) await requireStateRight(target.env, name, "write");
    const given = unsaved(name);
    const strange = strangeState(given, name, dir);
    if (strange !== undefined) throw new Error(strange);
    const former = replaceState(file, given);
    keepGood(file);
    report(name, `the state is in its place${former === undefined ? "" : `; what was there is in ${former}`}`);
  }
  if (sandbox !== undefined && putTornStateAside(sandboxState(sandbox, name))) {
    report(name, "its state was torn, the one before was put in its place");
  }
  const wrong = wrongState(file, name, target);
  if (wrong !== undefined && !mendable(file)) throw new Error(wrong);
  await initialize(target, dir, ({ code, stderr }) => {
    if (code !== 0) throw new Error(stderr);
  });
  const run = async (...parameters: string[]) => {
    const { code, stderr } = await terraform(target, parameters, { cwd: dir });
    if (code !== 0) throw new Error(stderr);
  };
  if (unlock !== undefined) {
    await run("force-unlock", "-force", unlock);
    report(name, "unlocked");
  }
  if (unsaved !== undefined && file === undefined) {
    writeWhole(join(dir, "unsaved.tfstate"), unsaved(name), { mode: 0o600 });
    await run("state", "push", "unsaved.tfstate");
    report(name, "the state that could not be saved is in its place");
  }
  const { stdout } = await terraform(target, ["state", "pull"], { cwd: dir });
  const foreign = strangeState(Buffer.from(stdout), name, dir);
  if (foreign !== undefined) throw new Error(foreign);
  const exists = existsIn(target);
  const recovered = await recoverState({ stackDir: dir, env: target.env, terraform: target.terraform, exists });
  for (const { address } of recovered) report(name, `recovered ${address}`);
  keepGood(file);
  if (recovered.length === 0) report(name, "lacks nothing");
}

/** Why a state is not this stack's. */
function strangeState(state: Buffer, name: string, dir: string): string | undefined {
  try {
    return foreignState(state.toString("utf8"), name, readFileSync(join(dir, "cdk.tf.json"), "utf8"));
  } catch {
    return "what was given is no state";
  }
}

/** One that is missing, or was emptied by a run that was killed, is made anew of what is there. */
function mendable(file: string | undefined): boolean {
  const found = file === undefined ? undefined : lstatSync(file, { throwIfNoEntry: false });
  return found === undefined || (found.isFile() && found.size === 0);
}

/** Terraform's own messages, if it was Terraform that failed. */
function reasonOf(error: unknown, scrub: Scrub): string {
  const { stderr, message } = error as { stderr?: string; message?: string };
  const errors = errorsIn(scrub(stderr ?? message ?? ""));
  return errors.length > 0 ? errors.join("; ") : scrub(message ?? String(error)).trim();
}

function readState(path: string, name: string): Buffer {
  if (!existsSync(path)) {
    throw new UserError([
      { code: "MLOPS-RECOVER-001", where: "--state", message: "there is no such file", given: path },
    ]);
  }
  const content = readFileSync(path);
  if (!path.endsWith(".enc")) return content;
  const key = planKey(process.env);
  try {
    if (key !== undefined) return decrypt(content, key, name);
  } catch {
    // Said below.
  }
  const fix = `set ${PLAN_KEY} to what it was when the plans were made`;
  throw new UserError([
    { code: "MLOPS-RECOVER-002", where: "--state", message: "this state cannot be decrypted", given: path, fix },
  ]);
}

function oneStackOnly(names: readonly string[]): UserError {
  const message = "--state and --unlock are for one stack";
  return new UserError([
    { code: "MLOPS-RECOVER-003", where: "stacks", message, given: names.join(", "), fix: "name it" },
  ]);
}
