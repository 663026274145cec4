import { valueAt } from "../json/tree";

/** What a type of resource lets be changed in place: dotted paths in its body, without the places in lists. */
interface Mutability {
  /** ARM type, without version. */
  readonly type: string;
  /** What Azure fixes when it makes the resource. */
  readonly fixed?: readonly string[];
  /** What may change, but not back: values that a path may not have any more once it has another. `undefined`: not written. */
  readonly oneWay?: Readonly<Record<string, readonly unknown[]>>;
  /** What changes in place; `*` is any key, `**` all that is below. */
  readonly inPlace?: readonly string[];
  /** Where it is known from. */
  readonly source: string;
}

const ML = "Microsoft.MachineLearningServices/workspaces";

/** Of every type that a stack sends a body of, every property: one that is in no list is one that nobody has thought about. */
const table: readonly Mutability[] = [
  {
    type: ML,
    fixed: [
      "properties.storageAccount",
      "properties.keyVault",
      "properties.applicationInsights",
      "properties.containerRegistry",
      "properties.hbiWorkspace",
      "properties.encryption",
      "properties.enableServiceSideCMKEncryption",
    ],
    oneWay: { "properties.managedNetwork.isolationMode": ["Disabled", undefined] },
    inPlace: [
      "kind",
      "sku.*",
      "properties.allowPublicAccessWhenBehindVnet",
      "properties.friendlyName",
      "properties.imageBuildCompute",
      "properties.primaryUserAssignedIdentity",
      "properties.provisionNetworkNow",
      "properties.publicNetworkAccess",
      "properties.systemDatastoresAuthMode",
      "properties.v1LegacyMode",
    ],
    source:
      "azurerm 4.55.0, machine_learning_workspace, ForceNew; Azure ML, how-to-managed-network: isolation is not turned off again",
  },
  {
    type: `${ML}/computes`,
    fixed: [
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
      "properties.properties.applicationSharingPolicy",
      "properties.properties.idleTimeBeforeShutdown",
    ],
    inPlace: ["properties.properties.scaleSettings.*"],
    source:
      "azurerm 4.55.0, machine_learning_compute_cluster and machine_learning_compute_instance, ForceNew; Azure ML, Compute: the idle time of an instance has an action of its own",
  },
  {
    type: `${ML}/outboundRules`,
    fixed: [
      "properties.type",
      "properties.destination.serviceResourceId",
      "properties.destination.subresourceTarget",
      "properties.destination.sparkEnabled",
      "properties.category",
    ],
    inPlace: [
      "properties.destination",
      "properties.destination.action",
      "properties.destination.portRanges",
      "properties.destination.protocol",
      "properties.destination.serviceTag",
    ],
    source:
      "azurerm 4.55.0, machine_learning_workspace_network_outbound_rule_private_endpoint, ForceNew; host names and service tags change in place there",
  },
  { type: `${ML}/data`, fixed: ["properties.dataType"], source: "Azure ML, how-to-create-data-assets" },
  {
    type: `${ML}/data/versions`,
    fixed: ["properties.dataUri", "properties.dataType"],
    source: "Azure ML, how-to-create-data-assets: a version is immutable",
  },
  {
    type: `${ML}/onlineEndpoints`,
    fixed: ["properties.authMode"],
    inPlace: [
      "kind",
      "tags.*",
      "properties.description",
      "properties.publicNetworkAccess",
      "properties.mirrorTraffic",
      "properties.mirrorTraffic.*",
      "properties.traffic",
      "properties.traffic.*",
    ],
    source: "Azure ML, how-to-authenticate-online-endpoint and how-to-deploy-online-endpoints",
  },
  {
    type: `${ML}/onlineEndpoints/deployments`,
    fixed: ["properties.endpointComputeType"],
    inPlace: [
      "kind",
      "sku.*",
      "properties.appInsightsEnabled",
      "properties.codeConfiguration.*",
      "properties.dataCollector.**",
      "properties.egressPublicNetworkAccess",
      "properties.environmentId",
      "properties.environmentVariables.*",
      "properties.instanceType",
      "properties.livenessProbe.*",
      "properties.model",
      "properties.readinessProbe.*",
      "properties.requestSettings.*",
      "properties.scaleSettings.*",
    ],
    source: "Azure ML, concept-endpoints-online and how-to-deploy-online-endpoints: the rest is rolled out",
  },
  {
    type: "Microsoft.KeyVault/vaults",
    fixed: ["properties.softDeleteRetentionInDays"],
    oneWay: {
      "properties.enablePurgeProtection": [false, undefined],
      "properties.enableSoftDelete": [false],
    },
    inPlace: [
      "properties.enableRbacAuthorization",
      "properties.enabledForDeployment",
      "properties.enabledForDiskEncryption",
      "properties.enabledForTemplateDeployment",
      "properties.networkAcls.**",
      "properties.publicNetworkAccess",
      "properties.sku.*",
      "properties.tenantId",
    ],
    source:
      "Azure Key Vault, soft-delete-overview: the retention cannot be changed once set, neither protection taken off",
  },
  {
    type: "Microsoft.MachineLearningServices/registries",
    fixed: ["kind"],
    inPlace: ["properties.publicNetworkAccess", "properties.regionDetails.**"],
    source: "Azure ML, how-to-manage-registries: regions are added; what each has is written as it was made",
  },
  {
    type: `${ML}/datastores`,
    fixed: ["properties.datastoreType"],
    inPlace: [
      "properties.accountName",
      "properties.containerName",
      "properties.credentials.credentialsType",
      "properties.endpoint",
      "properties.filesystem",
      "properties.protocol",
      "properties.resourceGroup",
      "properties.serviceDataAccessAuthIdentity",
      "properties.subscriptionId",
    ],
    source: "Azure ML, REST, Datastores - Create Or Update",
  },
  {
    type: `${ML}/schedules`,
    inPlace: ["properties.**"],
    source:
      "Azure ML, how-to-schedule-pipeline-job, update a schedule; ARM's types of 2025-06-01 mark nothing below action and trigger as fixed, only id, name, type and apiVersion (flag DeployTimeConstant)",
  },
  {
    type: "Microsoft.Insights/metricAlerts",
    inPlace: ["properties.**"],
    source: "azurerm 4.55.0, monitor_metric_alert: name and resource group alone are ForceNew",
  },
  {
    type: "Microsoft.Insights/autoscalesettings",
    fixed: ["properties.targetResourceUri"],
    inPlace: ["properties.enabled", "properties.profiles.**", "properties.notifications.**"],
    source: "azurerm 4.55.0, monitor_autoscale_setting, ForceNew",
  },
  {
    type: "Microsoft.Insights/actionGroups",
    inPlace: ["properties.**"],
    source: "azurerm 4.55.0, monitor_action_group: name, location and resource group alone are ForceNew",
  },
  {
    type: "Microsoft.EventGrid/systemTopics/eventSubscriptions",
    fixed: ["properties.eventDeliverySchema"],
    inPlace: [
      "properties.deadLetterWithResourceIdentity.**",
      "properties.destination.**",
      "properties.filter.**",
      "properties.retryPolicy.*",
    ],
    source: "azurerm 4.55.0, eventgrid_system_topic_event_subscription, ForceNew",
  },
  {
    type: "Microsoft.Logic/workflows",
    inPlace: ["properties.**"],
    source:
      "Azure Logic Apps, REST, Workflows - Create Or Update; ARM's types of 2019-05-01 mark nothing below definition and parameters as fixed",
  },
  {
    type: "Microsoft.Authorization/locks",
    inPlace: ["properties.level", "properties.notes"],
    source: "Azure Resource Manager, REST, Management Locks - Create Or Update",
  },
  {
    type: "Microsoft.Network/virtualNetworks/subnets",
    inPlace: [
      "properties.addressPrefix",
      "properties.defaultOutboundAccess",
      "properties.delegations",
      "properties.delegations.**",
      "properties.natGateway",
      "properties.natGateway.id",
      "properties.networkSecurityGroup.id",
      "properties.privateEndpointNetworkPolicies",
      "properties.routeTable",
      "properties.routeTable.id",
    ],
    source: "azurerm 4.55.0, subnet: name, network and resource group alone are ForceNew",
  },
  {
    type: "Microsoft.Network/routeTables",
    inPlace: ["properties.disableBgpRoutePropagation", "properties.routes", "properties.routes.**"],
    source: "azurerm 4.55.0, route_table: name, location and resource group alone are ForceNew",
  },
  {
    type: "Microsoft.Network/natGateways",
    fixed: ["sku.name"],
    inPlace: ["properties.publicIpAddresses", "properties.publicIpAddresses.**"],
    source: "azurerm 4.55.0, nat_gateway and nat_gateway_public_ip_association",
  },
  {
    type: "Microsoft.Network/publicIPAddresses",
    fixed: ["sku.name", "properties.publicIPAddressVersion", "zones"],
    inPlace: ["properties.publicIPAllocationMethod"],
    source: "azurerm 4.55.0, public_ip, ForceNew",
  },
  {
    type: "Microsoft.Network/networkInterfaces",
    inPlace: ["properties.ipConfigurations", "properties.ipConfigurations.**"],
    source: "azurerm 4.55.0, network_interface: name, location and resource group alone are ForceNew",
  },
  {
    type: "Microsoft.Network/bastionHosts",
    fixed: ["sku.name", "properties.virtualNetwork", "properties.ipConfigurations"],
    inPlace: ["properties.enableTunneling"],
    source:
      "azurerm 4.55.0, bastion_host, ForceNew, and a lower tier by CustomizeDiff; a higher one is replaced, too, as what it stands in changes with it",
  },
  {
    type: "Microsoft.Compute/sshPublicKeys",
    inPlace: ["properties"],
    source: "Azure, REST, SSH Public Keys - Generate Key Pair: once for each",
  },
  {
    type: "Microsoft.Compute/virtualMachines",
    fixed: [
      "properties.osProfile.adminUsername",
      "properties.osProfile.computerName",
      "properties.osProfile.linuxConfiguration.disablePasswordAuthentication",
      "properties.osProfile.linuxConfiguration.provisionVMAgent",
      "properties.osProfile.linuxConfiguration.ssh",
      "properties.securityProfile.securityType",
      "properties.securityProfile.uefiSettings",
      "properties.storageProfile.imageReference",
      "properties.storageProfile.osDisk.createOption",
      "properties.storageProfile.osDisk.managedDisk",
    ],
    inPlace: [
      "properties.diagnosticsProfile.**",
      "properties.hardwareProfile.vmSize",
      "properties.networkProfile.**",
      "properties.osProfile.linuxConfiguration.patchSettings.**",
      "properties.securityProfile.encryptionAtHost",
      "properties.storageProfile.osDisk.caching",
      "properties.storageProfile.osDisk.deleteOption",
    ],
    source: "azurerm 4.55.0, linux_virtual_machine, ForceNew",
  },
  {
    type: "Microsoft.Compute/virtualMachines/extensions",
    fixed: ["properties.publisher", "properties.type"],
    inPlace: ["properties.autoUpgradeMinorVersion", "properties.typeHandlerVersion"],
    source: "azurerm 4.55.0, virtual_machine_extension, ForceNew",
  },
  {
    type: "Microsoft.DevTestLab/schedules",
    fixed: ["properties.targetResourceId", "properties.taskType"],
    inPlace: [
      "properties.dailyRecurrence.time",
      "properties.notificationSettings.status",
      "properties.status",
      "properties.timeZoneId",
    ],
    source: "azurerm 4.55.0, dev_test_global_vm_shutdown_schedule, ForceNew",
  },
  {
    type: "GitHub.Network/networkSettings",
    fixed: ["properties.businessId", "properties.subnetId"],
    source: "docs.github.com, Configuring private networking: settings are deleted and made anew",
  },
  {
    type: "Microsoft.DevCenter/projects",
    fixed: ["properties.devCenterId"],
    source: "azurerm 4.55.0, dev_center_project, ForceNew",
  },
  {
    type: "Microsoft.DevOpsInfrastructure/pools",
    fixed: ["properties.organizationProfile.permissionProfile.kind"],
    inPlace: [
      "properties.agentProfile.kind",
      "properties.devCenterProjectResourceId",
      "properties.fabricProfile.images.*",
      "properties.fabricProfile.kind",
      "properties.fabricProfile.networkProfile.subnetId",
      "properties.fabricProfile.sku.name",
      "properties.maximumConcurrency",
      "properties.organizationProfile.kind",
      "properties.organizationProfile.organizations.*",
    ],
    source:
      "azurerm 5.2.0, managed_devops_pool, ForceNew; Managed DevOps Pools, configure-security: permissions are set when a pool is made",
  },
  {
    type: "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
    fixed: ["properties.remoteVirtualNetwork.id"],
    inPlace: [
      "properties.allowForwardedTraffic",
      "properties.allowGatewayTransit",
      "properties.allowVirtualNetworkAccess",
      "properties.useRemoteGateways",
    ],
    source: "azurerm 4.55.0, virtual_network_peering, ForceNew",
  },
];

