import { promotionDefinition, type PromotionDefinition } from "../../domain/promotion/definition";
import { releaseInWords, type ReleaseValue } from "../../domain/promotion/release";
import {
  compareReread,
  evidenceOf,
  figuresOf,
  originInWords,
  releasedBefore,
  type EvidencedStep,
  type Figure,
  type Ground,
  type Reread,
} from "../../release";
import type { EvidenceContext } from "../context";
import type { EvidenceStep, ReleaseEvidence, ReviewInput } from "../model";
import { releaseOf } from "../words/where";
import { commandsFor } from "./commands";
import { plannedReleases, type PlannedRelease } from "./plans";

/** What every release that changes rests on, what blocks first. */
export function releaseEvidence(input: ReviewInput): readonly ReleaseEvidence[] {
  const found = plannedReleases(input).flatMap((planned) => evidenceIn(planned, input) ?? []);
  const order: readonly ReleaseEvidence["status"][] = ["blocked", "overridden", "first", "evidenced"];
  return found.toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
}

/** The decisions that planned releases rest on, and the ground on which they hold. */
export function decidedReleases(
  input: ReviewInput,
): readonly { readonly ground: Ground; readonly steps: readonly EvidencedStep[] }[] {
  return plannedReleases(input).flatMap((planned) => {
    const context = contextOf(planned, input);
    const ground = groundOf(planned, context, input);
    const evidence = evidenceOf(planned.transition, context?.decisions ?? [], ground);
    return evidence?.status === "evidenced" ? [{ ground, steps: evidence.steps }] : [];
  });
}

/** Whether a release keeps the change from being applied. */
export const blocksRelease = ({ status }: ReleaseEvidence): boolean => status === "blocked";

/** Whether a person went on against checks, or without any. */
export const isOverridden = ({ status }: ReleaseEvidence): boolean => status === "overridden";

function evidenceIn(planned: PlannedRelease, input: ReviewInput): ReleaseEvidence | undefined {
  const { stack, useCase, environment, transition } = planned;
  const context = contextOf(planned, input);
  const ground = groundOf(planned, context, input);
  const evidence = evidenceOf(transition, context?.decisions ?? [], ground);
  if (evidence === undefined || evidence.status === "recorded") return undefined;
  const before = releasedBefore(transition) ?? undefined;
  const { after } = transition;
  const where = releaseOf(
    input.context,
    { useCase, environment },
    after.candidate === undefined ? "live" : "candidate",
  );
  const approval = approvalInWords(ground.definition);
  const about = {
    stack,
    useCase,
    environment,
    what: whatChanges(before, after),
    before: releaseInWords(before),
    ...(approval !== undefined && { approval }),
    ...(where !== undefined && { where }),
  };
  const none = { steps: [], problems: [], notes: [], commands: [] };
  switch (evidence.status) {
    case "first":
      return {
        ...about,
        ...none,
        status: "first",
        notes: ["nobody decided on it: nothing served there before, so there was nothing to compare it with"],
      };
    case "missing":
    case "refused":
      return {
        ...about,
        ...none,
        status: "blocked",
        problems: evidence.mistakes.length === 0 ? ["no evidence of exactly this step"] : evidence.mistakes.map(String),
        commands: commandsFor({ useCase, environment, before, after, target: ground.target }),
      };
    case "evidenced": {
      const found = evidence.steps.map((step) => stepOf(step, context?.rereads ?? [], ground));
      const steps = found.map(({ step }) => step);
      const problems = found.flatMap(({ step, contradicts }) => contradicts.map((text) => `${step.version}: ${text}`));
      const overridden = steps.some(({ override }) => override !== undefined);
      return {
        ...about,
        ...none,
        steps,
        status: problems.length > 0 ? "blocked" : overridden ? "overridden" : "evidenced",
        problems,
        commands:
          problems.length > 0 ? commandsFor({ useCase, environment, before, after, target: ground.target }) : [],
      };
    }
  }
}

const contextOf = ({ useCase, environment }: PlannedRelease, { context }: ReviewInput): EvidenceContext | undefined =>
  context.evidence?.find((one) => one.useCase === useCase && one.environment === environment);

function groundOf(
  { useCase, environment, definition }: PlannedRelease,
  context: EvidenceContext | undefined,
  { source }: ReviewInput,
): Ground {
  return {
    useCase,
    environment,
    environments: context?.environments ?? [],
    alerts: context?.alerts ?? {},
    definition: definition ?? promotionDefinition(undefined),
    target: source.target,
  };
}

function stepOf(
  { record, file }: EvidencedStep,
  rereads: readonly Reread[],
  { definition }: Ground,
): { readonly step: EvidenceStep; readonly contradicts: readonly string[] } {
  const { action, version, change, at, by, target, region, override, because, reasons, origin } = record;
  const reread = rereads.find(({ seal }) => seal === record.seal);
  const { contradicts, notes } =
    action === "promote" || action === "rollout" ? compareReread(record, reread) : { contradicts: [], notes: [] };
  const step: EvidenceStep = {
    action,
    version,
    change,
    at,
    by,
    target,
    ...(region !== undefined && { region }),
    file,
    ...(override !== undefined && { override: { reason: override.reason, by: override.by, at: override.at } }),
    ...(because !== undefined && { because }),
    ...(origin !== undefined && { origin: originInWords(origin) }),
    figures: figuresIn(record, definition),
    checks: reasons.map(({ check, result, text, overridden }) => ({
      check,
      result,
      text,
      overridden: overridden === true,
    })),
    ...(reread?.reasons !== undefined && { readAgainAt: reread.at }),
    notes,
  };
  return { step, contradicts };
}

/** A promotion's facts hold the version and the live one as they were registered. */
function figuresIn(
  { asked, version, stages, environment }: EvidencedStep["record"],
  { gates }: PromotionDefinition,
): readonly Figure[] {
  if (asked.kind !== "promote") return [];
  const { models } = asked.facts;
  const of = (wanted: string) => models.filter((model) => model.version === wanted);
  const live = stages.find((stage) => stage.environment === environment)?.release.live;
  return figuresOf(of(version), live === undefined ? undefined : { version: live, found: of(live) }, gates);
}

/** `16 beside 12: copies of 20 % of the requests`, `16 instead of 12`. */
function whatChanges(before: ReleaseValue | undefined, after: ReleaseValue): string {
  const model = before !== undefined && before.model !== after.model ? ` (model ${before.model} → ${after.model})` : "";
  if (after.candidate !== undefined || after.live === undefined) return `${releaseInWords(after)}${model}`;
  const taken = before?.candidate?.version;
  if (before?.live === after.live && taken !== undefined) return `${after.live} alone, ${taken} is taken out${model}`;
  const kept = before?.former?.version;
  if (before !== undefined && before.live === after.live && kept !== undefined && after.former === undefined) {
    return `${after.live} alone, ${kept} is no longer kept${model}`;
  }
  const instead = before?.live === undefined || before.live === after.live ? "" : ` instead of ${before.live}`;
  const keeps = after.former === undefined ? "" : `; ${after.former.version} is kept until ${after.former.keepUntil}`;
  return `${after.live} answers all requests${instead}${keeps}${model}`;
}

function approvalInWords({ approvals }: PromotionDefinition): string | undefined {
  if (approvals === undefined) return undefined;
  return `${approvals.count} of ${approvals.approvers.map(({ name }) => name).join(", ")}`;
}
