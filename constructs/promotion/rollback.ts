import { MonitorActionGroup } from "@cdktf/provider-azurerm/lib/monitor-action-group";
import { Construct } from "constructs";
import type { ResourceGroupRef } from "../../core/azure-ids";
import { Duration } from "../../core/duration";
import { checkName } from "../../core/names";
import { rollbackMark } from "../../core/rollback-mark";
import { RoleGrant, type CustomRoleRef } from "../access";
import type { ArmResource } from "../arm-resource";
import { DriftSubscription, type DriftSubscriptionProps } from "../retraining";
import { requireValid, type Rule } from "../rules";
import { FailedRunAlert, LogicApp, outcomeParameters, OutcomeAlert, type WorkflowAlerting } from "../workflow";
import { rollbackActions, rollbackOutcomes } from "./rollback-workflow";

/** What a rollback must know of an endpoint; a `ModelEndpoint` will do. */
export interface RollbackEndpoint extends ArmResource {
  /** Its ARM id computed from the configuration. */
  readonly key: string;
  /** What its deployments run as: the identity's ARM id, computed and as a reference. */
  readonly identity: { readonly key: string; readonly resource: ArmResource };
}

export interface CandidateRollbackProps {
  /** Name of the workflow. 1–80. */
  readonly name: string;
  /** Name of the workflow's identity. 3–128. */
  readonly identityName: string;
  /** Name of the action group that alerts on the candidate call. */
  readonly actionGroupName: string;
  /** Short name of that action group. 1–12. */
  readonly actionGroupShortName: string;
  /** Resource group of the workspace; everything here goes there, too. */
  readonly resourceGroup: ResourceGroupRef;
  /** Azure region, e.g. `westeurope`. */
  readonly location: string;
  readonly endpoint: RollbackEndpoint;
  /** Name of the deployment that gets all traffic back. */
  readonly live: string;
  /** Name of the deployment that is being tried. */
  readonly candidate: string;
  /** The role `trafficOperator` of the environment: all that the workflow may do, and on this endpoint only. */
  readonly role: CustomRoleRef;
  /** Roll back when one of these signals of the candidate breaches, too. @default - alerts only */
  readonly drift?: Omit<DriftSubscriptionProps, "workflow" | "resourceGroupName">;
  /** The Log Analytics workspace that runs of the workflow are logged to. */
  readonly logs: ArmResource;
  /** Who is told of a rollback, of one that could not be, and of a workflow that failed. */
  readonly alerts: WorkflowAlerting;
}

const rollbackRules: readonly Rule<CandidateRollbackProps>[] = [
  {
    code: "MLOPS-ROLLBACK-001",
    check: ({ live, candidate }) =>
      live === candidate ? { message: "live and candidate are the same deployment", given: live } : undefined,
  },
  { code: "MLOPS-ROLLBACK-002", check: ({ actionGroupName }) => checkName("actionGroup", actionGroupName) },
  {
    code: "MLOPS-ROLLBACK-003",
    check: ({ actionGroupShortName }) => checkName("actionGroupShort", actionGroupShortName),
  },
];

/**
 * Puts all traffic back on the live version when an alert on the candidate fires: alerts name `actionGroup`, which calls
 * a workflow, which changes the endpoint, marks the candidate as rolled back there and says so.
 *
 * The next plan sees the mark (`guardedTraffic`) and does not push the bad version again.
 *
 * Limitations: it acts when Azure Monitor has noticed, minutes after the fact. The mark cannot be removed: a version
 * that was rolled back comes back under a new version number.
 *
 * Decision record: docs/decisions/0008-rollback-outside-terraform.md.
 */
export class CandidateRollback extends Construct {
  /** The workflow that rolls back. */
  readonly workflow: LogicApp;
  /** What alerts on the candidate call. */
  readonly actionGroup: MonitorActionGroup;

  constructor(scope: Construct, id: string, props: CandidateRollbackProps) {
    super(scope, id);
    requireValid(this, rollbackRules, props);
    const { endpoint, live, candidate } = props;
    this.workflow = new LogicApp(this, "Workflow", {
      name: props.name,
      identityName: props.identityName,
      resourceGroup: props.resourceGroup,
      location: props.location,
      logs: props.logs,
      actions: rollbackActions(),
      parameters: {
        endpoint: { type: "String", value: endpoint.key },
        endpointIdentity: {
          type: "Object",
          value: { type: "UserAssigned", userAssignedIdentities: { [endpoint.identity.key]: {} } },
        },
        live: { type: "String", value: live },
        candidate: { type: "String", value: candidate },
        mark: { type: "String", value: rollbackMark(candidate) },
        ...outcomeParameters(rollbackOutcomes),
      },
    });
    const { principal } = this.workflow.identity;
    new RoleGrant(this, "Operator", { scope: endpoint.id, scopeKey: endpoint.key, role: props.role, principal });
    // Azure asks for this of whoever writes a resource that runs as an identity, even when the identity stays.
    new RoleGrant(this, "EndpointIdentity", {
      scope: endpoint.identity.resource.id,
      scopeKey: endpoint.identity.key,
      role: "managedIdentityOperator",
      principal,
    });
    this.actionGroup = new MonitorActionGroup(this, "ActionGroup", {
      name: props.actionGroupName,
      shortName: props.actionGroupShortName,
      resourceGroupName: props.resourceGroup.resourceGroup,
      logicAppReceiver: [
        {
          name: "rollback",
          resourceId: this.workflow.id,
          callbackUrl: this.workflow.callbackUrl,
          useCommonAlertSchema: true,
        },
      ],
    });
    if (props.drift !== undefined) {
      new DriftSubscription(this, "Drift", {
        ...props.drift,
        resourceGroupName: props.resourceGroup.resourceGroup,
        workflow: this.workflow,
      });
    }
    this.defineAlerts(props.alerts);
  }

  private defineAlerts(alerts: WorkflowAlerting): void {
    const common = { ...alerts, workflow: this.workflow };
    new OutcomeAlert(this, "Happened", {
      ...common,
      alert: "rollback-happened",
      what: "a candidate was rolled back, or could not be",
      severity: "critical",
      every: Duration.minutes(5),
    });
    new FailedRunAlert(this, "Failed", {
      ...common,
      alert: "rollback-failed",
      what: "a candidate should have been rolled back, but the workflow failed",
      severity: "critical",
    });
  }
}
