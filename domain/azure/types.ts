/**
 * What is known of a type of resource, once: whoever plans, judges, reviews or tells of resources asks here.
 */
export interface AzureType {
  /** ARM type, as Azure writes it. */
  readonly arm: string;
  /** azurerm's type; none where the stacks make it through azapi only. */
  readonly terraform?: string;
  /** What it is in words. */
  readonly noun: string;
  /** How narrow tables and sentences on access say it, or with a product's own name. @default - as `noun` */
  readonly short?: string;
  /**
   * What is lost with it. `history`: what people would miss, data, models, logs, or the name that others reach it by; its
   * address is a contract. `irreplaceable`: of these, what nothing else can be made of or reached by again; the rest is made
   * anew by the same apply. @default - nothing
   */
  readonly holds?: "history" | "irreplaceable";
  /** Whether it costs nothing by being there: it is free, or Azure bills its use. @default false */
  readonly free?: boolean;
  /** Whether azurerm's resource only sets something of a resource that another one makes. @default false */
  readonly setting?: boolean;
}

const ML = "Microsoft.MachineLearningServices";
const workspace = `${ML}/workspaces`;
const storage = "Microsoft.Storage/storageAccounts";

/** Of several rows with one ARM type, the first is what azapi's is called. */
const table: readonly AzureType[] = [
  { arm: "GitHub.Network/networkSettings", noun: "network of GitHub runners", free: true },
  {
    arm: "Microsoft.Authorization/locks",
    terraform: "azurerm_management_lock",
    noun: "lock",
    short: "delete lock",
    free: true,
  },
  {
    arm: "Microsoft.Authorization/roleAssignments",
    terraform: "azurerm_role_assignment",
    noun: "role assignment",
    free: true,
  },
  {
    arm: "Microsoft.Authorization/roleDefinitions",
    terraform: "azurerm_role_definition",
    noun: "custom role",
    free: true,
  },
  { arm: "Microsoft.Compute/sshPublicKeys", noun: "public key", free: true },
  {
    arm: "Microsoft.Compute/virtualMachines",
    terraform: "azurerm_linux_virtual_machine",
    noun: "virtual machine",
  },
  { arm: "Microsoft.Compute/virtualMachines/extensions", noun: "extension of a virtual machine", free: true },
  {
    arm: "Microsoft.Consumption/budgets",
    terraform: "azurerm_consumption_budget_resource_group",
    noun: "budget",
    free: true,
  },
  {
    arm: "Microsoft.Consumption/budgets",
    terraform: "azurerm_consumption_budget_subscription",
    noun: "budget",
    free: true,
  },
  {
    arm: "Microsoft.ContainerRegistry/registries",
    terraform: "azurerm_container_registry",
    noun: "container registry",
    holds: "irreplaceable",
  },
  { arm: "Microsoft.DevCenter/devcenters", noun: "dev center", free: true },
  { arm: "Microsoft.DevCenter/projects", noun: "project of a dev center", free: true },
  { arm: "Microsoft.DevOpsInfrastructure/pools", noun: "agent pool" },
  { arm: "Microsoft.DevTestLab/schedules", noun: "shutdown of a virtual machine", free: true },
  {
    arm: "Microsoft.EventGrid/systemTopics",
    terraform: "azurerm_eventgrid_system_topic",
    noun: "event topic",
    short: "Event Grid topic",
    free: true,
  },
  {
    arm: "Microsoft.EventGrid/systemTopics/eventSubscriptions",
    terraform: "azurerm_eventgrid_system_topic_event_subscription",
    noun: "event subscription",
    free: true,
  },
  {
    arm: "Microsoft.Insights/actionGroups",
    terraform: "azurerm_monitor_action_group",
    noun: "action group",
    free: true,
  },
  {
    arm: "Microsoft.Insights/activityLogAlerts",
    terraform: "azurerm_monitor_activity_log_alert",
    noun: "activity log alert rule",
    short: "activity log alert",
    free: true,
  },
  { arm: "Microsoft.Insights/autoscaleSettings", noun: "autoscale setting", short: "autoscale rule", free: true },
  {
    arm: "Microsoft.Insights/workbooks",
    terraform: "azurerm_application_insights_workbook",
    noun: "workbook",
    free: true,
  },
  {
    arm: "Microsoft.Insights/components",
    terraform: "azurerm_application_insights",
    noun: "application insights",
    short: "Application Insights",
    holds: "history",
    free: true,
  },
  {
    arm: "Microsoft.Insights/diagnosticSettings",
    terraform: "azurerm_monitor_diagnostic_setting",
    noun: "diagnostic setting",
    free: true,
  },
  {
    arm: "Microsoft.Insights/metricAlerts",
    terraform: "azurerm_monitor_metric_alert",
    noun: "metric alert rule",
    short: "metric alert",
  },
  {
    arm: "Microsoft.Insights/scheduledQueryRules",
    terraform: "azurerm_monitor_scheduled_query_rules_alert_v2",
    noun: "query alert rule",
    short: "log alert",
  },
  {
    arm: "Microsoft.KeyVault/vaults",
    terraform: "azurerm_key_vault",
    noun: "key vault",
    holds: "irreplaceable",
    free: true,
  },
  { arm: "Microsoft.Logic/workflows", terraform: "azurerm_logic_app_workflow", noun: "workflow", free: true },
  { arm: "Microsoft.Logic/workflows/triggers", noun: "trigger of a workflow", free: true },
  { arm: `${ML}/registries`, noun: "model registry", holds: "irreplaceable" },
  {
    arm: workspace,
    terraform: "azurerm_machine_learning_workspace",
    noun: "workspace",
    holds: "irreplaceable",
    free: true,
  },
  // Their machines are counted.
  { arm: `${workspace}/computes`, noun: "compute", holds: "history", free: true },
  {
    arm: `${workspace}/computes`,
    terraform: "azurerm_machine_learning_compute_cluster",
    noun: "compute cluster",
    holds: "history",
  },
  {
    arm: `${workspace}/computes`,
    terraform: "azurerm_machine_learning_compute_instance",
    noun: "compute instance",
    holds: "history",
  },
  { arm: `${workspace}/data`, noun: "data asset", free: true },
  { arm: `${workspace}/data/versions`, noun: "data asset version", free: true },
  { arm: `${workspace}/datastores`, noun: "datastore", holds: "irreplaceable", free: true },
  {
    arm: `${workspace}/datastores`,
    terraform: "azurerm_machine_learning_datastore_blobstorage",
    noun: "datastore",
    holds: "irreplaceable",
    free: true,
  },
  {
    arm: `${workspace}/datastores`,
    terraform: "azurerm_machine_learning_datastore_datalake_gen2",
    noun: "datastore",
    holds: "irreplaceable",
    free: true,
  },
  {
    arm: `${workspace}/datastores`,
    terraform: "azurerm_machine_learning_datastore_fileshare",
    noun: "datastore",
    holds: "irreplaceable",
    free: true,
  },
  {
    arm: `${workspace}/onlineEndpoints`,
    noun: "online endpoint",
    short: "endpoint",
    holds: "irreplaceable",
    free: true,
  },
  { arm: `${workspace}/onlineEndpoints/deployments`, noun: "online deployment", short: "deployment", free: true },
  { arm: `${workspace}/outboundRules`, noun: "outbound rule", free: true },
  { arm: `${workspace}/schedules`, noun: "schedule", free: true },
  {
    arm: "Microsoft.ManagedIdentity/userAssignedIdentities",
    terraform: "azurerm_user_assigned_identity",
    noun: "managed identity",
    short: "identity",
    holds: "history",
    free: true,
  },
  {
    arm: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
    terraform: "azurerm_federated_identity_credential",
    noun: "federated credential",
    free: true,
  },
  {
    arm: "Microsoft.Network/networkSecurityGroups",
    terraform: "azurerm_network_security_group",
    noun: "network security group",
    free: true,
  },
  {
    arm: "Microsoft.Network/networkSecurityGroups/securityRules",
    terraform: "azurerm_network_security_rule",
    noun: "network security rule",
    free: true,
  },
  { arm: "Microsoft.Network/bastionHosts", terraform: "azurerm_bastion_host", noun: "Bastion" },
  {
    arm: "Microsoft.Network/networkInterfaces",
    terraform: "azurerm_network_interface",
    noun: "network interface",
    free: true,
  },
  { arm: "Microsoft.Network/natGateways", terraform: "azurerm_nat_gateway", noun: "NAT gateway" },
  { arm: "Microsoft.Network/privateDnsZones", terraform: "azurerm_private_dns_zone", noun: "private DNS zone" },
  {
    arm: "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
    terraform: "azurerm_private_dns_zone_virtual_network_link",
    noun: "link of a private DNS zone",
    short: "DNS zone link",
    free: true,
  },
  { arm: "Microsoft.Network/privateEndpoints", terraform: "azurerm_private_endpoint", noun: "private endpoint" },
  { arm: "Microsoft.Network/publicIPAddresses", terraform: "azurerm_public_ip", noun: "public address" },
  { arm: "Microsoft.Network/routeTables", noun: "route table", free: true },
  {
    arm: "Microsoft.Network/virtualNetworks",
    terraform: "azurerm_virtual_network",
    noun: "virtual network",
    holds: "history",
    free: true,
  },
  { arm: "Microsoft.Network/virtualNetworks/subnets", terraform: "azurerm_subnet", noun: "subnet", free: true },
  {
    arm: "Microsoft.Network/virtualNetworks/subnets/networkSecurityGroupAssociations",
    terraform: "azurerm_subnet_network_security_group_association",
    noun: "security group of a subnet",
    short: "security group association",
    free: true,
  },
  // What passes through it costs.
  { arm: "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", noun: "network peering", free: true },
  {
    arm: "Microsoft.OperationalInsights/workspaces",
    terraform: "azurerm_log_analytics_workspace",
    noun: "log analytics workspace",
    short: "Log Analytics workspace",
    holds: "irreplaceable",
    free: true,
  },
  { arm: "Microsoft.Resources/providers", noun: "resource provider", free: true },
  {
    arm: "Microsoft.Resources/resourceGroups",
    terraform: "azurerm_resource_group",
    noun: "resource group",
    holds: "irreplaceable",
    free: true,
  },
  { arm: storage, terraform: "azurerm_storage_account", noun: "storage account", holds: "irreplaceable", free: true },
  {
    arm: storage,
    terraform: "azurerm_storage_account_network_rules",
    noun: "network rules of a storage account",
    free: true,
    setting: true,
  },
  {
    arm: `${storage}/blobServices/containers`,
    terraform: "azurerm_storage_container",
    noun: "storage container",
    short: "blob container",
    holds: "history",
    free: true,
  },
  {
    arm: `${storage}/managementPolicies`,
    terraform: "azurerm_storage_management_policy",
    noun: "storage lifecycle policy",
    free: true,
  },
];

