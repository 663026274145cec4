import { builtInRoles } from "../../../domain/access/roles";
import type { StackJson } from "../../support/stacks";
import { setAt } from "../fixtures";

export type Stacks = Record<string, StackJson>;
export type Edit = (stacks: Stacks) => void;

/** One way to spoil the example, after which one rule more fails. */
export interface Mutation {
  /** What is spoilt. */
  readonly what: string;
  readonly spoil: Edit;
  /** Changes beforehand, where another rule would fail along with it. */
  readonly given?: Edit;
  /** Rules that it breaks besides, because the same setting matters to them, too. @default - none */
  readonly also?: readonly string[];
  /** The kind of resource and attribute that it spoils. */
  readonly attribute?: readonly [kind: string, path: string];
}

type Resources = Record<string, Record<string, Record<string, unknown>>>;
const resourcesOf = (stacks: Stacks, stack: string): Resources => stacks[stack]!["resource"] as Resources;

/** The one resource whose address starts so. */
export function find(
  stacks: Stacks,
  stack: string,
  start: string,
): { type: string; name: string; values: Record<string, unknown> } {
  const [type, prefix] = start.split(".") as [string, string];
  const names = Object.keys(resourcesOf(stacks, stack)[type] ?? {}).filter((name) => name.startsWith(prefix));
  if (names.length === 0) throw new Error(`${stack} has no ${start}`);
  return { type, name: names[0]!, values: resourcesOf(stacks, stack)[type]![names[0]!]! };
}

export const set =
  (stack: string, address: string, path: string, value: unknown): Edit =>
  (stacks) => {
    setAt(find(stacks, stack, address).values, path, value);
  };

export const remove =
  (stack: string, ...addresses: readonly string[]): Edit =>
  (stacks) => {
    for (const address of addresses) {
      const { type, name } = find(stacks, stack, address);
      Reflect.deleteProperty(resourcesOf(stacks, stack)[type]!, name);
    }
  };

export const add =
  (stack: string, type: string, values: Record<string, unknown>): Edit =>
  (stacks) => {
    (resourcesOf(stacks, stack)[type] ??= {})["Added"] = values;
  };

export const all =
  (...edits: readonly Edit[]): Edit =>
  (stacks) => {
    for (const edit of edits) edit(stacks);
  };

/** Adds an entry to a list. */
export const append =
  (stack: string, address: string, path: string, entry: unknown): Edit =>
  (stacks) => {
    const { values } = find(stacks, stack, address);
    let list: unknown = values;
    for (const segment of path.split(".")) {
      const holder = (Array.isArray(list) ? (list as unknown[])[0] : list) as Record<string, unknown>;
      list = holder[segment];
    }
    (list as unknown[]).push(entry);
  };

export const STORAGE = "azurerm_storage_account.Storage_";
export const REGISTRY = "azurerm_container_registry.ContainerRegistry_";
export const VAULT = "azapi_resource.Vault_";
export const WORKSPACE = "azapi_resource.Workspace_";
export const CLUSTER = "azapi_resource.Cluster-cpu_";
export const ENDPOINT = "azapi_resource.Endpoint_";
export const DEPLOYMENT = "azapi_resource.Deployments_model-12_0";
const SCALE = "azapi_resource.Deployments_model-12_Autoscale_";
export const SCHEDULE = "azapi_resource.Retraining_";
export const MONITOR = "azapi_resource.Monitors_";
export const LOGS = "azurerm_log_analytics_workspace.Logs_";
export const INSIGHTS = "azurerm_application_insights.Logs_";
export const NSG = "azurerm_network_security_group.Network_Operations_";
export const CHURN = "prod-customer-churn";
/** An account that is encrypted with a company's key. */
const KEY_OF_ACCOUNT = {
  customer_managed_key: {
    key_vault_key_id: "https://kv.vault.azure.net/keys/k",
    user_assigned_identity_id: "/subscriptions/1/id",
  },
  queue_encryption_key_type: "Account",
  table_encryption_key_type: "Account",
};
/** Production as it is with a company's key. */
const encryptedProd: Edit = (stacks) => {
  const { azurerm_storage_account: accounts, azurerm_container_registry: registries } = resourcesOf(stacks, "prod");
  for (const account of Object.values(accounts!)) Object.assign(account, structuredClone(KEY_OF_ACCOUNT));
  for (const registry of Object.values(registries!))
    registry["encryption"] = [{ key_vault_key_id: "https://kv.vault.azure.net/keys/k", identity_client_id: "1" }];
  set("prod", WORKSPACE, "body.properties.encryption", { status: "Enabled" })(stacks);
  set("prod", WORKSPACE, "body.properties.enableServiceSideCMKEncryption", true)(stacks);
};
const kinds: Readonly<Record<string, string>> = {
  [VAULT]: "Microsoft.KeyVault/vaults",
  [WORKSPACE]: "Microsoft.MachineLearningServices/workspaces",
  [CLUSTER]: "Microsoft.MachineLearningServices/workspaces/computes",
  [ENDPOINT]: "Microsoft.MachineLearningServices/workspaces/onlineEndpoints",
  [DEPLOYMENT]: "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments",
  [SCHEDULE]: "Microsoft.MachineLearningServices/workspaces/schedules",
  "azapi_resource.Alerts_failed-runs_": "Microsoft.Insights/metricAlerts",
  "azapi_resource.Promotion_Rollback_ActionGroup_": "Microsoft.Insights/actionGroups",
  "azapi_resource.Registry_": "Microsoft.MachineLearningServices/registries",
  "azapi_resource.Network_Operations_": "Microsoft.Network/virtualNetworks/subnets",
};

