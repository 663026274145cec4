import { MonitorActivityLogAlert } from "@cdktf/provider-azurerm/lib/monitor-activity-log-alert";
import { MonitorScheduledQueryRulesAlertV2 } from "@cdktf/provider-azurerm/lib/monitor-scheduled-query-rules-alert-v2";
import type { Construct } from "constructs";
import {
  queryWindows,
  runbookUrl,
  severityNumber,
  type ActivityCondition,
  type MetricCondition,
  type QueryCondition,
  type Severity,
} from "../../domain/alerts/environment";
import { rowsOf } from "../../domain/alerts/rows";
import type { Duration } from "../../domain/time/duration";
import { requireNone, type Problem } from "../../domain/problem/problem";
import type { ArmResource, IResourceGroup, Logs } from "../arm-resource";
import { AzapiResource, type MetricAlertCriterion } from "../azapi";

const METRIC_ALERT = "Microsoft.Insights/metricAlerts@2018-03-01";

/** An alert rule on a metric. */
export type MetricAlert = AzapiResource<typeof METRIC_ALERT>;

/** Who is told, by severity: an action group each. `ActionGroups`, or those that another stack made. */
export interface AlertReceivers {
  of(severity: Severity): ArmResource;
  /** What else hears of a severity. */
  also(severity: Severity): readonly ArmResource[];
}

/** What every alert of an environment has in common: where it lives, whom it tells, what it is called. */
export interface AlertFactoryProps {
  /** The resource group the rules are made in. */
  readonly resourceGroup: IResourceGroup;
  /** Who is told, by severity. */
  readonly actionGroups: AlertReceivers;
  /** Name of the rule of an alert. */
  readonly name: (alert: string) => string;
  /** Web address of the documentation folder; runbooks are in `runbooks/` below it. */
  readonly documentation: string;
}

/** What one alert says about itself. */
export interface AlertProps {
  /** The alert's id, which is its runbook's name, too: `failed-runs`. */
  readonly alert: string;
  /** What it watches for, in one clause without a full stop. */
  readonly what: string;
  readonly severity: Severity;
  /** What tells its rule from others of the same alert: part of the rule's name. @default - there is only one */
  readonly subject?: string;
  /** Further action groups to tell, such as one that starts a workflow. @default - those of the severity only */
  readonly alsoTell?: readonly ArmResource[];
  /** Whether those of the severity are left out. @default false */
  readonly onlyThose?: boolean;
}

export interface MetricAlertProps extends AlertProps {
  /** ARM id of the resource whose metric it is; a reference. */
  readonly target: string;
  /** When it fires; the threshold as a number. */
  readonly condition: MetricThresholdCondition;
  /** What must hold besides, all of it, in the same window. @default - nothing */
  readonly and?: readonly Pick<MetricThresholdCondition, "metric" | "operator" | "threshold">[];
}

type MetricThresholdCondition = MetricCondition & { readonly threshold: number };

export interface QueryAlertProps extends AlertProps {
  /** The Log Analytics workspace that is queried. */
  readonly logs: Logs;
  /** Its Azure region. */
  readonly location: string;
  readonly condition: QueryCondition;
}

export interface ActivityAlertProps extends AlertProps {
  /** ARM id of what is watched: a resource group, a resource with what is below it, or for service health a subscription. */
  readonly target: string;
  readonly condition: ActivityCondition;
  /**
   * For service health: names of regions as Azure announces them, e.g. `West Europe`.
   * @default - all regions
   */
  readonly regions?: readonly string[];
}

const WINDOWS = ["PT1M", "PT5M", "PT15M", "PT30M", "PT1H", "PT6H", "PT12H", "P1D"];
const FREQUENCIES = ["PT1M", "PT5M", "PT15M", "PT30M", "PT1H"];
/** Lengths of time that an alert on a query may look back, or wait between looks. */
const QUERY_WINDOWS = queryWindows.map((window) => window.toIso());

/**
 * Makes alert rules that all name their runbook and tell the receivers of their severity.
 *
 * Limitations: a rule on a metric counts as made when Azure shows it once. azurerm asks ten times in a row, which takes two
 * minutes per rule; that is why these rules go through azapi.
 */
export class AlertFactory {
  constructor(private readonly props: AlertFactoryProps) {}

  /** Defines an alert on a metric. It resolves by itself once the condition no longer holds. */
  alertWhenMetric(scope: Construct, id: string, alert: MetricAlertProps): MetricAlert {
    const { window, every } = alert.condition;
    requireNone(checkTiming(`${scope.node.path}/${id}`, window, every, WINDOWS, FREQUENCIES));
    const { name, description } = this.describe(alert);
    return new AzapiResource(scope, id, {
      type: METRIC_ALERT,
      name,
      parentId: this.props.resourceGroup.id,
      location: "global",
      body: {
        properties: {
          description,
          severity: severityNumber[alert.severity],
          enabled: true,
          scopes: [alert.target],
          evaluationFrequency: every.toIso(),
          windowSize: window.toIso(),
          autoMitigate: true,
          criteria: {
            "odata.type": "Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria",
            allOf: [alert.condition, ...(alert.and ?? [])].map(renderCriterion),
          },
          actions: this.told(alert).map(({ id: actionGroupId }) => ({ actionGroupId })),
        },
      },
      // Azure Monitor may give ids back in another case.
      ignoreCasing: true,
    });
  }

