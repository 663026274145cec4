import { attributeCase, id, LATER, type Fixture, type RuleCase } from "../fixtures";

const account = "azurerm_storage_account";
const vault = "Microsoft.KeyVault/vaults";
const computes = "Microsoft.MachineLearningServices/workspaces/computes";
const endpoints = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints";
const SUBSCRIPTION = "2e704d9c-3186-4c58-9e3f-9d0214c6f303";
const OTHER = "0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101";
const TENANT = "7b1f7a52-3c0e-4f6b-9a65-0e5a3f0c9d11";
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-pfs-prod-ml`;

const azurerm = (changes: object = {}, features: object = {}, more: Fixture = {}): Fixture => ({
  "stack.provider#azurerm": {
    subscription_id: SUBSCRIPTION,
    tenant_id: TENANT,
    resource_provider_registrations: "none",
    storage_use_azuread: true,
    features: [{ storage: [{ data_plane_available: false }], ...features }],
    ...changes,
  },
  ...more,
});
const backend = (changes: object = {}, type = "azurerm"): Fixture => ({
  [`stack.backend#${type}`]: {
    container_name: "tfstate",
    key: "prod.tfstate",
    resource_group_name: "rg",
    storage_account_name: "st",
    subscription_id: SUBSCRIPTION,
    tenant_id: TENANT,
    use_azuread_auth: true,
    ...changes,
  },
});
const requirement = (name: string, source: unknown, version: unknown): Fixture => ({
  [`stack.requirement#${name}`]: { source, version },
});
const action = (type: string, changes: object = {}): Fixture => ({
  azapi_resource_action: { type: `${type}@2025-06-01`, method: "PUT", ...changes },
});
const PROOF = `${GROUP}/providers/Microsoft.Storage/storageAccounts/stproof`;
/** The account by which it is seen that a key can be used, made and deleted; the first of the two is judged. */
const proof = (properties: object = {}, deleted: object = {}): readonly Fixture[] => {
  const type = "Microsoft.Storage/storageAccounts@2023-05-01";
  const body = {
    properties: {
      publicNetworkAccess: "Disabled",
      networkAcls: { defaultAction: "Deny" },
      minimumTlsVersion: "TLS1_2",
      supportsHttpsTrafficOnly: true,
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
      isLocalUserEnabled: false,
      encryption: { keySource: "Microsoft.Keyvault" },
      ...properties,
    },
  };
  const [made, gone] = [
    { type, method: "PUT", resource_id: PROOF, body },
    { type, method: "DELETE", resource_id: PROOF, ...deleted },
  ];
  return [
    { azapi_resource_action: made, "azapi_resource_action#gone": gone },
    { azapi_resource_action: gone, "azapi_resource_action#made": made },
  ];
};
const update = (changes: object, endpoint: object = {}): Fixture => ({
  azapi_update_resource: {
    type: `${endpoints}@2025-06-01`,
    resource_id: id("endpoint"),
    body: { properties: { publicNetworkAccess: "Disabled", ...changes } },
  },
  [`${endpoints}#endpoint`]: { properties: { publicNetworkAccess: "Disabled", authMode: "AADToken", ...endpoint } },
});

/** The address of a workflow's trigger, as `AzapiEphemeralAction` asks for it. */
const asked = (changes: object = {}): Fixture => ({
  "stack.ephemeral#azapi_resource_action": {
    type: "Microsoft.Logic/workflows@2019-05-01",
    resource_id: "${azapi_resource.workflow.id}",
    action: '${terraform.applying ? "triggers/Request/listCallbackUrl" : ""}',
    method: '${terraform.applying ? "POST" : "GET"}',
    response_export_values: { url: "value" },
    ...changes,
  },
  "Microsoft.Logic/workflows#workflow": {},
});

const TEAMS = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Logic/workflows/teams";
const FUNCTION = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Web/sites/f/functions/g";
/** The address of a channel, with a configuration that names it. */
const channel = (kind: "logicApp" | "function", changes: object = {}): Fixture => ({
  ...asked({
    ...(kind === "logicApp"
      ? { resource_id: TEAMS, action: '${terraform.applying ? "triggers/manual/listCallbackUrl" : ""}' }
      : {
          type: "Microsoft.Web/sites/functions@2024-04-01",
          resource_id: FUNCTION,
          action: '${terraform.applying ? "listsecrets" : ""}',
        }),
    ...changes,
  }),
  expected: {
    channels: {
      prod: [`logicapp ${TEAMS}`, `function ${FUNCTION.replace("/functions/", " ")}`].map((one) => one.toLowerCase()),
    },
  },
});

