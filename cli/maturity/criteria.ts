import { signalComponents, type Inventory } from "../../schema/ml/inventory";
import type { UseCase, UseCaseInEnvironment } from "../../schema/use-case/model";

/** A level of Microsoft's MLOps maturity model above the lowest. */
export type MaturityLevel = 1 | 2 | 3 | 4;

/**
 * The levels' names, as the model gives them.
 * Source: learn.microsoft.com/azure/architecture/ai-ml/guide/mlops-maturity-model.
 */
export const maturityLevels: Readonly<Record<0 | MaturityLevel, string>> = {
  0: "no MLOps",
  1: "DevOps but no MLOps",
  2: "automated training",
  3: "automated model deployment",
  4: "full MLOps automated operations",
};

/** What the configuration says about one criterion: met, with the fact that shows it, or not, with what to write. */
export interface Judgement {
  readonly met: boolean;
  readonly fact: string;
}

/** One thing that a level asks for, and how the configuration shows it. */
export interface Criterion {
  readonly level: MaturityLevel;
  /** What the level asks for, in one clause. */
  readonly asks: string;
  /** Judged where it counts: in the last environment the use case lives in, which serves for real. */
  readonly judge: (last: UseCaseInEnvironment, useCase: UseCase, exists: Inventory) => Judgement;
}

const met = (fact: string): Judgement => ({ met: true, fact });
const missing = (fact: string): Judgement => ({ met: false, fact });
const when = (condition: boolean, shows: string, lacks: string): Judgement => (condition ? met(shows) : missing(lacks));

/**
 * What each level asks for, as far as a configuration can show it. What people and their habits contribute is not
 * judged. Whatever this project does for every use case without being asked counts through the environment it lives in:
 * central logs, tracked runs, code reviewed and deployed by machine.
 */
export const maturityCriteria: readonly Criterion[] = [
  {
    level: 1,
    asks: "it is defined as code and deployed by machine",
    judge: (_, { name }) => met(`config/use-cases/${name}.yaml`),
  },
  {
    level: 1,
    asks: "somebody answers for it",
    judge: ({ owner }) => met(`owner ${owner.team}, ${owner.contact}`),
  },
  {
    level: 2,
    asks: "training is a versioned pipeline on managed compute",
    judge: ({ training }, _, exists) =>
      when(
        exists(training),
        `component ${training.component} ${training.version}, cluster ${training.cluster}`,
        `training.component ${training.component} ${training.version} is nowhere: add it to ml/, or say external: true`,
      ),
  },
  {
    level: 2,
    asks: "training data is registered with a version",
    judge: ({ data }) => met(`data.reference ${data.reference.asset} ${data.reference.version}`),
  },
  {
    level: 2,
    asks: "training starts by itself",
    judge: ({ retraining, environment }) => {
      const { schedule, paused, onDrift, onNewData } = retraining ?? {};
      if (schedule === undefined && onDrift?.mode !== "automatic" && onNewData?.mode !== "automatic") {
        return missing(`${environment}: add retraining.schedule, or retraining.onDrift with mode automatic`);
      }
      if (schedule !== undefined && paused === true) {
        return missing(`${environment}: retraining.paused is true`);
      }
      return met(
        schedule === undefined
          ? onDrift?.mode === "automatic"
            ? "retraining.onDrift"
            : "retraining.onNewData"
          : `retraining ${String(schedule)}`,
      );
    },
  },
  {
    level: 3,
    asks: "versions go through more than one environment",
    judge: (_, { environments }) =>
      when(environments.length > 1, `environments ${environments.join(" → ")}`, "environments: add the one before it"),
  },
  {
    level: 3,
    asks: "models are deployed to an endpoint from the shared registry",
    judge: ({ serving, environment }) =>
      when(serving !== undefined, `serving.model ${serving?.model}`, `${environment}: add serving`),
  },
  {
    level: 3,
    asks: "tests decide what is promoted",
    judge: ({ promotion, environment }) => {
      const metrics = Object.keys(promotion?.gates.metrics ?? {});
      return when(
        metrics.length > 0,
        `promotion.gates.metrics ${metrics.join(", ")}`,
        `${environment}: add promotion.gates.metrics`,
      );
    },
  },
  {
    level: 3,
    asks: "a new version is tried on a part of the traffic",
    judge: ({ promotion, environment }) => {
      const steps = promotion?.rollout ?? [];
      const shares = steps.map(({ kind, percent }) => `${kind === "mirror" ? "mirror " : ""}${percent} %`);
      return when(
        steps.length > 1,
        `promotion.rollout ${shares.join(", ")}`,
        `${environment}: add promotion.rollout with a step before all traffic`,
      );
    },
  },
  {
    level: 4,
    asks: "production is watched for drift",
    judge: ({ monitors, environment }, _, exists) => {
      if (monitors === undefined || monitors.signals.length === 0) return missing(`${environment}: add monitors`);
      if (monitors.paused) return missing(`${environment}: monitors.paused is true`);
      const lacking = signalComponents(monitors).filter((one) => !exists(one));
      if (lacking.length > 0) {
        const names = lacking.map(({ component, version }) => `${component} ${version}`).join(", ");
        return missing(
          `${environment}: monitors name ${names}, nowhere to be found: add it to ml/, or say external: true`,
        );
      }
      return met(`monitors ${monitors.signals.map(({ key }) => key).join(", ")}`);
    },
  },
  {
    level: 4,
    asks: "drift starts training by itself",
    judge: ({ retraining, environment }) => {
      const mode = retraining?.onDrift?.mode;
      if (mode === "automatic") return met("retraining.onDrift.mode automatic");
      return missing(
        mode === undefined
          ? `${environment}: add retraining.onDrift with mode automatic`
          : `${environment}: retraining.onDrift.mode is ${mode}; automatic starts training`,
      );
    },
  },
  {
    level: 4,
    asks: "a new version has to beat the one that is live",
    judge: ({ promotion, environment }) => {
      const champion = promotion?.gates.champion;
      return when(
        champion !== undefined,
        `promotion.gates.champion ${champion?.metric}`,
        `${environment}: add promotion.gates.champion`,
      );
    },
  },
  {
    level: 4,
    asks: "a bad version is taken back by itself",
    judge: ({ promotion, environment }) =>
      when(promotion?.rollback !== undefined, "promotion.rollback", `${environment}: add promotion.rollback`),
  },
];
