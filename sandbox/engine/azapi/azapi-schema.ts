import type { Attribute, Block, CtyType, NestedBlock, ProviderSchema } from "../terraform/schema";

const optional = (type: CtyType): Attribute => ({ type, optional: true });
const computed = (type: CtyType): Attribute => ({ type, computed: true });
const optionalComputed = (type: CtyType): Attribute => ({ type, optional: true, computed: true });
const required = (type: CtyType): Attribute => ({ type, required: true });
const writeOnly = (type: CtyType): Attribute => ({ type, optional: true, writeOnly: true });

const textMap: CtyType = ["map", "string"];
const textList: CtyType = ["list", "string"];
const parameters: CtyType = ["map", ["list", "string"]];

const timeouts: NestedBlock = {
  nesting: "single",
  block: {
    attributes: {
      create: optional("string"),
      delete: optional("string"),
      read: optional("string"),
      update: optional("string"),
    },
    blocks: {},
  },
};

/** Defaults of the `retry` object. Source: azapi 2.12.0, retry schema. */
export const retryDefaults = {
  interval_seconds: 10,
  max_interval_seconds: 180,
  multiplier: 1.5,
  randomization_factor: 0.5,
} as const;

const retry: Attribute = {
  optional: true,
  nested: {
    error_message_regex: required(textList),
    interval_seconds: optionalComputed("number"),
    max_interval_seconds: optionalComputed("number"),
    multiplier: optionalComputed("number"),
    randomization_factor: optionalComputed("number"),
  },
};

const identity: NestedBlock = {
  nesting: "list",
  block: {
    attributes: {
      type: required("string"),
      identity_ids: optional(textList),
      principal_id: computed("string"),
      tenant_id: computed("string"),
    },
    blocks: {},
  },
};

const shared = {
  id: computed("string"),
  locks: optional(textList),
  output: computed("dynamic"),
  response_export_values: optional("dynamic"),
  retry,
  sensitive_body: writeOnly("dynamic"),
  sensitive_body_version: optional(textMap),
  type: required("string"),
} as const;

const reading = {
  ignore_casing: optionalComputed("bool"),
  ignore_missing_property: optionalComputed("bool"),
  ignore_other_items_in_list: optional(textList),
  list_unique_id_property: optional(textMap),
  name: optionalComputed("string"),
  parent_id: optionalComputed("string"),
  read_headers: optional(textMap),
  read_query_parameters: optional(parameters),
  replace_triggers_external_values: optional("dynamic"),
  update_headers: optional(textMap),
  update_query_parameters: optional(parameters),
} as const;

const resource: Block = {
  attributes: {
    ...shared,
    ...reading,
    body: optionalComputed("dynamic"),
    create_headers: optional(textMap),
    create_query_parameters: optional(parameters),
    delete_headers: optional(textMap),
    delete_query_parameters: optional(parameters),
    ignore_body_changes: writeOnly(textList),
    ignore_null_property: optionalComputed("bool"),
    location: optionalComputed("string"),
    replace_triggers_refs: optional(textList),
    schema_validation_enabled: optionalComputed("bool"),
    tags: optionalComputed(textMap),
  },
  blocks: { identity, timeouts },
};

const updateResource: Block = {
  attributes: { ...shared, ...reading, body: optional("dynamic"), resource_id: optionalComputed("string") },
  blocks: { timeouts },
};

const resourceAction: Block = {
  attributes: {
    ...shared,
    action: optional("string"),
    body: optional("dynamic"),
    exist: computed("bool"),
    headers: optional(textMap),
    ignore_not_found: optional("bool"),
    method: optionalComputed("string"),
    query_parameters: optional(parameters),
    resource_id: required("string"),
    sensitive_output: { type: "dynamic", computed: true, sensitive: true },
    sensitive_response_export_values: optional("dynamic"),
    when: optionalComputed("string"),
  },
  blocks: { timeouts },
};

/** Neither write-only arguments nor versions of them: nothing of it is kept. */
const ephemeralAction: Block = {
  attributes: {
    id: shared.id,
    locks: shared.locks,
    output: shared.output,
    response_export_values: shared.response_export_values,
    retry,
    type: shared.type,
    sensitive_body: optional("dynamic"),
    action: optional("string"),
    body: optional("dynamic"),
    headers: optional(textMap),
    method: optionalComputed("string"),
    query_parameters: optional(parameters),
    resource_id: required("string"),
  },
  blocks: { timeouts: { nesting: "single", block: { attributes: { open: optional("string") }, blocks: {} } } },
};

const providerTexts = [
  "client_certificate",
  "client_certificate_password",
  "client_certificate_path",
  "client_id",
  "client_id_file_path",
  "client_secret",
  "client_secret_file_path",
  "custom_correlation_request_id",
  "default_location",
  "default_name",
  "environment",
  "oidc_azure_service_connection_id",
  "oidc_request_token",
  "oidc_request_url",
  "oidc_token",
  "oidc_token_file_path",
  "partner_id",
  "subscription_id",
  "tenant_id",
];

const providerFlags = [
  "always_acquire_policy_token",
  "disable_correlation_request_id",
  "disable_default_output",
  "disable_instance_discovery",
  "disable_terraform_partner_id",
  "enable_preflight",
  "ignore_no_op_changes",
  "preserve_resource_id_casing",
  "skip_provider_registration",
  "use_aks_workload_identity",
  "use_cli",
  "use_msi",
  "use_oidc",
];

const provider: Block = {
  attributes: {
    ...Object.fromEntries(providerTexts.map((name) => [name, optional("string")])),
    ...Object.fromEntries(providerFlags.map((name) => [name, optional("bool")])),
    auxiliary_tenant_ids: optional(textList),
    default_tags: optional(textMap),
    endpoint: optional([
      "list",
      [
        "object",
        {
          active_directory_authority_host: "string",
          resource_manager_audience: "string",
          resource_manager_endpoint: "string",
        },
      ],
    ]),
    maximum_busy_retry_attempts: optional("number"),
  },
  blocks: {},
};

const clientConfig: Block = {
  attributes: {
    id: computed("string"),
    object_id: computed("string"),
    subscription_id: computed("string"),
    subscription_resource_id: computed("string"),
    tenant_id: computed("string"),
  },
  blocks: { timeouts: { nesting: "single", block: { attributes: { read: optional("string") }, blocks: {} } } },
};

const resourceData: Block = {
  attributes: {
    exists: computed("bool"),
    headers: optional(textMap),
    id: computed("string"),
    identity: computed([
      "list",
      ["object", { identity_ids: textList, principal_id: "string", tenant_id: "string", type: "string" }],
    ]),
    ignore_not_found: optional("bool"),
    location: computed("string"),
    name: optionalComputed("string"),
    output: computed("dynamic"),
    parent_id: optionalComputed("string"),
    query_parameters: optional(parameters),
    resource_id: optionalComputed("string"),
    response_export_values: optional("dynamic"),
    retry,
    tags: computed(textMap),
    type: required("string"),
  },
  blocks: { timeouts: { nesting: "single", block: { attributes: { read: optional("string") }, blocks: {} } } },
};

/** The schema of azapi 2.12.0, for the types the sandbox simulates. */
export const azapiSchema: ProviderSchema = {
  provider,
  resources: {
    azapi_resource: resource,
    azapi_update_resource: updateResource,
    azapi_resource_action: resourceAction,
  },
  dataSources: { azapi_client_config: clientConfig, azapi_resource: resourceData },
  ephemerals: { azapi_resource_action: ephemeralAction },
};