const rows = new Map(table.map((row) => [row.type.toLowerCase(), row]));

const rowOf = (type: string): Mutability | undefined => rows.get(type.split("@")[0]!.toLowerCase());

/** Every type that is known, with what is fixed of it and how it is known. */
export const mutabilities: readonly Mutability[] = table;

/** Dotted paths in the body of a type of resource that Azure fixes when it makes the resource; none for most types. */
export const fixedPathsOf = (type: string): readonly string[] => rowOf(type)?.fixed ?? [];

/**
 * What becomes of a change of one property in place: Azure makes it, refuses it, or refuses it in one direction. Undefined for
 * what is not known. A property within one that is fixed is fixed.
 */
export function mutabilityOf(type: string, path: string): "in place" | "fixed" | "one way" | undefined {
  const row = rowOf(type);
  if (row?.fixed?.some((one) => path === one || path.startsWith(`${one}.`)) === true) return "fixed";
  if (Object.keys(row?.oneWay ?? {}).includes(path)) return "one way";
  return row?.inPlace?.some((pattern) => matches(pattern.split("."), path.split("."))) === true
    ? "in place"
    : undefined;
}

function matches(pattern: readonly string[], path: readonly string[]): boolean {
  if (pattern[0] === "**") return path.length > 0;
  if (pattern.length === 0 || path.length === 0) return pattern.length === path.length;
  return (pattern[0] === "*" || pattern[0] === path[0]) && matches(pattern.slice(1), path.slice(1));
}

