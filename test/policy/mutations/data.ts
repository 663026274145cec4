import {
  add,
  edit,
  find,
  type Mutation,
  REGISTRY,
  remove,
  set,
  STORAGE,
  VAULT,
  flip,
  WORKSPACE,
  LOGS,
  INSIGHTS,
} from "./basic";
import { features, mutation } from "./stacks";

const STATE = "azurerm_storage_account.State_";
const blobs = (stack: string, address: string, what: string, path: string, value: unknown): Mutation =>
  edit(`${stack}: ${what}`, set(stack, address, path, value));
const cors = [
  {
    allowed_headers: ["*"],
    allowed_methods: ["GET"],
    allowed_origins: ["*"],
    exposed_headers: ["*"],
    max_age_in_seconds: 3600,
  },
];
const protects = (stack: string, address: string): Mutation =>
  edit(`${stack} ${address} may be destroyed`, set(stack, address, "lifecycle", undefined));

export const dataMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "storage-versioning": [
    flip("prod", STORAGE, "blob_properties.versioning_enabled", false),
    blobs("bootstrap", STATE, "states without versions", "blob_properties.versioning_enabled", false),
    blobs("prod", STORAGE, "no versions", "blob_properties.versioning_enabled", undefined),
  ],
  "storage-no-cors": [
    flip("prod", STORAGE, "blob_properties.cors_rule", cors),
    flip("prod", STORAGE, "share_properties.cors_rule", cors),
    blobs("bootstrap", STATE, "states for any page", "blob_properties.cors_rule", cors),
  ],
  "storage-no-other-protocols": [
    flip("prod", STORAGE, "sftp_enabled", true),
    flip("prod", STORAGE, "nfsv3_enabled", true),
    blobs("bootstrap", STATE, "states by SFTP", "sftp_enabled", true),
  ],
  "storage-no-cross-tenant": [
    flip("prod", STORAGE, "cross_tenant_replication_enabled", true),
    blobs("bootstrap", STATE, "states to another tenant", "cross_tenant_replication_enabled", true),
  ],
  "storage-entra-by-default": [
    flip("prod", STORAGE, "default_to_oauth_authentication", false),
    blobs("bootstrap", STATE, "keys first", "default_to_oauth_authentication", undefined),
  ],
  "soft-delete-long": [
    flip("prod", STORAGE, "blob_properties.delete_retention_policy.days", 30),
    flip("prod", STORAGE, "blob_properties.container_delete_retention_policy.days", 30),
    flip("prod", STORAGE, "share_properties.retention_policy.days", 7),
    flip("prod", VAULT, "properties.softDeleteRetentionInDays", 7),
    blobs("bootstrap", STATE, "states for a week", "blob_properties.delete_retention_policy.days", 7),
  ],
  "storage-blob-soft-delete": [
    blobs("bootstrap", STATE, "states for a day", "blob_properties.delete_retention_policy.days", 1),
  ],
  "storage-no-shared-key": [blobs("bootstrap", STATE, "keys to states", "shared_access_key_enabled", true)],
  "storage-no-local-users": [blobs("bootstrap", STATE, "local users", "local_user_enabled", true)],
  "storage-min-tls": [blobs("bootstrap", STATE, "old TLS", "min_tls_version", "TLS1_1")],
  "storage-https-only": [blobs("bootstrap", STATE, "plain HTTP", "https_traffic_only_enabled", false)],
  "storage-infrastructure-encryption": [
    blobs("bootstrap", STATE, "encrypted once", "infrastructure_encryption_enabled", false),
  ],
  "storage-replication": [blobs("bootstrap", STATE, "states in one region", "account_replication_type", "LRS")],
  "storage-private-endpoint": [
    edit("no endpoint for files", remove("prod", "azurerm_private_endpoint.PrivateAccess_file_")),
    edit("no endpoint for blobs", remove("prod", "azurerm_private_endpoint.PrivateAccess_blob_")),
    edit(
      "the endpoint of files leads to tables",
      set("prod", "azurerm_private_endpoint.PrivateAccess_file_", "private_service_connection.subresource_names", [
        "table",
      ]),
    ),
  ],
  "storage-diagnostics": [
    edit(
      "deletions of blobs are not logged",
      set("prod", "azurerm_monitor_diagnostic_setting.Storage_Diagnostics-blob_", "enabled_log", [
        { category: "StorageRead" },
        { category: "StorageWrite" },
      ]),
    ),
  ],
  "data-prevent-destroy": [
    protects("prod", STORAGE),
    protects("prod", VAULT),
    protects("prod", WORKSPACE),
    protects("prod", REGISTRY),
    protects("prod", LOGS),
    protects("prod", "azurerm_resource_group.ResourceGroup"),
    protects("bootstrap", STATE),
    protects("bootstrap", "azurerm_storage_container."),
    protects("registry", "azapi_resource.Registry_"),
    edit("the vault may be destroyed", set("prod", VAULT, "lifecycle.prevent_destroy", false)),
  ],
  "destroy-recoverable": [
    {
      ...mutation("vaults are purged", features("prod", "key_vault", { purge_soft_delete_on_destroy: true })),
      attribute: ["stack.provider", "features.key_vault.purge_soft_delete_on_destroy"],
    },
    {
      ...mutation(
        "vaults are not recovered",
        features("prod", "key_vault", { recover_soft_deleted_key_vaults: false }),
      ),
      attribute: ["stack.provider", "features.key_vault.recover_soft_deleted_key_vaults"],
    },
    mutation("logs are purged", features("prod", "log_analytics_workspace", { permanently_delete_on_destroy: true })),
    mutation(
      "workspaces are purged",
      features("prod", "machine_learning", { purge_soft_deleted_workspace_on_destroy: true }),
    ),
    mutation(
      "groups go with all in them",
      features("prod", "resource_group", { prevent_deletion_if_contains_resources: false }),
    ),
    mutation(
      "groups of a use case go with all in them",
      features("prod-customer-churn", "resource_group", { prevent_deletion_if_contains_resources: false }),
    ),
    {
      ...edit("the workspace is purged", set("prod", WORKSPACE, "delete_query_parameters", { forceToPurge: ["true"] })),
      attribute: ["Microsoft.MachineLearningServices/workspaces", "delete_query_parameters.forceToPurge"],
    },
  ],
  "changes-seen": [
    edit("nobody looks at the firewall", set("prod", STORAGE, "lifecycle.ignore_changes", ["network_rules"])),
    edit("nobody looks at the storage", set("prod", STORAGE, "lifecycle.ignore_changes", "all")),
    edit("nobody looks at the vault", set("prod", VAULT, "lifecycle.ignore_changes", ["body"])),
    edit(
      "nobody looks at the workspace",
      set("prod", WORKSPACE, "lifecycle.ignore_changes", ["body.properties.publicNetworkAccess"]),
    ),
    edit(
      "nobody looks at the condition",
      set("bootstrap", "azurerm_role_assignment.Pipelines_prod_apply_environment-rbacAdministrator_", "lifecycle", {
        ignore_changes: ["condition"],
      }),
    ),
    edit("nobody looks at retention", set("prod", LOGS, "lifecycle.ignore_changes", ["retention_in_days"])),
    edit(
      "nobody looks at the deployment",
      set("prod-customer-churn", "azapi_resource.Deployments_model-12_0", "lifecycle.ignore_changes", ["body"]),
    ),
  ],
  "key-vault-not-for-machines": [
    flip("prod", VAULT, "properties.enabledForDeployment", true),
    flip("prod", VAULT, "properties.enabledForDiskEncryption", true),
    flip("prod", VAULT, "properties.enabledForTemplateDeployment", true),
  ],
  "tenant-own": [
    edit(
      "the vault asks another tenant",
      set("prod", VAULT, "body.properties.tenantId", "00000000-0000-4000-8000-000000000000"),
    ),
    edit(
      "an instance for another tenant",
      set(
        "dev",
        "azapi_resource.Instance-",
        "body.properties.properties.personalComputeInstanceSettings.assignedUser.tenantId",
        "00000000-0000-4000-8000-000000000000",
      ),
    ),
  ],
  "container-registry-no-export": [
    edit("images leave", set("prod", REGISTRY, "export_policy_enabled", true)),
    edit("nothing keeps images", set("prod", REGISTRY, "export_policy_enabled", undefined)),
  ],
  "key-vault-delete-lock": [
    edit("a lock of something else", (stacks) => {
      const { name } = find(stacks, "prod", LOGS);
      set("prod", "azapi_resource.VaultLock_", "parent_id", `\${azurerm_log_analytics_workspace.${name}.id}`)(stacks);
    }),
    edit("a lock without a level", set("prod", "azapi_resource.VaultLock_", "body.properties.level", undefined)),
  ],
  "argument-known": [
    edit(
      "a datastore with a key",
      set("prod", "azapi_resource.Collected_Datastore_", "body.properties.credentials.secrets", {
        secretsType: "AccountKey",
        key: "x",
      }),
    ),
    edit("queues for any page", set("prod", STORAGE, "queue_properties", { cors_rule: cors })),
    edit("a web site", set("prod", STORAGE, "static_website", { index_document: "index.html" })),
    edit("a key in a managed HSM", set("prod", STORAGE, "customer_managed_key", { managed_hsm_key_id: "x" })),
    edit("a share for a directory", set("prod", STORAGE, "azure_files_authentication", { directory_type: "AD" })),
    edit("copies to anywhere", set("prod", STORAGE, "allowed_copy_scope", "AAD")),
    edit("the vault is restored from elsewhere", set("prod", VAULT, "body.properties.createMode", "recover")),
    edit(
      "a script at the start",
      set("dev", "azapi_resource.Instance-", "body.properties.properties.setupScripts", { scripts: {} }),
    ),
    edit(
      "a custom service",
      set("dev", "azapi_resource.Instance-", "body.properties.properties.customServices", [{ name: "x" }]),
    ),
    edit("images are trusted", set("prod", REGISTRY, "quarantine_policy_enabled", false)),
    edit("addresses are kept whole", set("prod", INSIGHTS, "disable_ip_masking", true)),
    edit("logs are read by who owns a resource", set("prod", LOGS, "allow_resource_only_permissions", true)),
    edit("logs go at once", set("prod", LOGS, "immediate_data_purge_on_30_days_enabled", true)),
    edit(
      "a service endpoint",
      set("prod", "azapi_resource.Network_Operations_", "body.properties.serviceEndpoints", [{ service: "x" }]),
    ),
    edit(
      "the workspace feeds another",
      set("prod", WORKSPACE, "body.properties.sharedPrivateLinkResources", [{ name: "x" }]),
    ),
    edit(
      "somebody else's identity delegates",
      set(
        "prod",
        "azurerm_role_assignment.ComputeIdentityGrants_containerRegistry-acrPull_",
        "delegated_managed_identity_resource_id",
        "x",
      ),
    ),
    edit(
      "an alert for one resource only",
      set("prod", "azurerm_monitor_activity_log_alert.Alerts_workspace-deleted_", "criteria.resource_id", "/x"),
    ),
    edit(
      "a query over another time",
      set(
        "prod-customer-churn",
        "azurerm_monitor_scheduled_query_rules_alert_v2.Alerts_training-failed_",
        "query_time_range_override",
        "PT1M",
      ),
    ),
    edit(
      "log settings of another kind",
      set("prod", "azurerm_monitor_diagnostic_setting.Vault_", "partner_solution_id", "/x"),
    ),
    edit(
      "a web hook is told",
      set("prod", "azurerm_monitor_action_group.ActionGroups_warning_", "automation_runbook_receiver", [{ name: "x" }]),
    ),
  ],
  "kind-known": [
    {
      ...edit("a virtual machine", add("prod", "azurerm_linux_virtual_machine", { name: "x", size: "y" })),
      also: ["machine-hardened"],
    },
    edit("a public address", add("prod", "azurerm_public_ip", { name: "x" })),
    edit("a peering", add("prod", "azurerm_virtual_network_peering", { name: "x" })),
    edit("a share of its own", add("prod", "azurerm_storage_share", { name: "x" })),
    edit("a management policy", add("prod", "azurerm_storage_management_policy", { storage_account_id: "x" })),
    edit("a copy of blobs", add("prod", "azurerm_storage_object_replication", { rules: [] })),
    edit("an export of logs", add("prod", "azurerm_log_analytics_data_export_rule", { name: "x" })),
    edit("alerts are suppressed", add("prod", "azurerm_monitor_alert_processing_rule_suppression", { name: "x" })),
    edit("an exemption", add("prod", "azurerm_resource_group_policy_exemption", { name: "x" })),
    edit("a directory role", add("prod", "azuread_directory_role_assignment", { role_id: "x" })),
    edit("another cloud", add("prod", "aws_s3_bucket", { bucket: "x" })),
    edit("a random name", add("prod", "random_password", { length: 8 })),
    edit(
      "a connection with a key",
      add("prod", "azapi_resource", {
        type: "Microsoft.MachineLearningServices/workspaces/connections@2025-06-01",
        name: "x",
        body: {},
      }),
    ),
    edit(
      "a batch endpoint",
      add("prod", "azapi_resource", {
        type: "Microsoft.MachineLearningServices/workspaces/batchEndpoints@2025-06-01",
        name: "x",
        body: {},
      }),
    ),
    edit(
      "a script of a deployment",
      add("prod", "azapi_resource", { type: "Microsoft.Resources/deploymentScripts@2023-08-01", name: "x", body: {} }),
    ),
    edit(
      "a patch of the vault",
      add("prod", "azapi_update_resource", {
        type: "Microsoft.KeyVault/vaults@2026-02-01",
        resource_id: "x",
        body: { properties: { publicNetworkAccess: "Disabled" } },
      }),
    ),
    edit(
      "a patch of the workspace",
      add("prod", "azapi_update_resource", {
        type: "Microsoft.MachineLearningServices/workspaces@2025-06-01",
        resource_id: "x",
        body: { properties: { description: "y" } },
      }),
    ),
    edit(
      "a patch by action",
      add("prod", "azapi_resource_action", {
        type: "Microsoft.Storage/storageAccounts@2023-01-01",
        method: "PATCH",
        resource_id: "x",
        body: { tags: {} },
      }),
    ),
    edit(
      "keys by action",
      add("prod", "azapi_resource_action", {
        type: "Microsoft.Storage/storageAccounts@2023-01-01",
        method: "POST",
        action: "listKeys",
        resource_id: "x",
      }),
    ),
    edit(
      "a data plane",
      add("prod", "azapi_data_plane_resource", { type: "Microsoft.KeyVault/vaults/secrets@7.4", name: "x", body: {} }),
    ),
  ],
};