/** An attribute that takes another value; of azapi, `properties.…` is looked for in the body. */
export function flip(stack: string, address: string, path: string, value: unknown, given?: Edit): Mutation {
  const kind = kinds[address] ?? address.split(".")[0]!;
  const inBody = address.startsWith("azapi_") && /^(properties|sku|kind)\./.test(path);
  return {
    what: `${stack} ${address}* ${path} = ${JSON.stringify(value)}`,
    spoil: set(stack, address, inBody ? `body.${path}` : path, value),
    attribute: [kind, path],
    ...(given && { given }),
  };
}

export const edit = (what: string, spoil: Edit, given?: Edit): Mutation => ({ what, spoil, ...(given && { given }) });

export const role = (name: keyof typeof builtInRoles, subscription = "2e704d9c-3186-4c58-9e3f-9d0214c6f303") =>
  `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles[name].id}`;
export const PRODUCTION = "/subscriptions/2e704d9c-3186-4c58-9e3f-9d0214c6f303";
export const PEOPLE =
  "azurerm_role_assignment.People_9b7e1c6e-3a1f-4c8d-9e7b-0d3e2f4c5b12-resourceGroup-monitoringReader_";
const AUDITORS = "azurerm_role_assignment.People_ac8f2d7f-4b20-4d9e-8f8c-1e4f305d6c13-resourceGroup-reader_";
export const COMPUTE = "azurerm_role_assignment.ComputeIdentityGrants_containerRegistry-acrPull_";
const SUBNET = { id: `${PRODUCTION}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/s` };

const inSecurityRule = (changes: object) =>
  append("prod", NSG, "security_rule", {
    name: "Added",
    priority: 200,
    direction: "Inbound",
    access: "Allow",
    protocol: "Tcp",
    source_address_prefix: "10.0.0.0/8",
    source_port_range: "*",
    destination_address_prefix: "VirtualNetwork",
    destination_port_range: "443",
    ...changes,
  });

export const PROD = "github_repository_environment.Environments_prod_";
export const RULES = "github_repository_ruleset.DefaultBranch_";
const CHECKED = "rules.required_status_checks.required_check";
const REVIEWERS = "rules.pull_request.required_reviewers";

interface Asked {
  readonly file_patterns: readonly string[];
  readonly minimum_approvals: number;
  readonly reviewer: object;
}
/** Changes who must approve what. */
const asked =
  (change: (list: readonly Asked[]) => readonly Asked[]): Edit =>
  (stacks) => {
    const { values } = find(stacks, "pipelines", RULES);
    const { pull_request: review } = values["rules"] as { pull_request: { required_reviewers: readonly Asked[] } };
    review.required_reviewers = change(review.required_reviewers);
  };