/** What of a body Azure would refuse to make of another in place: paths, in the order of the table. Casing is no difference. */
export function refusedChanges(type: string, before: unknown, after: unknown): readonly string[] {
  const row = rowOf(type);
  const fixed = (row?.fixed ?? []).filter((path) => textAt(before, path) !== textAt(after, path));
  const back = Object.entries(row?.oneWay ?? {}).filter(([path, never]) => {
    const isNever = (body: unknown) => never.some((value) => textOf(value) === textAt(body, path));
    return textAt(before, path) !== "null" && !isNever(before) && isNever(after);
  });
  return [...fixed, ...back.map(([path]) => path)];
}

/**
 * Arguments that azurerm changes in place though Azure lets none come or go once the resource is there, by Terraform type.
 * Source: azurerm 4.55.0, container_registry, `encryption` without ForceNew; Azure Container Registry,
 * tutorial-customer-managed-keys: "you can currently enable a customer-managed key only when you create a registry".
 */
const fromTheStart: Readonly<Record<string, readonly string[]>> = {
  azurerm_container_registry: ["encryption"],
};

/** Arguments of a resource of azurerm that would come or go in place, which Azure refuses. */
export function refusedArguments(type: string, before: unknown, after: unknown): readonly string[] {
  const isThere = (values: unknown, name: string) => {
    const value = valueAt(values, name);
    return Array.isArray(value) && value.length > 0;
  };
  return (fromTheStart[type] ?? []).filter((name) => isThere(before, name) !== isThere(after, name));
}

const textOf = (value: unknown): string => JSON.stringify(value ?? null).toLowerCase();

const textAt = (body: unknown, path: string): string => textOf(valueAt(body, ...path.split(".")));
