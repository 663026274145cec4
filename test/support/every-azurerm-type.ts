import { reader } from "./estate";
import { type Blocks, group, inGroup, resourceGroup, subscription } from "./terraform";

const after = { depends_on: ["azurerm_resource_group.rg"] };
const tenant = "7b1f7a52-3c0e-4f6b-9a65-0e5a3f0c9d11";
const storage = "${azurerm_storage_account.st.id}";
const workspace = "${azurerm_machine_learning_workspace.ws.id}";
const logs = "${azurerm_log_analytics_workspace.log.id}";
const workflow = "${azurerm_logic_app_workflow.wf.id}";
const actions = "${azurerm_monitor_action_group.ag.id}";
const budget = {
  name: "budget",
  amount: 100,
  time_period: [{ start_date: "2026-12-01T00:00:00Z" }],
  notification: [{ operator: "GreaterThan", threshold: 80, contact_roles: ["Owner"] }],
};
const rule = { workspace_id: workspace };
const system = [{ type: "SystemAssigned" }];

/** One resource of every azurerm type the sandbox knows, with blocks, sets and what Azure fills in. */
export const everything: Blocks = {
  azurerm_resource_group: { rg: resourceGroup },
  azurerm_virtual_network: { v: { name: "vnet-all", ...inGroup, address_space: ["10.0.0.0/16"], ...after } },
  azurerm_subnet: {
    s: {
      name: "s",
      resource_group_name: "rg-test",
      virtual_network_name: "${azurerm_virtual_network.v.name}",
      address_prefixes: ["10.0.1.0/24"],
      delegation: [
        {
          name: "d",
          service_delegation: [
            { name: "Microsoft.Web/serverFarms", actions: ["Microsoft.Network/virtualNetworks/subnets/action"] },
          ],
        },
      ],
    },
  },
  azurerm_network_security_group: { n: { name: "nsg-all", ...inGroup, ...after } },
  azurerm_subnet_network_security_group_association: {
    a: { subnet_id: "${azurerm_subnet.s.id}", network_security_group_id: "${azurerm_network_security_group.n.id}" },
  },
  azurerm_private_endpoint: {
    pe: {
      name: "pe-all",
      ...inGroup,
      subnet_id: "${azurerm_subnet.s.id}",
      private_dns_zone_group: [{ name: "default", private_dns_zone_ids: ["${azurerm_private_dns_zone.z.id}"] }],
      private_service_connection: [
        {
          name: "c",
          is_manual_connection: false,
          private_connection_resource_id: storage,
          subresource_names: ["blob"],
        },
      ],
    },
  },
  azurerm_private_dns_zone: {
    z: { name: "privatelink.blob.core.windows.net", resource_group_name: "rg-test", ...after },
  },
  azurerm_private_dns_zone_virtual_network_link: {
    l: {
      name: "link",
      resource_group_name: "rg-test",
      private_dns_zone_name: "${azurerm_private_dns_zone.z.name}",
      virtual_network_id: "${azurerm_virtual_network.v.id}",
    },
  },
  azurerm_storage_account: {
    st: {
      name: "stall",
      ...inGroup,
      account_tier: "Standard",
      account_replication_type: "GRS",
      identity: system,
      blob_properties: [
        { versioning_enabled: true, delete_retention_policy: [{ days: 30 }], container_delete_retention_policy: [{}] },
      ],
      network_rules: [{ default_action: "Deny", bypass: ["AzureServices"], ip_rules: ["203.0.113.0/24"] }],
      ...after,
    },
  },
  azurerm_storage_container: { c: { name: "data", storage_account_id: storage } },
  azurerm_storage_queue: { q: { name: "events", storage_account_id: storage } },
  azurerm_storage_management_policy: {
    p: {
      storage_account_id: storage,
      rule: [
        {
          name: "old",
          enabled: true,
          filters: [{ blob_types: ["blockBlob"], prefix_match: ["a/"] }],
          actions: [{ base_blob: [{ delete_after_days_since_modification_greater_than: 30 }] }],
        },
      ],
    },
  },
  azurerm_key_vault: {
    kv: {
      name: "kv-all",
      ...inGroup,
      tenant_id: tenant,
      sku_name: "standard",
      rbac_authorization_enabled: true,
      ...after,
    },
  },
  azurerm_container_registry: {
    cr: {
      name: "crall",
      ...inGroup,
      sku: "Premium",
      georeplications: [{ location: "northeurope" }],
      identity: system,
      ...after,
    },
  },
  azurerm_log_analytics_workspace: {
    log: { name: "log-all", ...inGroup, local_authentication_enabled: false, ...after },
  },
  azurerm_application_insights: { ai: { name: "appi-all", ...inGroup, application_type: "web", workspace_id: logs } },
  azurerm_application_insights_workbook: {
    wb: { name: "0f498fab-2989-4395-b084-fc092d83a6b1", ...inGroup, display_name: "All", data_json: "{}", ...after },
  },
  azurerm_monitor_diagnostic_setting: {
    d: {
      name: "d",
      target_resource_id: workspace,
      log_analytics_workspace_id: logs,
      enabled_log: [{ category_group: "allLogs" }],
      enabled_metric: [{ category: "AllMetrics" }],
    },
  },
  azurerm_monitor_data_collection_rule: {
    dcr: {
      name: "dcr-all",
      ...inGroup,
      destinations: [{ log_analytics: [{ name: "logs", workspace_resource_id: logs }] }],
      data_flow: [{ streams: ["Microsoft-Syslog"], destinations: ["logs"] }],
      data_sources: [
        { syslog: [{ name: "s", facility_names: ["*"], log_levels: ["*"], streams: ["Microsoft-Syslog"] }] },
      ],
    },
  },
  azurerm_portal_dashboard: { db: { name: "dashboard", ...inGroup, dashboard_properties: "{}", ...after } },
  azurerm_machine_learning_workspace: {
    ws: {
      name: "mlw-all",
      ...inGroup,
      storage_account_id: storage,
      key_vault_id: "${azurerm_key_vault.kv.id}",
      application_insights_id: "${azurerm_application_insights.ai.id}",
      container_registry_id: "${azurerm_container_registry.cr.id}",
      identity: system,
      managed_network: [{ isolation_mode: "AllowOnlyApprovedOutbound" }],
    },
  },
  azurerm_machine_learning_compute_cluster: {
    c: {
      name: "cpu",
      location: "westeurope",
      machine_learning_workspace_id: workspace,
      vm_priority: "Dedicated",
      vm_size: "STANDARD_D4DS_V5",
      scale_settings: [{ min_node_count: 0, max_node_count: 2, scale_down_nodes_after_idle_duration: "PT15M" }],
    },
  },
  azurerm_machine_learning_compute_instance: {
    i: { name: "ci-ada", machine_learning_workspace_id: workspace, virtual_machine_size: "STANDARD_D4DS_V5" },
  },
  azurerm_machine_learning_datastore_blobstorage: {
    d: {
      name: "blobs",
      workspace_id: workspace,
      storage_container_id: "${azurerm_storage_container.c.id}",
      service_data_auth_identity: "WorkspaceSystemAssignedIdentity",
    },
  },
  azurerm_machine_learning_datastore_datalake_gen2: {
    d: { name: "lake", workspace_id: workspace, storage_container_id: "${azurerm_storage_container.c.id}" },
  },
  azurerm_machine_learning_workspace_network_outbound_rule_fqdn: {
    r: { ...rule, name: "pypi", destination_fqdn: "pypi.org" },
  },
  azurerm_machine_learning_workspace_network_outbound_rule_private_endpoint: {
    r: { ...rule, name: "storage", service_resource_id: storage, sub_resource_target: "queue" },
  },
  azurerm_machine_learning_workspace_network_outbound_rule_service_tag: {
    r: { ...rule, name: "monitor", service_tag: "AzureMonitor", protocol: "TCP", port_ranges: "443" },
  },
  azurerm_user_assigned_identity: { id: { name: "id-all", ...inGroup, ...after } },
  azurerm_federated_identity_credential: {
    f: {
      name: "github",
      resource_group_name: "rg-test",
      parent_id: "${azurerm_user_assigned_identity.id.id}",
      issuer: "https://token.actions.githubusercontent.com",
      subject: "repo:o/r:environment:dev",
      audience: ["api://AzureADTokenExchange"],
    },
  },
  azurerm_role_assignment: {
    unnamed: {
      scope: group,
      role_definition_id: reader,
      principal_id: "${azurerm_user_assigned_identity.id.principal_id}",
      ...after,
    },
    byname: {
      scope: storage,
      role_definition_name: "Reader",
      principal_id: "${azurerm_user_assigned_identity.id.principal_id}",
    },
    custom: {
      scope: storage,
      role_definition_id: "${azurerm_role_definition.r.role_definition_resource_id}",
      principal_id: "${azurerm_storage_account.st.identity[0].principal_id}",
    },
  },
  azurerm_role_definition: {
    r: { name: "Sandbox Role", scope: group, permissions: [{ actions: ["*/read"], not_actions: [] }], ...after },
  },
  azurerm_monitor_action_group: {
    ag: {
      name: "ag-all",
      resource_group_name: "rg-test",
      short_name: "all",
      email_receiver: [{ name: "a", email_address: "a@b.example" }],
      ...after,
    },
  },
  azurerm_monitor_metric_alert: {
    m: {
      name: "failed",
      resource_group_name: "rg-test",
      scopes: [workspace],
      criteria: [
        {
          metric_namespace: "Microsoft.MachineLearningServices/workspaces",
          metric_name: "Failed Runs",
          aggregation: "Total",
          operator: "GreaterThan",
          threshold: 0,
        },
      ],
      action: [{ action_group_id: actions }],
    },
  },
  azurerm_monitor_scheduled_query_rules_alert_v2: {
    q: {
      name: "query",
      ...inGroup,
      scopes: [logs],
      severity: 2,
      evaluation_frequency: "PT5M",
      window_duration: "PT15M",
      criteria: [
        { query: "AmlComputeJobEvent", operator: "GreaterThan", threshold: 0, time_aggregation_method: "Count" },
      ],
      action: [{ action_groups: [actions] }],
    },
  },
  azurerm_monitor_activity_log_alert: {
    a: {
      name: "deleted",
      resource_group_name: "rg-test",
      location: "global",
      scopes: [group],
      criteria: [{ category: "Administrative", operation_name: "Microsoft.MachineLearningServices/workspaces/delete" }],
      action: [{ action_group_id: actions }],
    },
    h: {
      name: "health",
      resource_group_name: "rg-test",
      location: "global",
      scopes: [`/subscriptions/${subscription}`],
      criteria: [{ category: "ServiceHealth", service_health: [{ events: ["Incident"] }] }],
      ...after,
    },
  },
  azurerm_monitor_alert_processing_rule_suppression: {
    s: {
      name: "quiet",
      resource_group_name: "rg-test",
      scopes: [group],
      condition: [{ severity: [{ operator: "Equals", values: ["Sev4"] }] }],
      schedule: [{ recurrence: [{ daily: [{ start_time: "22:00:00", end_time: "06:00:00" }] }] }],
      ...after,
    },
  },
  azurerm_consumption_budget_resource_group: { b: { ...budget, resource_group_id: group, ...after } },
  azurerm_consumption_budget_subscription: { b: { ...budget, subscription_id: `/subscriptions/${subscription}` } },
  azurerm_management_lock: {
    l: { name: "keep", scope: "${azurerm_network_security_group.n.id}", lock_level: "CanNotDelete" },
  },
  azurerm_policy_definition: {
    p: { name: "tags", display_name: "Tags", policy_type: "Custom", mode: "All", policy_rule: "{}" },
  },
  azurerm_resource_group_policy_assignment: {
    p: { name: "tags", resource_group_id: group, policy_definition_id: "${azurerm_policy_definition.p.id}", ...after },
  },
  azurerm_eventgrid_system_topic: {
    t: {
      name: "evgt-all",
      ...inGroup,
      source_resource_id: workspace,
      topic_type: "Microsoft.MachineLearningServices.Workspaces",
      identity: system,
    },
  },
  azurerm_eventgrid_system_topic_event_subscription: {
    s: {
      name: "drift",
      resource_group_name: "rg-test",
      system_topic: "${azurerm_eventgrid_system_topic.t.name}",
      included_event_types: ["Microsoft.MachineLearningServices.RunStatusChanged"],
      storage_queue_endpoint: [{ storage_account_id: storage, queue_name: "${azurerm_storage_queue.q.name}" }],
      delivery_identity: [{ type: "SystemAssigned" }],
      advanced_filter: [
        { string_contains: [{ key: "data.RunTags.azureml_modelmonitor_threshold_breached", values: ["has failed"] }] },
      ],
    },
  },
  azurerm_logic_app_workflow: { wf: { name: "logic-all", ...inGroup, identity: system, ...after } },
  azurerm_logic_app_trigger_http_request: { t: { name: "manual", logic_app_id: workflow, schema: "{}" } },
  azurerm_logic_app_trigger_custom: {
    t: {
      name: "hourly",
      logic_app_id: workflow,
      body: '{"type":"Recurrence","recurrence":{"frequency":"Hour","interval":1}}',
    },
  },
  azurerm_logic_app_action_custom: {
    a: { name: "compose", logic_app_id: workflow, body: '{"type":"Compose","inputs":"x","runAfter":{}}' },
  },
};
