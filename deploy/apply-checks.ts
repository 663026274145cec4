import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Configuration, Organization } from "../schema/configuration";
import { canonicalJson } from "../domain/json/canonical-json";
import type { Problem } from "../domain/problem/problem";
import type { ProblemCode } from "../domain/problem/codes";
import { writeWhole } from "../files";
import type { ReviewContext } from "../review/context";
import { planDigest } from "../review/digest";
import { redactPlan } from "../review/redact";
import type { PreparedStack } from "./apply-stack";
import { contradiction, contradictions, misorder } from "./apply-verdict";
import { type Checkout, checkedOut } from "./git";
import { JOURNAL, readJournal } from "./journal";
import { type ManifestStack, type PlanManifest, type PlannedStack, withoutPositions, withoutRereads } from "./manifest";
import { isSealed, openPlanFolder, type PlanFolder } from "./plan-folder";
import { markOf, type PlanFile, readPlanFile } from "./plan-file";
import { shownPlan } from "./shown-plan";
import { foreignPlan } from "./plan-origin";
import { decrypt, DIGEST_KEY, PLAN_KEY } from "./plan-key";
import { initialize } from "./plan-stack";
import { scrubber } from "./scrub";
import { inOrder, type OrderedStack, reversed } from "./stacks";
import { foreignState, localState, wrongState } from "./state-file";
import { project } from "./synthesize";
import type { Target } from "./target";
import { terraform } from "./terraform";

export interface FolderCheck {
  readonly folder: string;
  readonly manifest: PlanManifest;
  /** Stacks that are to be applied. */
  readonly selected: readonly ManifestStack[];
  /** The digest that was approved. */
  readonly expectDigest: string | undefined;
  readonly target: Target;
  readonly configuration: Configuration;
  /** What the configuration says now: the review must have been made with it. */
  readonly context: ReviewContext;
}

/**
 * Everything that is wrong with a plan folder as a whole: altered, made elsewhere, not what was approved.
 * @returns the folder if its files are what they were
 */
