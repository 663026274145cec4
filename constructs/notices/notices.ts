import { Construct } from "constructs";
import { workflowAccess, type WorkflowTarget } from "../../domain/access/access";
import { heardOf, NOTICE_HEARD, type Heard, type NoticeId, notices } from "../../domain/alerts/notices";
import { completedJobs, registeredModel } from "../../domain/alerts/use-case";
import { resourceGroupId, type ResourceGroupRef } from "../../domain/azure/ids";
import { RoleGrant, type GrantTarget } from "../access";
import type { ArmResource, Logs } from "../arm-resource";
import { AzapiResource } from "../azapi";
import type { AlertFactory } from "../monitoring";
import { FailedRunAlert, LogicApp, outcomeParameters, OutcomeAlert } from "../workflow";
import { noticeActions, noticeOutcomes } from "./notices-workflow";

const ENDPOINTS = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints";

/** A metric that is told of a version. */
export interface ToldMetric {
  /** As training logs it: `auc`. */
  readonly name: string;
  /** What is asked of it, in words that follow its value: `, at least 0.82 asked for`; empty: nothing is. */
  readonly gate: string;
  /** Whether evaluation asks it of the live version as well. */
  readonly compared: boolean;
}

export interface NoticesProps {
  /** What is asked for; at least one. */
  readonly wanted: readonly NoticeId[];
  /** Name of the workflow. 1–80. */
  readonly name: string;
  /** Name of the workflow's identity. 3–128. */
  readonly identityName: string;
  /** Name of the action group that calls the workflow. 1–260. */
  readonly actionGroupName: string;
  /** Resource group of the workspace; everything here goes there, too. */
  readonly resourceGroup: ResourceGroupRef;
  /** Azure region, e.g. `westeurope`. */
  readonly location: string;
  /** Where trainings register, and what is deployed comes from: the workflow reads both. */
  readonly targets: Readonly<Record<Extract<WorkflowTarget, "workspace" | "modelRegistry">, GrantTarget>>;
  /** Metrics that are told of a version. */
  readonly metrics: readonly ToldMetric[];
  /** Makes the rules; its names should carry the use case. */
  readonly factory: AlertFactory;
  /** The Log Analytics workspace that the workspace logs to. */
  readonly logs: Logs;
  /** Action group of whoever owns the use case: nobody else is told. */
  readonly owner: ArmResource;
  /** Experiment of its training jobs. */
  readonly experiment: string;
  /** What it serves. @default - nothing, and nothing but trainings is told of */
  readonly served?: {
    /** Name of the model. */
    readonly model: string;
    /** ARM id of the endpoint. */
    readonly endpoint: string;
    /** What the names of its deployments begin with, up to the version. */
    readonly deployment: string;
    /** Versions that the release names. */
    readonly live?: string;
    readonly candidate?: string;
    readonly former?: string;
    /** Whether the release's last step was one back. */
    readonly wentBack: boolean;
  };
}

/**
 * Tells the owner of what went well, as far as it is asked for. Rules that mail nobody hear of it and call a workflow, which
 * reads what the rule's telemetry lacks (metrics of a version, shares of an endpoint) and says it; a rule for each notice mails
 * what it said.
 *
 * Limitations: logs come up to a quarter of an hour late, and twice here. Azure logs a write of an endpoint whatever of it
 * changed: its first, or its tags, are told of as well. A version's metrics are those of its gates.
 */
export class Notices extends Construct {
  /** What finds out. */
  readonly workflow: LogicApp;
  private readonly caller: AzapiResource;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: NoticesProps,
  ) {
    super(scope, id);
    const { targets, metrics, served, wanted, logs, location, resourceGroup } = props;
    const text = (value: string | undefined) => ({ type: "String", value: value ?? "" }) as const;
    this.workflow = new LogicApp(this, "Workflow", {
      name: props.name,
      identityName: props.identityName,
      resourceGroup,
      location,
      logs,
      actions: noticeActions(),
      parameters: {
        rules: {
          type: "Object",
          value: Object.fromEntries(this.heard.map((one) => [props.factory.ruleName(NOTICE_HEARD, one), one])),
        },
        workspace: text(targets.workspace.key),
        registry: text(targets.modelRegistry.key),
        metrics: { type: "Array", value: metrics },
        model: text(served?.model),
        endpoint: text(served?.endpoint),
        deployment: text(served?.deployment),
        live: text(served?.live),
        candidate: text(served?.candidate),
        former: text(served?.former),
        wentBack: { type: "Bool", value: served?.wentBack ?? false },
        ...outcomeParameters(noticeOutcomes(wanted)),
      },
    });
    const { principal } = this.workflow.identity;
    for (const { role, target } of workflowAccess.notices) {
      const { id: on, key } = targets[target];
      new RoleGrant(this, target, { scope: on, scopeKey: key, role, principal });
    }
    this.caller = new AzapiResource(this, "ActionGroup", {
      type: "Microsoft.Insights/actionGroups@2023-01-01",
      name: props.actionGroupName,
      parentId: resourceGroupId(resourceGroup),
      location: "Global",
      body: {
        properties: {
          groupShortName: "notices",
          enabled: true,
          logicAppReceivers: [{ name: "notices", resourceId: this.workflow.id, useCommonAlertSchema: true }],
        },
      },
      ignoreCasing: true,
      ...this.workflow.delivery("properties.logicAppReceivers[0].callbackUrl"),
    });
    for (const one of this.heard) this.hear(one);
    this.tell();
  }

  /** What the wanted ones are found out from, each once. */
  private get heard(): readonly Heard[] {
    return [...new Set(this.props.wanted.map((id) => heardOf[id]))];
  }

  private hear(heard: Heard): void {
    const { factory, logs, location, experiment, served } = this.props;
    const common = {
      alert: NOTICE_HEARD,
      subject: heard,
      what: "something happened that a notice may tell of",
      severity: "informational",
      alsoTell: [this.caller],
      onlyThose: true,
    } as const;
    const id = `heard-${heard}`;
    const query = (condition: ReturnType<typeof completedJobs>) =>
      factory.alertWhenQuery(this, id, { ...common, logs, location, condition });
    const activity = (operation: string) =>
      factory.alertWhenActivity(this, id, {
        ...common,
        target: served!.endpoint,
        condition: { kind: "operation", operation },
      });
    switch (heard) {
      case "training":
        query(completedJobs(experiment));
        return;
      case "model":
        query(registeredModel(served!.model));
        return;
      case "deployment":
        activity(`${ENDPOINTS}/deployments/write`);
        return;
      case "traffic":
        activity(`${ENDPOINTS}/write`);
    }
  }

  private tell(): void {
    const { factory, owner, wanted } = this.props;
    const common = { factory, owner, workflow: this.workflow };
    for (const notice of wanted) {
      const { what, severity } = notices[notice];
      new OutcomeAlert(this, notice, {
        ...common,
        alert: notice,
        what,
        severity,
        outcome: notice,
        onlyOwner: true,
      });
    }
    new FailedRunAlert(this, "Failed", {
      ...common,
      alert: "notices-failed",
      what: "the workflow that finds out what the owner is to be told failed",
      severity: "informational",
      onlyOwner: true,
    });
  }
}
