import { Construct } from "constructs";
import { Duration } from "../../domain/time/duration";
import { metric } from "../../domain/alerts/metrics";
import type { Schedule } from "../../domain/time/schedule";
import {
  failedMonitor,
  failedJobs,
  lateBatch,
  noNewData,
  noRequests,
  serverErrors,
  silentMonitor,
  useCaseAlerts,
  type UseCaseAlertId,
} from "../../domain/alerts/use-case";
import type { ArmResource, Logs } from "../arm-resource";
import type { AlertFactory } from "./alert-factory";

const ENDPOINTS = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints";
const DEPLOYMENTS = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments";
const quarter = { window: Duration.minutes(15), every: Duration.minutes(5) } as const;

/** From what memory load on an instance is about to run out. */
const MEMORY_PERCENT = 90;

export interface UseCaseAlertsProps {
  /** Makes the rules; its names should carry the use case. */
  readonly factory: AlertFactory;
  /** The Log Analytics workspace that endpoint and workspace log to. */
  readonly logs: Logs;
  /** Action group of whoever owns the use case, told of everything. @default - only the receivers of the severity */
  readonly owner?: ArmResource;
  /** Azure region of that workspace. */
  readonly location: string;
}

/** An endpoint that is watched. */
export interface WatchedEndpoint extends ArmResource {
  readonly name: string;
}

export interface EndpointAlertsProps {
  readonly endpoint: WatchedEndpoint;
  /** Name of the deployment whose latency counts. @default - none is live: latency is not watched */
  readonly live?: string;
  /** Largest 95th percentile of latency. Milliseconds, above 0. @default - latency is not watched */
  readonly latencyP95Milliseconds?: number;
  /** Largest share of server errors among a deployment's answers. Percent, 0–100. */
  readonly serverErrorPercent: number;
  /** Longest time without a request. Rounded up to half an hour, an hour, up to two days. @default - silence is normal */
  readonly silentFor?: Duration;
}

/** A deployment that is watched. */
export interface WatchedDeployment extends ArmResource {
  readonly name: string;
  /** Most instances it may run. */
  readonly instances: { readonly max: number };
  /** Average CPU load above which it wants more. Percent. */
  readonly scaleOutAtCpuPercent: number;
}

/** A version that is being tried, and what takes it back. */
export interface CandidateAlertsProps {
  readonly endpoint: WatchedEndpoint;
  /** Name of its deployment. */
  readonly candidate: string;
  /** Largest share of server errors among its answers. Percent. @default - errors are not watched */
  readonly serverErrorPercent?: number;
  /** Largest 95th percentile of its latency. Milliseconds. @default - latency is not watched */
  readonly latencyP95Milliseconds?: number;
  /** Action group that rolls it back. */
  readonly rollback: ArmResource;
}

/** A monitor that is watched. */
export interface WatchedMonitor {
  readonly name: string;
  /** When it should run. @default - it is paused: silence is normal */
  readonly schedule?: Schedule;
}

/**
 * The alerts of one use case: all of `useCaseAlerts` in `domain/alerts/use-case.ts`, for what there is to watch.
 *
 * Limitations: logs arrive some minutes late, and so do alerts on them; what must be quick, such as a rollback, is an
 * alert on a metric where Azure has one.
 */
