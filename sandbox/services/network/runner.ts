import { type Caller, defaultPart, type ManagedNetwork, reach, type Target } from "../../../domain/network/reach";
import { ArmError } from "../../engine/arm/arm-error";
import { sameId } from "../../../domain/azure/ids";
import { parseArmId } from "../../engine/arm/arm-id";
import type { CloudView } from "../../engine/arm/model";
import { at } from "../../engine/arm/rules/helpers";
import type { Operation } from "../../engine/authorization";
import type { Json, JsonObject } from "../../engine/store/store";
import type { Authorizer, Somebody } from "../access/authorizer";
import { publishOperations } from "../access/requests";
import { networkOf } from "./map";

/** A sandbox, as far as something that runs in it is let do what it does. */
export interface RunHost {
  readonly cloud: CloudView;
  /** Who may do what. */
  readonly access: Authorizer;
}

/** Something that runs in Azure: as whom, and from where in the network. */
export interface Runner {
  readonly as: Somebody;
  readonly from: Caller;
}

/** Where data lies. */
export interface Place {
  /** ARM id of the storage account. */
  readonly account: string;
  /** What the datastore is called. */
  readonly store: string;
  readonly container?: string;
}

const BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";

/**
 * Why blobs are out of reach, in storage's words; undefined if they are not. A part is the host that is asked: `blob`, `dfs`.
 * Accounts that the sandbox does not have are taken for reachable.
 */
export function whyNoBlobs(
  host: RunHost,
  runner: Runner,
  { account, store, container }: Place,
  { parts, verbs }: { readonly parts: readonly string[]; readonly verbs: readonly ("read" | "write")[] },
): string | undefined {
  const target = networkOf(host.cloud).target(account);
  if (target === undefined) return undefined;
  for (const part of parts) {
    const way = wayTo(runner, target, part);
    const name = `${account.split("/").at(-1)!}.${part}.core.windows.net`;
    if (way !== undefined)
      return `${store}: 403 AuthorizationFailure: This request is not authorized to perform this operation. ${name} is out of reach: ${way}.`;
  }
  const scope = container === undefined ? account : `${account}/blobServices/default/containers/${container}`;
  const denied = verbs
    .map((verb) => whyNot(host, runner, { name: `${BLOBS}/${verb}`, plane: "data", scope }))
    .find((reason) => reason !== undefined);
  return denied && `${store}: ${denied}`;
}

/**
 * Why no image can be pulled from a container registry, or pushed to one; undefined if it can.
 * Source of the words: learn.microsoft.com/azure/container-registry/container-registry-troubleshoot-access.
 */
export function whyNoImage(host: RunHost, runner: Runner, registry: string): string | undefined {
  const name = `${registry.split("/").at(-1)!}.azurecr.io`;
  const way = whyShutOut(host, runner, registry);
  if (way !== undefined)
    return `${name}: denied: client is not allowed access. Refer https://aka.ms/acr/firewall to grant access. It is out of reach: ${way}.`;
  const pull: Operation = {
    name: "Microsoft.ContainerRegistry/registries/pull/read",
    plane: "control",
    scope: registry,
  };
  const denied = whyNot(host, runner, pull);
  return denied && `${name}: unauthorized: authentication required. ${denied}`;
}

/** Why an asset of a model registry cannot be fetched; undefined if it can. */
export function whyNoAsset(host: RunHost, runner: Runner, uri: string): string | undefined {
  const [, name, kind, asset] = /^azureml:\/\/registries\/([^/]+)\/(\w+)\/([^/]+)/.exec(uri) ?? [];
  const registry = host.cloud
    .ofType("Microsoft.MachineLearningServices/registries")
    .find((one) => name !== undefined && sameId(one.name, name));
  if (registry === undefined) return undefined;
  const way = whyShutOut(host, runner, registry.id);
  if (way !== undefined) return `${uri}: the registry ${registry.name} is out of reach: ${way}.`;
  const read: Operation = {
    name: "Microsoft.MachineLearningServices/registries/assets/read",
    plane: "control",
    scope: `${registry.id}/${kind!}/${asset!}`,
  };
  const denied = whyNot(host, runner, read);
  return denied && `${uri}: ${denied}`;
}

