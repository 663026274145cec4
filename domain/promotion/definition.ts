import { canonicalDigest } from "../json/canonical-json";
import type { LiveGate } from "./live-comparison";
import type { SmokeTest } from "./smoke-test";
import { type Group, type MetricBound, type Promotion, unguarded } from "./model";

/** Name of the output of a use case's stack that holds the definition. A state keeps it: another name would be another output. */
export const PROMOTION_OUTPUT = "promotion";

/** Name of the output that lists the environments in which a version must have been live before, first to last. */
export const PROMOTED_THROUGH_OUTPUT = "promoted_through";

/**
 * By what rules versions enter one environment, as plain data: what a plan shows of it, what a review compares, and what
 * the evidence of a promotion was gathered for. The same rules make the same data: lengths of time in their largest
 * whole unit, groups in the order of their ids, and what is not asked for is left out.
 */
export interface PromotionDefinition {
  readonly gates: {
    /** By the metric's name. */
    readonly metrics: Readonly<Record<string, MetricBound>>;
    /** `3d` */
    readonly soak?: string;
    /** Left out: a version must beat the naive baseline. */
    readonly baseline?: "told";
    readonly champion?: { readonly metric: string; readonly mayLose: number };
    readonly live?: LiveGate;
  };
  readonly smokeTest?: SmokeTest;
  readonly approvals?: {
    readonly count: number;
    readonly approvers: readonly Group[];
    /** Teams that are counted, in the order of their slugs. */
    readonly teams?: readonly string[];
  };
  /** Each with one of the two shares. Empty: at once. */
  readonly rollout: readonly {
    readonly mirrorPercent?: number;
    readonly trafficPercent?: number;
    /** `12h` */
    readonly bake: string;
  }[];
  readonly rollback?: {
    readonly serverErrorPercent?: number;
    readonly latencyP95Milliseconds?: number;
    readonly onDrift: boolean;
    /** Who may start it by hand. Left out: nobody. */
    readonly callers?: readonly Group[];
  };
  /** How long the former version stays: `2d`. Left out: not at all. */
  readonly keepFormer?: string;
}

/** The definition of one environment's promotion. @param promotion - undefined: nothing is asked, and versions take over at once */
export function promotionDefinition(promotion: Promotion | undefined): PromotionDefinition {
  const { gates, smokeTest, approval, rollout, rollback, keepFormer } = promotion ?? unguarded;
  const { metrics, soak, baseline, champion, live } = gates;
  return withoutUndefined({
    gates: {
      metrics,
      soak: soak?.toString(),
      baseline: baseline === "told" ? baseline : undefined,
      champion: champion && { metric: champion.metric, mayLose: champion.mayLose },
      live: live && { metric: live.metric, mayLose: live.mayLose },
    },
    smokeTest: smokeTest && {
      requests: smokeTest.requests,
      latencyMilliseconds: smokeTest.latencyMilliseconds,
      replay: smokeTest.replay && {
        rightAtLeast: smokeTest.replay.rightAtLeast,
        absoluteErrorAtMost: smokeTest.replay.absoluteErrorAtMost,
      },
    },
    approvals: approval && {
      count: approval.count,
      approvers: inOrder(approval.approvers),
      teams: (approval.teams ?? []).length === 0 ? undefined : [...approval.teams!].sort(),
    },
    rollout: rollout.map(({ kind, percent, bake }) => ({ [`${kind}Percent`]: percent, bake: bake.toString() })),
    rollback: rollback && {
      serverErrorPercent: rollback.serverErrorPercent,
      latencyP95Milliseconds: rollback.latencyP95Milliseconds,
      onDrift: rollback.onDrift,
      callers: (rollback.callers ?? []).length === 0 ? undefined : inOrder(rollback.callers!),
    },
    keepFormer: keepFormer?.toString(),
  }) as PromotionDefinition;
}

const inOrder = (groups: readonly Group[]): readonly Group[] =>
  groups
    .map(({ group, name }) => ({ group, name }))
    .sort((a, b) => (a.group < b.group ? -1 : a.group > b.group ? 1 : 0));

/** Tells one definition from another, whatever the order of its keys. 64 hex digits. */
export const definitionHash = (definition: PromotionDefinition): string => canonicalDigest(definition);

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (value === null || typeof value !== "object") return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, withoutUndefined(member)]));
}
