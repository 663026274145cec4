import type { MonitorActivityLogAlert } from "@cdktf/provider-azurerm/lib/monitor-activity-log-alert";
import { Construct } from "constructs";
import { environmentAlerts, type AlertDefinition, type EnvironmentAlertId } from "../../domain/alerts/environment";
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
}

/** The alerts that watch every environment: all of `environmentAlerts` in `domain/alerts/environment.ts`. */
export class EnvironmentAlerts extends Construct {
  /** The rules by alert. */
  readonly rules: Readonly<Record<EnvironmentAlertId, MetricAlert | MonitorActivityLogAlert>>;

  constructor(scope: Construct, id: string, props: EnvironmentAlertsProps) {
    super(scope, id);
    const entries = Object.entries(environmentAlerts as Record<string, AlertDefinition>);
    this.rules = Object.fromEntries(
      entries.map(([alert, definition]) => [alert, this.define(alert, definition, props)]),
    ) as Record<EnvironmentAlertId, MetricAlert | MonitorActivityLogAlert>;
  }

  private define(alert: string, { what, severity, condition }: AlertDefinition, props: EnvironmentAlertsProps) {
    const common = { alert, what, severity };
    if (condition.kind === "metric") {
      const threshold = condition.threshold === "quotaPercent" ? props.quotaPercent : condition.threshold;
      return props.factory.alertWhenMetric(this, alert, {
        ...common,
        target: props.workspaceId,
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
