/**
 * Types that cost nothing by being there: they are free, or Azure bills their use. By azurerm's name or, in lower case,
 * ARM's. Every other type is named when it comes or goes and has no price.
 */
const types: ReadonlySet<string> = new Set([
  "azurerm_application_insights",
  "azurerm_consumption_budget_resource_group",
  "azurerm_consumption_budget_subscription",
  "azurerm_eventgrid_system_topic",
  "azurerm_eventgrid_system_topic_event_subscription",
  "azurerm_federated_identity_credential",
  "azurerm_key_vault",
  "azurerm_log_analytics_workspace",
  "azurerm_logic_app_workflow",
  "azurerm_machine_learning_workspace",
  "azurerm_management_lock",
  "azurerm_monitor_action_group",
  "azurerm_monitor_activity_log_alert",
  "azurerm_monitor_diagnostic_setting",
  "azurerm_network_security_group",
  "azurerm_network_security_rule",
  "azurerm_private_dns_zone_virtual_network_link",
  "azurerm_resource_group",
  "azurerm_role_assignment",
  "azurerm_role_definition",
  "azurerm_storage_account",
  "azurerm_storage_account_network_rules",
  "azurerm_storage_container",
  "azurerm_storage_management_policy",
  "azurerm_subnet",
  "azurerm_subnet_network_security_group_association",
  "azurerm_user_assigned_identity",
  "azurerm_virtual_network",
  "microsoft.authorization/locks",
  "microsoft.authorization/roleassignments",
  "microsoft.insights/autoscalesettings",
  "microsoft.keyvault/vaults",
  "microsoft.logic/workflows",
  "microsoft.logic/workflows/triggers",
  "microsoft.machinelearningservices/workspaces",
  // Their machines are counted.
  "microsoft.machinelearningservices/workspaces/computes",
  "microsoft.machinelearningservices/workspaces/data",
  "microsoft.machinelearningservices/workspaces/data/versions",
  "microsoft.machinelearningservices/workspaces/datastores",
  "microsoft.machinelearningservices/workspaces/onlineendpoints",
  "microsoft.machinelearningservices/workspaces/onlineendpoints/deployments",
  "microsoft.machinelearningservices/workspaces/outboundrules",
  "microsoft.machinelearningservices/workspaces/schedules",
  "microsoft.resources/providers",
  "microsoft.storage/storageaccounts",
]);

/** What sets or calls something that another resource is. */
const NO_RESOURCES = ["azapi_update_resource", "azapi_resource_action", "azurerm_storage_account_network_rules"];

/** Whether it is a thing in Azure, and not a setting of one. */
export const isThing = (type: string): boolean => /^(azurerm|azapi)_/.test(type) && !NO_RESOURCES.includes(type);

/** Whether it costs nothing by being there. @param armType - of an azapi resource */
export const isChargeless = (type: string, armType: string | undefined): boolean =>
  types.has(armType?.toLowerCase() ?? type);
