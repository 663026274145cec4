import { sameId } from "../../../domain/azure/ids";
import { parseArmId } from "../../engine/arm/arm-id";
import { guidOf } from "../../engine/arm/identities";
import type { ArmResource, CloudView } from "../../engine/arm/model";
import { isObject } from "../../engine/arm/json";
import type { JsonObject } from "../../engine/store/store";

const ML = "Microsoft.MachineLearningServices";
const ASSETS = "(models|data|environments|components|codes)";
const CONTAINERS = new RegExp(`^(.*/providers/${ML}/(workspaces|registries)/[^/]+)/${ASSETS}(?:/([^/]+))?$`, "i");
const DATASTORES = new RegExp(`^(.*/providers/${ML}/workspaces/[^/]+)/datastores(?:/([^/]+))?$`, "i");

/**
 * What Azure ML makes by itself, at the path of one or of all of them: containers of assets, which are there with their
 * first version, and a workspace's four datastores. Undefined if the path is of neither kind.
 */
export function madeByAzureMl(cloud: CloudView, path: string): readonly ArmResource[] | undefined {
  const [, owner, , kind, name] = CONTAINERS.exec(path) ?? [];
  if (owner !== undefined) {
    return containersOf(cloud, owner, kind!).filter((one) => name === undefined || sameId(one.name, name));
  }
  const [, workspace, store] = DATASTORES.exec(path) ?? [];
  const found = workspace === undefined ? undefined : cloud.show(workspace);
  if (found === undefined) return undefined;
  return datastoresOf(cloud, found).filter((one) => store === undefined || sameId(one.name, store));
}

function containersOf(cloud: CloudView, owner: string, kind: string): readonly ArmResource[] {
  const versions = new Map<string, ArmResource[]>();
  for (const version of cloud.within(`${owner}/${kind}`)) {
    const container = parseArmId(version.id)!.parent;
    if (!version.type.toLowerCase().endsWith(`/${kind.toLowerCase()}/versions`)) continue;
    versions.set(container, [...(versions.get(container) ?? []), version]);
  }
  return [...versions].map(([id, all]) => {
    const newest = [...all].sort(byNumberThenTime).at(-1)!;
    const number = Math.max(...all.map(({ name }) => (/^\d+$/.test(name) ? Number(name) : 0)));
    return {
      id,
      name: parseArmId(id)!.name,
      type: parseArmId(id)!.type,
      properties: {
        latestVersion: newest.name,
        nextVersion: String(number + 1),
        isArchived: false,
        tags: {},
        properties: {},
        provisioningState: "Succeeded",
        ...(kind.toLowerCase() === "data" && { dataType: newest.properties["dataType"] ?? "uri_folder" }),
      },
      ...timesOf(newest),
    };
  });
}

/** Numbers count as numbers; other versions by when they were made. */
function byNumberThenTime(left: ArmResource, right: ArmResource): number {
  const [a, b] = [left, right].map(({ name }) => (/^\d+$/.test(name) ? Number(name) : undefined));
  if (a !== undefined && b !== undefined) return a - b;
  return createdAt(left).localeCompare(createdAt(right));
}

export const createdAt = (resource: object): string => {
  const data = (resource as JsonObject)["systemData"];
  return isObject(data) ? String(data["createdAt"] ?? "") : "";
};

const timesOf = (resource: ArmResource): object => {
  const { systemData } = resource as unknown as JsonObject;
  return systemData === undefined ? {} : { systemData };
};

/** Names and kinds as Azure makes them; the containers' suffix is the workspace's own id. */
function datastoresOf(cloud: CloudView, workspace: ArmResource): readonly ArmResource[] {
  const account = parseArmId(String(workspace.properties["storageAccount"] ?? ""));
  const id = String(workspace.properties["workspaceId"] ?? guidOf("workspace", workspace.id));
  const byIdentity = sameId(String(workspace.properties["systemDatastoresAuthMode"] ?? "AccessKey"), "Identity");
  const common = {
    accountName: account?.name ?? "",
    endpoint: "core.windows.net",
    protocol: "https",
    subscriptionId: account?.subscription ?? "",
    resourceGroup: account?.resourceGroup ?? "",
    credentials: { credentialsType: byIdentity ? "None" : "AccountKey" },
    serviceDataAccessAuthIdentity: byIdentity ? "WorkspaceSystemAssignedIdentity" : "None",
    tags: {},
    properties: {},
  };
  const blob = (containerName: string) => ({ ...common, datastoreType: "AzureBlob", containerName });
  const share = (fileShareName: string) => ({ ...common, datastoreType: "AzureFile", fileShareName });
  const all: readonly (readonly [string, JsonObject])[] = [
    ["workspaceblobstore", { ...blob(`azureml-blobstore-${id}`), isDefault: true }],
    ["workspacefilestore", { ...share(`azureml-filestore-${id}`), isDefault: false }],
    ["workspaceartifactstore", { ...blob("azureml"), isDefault: false }],
    ["workspaceworkingdirectory", { ...share("code-391ff5ac-6576-460f-ba4d-7e03433c68b6"), isDefault: false }],
  ];
  return all
    .filter(([name]) => cloud.get(`${workspace.id}/datastores/${name}`) === undefined)
    .map(([name, properties]) => ({
      id: `${workspace.id}/datastores/${name}`,
      name,
      type: `${ML}/workspaces/datastores`,
      properties,
      ...timesOf(workspace),
    }));
}

/** A list of Azure ML as the query wants it: `$orderBy` time, `$skip` and `$top`, archived ones only where they are asked for. */
export function arranged<Item extends object>(items: readonly Item[], query: URLSearchParams): readonly Item[] {
  const of = (item: Item): JsonObject => ((item as unknown as JsonObject)["properties"] ?? {}) as JsonObject;
  const view = (query.get("listViewType") ?? "ActiveOnly").toLowerCase();
  const isDefault = query.get("isDefault")?.toLowerCase();
  let shown = items.filter((item) => {
    if (isDefault !== undefined && String(of(item)["isDefault"] ?? false) !== isDefault) return false;
    return view === "all" || (of(item)["isArchived"] === true) === (view === "archivedonly");
  });
  const order = query.get("$orderBy") ?? query.get("orderBy");
  if (order !== null && /creat/i.test(order)) {
    const sign = /desc/i.test(order) ? -1 : 1;
    shown = [...shown].sort((left, right) => sign * createdAt(left).localeCompare(createdAt(right)));
  }
  const number = (name: string, otherwise: number) =>
    /^\d+$/.test(query.get(name) ?? "") ? Number(query.get(name)) : otherwise;
  const from = number("$skip", 0);
  return shown.slice(from, from + number("$top", shown.length));
}