const byTerraform = new Map(
  table.flatMap((row) => (row.terraform === undefined ? [] : [[row.terraform, row] as const])),
);
const byArm = new Map([...table].reverse().map((row) => [row.arm.toLowerCase(), row] as const));

/** Every row. */
export const azureTypes: readonly AzureType[] = table;

/** What an ARM type is in few words; one that nothing here makes is called as Azure writes it. */
export function nounOf(arm: string): string {
  const known = azureType("azapi_resource", arm);
  return known?.short ?? known?.noun ?? arm;
}

/**
 * What is known of a resource's type.
 * @param terraform - Terraform's type
 * @param arm - of azapi's resources what they have as `type`, with or without API version, in any case of letters
 */
export const azureType = (terraform: string, arm?: string): AzureType | undefined =>
  terraform.startsWith("azapi_") ? byArm.get((arm ?? "").split("@")[0]!.toLowerCase()) : byTerraform.get(terraform);

/** The ARM type of what azurerm makes; undefined for a type that is not known. */
export const armTypeOfAzurerm = (terraform: string): string | undefined => byTerraform.get(terraform)?.arm;

/** Whether a resource holds state that people would miss: destroying or replacing it is never a detail. */
export const isStateful = (terraform: string, arm?: string): boolean =>
  (terraform === "azapi_resource" || !terraform.startsWith("azapi_")) && azureType(terraform, arm)?.holds !== undefined;

/** Whether losing the resource loses data or an address for good: nothing may destroy or replace it unasked. */
export const isIrreplaceable = (terraform: string, arm?: string): boolean =>
  (terraform === "azapi_resource" || !terraform.startsWith("azapi_")) &&
  azureType(terraform, arm)?.holds === "irreplaceable";

/** Whether it is a thing in Azure, and not a setting of one or a call to it. */
export const isThing = (terraform: string): boolean =>
  terraform === "azapi_resource" || (terraform.startsWith("azurerm_") && byTerraform.get(terraform)?.setting !== true);

/** Whether it costs nothing by being there. Every other type is named when it comes or goes and has no price. */
export const isChargeless = (terraform: string, arm?: string): boolean => azureType(terraform, arm)?.free === true;
