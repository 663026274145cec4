import type { Json, JsonObject } from "../store/store";
import { ArmError } from "./arm-error";
import { sameId } from "../../../domain/azure/ids";
import { parseArmId } from "./arm-id";
import type { Cloud } from "./cloud";
import { merge } from "../../../domain/json/merge";
import { publishProblem } from "../../../domain/network/reach";
import { keyOf } from "./identities";
import { isDeletedVault, purgeVault } from "./purge";
import { runMlAction } from "../../services/machine-learning/actions";
import { readOnlyOf } from "./read-only";
import { checkNameAvailability } from "./reads/names";
import { subscriptionOf } from "../../services/event-grid/subscriptions";
import { listCallbackUrl } from "../../services/logic/triggers";
import { generateKeyPair } from "../../services/compute/key-pair";
import { isFeature, registerFeature } from "../../services/compute/features";
import { networkOf } from "../../services/network/map";

/** One call on a resource: `POST …/listKeys`, or a plain GET, PUT or PATCH of it. */
export interface ActionRequest {
  readonly target: string;
  readonly method: string;
  /** Last segment of the call's path; empty for the resource itself. */
  readonly action: string;
  readonly body: JsonObject;
}

type Action = (cloud: Cloud, target: string, body: JsonObject) => Json;

/** Keys by lower-case resource type, in the shape each service returns them. */
const keys: Readonly<Record<string, (id: string) => Json>> = {
  "microsoft.storage/storageaccounts": (id) => ({
    keys: ["key1", "key2"].map((keyName) => ({ keyName, value: keyOf(keyName, id), permissions: "FULL" })),
  }),
  "microsoft.machinelearningservices/workspaces": (id) => ({
    userStorageKey: null,
    appInsightsInstrumentationKey: keyOf("insights", id),
  }),
  "microsoft.machinelearningservices/workspaces/onlineendpoints": (id) => ({
    primaryKey: keyOf("primary", id),
    secondaryKey: keyOf("secondary", id),
  }),
};

/** A subscription's resource provider: not a resource, but something that can be registered. */
const resourceProvider = /^\/subscriptions\/[^/]+\/providers\/[\w.]+$/i;

const actions: Readonly<Record<string, Action>> = {
  listkeys: (cloud, target) => {
    const type = parseArmId(target)!.type.toLowerCase();
    const list = keys[type];
    if (list === undefined) throw new ArmError(404, "NotFound", `'${target}' has no keys.`);
    return list(target);
  },
  listcallbackurl: listCallbackUrl,
  listsecrets: functionSecrets,
  getfullurl: (cloud, target) => ({ endpointUrl: subscriptionOf(cloud.get(target)!).urls[0] ?? null }),
  getdeliveryattributes: deliveryAttributes,
  provisionmanagednetwork: provisionNetwork,
  generatekeypair: generateKeyPair,
  publish,
};

/** Runs an action. Throws {@link ArmError} if its target is missing or the sandbox does not know the action. */
export function runAction(cloud: Cloud, { target, method, action, body }: ActionRequest): Json {
  if (resourceProvider.test(target) && action.toLowerCase() === "register") {
    return { id: target, namespace: target.split("/").at(-1)!, registrationState: "Registered" };
  }
  if (isDeletedVault(target) && action.toLowerCase() === "purge") {
    purgeVault(cloud, target);
    return {};
  }
  if (isFeature(target)) return registerFeature(cloud, target, method);
  const availability = checkNameAvailability(cloud, target, action, body);
  if (availability !== undefined) return availability;
  const resource = cloud.get(target);
  if (resource === undefined && !(method === "PUT" && action === "")) {
    if (!["publish", "listCallbackUrl"].includes(action))
      throw new ArmError(404, "ResourceNotFound", `The Resource '${target}' was not found.`);
  }
  if (action !== "") {
    const own = runMlAction(cloud, `${target}/${action}`);
    if (own !== undefined) return own.body ?? {};
    const known = actions[action.toLowerCase()];
    if (known === undefined)
      throw new ArmError(405, "NotSupported", `The sandbox does not simulate the action '${action}'.`);
    return known(cloud, target, body);
  }
  // A PUT makes a key where there is none, and leaves one that is there as it is.
  const isThere = resource !== undefined && method === "PUT" && sameId(resource.type, "Microsoft.KeyVault/vaults/keys");
  if ((method === "PUT" || method === "PATCH") && !isThere) {
    const whole = method === "PUT" ? body : (merge(resource!.body, body) as JsonObject);
    const type = parseArmId(target)!.type;
    const readOnly = merge(resource?.readOnly ?? {}, readOnlyOf(target, type, whole)) as JsonObject;
    cloud.write({ ...resource, id: target, type, body: whole, readOnly });
  } else if (method === "DELETE") {
    cloud.delete(target);
    return {};
  }
  return JSON.parse(JSON.stringify(cloud.show(target))) as Json;
}

