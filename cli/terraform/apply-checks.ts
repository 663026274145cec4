import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Organization } from "../../config/schema";
import { canonicalJson } from "../../core/canonical-json";
import type { Problem } from "../../core/problem";
import type { TerraformPlan } from "../../core/terraform-plan";
import { writeWhole } from "../../files";
import type { Waiver } from "../../policy/model";
import type { ReviewContext } from "../../review/context";
import { overallDigest, planDigest } from "../../review/digest";
import { redactPlan } from "../../review/redact";
import type { PreparedStack } from "./apply-stack";
import { checkedOut } from "./git";
import { JOURNAL, readJournal } from "./journal";
import type { ManifestStack, PlanManifest, PlannedStack } from "./manifest";
import { checkFiles } from "./plan-folder";
import { markOf, type PlanFile, readPlanFile } from "./plan-file";
import { foreignPlan } from "./plan-origin";
import { decrypt, DIGEST_KEY, PLAN_KEY } from "./plan-key";
import { emptyState, initialize } from "./plan-stack";
import { scrubber } from "./scrub";
import { project } from "./synthesize";
import type { Target } from "./target";
import { terraform, terraformVersion } from "./terraform";
import type { ProblemCode } from "../../core/problem-codes";

export interface FolderCheck {
  readonly folder: string;
  readonly manifest: PlanManifest;
  /** Stacks that are to be applied. */
  readonly selected: readonly ManifestStack[];
  /** The digest that was approved. */
  readonly expectDigest: string | undefined;
  readonly target: Target;
  /** What the configuration says now: the review must have been made with it. */
  readonly context: ReviewContext;
  readonly waivers: readonly Waiver[];
}

/** Everything that is wrong with a plan folder as a whole: altered, made elsewhere, not what was approved. */
export async function checkFolder(check: FolderCheck): Promise<Problem[]> {
  const { folder, manifest, selected, expectDigest, target } = check;
  const problems = checkFiles(folder, manifest);
  const refuse = (code: ProblemCode, message: string, more: Partial<Problem> = {}) =>
    void problems.push({ code, where: folder, message, ...more });

  const digest = overallDigest(manifest.stacks.map((stack) => ({ digest: undefined, ...stack })));
  if (digest !== manifest.digest) refuse("MLOPS-APPLY-001", "the manifest was changed after it was planned");
  if (expectDigest !== undefined && expectDigest !== digest) {
    const given = { given: digest, allowed: expectDigest, fix: "review and approve these plans" };
    refuse("MLOPS-APPLY-002", "these are not the plans that were approved", given);
  }
  if (manifest.mode === "drift") {
    refuse("MLOPS-APPLY-003", "these plans only tell what was changed outside Terraform", {
      fix: "plan without --drift",
    });
  }
  if (manifest.target !== target.kind) {
    const given = { given: manifest.target, allowed: target.kind };
    refuse("MLOPS-APPLY-004", "these plans were made for another place than this one", given);
  }
  const here = await checkedOut(project);
  if (manifest.commit !== undefined && manifest.commit !== here?.commit) {
    const allowed = here?.commit ?? "none: git knows no commit here";
    const given = { given: manifest.commit, allowed, fix: "check that commit out, or plan again" };
    refuse("MLOPS-APPLY-005", "another commit was planned than is checked out", given);
  }
  for (const [file, now] of [
    [manifest.files.context, check.context],
    [manifest.files.waivers, check.waivers],
  ] as const) {
    if (problems.length > 0 || sameExceptPositions(readFileSync(join(folder, file.path), "utf8"), now)) continue;
    problems.push({
      code: "MLOPS-APPLY-008",
      where: join(folder, file.path),
      message: "the configuration says otherwise: it was changed since, or this file was",
      fix: "plan again, and review that",
    });
  }
  const version = await terraformVersion(target);
  if (manifest.terraform !== version) {
    const given = { given: manifest.terraform, allowed: version, fix: "use that version, or plan again" };
    refuse("MLOPS-APPLY-006", "another version of Terraform made these plans", given);
  }
  for (const stack of selected) {
    if (stack.status === "planned") continue;
    const fix = "mend the cause and plan again, or leave it out with --stacks";
    problems.push({
      code: "MLOPS-APPLY-007",
      where: stack.name,
      message: "it could not be planned",
      given: stack.error,
      fix,
    });
  }
  return problems;
}

/**
 * Whether a file says the same as an object; in which line of the configuration it is written means nothing. What was read
 * again in Azure is of the plan, not of the configuration.
 */
function sameExceptPositions(text: string, now: unknown): boolean {
  const plain = (value: unknown) =>
    canonicalJson(
      JSON.parse(JSON.stringify(value), (key, part: unknown) =>
        key === "where" || key === "rereads" ? undefined : part,
      ),
    );
  try {
    return plain(JSON.parse(text)) === plain(now);
  } catch {
    return false;
  }
}

export interface StackCheck {
  readonly stack: PlannedStack;
  readonly folder: string;
  /** Private folder to make the working directory in. */
  readonly temp: string;
  readonly target: Target;
  readonly key: Buffer | undefined;
  readonly digestKey: string;
  readonly organization: Organization;
}

