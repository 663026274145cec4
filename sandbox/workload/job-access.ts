import { at, objects } from "../engine/arm/rules/helpers";
import { parseArmId } from "../engine/arm/arm-id";
import type { Json, JsonObject } from "../engine/store/store";
import { publishedTo } from "./publication";
import { networkOf } from "../services/network/map";
import {
  inManagedNetwork,
  datastorePlace,
  placeOf,
  type RunHost,
  type Runner,
  sparkOf,
  whyNoAsset,
  whyNoBlobs,
  whyNoImage,
  whyNotPublished,
  whyShutOut,
} from "../services/network/runner";

/**
 * Why a job cannot run on the compute that it names, in the words of whoever refuses; undefined if it can. It runs as the
 * compute's identity: that pulls the image, fetches the component, reads the inputs and writes to the workspace's storage.
 * What the sandbox does not have is taken for reachable.
 */
export function whyNotRun(host: RunHost, job: string): string | undefined {
  const { cloud } = host;
  const workspace = parseArmId(job)!.parent;
  const definition = cloud.show(job)?.properties ?? {};
  const spark = whyNoSpark(host, workspace, definition);
  if (spark !== undefined) return spark;
  const runner = runnerOf(host, workspace, definition);
  if (runner === undefined) return undefined;
  const registry = cloud.show(workspace)?.properties["containerRegistry"];
  const storage = datastorePlace(cloud, workspace, "workspaceblobstore");
  const reasons = [
    () => (typeof registry === "string" ? whyNoBuild(host, workspace, registry) : undefined),
    () => (typeof registry === "string" ? whyNoImage(host, runner, registry) : undefined),
    ...assetsIn(definition).map((uri) => () => whyNoAsset(host, runner, uri)),
    ...inputsOf(definition).map((input) => () => {
      const place = placeOf(cloud, workspace, input);
      return place && whyNoBlobs(host, runner, place, { parts: ["blob"], verbs: ["read"] });
    }),
    () => storage && whyNoBlobs(host, runner, storage, { parts: ["blob"], verbs: ["read", "write"] }),
    // Last of all steps: what is trained is lost to the registry, and the job has failed.
    () => {
      const target = publishedTo(cloud, job);
      return target && whyNotPublished(host, runner, target);
    },
  ];
  for (const reason of reasons) {
    const found = reason();
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Why steps on Azure's own Spark could not read the job's inputs or write what they make: as the workspace's identity, which a
 * managed one is there. A step as whoever submits it reads with that person's rights, which nobody asks here.
 */
function whyNoSpark(host: RunHost, workspace: string, definition: JsonObject): string | undefined {
  const steps = Object.values((definition["jobs"] ?? {}) as Readonly<Record<string, JsonObject>>);
  const own = steps.filter((step) => at(step, "resources.runtime_version") !== undefined);
  if (!own.some((step) => at(step, "identity.identity_type") === "Managed")) return undefined;
  if (host.cloud.show(workspace) === undefined) return undefined;
  const runner = sparkOf(host, workspace);
  for (const input of inputsOf(definition)) {
    const place = placeOf(host.cloud, workspace, input);
    const reason = place && whyNoBlobs(host, runner, place, { parts: ["blob", "dfs"], verbs: ["read"] });
    if (reason !== undefined) return reason;
  }
  const output = datastorePlace(host.cloud, workspace, "workspaceblobstore");
  return output && whyNoBlobs(host, runner, output, { parts: ["blob", "dfs"], verbs: ["read", "write"] });
}

/** Environments become images on the workspace's cluster for it, or where there is none by tasks of the container registry. */
function whyNoBuild(host: RunHost, workspace: string, registry: string): string | undefined {
  const cluster = networkOf(host.cloud).workspace(workspace)?.imageBuilds;
  const builder: Runner | undefined =
    cluster === undefined
      ? {
          as: { objectId: "", name: "Azure's image builders" },
          from: { from: "azure", service: "Microsoft.ContainerRegistry/registries/tasks", identity: "none" },
        }
      : inManagedNetwork(host, `${workspace}/computes/${cluster}`);
  const way = builder && whyShutOut(host, builder, registry);
  return way && `the image of the environment cannot be built: ${registry.split("/").at(-1)!} is out of reach: ${way}.`;
}

function runnerOf(host: RunHost, workspace: string, definition: JsonObject): Runner | undefined {
  const named = [at(definition, "settings.default_compute"), definition["computeId"]].find(
    (one): one is string => typeof one === "string" && one !== "",
  );
  if (named === undefined) return undefined;
  return inManagedNetwork(host, named.startsWith("/") ? named : `${workspace}/computes/${named}`);
}

/** Components and environments of registries, as the job names them. */
const assetsIn = (definition: JsonObject): readonly string[] => [
  ...new Set(JSON.stringify(definition).match(/azureml:\/\/registries\/[^"]+/g)),
];

const inputsOf = (definition: JsonObject): readonly Json[] =>
  objects(Object.values((definition["inputs"] ?? {}) as JsonObject)).flatMap((input) => input["uri"] ?? []);
