import type { PromotionDefinition } from "../../domain/promotion/definition";
import type { ReleaseValue } from "../../domain/promotion/release";
import type { TerraformPlan } from "../../domain/terraform/plan";
import { parseDefinition, parseRelease, type Serving, type Transition } from "../../release";
import type { ReviewInput } from "../model";
import { plannedResources, type Planned } from "../words/planned";
import { servingState } from "../words/serving-state";

/** What a plan does to the release of one use case in one environment. */
export interface PlannedRelease {
  readonly stack: string;
  readonly useCase: string;
  readonly environment: string;
  readonly transition: Transition;
  /** Undefined: the plan does not tell. */
  readonly definition?: PromotionDefinition;
}

/** Every release that plans touch. Plans that only look, or take everything away, release nothing. */
export function plannedReleases(input: ReviewInput): readonly PlannedRelease[] {
  const { mode = "normal" } = input.source;
  if (mode !== "normal") return [];
  const resources = plannedResources(input);
  return input.stacks.flatMap((stack): readonly PlannedRelease[] => {
    const { environment, useCase } = input.context.stacks.find(({ name }) => name === stack.name) ?? {};
    if (!("plan" in stack) || environment === undefined || useCase === undefined) return [];
    const { before, after = serves(input, useCase, environment) ? UNREADABLE : undefined } = outputOf(
      stack.plan,
      "release",
      (value) => parseRelease(value) ?? UNREADABLE,
    );
    if (after === undefined) return [];
    const served = servedBefore(resources.filter((resource) => resource.stack === stack.name));
    return [
      {
        stack: stack.name,
        useCase,
        environment,
        transition: { before, after, ...(served !== undefined && { served }) },
        definition: outputOf(stack.plan, "promotion", parseDefinition).after,
      },
    ];
  });
}

/** A release that is in no form we know was not written by our stacks: nobody can have decided on it. */
const UNREADABLE: ReleaseValue = { model: "unreadable", live: "unreadable", history: [], rejected: [] };

/** Whether the configuration says that the use case serves there: then its plan says what. */
const serves = ({ context }: ReviewInput, useCase: string, environment: string): boolean =>
  context.evidence?.some((one) => one.useCase === useCase && one.environment === environment) === true;

/** An output before and after, if there is one. A plan tells outputs that do not change, too. */
function outputOf<T>(
  plan: TerraformPlan,
  name: string,
  read: (value: unknown) => T | undefined,
): { readonly before?: T; readonly after?: T } {
  const change = plan.output_changes?.[name];
  const of = (value: unknown): T | undefined => (value == null ? undefined : read(value));
  return { before: of(change?.before), after: of(change?.after) };
}

/** What answers requests before, by the deployments in the state. */
function servedBefore(resources: readonly Planned[]): Serving | undefined {
  const { live, candidate, trafficPercent = 0, mirrorPercent = 0 } = servingState(resources, "before");
  if (live === undefined) return undefined;
  return {
    live: live.model,
    ...(candidate !== undefined && { candidate: { version: candidate.model, mirrorPercent, trafficPercent } }),
  };
}
