import type { Severity } from "../../domain/alerts/environment";

/**
 * What `mlops status --json` prints. Fields are added over time, never renamed or taken away; `version` counts up if one
 * must be. Times are ISO date-times in UTC. What is left out is not known or does not apply.
 */
export interface StatusReport {
  readonly version: 1;
  /** When it was read, by Azure's clock where it tells. */
  readonly at: string;
  readonly target: "azure" | "sandbox";
  /** What is wrong, the worst first. */
  readonly attention: readonly Attention[];
  /** In promotion order. */
  readonly environments: readonly EnvironmentStatus[];
}

/** One thing that somebody should look at. */
export interface Attention {
  readonly severity: Severity;
  readonly environment: string;
  readonly useCase?: string;
  /** What is wrong, in one clause. */
  readonly what: string;
  readonly since?: string;
  /** A command to run, or the path of a runbook. */
  readonly todo: string;
}

/** Something that Azure did not tell. */
export interface Unread {
  /** E.g. `alerts`, or `metrics of customer-churn`. */
  readonly what: string;
  readonly why: string;
}

export interface EnvironmentStatus {
  readonly environment: string;
  /** `unread`: not even whether it is deployed could be read. */
  readonly state: "deployed" | "not deployed" | "unread";
  readonly unread: readonly Unread[];
  /** Open alerts about no use case. */
  readonly alerts: readonly OpenAlert[];
  readonly clusters: readonly ClusterStatus[];
  /** Runs that wait for nodes; left out if none does. */
  readonly queue?: QueueStatus;
  /** The month's costs so far and the budget, in the billing currency. */
  readonly budget?: { readonly spent: number; readonly amount: number; readonly unit: string };
  /** By name. */
  readonly useCases: readonly UseCaseStatus[];
}

export interface OpenAlert {
  /** Its id, which is its runbook's name; the rule's name if it is none of ours. */
  readonly alert: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly since: string;
  /** What it is about, such as a deployment or monitor. */
  readonly subject?: string;
  /** `docs/runbooks/<alert>.md`; left out for rules that are not ours. */
  readonly runbook?: string;
}

export interface ClusterStatus {
  readonly name: string;
  readonly nodes?: number;
  readonly maxNodes: number;
  readonly unusableNodes: number;
  /** Nodes that run nothing and are paid for. */
  readonly idleNodes: number;
  /** What they cost by the hour, at list prices; left out if none is idle, or none has a price. */
  readonly idleCost?: { readonly perHour: number; readonly currency: string };
}

export interface QueueStatus {
  readonly runs: number;
  /** When the one that waits longest was submitted. */
  readonly since: string;
}

export interface UseCaseStatus {
  readonly useCase: string;
  readonly state: "deployed" | "not deployed" | "unread";
  readonly alerts: readonly OpenAlert[];
  /** Left out if the use case does not serve. */
  readonly endpoint?: EndpointStatus;
  readonly retraining: RetrainingStatus;
  /** Left out if the use case scores nothing by the clock. */
  readonly batch?: BatchStatus;
  /** One per version that serves or should. */
  readonly monitors: readonly MonitorStatus[];
}

export interface EndpointStatus {
  readonly name: string;
  /** Azure's provisioning state; `missing`: there is none. */
  readonly state: string;
  /** Live first, then the candidate, then what should not be there. */
  readonly versions: readonly VersionStatus[];
  /** Where the endpoint and the release file differ, in words. */
  readonly mismatches: readonly string[];
}

export interface VersionStatus {
  readonly deployment: string;
  readonly model: string;
  /** By the release file. `none`: it does not name this version. */
  readonly role: "live" | "candidate" | "former" | "none";
  /** Until when a former version is kept. */
  readonly keptUntil?: string;
  /** Whether that is over. */
  readonly keptTooLong?: boolean;
  /** Azure's provisioning state; `missing`: there is no such deployment. */
  readonly state: string;
  /** Shares of requests as the endpoint has them, in percent. */
  readonly trafficPercent: number;
  readonly mirrorPercent: number;
  /** As the release file has them. */
  readonly releasedTrafficPercent: number;
  readonly releasedMirrorPercent: number;
  readonly instances?: { readonly now: number; readonly min: number; readonly max: number };
  readonly rolledBackAt?: string;
  /** Of the last hour; left out if there are no figures. */
  readonly lastHour?: LastHour;
}

export interface LastHour {
  /** Answers in all. */
  readonly answers: number;
  readonly serverErrorPercent?: number;
  /** Highest of the five-minute averages. */
  readonly latencyP95Milliseconds?: number;
}

/** `none`: the configuration asks for none. */
export type ScheduleState = "enabled" | "paused" | "missing" | "none" | "unread";

export interface RetrainingStatus {
  readonly schedule: ScheduleState;
  readonly last?: {
    readonly job: string;
    /** Azure's status, e.g. `Completed`, `Failed`, `Running`. */
    readonly status: string;
    readonly at: string;
    /** What started it. */
    readonly trigger: "schedule" | "drift" | "new-data" | "unknown";
  };
  readonly next?: string;
  /** When a run should have come that did not. */
  readonly missed?: string;
}

export interface BatchStatus {
  /** `none` as well while no version is live, which scores. */
  readonly schedule: ScheduleState;
  readonly last?: {
    readonly job: string;
    /** Azure's status, e.g. `Completed`, `Failed`, `Running`. */
    readonly status: string;
    readonly at: string;
    /** The version that scored; left out if the job does not tell. */
    readonly model?: string;
  };
  readonly next?: string;
  /** When a run should have come that did not. */
  readonly missed?: string;
}

export interface MonitorStatus {
  readonly model: string;
  readonly monitor: string;
  readonly schedule: ScheduleState;
  readonly last?: { readonly run: string; readonly status: string; readonly at: string };
  readonly signals: readonly { readonly signal: string; readonly result: "pass" | "breached" | "unknown" }[];
  readonly next?: string;
  readonly missed?: string;
}
