import type { JobInputUnion, JobOutputUnion, PipelineJob } from "@azure/arm-machinelearning";
import { fullDatastoreUri } from "../../domain/azure/datastore-uri";
import { inputModes, outputModes } from "../../domain/azure/job-modes";
import { trainingTag } from "../../domain/promotion/training-tag";
import { checkNamed, type Rule } from "../rules";

/** What `uri` leads to. */
export type DataKind = "uri_folder" | "uri_file" | "mltable" | "custom_model" | "mlflow_model" | "triton_model";

/** An input of the pipeline component. */
export type TrainingInput =
  /** Text. `${{creation_context.trigger_time}}` in it becomes the time at which the job is started. */
  | { readonly type: "literal"; readonly value: string }
  | {
      readonly type: DataKind;
      /** `azureml://…`, or an asset's id. */
      readonly path: string;
      /** How the data reaches the job. @default - Azure ML's own choice: a read-only mount */
      readonly mode?: "ro_mount" | "rw_mount" | "download" | "direct" | "eval_mount" | "eval_download";
    };

/** An output of the pipeline component. */
export interface TrainingOutput {
  readonly type: DataKind;
  /** Where it is written. @default - the workspace's default datastore, a folder per job */
  readonly path?: string;
  /** @default - Azure ML's own choice: a mount */
  readonly mode?: "rw_mount" | "upload" | "direct";
}

/** The job that trains a use case's model: one pipeline component of the registry, at an exact version. */
export interface TrainingJobProps {
  /** Name of the use case. */
  readonly useCase: string;
  /** ARM id of the workspace the job runs in. */
  readonly workspaceId: string;
  /** Name of the registry that holds the component. */
  readonly registryName: string;
  /** The pipeline component. */
  readonly component: { readonly name: string; readonly version: string };
  /** Name of the compute cluster that steps run on unless they say otherwise. */
  readonly cluster: string;
  /** @default - none */
  readonly inputs?: Readonly<Record<string, TrainingInput>>;
  /** @default - none */
  readonly outputs?: Readonly<Record<string, TrainingOutput>>;
  /** The experiment that jobs are filed under. @default - `<use case>-training` */
  readonly experiment?: string;
}

/** What started a training job; the value of its tag `trigger`. */
export type TrainingTrigger = "schedule" | "drift";

/** Azure ML's macro for the time at which a schedule starts a job. */
export const TRIGGER_TIME = "${{creation_context.trigger_time}}";

export { trainingTag };

/**
 * Azure ML's `${{…}}` as it must stand in Terraform, which would take `${` for an expression of its own. Other text,
 * references included, stays as it is.
 */
export const escapeMacros = (text: string): string => text.replaceAll("${{", () => "$${{");

export const trainingJobRules: readonly Rule<TrainingJobProps>[] = [
  {
    code: "MLOPS-TRAINING-001",
    check: ({ component }) => checkNamed("mlAsset", component.name),
  },
  {
    code: "MLOPS-TRAINING-002",
    check: ({ component }) =>
      /^[\w.-]+$/.test(component.version) && component.version !== "latest"
        ? undefined
        : {
            message: "the component's version is not an exact one",
            given: component.version,
            allowed: "a version as registered, e.g. 4 or 1.0.0",
            fix: "name the version: what trains in production must not change by itself",
          },
  },
];

/** The job as Azure ML takes it, in a schedule and on its own. */
export const renderTrainingJob = (props: TrainingJobProps, trigger: TrainingTrigger): PipelineJob =>
  renderPipelineJob(props, {
    displayName: `${props.useCase}-${trigger}`,
    experimentName: props.experiment ?? `${props.useCase}-training`,
    tags: { trigger, "use-case": props.useCase, [trainingTag(props.useCase)]: trigger },
  });

/** A job that runs one pipeline component of the registry. */
export function renderPipelineJob(
  props: TrainingJobProps,
  { displayName, experimentName, tags }: Required<Pick<PipelineJob, "displayName" | "experimentName" | "tags">>,
): PipelineJob {
  const { component, workspaceId } = props;
  const computeId = `${workspaceId}/computes/${props.cluster}`;
  return {
    jobType: "Pipeline",
    displayName,
    experimentName,
    componentId: `azureml://registries/${props.registryName}/components/${component.name}/versions/${component.version}`,
    computeId,
    settings: { default_compute: computeId, continue_on_step_failure: false },
    inputs: mapValues(props.inputs ?? {}, (input) => renderInput(workspaceId, input)),
    outputs: mapValues(props.outputs ?? {}, (output) => renderOutput(workspaceId, output)),
    tags,
  };
}

function renderInput(workspaceId: string, input: TrainingInput): JobInputUnion {
  if (input.type === "literal") return { jobInputType: "literal", value: escapeMacros(input.value) };
  return {
    jobInputType: input.type,
    uri: escapeMacros(fullDatastoreUri(workspaceId, input.path)),
    ...(input.mode === undefined ? {} : { mode: inputModes[input.mode] }),
  };
}

function renderOutput(workspaceId: string, output: TrainingOutput): JobOutputUnion {
  return {
    jobOutputType: output.type,
    ...(output.path === undefined ? {} : { uri: escapeMacros(fullDatastoreUri(workspaceId, output.path)) }),
    ...(output.mode === undefined ? {} : { mode: outputModes[output.mode] }),
  };
}

const mapValues = <In, Out>(record: Readonly<Record<string, In>>, map: (value: In) => Out): Record<string, Out> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