/** By rule; every rule has at least one. */
export const mutations: Readonly<Record<string, readonly Mutation[]>> = {
  "storage-https-only": [flip("prod", STORAGE, "https_traffic_only_enabled", false)],
  "storage-min-tls": [flip("prod", STORAGE, "min_tls_version", "TLS1_0")],
  "storage-no-shared-key": [flip("prod", STORAGE, "shared_access_key_enabled", true)],
  "storage-no-public-network": [flip("prod", STORAGE, "public_network_access_enabled", true)],
  "storage-no-public-blobs": [
    flip("prod", STORAGE, "allow_nested_items_to_be_public", true),
    flip("bootstrap", "azurerm_storage_account.State_", "allow_nested_items_to_be_public", undefined),
  ],
  "storage-container-private": [
    flip(CHURN, "azurerm_storage_container.DriftRetraining_", "container_access_type", "blob"),
    flip("bootstrap", "azurerm_storage_container.State_", "container_access_type", "container"),
  ],
  "storage-default-deny": [flip("prod", STORAGE, "network_rules.default_action", "Allow")],
  "storage-trusted-services": [flip("prod", STORAGE, "network_rules.bypass", ["None"])],
  "storage-name": [flip("prod", STORAGE, "name", "st-pfs-prod")],
  "storage-replication": [flip("prod", STORAGE, "account_replication_type", "ZRS")],
  "storage-no-local-users": [flip("prod", STORAGE, "local_user_enabled", true)],
  "storage-sas-expiry": [
    flip("prod", STORAGE, "sas_policy", undefined, set("prod", STORAGE, "shared_access_key_enabled", true)),
  ],
  "storage-blob-soft-delete": [flip("prod", STORAGE, "blob_properties.delete_retention_policy.days", 1)],
  "storage-container-soft-delete": [
    flip("prod", STORAGE, "blob_properties.container_delete_retention_policy.days", undefined),
  ],
  "storage-share-soft-delete": [flip("prod", STORAGE, "share_properties", undefined)],
  "storage-private-endpoint": [
    edit(
      "no endpoint for blobs and files",
      remove("prod", "azurerm_private_endpoint.PrivateAccess_blob_", "azurerm_private_endpoint.PrivateAccess_file_"),
    ),
  ],
  "storage-infrastructure-encryption": [flip("prod", STORAGE, "infrastructure_encryption_enabled", false)],
  "storage-diagnostics": [
    edit("no logs of blobs", remove("prod", "azurerm_monitor_diagnostic_setting.Storage_Diagnostics-blob_")),
    edit(
      "reads are not logged",
      set("prod", "azurerm_monitor_diagnostic_setting.Storage_Diagnostics-blob_", "enabled_log", [
        { category: "StorageWrite" },
        { category: "StorageDelete" },
      ]),
    ),
  ],

  "key-vault-purge-protection": [flip("prod", VAULT, "properties.enablePurgeProtection", false)],
  "key-vault-soft-delete": [
    flip("prod", VAULT, "properties.enableSoftDelete", false),
    flip("prod", VAULT, "properties.softDeleteRetentionInDays", 6),
  ],
  "key-vault-default-deny": [flip("prod", VAULT, "properties.networkAcls.defaultAction", "Allow")],
  "key-vault-no-open-network": [flip("prod", VAULT, "properties.publicNetworkAccess", "Enabled")],
  "key-vault-private-endpoint": [
    edit("no endpoint for the vault", remove("prod", "azurerm_private_endpoint.PrivateAccess_vault_")),
  ],
  "key-vault-rbac": [flip("prod", VAULT, "properties.enableRbacAuthorization", false)],
  "key-vault-no-access-policies": [
    flip("prod", VAULT, "properties.accessPolicies", [{ objectId: "1" }]),
    edit("a policy beside the vault", add("prod", "azurerm_key_vault_access_policy", { object_id: "1" })),
  ],
  "key-vault-audit-logs": [
    edit("no logs", remove("prod", "azurerm_monitor_diagnostic_setting.Vault_Diagnostics_")),
    edit("other logs", set("prod", "azurerm_monitor_diagnostic_setting.Vault_", "enabled_log", [{ category: "X" }])),
  ],
  "key-vault-name": [flip("prod", VAULT, "name", "kv--pfs")],
  "key-vault-secret-expiry": [
    edit("a secret for ever", add("prod", "azurerm_key_vault_secret", { name: "s", content_type: "password" })),
  ],
  "key-vault-secret-content-type": [
    edit(
      "a secret of which nobody knows what it is",
      add("prod", "azurerm_key_vault_secret", { name: "s", expiration_date: "2027-01-01T00:00:00Z" }),
    ),
  ],
  "key-vault-key-expiry": [
    edit("a key for ever", add("prod", "azurerm_key_vault_key", { name: "k", key_type: "RSA-HSM" })),
  ],
  "key-vault-key-hsm": [
    edit(
      "a software key",
      add("prod", "azurerm_key_vault_key", { name: "k", key_type: "RSA", expiration_date: "2027-01-01T00:00:00Z" }),
    ),
  ],
  "encryption-key-lasts": [
    edit(
      "a short key that never rotates",
      add("prod", "azapi_resource_action", {
        type: "Microsoft.KeyVault/vaults/keys@2026-02-01",
        resource_id: "${azapi_resource.Vault_Resource.id}/keys/k",
        method: "PUT",
        body: { properties: { kty: "RSA", keySize: 2048, keyOps: ["wrapKey", "unwrapKey"] } },
      }),
    ),
  ],
  "encryption-key-everywhere": [
    edit(
      "a key for one account only",
      set("prod", STORAGE, "customer_managed_key", KEY_OF_ACCOUNT.customer_managed_key),
    ),
    flip("prod", STORAGE, "customer_managed_key.key_vault_key_id", "", encryptedProd),
    flip("prod", STORAGE, "queue_encryption_key_type", "Service", encryptedProd),
    flip("prod", STORAGE, "table_encryption_key_type", "Service", encryptedProd),
    flip("prod", REGISTRY, "encryption.key_vault_key_id", "", encryptedProd),
    flip("prod", WORKSPACE, "properties.encryption.status", "Disabled", encryptedProd),
    flip("prod", WORKSPACE, "properties.enableServiceSideCMKEncryption", false, encryptedProd),
  ],
  "key-vault-delete-lock": [edit("no lock", remove("prod", "azapi_resource.VaultLock_"))],

  "container-registry-no-admin": [flip("prod", REGISTRY, "admin_enabled", true)],
  "container-registry-no-anonymous-pull": [flip("prod", REGISTRY, "anonymous_pull_enabled", true)],
  "container-registry-no-public-network": [flip("prod", REGISTRY, "public_network_access_enabled", true)],
  "container-registry-default-deny": [
    flip(
      "prod",
      REGISTRY,
      "network_rule_set.default_action",
      "Allow",
      set("prod", REGISTRY, "public_network_access_enabled", true),
    ),
  ],
  "container-registry-sku": [flip("prod", REGISTRY, "sku", "Basic")],
  "container-registry-geo-replication": [flip("prod", REGISTRY, "georeplications", [])],
  "container-registry-retention": [flip("prod", REGISTRY, "retention_policy_in_days", undefined)],
  "container-registry-zone-redundant": [
    flip("prod", REGISTRY, "zone_redundancy_enabled", false),
    flip("prod", REGISTRY, "georeplications.zone_redundancy_enabled", false),
  ],
  "container-registry-data-endpoint": [flip("prod", REGISTRY, "data_endpoint_enabled", false)],
  "container-registry-webhook-https": [
    edit(
      "a webhook over HTTP",
      add("prod", "azurerm_container_registry_webhook", { service_uri: "http://ci.example" }),
    ),
  ],
  "container-registry-name": [flip("prod", REGISTRY, "name", "cr-pfs-prod")],

  "workspace-no-public-network": [
    flip("prod", WORKSPACE, "properties.publicNetworkAccess", "Enabled"),
    flip("prod", WORKSPACE, "properties.allowPublicAccessWhenBehindVnet", true),
  ],
  "workspace-storage-private": [
    flip(
      "prod",
      WORKSPACE,
      "properties.hbiWorkspace",
      true,
      set("prod", STORAGE, "public_network_access_enabled", true),
    ),
  ],
  "workspace-user-identity": [
    flip("prod", WORKSPACE, "identity.type", "SystemAssigned"),
    flip("prod", WORKSPACE, "properties.primaryUserAssignedIdentity", undefined),
  ],
  "workspace-network-isolation": [
    flip(
      "prod",
      WORKSPACE,
      "properties.managedNetwork.isolationMode",
      "Disabled",
      set("prod", CLUSTER, "body.properties.properties.subnet", SUBNET),
    ),
  ],
  "workspace-private-endpoint": [
    edit("no endpoint for the workspace", remove("prod", "azurerm_private_endpoint.PrivateAccess_workspace_")),
  ],
  "workspace-diagnostics": [
    edit("no logs", remove("prod", "azurerm_monitor_diagnostic_setting.Workspace_")),
    edit(
      "runs are not logged",
      set("prod", "azurerm_monitor_diagnostic_setting.Workspace_", "enabled_log", [{ category: "ModelsChangeEvent" }]),
    ),
  ],
  "workspace-identity-datastores": [flip("prod", WORKSPACE, "properties.systemDatastoresAuthMode", "AccessKey")],
  "workspace-container-registry": [flip("prod", WORKSPACE, "properties.containerRegistry", undefined)],
  "workspace-image-build": [flip("prod", WORKSPACE, "properties.imageBuildCompute", undefined)],

  "compute-no-local-auth": [flip("prod", CLUSTER, "properties.disableLocalAuth", false)],
  "compute-scales-to-zero": [flip("prod", CLUSTER, "properties.properties.scaleSettings.minNodeCount", 1)],
  "compute-idle-shutdown": [
    {
      ...flip("dev", "azapi_resource.Instance-", "properties.properties.idleTimeBeforeShutdown", undefined),
      attribute: [kinds[CLUSTER]!, "properties.properties.idleTimeBeforeShutdown"],
    },
  ],
  "compute-in-network": [
    flip(
      "prod",
      CLUSTER,
      "properties.properties.subnet",
      undefined,
      all(
        set("prod", WORKSPACE, "body.properties.managedNetwork.isolationMode", "Disabled"),
        set("prod", CLUSTER, "body.properties.properties.subnet", SUBNET),
      ),
    ),
  ],
  "compute-no-public-ip": [flip("prod", CLUSTER, "properties.properties.enableNodePublicIp", true)],
  "compute-no-ssh": [
    flip("prod", CLUSTER, "properties.properties.remoteLoginPortPublicAccess", "Enabled"),
    {
      ...flip("dev", "azapi_resource.Instance-", "properties.properties.sshSettings.sshPublicAccess", "Enabled"),
      attribute: [kinds[CLUSTER]!, "properties.properties.sshSettings.sshPublicAccess"],
    },
  ],

  "endpoint-entra-auth": [flip(CHURN, ENDPOINT, "properties.authMode", "Key")],
  "endpoint-no-public-network": [
    flip(CHURN, ENDPOINT, "properties.publicNetworkAccess", "Enabled"),
    flip(CHURN, "azapi_update_resource.Traffic_", "properties.publicNetworkAccess", "Enabled"),
  ],
  "endpoint-user-identity": [flip(CHURN, ENDPOINT, "identity.type", "SystemAssigned")],
  "endpoint-diagnostics": [
    edit("no logs of the endpoint", remove(CHURN, "azurerm_monitor_diagnostic_setting.Endpoint_Diagnostics_")),
  ],
  "deployment-data-collection": [
    flip(CHURN, DEPLOYMENT, "properties.dataCollector", undefined),
    flip(CHURN, DEPLOYMENT, "properties.dataCollector.collections.model_outputs.dataCollectionMode", "Disabled"),
  ],
  "deployment-scales": [
    edit("scaling is off", set(CHURN, SCALE, "body.properties.enabled", false)),
    edit("scaling is off, unsaid", set(CHURN, SCALE, "body.properties.enabled", undefined)),
    edit("no rule of scaling", set(CHURN, SCALE, "body.properties.profiles.rules", [])),
    edit("never grows", (stacks) => {
      const { properties } = find(stacks, CHURN, SCALE).values["body"] as {
        properties: { profiles: { rules: { scaleAction: { direction: string } }[] }[] };
      };
      for (const { rules } of properties.profiles) for (const rule of rules) rule.scaleAction.direction = "Decrease";
    }),
  ],
  "deployment-two-instances": [flip(CHURN, DEPLOYMENT, "sku.capacity", 1)],
  "model-registry-private-blobs": [
    flip(
      "registry",
      "azapi_resource.Registry_",
      "properties.regionDetails.storageAccountDetails.systemCreatedStorageAccount.allowBlobPublicAccess",
      true,
    ),
  ],
  "model-registry-no-public-network": [
    flip(
      "registry",
      "azapi_resource.Registry_",
      "properties.publicNetworkAccess",
      "Enabled",
      set("registry", "azapi_resource.Registry_", "body.properties.publicNetworkAccess", "Disabled"),
    ),
  ],

  "schedule-fixed-start": [
    flip(CHURN, SCHEDULE, "properties.trigger.startTime", undefined),
    flip(CHURN, MONITOR, "properties.trigger.startTime", undefined),
  ],
  "schedule-enabled": [flip(CHURN, SCHEDULE, "properties.isEnabled", false)],
  "monitor-alert-path": [
    edit(
      "nobody is written to",
      set(
        CHURN,
        MONITOR,
        "body.properties.action.monitorDefinition.alertNotificationSettings.emailNotificationSettings.emails",
        [],
      ),
      remove(
        CHURN,
        "azurerm_monitor_scheduled_query_rules_alert_v2.Alerts_Monitors_drift_customer-churn_model-12_monitor-failed_",
        "azurerm_monitor_scheduled_query_rules_alert_v2.Alerts_Monitors_drift_customer-churn_model-12_monitor-silent_",
      ),
    ),
  ],

  "insights-workspace-based": [flip("prod", INSIGHTS, "workspace_id", undefined)],
  "insights-name": [flip("prod", INSIGHTS, "name", "appi/pfs")],
  "insights-no-local-auth": [flip("prod", INSIGHTS, "local_authentication_disabled", false)],
  "log-analytics-no-local-auth": [flip("prod", LOGS, "local_authentication_enabled", true)],
  "logs-retention": [flip("prod", LOGS, "retention_in_days", 90), flip("prod", INSIGHTS, "retention_in_days", 90)],
  "log-analytics-delete-lock": [
    edit("no lock", remove("prod", "azapi_resource.LogsLock_")),
    edit("a lock of another kind", set("prod", "azapi_resource.LogsLock_", "body.properties.level", "NotSpecified")),
  ],

  "alert-has-action": [
    flip("prod", "azapi_resource.Alerts_failed-runs_", "properties.actions", []),
    flip("prod", "azurerm_monitor_activity_log_alert.Alerts_resource-health_", "action", []),
    flip(CHURN, "azurerm_monitor_scheduled_query_rules_alert_v2.Alerts_endpoint-errors_", "action.action_groups", []),
  ],
  "alert-enabled": [
    flip("prod", "azapi_resource.Alerts_failed-runs_", "properties.enabled", false),
    flip("prod", "azurerm_monitor_activity_log_alert.Alerts_resource-health_", "enabled", false),
    flip(CHURN, "azurerm_monitor_scheduled_query_rules_alert_v2.Alerts_endpoint-errors_", "enabled", false),
  ],
  "action-group-has-receiver": [
    flip("prod", "azurerm_monitor_action_group.ActionGroups_critical_", "email_receiver", []),
    flip(CHURN, "azurerm_monitor_action_group.Owner", "email_receiver", undefined),
  ],
  "budget-present": [
    edit("no budget", remove("prod", "azurerm_consumption_budget_resource_group.Budget_")),
    edit("a silent one", set("prod", "azurerm_consumption_budget_resource_group.Budget_", "notification", [])),
    edit(
      "a budget for one tag only",
      set("prod", "azurerm_consumption_budget_resource_group.Budget_", "filter", { tag: { name: "a", values: ["b"] } }),
    ),
  ],

  "nsg-no-open-ingress": [
    edit("open to the internet", inSecurityRule({ source_address_prefix: "Internet" })),
    edit("open to everyone over UDP", inSecurityRule({ source_address_prefix: "*", protocol: "Udp" })),
  ],
  "nsg-no-open-egress": [
    edit("everything out", inSecurityRule({ direction: "Outbound", destination_address_prefix: "*" })),
  ],
  "nsg-no-lateral-traversal": [flip("prod", NSG, "security_rule", [])],
  "subnet-has-nsg": [
    edit(
      "no group",
      set("prod", "azapi_resource.Network_Operations_", "body.properties.networkSecurityGroup", undefined),
    ),
  ],
  "subnet-no-default-outbound": [
    flip("prod", "azapi_resource.Network_Operations_", "properties.defaultOutboundAccess", true),
  ],
  "private-endpoint-dns": [
    {
      ...flip("prod", "azurerm_private_endpoint.PrivateAccess_blob_", "private_dns_zone_group", undefined),
      attribute: ["azurerm_private_endpoint", "private_dns_zone_group.private_dns_zone_ids"],
    },
  ],

  "role-privileged-not-for-people": [
    flip("prod", PEOPLE, "role_definition_id", role("contributor")),
    flip(CHURN, "azurerm_role_assignment.DriftRetraining_Submitter_", "role_definition_id", role("contributor")),
  ],
  "role-scope-resource-group": [
    flip("prod", PEOPLE, "scope", PRODUCTION),
    flip("prod", COMPUTE, "scope", "/providers/Microsoft.Management/managementGroups/pfs"),
  ],
  "role-people-through-groups": [flip("prod", PEOPLE, "principal_type", "User")],
  "role-principal-type-set": [flip("prod", COMPUTE, "principal_type", undefined)],
  "role-people-allowed": [flip("prod", PEOPLE, "role_definition_id", role("monitoringContributor"))],
  "role-administrator-conditional": [
    flip(
      "bootstrap",
      "azurerm_role_assignment.Pipelines_prod_apply_environment-rbacAdministrator_",
      "condition",
      undefined,
    ),
  ],
  "role-no-data-write-in-production": [
    edit(
      "people write data",
      all(set("prod", AUDITORS, "role_definition_id", role("storageBlobDataContributor")), (stacks) => {
        const { name } = find(stacks, "prod", STORAGE);
        set("prod", AUDITORS, "scope", `\${azurerm_storage_account.${name}.id}`)(stacks);
      }),
    ),
  ],
  "role-has-reason": [
    edit("a role where none is known to be needed", (stacks) => {
      const { name } = find(stacks, "prod", STORAGE);
      set("prod", AUDITORS, "scope", `\${azurerm_storage_account.${name}.id}`)(stacks);
    }),
  ],
  "role-one-environment": [
    flip("bootstrap", "azurerm_role_assignment.Pipelines_dev_apply_environment-locksContributor_", "scope", PRODUCTION),
    edit(
      "one identity in two environments",
      all(
        set("prod", COMPUTE, "principal_id", "5f3a9b62-90c4-4f0c-b1f8-2f6c3f7f2a99"),
        set("dev", COMPUTE, "principal_id", "5f3a9b62-90c4-4f0c-b1f8-2f6c3f7f2a99"),
      ),
    ),
  ],
  "pipeline-plan-reads-only": [
    flip(
      "bootstrap",
      "azurerm_role_assignment.Pipelines_prod_plan_environment-reader_",
      "role_definition_id",
      role("contributor"),
    ),
    flip(
      "bootstrap",
      "azurerm_federated_identity_credential.Pipelines_prod_apply_Trust_environment_",
      "subject",
      "repo:pfs-corporation/mlops-environments:pull_request",
    ),
  ],
  "federated-credential-exact": [
    flip(
      "bootstrap",
      "azurerm_federated_identity_credential.Pipelines_prod_plan_",
      "subject",
      "repo:pfs-corporation/*",
    ),
    flip("bootstrap", "azurerm_federated_identity_credential.Pipelines_prod_plan_", "issuer", "https://evil.example"),
  ],
  "role-definition-no-wildcard": [
    edit(
      "a whole provider",
      append(
        "prod",
        "azurerm_role_definition.UseCaseRoles_jobSubmitter_",
        "permissions.actions",
        "Microsoft.Compute/*",
      ),
    ),
  ],
  "role-definition-no-access-writes": [
    edit(
      "it may grant roles",
      append(
        "prod",
        "azurerm_role_definition.UseCaseRoles_jobSubmitter_",
        "permissions.actions",
        "Microsoft.Authorization/roleAssignments/write",
      ),
    ),
  ],

  "deployment-approved": [flip("pipelines", PROD, "reviewers", [])],
  "deployment-no-self-approval": [flip("pipelines", PROD, "prevent_self_review", false)],
  "deployment-no-admin-bypass": [
    flip("pipelines", PROD, "can_admins_bypass", true),
    flip("pipelines", PROD, "can_admins_bypass", undefined),
  ],
  "deployment-protected-branch": [
    flip("pipelines", PROD, "deployment_branch_policy", undefined),
    flip(
      "pipelines",
      "github_repository_environment_deployment_policy.Environments_prod_Branch-main_",
      "branch_pattern",
      "*",
    ),
    flip("pipelines", RULES, "enforcement", "evaluate"),
    flip("pipelines", RULES, "enforcement", "disabled"),
    edit("no rules for the branch", remove("pipelines", RULES)),
  ],
  "deployment-environment-managed": [
    edit("an environment goes", remove("pipelines", PROD)),
    flip(
      "bootstrap",
      "azurerm_federated_identity_credential.Pipelines_prod_apply_Trust_environment_",
      "subject",
      "repo:pfs-corporation/mlops-environments:environment:prd",
    ),
  ],
  "deployment-branch-as-configured": [
    flip("pipelines", RULES, REVIEWERS, []),
    flip("pipelines", RULES, REVIEWERS, undefined),
    ...[0, 1].flatMap((entry) => [
      edit(
        `entry ${entry} of who must approve goes`,
        asked((list) => list.toSpliced(entry, 1)),
      ),
      edit(
        `a team that must approve is another, entry ${entry}`,
        asked((list) =>
          list.with(entry, {
            ...list[entry]!,
            reviewer: list.find(
              (one) =>
                one.file_patterns[0] !== list[entry]!.file_patterns[0] &&
                JSON.stringify(one.reviewer) !== JSON.stringify(list[entry]!.reviewer),
            )!.reviewer,
          }),
        ),
      ),
      edit(
        `fewer must approve, entry ${entry}`,
        asked((list) => list.with(entry, { ...list[entry]!, minimum_approvals: 0 })),
      ),
      edit(
        `the first path goes, entry ${entry}`,
        asked((list) => list.with(entry, { ...list[entry]!, file_patterns: list[entry]!.file_patterns.slice(1) })),
      ),
      edit(
        `the last path is narrower, entry ${entry}`,
        asked((list) =>
          list.with(entry, {
            ...list[entry]!,
            file_patterns: list[entry]!.file_patterns.with(-1, "config/use-cases/none.yaml"),
          }),
        ),
      ),
      edit(
        `a path is taken out, entry ${entry}`,
        asked((list) =>
          list.with(entry, { ...list[entry]!, file_patterns: [...list[entry]!.file_patterns, "!config/**"] }),
        ),
      ),
    ]),
    edit(
      "two must approve no release any more, one of them",
      asked((list) => list.map((one) => ({ ...one, minimum_approvals: 1 }))),
    ),
    edit("security's check is asked for no more", (stacks) => {
      const { values } = find(stacks, "pipelines", RULES);
      const { required_status_checks: checks } = values["rules"] as {
        required_status_checks: { required_check: { context: string }[] };
      };
      checks.required_check = checks.required_check.filter(({ context }) => context !== "Security approval");
    }),
  ],
  "deployment-branch-reviewed": [
    flip("pipelines", RULES, "rules.pull_request", undefined),
    flip("pipelines", RULES, "rules.pull_request.required_approving_review_count", 0),
    flip("pipelines", RULES, "rules.pull_request.require_code_owner_review", false),
    flip("pipelines", RULES, "rules.deletion", undefined),
    flip("pipelines", RULES, "rules.pull_request.require_last_push_approval", false),
  ],
  "deployment-branch-checked": [
    flip("pipelines", RULES, CHECKED, []),
    flip("pipelines", RULES, `${CHECKED}.integration_id`, undefined),
    flip("pipelines", RULES, `${CHECKED}.integration_id`, 15_369),
    flip("pipelines", RULES, "rules.required_status_checks.strict_required_status_checks_policy", false),
  ],
  "deployment-branch-no-bypass": [
    flip("pipelines", RULES, "bypass_actors", [{ actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "always" }]),
  ],
  "pipeline-variable-no-secret": [
    flip("pipelines", "github_actions_variable.Tenant", "variable_name", "ARM_CLIENT_SECRET"),
    flip("pipelines", "github_actions_environment_variable.Environments_prod_", "value", "https://x/?sig=abc"),
  ],
};