/**
 * Why a version cannot be written into a model registry; undefined if it can. Files go to storage of the registry's own, which
 * lets in whoever the registry lets in.
 * Source: learn.microsoft.com/azure/machine-learning/how-to-registry-network-isolation, "Create assets in registry from local files".
 */
export function whyNotPublished(host: RunHost, runner: Runner, registry: string): string | undefined {
  const name = registry.split("/").at(-1)!;
  const way = whyShutOut(host, runner, registry);
  if (way !== undefined) return `nothing is published to ${name}: it is out of reach: ${way}.`;
  const denied = publishOperations(registry)
    .map((operation) => whyNot(host, runner, operation))
    .find((reason) => reason !== undefined);
  return denied && `nothing is published to ${name}: ${denied}`;
}

/** Why somebody may not do something, in Azure's words; undefined if they may. */
export function whyNot({ access }: RunHost, { as }: Runner, operation: Operation): string | undefined {
  try {
    access.require([{ operation }], as);
    return undefined;
  } catch (error) {
    if (!(error instanceof ArmError)) throw error;
    return `${error.status} ${error.code}: ${error.detail}`;
  }
}

/** Why a target that has one part is out of reach; undefined if it is not, or not in the sandbox. */
export function whyShutOut({ cloud }: RunHost, runner: Runner, id: string): string | undefined {
  const target = networkOf(cloud).target(id);
  return target && wayTo(runner, target, defaultPart(target));
}

function wayTo({ from }: Runner, target: Target, part: string): string | undefined {
  const found = reach(from, target, part);
  if (found.reached) return undefined;
  return found.hint === undefined ? found.reason : `${found.reason}; ${found.hint}`;
}

const SOMEWHERE: Omit<ManagedNetwork, "workspace"> = { region: "", isolation: "none", sparkReady: false, rules: [] };

/** The managed network of a workspace; of one that the sandbox does not have, none. */
export const managedNetwork = ({ cloud }: RunHost, workspace: string): ManagedNetwork =>
  networkOf(cloud).workspace(workspace)?.network ?? { ...SOMEWHERE, workspace };

/**
 * What a workspace has in its managed network, a compute or the deployments of an endpoint, as the identity that it has;
 * undefined if the sandbox does not have it.
 */
export function inManagedNetwork(host: RunHost, id: string): Runner | undefined {
  const resource = host.cloud.show(id);
  if (resource === undefined) return undefined;
  const [identity = resource.id] = Object.keys((resource.identity?.["userAssignedIdentities"] ?? {}) as object);
  return {
    as: host.access.identity(identity),
    from: { from: "managed-network", network: managedNetwork(host, parseArmId(id)!.parent) },
  };
}

/** Azure's own Spark as it runs for a workspace: as the workspace's identity, from its managed network. */
export function sparkOf(host: RunHost, workspaceId: string): Runner {
  const primary = host.cloud.show(workspaceId)?.properties["primaryUserAssignedIdentity"];
  return {
    as: host.access.identity(typeof primary === "string" ? primary : workspaceId),
    from: { from: "spark", network: managedNetwork(host, workspaceId) },
  };
}

const DATASTORE = /\/datastores\/([^/]+)\/paths\//;

/** Where an input lies: of a path in a datastore, or of a version of a data asset; undefined for anything else. */
export function placeOf(cloud: CloudView, workspaceId: string, input: Json | undefined): Place | undefined {
  const asset = typeof input === "string" && input.startsWith("/") ? cloud.show(input) : undefined;
  const uri = asset === undefined ? input : at(asset.properties, "dataUri");
  const store = typeof uri === "string" ? DATASTORE.exec(uri)?.[1] : undefined;
  return store === undefined ? undefined : datastorePlace(cloud, workspaceId, store);
}

export function datastorePlace(cloud: CloudView, workspaceId: string, store: string): Place | undefined {
  if (store === "workspaceblobstore") {
    const account = cloud.show(workspaceId)?.properties["storageAccount"];
    return typeof account === "string" ? { account, store } : undefined;
  }
  const properties: JsonObject = cloud.show(`${workspaceId}/datastores/${store}`)?.properties ?? {};
  const [name, container] = [properties["accountName"], properties["containerName"] ?? properties["filesystem"]];
  const account = cloud
    .ofType("Microsoft.Storage/storageAccounts")
    .find((one) => typeof name === "string" && sameId(one.name, name));
  return account && { account: account.id, store, ...(typeof container === "string" && { container }) };
}