export async function checkFolder(
  check: FolderCheck,
): Promise<{ readonly problems: readonly Problem[]; readonly opened?: PlanFolder }> {
  const { folder, manifest, selected, expectDigest, target } = check;
  const { problems: altered, opened } = openPlanFolder(folder, manifest);
  const problems = [...altered];
  const refuse = (code: ProblemCode, message: string, more: Partial<Problem> = {}) =>
    void problems.push({ code, where: folder, message, ...more });

  if (opened !== undefined && !isSealed(opened)) {
    refuse("MLOPS-APPLY-001", "the manifest was changed after it was planned", { fix: "plan again" });
  }
  if (expectDigest !== undefined && expectDigest !== manifest.digest) {
    const given = { given: manifest.digest, allowed: expectDigest, fix: "review and approve these plans" };
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
  checkCommit(check, await checkedOut(project), refuse);
  problems.push(...misorder(manifest, orderOf(check)));
  if (opened !== undefined) problems.push(...saysOtherwise(opened, check), ...contradictions(opened, selected));
  if (manifest.terraform !== target.version) {
    const given = { given: manifest.terraform, allowed: target.version, fix: "use that version, or plan again" };
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
  return { problems, ...(opened !== undefined && { opened }) };
}

type Refuse = (code: ProblemCode, message: string, more?: Partial<Problem>) => void;

/** Plans are of a commit: the one that is here, and of all of it where something real is changed. */
function checkCommit({ manifest, target }: FolderCheck, here: Checkout | undefined, refuse: Refuse): void {
  const none = "none: git knows no commit";
  if (manifest.commit !== here?.commit) {
    const given = { given: manifest.commit ?? none, allowed: here?.commit ?? `${none} here` };
    refuse("MLOPS-APPLY-005", "another commit was planned than is checked out", {
      ...given,
      fix: "check that commit out, or plan again",
    });
  }
  if (target.kind !== "azure" || manifest.dirtyBecause !== undefined) return;
  if (!manifest.dirty && here?.dirty !== true) return;
  const when = manifest.dirty ? "when it was planned" : "since it was planned";
  refuse("MLOPS-APPLY-023", `files are not as in the commit (${when}): nobody can see later what was applied`, {
    fix: 'commit and plan again, or say why with mlops plan --allow-dirty "<reason>"',
  });
}

/** The stacks in the order that the configuration gives them. */
function orderOf({ manifest, configuration }: FolderCheck): readonly OrderedStack[] {
  const stacks = manifest.stacks.map(({ name }) => ({ name, dependencies: [] }));
  const ordered = inOrder(configuration, stacks);
  return manifest.mode === "destroy" ? reversed(ordered) : ordered;
}

/** What the review was made with, against what the configuration says now. */
function saysOtherwise({ folder, manifest, json }: PlanFolder, { configuration, context }: FolderCheck): Problem[] {
  // What was read again in Azure is of the plan and not of the configuration; the digest holds what it contradicts.
  const plain = (value: unknown): string => canonicalJson(withoutPositions(withoutRereads(value)));
  return (
    [
      [manifest.files.context, context],
      [manifest.files.waivers, configuration.waivers],
    ] as const
  ).flatMap(([file, now]): Problem[] => {
    if (plain(json(file.path)) === plain(now)) return [];
    const message = "the configuration says otherwise: it was changed since, or this file was";
    const fix = "plan again, and review that";
    return [{ code: "MLOPS-APPLY-008", where: join(folder, file.path), message, fix }];
  });
}

export interface StackCheck {
  readonly stack: PlannedStack;
  readonly opened: PlanFolder;
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
  const { stack, opened, temp, target, digestKey } = check;
  const refuse = (code: ProblemCode, message: string, more: Partial<Problem> = {}): Problem => ({
    code,
    where: stack.name,
    message,
    ...more,
  });
  const file = openPlanFile(check);
  if ("code" in file) return file;
  const strange = foreignPlan(file.plan, stack.name, target, check.organization);
  if (strange !== undefined) {
    const [code, { message, ...more }] =
      "elsewhere" in strange
        ? (["MLOPS-APPLY-010", strange.elsewhere] as const)
        : (["MLOPS-APPLY-009", strange.unknown] as const);
    return refuse(code, message, more);
  }

  const dir = join(temp, stack.name);
  mkdirSync(dir, { mode: 0o700 });
  for (const [name, content] of file.plan.configuration) writeWhole(join(dir, name), content, { mode: 0o600 });
  if (file.plan.lock !== undefined) writeWhole(join(dir, ".terraform.lock.hcl"), file.plan.lock);
  writeWhole(join(dir, "plan.tfplan"), file.content, { mode: 0o600 });

  const wrong = wrongState(localState(dir), stack.name, target);
  if (wrong !== undefined) return refuse("MLOPS-APPLY-011", wrong);
  // There is no plan yet to learn secrets from.
  const clean = scrubber(undefined, target.env);
  let failed: string | undefined;
  await initialize(target, dir, ({ code, stderr }) => {
    if (code !== 0) failed = clean(stderr).trim();
  });
  if (failed !== undefined) return refuse("MLOPS-APPLY-012", `terraform init failed: ${failed}`);

  const state = await terraform(target, ["state", "pull"], { cwd: dir });
  if (state.code !== 0) return refuse("MLOPS-APPLY-013", `its state cannot be read: ${clean(state.stderr).trim()}`);
  const foreign = foreignState(state.stdout, stack.name, file.plan.configuration.get("cdk.tf.json")!.toString("utf8"));
  if (foreign !== undefined) return refuse("MLOPS-APPLY-027", foreign);
  const stale = whyStale(stack, markOf(state.stdout), join(opened.folder, stack.name, JOURNAL));
  if (stale !== undefined) return refuse("MLOPS-APPLY-014", stale, { fix: "plan again" });

  const shown = await terraform(target, ["show", "-json", "plan.tfplan"], { cwd: dir });
  if (shown.code !== 0) return refuse("MLOPS-APPLY-015", `its plan cannot be read: ${clean(shown.stderr).trim()}`);
  const plan = shownPlan(shown.stdout, file.plan);
  if (planDigest(plan, digestKey, file.plan) !== stack.digest) {
    return refuse("MLOPS-APPLY-016", "its plan is not the one whose digest is in the manifest", {
      fix: `plan again; if nothing was altered, ${DIGEST_KEY} is another one than when it was planned`,
    });
  }
  const [contradicted] = contradiction(stack, plan, opened.manifest.mode);
  if (contradicted !== undefined) return refuse("MLOPS-APPLY-026", contradicted, { fix: "plan again" });
  if (JSON.stringify(redactPlan(plan)) !== opened.content(stack.files.json.path).toString("utf8")) {
    const fix = "plan again, and review that";
    return refuse("MLOPS-APPLY-020", `${stack.files.json.path}, which is reviewed, tells something else`, { fix });
  }
  return { stack, dir, scrub: scrubber(plan, target.env) };
}

function openPlanFile(check: StackCheck): { readonly content: Buffer; readonly plan: PlanFile } | Problem {
  const { stack, opened, key } = check;
  const { path } = stack.files.plan;
  let content = opened.content(path);
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
