import { Construct } from "constructs";
import type { ResourceGroupRef } from "../../domain/azure/ids";
import { retrainingLimits } from "../../domain/monitors/retraining-rules";
import { Duration } from "../../domain/time/duration";
import { RoleGrant, type CustomRoleRef, type GrantTarget } from "../access";
import type { Logs } from "../arm-resource";
import { durationRange, range, requireValid, type Rule } from "../rules";
import {
  FailedRunAlert,
  LogicApp,
  outcomeParameters,
  OutcomeAlert,
  type WorkflowAlerting,
  type WorkflowParameter,
} from "../workflow";
import { DriftSubscription, type DriftSubscriptionProps } from "./drift-subscription";
import { driftActions, outcomesWithNewData, retrainingOutcomes } from "./drift-workflow";
import { NewDataSubscription, type NewDataSubscriptionProps } from "./new-data-subscription";
import { renderTrainingJob, trainingJobRules, trainingTag, type TrainingJobProps } from "./training-job";

/** What happens when a signal breaches its threshold, or new data comes. */
export type DriftResponse =
  /** The training pipeline is submitted, within bounds. */
  | {
      readonly mode: "automatic";
      /** The role `jobSubmitter` of the environment: all that the workflow may do in it. */
      readonly submitterRole: CustomRoleRef;
      /** The registry that the job's component is in: whoever submits the job must be able to read it. */
      readonly modelRegistry: GrantTarget;
      /** How long after one drift-triggered retraining no other starts. 1 hour to 90 days. @default 24h */
      readonly cooldown?: Duration;
      /** How many drift-triggered retrainings start within seven days. 1–50. @default 2 */
      readonly maxPerWeek?: number;
    }
  /** The owner is told and decides; the workflow holds no role at all. */
  | { readonly mode: "notify" };

export interface DriftRetrainingProps {
  /** Name of the workflow. 1–80. */
  readonly name: string;
  /** Name of the workflow's identity. 3–128. */
  readonly identityName: string;
  /** Resource group of the workspace; everything here goes there, too. */
  readonly resourceGroup: ResourceGroupRef;
  /** Azure region, e.g. `westeurope`. */
  readonly location: string;
  /** What to do about drift. Counts where there is a `subscription` to it. */
  readonly response: DriftResponse;
  /** The job that retrains. */
  readonly job: TrainingJobProps;
  /** What is listened to. @default - drift starts nothing */
  readonly subscription?: Omit<DriftSubscriptionProps, "workflow">;
  /** Starts the same trainings, under the same lock, cooldown and maximum. @default - new data starts nothing */
  readonly newData?: NewDataTrigger;
  /** The Log Analytics workspace that runs of the workflow are logged to. */
  readonly logs: Logs;
  /** Who is told what came of a breach, and when the workflow itself fails. */
  readonly alerts: WorkflowAlerting;
}

/** Data whose coming starts a training. */
export interface NewDataTrigger {
  /** What to do about it; its bounds are those of drift, because both count the same trainings. */
  readonly response: DriftResponse;
  readonly subscription: Omit<NewDataSubscriptionProps, "workflow">;
}

const HOUR = 3_600;
/** Steps of one run of a monitor end within this time of each other. */
const SAME_RUN_SECONDS = 6 * HOUR;

/** Monitors by the full names of their signals, `<monitor>_<signal>`. */
const monitorsOf = (signals: readonly string[]): string[] => [
  ...new Set(signals.map((signal) => signal.slice(0, signal.lastIndexOf("_")))),
];
type Automatic = Extract<DriftResponse, { mode: "automatic" }>;
const automatic = ({ response, newData }: DriftRetrainingProps): Automatic | undefined =>
  [response, newData?.response].find((one): one is Automatic => one?.mode === "automatic");

const driftRules: readonly Rule<DriftRetrainingProps>[] = [
  durationRange("MLOPS-DRIFT-010", "cooldown", (props) => automatic(props)?.cooldown, retrainingLimits.cooldown),
  range("MLOPS-DRIFT-011", "maxPerWeek", (props) => automatic(props)?.maxPerWeek, retrainingLimits.perWeek),
];