/** Headers that a subscription gives to what it delivers. */
function deliveryAttributes(cloud: Cloud, target: string): Json {
  const { destination } = cloud.show(target)!.properties;
  const { properties } = (destination ?? {}) as { readonly properties?: JsonObject };
  return { value: properties?.["deliveryAttributeMappings"] ?? [] };
}

/** What `POST …/functions/<name>/listsecrets` answers. The key is made up and worth nothing outside the sandbox. */
function functionSecrets(_: Cloud, target: string): Json {
  const { type, name } = parseArmId(target)!;
  if (!sameId(type, "Microsoft.Web/sites/functions"))
    throw new ArmError(405, "NotSupported", `'${target}' has no secrets of a function.`);
  const key = keyOf("function", target);
  const app = target.split("/").at(-3)!;
  return { key, trigger_url: `https://${app}.azurewebsites.net/api/${name}?code=${encodeURIComponent(key)}` };
}

/** Makes a workspace's managed network, for serverless Spark as well if asked: what is ready stays so. */
function provisionNetwork(cloud: Cloud, target: string, body: JsonObject): Json {
  const workspace = cloud.get(target)!;
  const shown = cloud.show(target)!;
  const network = shown.properties["managedNetwork"] as JsonObject | undefined;
  if ((network?.["isolationMode"] ?? "Disabled") === "Disabled")
    throw new ArmError(400, "ValidationError", `The workspace '${shown.name}' has no managed network to provision.`);
  const before = (network!["status"] ?? {}) as JsonObject;
  const status = { status: "Active", sparkReady: before["sparkReady"] === true || body["includeSpark"] === true };
  const readOnly = merge(workspace.readOnly, { properties: { managedNetwork: { status } } }) as JsonObject;
  // Past the rules of a write: nobody sent a workspace.
  cloud.store.put({ ...workspace, readOnly });
  return status;
}

/**
 * Copies an asset version from a workspace to a registry. Assets that jobs registered are not in the store, so that the
 * source may be one the sandbox has never seen; its workspace and the registry must exist.
 */
function publish(cloud: Cloud, target: string, body: JsonObject): Json {
  const asset =
    /^(.*\/workspaces\/[^/]+)\/(models|data|environments|components|codes)\/([^/]+)\/versions\/([^/]+)$/i.exec(target);
  if (asset === null || cloud.get(asset[1]!) === undefined) {
    throw new ArmError(404, "ResourceNotFound", `The Resource '${target}' was not found.`);
  }
  const registry = cloud
    .ofType("Microsoft.MachineLearningServices/registries")
    .find((candidate) => sameId(candidate.name, String(body["registryName"])));
  if (registry === undefined) {
    throw new ArmError(404, "RegistryNotFound", `Registry '${String(body["registryName"])}' was not found.`);
  }
  const name = String(body["destinationName"] ?? asset[3]!);
  const version = String(body["destinationVersion"] ?? asset[4]!);
  const id = `${registry.id}/${asset[2]!}/${name}/versions/${version}`;
  if (cloud.get(id) !== undefined)
    throw new ArmError(409, "Conflict", `'${id}' already exists; asset versions are immutable.`);
  const storage = networkOf(cloud).workspace(asset[1]!)?.targets.storage;
  const problem = storage && publishProblem(storage, registry.id);
  if (problem !== undefined) {
    // The words are those of the storage that the registry's fetch meets.
    const words = "This request is not authorized to perform this operation.";
    throw new ArmError(403, "AuthorizationFailure", `${words} '${id}' was not published: ${problem}.`);
  }
  const type = `Microsoft.MachineLearningServices/registries/${asset[2]!}/versions`;
  const source = cloud.get(target)?.body ?? { properties: {} };
  cloud.write({ id, type, body: source, readOnly: readOnlyOf(id, type, source) });
  return { id };
}
