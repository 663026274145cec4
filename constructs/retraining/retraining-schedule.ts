import type { JobScheduleAction, PipelineJob, Schedule as ArmSchedule } from "@azure/arm-machinelearning";
import { Construct } from "constructs";
import type { Schedule } from "../../domain/time/schedule";
import { AzapiResource, AzapiResourceAction } from "../azapi";
import { named, requireValid, type Rule } from "../rules";
import { renderTrainingJob, trainingJobRules, type TrainingJobProps } from "./training-job";

const SCHEDULE = "Microsoft.MachineLearningServices/workspaces/schedules@2025-06-01";

export interface RetrainingScheduleProps {
  /** Name of the schedule. 1–255 letters, digits, hyphens and underscores. A change replaces it. */
  readonly name: string;
  /** When to retrain. Its start lies in the future when it is first deployed, or Azure ML starts a job at once. */
  readonly schedule: Schedule;
  /** What to run. */
  readonly job: TrainingJobProps;
  /** Whether the schedule stays but starts nothing. @default false */
  readonly paused?: boolean;
}

const scheduleRules: readonly Rule<RetrainingScheduleProps>[] = [named("MLOPS-RETRAINING-001", "mlSchedule")];

/** What Azure ML is sent: the SDK's own type, without what only Azure fills in. */
export type ScheduleBody = { readonly properties: ArmSchedule["properties"] };

/**
 * Retrains a model by the clock: an Azure ML schedule that submits the training pipeline.
 *
 * Azure ML asks for a schedule to be disabled before it is deleted. `Disable` does that: it does nothing until it is
 * destroyed, which Terraform does before it destroys the schedule, because the one depends on the other. Its body is
 * the one the schedule was first made with: azapi cannot update such an action (it returns the state from before the
 * update, which Terraform reports as an error), and of a schedule that is about to go only `isEnabled` matters.
 *
 * Limitations: Azure ML ignores day and month of a cron expression; `Schedule` refuses them. Runs do not wait for each
 * other: a job that takes longer than the interval runs beside the next.
 */
export class RetrainingSchedule extends Construct {
  /** The schedule. */
  readonly resource: AzapiResource<string>;
  /** Whether it starts jobs. */
  readonly enabled: boolean;

  constructor(scope: Construct, id: string, props: RetrainingScheduleProps) {
    super(scope, id);
    requireValid(this, scheduleRules, props);
    requireValid(this, trainingJobRules, props.job);
    this.enabled = !(props.paused ?? false);

    this.resource = defineJobSchedule(this, {
      ...props,
      verb: "Retrain",
      useCase: props.job.useCase,
      workspaceId: props.job.workspaceId,
      job: renderTrainingJob(props.job, "schedule"),
      enabled: this.enabled,
    });
  }
}

interface JobSchedule {
  readonly name: string;
  /** What it does, before the use case's name. */
  readonly verb: string;
  readonly useCase: string;
  readonly workspaceId: string;
  readonly schedule: Schedule;
  readonly job: PipelineJob;
  readonly enabled: boolean;
}

/** A schedule that submits a job, as `Resource`, with what disables it before it is deleted. */
export function defineJobSchedule(scope: Construct, props: JobSchedule): AzapiResource<string> {
  const resource = new AzapiResource<string>(scope, "Resource", {
    type: SCHEDULE,
    name: props.name,
    parentId: props.workspaceId,
    body: renderBody(props, props.enabled),
    ignoreCasing: true,
  });
  new AzapiResourceAction(scope, "Disable", {
    type: SCHEDULE,
    resourceId: resource.id,
    method: "PUT",
    when: "destroy",
    body: renderBody(props, false),
    lifecycle: { ignoreChanges: ["body"] },
  });
  return resource;
}

function renderBody({ verb, useCase, schedule, job }: JobSchedule, isEnabled: boolean): ScheduleBody {
  const trigger = schedule.toTrigger();
  const action: JobScheduleAction = { actionType: "CreateJob", jobDefinition: job };
  return {
    properties: {
      displayName: `${verb} ${useCase} ${schedule.toString()}`,
      isEnabled,
      tags: { "use-case": useCase },
      trigger: toArm(trigger),
      action,
    },
  };
}

/** The SDK's lists are mutable; nothing else differs. */
const toArm = (trigger: ReturnType<Schedule["toTrigger"]>): ArmSchedule["properties"]["trigger"] =>
  trigger as ArmSchedule["properties"]["trigger"];
