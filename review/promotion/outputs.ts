import { PROMOTED_THROUGH_OUTPUT, PROMOTION_OUTPUT } from "../../domain/promotion/definition";
import type { Change } from "../../domain/terraform/plan";
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
  /** The same of the environments that a version must have been live in before. */
  readonly through: BeforeAndAfter;
  /** Whether anything of the stack was there before. */
  readonly isNew: boolean;
  /** Whether an endpoint is there afterwards: something that versions enter. */
  readonly serves: boolean;
}

export interface BeforeAndAfter {
  readonly before?: unknown;
  readonly after?: unknown;
}

const ENDPOINT = "microsoft.machinelearningservices/workspaces/onlineendpoints";

/** The rules of promotion that change, in promotion order. A plan that only takes note of what is there changes none. */
export const promotionChanges = oncePer((input: ReviewInput): readonly PromotionChange[] => {
  if (input.source.mode === "drift") return [];
  const resources = plannedResources(input);
  return input.context.stacks.flatMap(({ name, environment, useCase }): readonly PromotionChange[] => {
    const stack = input.stacks.find((one) => one.name === name);
    if (stack === undefined || !("plan" in stack) || environment === undefined || useCase === undefined) return [];
    const [definition, through] = [PROMOTION_OUTPUT, PROMOTED_THROUGH_OUTPUT].map(
      (output) => stack.plan.output_changes?.[output],
    );
    if (![definition, through].some((change) => change?.actions.some((action) => action !== "no-op"))) return [];
    const own = resources.filter((resource) => resource.stack === name);
    return [
      {
        stack: name,
        environment,
        useCase,
        ...valuesOf(definition),
        through: valuesOf(through),
        isNew: own.every(({ before }) => before === undefined),
        serves: own.some(({ armType, after }) => armType === ENDPOINT && after !== undefined),
      },
    ];
  });
});

const valuesOf = (change: Change | undefined): BeforeAndAfter => ({
  ...(change?.before != null && { before: change.before }),
  ...(change?.after_unknown === true ? { after: UNREADABLE } : change?.after != null && { after: change.after }),
});

/** Stands for what is known after apply only. */
const UNREADABLE = "(known after apply)";