  /** Defines an alert on what Azure writes to the activity log. Such an alert does not resolve; it tells once. */
  alertWhenActivity(scope: Construct, id: string, alert: ActivityAlertProps): MonitorActivityLogAlert {
    return new MonitorActivityLogAlert(scope, id, {
      ...this.common(alert),
      // Activity logs have no region; the rule itself is global, too.
      location: "global",
      scopes: [alert.target],
      criteria: renderActivity(alert.condition, alert.regions),
      action: this.told(alert).map(({ id: actionGroupId }) => ({ actionGroupId })),
    });
  }

  /** Defines an alert on a query over logs. It resolves by itself once the condition no longer holds. */
  alertWhenQuery(scope: Construct, id: string, alert: QueryAlertProps): MonitorScheduledQueryRulesAlertV2 {
    const { query, measure, operator, threshold, splitBy, window, every, periods } = alert.condition;
    requireNone(checkTiming(`${scope.node.path}/${id}`, window, every, QUERY_WINDOWS, QUERY_WINDOWS));
    return new MonitorScheduledQueryRulesAlertV2(scope, id, {
      ...this.common(alert),
      location: alert.location,
      severity: severityNumber[alert.severity],
      scopes: [alert.logs.id],
      windowDuration: window.toIso(),
      evaluationFrequency: every.toIso(),
      autoMitigationEnabled: true,
      // Tables appear with their first line.
      skipQueryValidation: true,
      criteria: [
        {
          query: rowsOf(query, alert.logs.rowsOf),
          operator,
          threshold,
          ...(measure === undefined
            ? { timeAggregationMethod: "Count" }
            : { timeAggregationMethod: "Maximum", metricMeasureColumn: measure }),
          dimension: (splitBy ?? []).map((name) => ({ name, operator: "Include", values: ["*"] })),
          failingPeriods: {
            minimumFailingPeriodsToTriggerAlert: periods ?? 1,
            numberOfEvaluationPeriods: periods ?? 1,
          },
        },
      ],
      action: { actionGroups: this.told(alert).map((group) => group.id) },
    });
  }

  /** Name of the rule of an alert. */
  ruleName(alert: string, subject?: string): string {
    return this.props.name(subject === undefined ? alert : `${alert}-${subject}`);
  }

  private told({ severity, alsoTell, onlyThose }: AlertProps): ArmResource[] {
    const { actionGroups } = this.props;
    const ofSeverity = onlyThose === true ? [] : [actionGroups.of(severity), ...actionGroups.also(severity)];
    return [...ofSeverity, ...(alsoTell ?? [])];
  }

  private common(alert: AlertProps) {
    return { ...this.describe(alert), resourceGroupName: this.props.resourceGroup.name };
  }

  private describe({ alert, what, subject }: AlertProps) {
    const sentence = what.charAt(0).toUpperCase() + what.slice(1);
    return {
      name: this.ruleName(alert, subject),
      description: `${sentence}. What to do: ${runbookUrl(this.props.documentation, alert)}`,
    };
  }
}

function renderCriterion(
  { metric, operator, threshold }: Pick<MetricThresholdCondition, "metric" | "operator" | "threshold">,
  index: number,
): MetricAlertCriterion {
  const dimensions = Object.entries(metric.dimensions).map(([name, values]) => ({
    name,
    operator: "Include" as const,
    values: [...values],
  }));
  return {
    criterionType: "StaticThresholdCriterion",
    name: `Metric${index + 1}`,
    metricNamespace: metric.namespace,
    metricName: metric.name,
    timeAggregation: metric.aggregation,
    operator,
    threshold,
    ...(dimensions.length > 0 && { dimensions }),
    // A workspace or endpoint reports no metric before its first run or request; the rule must exist before.
    skipMetricValidation: true,
  };
}

function renderActivity(condition: ActivityCondition, regions: readonly string[] | undefined) {
  switch (condition.kind) {
    case "operation":
      // Azure logs the start of an operation, too; telling once, when it is done, is enough.
      return { category: "Administrative", operationName: condition.operation, status: "Succeeded" };
    case "resource-health":
      return { category: "ResourceHealth", resourceHealth: { current: [...condition.current] } };
    case "service-health":
      // Not narrowed by service: Azure takes any service name, and a misspelt one would silently never match.
      return {
        category: "ServiceHealth",
        serviceHealth: { events: [...condition.events], locations: regions && [...regions] },
      };
  }
}

function checkTiming(
  where: string,
  window: Duration,
  every: Duration,
  windows: readonly string[],
  frequencies: readonly string[],
): Problem[] {
  const problems: Problem[] = [];
  if (!windows.includes(window.toIso())) {
    const allowed = inWords(windows);
    problems.push({ code: "MLOPS-ALERT-001", where, message: "no such window", given: `${window}`, allowed });
  }
  if (!frequencies.includes(every.toIso())) {
    const allowed = inWords(frequencies);
    problems.push({ code: "MLOPS-ALERT-002", where, message: "no such frequency", given: `${every}`, allowed });
  }
  if (every.toSeconds() > window.toSeconds()) {
    problems.push({
      code: "MLOPS-ALERT-003",
      where,
      message: "the alert would never look at some of the time",
      given: `every ${every}, looking back ${window}`,
      allowed: "a window at least as long as the time between evaluations",
    });
  }
  return problems;
}

const inWords = (isoDurations: readonly string[]): string => `one of ${isoDurations.join(", ")}`;
