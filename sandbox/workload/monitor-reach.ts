import { parseArmId, sameId } from "../engine/arm/arm-id";
import type { ArmResource, CloudView as Cloud } from "../engine/arm/model";
import { at, objects } from "../engine/arm/rules/helpers";
import { automaticRules } from "../services/machine-learning/workspaces";
import type { Json, JsonObject } from "../engine/store/store";

/** Built-in roles that read blobs, by the GUID at the end of their id. */
const BLOB_READERS = [
  "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
  "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
];

/**
 * Why a monitor cannot read what it is to look at, as its Spark would say; undefined if it can. What is not among the
 * sandbox's resources is taken for readable.
 *
 * Data that the collector wrote is listed by the account's `blob` host and read by its `dfs` host, over endpoints that are made
 * for Spark, in a network that is provisioned for it, as an identity with a role on the blobs. Without a credential Spark
 * refuses a flat account that keeps deleted blobs. Source: Azure/azureml-assets, model_data_collector_preprocessor/mdc_utils.py
 * and shared_utilities/store_url.py.
 */
export function whyUnreadable(cloud: Cloud, workspaceId: string, definition: JsonObject): string | undefined {
  const workspace = cloud.show(workspaceId);
  if (workspace === undefined) return undefined;
  const identity = Object.keys(
    (at(definition, "computeConfiguration.computeIdentity.identity.userAssignedIdentities") ?? {}) as object,
  )[0];
  const signals = Object.values((definition["signals"] ?? {}) as Readonly<Record<string, JsonObject>>);
  const inputs = signals.flatMap((signal) => [
    ...objects([signal["productionData"] ?? null].flat() as readonly Json[]),
    ...objects([signal["referenceData"] ?? null].flat() as readonly Json[]),
    ...Object.values((signal["inputAssets"] ?? {}) as Readonly<Record<string, JsonObject>>),
  ]);
  for (const input of inputs) {
    const reason = unreadable(cloud, workspace, input, identity);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

const DATASTORE = /\/datastores\/([^/]+)\/paths\//;

function unreadable(
  cloud: Cloud,
  workspace: ArmResource,
  input: JsonObject,
  identity: string | undefined,
): string | undefined {
  const uri = at(cloud.show(String(input["uri"]))?.properties, "dataUri");
  const store = typeof uri === "string" ? DATASTORE.exec(uri)?.[1] : undefined;
  if (store === undefined) return undefined;
  const account = accountOf(cloud, workspace, store);
  if (account === undefined) return undefined;
  const collected = typeof uri === "string" && uri.includes("/modelDataCollector/");
  const values = cloud.get(account.id)?.azurerm?.values ?? {};
  const flat = values["is_hns_enabled"] !== true;
  const keeps = (at(firstOf(values["blob_properties"]), "delete_retention_policy") ?? []) as readonly Json[];
  if (collected && flat && keeps.length > 0)
    return `${store}: Credential-less blob store with soft delete enabled is not supported, you can: 1. Upgrade to adlsgen2, 2. Switch to credential store, or 3. Disable soft delete.`;
  for (const part of collected ? ["blob", "dfs"] : ["blob"]) {
    const way = whyClosed(cloud, workspace, account, part);
    if (way !== undefined) return `${store}: ${way}`;
  }
  return whyForbidden(cloud, account, identity);
}

const firstOf = (value: Json | undefined): Json | undefined =>
  Array.isArray(value) ? (value as Json[])[0] : undefined;

function accountOf(cloud: Cloud, workspace: ArmResource, store: string): ArmResource | undefined {
  if (store === "workspaceblobstore") return cloud.show(String(workspace.properties["storageAccount"]));
  const name = at(cloud.show(`${workspace.id}/datastores/${store}`)?.properties, "accountName");
  return cloud.ofType("Microsoft.Storage/storageAccounts").find((one) => sameId(one.name, String(name)));
}

/** Why serverless Spark does not reach a part of an account. */
function whyClosed(cloud: Cloud, workspace: ArmResource, account: ArmResource, part: string): string | undefined {
  const values = cloud.get(account.id)?.azurerm?.values ?? {};
  const open =
    values["public_network_access_enabled"] !== false &&
    (at(firstOf(values["network_rules"]), "default_action") ?? "Allow") === "Allow";
  if (open) return undefined;
  const host = `${account.name}.${part}.core.windows.net`;
  const own = cloud.ofType("Microsoft.MachineLearningServices/workspaces/outboundRules").some((rule) => {
    const { properties } = rule;
    return (
      sameId(parseArmId(rule.id)!.parent, workspace.id) &&
      sameId(String(at(properties, "destination.serviceResourceId")), account.id) &&
      sameId(String(at(properties, "destination.subresourceTarget")), part) &&
      at(properties, "destination.sparkEnabled") === true
    );
  });
  const automatic = automaticRules(cloud, workspace).some(([id, name]) => sameId(id, account.id) && name === part);
  if (!own && !automatic)
    return `403 AuthorizationFailure: ${host} is closed, and the managed network has no endpoint for Spark to it.`;
  if (at(workspace.properties, "managedNetwork.status.sparkReady") === true) return undefined;
  return `403 AuthorizationFailure: ${host} is closed, and the managed network is not provisioned for Spark.`;
}

function whyForbidden(cloud: Cloud, account: ArmResource, identity: string | undefined): string | undefined {
  if (identity === undefined) return undefined;
  const principal = cloud.show(identity)?.properties["principalId"];
  if (principal === undefined) return undefined;
  const held = cloud.ofType("Microsoft.Authorization/roleAssignments").some((grant) => {
    const scope = parseArmId(grant.id)!.parent.toLowerCase();
    return (
      sameId(String(grant.properties["principalId"]), String(principal)) &&
      (account.id.toLowerCase() === scope || account.id.toLowerCase().startsWith(`${scope}/`)) &&
      BLOB_READERS.includes(String(grant.properties["roleDefinitionId"]).toLowerCase().slice(-36))
    );
  });
  return held
    ? undefined
    : `403 AuthorizationPermissionMismatch: '${identity}' may not read blobs of ${account.name}; grant it Storage Blob Data Reader.`;
}
