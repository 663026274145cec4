import type { MonitorActivityLogAlert } from "@cdktf/provider-azurerm/lib/monitor-activity-log-alert";
import { Construct } from "constructs";
import { baselineAlerts, type BaselineAlertDefinition, type BaselineTarget } from "../../domain/alerts/baseline";
import {
  environmentAlerts,
  type AlertDefinition,
  type EnvironmentAlertId,
  type MetricCondition,
} from "../../domain/alerts/environment";
import {
  limitOf,
  trainingAlerts,
  trainingBounds,
  type TrainingAlertDefinition,
  type TrainingLimit,
} from "../../domain/alerts/training";
import { requireNone, type Problem } from "../../domain/problem/problem";
import type { AlertFactory, MetricAlert } from "./alert-factory";

export interface EnvironmentAlertsProps {
  /** Makes the rules. */
  readonly factory: AlertFactory;
  /** ARM id of the workspace, a reference: metric alerts need it to exist. */
  readonly workspaceId: string;
  /** ARM id of the resource group, a reference. */
  readonly resourceGroupId: string;
  /** ARM id of the subscription: service health is announced there. */
  readonly subscriptionId: string;
  /** Name of the environment's region as Azure announces it, e.g. `West Europe`. */
  readonly regionTitle: string;
  /** From what share of a VM family's quota on to warn. Percent, 1–100. */
  readonly quotaPercent: number;
  /**
   * When to tell of training's own nodes and queue; bounds and units are those of `trainingBounds`. An alert is made for
   * each limit that is stated.
   * @default - no such alert
   */
  readonly training?: Readonly<Partial<Record<TrainingLimit, number>>>;
  /**
   * What the alerts of Azure's baseline set watch.
   * @default - no such alert
   */
  readonly baseline?: BaselineTargets;
}

/** What the workspace stands on; ARM ids, references. */
export interface BaselineTargets {
  readonly vault: string;
  readonly containerRegistry: string;
  /** By what tells each apart from others in the rule's name; `main` names the one that needs no such word. */
  readonly storage: Readonly<Record<string, string>>;
  /** Event Grid's system topics, likewise. */
  readonly topics: Readonly<Record<string, string>>;
  /** Whether the Log Analytics workspace is one of the resource group, whose deletion can be heard of there. */
  readonly ownLogs: boolean;
}

/**
 * The alerts that watch every environment, all of `environmentAlerts` in `domain/alerts/environment.ts`, those of
 * `trainingAlerts` in `domain/alerts/training.ts` that it states a limit for, and `baselineAlerts` in
 * `domain/alerts/baseline.ts` if it asks for them.
 */
export class EnvironmentAlerts extends Construct {
  /** The rules by alert. */
  readonly rules: Readonly<Record<EnvironmentAlertId, MetricAlert | MonitorActivityLogAlert>>;

  constructor(scope: Construct, id: string, props: EnvironmentAlertsProps) {
    super(scope, id);
    requireNone(checkTraining(this.node.path, props.training ?? {}));
    const entries = Object.entries(environmentAlerts as Record<string, AlertDefinition>);
    this.rules = Object.fromEntries(
      entries.map(([alert, definition]) => [alert, this.define(alert, definition, props)]),
    ) as Record<EnvironmentAlertId, MetricAlert | MonitorActivityLogAlert>;
    for (const [alert, definition] of Object.entries(trainingAlerts as Record<string, TrainingAlertDefinition>)) {
      if (props.training?.[limitOf(definition.condition.threshold)] !== undefined)
        this.define(alert, definition, props);
    }
    if (props.baseline !== undefined) this.defineBaseline(props.baseline, props);
  }

  private defineBaseline(targets: BaselineTargets, props: EnvironmentAlertsProps): void {
    for (const [alert, definition] of Object.entries(baselineAlerts as Record<string, BaselineAlertDefinition>)) {
      for (const [subject, target] of Object.entries(targetsOf(definition.of, targets, props))) {
        this.define(alert, definition, props, subject === "main" ? { target } : { target, subject });
      }
    }
  }

  private define(
    alert: string,
    { what, severity, condition }: AlertDefinition,
    props: EnvironmentAlertsProps,
    { target, subject }: { readonly target: string; readonly subject?: string } = { target: props.workspaceId },
  ) {
    const common = { alert, what, severity, subject };
    if (condition.kind === "metric") {
      const threshold = thresholdOf(condition.threshold, props);
      return props.factory.alertWhenMetric(this, subject === undefined ? alert : `${alert}-${subject}`, {
        ...common,
        target,
        condition: { ...condition, threshold },
      });
    }
    const health = condition.kind === "service-health";
    return props.factory.alertWhenActivity(this, alert, {
      ...common,
      target: health ? props.subscriptionId : props.resourceGroupId,
      condition,
      // Incidents of services without a region, such as Entra ID, are announced for `Global`.
      regions: health ? [props.regionTitle, "Global"] : undefined,
    });
  }
}

/** What a baseline alert has rules for, by what tells them apart. */
function targetsOf(
  of: BaselineTarget,
  targets: BaselineTargets,
  { resourceGroupId }: EnvironmentAlertsProps,
): Readonly<Record<string, string>> {
  switch (of) {
    case "storage":
    case "topics":
      return targets[of];
    case "activity":
      return { main: resourceGroupId };
    case "logsActivity":
      return targets.ownLogs ? { main: resourceGroupId } : {};
    default:
      return { main: targets[of] };
  }
}

function thresholdOf(
  written: MetricCondition["threshold"],
  { quotaPercent, training }: EnvironmentAlertsProps,
): number {
  if (typeof written === "number") return written;
  return written === "quotaPercent" ? quotaPercent : training![limitOf(written as `training.${TrainingLimit}`)]!;
}

function checkTraining(where: string, limits: NonNullable<EnvironmentAlertsProps["training"]>): readonly Problem[] {
  return Object.entries(trainingBounds).flatMap(([limit, { min, max }]) => {
    const given = limits[limit as TrainingLimit];
    if (given === undefined || (Number.isInteger(given) && given >= min && given <= max)) return [];
    return [
      {
        code: "MLOPS-ALERT-004",
        where,
        message: `training.${limit} would make an alert that never fires, or always`,
        given: String(given),
        allowed: `a whole number from ${min} to ${max}`,
        fix: "state a limit within these bounds, or none",
      } satisfies Problem,
    ];
  });
}