/**
 * Makes one stack's plan ready to be applied: unpacks it, and holds it against what was reviewed and against the state
 * as it is now. Changes nothing.
 * @returns what is ready, or why it is refused
 */
export async function prepareStack(check: StackCheck): Promise<PreparedStack | Problem> {
  const { stack, folder, temp, target, digestKey } = check;
  const refuse = (code: ProblemCode, message: string, more: Partial<Problem> = {}): Problem => ({
    code,
    where: stack.name,
    message,
    ...more,
  });
  const file = openPlanFile(check);
  if ("code" in file) return file;
  const foreign = foreignPlan(file.plan, stack.name, target, check.organization);
  if (foreign !== undefined) {
    const [code, { message, ...more }] =
      "elsewhere" in foreign
        ? (["MLOPS-APPLY-010", foreign.elsewhere] as const)
        : (["MLOPS-APPLY-009", foreign.unknown] as const);
    return refuse(code, message, more);
  }

  const dir = join(temp, stack.name);
  mkdirSync(dir, { mode: 0o700 });
  for (const [name, content] of file.plan.configuration) writeWhole(join(dir, name), content, { mode: 0o600 });
  if (file.plan.lock !== undefined) writeWhole(join(dir, ".terraform.lock.hcl"), file.plan.lock);
  writeWhole(join(dir, "plan.tfplan"), file.content, { mode: 0o600 });

  const empty = emptyState(dir);
  if (empty !== undefined) return refuse("MLOPS-APPLY-011", empty);
  // There is no plan yet to learn secrets from.
  const clean = scrubber(undefined, target.env);
  let failed: string | undefined;
  await initialize(target, dir, ({ code, stderr }) => {
    if (code !== 0) failed = clean(stderr).trim();
  });
  if (failed !== undefined) return refuse("MLOPS-APPLY-012", `terraform init failed: ${failed}`);

  const state = await terraform(target, ["state", "pull"], { cwd: dir });
  if (state.code !== 0) return refuse("MLOPS-APPLY-013", `its state cannot be read: ${clean(state.stderr).trim()}`);
  const stale = whyStale(stack, markOf(state.stdout), join(folder, stack.name, JOURNAL));
  if (stale !== undefined) return refuse("MLOPS-APPLY-014", stale, { fix: "plan again" });

  const shown = await terraform(target, ["show", "-json", "plan.tfplan"], { cwd: dir });
  if (shown.code !== 0) return refuse("MLOPS-APPLY-015", `its plan cannot be read: ${clean(shown.stderr).trim()}`);
  const plan = JSON.parse(shown.stdout) as TerraformPlan;
  if (planDigest(plan, digestKey, file.plan) !== stack.digest) {
    return refuse("MLOPS-APPLY-016", "its plan is not the one whose digest is in the manifest", {
      fix: `plan again; if nothing was altered, ${DIGEST_KEY} is another one than when it was planned`,
    });
  }
  if (JSON.stringify(redactPlan(plan)) !== readFileSync(join(folder, stack.files.json.path), "utf8")) {
    const fix = "plan again, and review that";
    return refuse("MLOPS-APPLY-020", `${stack.files.json.path}, which is reviewed, tells something else`, { fix });
  }
  return { stack, dir, scrub: scrubber(plan, target.env) };
}

function openPlanFile(check: StackCheck): { readonly content: Buffer; readonly plan: PlanFile } | Problem {
  const { stack, folder, key } = check;
  const { path } = stack.files.plan;
  let content: Buffer = readFileSync(join(folder, path));
  if (path.endsWith(".enc")) {
    if (key === undefined) {
      return { code: "MLOPS-APPLY-017", where: stack.name, message: "its plan is encrypted", fix: `set ${PLAN_KEY}` };
    }
    try {
      content = decrypt(content, key, stack.name);
    } catch {
      const message = `${PLAN_KEY} is not the key its plan was encrypted with, or the plan was altered`;
      return { code: "MLOPS-APPLY-018", where: stack.name, message };
    }
  }
  try {
    const plan = readPlanFile(content);
    const { lineage, serial } = stack.state;
    if (plan.state.lineage === lineage && plan.state.serial === serial) return { content, plan };
    return {
      code: "MLOPS-APPLY-019",
      where: stack.name,
      message: "its plan was made on another state than the manifest says",
    };
  } catch {
    return { code: "MLOPS-APPLY-015", where: stack.name, message: "its plan cannot be read: it is no plan file" };
  }
}

/** Why the state is another one than was planned on, as Terraform would find when it is too late for other stacks. */
function whyStale({ state }: PlannedStack, now: PlannedStack["state"], journal: string): string | undefined {
  const sameState = state.lineage === now.lineage || (state.lineage === "" && state.serial === 0);
  if (sameState && state.serial === now.serial) return undefined;
  const applied = readJournal(journal);
  if (applied.length > 0) {
    const whole = applied.at(-1)!.event === "end" && applied.at(-1)!.code === 0;
    return whole ? "this plan was applied already" : "this plan was begun already and did not come to its end";
  }
  if (now.lineage === "") return "its state is gone since it was planned";
  if (!sameState) return "its state was replaced by another one since it was planned";
  return `its state changed since it was planned: serial ${state.serial} then, ${now.serial} now`;
}
