import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { TerraformPlan } from "../domain/terraform/plan";
import { writeWhole } from "../files";
import { planDigest } from "../review/digest";
import { foreignDrift } from "../review/own-change";
import { redactPlan } from "../review/redact";
import type { FailedStack, ManifestFile, ManifestStack, PlanManifest } from "./manifest";
import { sha256 } from "./plan-folder";
import { readPlanFile } from "./plan-file";
import { shownPlan } from "./shown-plan";
import { encrypt } from "./plan-key";
import { type Scrub, scrubber } from "./scrub";
import type { OrderedStack } from "./stacks";
import { foreignState, localState, mayMakeNoState, neverDeployed, withoutState, wrongState } from "./state-file";
import type { Target } from "./target";
import { errorsIn, isStopping, machineTrouble, type Ran, terraform } from "./terraform";

/** What planning a stack goes through. */
export type PlanPhase = "initializing" | "planning" | "reading the plan";

export interface PlanStackOptions {
  readonly stack: OrderedStack;
  /** Names of all stacks that are to be applied before it, planned now or not. */
  readonly needs: readonly string[];
  /** Terraform working directory: what was synthesized for the stack. Private, since it comes to hold the plan. */
  readonly dir: string;
  /** Plan folder; files go into a folder of the stack's name. */
  readonly out: string;
  readonly mode: PlanManifest["mode"];
  /** Whether to lock the state meanwhile. */
  readonly lock: boolean;
  readonly target: Target;
  /** Key the plan file is encrypted with. */
  readonly key: Buffer | undefined;
  readonly digestKey: string;
  readonly phase: (phase: PlanPhase) => void;
}

/** How many of what a plan does, as Terraform counts. */
export interface PlanCounts {
  readonly add: number;
  readonly change: number;
  readonly destroy: number;
  /** Found changed outside Terraform. */
  readonly drift: number;
}

export interface PlanStackResult {
  readonly entry: ManifestStack;
  /** Undefined if it failed. */
  readonly counts?: PlanCounts;
  /** Nothing was ever deployed, as far as the state knows. */
  readonly first?: boolean;
}

/** Plans one stack and writes its files. What goes wrong with the stack is in the result, not thrown. */
export async function planStack(options: PlanStackOptions): Promise<PlanStackResult> {
  const folder = join(options.out, options.stack.name);
  mkdirSync(folder, { mode: 0o700 });
  const work = new PlanWork(options, folder);
  try {
    return await work.run();
  } catch (error) {
    // A defect of ours in one stack must not take the other stacks' plans away.
    const defect = machineTrouble(error)?.problems[0]!.message ?? `a defect of mlops: ${String(error)}`;
    const explain = error instanceof Failed ? error.explain : () => defect;
    return { entry: await work.failed(explain) };
  }
}

/** Terraform refused. */
class Failed extends Error {
  /** @param explain - says why; what Terraform said is scrubbed before it is cut, else half a secret would be left */
  constructor(readonly explain: (scrub: Scrub) => string) {
    super("terraform failed");
  }
}

class PlanWork {
  private readonly log: string[] = [];

  constructor(
    private readonly options: PlanStackOptions,
    private readonly folder: string,
  ) {}

  async run(): Promise<PlanStackResult> {
    const { stack, target, mode, lock, key, phase } = this.options;
    const wrong = wrongState(localState(this.options.dir), stack.name, target);
    if (wrong !== undefined) throw new Failed(() => wrong);
    phase("initializing");
    await this.initialize();
    phase("planning");
    const purpose = { normal: [], destroy: ["-destroy"], drift: ["-refresh-only"] }[mode];
    await this.terraform("plan", ["-input=false", "-no-color", `-lock=${lock}`, "-out=plan.tfplan", ...purpose]);
    phase("reading the plan");
    const file = readFileSync(join(this.options.dir, "plan.tfplan"));
    // Through a pipe: what holds secrets in plain text is never in a file.
    const { stdout } = await this.silently("show", ["-json", "plan.tfplan"]);
    const { state, stored, ...source } = readPlanFile(file);
    const plan = shownPlan(stdout, source);
    if (!plan.format_version.startsWith("1.")) {
      const { format_version: format } = plan;
      throw new Failed(() => `Terraform describes plans in format ${format}; this version of mlops reads 1`);
    }
    const foreign = foreignState(stored, stack.name, this.configuration());
    if (foreign !== undefined) throw new Failed(() => foreign);
    const scrub = scrubber(plan, target.env);
    // As it is kept and judged: masked, it says which secrets have changed, and a plan that Terraform has told does not.
    const kept = redactPlan(plan);
    const entry: ManifestStack = {
      name: stack.name,
      status: "planned",
      changes: changesAnything(kept, mode),
      digest: planDigest(plan, this.options.digestKey, source),
      dependencies: [...stack.dependencies],
      state,
      files: {
        plan:
          key === undefined
            ? this.write("plan.tfplan", file)
            : this.write("plan.tfplan.enc", encrypt(file, key, stack.name)),
        json: this.write("plan.json", JSON.stringify(kept)),
        log: this.writeLog(scrub),
      },
    };
    return { entry, counts: countsOf(kept), first: neverDeployed(state, stored) };
  }

