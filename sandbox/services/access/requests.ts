import { armOperation, operationOf, type Operation, type Request } from "../../engine/authorization";
import { sameId } from "../../../domain/azure/ids";
import { parseArmId } from "../../engine/arm/arm-id";
import type { CloudView } from "../../engine/arm/model";
import { isObject } from "../../engine/arm/json";
import { at } from "../../engine/arm/rules/helpers";
import type { Json, JsonObject } from "../../engine/store/store";

const ML = "Microsoft.MachineLearningServices";
const ASSIGN = "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action";

/** An operation on one resource: `Microsoft.Storage/storageAccounts` and `listKeys/action`, on its id. */
export const on = (id: string, verb: string): Operation => armOperation(parseArmId(id)?.type ?? "", verb, id);

/** What a write of a body asks for: the operation itself, and what Azure checks on what the body names. */
export function writeRequests(cloud: CloudView, id: string, body: JsonObject): readonly Request[] {
  const write = on(id, "write");
  const type = parseArmId(id)?.type ?? "";
  const properties = isObject(body["properties"]) ? body["properties"] : {};
  if (sameId(type, "Microsoft.Authorization/roleAssignments"))
    return [{ operation: { ...write, attributes: attributesOf("request", properties) } }];
  if (sameId(type, "Microsoft.Authorization/roleDefinitions")) return onEveryScope(write, properties);
  return [
    {
      operation: write,
      linked: [...identities(body), ...linkedOf(type, properties), ...registries(cloud, type, body)],
    },
  ];
}

/** What a deletion asks for. */
export function deleteRequests(cloud: CloudView, id: string): readonly Request[] {
  const operation = on(id, "delete");
  const type = parseArmId(id)?.type ?? "";
  const properties = cloud.show(id)?.properties ?? {};
  if (sameId(type, "Microsoft.Authorization/roleAssignments"))
    return [{ operation: { ...operation, attributes: attributesOf("resource", properties) } }];
  if (sameId(type, "Microsoft.Authorization/roleDefinitions")) return onEveryScope(operation, properties);
  return [{ operation }];
}

/** What a call on Resource Manager asks for, by its method and path. */
export function requestsOf(cloud: CloudView, method: string, path: string, body: JsonObject): readonly Request[] {
  if (method === "PUT" || method === "PATCH") return writeRequests(cloud, path, body);
  if (method === "DELETE") return deleteRequests(cloud, path);
  if (method === "POST") {
    const slash = path.lastIndexOf("/");
    return actionRequests(cloud, { target: path.slice(0, slash), method, action: path.slice(slash + 1), body });
  }
  const operation = operationOf({ method: "GET", path });
  return operation === undefined ? [] : [{ operation }];
}

/** What one call on a resource asks for: an action, or a plain PUT, PATCH, GET or DELETE. */
export function actionRequests(
  cloud: CloudView,
  {
    target,
    method,
    action,
    body,
  }: { readonly target: string; readonly method: string; readonly action: string; readonly body: JsonObject },
): readonly Request[] {
  if (action === "") {
    if (method === "DELETE") return deleteRequests(cloud, target);
    return method === "PUT" || method === "PATCH"
      ? writeRequests(cloud, target, body)
      : [{ operation: on(target, "read") }];
  }
  const operation = operationOf({ method: "POST", path: `${target}/${action}` });
  return operation === undefined ? [] : [{ operation, linked: publishes(cloud, action, body) }];
}

/** Publishing writes into a registry, which whoever asks must be allowed to. */
function publishes(cloud: CloudView, action: string, body: JsonObject): readonly Operation[] {
  if (!sameId(action, "publish")) return [];
  const registry = cloud.ofType(`${ML}/registries`).find(({ name }) => sameId(name, String(body["registryName"])));
  return registry === undefined ? [] : publishOperations(registry.id);
}

/**
 * What whoever writes a version into a registry must be allowed to.
 * Source: learn.microsoft.com/azure/machine-learning/how-to-manage-registries, "Permissions".
 */
export const publishOperations = (registry: string): readonly Operation[] =>
  ["read", "assets/read", "assets/write", "assets/stage/write"].map((verb) => on(registry, verb));

/** What conditions of those who grant roles ask about a grant: as requested, or as it is. */
function attributesOf(source: "request" | "resource", properties: JsonObject): Record<string, string> {
  const values: readonly (readonly [string, Json | undefined])[] = [
    [
      "RoleDefinitionId",
      String(properties["roleDefinitionId"] ?? "")
        .split("/")
        .at(-1)!,
    ],
    ["PrincipalType", properties["principalType"]],
    ["PrincipalId", properties["principalId"]],
  ];
  return Object.fromEntries(
    values
      .filter(([, value]) => typeof value === "string" && value !== "")
      .map(([name, value]) => [
        `${source} Microsoft.Authorization/roleAssignments:${name}`.toLowerCase(),
        String(value),
      ]),
  );
}

/** A role is written, and deleted, by whoever may do so at every scope that it can be granted at. */
function onEveryScope(operation: Operation, properties: JsonObject): readonly Request[] {
  const scopes = (
    Array.isArray(properties["assignableScopes"]) ? properties["assignableScopes"] : []
  ) as readonly Json[];
  const more = scopes.map((scope): Request => ({ operation: { ...operation, scope: String(scope) } }));
  return [{ operation }, ...more];
}

