import { Construct } from "constructs";
import { rollbackCallerAccess } from "../../domain/access/access";
import { resourceGroupId, type ResourceGroupRef } from "../../domain/azure/ids";
import { Duration } from "../../domain/time/duration";
import { checkName } from "../../domain/azure/names";
import { group, RoleGrant, type CustomRoleRef, type EntraGroup } from "../access";
import type { ArmResource, Logs } from "../arm-resource";
import { AzapiResource } from "../azapi";
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

/** Names of deployments, as the release has them. */
export interface RolledBackDeployments {
  /** What answers. @default - nothing does */
  readonly live?: string;
  /** What is being tried: a rollback sends its traffic back to `live`. @default - nothing */
  readonly candidate?: string;
  /** What was live before: without a candidate, a call by hand sends all traffic back to it. @default - nothing is kept */
  readonly former?: string;
}

export interface TrafficRollbackProps {
  /** Name of the workflow. 1–80. */
  readonly name: string;
  /** Name of the workflow's identity. 3–128. */
  readonly identityName: string;
  /** Name of the action group that alerts on a candidate call. */
  readonly actionGroupName: string;
  /** Short name of that action group. 1–12. */
  readonly actionGroupShortName: string;
  /** Resource group of the workspace; everything here goes there, too. */
  readonly resourceGroup: ResourceGroupRef;
  /** Azure region, e.g. `westeurope`. */
  readonly location: string;
  readonly endpoint: RollbackEndpoint;
  /** Which deployments are what. They change with every release; everything here stays. */
  readonly deployments: RolledBackDeployments;
  /** What the names of the use case's monitors begin with, up to the deployment's. */
  readonly monitors: string;
  /** Who may start it by hand. @default - nobody */
  readonly callers?: readonly EntraGroup[];
  /** The role `rollbackCaller` of the environment, for `callers`. */
  readonly callerRole: CustomRoleRef;
  /** The role `trafficOperator` of the environment: all that the workflow may do, and on this endpoint only. */
  readonly role: CustomRoleRef;
  /** Roll back when one of these signals breaches in the candidate's monitor, too. @default - alerts and people only */
  readonly drift?: Omit<DriftSubscriptionProps, "workflow">;
  /** The Log Analytics workspace that runs of the workflow are logged to. */
  readonly logs: Logs;
  /** Who is told of a rollback, of one that could not be, and of a workflow that failed. */
  readonly alerts: WorkflowAlerting;
}

const rollbackRules: readonly Rule<TrafficRollbackProps>[] = [
  {
    code: "MLOPS-ROLLBACK-001",
    check: ({ deployments: { live, candidate, former } }) => {
      const given = [live, candidate, former].filter((name) => name !== undefined);
      return new Set(given).size === given.length
        ? undefined
        : { message: "live, candidate and former are not different deployments", given: given.join(", ") };
    },
  },
  { code: "MLOPS-ROLLBACK-002", check: ({ actionGroupName }) => checkName("actionGroup", actionGroupName) },
  {
    code: "MLOPS-ROLLBACK-003",
    check: ({ actionGroupShortName }) => checkName("actionGroupShort", actionGroupShortName),
  },
];

/**
 * Puts all traffic back on the version before when an alert on a candidate fires, or when a person says so: alerts name
 * `actionGroup`, which calls a workflow, which changes the endpoint, marks what it took out there and says so. Callers
 * start the same workflow through Azure Resource Manager and need no right on the endpoint.
 *
 * All of it lives as long as the use case: which deployment is live, tried or kept are parameters of the workflow, so a
 * promotion makes and removes no identity, no role and no container.
 *
 * The next plan sees the mark (`guardedTraffic`) and does not push the bad version again.
 *
 * Limitations: alerts act when Azure Monitor has noticed, minutes after the fact. The mark cannot be removed: a version
 * that was rolled back comes back under a new version number. Whoever holds the trigger's address could call it as a
 * person does; only the action group and the event subscription do.
 *
 * Decision record: docs/decisions/0008-rollback-outside-terraform.md.
 */
export class TrafficRollback extends Construct {
  /** The workflow that rolls back. */
  readonly workflow: LogicApp;
  /** What alerts on a candidate call. */
  readonly actionGroup: AzapiResource;

  constructor(scope: Construct, id: string, props: TrafficRollbackProps) {
    super(scope, id);
    requireValid(this, rollbackRules, props);
    const { endpoint, deployments } = props;
    const named = (name: string | undefined) => ({ type: "String", value: name ?? "" }) as const;
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
        live: named(deployments.live),
        candidate: named(deployments.candidate),
        former: named(deployments.former),
        monitors: { type: "String", value: props.monitors },
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
    // Through azapi: azurerm takes the address as an argument like any other, and keeps it in the state.
    this.actionGroup = new AzapiResource(this, "ActionGroup", {
      type: "Microsoft.Insights/actionGroups@2023-01-01",
      name: props.actionGroupName,
      parentId: resourceGroupId(props.resourceGroup),
      location: "Global",
      body: {
        properties: {
          groupShortName: props.actionGroupShortName,
          enabled: true,
          logicAppReceivers: [{ name: "rollback", resourceId: this.workflow.id, useCommonAlertSchema: true }],
        },
      },
      ignoreCasing: true,
      ...this.workflow.delivery("properties.logicAppReceivers[0].callbackUrl"),
    });
    // Until it was made through azapi it was azurerm's.
    this.actionGroup.moveFromId(`azurerm_monitor_action_group.${this.actionGroup.friendlyUniqueId}`);
    if (props.drift !== undefined) {
      new DriftSubscription(this, "Drift", {
        ...props.drift,
        workflow: this.workflow,
      });
    }
    this.grantCallers(props);
    this.defineAlerts(props.alerts);
  }

  private grantCallers({ endpoint, callers = [], callerRole }: TrafficRollbackProps): void {
    const all = new Construct(this, "Callers");
    const distinct = new Map(callers.map((caller) => [caller.group.toLowerCase(), caller]));
    const targets = {
      rollbackWorkflow: { id: this.workflow.id, key: this.workflow.key, suffix: "" },
      endpoint: { id: endpoint.id, key: endpoint.key, suffix: "-endpoint" },
    };
    for (const [objectId, caller] of distinct) {
      for (const { target } of rollbackCallerAccess) {
        const { id, key, suffix } = targets[target];
        const principal = group(caller.group);
        new RoleGrant(all, `${objectId}${suffix}`, { scope: id, scopeKey: key, role: callerRole, principal });
      }
    }
  }

  private defineAlerts(alerts: WorkflowAlerting): void {
    const common = { ...alerts, workflow: this.workflow };
    new OutcomeAlert(this, "Happened", {
      ...common,
      alert: "rollback-happened",
      what: "a version was rolled back, or could not be",
      severity: "critical",
      every: Duration.minutes(5),
    });
    new FailedRunAlert(this, "Failed", {
      ...common,
      alert: "rollback-failed",
      what: "a version should have been rolled back, but the workflow failed",
      severity: "critical",
    });
  }
}
