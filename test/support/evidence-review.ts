import { PROMOTION_OUTPUT, promotionDefinition } from "../../domain/promotion/definition";
import type { ReleaseValue } from "../../domain/promotion/release";
import { leadingTo, type FoundRecord } from "../../release";
import { reviewPlans, type Review } from "../../review";
import type { Walk } from "./evidence-walk";
import { reviewOf, stack } from "./review-plan";

/** The stack whose release moves on. */
export const STACK = "prod-churn";

/** The review of a plan that moves a release on. */
export function review(walk: Walk, from: number, found: readonly FoundRecord[], more: object = {}): Review {
  const promotion = promotionDefinition(walk.rules);
  const planned = stack(STACK, []) as { plan: object };
  const before: ReleaseValue = walk.releases[from]!;
  const after = walk.releases.at(-1)!;
  const outputs = {
    release: { actions: ["update"], before, after },
    [PROMOTION_OUTPUT]: { actions: ["no-op"], before: promotion, after: promotion },
  };
  const plan = { ...planned.plan, output_changes: outputs };
  const input = reviewOf({ ...planned, plan } as never);
  const { useCase, environment, environments, alerts } = walk.ground;
  const evidence = [{ useCase, environment, environments, alerts, decisions: leadingTo(after, found), ...more }];
  const source = { ...input.source, target: "azure" as const };
  return reviewPlans({ ...input, source, context: { ...input.context, evidence } }, { today: "2026-12-01" });
}
