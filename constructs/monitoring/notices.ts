import { Construct } from "constructs";
import { notices, type NoticeId } from "../../domain/alerts/notices";
import { completedJobs, registeredModel } from "../../domain/alerts/use-case";
import type { ArmResource, Logs } from "../arm-resource";
import type { AlertFactory } from "./alert-factory";

const ENDPOINTS = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints";

export interface NoticesProps {
  /** What is asked for. */
  readonly wanted: readonly NoticeId[];
  /** Makes the rules; its names should carry the use case. */
  readonly factory: AlertFactory;
  /** The Log Analytics workspace that the workspace logs to. */
  readonly logs: Logs;
  /** Azure region of that workspace. */
  readonly location: string;
  /** Action group of whoever owns the use case: nobody else is told. */
  readonly owner: ArmResource;
}

/**
 * Tells the owner of what went well, as far as it is asked for.
 *
 * Limitations: none carries metrics, which neither logs nor the activity log have: each names its page, which has the command
 * that compares them. Word from logs comes up to a quarter of an hour late, and as an alert that ends by itself within the hour
 * a second mail says so. Azure logs a write of an endpoint whatever of it changed: its first, or its tags, are told of as well.
 */
export class Notices extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: NoticesProps,
  ) {
    super(scope, id);
  }

  /** Jobs of an experiment that complete. */
  tellOfTraining(experiment: string): void {
    this.query("training-completed", completedJobs(experiment));
  }

  /** Versions of a model that are registered. */
  tellOfModel(model: string): void {
    this.query("model-registered", registeredModel(model));
  }

  /** Deployments that are made at an endpoint, and traffic that moves between them. */
  tellOfEndpoint(endpoint: ArmResource): void {
    this.activity("model-deployed", endpoint, `${ENDPOINTS}/deployments/write`);
    this.activity("traffic-moved", endpoint, `${ENDPOINTS}/write`);
  }

  private query(notice: NoticeId, condition: ReturnType<typeof completedJobs>): void {
    const { wanted, factory, logs, location } = this.props;
    if (wanted.includes(notice)) {
      factory.alertWhenQuery(this, notice, { ...this.describe(notice), logs, location, condition });
    }
  }

  private activity(notice: NoticeId, { id: target }: ArmResource, operation: string): void {
    const { wanted, factory } = this.props;
    const condition = { kind: "operation", operation } as const;
    if (wanted.includes(notice))
      factory.alertWhenActivity(this, notice, { ...this.describe(notice), target, condition });
  }

  private describe(notice: NoticeId) {
    const { what, severity } = notices[notice];
    return { alert: notice, what, severity, alsoTell: [this.props.owner], onlyThose: true };
  }
}
