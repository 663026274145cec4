import { blocks, evaluatePolicies } from "../policy";
import { architecturesOf } from "./architecture";
import { accessChanges, accessMatrix, exposures } from "./access";
import { codeUrl } from "./code-url";
import { countsOf, noCounts } from "./classify";
import { costsOf, type PricesByRegion } from "./cost";
import { dangersOf } from "./dangers";
import { driftIn } from "./drift";
import { releaseEvidence } from "./evidence";
import type { Counts, Review, ReviewInput, StackInput, StackReview } from "./model";
import { failureOf } from "./parse";
import { REFUSED, refusedBy } from "./reasons";
import { resourceReviews } from "./resources";
import { inOrder, plannedStacks, type PlannedStack } from "./stacks";
import { topologyOf } from "./topology";
import { judge } from "./verdict";
import { calendar, domainChanges } from "./words";

export interface ReviewOptions {
  /** The day that waivers are judged on, `YYYY-MM-DD`. */
  readonly today: string;
  /** What machines and other things cost. @default - money is not spoken of */
  readonly prices?: PricesByRegion;
}

/**
 * Reviews what plans do: a pure function of its input, the same in whatever order stacks and changes come. The plans
 * must be redacted (`redactPlan`); nothing in the result was not in them or in the configuration. A plan that errored
 * or is incomplete counts as one that failed.
 */
export function reviewPlans(given: ReviewInput, { today, prices }: ReviewOptions): Review {
  const input: ReviewInput = { ...given, stacks: inOrder(given.stacks.map(refuseUnfinished), given).map(sorted) };
  const planned = plannedStacks(input);
  const drift = driftIn(planned);
  const policy = evaluatePolicies(
    planned.map(({ name, plan }) => ({ stack: name, plan })),
    {
      waivers: input.waivers,
      today,
      promotionOrder: input.context.environments.map(({ name }) => name),
      ...(input.source.mode === "drift" && { changesOnly: true }),
      ...input.context.policy,
    },
  );
  const access = accessChanges(input);
  const opened = exposures(input);
  const dangers = dangersOf(planned, { waivers: input.waivers, today });
  const resources = resourceReviews(planned);
  const releases = releaseEvidence(input);
  const failing = new Map<string, number>();
  for (const { stack } of policy.findings.filter(blocks)) failing.set(stack, (failing.get(stack) ?? 0) + 1);
  const costs = prices && costsOf(input, planned, prices);
  const stacks = input.stacks.map((stack) =>
    stackReview(stack, input, planned, {
      monthlyCost: costs?.stacks.get(stack.name),
      drift: drift.filter(({ stack: name, relevant }) => relevant && name === stack.name).length,
      policyFails: failing.get(stack.name) ?? 0,
    }),
  );
  return {
    ...judge({
      stacks,
      dangers,
      findings: policy.findings,
      access,
      exposures: opened,
      releases,
      refused: refusals(planned),
    }),
    source: input.source,
    organization: input.context.organization,
    ...codeUrl(input),
    stacks,
    dangers: dangers.map(({ danger }) => danger),
    access,
    exposures: opened,
    policy,
    drift,
    ...(costs !== undefined && { cost: costs.review }),
    changes: domainChanges(input),
    releases,
    resources,
    calendar: calendar(input),
    matrix: accessMatrix(input),
    architecture: architecturesOf(input),
    topology: topologyOf(planned),
    warnings: planned.flatMap(warningsOf),
  };
}

/** Each change that Azure would refuse, with where: an apply would fail half-way. */
const refusals = (stacks: readonly PlannedStack[]): readonly string[] =>
  stacks.flatMap(({ name, resources }) =>
    resources.flatMap(({ resource, what }) => {
      const paths = refusedBy(resource);
      return paths.length === 0
        ? []
        : [`${REFUSED} of ${what} in ${name}: ${paths.join(", ")} cannot be changed in place`];
    }),
  );

/** Resources in one order, for whoever reads them in theirs. */
function sorted(stack: StackInput): StackInput {
  if (!("plan" in stack)) return stack;
  const key = ({ address, deposed }: { address: string; deposed?: string }): string => `${address}\0${deposed ?? ""}`;
  const changes = [...(stack.plan.resource_changes ?? [])].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return { ...stack, plan: { ...stack.plan, resource_changes: changes } };
}

function refuseUnfinished(stack: StackInput): StackInput {
  const failed = "plan" in stack ? failureOf(stack.plan) : undefined;
  return failed === undefined ? stack : { name: stack.name, failed };
}

function stackReview(
  stack: StackInput,
  { context }: ReviewInput,
  planned: readonly PlannedStack[],
  { drift, policyFails, monthlyCost }: { readonly drift: number } & Pick<StackReview, "policyFails" | "monthlyCost">,
): StackReview {
  const { environment, useCase } = context.stacks.find(({ name }) => name === stack.name) ?? {};
  const about = {
    name: stack.name,
    ...(environment !== undefined && { environment }),
    ...(useCase !== undefined && { useCase }),
  };
  if ("failed" in stack) return { ...about, status: "failed", failed: stack.failed, counts: noCounts, policyFails };
  const found = planned.find(({ name }) => name === stack.name)!;
  const counts = countsOf(
    found.resources.map(({ resource }) => resource),
    drift,
  );
  const changes = changesAnything(counts) || outputsChange(found);
  return {
    ...about,
    status: changes ? "changes" : "no-change",
    digest: stack.digest,
    counts,
    policyFails,
    ...(monthlyCost !== undefined && { monthlyCost }),
  };
}

/** Drift alone is no change: nothing here undoes it. */
const changesAnything = (counts: Counts): boolean => Object.values({ ...counts, drift: 0 }).some((n) => n > 0);

const outputsChange = ({ plan }: PlannedStack): boolean =>
  Object.values(plan.output_changes ?? {}).some(({ actions }) => actions.some((action) => action !== "no-op"));

/** What `check` blocks and conditions say is wrong. */
function warningsOf({ name, plan }: PlannedStack): Review["warnings"] {
  return (plan.checks ?? [])
    .filter(({ status }) => status === "fail" || status === "error")
    .flatMap(({ address, instances }) => {
      const messages = (instances ?? []).flatMap(({ problems }) => (problems ?? []).map(({ message }) => message));
      const texts = messages.length > 0 ? messages : ["failed"];
      return texts.map((text) => ({ stack: name, text: `${address.to_display}: ${text}` }));
    });
}
