import { sameId } from "../../domain/azure/ids";
import { nextVersion, originTags, REGISTRY_INPUT } from "../../domain/promotion/publication";
import { parseArmId } from "../engine/arm/arm-id";
import type { Cloud } from "../engine/arm/cloud";
import type { CloudView } from "../engine/arm/model";
import { isObject } from "../engine/arm/json";
import { registerModel, type SeededModel } from "./seed";

/** ARM id of the registry that a job writes its version into; undefined if it names none, or one that the sandbox does not have. */
export function publishedTo(cloud: CloudView, job: string): string | undefined {
  const inputs = cloud.show(job)?.properties["inputs"];
  const input = isObject(inputs) ? inputs[REGISTRY_INPUT] : undefined;
  const name = isObject(input) && input["jobInputType"] === "literal" ? input["value"] : undefined;
  if (typeof name !== "string") return undefined;
  return cloud.ofType("Microsoft.MachineLearningServices/registries").find((one) => sameId(one.name, name))?.id;
}

/** Writes a version that a job made into a registry, as the job does that may: under the registry's own next number. */
export function publishModel(
  cloud: Cloud,
  registry: string,
  {
    model,
    metrics,
    tags,
    job,
  }: Pick<SeededModel, "model" | "metrics" | "tags"> & { /** ARM id. */ readonly job: string },
): string {
  const version = nextVersion(cloud.within(`${registry}/models/${model}`).map(({ name }) => name));
  const { name, parent } = parseArmId(job)!;
  registerModel(cloud, {
    home: registry,
    model,
    version,
    ...(metrics !== undefined && { metrics }),
    tags: { ...tags, [originTags.job]: name, [originTags.workspace]: parseArmId(parent)!.name },
  });
  return version;
}
