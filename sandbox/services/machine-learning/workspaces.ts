import { isStorageHost, partsOf, typeOf } from "../../../domain/network/managed-network";
import { ArmError } from "../../engine/arm/arm-error";
import { sameId } from "../../../domain/azure/ids";
import { isWithin, parseArmId } from "../../engine/arm/arm-id";
import type { ArmResource, RuleTable, WriteContext } from "../../engine/arm/model";
import type { Json, JsonObject } from "../../engine/store/store";
import { at, badRequest, requireExisting } from "../../engine/arm/rules/helpers";
import { Authorizer } from "../access/authorizer";
import { on } from "../access/requests";
import { keyOfWorkspace, usableKey } from "../key-vault/encryption";
import { networkOf } from "../network/map";

/** Azure ML workspaces, registries, compute, datastores and outbound rules. */
export const workspaceRules: RuleTable = {
  "microsoft.machinelearningservices/workspaces": {
    write: [
      requireDependencies,
      refuseUnfitStorage,
      requirePrimaryIdentity,
      requireGrants,
      keepIsolation,
      usableKey(keyOfWorkspace),
    ],
  },
  "microsoft.machinelearningservices/workspaces/batchendpoints": { write: [noBatchWithKeys] },
  "microsoft.machinelearningservices/workspaces/computes": {
    write: [computeFits],
  },
  "microsoft.machinelearningservices/workspaces/outboundrules": { write: [outboundRuleFits] },
  "microsoft.machinelearningservices/workspaces/datastores": {
    write: [
      (context) => requireExisting(context, "Container", [context.resource.properties["storageContainerId"]]),
      datastoreFits,
    ],
  },
  "microsoft.machinelearningservices/registries": { write: [registryRegions] },
};

/** Source: Azure ML, how-to-secure-batch-endpoint, "Limitations". */
function noBatchWithKeys(context: WriteContext): void {
  const workspace = context.cloud.show(context.id.parent);
  if (workspace === undefined || keyOfWorkspace(workspace) === undefined) return;
  throw badRequest(
    context,
    "BadArgument",
    `batch endpoints are not supported in workspaces with customer-managed keys, as '${workspace.name}' has one.`,
  );
}

const dependencies = {
  storageAccount: "Microsoft.Storage/storageAccounts",
  keyVault: "Microsoft.KeyVault/vaults",
  applicationInsights: "Microsoft.Insights/components",
  containerRegistry: "Microsoft.ContainerRegistry/registries",
} as const;

function requireDependencies(context: WriteContext): void {
  const { properties } = context.resource;
  for (const [key, type] of Object.entries(dependencies)) {
    const id = properties[key];
    if (id === undefined || id === null || id === "") {
      if (key === "containerRegistry") continue;
      throw badRequest(context, "ValidationError", `missing dependent resources in workspace json: ${key}.`);
    }
    if (!sameId(parseArmId(String(id))?.type ?? "", type)) {
      throw badRequest(context, "ValidationError", `'${String(id)}' is not the id of a ${type}.`);
    }
    requireExisting(context, key, [id]);
  }
}

function refuseUnfitStorage(context: WriteContext): void {
  const storage = context.cloud.get(String(context.resource.properties["storageAccount"]));
  const values = storage?.azurerm?.values;
  if (values?.["account_tier"] === "Premium" || values?.["is_hns_enabled"] === true) {
    throw badRequest(
      context,
      "ValidationError",
      "the default storage account may be neither Premium nor have a hierarchical namespace.",
    );
  }
}

const userIdentities = (context: WriteContext): readonly string[] =>
  Object.keys((context.resource.identity?.["userAssignedIdentities"] ?? {}) as object);

function requirePrimaryIdentity(context: WriteContext): void {
  if (context.resource.identity === undefined) {
    throw badRequest(context, "ValidationError", "a workspace needs an identity.");
  }
  if (context.resource.identity["type"] !== "UserAssigned") return;
  const primary = context.resource.properties["primaryUserAssignedIdentity"];
  if (typeof primary === "string" && userIdentities(context).some((identity) => sameId(identity, primary))) return;
  throw badRequest(
    context,
    "ValidationError",
    "primaryUserAssignedIdentity must be one of the workspace's user-assigned identities when it has no system-assigned one.",
  );
}

/** With a user-assigned identity Azure reaches storage and vault with it while creating: it must hold a role there. */
function requireGrants(context: WriteContext): void {
  const { cloud, resource, before } = context;
  if (before !== undefined || resource.identity?.["type"] !== "UserAssigned") return;
  const primary = String(resource.properties["primaryUserAssignedIdentity"]);
  const principal = String(cloud.show(primary)?.properties["principalId"]);
  const grants = Authorizer.of(cloud)
    .assignments()
    .filter(({ principalId }) => sameId(principalId, principal))
    .map(({ scope }) => scope);
  for (const key of ["storageAccount", "keyVault"] as const) {
    const target = String(resource.properties[key]);
    if (grants.some((scope) => isWithin(target, scope))) continue;
    throw new ArmError(
      403,
      "AuthorizationFailed",
      `The identity '${primary}' of workspace '${resource.name}' does not have authorization to perform actions over scope '${target}'. If access was recently granted, please refresh your credentials.`,
    );
  }
}

function keepIsolation(context: WriteContext): void {
  const was = at(context.before?.properties, "managedNetwork.isolationMode");
  const willBe = at(context.resource.properties, "managedNetwork.isolationMode");
  if (was === undefined || was === "Disabled" || willBe === was) return;
  if (willBe === undefined || willBe === "Disabled") {
    throw badRequest(context, "ValidationError", "the isolation of a managed network cannot be turned off again.");
  }
}