  async failed(explain: (scrub: Scrub) => string): Promise<FailedStack> {
    const { stack, target, dir } = this.options;
    // There is no plan to learn secrets from; the state knows those that exist, the configuration those it is to hold.
    const shown = await terraform(target, ["show", "-json"], { cwd: dir });
    const state = shown.code === 0 ? parsed(shown.stdout) : undefined;
    const configuration = parsed(readFileSync(join(dir, "cdk.tf.json"), "utf8"));
    const scrub = scrubber({ state, configuration }, target.env);
    return {
      name: stack.name,
      status: "failed",
      error: scrub(explain(scrub)),
      dependencies: [...stack.dependencies],
      files: { log: this.writeLog(scrub) },
    };
  }

  private configuration(): string {
    return readFileSync(join(this.options.dir, "cdk.tf.json"), "utf8");
  }

  /**
   * Makes Terraform ready. Where nobody has deployed the stack, its azurerm backend makes an empty state first, which an identity
   * that only reads may not: then it plans on none. The digest is the same, and whoever applies plans again.
   */
  private async initialize(): Promise<void> {
    const { target, dir, lock } = this.options;
    let refused = false;
    await initialize(target, dir, (ran) => {
      refused = !lock && mayMakeNoState(ran);
      this.note("terraform init", refused ? { ...ran, code: 0 } : ran);
    });
    if (!refused) return;
    this.log.push("There is no state yet, and this identity may make none: planned on none.\n");
    writeWhole(join(dir, "cdk.tf.json"), withoutState(this.configuration()), { mode: 0o600 });
    await initialize(target, dir, (ran) => this.note("terraform init", ran), ["-reconfigure"]);
  }

  private async terraform(command: string, parameters: readonly string[]): Promise<Ran> {
    const ran = await terraform(this.options.target, [command, ...parameters], { cwd: this.options.dir });
    this.note(`terraform ${command}`, ran);
    if (ran.code !== 0) throw new Failed(reasonOf(command, ran, this.options.needs));
    return ran;
  }

  private async silently(command: string, parameters: readonly string[]): Promise<Ran> {
    const ran = await terraform(this.options.target, [command, ...parameters], { cwd: this.options.dir });
    if (ran.code !== 0) throw new Failed(reasonOf(command, ran));
    return ran;
  }

  private note(command: string, { code, stdout, stderr }: Ran): void {
    this.log.push(`$ ${command}\n${stripVTControlCharacters(stdout + stderr).trim()}\n`);
    if (command === "terraform init" && code !== 0) throw new Failed(reasonOf("init", { code, stdout, stderr }));
  }

  private writeLog(scrub: Scrub): ManifestFile {
    return this.write("plan.log", scrub(this.log.join("\n")));
  }

  private write(name: string, content: Buffer | string): ManifestFile {
    writeWhole(join(this.folder, name), content, { mode: 0o600 });
    return { path: `${this.options.stack.name}/${name}`, sha256: sha256(content) };
  }
}

let initializing: Promise<unknown> = Promise.resolve();

/**
 * `terraform init`. For Azure one at a time, with a cache of providers if there is none: they are downloaded once, and
 * Terraform does not guard a cache against two that fill it at the same time.
 */
export async function initialize(
  target: Target,
  dir: string,
  done: (ran: Ran) => void,
  besides: readonly string[] = [],
): Promise<void> {
  const init = async () =>
    done(await terraform(target, ["init", "-input=false", "-no-color", ...besides], { cwd: dir }));
  if (target.kind === "sandbox") return init();
  const turn = initializing.then(init);
  initializing = turn.catch(() => undefined);
  return turn;
}

/** Whether applying a plan does anything. */
export function changesAnything(plan: TerraformPlan, mode: PlanManifest["mode"]): boolean {
  if (mode === "drift") return foreignDrift(plan).length > 0;
  if (plan.applyable !== undefined) return plan.applyable;
  const changes = [...(plan.resource_changes ?? []).map(({ change }) => change)];
  return [...changes, ...Object.values(plan.output_changes ?? {})].some(({ actions }) => actions.join() !== "no-op");
}

/** Counts as `Plan: … to add, … to change, … to destroy` does: replacing is one to add and one to destroy. */
export function countsOf(plan: TerraformPlan): PlanCounts {
  const actions = (plan.resource_changes ?? [])
    .filter(({ mode }) => mode === "managed")
    .map((one) => one.change.actions);
  const count = (action: "create" | "update" | "delete") => actions.filter((all) => all.includes(action)).length;
  return {
    add: count("create"),
    change: count("update"),
    destroy: count("delete"),
    drift: foreignDrift(plan).length,
  };
}

/** Errors of a stack that are told one by one; the log has all. */
const MOST_ERRORS = 5;

function reasonOf(command: string, { code, stderr }: Ran, needs: readonly string[] = []): (scrub: Scrub) => string {
  const stopped = isStopping();
  return (scrub) => {
    if (stopped) return `stopped by a signal during terraform ${command}`;
    return errorsInWords(command, code, scrub(stderr), needs);
  };
}

function errorsInWords(command: string, code: number, stderr: string, needs: readonly string[]): string {
  const errors = errorsIn(stderr);
  if (errors.length === 0) return `terraform ${command} ended with ${code}: ${stderr.trim().slice(-500)}`;
  const told = errors.slice(0, MOST_ERRORS);
  if (errors.length > told.length) told.push(`${errors.length - told.length} more errors, see the log`);
  if (needs.length > 0 && errors.some((error) => error.startsWith("data.") && /not.?found/i.test(error))) {
    told.push(
      `it reads what another stack makes: apply what comes before it first (${needs.join(", ")}), then plan again`,
    );
  }
  return told.join("; ");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
