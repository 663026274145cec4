import type { JsonObject } from "../../engine/store/store";
import { ArmError } from "../../engine/arm/arm-error";
import type { DeleteContext, RuleTable, WriteContext } from "../../engine/arm/model";
import { at, badRequest, immutable } from "../../engine/arm/rules/helpers";
import { parseArmId } from "../../engine/arm/arm-id";
import { Authorizer } from "../access/authorizer";
import { datastorePlace, inManagedNetwork, whyNoAsset, whyNoBlobs, whyNoImage } from "../network/runner";

/** Azure ML online endpoints and their deployments. */
export const endpointRules: RuleTable = {
  "microsoft.machinelearningservices/workspaces/onlineendpoints": {
    write: [immutable("identity.type"), keepIdentities, trafficFits],
  },
  "microsoft.machinelearningservices/workspaces/onlineendpoints/deployments": {
    write: [deploymentFits, deploymentFetches],
    remove: [refuseLive],
  },
};

function keepIdentities(context: WriteContext): void {
  if (context.before === undefined) return;
  const names = (identity: JsonObject | undefined) =>
    Object.keys((identity?.["userAssignedIdentities"] ?? {}) as object)
      .map((id) => id.toLowerCase())
      .sort()
      .join();
  if (names(context.before.identity) === names(context.resource.identity)) return;
  throw badRequest(context, "InferencingClientCreateOrUpdateFailed", "the identity of an endpoint cannot be changed.");
}

function trafficFits(context: WriteContext): void {
  const { properties } = context.resource;
  const traffic = (properties["traffic"] ?? {}) as Readonly<Record<string, number>>;
  const mirror = (properties["mirrorTraffic"] ?? {}) as Readonly<Record<string, number>>;
  for (const deployment of [...Object.keys(traffic), ...Object.keys(mirror)]) {
    if (context.cloud.get(`${context.id.id}/deployments/${deployment}`) !== undefined) continue;
    throw badRequest(
      context,
      "BadArgument",
      `traffic names deployment '${deployment}', which does not exist on this endpoint.`,
    );
  }
  const shares = Object.values(traffic);
  const sum = shares.reduce((total, share) => total + share, 0);
  if (shares.some((share) => share < 0 || share > 100) || (sum !== 0 && sum !== 100)) {
    throw badRequest(context, "BadArgument", `traffic must sum to 0 or 100 percent, not ${sum}.`);
  }
  const mirrored = Object.values(mirror);
  if (mirrored.length > 1 || mirrored.some((share) => share < 0 || share > 50)) {
    throw badRequest(context, "BadArgument", "mirrorTraffic names at most one deployment, with at most 50 percent.");
  }
}

function deploymentFits(context: WriteContext): void {
  const { properties } = context.resource;
  if (properties["endpointComputeType"] !== "Managed") return;
  if (typeof properties["instanceType"] !== "string") {
    throw badRequest(context, "BadArgument", "a managed online deployment needs an instanceType.");
  }
  const capacity = Number(at(context.resource.sku, "capacity") ?? 1);
  const most = 50;
  if (capacity < 1 || capacity > most) {
    throw badRequest(context, "BadArgument", `sku.capacity must be between 1 and ${most}, not ${capacity}.`);
  }
  const before = at(context.before?.properties, "instanceType");
  if (before !== undefined && before !== properties["instanceType"]) {
    throw badRequest(context, "BadArgument", "instanceType cannot be changed; create another deployment instead.");
  }
}

/**
 * A deployment starts as its endpoint's identity, which pulls the image, reads the model and mounts what the workspace keeps.
 * Source: Azure ML, how-to-troubleshoot-online-endpoints, "Authorization error", and
 * concept-endpoints-online-auth, "Automatic role assignment for endpoint identity".
 */
function deploymentFetches(context: WriteContext): void {
  const { cloud, id, resource } = context;
  if (resource.properties["endpointComputeType"] !== "Managed") return;
  const host = { cloud, access: Authorizer.of(cloud) };
  const runner = inManagedNetwork(host, id.parent);
  // A system-assigned identity is granted what it needs by Azure ML.
  const named = Object.keys((cloud.show(id.parent)?.identity?.["userAssignedIdentities"] ?? {}) as object);
  if (runner === undefined || named.length === 0) return;
  const workspace = parseArmId(id.parent)!.parent;
  const { containerRegistry } = cloud.show(workspace)?.properties ?? {};
  const storage = datastorePlace(cloud, workspace, "workspaceblobstore");
  const assets = [...new Set(JSON.stringify(resource.properties).match(/azureml:\/\/registries\/[^"]+/g))];
  const reason =
    (typeof containerRegistry === "string" ? whyNoImage(host, runner, containerRegistry) : undefined) ??
    (storage && whyNoBlobs(host, runner, storage, { parts: ["blob"], verbs: ["read"] })) ??
    assets.map((uri) => whyNoAsset(host, runner, uri)).find((found) => found !== undefined);
  if (reason !== undefined) throw badRequest(context, "BadArgument", `Authorization error: ${reason}`);
}

function refuseLive({ cloud, id }: DeleteContext): void {
  const endpoint = cloud.show(id.parent);
  const live = ["traffic", "mirrorTraffic"].some(
    (key) => Number((endpoint?.properties[key] as JsonObject | undefined)?.[id.name] ?? 0) > 0,
  );
  if (!live) return;
  throw new ArmError(
    400,
    "BadArgument",
    `Deployment '${id.name}' has traffic: set its traffic to 0 before deleting it.`,
  );
}