export class UseCaseAlerts extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: UseCaseAlertsProps,
  ) {
    super(scope, id);
  }

  /** Latency, server errors, silence and lost data of an endpoint. */
  watchEndpoint({ endpoint, live, latencyP95Milliseconds, serverErrorPercent, silentFor }: EndpointAlertsProps): void {
    if (live !== undefined && latencyP95Milliseconds !== undefined) {
      this.props.factory.alertWhenMetric(this, "endpoint-latency", {
        ...this.describe("endpoint-latency"),
        target: endpoint.id,
        condition: {
          kind: "metric",
          metric: metric(ENDPOINTS, "RequestLatency_P95", "Average", { deployment: [live] }),
          operator: "GreaterThan",
          threshold: latencyP95Milliseconds,
          ...quarter,
        },
      });
    }
    this.query("endpoint-errors", serverErrors(endpoint.name, serverErrorPercent));
    if (silentFor !== undefined) this.query("endpoint-silent", noRequests(endpoint.name, silentFor));
    this.props.factory.alertWhenMetric(this, "data-collection-errors", {
      ...this.describe("data-collection-errors"),
      target: endpoint.id,
      condition: {
        kind: "metric",
        metric: metric(ENDPOINTS, "DataCollectionErrorsPerMinute", "Average"),
        operator: "GreaterThan",
        threshold: 0,
        window: Duration.minutes(30),
        every: Duration.minutes(15),
      },
    });
  }

  /** Load and memory of a deployment. */
  watchDeployment(deployment: WatchedDeployment): void {
    const parts = this.part("Deployments", deployment.name);
    // Two conditions that must hold together: load alone is what autoscale answers to.
    this.props.factory.alertWhenMetric(parts, "deployment-saturated", {
      ...this.describe("deployment-saturated", deployment.name),
      target: deployment.id,
      condition: {
        kind: "metric",
        metric: metric(DEPLOYMENTS, "CpuUtilizationPercentage", "Average"),
        operator: "GreaterThan",
        threshold: deployment.scaleOutAtCpuPercent,
        ...quarter,
      },
      and: [
        {
          metric: metric(DEPLOYMENTS, "DeploymentCapacity", "Maximum"),
          operator: "GreaterThanOrEqual",
          threshold: deployment.instances.max,
        },
      ],
    });
    this.props.factory.alertWhenMetric(parts, "deployment-memory", {
      ...this.describe("deployment-memory", deployment.name),
      target: deployment.id,
      condition: {
        kind: "metric",
        metric: metric(DEPLOYMENTS, "CpuMemoryUtilizationPercentage", "Maximum"),
        operator: "GreaterThan",
        threshold: MEMORY_PERCENT,
        ...quarter,
      },
    });
  }

  /** Errors and latency of a candidate; each rolls it back. */
  watchCandidate({ endpoint, candidate, rollback, ...limits }: CandidateAlertsProps): void {
    const parts = this.part("Candidates", candidate);
    const tell = (alert: UseCaseAlertId) => {
      const description = this.describe(alert, candidate);
      return { ...description, alsoTell: [...description.alsoTell, rollback] };
    };
    if (limits.serverErrorPercent !== undefined) {
      const { factory, logs, location } = this.props;
      factory.alertWhenQuery(parts, "candidate-errors", {
        ...tell("candidate-errors"),
        logs,
        location,
        condition: serverErrors(endpoint.name, limits.serverErrorPercent, candidate),
      });
    }
    if (limits.latencyP95Milliseconds !== undefined) {
      this.props.factory.alertWhenMetric(parts, "candidate-latency", {
        ...tell("candidate-latency"),
        target: endpoint.id,
        condition: {
          kind: "metric",
          metric: metric(ENDPOINTS, "RequestLatency_P95", "Average", { deployment: [candidate] }),
          operator: "GreaterThan",
          threshold: limits.latencyP95Milliseconds,
          window: Duration.minutes(5),
          every: Duration.minutes(1),
        },
      });
    }
  }

  /** Failed jobs of an experiment. */
  watchTraining(experiment: string): void {
    this.query("training-failed", failedJobs(experiment));
  }

  /** Batch scoring: that its jobs succeed, and that there are any when they are due. */
  watchBatch(experiment: string, schedule: Schedule | undefined): void {
    this.query("batch-failed", failedJobs(experiment));
    if (schedule !== undefined) this.query("batch-late", lateBatch(experiment, schedule));
  }

  /** That new data reaches the workflow that waits for it. */
  watchNewData(workflow: string, staleAfter: Duration): void {
    this.query("data-stale", noNewData(workflow, staleAfter));
  }

  /** A monitor's runs: that they succeed, and that there are any. */
  watchMonitor({ name, schedule }: WatchedMonitor): void {
    const parts = this.part("Monitors", name);
    this.query("monitor-failed", failedMonitor(name), { scope: parts, subject: name });
    if (schedule !== undefined) {
      this.query("monitor-silent", silentMonitor(name, schedule), { scope: parts, subject: name });
    }
  }

  private query(
    alert: UseCaseAlertId,
    condition: ReturnType<typeof serverErrors>,
    one: { readonly scope: Construct; readonly subject?: string } = { scope: this },
  ): void {
    const { factory, logs, location } = this.props;
    factory.alertWhenQuery(one.scope, alert, { ...this.describe(alert, one.subject), logs, location, condition });
  }

  private describe(alert: UseCaseAlertId, subject?: string) {
    const { what, severity } = useCaseAlerts[alert];
    const { owner } = this.props;
    return { alert, what, severity, subject, alsoTell: owner === undefined ? [] : [owner] };
  }

  /** Rules about one of several things of a kind stand below its name. */
  private part(kind: string, name: string): Construct {
    const all = this.node.tryFindChild(kind) ?? new Construct(this, kind);
    return new Construct(all as Construct, name);
  }
}
