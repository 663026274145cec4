import { type Problem, UserError } from "../domain/problem/problem";
import type { PlanAction, TerraformPlan } from "../domain/terraform/plan";
import { parsePlan, reviewPlans, type Review } from "../review";
import type { ManifestStack, PlanManifest, PlannedStack } from "./manifest";
import { type PlanFolder, reviewInput } from "./plan-folder";
import { changesAnything } from "./plan-stack";
import type { OrderedStack } from "./stacks";

/** What a review of the stacks that are to be applied says, by the waivers that hold today. */
export type Verdict = Pick<Review, "verdict" | "reasons">;

/**
 * The verdict over what is to be applied: the one that `mlops review` gives, of the same files.
 * @param today - `YYYY-MM-DD`, UTC
 */
export function verdictOf(opened: PlanFolder, selected: readonly ManifestStack[], today: string): Verdict {
  const names = new Set(selected.map(({ name }) => name));
  const input = reviewInput(opened);
  const { verdict, reasons } = reviewPlans(
    { ...input, stacks: input.stacks.filter(({ name }) => names.has(name)) },
    { today },
  );
  return { verdict, reasons };
}

/** What a blocked verdict is refused with. */
export const blockedProblem = (folder: string, { reasons }: Verdict): Problem => ({
  code: "MLOPS-APPLY-024",
  where: folder,
  message: `the verdict is BLOCKED, and nothing may be applied: ${reasons.join("; ")}`,
  fix: `read mlops review ${folder}; mend it, or accept it for a while in config/waivers.yaml and plan again`,
});

/** What the manifest says of plans, against what the plans say; and what is no plan. */
export function contradictions({ manifest, json }: PlanFolder, selected: readonly ManifestStack[]): Problem[] {
  return selected.flatMap((stack): readonly Problem[] => {
    const plan = stack.status === "failed" ? undefined : (json(stack.files.json.path) as TerraformPlan);
    if (stack.status === "failed" || plan === undefined) return [];
    try {
      parsePlan(plan, stack.name);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      // One that Terraform did not finish is judged as a stack that could not be planned.
      return error.problems.filter(({ code }) => code !== "MLOPS-REVIEW-003");
    }
    return contradiction(stack, plan, manifest.mode).map((message) => ({
      code: "MLOPS-APPLY-026" as const,
      where: stack.name,
      message,
      fix: "plan again, and review that",
    }));
  });
}

const TAKES_AWAY: readonly PlanAction[] = ["delete", "no-op", "read", "forget"];

export function contradiction({ changes }: PlannedStack, plan: TerraformPlan, mode: PlanManifest["mode"]): string[] {
  const actual = changesAnything(plan, mode);
  const makes = (plan.resource_changes ?? []).some(
    ({ change }) => !change.actions.every((a) => TAKES_AWAY.includes(a)),
  );
  return [
    ...(actual === changes ? [] : [`the manifest says that it ${does(changes)}, and its plan ${does(actual)}`]),
    ...(mode === "destroy" && makes ? ["the manifest says that it is taken away, and its plan makes or changes"] : []),
  ];
}

const does = (changes: boolean): string => (changes ? "changes something" : "changes nothing");

/**
 * Where a manifest has stacks in another order than the configuration, or one that does not wait for what comes before.
 * @param derived - the stacks in the order of the configuration, each with those it must wait for
 */
export function misorder({ stacks }: PlanManifest, derived: readonly OrderedStack[]): Problem[] {
  const earlier = new Set<string>();
  const needed = new Map(derived.map(({ name, dependencies }) => [name, dependencies]));
  const here = new Set(stacks.map(({ name }) => name));
  return stacks.flatMap(({ name, dependencies }): Problem[] => {
    const missing = needed.get(name)!.filter((other) => here.has(other) && !dependencies.includes(other));
    const later = dependencies.filter((other) => here.has(other) && !earlier.has(other));
    earlier.add(name);
    const says = [
      missing.length > 0 && `it must wait for ${missing.join(", ")}`,
      later.length > 0 && `it waits for ${later.join(", ")}, which come after it`,
    ].filter((one) => one !== false);
    if (says.length === 0) return [];
    return [
      { code: "MLOPS-APPLY-025", where: name, message: `its place in the manifest is wrong: ${says.join("; ")}` },
    ];
  });
}