/** Whoever writes a resource that runs as an identity must be allowed to assign it, though it stays the same. */
function identities(body: JsonObject): readonly Operation[] {
  const { identity } = body;
  const own = isObject(identity) ? identity["userAssignedIdentities"] : undefined;
  const ofJob = isObject(body["properties"]) ? body["properties"]["identity"] : undefined;
  const named = isObject(ofJob) && sameId(String(ofJob["identityType"]), "Managed") ? ofJob["resourceId"] : undefined;
  return [...(isObject(own) ? Object.keys(own) : []), ...(typeof named === "string" ? [named] : [])].map((id) => ({
    name: ASSIGN,
    plane: "control",
    scope: id,
  }));
}

const text = (value: Json | undefined): string | undefined =>
  typeof value === "string" && value.startsWith("/") ? value : undefined;
const texts = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? (value as readonly Json[]).flatMap((one) => text(one) ?? []) : [];
const objects = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : [];
const some = (ids: readonly (string | undefined)[], verb: string): readonly Operation[] =>
  ids.flatMap((id) => (id === undefined ? [] : [on(id, verb)]));

/** What is referred to as `{ id }`, and joined. */
const joined = (references: readonly (Json | undefined)[]): readonly Operation[] =>
  references.flatMap((reference) => (isObject(reference) ? some([text(reference["id"])], "join/action") : []));

type Linked = (properties: JsonObject) => readonly Operation[];

/**
 * What Azure checks on other resources when one is written, by lower-case type of what is written and by the properties of
 * its ARM body.
 * Source: the errors `LinkedAuthorizationFailed` that users of each type report, and the permissions page of each service.
 */
const linked: Readonly<Record<string, Linked>> = {
  "microsoft.machinelearningservices/workspaces": (properties) =>
    ["storageAccount", "keyVault", "applicationInsights", "containerRegistry"].flatMap((name) =>
      some([text(properties[name])], "read"),
    ),
  "microsoft.machinelearningservices/workspaces/outboundrules": ({ destination }) =>
    isObject(destination)
      ? some([text(destination["serviceResourceId"])], "privateEndpointConnectionsApproval/action")
      : [],
  "microsoft.insights/metricalerts": ({ scopes, actions }) => [
    ...some(texts(scopes), "read"),
    ...some(
      objects(actions).map((action) => text(action["actionGroupId"])),
      "read",
    ),
  ],
  "microsoft.network/virtualnetworks/subnets": ({ networkSecurityGroup, routeTable, natGateway }) =>
    joined([networkSecurityGroup, routeTable, natGateway]),
  "github.network/networksettings": ({ subnetId }) => some([text(subnetId)], "join/action"),
  "microsoft.devcenter/projects": ({ devCenterId }) => some([text(devCenterId)], "read"),
  "microsoft.devopsinfrastructure/pools": ({ devCenterProjectResourceId, fabricProfile }) => [
    ...some([text(devCenterProjectResourceId)], "read"),
    ...some([text(at(fabricProfile, "networkProfile.subnetId"))], "join/action"),
  ],
  "microsoft.network/natgateways": ({ publicIpAddresses }) =>
    some(
      objects(publicIpAddresses).map((address) => text(address["id"])),
      "join/action",
    ),
  "microsoft.network/networkinterfaces": ({ ipConfigurations }) =>
    objects(ipConfigurations).flatMap(({ properties }) =>
      isObject(properties)
        ? joined([properties["subnet"], properties["publicIPAddress"], properties["networkSecurityGroup"]])
        : [],
    ),
  "microsoft.network/bastionhosts": ({ ipConfigurations, virtualNetwork }) => [
    ...joined([virtualNetwork]),
    ...objects(ipConfigurations).flatMap(({ properties }) =>
      isObject(properties) ? joined([properties["subnet"], properties["publicIPAddress"]]) : [],
    ),
  ],
  "microsoft.compute/virtualmachines": ({ networkProfile }) =>
    isObject(networkProfile) ? joined(objects(networkProfile["networkInterfaces"])) : [],
  "microsoft.devtestlab/schedules": ({ targetResourceId }) => some([text(targetResourceId)], "write"),
  "microsoft.insights/autoscalesettings": ({ targetResourceUri }) => some([text(targetResourceUri)], "read"),
  "microsoft.eventgrid/systemtopics": ({ source }) => [
    ...some([text(source)], "read"),
    ...some(
      [text(source)].filter((id) => /\/Microsoft\.MachineLearningServices\//i.test(id ?? "")),
      "eventGridFilters/write",
    ),
  ],
};

const linkedOf = (type: string, properties: JsonObject): readonly Operation[] =>
  linked[type.toLowerCase()]?.(properties) ?? [];

/** Types whose bodies name assets of registries, which whoever writes them must be able to read. */
const NAMING_ASSETS = [
  `${ML}/workspaces/jobs`,
  `${ML}/workspaces/schedules`,
  `${ML}/workspaces/onlineEndpoints/deployments`,
];
const ASSET = /azureml:\/\/registries\/([^/"]+)\/(\w+)\/([^/"]+)(?:\/(?:versions|labels)\/([^/"]+))?/g;

function registries(cloud: CloudView, type: string, body: JsonObject): readonly Operation[] {
  if (!NAMING_ASSETS.some((one) => sameId(one, type))) return [];
  const found = [...JSON.stringify(body).matchAll(ASSET)];
  return [...new Map(found.map((match) => [match[0], match])).values()].flatMap(([, name, kind, asset, version]) => {
    const registry = cloud.ofType(`${ML}/registries`).find((one) => sameId(one.name, name!));
    if (registry === undefined) return [];
    const id = `${registry.id}/${kind!}/${asset!}${version === undefined ? "" : `/versions/${version}`}`;
    return [on(registry.id, "read"), on(id, "read")];
  });
}
