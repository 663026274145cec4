import type { Duration } from "../time/duration";
import type { LiveGate } from "./live-comparison";
import type { RolloutShare } from "./release";
import type { SmokeTest } from "./smoke-test";

/** How a model version goes from environment to environment: what it must meet, who agrees, in what steps it takes over. */

/** An Entra group, by object id; the name is for people. */
export interface Group {
  readonly group: string;
  readonly name: string;
}

/** What a metric of a model version must be. At least one of the two is there. */
export interface MetricBound {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** What a bound asks, each part by itself: `at least 0.82`. */
export const boundInWords = ({ atLeast, atMost }: MetricBound): readonly string[] => [
  ...(atLeast === undefined ? [] : [`at least ${atLeast}`]),
  ...(atMost === undefined ? [] : [`at most ${atMost}`]),
];

/** What a model version must meet before it enters an environment. */
export interface Gates {
  /** By the metric's name as the training run logs it. */
  readonly metrics: Readonly<Record<string, MetricBound>>;
  /** How long it must have been live in the environment before. @default - no time */
  readonly soak?: Duration;
  /**
   * Whether it must be better than a rule that looks at the labels only. `told`: the figures are shown, and decide nothing.
   * @default "required"
   */
  readonly baseline?: BaselineGate;
  /** It may be at most `mayLose` worse than the live version in `metric`, on the same rows. @default - not compared */
  readonly champion?: { readonly metric: string; readonly mayLose: number };
  /** What it must show on live answers before it takes all requests. @default - live answers are not compared */
  readonly live?: LiveGate;
}

/** Whether a version must beat the naive baseline. */
export type BaselineGate = "required" | "told";

/** Who must agree before a version enters an environment. */
export interface Approval {
  /** How many people, 1 or more. */
  readonly count: number;
  /** Groups whose members may agree, at least one. Neither the owner's nor one that promotes. */
  readonly approvers: readonly Group[];
  /**
   * Slugs of the GitHub teams that GitHub counts: it lets a change in only after `count` people of each have approved it.
   * @default - none: nobody counts
   */
  readonly teams?: readonly string[];
}

/** One step of a rollout: a copy of requests, or a share of them, and how long to watch before the next. */
export interface RolloutStep extends RolloutShare {
  /** At least {@link SHORTEST_BAKE_MINUTES} minutes. */
  readonly bake: Duration;
}

/** What sends all traffic back to the live version. */
export interface RollbackTriggers {
  /** Share of server errors among the candidate's answers. Percent, above 0. @default - errors do not roll back */
  readonly serverErrorPercent?: number;
  /** 95th percentile of the candidate's latency. Milliseconds, above 0. @default - latency does not roll back */
  readonly latencyP95Milliseconds?: number;
  /** A signal of the candidate's monitor passes its threshold. */
  readonly onDrift: boolean;
  /** Who may start the deployed rollback by hand. @default - nobody */
  readonly callers?: readonly Group[];
}

/** By what rules versions enter one environment. */
export interface Promotion {
  readonly gates: Gates;
  /** What a deployed version is asked before each step of its rollout. @default - nothing */
  readonly smokeTest?: SmokeTest;
  /** @default - nobody is asked */
  readonly approval?: Approval;
  /** Mirrors first, then rising shares; the last is all traffic. Empty: a version takes over at once. */
  readonly rollout: readonly RolloutStep[];
  /** @default - nothing rolls back */
  readonly rollback?: RollbackTriggers;
  /**
   * How long the version that was live before stays deployed, without requests, after another has taken over.
   * @default - not at all
   */
  readonly keepFormer?: Duration;
}

/** One environment on a version's way. */
export interface PromotionStage extends Promotion {
  /** Name of the environment. */
  readonly name: string;
}

/** A version's whole way from the first environment to the last. */
export interface PromotionWay {
  /** The organization's environments, first to last. */
  readonly order: readonly string[];
  /** The environments in which the use case serves, first to last. At least one. */
  readonly stages: readonly PromotionStage[];
  /** Whose the model is. It does not approve its own versions. */
  readonly owner: Group;
  /** Who brings models into the registry. None of them approves. */
  readonly promoters: readonly Group[];
}

/** Where nothing is said of promotion: nothing is asked of a version, and it takes over at once. */
export const unguarded: Promotion = { gates: { metrics: {}, baseline: "told" }, rollout: [] };

/** Shortest time in which an alert on a candidate can notice anything: alerts look back that far. */
export const SHORTEST_BAKE_MINUTES = 15;