export const stackCases: readonly RuleCase[] = [
  {
    rule: "kind-known",
    pass: [
      { [account]: {} },
      { [vault]: {} },
      action(endpoints),
      action(endpoints, { when: "destroy" }),
      action("Microsoft.Resources/providers", { method: "POST", action: "register" }),
      update({}),
      ...proof(),
    ],
    fail: [
      ...proof({ publicNetworkAccess: "Enabled" }),
      ...proof({ allowSharedKeyAccess: true }),
      ...proof({ encryption: { keySource: "Microsoft.Storage" } }),
      ...proof({}, { resource_id: `${PROOF}2` }),
      ...proof({}, { when: "destroy" }),
      ...proof({}, { action: "x" }),
      action("Microsoft.Storage/storageAccounts"),
      action("Microsoft.Storage/storageAccounts", { method: "DELETE", resource_id: PROOF }),
      { azurerm_linux_virtual_machine: {} },
      { aws_s3_bucket: {} },
      { "Microsoft.Compute/disks": {} },
      { azapi_update_resource: { type: `${vault}@2025-06-01`, body: {} } },
      { azapi_data_plane_resource: { type: "Microsoft.KeyVault/vaults/secrets@7.4" } },
      action(vault, { method: "PATCH" }),
      action(vault, { method: "POST", action: "listKeys" }),
      action("Microsoft.Resources/providers", { method: "POST", action: "unregister" }),
    ],
    unknown: [{ azapi_update_resource: { type: LATER } }],
  },
  {
    rule: "argument-known",
    pass: [{ [account]: { name: "st", tags: { a: "b" } } }, { [vault]: { properties: { tenantId: "x" } } }],
    fail: [
      { [account]: { static_website: { index_document: "index.html" } } },
      { [account]: { static_website: {} } },
      { [vault]: { properties: { createMode: "recover" } } },
      { [endpoints]: { properties: { keys: { primaryKey: "x" } } } },
    ],
    unknown: [],
    silent: [{ azurerm_linux_virtual_machine: { size: "x" } }],
  },
  {
    rule: "no-provisioner",
    pass: [{ [account]: {} }],
    fail: [
      { [account]: { provisioner: [{ "local-exec": { command: "env" } }] } },
      { null_resource: { triggers: {} } },
      { terraform_data: { input: "x" } },
    ] satisfies readonly Fixture[],
    unknown: [],
    synthesizedOnly: true,
  },
  {
    rule: "changes-seen",
    pass: [
      { [account]: {} },
      { [endpoints]: {} },
      { azapi_resource: { type: `${endpoints}@2025-06-01`, lifecycle: { ignore_changes: ["body", "tags"] } } },
      { [account]: { tags: { owner: "a" }, lifecycle: { ignore_changes: ['tags["stamped"]'] } } },
      { azurerm_virtual_network: { lifecycle: { ignore_changes: ["ddos_protection_plan"] } } },
      { azurerm_private_endpoint: { lifecycle: { ignore_changes: ["private_dns_zone_group"] } } },
    ],
    fail: [
      { [account]: { lifecycle: { ignore_changes: ["network_rules"] } } },
      { azurerm_virtual_network: { lifecycle: { ignore_changes: ["address_space"] } } },
      {
        azurerm_private_endpoint: {
          private_dns_zone_group: [{ name: "default" }],
          lifecycle: { ignore_changes: ["private_dns_zone_group"] },
        },
      },
      { [account]: { lifecycle: { ignore_changes: "all" } } },
      { [account]: { tags: { owner: "a" }, lifecycle: { ignore_changes: ['tags["owner"]'] } } },
      { azapi_resource: { type: `${vault}@2025-06-01`, lifecycle: { ignore_changes: ["body"] } } },
    ],
    unknown: [{ [account]: { lifecycle: { ignore_changes: LATER } } }],
    synthesizedOnly: true,
  },
  {
    rule: "data-prevent-destroy",
    pass: [{ [account]: { lifecycle: { prevent_destroy: true } } }],
    fail: [
      { [account]: { lifecycle: { prevent_destroy: false } } },
      { [account]: {} },
      { azapi_resource: { type: `${vault}@2025-06-01`, lifecycle: { prevent_destroy: false } } },
      { azurerm_resource_group: { name: "rg" } },
    ],
    unknown: [{ [account]: { lifecycle: { prevent_destroy: LATER } } }],
    silent: [{ azurerm_subnet: {} }, { [endpoints]: {} }],
    synthesizedOnly: true,
  },
  {
    rule: "no-plain-secret",
    pass: [
      { [account]: { tags: { owner: "ml-platform" } } },
      { [endpoints]: { properties: { environmentVariables: { MODE: "fast" } } } },
    ],
    fail: [
      { [account]: { tags: { note: "AccountKey=abcd1234efgh" } } },
      { [account]: { tags: { api_token: "abcd" } } },
      { [endpoints]: { properties: { environmentVariables: { DB_PASSWORD: "hunter2" } } } },
      { [endpoints]: { properties: { environmentVariables: { PLACE: "https://x.example/a?sig=abcdefgh" } } } },
      { [endpoints]: { properties: { description: "ghp_abcdefghijklmnopqrstuvwx" } } },
    ],
    unknown: [],
    silent: [{ github_actions_variable: { variable_name: "X_TOKEN", value: "y" } }],
  },
  {
    rule: "own-environment-only",
    pass: [
      {
        [endpoints]: { parent_id: `${GROUP}/providers/x/y/z` },
        "azurerm_resource_group#g": { name: "rg-pfs-prod-ml" },
      },
      {
        [endpoints]: { properties: { model: "azureml://registries/mlr/models/m/versions/1" }, parent_id: `${GROUP}/a` },
      },
    ],
    fail: [
      ...[
        `/subscriptions/${OTHER}/resourceGroups/rg-pfs-prod-ml/providers/x/y/z`,
        `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-pfs-dev-ml/providers/x/y/z`,
        `azureml://subscriptions/${OTHER}/resourcegroups/rg-pfs-prod-ml/workspaces/w/datastores/d/paths/p`,
        `/subscriptions/${OTHER}`,
      ].map((text) => ({
        [endpoints]: { properties: { description: text } },
        [`${account}#a`]: { id: `${GROUP}/a`, scope: `${GROUP}/b` },
        "azurerm_resource_group#g": { name: "rg-pfs-prod-ml" },
      })),
    ],
    unknown: [],
    silent: [{ [endpoints]: { parent_id: "/subscriptions/x" }, stack: "bootstrap" }],
  },
  {
    rule: "tenant-own",
    pass: [
      { [vault]: { properties: { tenantId: TENANT } }, expected: { tenant: TENANT } },
      { azurerm_key_vault: { tenant_id: TENANT }, expected: { tenant: TENANT } },
    ],
    fail: [
      { [vault]: { properties: { tenantId: OTHER } }, expected: { tenant: TENANT } },
      { azurerm_key_vault: { tenant_id: OTHER }, expected: { tenant: TENANT } },
      {
        [computes]: {
          properties: { properties: { personalComputeInstanceSettings: { assignedUser: { tenantId: OTHER } } } },
        },
        expected: { tenant: TENANT },
      },
    ],
    unknown: [{ [vault]: { properties: { tenantId: LATER } }, expected: { tenant: TENANT } }],
    silent: [{ [vault]: { properties: { tenantId: OTHER } } }],
  },
  {
    rule: "provider-known",
    pass: [
      requirement("azurerm", "azurerm", "4.55.0"),
      requirement("azurerm", "registry.terraform.io/hashicorp/azurerm", "= 4.55.0"),
      requirement("azapi", "azure/azapi", "2.12.0"),
    ],
    fail: [
      requirement("azurerm", "evil/azurerm", "4.55.0"),
      requirement("azurerm", "azurerm", "~> 4.55"),
      requirement("azurerm", "azurerm", undefined),
      requirement("azapi", "azapi", "2.12.0"),
      requirement("external", "hashicorp/external", "2.3.0"),
    ],
    unknown: [requirement("azurerm", LATER, "4.55.0"), requirement("azurerm", "azurerm", LATER)],
    synthesizedOnly: true,
  },
  {
    rule: "provider-settings-safe",
    pass: [azurerm(), azurerm({}, { key_vault: [{ purge_soft_delete_on_destroy: true }] })],
    fail: [
      azurerm({ use_msi: true }),
      azurerm({ client_secret: "x" }),
      azurerm({ alias: "other" }),
      azurerm({ resource_provider_registrations: "all" }),
      azurerm({ resource_provider_registrations: undefined }),
      azurerm({ storage_use_azuread: false }),
      azurerm({ subscription_id: undefined }),
      azurerm({ tenant_id: undefined }),
      azurerm({}, { virtual_machine: [{ skip_shutdown_and_force_delete: true }] }),
      azurerm({}, {}, { expected: { subscriptions: { prod: OTHER } } }),
      azurerm({}, {}, { expected: { tenant: OTHER } }),
    ].map((fixture) => ({ ...fixture })),
    unknown: [azurerm({ subscription_id: LATER }), azurerm({ storage_use_azuread: LATER })],
    silent: [{ "stack.provider#aws": {} }],
    synthesizedOnly: true,
  },
  {
    rule: "state-kept-safe",
    pass: [backend(), { "stack.backend#local": { path: "/x/state/prod.tfstate" } }],
    fail: [
      backend({ key: "dev.tfstate" }),
      backend({ access_key: "x" }),
      backend({ use_azuread_auth: false }),
      backend({ use_azuread_auth: undefined }),
      backend({ storage_account_name: undefined }),
      { "stack.backend#http": { address: "https://x.example" } },
      { "stack.backend#local": { path: "dev.tfstate" } },
    ],
    unknown: [backend({ key: LATER })],
    synthesizedOnly: true,
  },
  {
    rule: "data-source-known",
    pass: [{ "stack.data#azurerm_user_assigned_identity": { name: "x" } }, { "stack.data#github_team": {} }],
    fail: [
      { "stack.data#external": { program: ["sh"] } },
      { "stack.data#http": { url: "https://x.example" } },
      { "stack.data#terraform_remote_state": {} },
    ],
    unknown: [],
    synthesizedOnly: true,
  },
  {
    rule: "no-module",
    pass: [],
    fail: [{ "stack.module#x": { source: "github.com/x/y" } }],
    unknown: [],
    synthesizedOnly: true,
  },
  {
    rule: "block-known",
    pass: [{ "stack.block#moved": {} }],
    fail: [{ "stack.block#removed": {} }],
    unknown: [],
    synthesizedOnly: true,
  },
  {
    rule: "ephemeral-known",
    pass: [asked(), channel("logicApp"), channel("function")],
    fail: [
      { "stack.ephemeral#random_password": { length: 8 } },
      asked({ type: "Microsoft.Storage/storageAccounts@2024-01-01" }),
      asked({ action: "triggers/Request/listCallbackUrl" }),
      asked({ method: "POST" }),
      asked({ method: undefined }),
      asked({ resource_id: "/subscriptions/1/providers/Microsoft.Logic/workflows/other" }),
      asked({ resource_id: "${azapi_resource.gone.id}" }),
      asked({ resource_id: "${azapi_resource.workflow.id}/runs/1" }),
      asked({ body: { keyType: "Primary" } }),
      channel("logicApp", { action: '${terraform.applying ? "triggers/manual/listKeys" : ""}' }),
      channel("logicApp", { action: '${terraform.applying ? "listsecrets" : ""}' }),
      channel("logicApp", { resource_id: `${TEAMS}2` }),
      channel("function", { resource_id: `${FUNCTION}2` }),
      channel("function", { action: '${terraform.applying ? "listKeys" : ""}' }),
      { ...channel("function"), expected: { channels: {} } },
    ],
    unknown: [],
    synthesizedOnly: true,
  },
  {
    rule: "output-no-secret",
    pass: [
      { "stack.output#x": { value: "plain" } },
      { "stack.output#x": { value: "${azurerm_storage_account.a.primary_access_key}", sensitive: true } },
      { "stack.output#x": { value: "${azurerm_storage_account.a.id}" } },
    ],
    fail: [
      { "stack.output#x": { value: "${azurerm_storage_account.a.primary_access_key}" } },
      { "stack.output#x": { value: "${azurerm_application_insights.a.connection_string}", sensitive: false } },
      { "stack.output#x": { value: { url: "${azapi_resource_action.a.sensitive_output.url}" } } },
    ],
    unknown: [],
    synthesizedOnly: true,
  },
  {
    rule: "destroy-recoverable",
    pass: [
      azurerm({}, { key_vault: [{ purge_soft_delete_on_destroy: false }] }),
      { "Microsoft.MachineLearningServices/workspaces": {} },
    ],
    fail: [
      azurerm(),
      azurerm({}, { key_vault: [{ purge_soft_delete_on_destroy: true }] }),
      azurerm({}, { key_vault: [{ purge_soft_delete_on_destroy: false, recover_soft_deleted_key_vaults: false }] }),
      azurerm(
        {},
        {
          key_vault: [{ purge_soft_delete_on_destroy: false }],
          machine_learning: [{ purge_soft_deleted_workspace_on_destroy: true }],
        },
      ),
      { "Microsoft.MachineLearningServices/workspaces": { delete_query_parameters: { forceToPurge: ["true"] } } },
    ],
    unknown: [azurerm({}, { key_vault: [{ purge_soft_delete_on_destroy: LATER }] })],
    synthesizedOnly: true,
  },
  {
    rule: "endpoint-settled-alike",
    pass: [update({}), update({ authMode: "AADToken" })],
    fail: [
      update({ publicNetworkAccess: "Enabled" }),
      update({ authMode: "Key" }),
      update({}, { publicNetworkAccess: "Enabled" }),
    ],
    unknown: [update({ publicNetworkAccess: LATER })],
    silent: [{ [endpoints]: {} }],
  },
  attributeCase("storage-versioning", {
    [account]: ["blob_properties.versioning_enabled", true, [false], "fail"],
    "Microsoft.Storage/storageAccounts/blobServices": ["properties.isVersioningEnabled", true, [false], "fail"],
  }),
  attributeCase("storage-no-cors", {
    [account]: [
      ["blob_properties.cors_rule", [], [[{ allowed_origins: ["*"] }]], "pass"],
      ["share_properties.cors_rule", [], [[{ allowed_origins: ["*"] }]], "pass"],
    ],
    "Microsoft.Storage/storageAccounts/blobServices": [
      "properties.cors.corsRules",
      [],
      [[{ allowedOrigins: ["*"] }]],
      "pass",
    ],
  }),
  attributeCase("storage-no-other-protocols", {
    [account]: [
      ["sftp_enabled", false, [true], "pass"],
      ["nfsv3_enabled", false, [true], "pass"],
    ],
    "Microsoft.Storage/storageAccounts": [
      ["properties.isSftpEnabled", false, [true], "pass"],
      ["properties.isNfsV3Enabled", false, [true], "pass"],
    ],
  }),
  attributeCase("storage-no-cross-tenant", {
    [account]: ["cross_tenant_replication_enabled", false, [true], "pass"],
    "Microsoft.Storage/storageAccounts": ["properties.allowCrossTenantReplication", false, [true], "fail"],
  }),
  attributeCase("storage-entra-by-default", {
    [account]: ["default_to_oauth_authentication", true, [false], "fail"],
    "Microsoft.Storage/storageAccounts": ["properties.defaultToOAuthAuthentication", true, [false], "fail"],
  }),
  attributeCase("soft-delete-long", {
    [account]: [
      ["blob_properties.delete_retention_policy.days", 90, [7, 89], "pass"],
      ["blob_properties.container_delete_retention_policy.days", 90, [7], "pass"],
      ["share_properties.retention_policy.days", 90, [7], "pass"],
    ],
    [vault]: ["properties.softDeleteRetentionInDays", 90, [7], "pass"],
  }),
  attributeCase("key-vault-not-for-machines", {
    azurerm_key_vault: [
      ["enabled_for_deployment", false, [true], "pass"],
      ["enabled_for_disk_encryption", false, [true], "pass"],
      ["enabled_for_template_deployment", false, [true], "pass"],
    ],
    [vault]: [
      ["properties.enabledForDeployment", false, [true], "pass"],
      ["properties.enabledForDiskEncryption", false, [true], "pass"],
      ["properties.enabledForTemplateDeployment", false, [true], "pass"],
    ],
  }),
  {
    rule: "container-registry-no-export",
    pass: [{ azurerm_container_registry: { public_network_access_enabled: false, export_policy_enabled: false } }],
    fail: [
      { azurerm_container_registry: { public_network_access_enabled: false, export_policy_enabled: true } },
      { azurerm_container_registry: { public_network_access_enabled: false } },
    ],
    unknown: [{ azurerm_container_registry: { public_network_access_enabled: false, export_policy_enabled: LATER } }],
    silent: [{ azurerm_container_registry: { public_network_access_enabled: true, export_policy_enabled: true } }],
  },
];