function computeFits(context: WriteContext): void {
  const properties = context.resource.properties;
  const scale = at(properties, "properties.scaleSettings");
  const [least, most] = [at(scale, "minNodeCount"), at(scale, "maxNodeCount")];
  if (typeof least === "number" && typeof most === "number" && least > most) {
    throw badRequest(context, "BadArgument", `minNodeCount ${least} is more than maxNodeCount ${most}.`);
  }
  if (at(properties, "properties.vmPriority") === "LowPriority") {
    throw badRequest(context, "BadArgument", "low priority VMs were retired on 2026-03-31.");
  }
  requireExisting(context, "Subnet", [at(properties, "properties.subnet.id")]);
}

function outboundRuleFits(context: WriteContext): void {
  const workspace = context.cloud.show(context.id.parent);
  const mode = at(workspace?.properties, "managedNetwork.isolationMode") ?? "Disabled";
  const kind = String(context.resource.properties["type"]);
  if (mode === "AllowInternetOutbound" && kind !== "PrivateEndpoint") {
    throw badRequest(
      context,
      "ValidationError",
      `Only "PrivateEndpoint" outbound rules can be specified when managed network isolation mode is "AllowInternetOutbound".`,
    );
  }
  if (mode === "Disabled") {
    throw badRequest(
      context,
      "ValidationError",
      `outbound rules of type ${kind} cannot be added to a managed network with isolation mode ${String(mode)}.`,
    );
  }
  const destination = at(context.resource.properties, "destination");
  if (kind === "FQDN" && typeof destination === "string" && isStorageHost(destination))
    throw badRequest(
      context,
      "ValidationError",
      `storage is reached by private endpoint, not by the host ${destination}.`,
    );
  if (kind === "PrivateEndpoint") privateLinkFits(context, String(at(destination, "serviceResourceId")));
  refuseSecond(context, workspace);
}

function privateLinkFits(context: WriteContext, target: string): void {
  const parts = partsOf(target);
  const part = String(at(context.resource.properties, "destination.subresourceTarget"));
  if (parts === undefined)
    throw badRequest(context, "ValidationError", `private endpoints to ${typeOf(target)} are not supported.`);
  if (!parts.some((one) => sameId(one, part)))
    throw badRequest(context, "ValidationError", `'${part}' is not one of ${parts.join(", ")} of ${typeOf(target)}.`);
  requireExisting(context, "Destination", [target]);
  requireApprover(context, target);
}

/**
 * Since May 2025 the workspace's own identity approves what is asked of a target, beside whoever adds the rule.
 * Source: learn.microsoft.com/azure/machine-learning/how-to-managed-network, "Approval of private endpoints".
 */
function requireApprover(context: WriteContext, target: string): void {
  const { cloud, id } = context;
  const workspace = cloud.show(id.parent);
  const primary = workspace?.properties["primaryUserAssignedIdentity"];
  // A system-assigned identity is granted what it needs by Azure ML.
  if (typeof primary !== "string") return;
  const access = Authorizer.of(cloud);
  const approval = on(target, "privateEndpointConnectionsApproval/action");
  if (access.decide(approval, access.identity(primary)).allowed) return;
  throw new ArmError(
    403,
    "AuthorizationFailed",
    `The identity '${primary}' of workspace '${workspace!.name}' does not have authorization to perform action '${approval.name}' over scope '${target}'. If access was recently granted, please refresh your credentials.`,
  );
}

/** A destination has one rule, those that Azure ML makes by itself included. */
function refuseSecond(context: WriteContext, workspace: ArmResource | undefined): void {
  const key = (destination: unknown): string => JSON.stringify(destination).toLowerCase();
  const essential = (properties: JsonObject): Json =>
    properties["type"] === "PrivateEndpoint"
      ? [at(properties, "destination.serviceResourceId")!, at(properties, "destination.subresourceTarget")!]
      : (properties["destination"] ?? null);
  const own = key(essential(context.resource.properties));
  const twin = context.cloud
    .ofType("Microsoft.MachineLearningServices/workspaces/outboundRules")
    .find(
      (rule) =>
        isWithin(rule.id, context.id.parent) &&
        !sameId(rule.id, context.id.id) &&
        key(essential(rule.properties)) === own,
    );
  const automatic = workspace === undefined ? [] : (networkOf(context.cloud).workspace(workspace.id)?.automatic ?? []);
  const isAutomatic = automatic.some(
    (rule) => rule.type === "private-endpoint" && key([rule.resource, rule.subresource]) === own,
  );
  if (twin === undefined && !isAutomatic) return;
  throw badRequest(
    context,
    "ValidationError",
    `an outbound rule with the same destination exists already: '${twin?.name ?? "a required one"}'.`,
  );
}

/** The container that a datastore leads to; one in another subscription may be anybody's. */
function datastoreFits(context: WriteContext): void {
  const { accountName, containerName } = context.resource.properties;
  if (typeof accountName !== "string" || typeof containerName !== "string") return;
  const account = context.cloud
    .ofType("Microsoft.Storage/storageAccounts")
    .find((one) => sameId(one.name, accountName));
  if (account === undefined)
    throw badRequest(context, "UserError", `the storage account '${accountName}' was not found.`);
  requireExisting(context, "Container", [`${account.id}/blobServices/default/containers/${containerName}`]);
}

function registryRegions(context: WriteContext): void {
  const regions = (context.resource.properties["regionDetails"] ?? []) as readonly { location?: string }[];
  if (regions.some((region) => sameId(region.location ?? "", context.resource.location ?? ""))) return;
  throw badRequest(
    context,
    "ValidationError",
    `the registry's own location '${context.resource.location ?? ""}' must be among regionDetails.`,
  );
}
