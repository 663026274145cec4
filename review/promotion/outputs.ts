import { PROMOTION_OUTPUT } from "../../core/promotion-definition";
import type { ReviewInput } from "../model";
import { oncePer } from "../once-per";
import { plannedResources } from "../words/planned";

/** What a plan does to the rules by which versions enter one environment. */
export interface PromotionChange {
  readonly stack: string;
  readonly environment: string;
  readonly useCase: string;
  /** As the stack's output has it, redacted. @default - there is no such output */
  readonly before?: unknown;
  readonly after?: unknown;
  /** Whether anything of the stack was there before. */
  readonly isNew: boolean;
  /** Whether an endpoint is there afterwards: something that versions enter. */
  readonly serves: boolean;
}

const ENDPOINT = "microsoft.machinelearningservices/workspaces/onlineendpoints";

/** The rules of promotion that change, in promotion order. */
export const promotionChanges = oncePer((input: ReviewInput): readonly PromotionChange[] => {
  const resources = plannedResources(input);
  return input.context.stacks.flatMap(({ name, environment, useCase }): readonly PromotionChange[] => {
    const stack = input.stacks.find((one) => one.name === name);
    if (stack === undefined || !("plan" in stack) || environment === undefined || useCase === undefined) return [];
    const change = stack.plan.output_changes?.[PROMOTION_OUTPUT];
    if (change === undefined || change.actions.every((action) => action === "no-op")) return [];
    const own = resources.filter((resource) => resource.stack === name);
    const isUnknown = change.after_unknown === true;
    return [
      {
        stack: name,
        environment,
        useCase,
        ...(change.before != null && { before: change.before }),
        ...(isUnknown ? { after: UNREADABLE } : change.after != null && { after: change.after }),
        isNew: own.every(({ before }) => before === undefined),
        serves: own.some(({ armType, after }) => armType === ENDPOINT && after !== undefined),
      },
    ];
  });
});

/** Stands for rules that are known after apply only. */
const UNREADABLE = "(known after apply)";
