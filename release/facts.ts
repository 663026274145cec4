import type { Duration } from "../domain/time/duration";
import type { Promotion } from "../domain/promotion/model";
import type { ReleaseInEnvironment } from "../domain/promotion/release";

/** What was found in Azure, as plain values. Times are ISO date-times of Azure's clock. */

/** One version of the model in one place. */
export interface ModelFacts {
  /** The name that it is a version of. @default - not recorded, as by evidence from before it was */
  readonly model?: string;
  readonly version: string;
  /** `registry`, or `workspace dev`. */
  readonly place: string;
  readonly archived: boolean;
  /** Texts by Azure's contract; whatever was found. */
  readonly tags: Readonly<Record<string, unknown>>;
  readonly properties: Readonly<Record<string, unknown>>;
  /** The job that made it. */
  readonly job?: string;
  /** Where its files lie. */
  readonly uri?: string;
  readonly createdAt?: string;
}

export interface DeploymentFacts {
  readonly name: string;
  /** Azure's `provisioningState`. */
  readonly state: string;
  readonly createdAt?: string;
}

export interface EndpointFacts {
  readonly name: string;
  /** Azure's `provisioningState`. */
  readonly state: string;
  /** When anything of it changed last: traffic has been as it is since then, at the latest. */
  readonly modifiedAt?: string;
  readonly traffic: Readonly<Record<string, number>>;
  readonly mirrorTraffic: Readonly<Record<string, number>>;
  /** When a deployment was rolled back, by its name. */
  readonly rolledBack: Readonly<Record<string, string>>;
  readonly deployments: readonly DeploymentFacts[];
}

/** One run of a drift monitor that has ended. */
export interface MonitorRun {
  readonly id: string;
  /** Azure's status: `Completed`, `Failed`, `Canceled`. */
  readonly status: string;
  readonly at: string;
  /** Names of the signals whose thresholds it passed, separated by commas. Such a run is `Completed` all the same. */
  readonly breach?: string;
}

export interface DriftFacts {
  /** Name of the monitor. */
  readonly monitor: string;
  /** Ended runs, in any order. */
  readonly runs: readonly MonitorRun[];
  /** Longest time between two runs of its schedule. */
  readonly every: Duration;
}

/** Azure's clock and how far ours is from it; undefined if Azure did not say. */
export interface ClockFacts {
  readonly azure: string;
  /** Ours minus Azure's. */
  readonly skewSeconds: number;
}

/** That a version was live in an environment for a while, as a former decision saw it in Azure. */
export interface LiveProof {
  readonly environment: string;
  readonly model: string;
  readonly from: string;
  readonly until: string;
}

/** One environment on a version's way: what its release file says, and by what rules versions enter it. */
export interface Stage {
  readonly release: ReleaseInEnvironment;
  /** Undefined: nothing is asked of a version, and it becomes live at once. */
  readonly rules?: Promotion;
}
