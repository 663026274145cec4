import { Construct } from "constructs";
import type { Severity } from "../../domain/alerts/environment";
import { Duration } from "../../domain/time/duration";
import { metric } from "../../domain/alerts/metrics";
import type { ArmResource } from "../arm-resource";
import type { AlertFactory } from "../monitoring";
import type { LogicApp } from "./logic-app";
import { TELL } from "./outcome";

/** Where alerts of a workflow go. */
export interface WorkflowAlerting {
  /** Makes the rules; its names should carry the use case. */
  readonly factory: AlertFactory;
  /** Action group of whoever owns the use case. @default - only the receivers of the severity are told */
  readonly owner?: ArmResource;
  /** Whether the receivers of the severity are left out. @default false */
  readonly onlyOwner?: boolean;
}

export interface WorkflowAlertProps extends WorkflowAlerting {
  readonly workflow: LogicApp;
  /** The alert's id, which is its runbook's name, too. */
  readonly alert: string;
  /** What it watches for, in one clause without a full stop. */
  readonly what: string;
  readonly severity: Severity;
}

export interface OutcomeAlertProps extends WorkflowAlertProps {
  /** How often to look. 5 or 15 minutes. @default 15 minutes */
  readonly every?: Duration;
  /** The outcome that is told of. @default - each that the workflow tells */
  readonly outcome?: string;
}

/**
 * Tells what a workflow has to tell: fires for every run that reached its `Tell` action, and carries outcome, message
 * and subject in the mail.
 *
 * The action's name and status are columns that every workflow log has; what it tracks are columns that Log Analytics
 * adds when the first such record arrives, which is why the query allows for their absence.
 *
 * Limitations: logs arrive up to a quarter of an hour late, and so does word. Each look goes back half an hour; a run
 * is told of once all the same, because an alert that has fired does not fire again before it is over.
 */
export class OutcomeAlert extends Construct {
  constructor(scope: Construct, id: string, props: OutcomeAlertProps) {
    super(scope, id);
    const { workflow, alert, what, severity, owner, onlyOwner, outcome } = props;
    props.factory.alertWhenQuery(this, "Resource", {
      alert,
      what,
      severity,
      alsoTell: owner && [owner],
      onlyThose: onlyOwner,
      logs: workflow.logs,
      location: workflow.location,
      condition: {
        query: outcomeQuery(workflow.name, outcome),
        operator: "GreaterThan",
        threshold: 0,
        splitBy: ["outcome", "message", "subject"],
        window: Duration.minutes(30),
        every: props.every ?? Duration.minutes(15),
      },
    });
  }
}

function outcomeQuery(workflow: string, outcome?: string): string {
  const tracked = (name: string) => `${name} = tostring(column_ifexists("trackedProperties_${name}_s", "see the run"))`;
  return [
    "AzureDiagnostics",
    '| where ResourceProvider == "MICROSOFT.LOGIC" and Category == "WorkflowRuntime"',
    `| where resource_workflowName_s =~ "${workflow}" and resource_actionName_s == "${TELL}"`,
    '| where OperationName endswith "workflowActionCompleted" and status_s == "Succeeded"',
    `| extend ${["outcome", "message", "subject"].map(tracked).join(", ")}`,
    ...(outcome === undefined ? [] : [`| where outcome == "${outcome}"`]),
  ].join("\n");
}

/** Fires when a run of the workflow fails. Within minutes: it looks at a metric, not at logs. */
export class FailedRunAlert extends Construct {
  constructor(scope: Construct, id: string, props: WorkflowAlertProps) {
    super(scope, id);
    const { workflow, alert, what, severity, owner, onlyOwner } = props;
    props.factory.alertWhenMetric(this, "Resource", {
      alert,
      what,
      severity,
      alsoTell: owner && [owner],
      onlyThose: onlyOwner,
      target: workflow.id,
      condition: {
        kind: "metric",
        metric: metric("Microsoft.Logic/workflows", "RunsFailed", "Total"),
        operator: "GreaterThan",
        threshold: 0,
        window: Duration.minutes(5),
        every: Duration.minutes(5),
      },
    });
  }
}
