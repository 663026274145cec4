import { type Fixture, attributeCase, id, LATER, type RuleCase } from "../fixtures";

const workspace = "azurerm_machine_learning_workspace";
const arm = "Microsoft.MachineLearningServices/workspaces";
const computes = `${arm}/computes`;
const cluster = "azurerm_machine_learning_compute_cluster";
const instance = "azurerm_machine_learning_compute_instance";
const registry = "azurerm_container_registry";
const endpoints = `${arm}/onlineEndpoints`;
const schedules = `${arm}/schedules`;
const models = "Microsoft.MachineLearningServices/registries";
const connection = (target: string) => ({ private_service_connection: [{ private_connection_resource_id: target }] });
const logs = (target: string, ...categories: readonly string[]) => ({
  target_resource_id: target,
  enabled_log: categories.map((category) => ({ category })),
});
const events = ["AmlRunStatusChangedEvent", "AmlComputeClusterEvent", "ModelsChangeEvent", "DataStoreChangeEvent"];
const collected = (inputs: unknown, outputs: unknown) => ({
  properties: {
    dataCollector: {
      collections: { model_inputs: { dataCollectionMode: inputs }, model_outputs: { dataCollectionMode: outputs } },
    },
  },
});
const blobs = (setting: unknown) => ({
  properties: {
    regionDetails: [
      { storageAccountDetails: [{ systemCreatedStorageAccount: { allowBlobPublicAccess: false } }] },
      { storageAccountDetails: [{ systemCreatedStorageAccount: { allowBlobPublicAccess: setting } }] },
    ],
  },
});
const monitor = (emails: unknown) => ({
  name: "drift-churn",
  properties: {
    action: {
      actionType: "CreateMonitor",
      monitorDefinition: { alertNotificationSettings: { emailNotificationSettings: { emails } } },
    },
  },
});
const query = (text: string) => ({ criteria: [{ query: text }] });

const scaled = (changes: object = {}): Fixture => ({
  "Microsoft.Insights/autoscalesettings": {
    properties: {
      enabled: true,
      profiles: [{ rules: ["Increase", "Decrease"].map((direction) => ({ scaleAction: { direction } })) }],
      ...changes,
    },
  },
});

