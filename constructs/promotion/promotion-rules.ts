import type { ProblemCode } from "../../core/problem-codes";
import type { Duration } from "../../core/duration";
import { MAX_MIRROR_PERCENT } from "../../core/release";
import type { EntraGroup } from "../access";
import type { Rule } from "../rules";

/** One step of a rollout: a copy of requests, or a share of them, and how long to watch before the next. */
export interface RolloutStep {
  readonly kind: "mirror" | "traffic";
  /** Percent; 1–50 for a mirror, 1–100 for traffic. */
  readonly percent: number;
  /** At least 15 minutes: alerts on the candidate look back that far. */
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
}

/** What a model version must meet before it enters a stage. */
export interface Gates {
  /** By the metric's name as the training run logs it. */
  readonly metrics: Readonly<Record<string, { readonly atLeast?: number; readonly atMost?: number }>>;
  /** How long it must have been live in the stage before. @default - no time */
  readonly soak?: Duration;
  /** It may be at most `mayLose` worse than the live version in `metric`. @default - not compared */
  readonly champion?: { readonly metric: string; readonly mayLose: number };
}

/** One environment on a version's way. */
export interface PromotionStage {
  /** What people call it; never more than a label here. */
  readonly name: string;
  readonly gates: Gates;
  /** Who must agree before a version enters. @default - nobody */
  readonly approval?: { readonly count: number; readonly approvers: readonly EntraGroup[] };
  /** How a version takes over. Empty: at once. */
  readonly rollout: readonly RolloutStep[];
  /** @default - nothing rolls back */
  readonly rollback?: RollbackTriggers;
}

/** A version's whole way from the first environment to the last. */
export interface PromotionDefinition {
  /** The organization's environments, first to last. */
  readonly order: readonly string[];
  /** The stages of this use case, first to last. At least one. */
  readonly stages: readonly PromotionStage[];
  /** Who promotes: writes releases and shares models to the registry. None of them approves. */
  readonly promoters: readonly EntraGroup[];
}

type Finding = NonNullable<ReturnType<Rule<PromotionDefinition>["check"]>>;

/** Shortest time in which an alert on a candidate can notice anything. */
const SHORTEST_BAKE_MINUTES = 15;

/** A rule that every stage must meet; the finding names the first that does not. */
const everyStage = (
  code: ProblemCode,
  check: (stage: PromotionStage, definition: PromotionDefinition) => Finding | undefined,
): Rule<PromotionDefinition> => ({
  code,
  check: (definition) => {
    for (const stage of definition.stages) {
      const finding = check(stage, definition);
      if (finding !== undefined) return { ...finding, message: `${stage.name}: ${finding.message}` };
    }
    return undefined;
  },
});

/** A rule about the stage that customers meet: the organization's last environment. */
const lastEnvironment = (code: ProblemCode, check: (stage: PromotionStage) => Finding | undefined) =>
  everyStage(code, (stage, { order }) => (stage.name === order.at(-1) ? check(stage) : undefined));

const isWholePercent = (percent: number, most: number) => Number.isInteger(percent) && percent >= 1 && percent <= most;
const show = ({ kind, percent }: RolloutStep) => `${kind} ${percent} %`;

/** What makes a way to production unsafe. Such a flow does not synthesize. */
export const promotionRules: readonly Rule<PromotionDefinition>[] = [
  {
    code: "MLOPS-PROMOTION-001",
    check: ({ order, stages }) => {
      const names = stages.map(({ name }) => name);
      const start = order.indexOf(names[0] ?? "");
      const passed = order.slice(start, start + names.length);
      if (start >= 0 && passed.join() === names.join()) return undefined;
      return {
        message: "a version would skip an environment, or go backwards",
        given: names.join(", ") || "no environment",
        allowed: `environments that follow each other in ${order.join(", ")}`,
      };
    },
  },
  lastEnvironment("MLOPS-PROMOTION-002", ({ approval }) =>
    approval !== undefined && approval.count >= 1 && approval.approvers.length > 0
      ? undefined
      : { message: "a version would reach customers without anybody's approval", fix: "name approvers and a count" },
  ),
  everyStage("MLOPS-PROMOTION-003", ({ approval }, { promoters }) => {
    const own = promoters.map(({ group }) => group.toLowerCase());
    const both = (approval?.approvers ?? []).filter(({ group }) => own.includes(group.toLowerCase()));
    return both.length === 0
      ? undefined
      : {
          message: "whoever promotes would approve it, too",
          given: both.map(({ name }) => name).join(", "),
          fix: "name approvers who neither own the model nor promote it",
        };
  }),
  everyStage("MLOPS-PROMOTION-004", ({ rollout }) => {
    const bad = rollout.filter(
      (step) => !isWholePercent(step.percent, step.kind === "mirror" ? MAX_MIRROR_PERCENT : 100),
    );
    return bad.length === 0
      ? undefined
      : {
          message: "no such share of the requests",
          given: bad.map(show).join(", "),
          allowed: `whole percents: 1 to 100 of the traffic, 1 to ${MAX_MIRROR_PERCENT} mirrored`,
        };
  }),
  everyStage("MLOPS-PROMOTION-005", ({ rollout }) => {
    if (rollout.length === 0) return undefined;
    const last = rollout.at(-1)!;
    return last.kind === "traffic" && last.percent === 100
      ? undefined
      : { message: "the rollout never ends", given: `a last step of ${show(last)}`, allowed: "traffic 100 %" };
  }),
  everyStage("MLOPS-PROMOTION-006", ({ rollout }) => {
    const rank = ({ kind, percent }: RolloutStep) => (kind === "mirror" ? percent / 1000 : percent);
    const falling = rollout.slice(1).filter((step, index) => rank(step) <= rank(rollout[index]!));
    return falling.length === 0
      ? undefined
      : {
          message: "the rollout does not rise",
          given: rollout.map(show).join(", "),
          allowed: "mirrors first, then shares that rise from step to step",
        };
  }),
  everyStage("MLOPS-PROMOTION-007", ({ rollout }) => {
    const short = rollout.filter(({ bake }) => bake.toMinutes() < SHORTEST_BAKE_MINUTES);
    return short.length === 0
      ? undefined
      : {
          message: "a step is over before an alert could notice anything",
          given: short.map((step) => `${show(step)} for ${step.bake}`).join(", "),
          allowed: `${SHORTEST_BAKE_MINUTES}m or more`,
        };
  }),
  lastEnvironment("MLOPS-PROMOTION-008", ({ rollout, rollback }) =>
    rollout.length === 0 || (rollback?.serverErrorPercent ?? rollback?.latencyP95Milliseconds) !== undefined
      ? undefined
      : {
          message: "a bad candidate would keep its customers: no alert rolls it back",
          fix: "set rollback.serverErrorPercent or rollback.latencyP95Milliseconds; drift is noticed a day late",
        },
  ),
  lastEnvironment("MLOPS-PROMOTION-009", ({ rollout }) =>
    rollout.length > 0
      ? undefined
      : { message: "a version would take over all customers at once", fix: "give the rollout steps" },
  ),
];
