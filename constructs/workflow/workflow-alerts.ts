import { MonitorMetricAlert } from "@cdktf/provider-azurerm/lib/monitor-metric-alert";
import { MonitorScheduledQueryRulesAlertV2 } from "@cdktf/provider-azurerm/lib/monitor-scheduled-query-rules-alert-v2";
import { Construct } from "constructs";
import { runbookUrl, severityNumber, type Severity } from "../../core/alerts";
import type { ArmResource } from "../arm-resource";
import type { LogicApp } from "./logic-app";
import { TELL } from "./outcome";

/** What an alert on a workflow has in common with every other. */
interface WorkflowAlertProps {
  readonly workflow: LogicApp;
  /** Name of the rule, unique in the resource group. 1–260. */
  readonly name: string;
  /** The alert's id, which is its runbook's name, too. */
  readonly alert: string;
  /** What it watches for, in one clause without a full stop. */
  readonly what: string;
  readonly severity: Severity;
  /** Who is told. */
  readonly actionGroups: readonly ArmResource[];
  /** Web address of the documentation folder; runbooks are in `runbooks/` below it. */
  readonly documentation: string;
}

export interface OutcomeAlertProps extends WorkflowAlertProps {
  /** How often to look, which is also how late word may come, besides the minutes that logs take. @default 15 */
  readonly everyMinutes?: 5 | 15;
}

const describe = ({ what, documentation, alert }: WorkflowAlertProps): string =>
  `${what.charAt(0).toUpperCase()}${what.slice(1)}. What to do: ${runbookUrl(documentation, alert)}`;

/**
 * Tells what a workflow has to tell: fires once for every run that reached its `Tell` action, and carries outcome,
 * message and subject in the mail.
 *
 * The action's name and status are columns that every workflow log has; what it tracks are columns that Log Analytics
 * adds when the first such record arrives, which is why the query allows for their absence.
 *
 * Limitations: logs take minutes to arrive, so each look goes back twice as far as the time between looks.
 */
export class OutcomeAlert extends Construct {
  readonly resource: MonitorScheduledQueryRulesAlertV2;

  constructor(scope: Construct, id: string, props: OutcomeAlertProps) {
    super(scope, id);
    const { workflow } = props;
    const every = props.everyMinutes ?? 15;
    this.resource = new MonitorScheduledQueryRulesAlertV2(this, "Resource", {
      name: props.name,
      resourceGroupName: workflow.resourceGroup.resourceGroup,
      location: workflow.location,
      description: describe(props),
      severity: severityNumber[props.severity],
      scopes: [workflow.logs.id],
      evaluationFrequency: `PT${every}M`,
      windowDuration: `PT${every * 2}M`,
      autoMitigationEnabled: true,
      skipQueryValidation: true,
      criteria: [
        {
          query: outcomeQuery(workflow.name),
          operator: "GreaterThan",
          threshold: 0,
          timeAggregationMethod: "Count",
          dimension: ["outcome", "message", "subject"].map((name) => ({ name, operator: "Include", values: ["*"] })),
          failingPeriods: { minimumFailingPeriodsToTriggerAlert: 1, numberOfEvaluationPeriods: 1 },
        },
      ],
      action: { actionGroups: props.actionGroups.map(({ id: group }) => group) },
    });
  }
}

function outcomeQuery(workflow: string): string {
  const tracked = (name: string) => `${name} = tostring(column_ifexists("trackedProperties_${name}_s", "see the run"))`;
  return [
    "AzureDiagnostics",
    '| where ResourceProvider == "MICROSOFT.LOGIC" and Category == "WorkflowRuntime"',
    `| where resource_workflowName_s =~ "${workflow}" and resource_actionName_s == "${TELL}"`,
    '| where OperationName endswith "workflowActionCompleted" and status_s == "Succeeded"',
    `| extend ${["outcome", "message", "subject"].map(tracked).join(", ")}`,
  ].join("\n");
}

/** Fires when a run of the workflow fails. Within minutes: it looks at a metric, not at logs. */
export class FailedRunAlert extends Construct {
  readonly resource: MonitorMetricAlert;

  constructor(scope: Construct, id: string, props: WorkflowAlertProps) {
    super(scope, id);
    this.resource = new MonitorMetricAlert(this, "Resource", {
      name: props.name,
      resourceGroupName: props.workflow.resourceGroup.resourceGroup,
      description: describe(props),
      severity: severityNumber[props.severity],
      scopes: [props.workflow.id],
      windowSize: "PT5M",
      frequency: "PT5M",
      criteria: [
        {
          metricNamespace: "Microsoft.Logic/workflows",
          metricName: "RunsFailed",
          aggregation: "Total",
          operator: "GreaterThan",
          threshold: 0,
          skipMetricValidation: true,
        },
      ],
      action: props.actionGroups.map(({ id: actionGroupId }) => ({ actionGroupId })),
    });
  }
}
