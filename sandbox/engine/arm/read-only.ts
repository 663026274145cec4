import { keyUri, vaultUri } from "../../../domain/azure/customer-managed-key";
import { plainRegion } from "../../../domain/azure/regions";
import { storageHost, storageServices } from "../../../domain/azure/storage-endpoints";
import { clientIdOf, guidOf, principalIdOf } from "./identities";
import type { JsonObject } from "../store/store";
import { parseArmId } from "./arm-id";

type Describe = (id: string, body: JsonObject) => JsonObject;

const plainLocation = (body: JsonObject): string => plainRegion(String(body["location"] ?? "global"));

/** Properties that Azure itself adds, by lower-case resource type. */
const readOnlyByType: Readonly<Record<string, Describe>> = {
  // azurerm reads the scope back from here: without it, its next plan replaces every grant.
  "microsoft.authorization/roleassignments": (id) => ({
    scope: parseArmId(id)!.parent || "/",
  }),
  "microsoft.machinelearningservices/workspaces": (id, body) => ({
    workspaceId: guidOf("workspace", id),
    discoveryUrl: `https://${plainLocation(body)}.api.azureml.ms/discovery`,
    mlFlowTrackingUri: `azureml://${plainLocation(body)}.api.azureml.ms/mlflow/v1.0${id}`,
    ...managedNetworkStatus(body),
  }),
  "microsoft.machinelearningservices/registries": (id, body) => ({
    discoveryUrl: `https://${plainLocation(body)}.api.azureml.ms/registrymanagement/v1.0/registries/${nameOf(id)}/discovery`,
    mlFlowRegistryUri: `azureml://${plainLocation(body)}.api.azureml.ms/mlflow/v1.0${id}`,
  }),
  "microsoft.machinelearningservices/workspaces/onlineendpoints": (id, body) => ({
    scoringUri: `https://${nameOf(id)}.${plainLocation(body)}.inference.ml.azure.com/score`,
    swaggerUri: `https://${nameOf(id)}.${plainLocation(body)}.inference.ml.azure.com/swagger.json`,
  }),
  "microsoft.machinelearningservices/workspaces/computes": clusterNodes,
  "microsoft.keyvault/vaults/keys": (id) => {
    const [vault, , key] = id.split("/").slice(-3);
    const uri = keyUri(vault!, key!);
    return { keyUri: uri, keyUriWithVersion: `${uri}/${guidOf("key-version", id).replaceAll("-", "")}` };
  },
  "microsoft.managedidentity/userassignedidentities": (id) => ({
    principalId: principalIdOf(id),
    clientId: clientIdOf(id),
  }),
  "microsoft.keyvault/vaults": (id) => ({ vaultUri: vaultUri(id) }),
  // azurerm gives up on an account without endpoints. Source: `internal/services/storage/client/helpers.go`.
  "microsoft.storage/storageaccounts": (id, body) => ({
    primaryLocation: plainLocation(body),
    statusOfPrimary: "available",
    primaryEndpoints: Object.fromEntries(
      storageServices.map((service) => [service, `https://${storageHost(nameOf(id), service)}/`]),
    ),
  }),
};

/** A managed network is provisioned at once if asked, else with the first compute. */
function managedNetworkStatus(body: JsonObject): JsonObject {
  const properties = body["properties"] as JsonObject | undefined;
  const network = properties?.["managedNetwork"] as JsonObject | undefined;
  const mode = network?.["isolationMode"] ?? "Disabled";
  if (mode === "Disabled") return {};
  const active = properties?.["provisionNetworkNow"] === true;
  return { managedNetwork: { status: { status: active ? "Active" : "Inactive", sparkReady: false } } };
}

/** Jobs run on this machine, so no cluster has a node. */
function clusterNodes(_id: string, body: JsonObject): JsonObject {
  const properties = body["properties"] as JsonObject | undefined;
  if (properties?.["computeType"] !== "AmlCompute") return {};
  return { properties: { allocationState: "Steady", currentNodeCount: 0, targetNodeCount: 0 } };
}

/** The id by which GitHub knows a network is told as a tag, among those that were sent. */
const addedTags = (id: string, type: string): JsonObject =>
  type.toLowerCase() === "github.network/networksettings" ? { tags: { GitHubId: guidOf("github-network", id) } } : {};

const nameOf = (id: string): string => parseArmId(id)!.name;

/** What Azure returns of a resource beyond what was sent. */
export function readOnlyOf(id: string, type: string, body: JsonObject): JsonObject {
  const extra = readOnlyByType[type.toLowerCase()]?.(id, body) ?? {};
  return { ...addedTags(id, type), properties: { provisioningState: "Succeeded", ...extra } };
}
