import type { Json, JsonObject } from "../engine/store/store";
import { parseArmId } from "../engine/arm/arm-id";
import { at, objects } from "../engine/arm/rules/helpers";
import { monitorProblem } from "../../domain/network/reach";
import {
  datastorePlace,
  inManagedNetwork,
  managedNetwork,
  placeOf,
  type Place,
  type RunHost,
  type Runner,
  sparkOf,
  whyNoBlobs,
} from "../services/network/runner";

/**
 * Why a monitor cannot read what it is to look at, or keep what it finds, as its Spark would say; undefined if it can. What is
 * not among the sandbox's resources is taken for readable.
 *
 * It runs on serverless Spark as the identity that its definition names, else as the workspace's. Data that the collector wrote
 * is listed by the account's `blob` host and read by its `dfs` host; without a credential Spark refuses a flat account that keeps
 * deleted blobs. Source: Azure/azureml-assets, model_data_collector_preprocessor/mdc_utils.py and shared_utilities/store_url.py.
 */
export function whyUnreadable(host: RunHost, workspaceId: string, definition: JsonObject): string | undefined {
  if (host.cloud.show(workspaceId) === undefined) return undefined;
  const problem = monitorProblem(managedNetwork(host, workspaceId));
  if (problem !== undefined) return `${problem}.`;
  const [named] = Object.keys(
    (at(definition, "computeConfiguration.computeIdentity.identity.userAssignedIdentities") ?? {}) as object,
  );
  const spark = sparkOf(host, workspaceId);
  const runner: Runner = named === undefined ? spark : { ...spark, as: host.access.identity(named) };
  const inputs = inputsOf(definition);
  for (const input of inputs) {
    const place = placeOf(host.cloud, workspaceId, input);
    const collected = isCollected(host, input);
    const reason =
      place &&
      ((collected ? whyNotCollected(host, definition, place) : undefined) ??
        unreadable(host, runner, place, collected));
    if (reason !== undefined) return reason;
  }
  const output = inputs.length === 0 ? undefined : datastorePlace(host.cloud, workspaceId, "workspaceblobstore");
  return output && whyNoBlobs(host, runner, output, { parts: ["blob", "dfs"], verbs: ["read", "write"] });
}

/** What the signals of a monitor look at: production data, reference data, and what custom ones are given. */
function inputsOf(definition: JsonObject): readonly Json[] {
  const signals = Object.values((definition["signals"] ?? {}) as Readonly<Record<string, JsonObject>>);
  const inputs = signals.flatMap((signal) => [
    ...objects([signal["productionData"] ?? null].flat() as readonly Json[]),
    ...objects([signal["referenceData"] ?? null].flat() as readonly Json[]),
    ...Object.values((signal["inputAssets"] ?? {}) as Readonly<Record<string, JsonObject>>),
  ]);
  return [...new Set(inputs.flatMap((input) => input["uri"] ?? []))];
}

/** The data collector writes below a folder of its own. */
function isCollected({ cloud }: RunHost, input: Json): boolean {
  const uri = at(cloud.show(String(input))?.properties, "dataUri") ?? input;
  return String(uri).includes("/modelDataCollector/");
}

/** Why the deployment that is watched could not write what it was asked; undefined if it could. */
function whyNotCollected(host: RunHost, definition: JsonObject, place: Place): string | undefined {
  const deployment = at(definition, "monitoringTarget.deploymentId");
  const endpoint = typeof deployment === "string" ? parseArmId(deployment)?.parent : undefined;
  const collector = endpoint === undefined ? undefined : inManagedNetwork(host, endpoint);
  const reason = collector && whyNoBlobs(host, collector, place, { parts: ["blob"], verbs: ["write"] });
  return reason && `nothing was collected. ${reason}`;
}

function unreadable(host: RunHost, runner: Runner, place: Place, collected: boolean): string | undefined {
  const values = host.cloud.get(place.account)?.azurerm?.values ?? {};
  const flat = values["is_hns_enabled"] !== true;
  const [services] = objects(values["blob_properties"]);
  if (collected && flat && objects(at(services, "delete_retention_policy")).length > 0)
    return `${place.store}: Credential-less blob store with soft delete enabled is not supported, you can: 1. Upgrade to adlsgen2, 2. Switch to credential store, or 3. Disable soft delete.`;
  return whyNoBlobs(host, runner, place, { parts: collected ? ["blob", "dfs"] : ["blob"], verbs: ["read"] });
}