/**
 * Retrains when monitored data or predictions have drifted: Event Grid hands a breach to a workflow, which submits the
 * training pipeline unless a training job is running, the last such retraining is too recent, or there were enough in
 * the past seven days. When it does not submit, it tells the owner why. What decides stands in `drift-workflow.ts`. Where
 * asked to, it hears of new data as well and decides about it in the same way.
 *
 * Limitations: the week is the past seven days, not the calendar's. A training job that never ends blocks retraining
 * until it is cancelled; every breach says so to the owner.
 *
 * Decision record: docs/decisions/0007-drift-retraining.md.
 */
export class DriftRetraining extends Construct {
  /** The workflow that decides. */
  readonly workflow: LogicApp;
  /** The Event Grid subscription to drift; undefined where drift starts nothing. */
  readonly subscription?: DriftSubscription;
  /** How long after one drift-triggered retraining no other starts; undefined in mode `notify`. */
  readonly cooldown?: Duration;
  /** How many start within seven days; undefined in mode `notify`. */
  readonly maxPerWeek?: number;

  constructor(scope: Construct, id: string, props: DriftRetrainingProps) {
    super(scope, id);
    requireValid(this, driftRules, props);
    requireValid(this, trainingJobRules, props.job);
    const { job, response, newData, subscription } = props;
    const cooldown = automatic(props)?.cooldown ?? Duration.hours(24);
    const maxPerWeek = automatic(props)?.maxPerWeek ?? 2;
    const parameters: Record<string, WorkflowParameter> = {
      mode: { type: "String", value: subscription === undefined ? "off" : response.mode },
      useCase: { type: "String", value: job.useCase },
      jobs: { type: "String", value: `${job.workspaceId}/jobs` },
      tag: { type: "String", value: trainingTag(job.useCase) },
      job: { type: "Object", value: renderTrainingJob(job, "drift") },
      cooldownSeconds: { type: "Int", value: cooldown.toSeconds() },
      maxPerWeek: { type: "Int", value: maxPerWeek },
      monitors: { type: "Array", value: monitorsOf(subscription?.signals ?? []) },
      sameRunSeconds: { type: "Int", value: Math.min(cooldown.toSeconds(), SAME_RUN_SECONDS) },
      ...outcomeParameters(newData === undefined ? retrainingOutcomes : outcomesWithNewData),
      ...(newData && {
        newDataMode: { type: "String", value: newData.response.mode },
        newDataFolder: { type: "String", value: newData.subscription.folder },
      }),
    };
    this.workflow = new LogicApp(this, "Workflow", {
      name: props.name,
      identityName: props.identityName,
      resourceGroup: props.resourceGroup,
      location: props.location,
      actions: driftActions({ newData: newData !== undefined }),
      parameters,
      logs: props.logs,
    });
    const submitting = automatic(props);
    if (submitting !== undefined) {
      this.maxPerWeek = maxPerWeek;
      this.cooldown = cooldown;
      const { principal } = this.workflow.identity;
      new RoleGrant(this, "Submitter", {
        scope: job.workspaceId,
        scopeKey: job.workspaceId,
        role: submitting.submitterRole,
        principal,
      });
      new RoleGrant(this, "Component", {
        scope: submitting.modelRegistry.id,
        scopeKey: submitting.modelRegistry.key,
        role: "reader",
        principal,
      });
    }
    const { workflow } = this;
    this.subscription = subscription && new DriftSubscription(this, "Subscription", { ...subscription, workflow });
    if (newData !== undefined) new NewDataSubscription(this, "NewData", { ...newData.subscription, workflow });
    this.defineAlerts(props.alerts);
  }

  private defineAlerts(alerts: WorkflowAlerting): void {
    const common = { ...alerts, workflow: this.workflow };
    new OutcomeAlert(this, "Refused", {
      ...common,
      alert: "retraining-refused",
      what: "a model drifted and was not retrained by itself",
      severity: "warning",
    });
    new FailedRunAlert(this, "Failed", {
      ...common,
      alert: "retraining-failed",
      what: "drift was reported, but the workflow that answers it failed",
      severity: "warning",
    });
  }
}