export const machineLearningCases: readonly RuleCase[] = [
  attributeCase("workspace-no-public-network", {
    [workspace]: ["public_network_access_enabled", false, [true], "fail"],
    [arm]: [
      ["properties.publicNetworkAccess", "Disabled", ["Enabled"], "fail"],
      ["properties.allowPublicAccessWhenBehindVnet", false, [true], "pass"],
    ],
  }),
  {
    rule: "workspace-storage-private",
    pass: [
      { [workspace]: {} },
      { [arm]: { properties: { hbiWorkspace: false } } },
      {
        [arm]: { properties: { hbiWorkspace: true, storageAccount: id("data") } },
        "azurerm_storage_account#data": { public_network_access_enabled: false },
      },
    ],
    fail: [
      {
        [workspace]: { high_business_impact: true, storage_account_id: id("data") },
        "azurerm_storage_account#data": { public_network_access_enabled: true },
      },
      {
        [arm]: { properties: { hbiWorkspace: true, storageAccount: id("data") } },
        "azurerm_storage_account#data": {},
      },
    ],
    unknown: [
      { [workspace]: { high_business_impact: LATER } },
      { [workspace]: { high_business_impact: true, storage_account_id: LATER } },
      {
        [arm]: {
          properties: {
            hbiWorkspace: true,
            storageAccount: "/subscriptions/1/resourceGroups/r/providers/Microsoft.Storage/storageAccounts/elsewhere",
          },
        },
      },
      {
        [arm]: { properties: { hbiWorkspace: true, storageAccount: id("data") } },
        "azurerm_storage_account#data": { public_network_access_enabled: LATER },
      },
    ],
  },
  {
    ...attributeCase("workspace-user-identity", {
      [workspace]: [
        ["identity.type", "UserAssigned", ["SystemAssigned", "SystemAssigned, UserAssigned"], "fail"],
        ["primary_user_assigned_identity", "/subscriptions/1/id", [""], "fail"],
      ],
      [arm]: [
        ["identity.type", "UserAssigned", ["SystemAssigned"], "fail"],
        ["properties.primaryUserAssignedIdentity", "/subscriptions/1/id", [""], "fail"],
      ],
    }),
  },
  attributeCase("workspace-network-isolation", {
    [workspace]: ["managed_network.isolation_mode", "AllowInternetOutbound", ["Disabled"], "fail"],
    [arm]: ["properties.managedNetwork.isolationMode", "AllowOnlyApprovedOutbound", ["Disabled"], "fail"],
  }),
  {
    rule: "workspace-private-endpoint",
    pass: [
      { [workspace]: {}, azurerm_private_endpoint: connection(id()) },
      { [arm]: {}, azurerm_private_endpoint: connection(id()) },
    ],
    fail: [{ [workspace]: {} }, { [arm]: {} }],
    unknown: [
      { [workspace]: {}, azurerm_private_endpoint: connection(LATER) },
      { [arm]: {}, azurerm_private_endpoint: connection(LATER) },
    ],
  },
  {
    rule: "workspace-diagnostics",
    pass: [
      { [workspace]: {}, azurerm_monitor_diagnostic_setting: logs(id(), ...events) },
      {
        [arm]: {},
        azurerm_monitor_diagnostic_setting: { target_resource_id: id(), enabled_log: [{ category_group: "allLogs" }] },
      },
    ],
    fail: [
      { [workspace]: {} },
      { [arm]: {} },
      ...events.map((event) => ({
        [arm]: {},
        azurerm_monitor_diagnostic_setting: logs(id(), ...events.filter((other) => other !== event)),
      })),
    ],
    unknown: [
      { [workspace]: {}, azurerm_monitor_diagnostic_setting: logs(LATER, ...events) },
      { [arm]: {}, azurerm_monitor_diagnostic_setting: logs(id(), LATER) },
    ],
  },
  attributeCase("workspace-identity-datastores", {
    [workspace]: ["system_datastores_auth_mode", "Identity", ["AccessKey"], "fail"],
    [arm]: ["properties.systemDatastoresAuthMode", "Identity", ["AccessKey", "UserDelegationSAS"], "fail"],
  }),
  attributeCase("workspace-container-registry", {
    [workspace]: ["container_registry_id", "/subscriptions/1/cr", [""], "fail"],
    [arm]: ["properties.containerRegistry", "/subscriptions/1/cr", [""], "fail"],
  }),
  {
    rule: "workspace-image-build",
    pass: [
      {
        [workspace]: { container_registry_id: id("cr"), image_build_compute_name: "cpu" },
        [`${registry}#cr`]: { public_network_access_enabled: false },
      },
      { [arm]: { properties: { containerRegistry: LATER, imageBuildCompute: "cpu" } } },
    ],
    fail: [
      {
        [workspace]: { container_registry_id: id("cr") },
        [`${registry}#cr`]: { public_network_access_enabled: false },
      },
      {
        [arm]: { properties: { containerRegistry: id("cr") } },
        [`${registry}#cr`]: { public_network_access_enabled: false },
      },
    ],
    unknown: [
      { [workspace]: { container_registry_id: LATER } },
      { [workspace]: { container_registry_id: LATER, image_build_compute_name: LATER } },
      {
        [arm]: { properties: { containerRegistry: id("cr") } },
        [`${registry}#cr`]: { public_network_access_enabled: LATER },
      },
    ],
    silent: [{ [workspace]: {} }, { [arm]: { properties: { containerRegistry: id("cr") } }, [`${registry}#cr`]: {} }],
  },
  attributeCase("compute-no-local-auth", {
    [cluster]: ["local_auth_enabled", false, [true], "fail"],
    [instance]: ["local_auth_enabled", false, [true], "fail"],
    [computes]: ["properties.disableLocalAuth", true, [false], "fail"],
  }),
  {
    rule: "compute-scales-to-zero",
    pass: [
      { [cluster]: { scale_settings: [{ min_node_count: 0 }] } },
      {
        [computes]: {
          properties: { computeType: "AmlCompute", properties: { scaleSettings: { minNodeCount: 0 } } },
        },
      },
    ],
    fail: [
      { [cluster]: { scale_settings: [{ min_node_count: 1 }] } },
      {
        [computes]: { properties: { computeType: "AmlCompute", properties: { scaleSettings: { minNodeCount: 2 } } } },
      },
    ],
    unknown: [
      { [cluster]: { scale_settings: [{ min_node_count: LATER }] } },
      { [computes]: { properties: { computeType: LATER, properties: LATER } } },
    ],
    silent: [{ [computes]: { properties: { computeType: "ComputeInstance" } } }],
  },
  {
    rule: "compute-idle-shutdown",
    pass: [
      { [instance]: { idle_time_before_shutdown: "PT30M" } },
      {
        [computes]: { properties: { computeType: "ComputeInstance", properties: { idleTimeBeforeShutdown: "PT1H" } } },
      },
    ],
    fail: [
      { [instance]: {} },
      { [computes]: { properties: { computeType: "ComputeInstance", properties: {} } } },
      { [computes]: { properties: { computeType: "ComputeInstance", properties: { idleTimeBeforeShutdown: "" } } } },
    ],
    unknown: [
      { [instance]: { idle_time_before_shutdown: LATER } },
      { [computes]: { properties: { computeType: "ComputeInstance", properties: LATER } } },
    ],
    silent: [{ [computes]: { properties: { computeType: "AmlCompute" } } }],
  },
  {
    rule: "compute-in-network",
    pass: [
      { [cluster]: { subnet_resource_id: "/subscriptions/1/subnets/a" } },
      { [instance]: { subnet_resource_id: id("subnet") }, "azurerm_subnet#subnet": {} },
      {
        [computes]: { parent_id: id("ws") },
        [`${arm}#ws`]: { properties: { managedNetwork: { isolationMode: "AllowInternetOutbound" } } },
      },
      {
        [cluster]: { machine_learning_workspace_id: id("ws") },
        [`${workspace}#ws`]: { managed_network: [{ isolation_mode: "AllowOnlyApprovedOutbound" }] },
      },
    ],
    fail: [
      { [cluster]: { machine_learning_workspace_id: id("ws") }, [`${workspace}#ws`]: {} },
      {
        [instance]: { machine_learning_workspace_id: id("ws") },
        [`${workspace}#ws`]: { managed_network: [{ isolation_mode: "Disabled" }] },
      },
      {
        [computes]: { parent_id: id("ws") },
        [`${arm}#ws`]: { properties: { managedNetwork: { isolationMode: "Disabled" } } },
      },
    ],
    unknown: [
      { [cluster]: { subnet_resource_id: LATER } },
      { [computes]: { parent_id: LATER } },
      { [computes]: { parent_id: id("ws") }, [`${arm}#ws`]: { properties: { managedNetwork: LATER } } },
    ],
  },
  attributeCase("machine-hardened", {
    azurerm_linux_virtual_machine: [
      ["encryption_at_host_enabled", true, [false], "fail"],
      ["disable_password_authentication", true, [false], "pass"],
    ],
    "Microsoft.Compute/virtualMachines": [
      ["properties.securityProfile.encryptionAtHost", true, [false], "fail"],
      ["properties.osProfile.linuxConfiguration.disablePasswordAuthentication", true, [false], "fail"],
    ],
  }),
  attributeCase("compute-no-public-ip", {
    [cluster]: ["node_public_ip_enabled", false, [true], "fail"],
    [instance]: ["node_public_ip_enabled", false, [true], "fail"],
    [computes]: ["properties.properties.enableNodePublicIp", false, [true], "fail"],
  }),
  {
    rule: "compute-no-ssh",
    pass: [
      { [cluster]: {} },
      {
        [computes]: {
          properties: { computeType: "AmlCompute", properties: { remoteLoginPortPublicAccess: "Disabled" } },
        },
      },
      { [computes]: { properties: { computeType: "ComputeInstance", properties: {} } } },
    ],
    fail: [
      { [cluster]: { ssh_public_access_enabled: true } },
      { [computes]: { properties: { computeType: "AmlCompute", properties: {} } } },
      {
        [computes]: {
          properties: { computeType: "ComputeInstance", properties: { sshSettings: { sshPublicAccess: "Enabled" } } },
        },
      },
    ],
    unknown: [
      { [cluster]: { ssh_public_access_enabled: LATER } },
      { [computes]: { properties: { computeType: "AmlCompute", properties: { remoteLoginPortPublicAccess: LATER } } } },
      { [computes]: { properties: { computeType: "ComputeInstance", properties: { sshSettings: LATER } } } },
    ],
  },
  attributeCase("endpoint-entra-auth", {
    [endpoints]: ["properties.authMode", "AADToken", ["Key", "AMLToken"], "fail"],
    [`${arm}/batchEndpoints`]: ["properties.authMode", "AADToken", ["Key"], "fail"],
  }),
  attributeCase("endpoint-no-public-network", {
    [endpoints]: ["properties.publicNetworkAccess", "Disabled", ["Enabled"], "fail"],
  }),
  attributeCase("endpoint-user-identity", {
    [endpoints]: ["identity.type", "UserAssigned", ["SystemAssigned"], "fail"],
  }),
  {
    rule: "endpoint-diagnostics",
    pass: [{ [endpoints]: {}, azurerm_monitor_diagnostic_setting: logs(id(), "AmlOnlineEndpointTrafficLog") }],
    fail: [
      { [endpoints]: {} },
      { [endpoints]: {}, azurerm_monitor_diagnostic_setting: logs(id(), "AmlOnlineEndpointConsoleLog") },
    ],
    unknown: [{ [endpoints]: {}, azurerm_monitor_diagnostic_setting: logs(LATER, "AmlOnlineEndpointTrafficLog") }],
  },
  {
    rule: "deployment-data-collection",
    pass: [{ [`${endpoints}/deployments`]: collected("Enabled", "Enabled") }],
    fail: [
      { [`${endpoints}/deployments`]: { properties: {} } },
      { [`${endpoints}/deployments`]: collected("Disabled", "Enabled") },
      { [`${endpoints}/deployments`]: collected("Enabled", "Disabled") },
    ],
    unknown: [
      { [`${endpoints}/deployments`]: collected(LATER, "Enabled") },
      { [`${endpoints}/deployments`]: { properties: { dataCollector: LATER } } },
      {
        [`${endpoints}/deployments`]: {
          properties: { dataCollector: { collections: { model_inputs: LATER, model_outputs: LATER } } },
        },
      },
    ],
  },
  {
    rule: "deployment-scales",
    pass: [scaled()],
    fail: [
      scaled({ enabled: false }),
      scaled({ enabled: undefined }),
      scaled({ profiles: [] }),
      scaled({ profiles: [{ rules: [] }] }),
      scaled({ profiles: [{ rules: [{ scaleAction: { direction: "Decrease" } }] }] }),
    ],
    unknown: [
      scaled({ enabled: LATER }),
      scaled({ profiles: LATER }),
      scaled({ profiles: [{ rules: LATER }] }),
      scaled({ profiles: [{ rules: [{ scaleAction: { direction: LATER } }] }] }),
    ],
  },
  attributeCase("deployment-two-instances", {
    [`${endpoints}/deployments`]: ["sku.capacity", 2, [1, 0], "fail"],
  }),
  {
    rule: "model-registry-private-blobs",
    pass: [{ [models]: blobs(false) }],
    fail: [{ [models]: blobs(true) }, { [models]: blobs(undefined) }],
    unknown: [{ [models]: blobs(LATER) }, { [models]: { properties: { regionDetails: LATER } } }],
  },
  attributeCase("model-registry-no-public-network", {
    azurerm_machine_learning_registry: ["public_network_access_enabled", false, [true], "fail"],
    [models]: ["properties.publicNetworkAccess", "Disabled", ["Enabled"], "fail"],
  }),
  attributeCase("schedule-fixed-start", {
    [schedules]: ["properties.trigger.startTime", "2026-12-07T02:00:00", [""], "fail"],
  }),
  attributeCase("schedule-enabled", { [schedules]: ["properties.isEnabled", true, [false], "fail"] }),
  {
    rule: "monitor-alert-path",
    pass: [
      { [schedules]: monitor(["team@pfs.example"]) },
      {
        [schedules]: monitor([]),
        azurerm_monitor_scheduled_query_rules_alert_v2: query('Events | where RunId startswith "drift-churn-"'),
      },
    ],
    fail: [
      { [schedules]: monitor([]) },
      { [schedules]: monitor(undefined) },
      {
        [schedules]: monitor([]),
        azurerm_monitor_scheduled_query_rules_alert_v2: query('Events | where RunId startswith "drift-other-"'),
      },
    ],
    unknown: [
      { [schedules]: monitor(LATER) },
      { [schedules]: monitor([]), azurerm_monitor_scheduled_query_rules_alert_v2: query(LATER) },
      { [schedules]: { name: LATER, properties: LATER } },
    ],
    silent: [{ [schedules]: { properties: { action: { actionType: "CreateJob" } } } }],
  },
];
