/** What Azure does not change in place: dotted paths in the body of a type of resource. */
interface Fixed {
  /** ARM type, without version. */
  readonly type: string;
  readonly paths: readonly string[];
  /** Where it is known from. */
  readonly source: string;
}

const ML = "Microsoft.MachineLearningServices/workspaces";

const fixed: readonly Fixed[] = [
  {
    type: ML,
    paths: [
      "properties.storageAccount",
      "properties.keyVault",
      "properties.applicationInsights",
      "properties.containerRegistry",
      "properties.hbiWorkspace",
      "properties.encryption",
    ],
    source: "azurerm 4.55.0, machine_learning_workspace, ForceNew",
  },
  {
    type: `${ML}/computes`,
    paths: [
      "properties.computeType",
      "properties.computeLocation",
      "properties.disableLocalAuth",
      "properties.properties.osType",
      "properties.properties.vmSize",
      "properties.properties.vmPriority",
      "properties.properties.subnet",
      "properties.properties.enableNodePublicIp",
      "properties.properties.remoteLoginPortPublicAccess",
      "properties.properties.computeInstanceAuthorizationType",
      "properties.properties.personalComputeInstanceSettings",
      "properties.properties.sshSettings",
    ],
    source: "azurerm 4.55.0, machine_learning_compute_cluster and machine_learning_compute_instance, ForceNew",
  },
  {
    type: `${ML}/outboundRules`,
    paths: [
      "properties.type",
      "properties.destination.serviceResourceId",
      "properties.destination.subresourceTarget",
      "properties.destination.sparkEnabled",
    ],
    source:
      "azurerm 4.55.0, machine_learning_workspace_network_outbound_rule_private_endpoint, ForceNew; host names and service tags change in place there",
  },
  { type: `${ML}/data`, paths: ["properties.dataType"], source: "Azure ML, how-to-create-data-assets" },
  {
    type: `${ML}/data/versions`,
    paths: ["properties.dataUri", "properties.dataType"],
    source: "Azure ML, how-to-create-data-assets: a version is immutable",
  },
  {
    type: `${ML}/onlineEndpoints`,
    paths: ["properties.authMode"],
    source: "Azure ML, how-to-authenticate-online-endpoint",
  },
  {
    type: `${ML}/onlineEndpoints/deployments`,
    paths: ["properties.endpointComputeType"],
    source: "Azure ML, concept-endpoints-online",
  },
  {
    type: "Microsoft.KeyVault/vaults",
    paths: ["properties.softDeleteRetentionInDays"],
    source: "Azure Key Vault, soft-delete-overview: the retention cannot be changed once set",
  },
];

const pathsOf = new Map(fixed.map(({ type, paths }) => [type.toLowerCase(), paths]));

/** Every type of which something is fixed, with what and how it is known. */
export const fixedProperties: readonly Fixed[] = fixed;

/** Dotted paths in the body of a type of resource that Azure fixes when it makes the resource; none for most types. */
export function fixedPathsOf(type: string): readonly string[] {
  return pathsOf.get(type.split("@")[0]!.toLowerCase()) ?? [];
}
