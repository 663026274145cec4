import type { PipelineJob } from "@azure/arm-machinelearning";
import { Construct } from "constructs";
import { batchTag } from "../../domain/promotion/training-tag";
import type { Schedule } from "../../domain/time/schedule";
import type { AzapiResource } from "../azapi";
import { named, requireValid, type Rule } from "../rules";
import { defineJobSchedule } from "./retraining-schedule";
import { renderPipelineJob, trainingJobRules, type TrainingJobProps, type TrainingOutput } from "./training-job";

export interface BatchScoringProps {
  /** Name of the schedule and of its jobs' experiment. 1–255 letters, digits, hyphens and underscores. A change replaces it. */
  readonly name: string;
  /** When to score. Its start lies in the future when it is first deployed, or Azure ML starts a job at once. */
  readonly schedule: Schedule;
  /** What scores: a pipeline component, and what it reads and writes besides the model. Paths of outputs are folders. */
  readonly job: Omit<TrainingJobProps, "experiment">;
  /** The version that scores, and the pipeline's input that takes it. */
  readonly model: {
    readonly input: string;
    /** `azureml://registries/<registry>/models/<model>/versions/<version>`. */
    readonly uri: string;
    readonly version: string;
  };
  /** Whether the schedule stays but starts nothing. @default false */
  readonly paused?: boolean;
}

const batchRules: readonly Rule<BatchScoringProps>[] = [
  named("MLOPS-BATCH-001", "mlSchedule"),
  {
    code: "MLOPS-BATCH-002",
    check: ({ job, model }) =>
      job.inputs === undefined || !(model.input in job.inputs)
        ? undefined
        : { message: "an input is the one that takes the model", given: model.input, fix: "name it once" },
  },
];

/** A place below a folder that is named after the job, so that no run writes over another's. Azure ML puts the name in. */
function ownPlace({ path, ...output }: TrainingOutput): TrainingOutput {
  if (path === undefined) return output;
  return { ...output, path: `${path}\${{name}}${output.type === "uri_file" ? "" : "/"}` };
}

/** The job as Azure ML takes it. */
export function renderBatchJob({ name, job, model }: Pick<BatchScoringProps, "name" | "job" | "model">): PipelineJob {
  const { useCase } = job;
  const inputs = { ...job.inputs, [model.input]: { type: "mlflow_model", path: model.uri } as const };
  const outputs = Object.fromEntries(
    Object.entries(job.outputs ?? {}).map(([key, output]) => [key, ownPlace(output)] as const),
  );
  return renderPipelineJob(
    { ...job, inputs, outputs },
    {
      displayName: name,
      experimentName: name,
      tags: { trigger: "schedule", "use-case": useCase, [batchTag(useCase)]: model.version },
    },
  );
}

/**
 * Scores many rows by the clock with one version of a model: an Azure ML schedule that submits a pipeline component, which
 * gets the version as an input. Another version is another input of the next run; nothing is moved or waited for.
 *
 * Limitations: nobody else can start it through an endpoint (see the decision record on batch scoring). Runs do not wait
 * for each other.
 *
 * ```ts
 * new BatchScoring(stack, "Batch", {
 *   name: "customer-churn-batch",
 *   schedule,
 *   job: { useCase: "customer-churn", workspaceId, registryName, component, cluster: "cpu", outputs },
 *   model: { input: "model", uri: "azureml://registries/mlr/models/customer-churn/versions/12", version: "12" },
 * });
 * ```
 */
export class BatchScoring extends Construct {
  /** The schedule. */
  readonly resource: AzapiResource<string>;
  /** Name of the experiment that jobs are filed under. */
  readonly experiment: string;

  constructor(scope: Construct, id: string, props: BatchScoringProps) {
    super(scope, id);
    requireValid(this, batchRules, props);
    requireValid(this, trainingJobRules, props.job);
    const { name, schedule, job } = props;
    const { useCase, workspaceId } = job;
    this.experiment = name;
    this.resource = defineJobSchedule(this, {
      name,
      verb: "Score",
      useCase,
      workspaceId,
      schedule,
      enabled: !(props.paused ?? false),
      job: renderBatchJob(props),
    });
  }
}
