import type { ArmObject } from "../../azure/connection";
import type { Unread } from "./model";

/** What was read of one environment, as Azure tells it. Undefined: it was not read, and `unread` says why. */
export interface EnvironmentFacts {
  /** By Azure's clock where it tells. */
  readonly now: string;
  readonly unread: readonly Unread[];
  /** `null`: it does not exist. */
  readonly workspace: ArmObject | null | undefined;
  readonly schedules?: readonly ArmObject[];
  readonly computes?: readonly ArmObject[];
  /** Jobs of the workspace. */
  readonly jobs?: readonly JobFacts[];
  /** Whether there were more jobs than are read, so that one that is not among `jobs` may exist all the same. */
  readonly jobsCut?: boolean;
  readonly autoscale?: readonly ArmObject[];
  readonly alerts?: readonly ArmObject[];
  readonly budget?: ArmObject | null;
  /** By name of the use case. */
  readonly useCases: ReadonlyMap<string, UseCaseFacts>;
}

export interface UseCaseFacts {
  /** Jobs with the use case's training tag. */
  readonly trainings?: readonly JobFacts[];
  /** Jobs with the use case's tag of batch scoring. Undefined as well if it has none. */
  readonly scorings?: readonly JobFacts[];
  /** `null`: it does not exist. Undefined as well if the use case does not serve. */
  readonly endpoint?: ArmObject | null;
  readonly deployments?: readonly ArmObject[];
  /** `RequestsPerMinute` and `RequestLatency_P95` of the last hour, by deployment. */
  readonly requests?: readonly SeriesFacts[];
  readonly latency?: readonly SeriesFacts[];
}

export interface JobFacts {
  readonly name: string;
  readonly displayName?: string;
  readonly experimentName?: string;
  readonly status: string;
  readonly createdAt: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface SeriesFacts {
  /** Values of the dimensions it is split by, names in lower case. */
  readonly split: Readonly<Record<string, string>>;
  /** Averages, one per five minutes; a missing one is left out. */
  readonly averages: readonly number[];
}

export const GRAIN_MINUTES = 5;

export const number = (value: unknown): number | undefined => {
  const found = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof found === "number" && Number.isFinite(found) ? found : undefined;
};
