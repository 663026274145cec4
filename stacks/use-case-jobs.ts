import type { Construct } from "constructs";
import type { UseCaseAlerts } from "../constructs/monitoring";
import { BatchScoring, type TrainingInput, type TrainingJobProps } from "../constructs/retraining";
import { REGISTRY_INPUT } from "../domain/promotion/publication";
import type { Serving, UseCaseInEnvironment } from "../schema/use-case/model";
import type { UseCasePlace } from "./use-case-place";

/** What trains the model of a use case, whatever starts it. */
export function trainingJob(
  place: UseCasePlace,
  { name, training }: Pick<UseCaseInEnvironment, "name" | "training">,
): TrainingJobProps {
  const { external, inputs } = training;
  // A pipeline of ml/ has this input; what others have published may not, and says it in the configuration.
  const told: Record<string, TrainingInput> =
    place.publishes && external !== true ? { [REGISTRY_INPUT]: { type: "literal", value: place.registry } } : {};
  return { ...jobOf(place, name, { ...training, inputs: { ...told, ...inputs } }), experiment: place.names.experiment };
}

export interface UseCaseBatchProps {
  readonly place: UseCasePlace;
  readonly useCase: Pick<UseCaseInEnvironment, "name" | "release">;
  readonly serving: Pick<Serving, "batch" | "model">;
  /** Watches that it scores. */
  readonly alerts: UseCaseAlerts;
}

/** Scores by the clock with what is live; with nothing live there is nothing to score with. */
export function addBatch(scope: Construct, { place, useCase, serving, alerts }: UseCaseBatchProps): void {
  const { batch, model } = serving;
  const { live } = useCase.release;
  if (batch === undefined || live === undefined) return;
  const { schedule, paused, modelInput } = batch;
  const { experiment } = new BatchScoring(scope, "Batch", {
    name: place.names.batch,
    schedule,
    paused,
    job: jobOf(place, useCase.name, batch),
    model: {
      input: modelInput,
      uri: `azureml://registries/${place.registry}/models/${model}/versions/${live.model}`,
      version: live.model,
    },
  });
  alerts.watchBatch(experiment, paused ? undefined : schedule);
}

interface PipelineSetting extends Pick<TrainingJobProps, "cluster" | "inputs" | "outputs"> {
  readonly component: string;
  readonly version: string;
}

/** A pipeline component of the registry, in this environment's workspace. */
const jobOf = (
  { ids, registry }: UseCasePlace,
  useCase: string,
  { component, version, cluster, inputs, outputs }: PipelineSetting,
) => ({
  useCase,
  workspaceId: ids.workspace,
  registryName: registry,
  component: { name: component, version },
  cluster,
  inputs,
  outputs,
});
