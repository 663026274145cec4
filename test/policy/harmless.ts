/** What no rule needs to see. */
export interface Harmless {
  /** Fits `<type> <ARM type> <path> <how it is spoilt>`. */
  readonly pattern: RegExp;
  /** Why nothing becomes less safe or blind by it. */
  readonly reason: string;
}

/** Every attribute of the example that may be spoilt unseen, and why: a new one is on the list, or has a rule. */
export const harmless: readonly Harmless[] = [
  {
    pattern:
      / (name|location|tags|parent_id|resource_group_name|friendlyName)( |\.)? ?(else|gone)$|( |\.)(name|location|tags|parent_id|resource_group_name|friendlyName|computeLocation|displayName|description|short_name) (else|gone)$/,
    reason:
      "a name, place, tag or text: a change replaces or renames the resource, which a review shows in red, and opens nothing",
  },
  {
    pattern:
      / (ignore_casing|schema_validation_enabled|locks|depends_on|retry(\.\w+)?|timeouts(\.\w+)?|replace_triggers_external_values(\.\*)?|(sensitive_)?response_export_values(\.\w+)?|lifecycle(\.create_before_destroy|\.ignore_changes|\.prevent_destroy)?|for_each|skip_service_principal_aad_check|skip_query_validation|body\.properties\.criteria\.allOf\.skipMetricValidation) \w+$/,
    reason:
      "how Terraform works, in which order and how long it waits: an apply fails or repeats itself, and nothing opens (without prevent_destroy, `keeps-data` speaks)",
  },
  {
    pattern: /^azapi_resource_action .*/,
    reason:
      "an action that runs once: of a write, what opens an endpoint is judged; a wrong rest is refused by Azure, and a lost one is found by the next plan",
  },
  {
    pattern: /^azapi_update_resource .*/,
    reason: "the traffic of an endpoint: which version answers is the release's, whose evidence a review shows",
  },
  {
    pattern: /^azapi_resource Microsoft\.Insights\/autoscalesettings /,
    reason: "how many copies answer: cost and capacity, which a review shows; saturation rings an alert",
  },
  {
    pattern: /^azapi_resource Microsoft\.MachineLearningServices\/workspaces\/schedules /,
    reason:
      "what a monitor or training looks at and when: Azure ML refuses what is no schedule, a run that fails or is missing rings an alert, and every line of it is in the review",
  },
  {
    pattern: /^azapi_resource Microsoft\.MachineLearningServices\/workspaces\/datastores /,
    reason:
      "which container collected data lies in: Azure refuses a credential without its secret, which `argument-known` sees, a store of another environment is out of its identities' reach, and a monitor that finds no data fails, which rings",
  },
  {
    pattern: /^azapi_resource Microsoft\.MachineLearningServices\/workspaces\/outboundRules /,
    reason:
      "where a private endpoint leads: Azure refuses what is none, its target must approve it, and a job or monitor that misses one fails, which rings",
  },
  {
    pattern: /^azapi_resource Microsoft\.MachineLearningServices\/workspaces\/data(\/versions)? /,
    reason:
      "which data an asset names: another environment's is refused by `own-environment-only`, and of this one its identities decide",
  },
  {
    pattern: /^azapi_resource Microsoft\.MachineLearningServices\/workspaces\/onlineEndpoints\/deployments /,
    reason:
      "how a version is run: machine, probes, limits, copies; a wrong one does not become healthy and gets no traffic",
  },
  {
    pattern: /^azapi_resource Microsoft\.MachineLearningServices\/workspaces\/onlineEndpoints /,
    reason: "its kind or identity's list: Azure refuses an endpoint without them",
  },
  {
    pattern: /^azapi_resource Microsoft\.Logic\/workflows /,
    reason:
      "what a workflow decides, and from which parameters: whom it calls and how it starts is judged; that it does the right thing is tested in the sandbox",
  },
  {
    pattern:
      / (body|body\.properties|body\.kind|body\.sku(\.\w+)?|body\.properties\.sku(\.\w+)?|sku|account_kind|account_tier|application_type|topic_type) \w+$/,
    reason:
      "the kind or price of a resource, or all of its body: Azure refuses it, or the change replaces the resource",
  },
  {
    pattern:
      /^azapi_resource Microsoft\.Insights\/metricAlerts |^azurerm_monitor_scheduled_query_rules_alert_v2 |^azurerm_monitor_activity_log_alert /,
    reason:
      "a rule that is louder, resolves later, is refused by Azure, or tells another group of the environment; that each rule is there, near enough and tells somebody is judged",
  },
  {
    pattern: /^azurerm_monitor_action_group |^azurerm_consumption_budget_resource_group /,
    reason:
      "who is told in which words, and how much may be spent: the configuration's, named in the review; that somebody is told in time is judged",
  },
  {
    pattern: /^(azurerm_eventgrid_|azapi_resource Microsoft\.EventGrid\/systemTopics\/eventSubscriptions )/,
    reason:
      "delivery by another identity, schema or batch, or longer: deliveries that fail are kept and retried; what is heard and where it goes is judged",
  },
  {
    pattern: /^azapi_resource Microsoft\.MachineLearningServices\/workspaces\/computes /,
    reason:
      "size, place and number of machines: cost, in the review; what is absent is Azure's safe default or refused",
  },
  {
    pattern: /^azapi_resource Microsoft\.(KeyVault\/vaults|MachineLearningServices\/(workspaces|registries)) /,
    reason: "an argument whose absence is Azure's safe default or is refused by Azure, or a value that is stricter",
  },
  {
    pattern:
      /^azurerm_(storage_account|storage_container|container_registry|log_analytics_workspace|application_insights) /,
    reason:
      "an argument whose absence is azurerm's safe default, a longer retention, or a way of Azure's own services that the product needs",
  },
  {
    pattern: /^azurerm_(network_security_group|subnet\w*|virtual_network|private_dns_zone\w*|private_endpoint) /,
    reason:
      "which addresses, ports of origin and order: Azure refuses what is incomplete; who gets in and out is judged",
  },
  {
    pattern: /^azurerm_role_(definition|assignment) /,
    reason: "a role that allows less, or the identifier it goes by",
  },
  {
    pattern: /^azurerm_federated_identity_credential /,
    reason: "an empty audience trusts no token",
  },
  {
    pattern: /^github_/,
    reason:
      "which repository and environment it is of, and conveniences of review: GitHub refuses what is incomplete; approvals, branches and checks are judged",
  },
  {
    pattern: /^azapi_resource Microsoft\.Authorization\/locks /,
    reason: "words",
  },
  {
    pattern: /^azurerm_monitor_diagnostic_setting /,
    reason: "metrics, which Azure Monitor keeps for 93 days by itself; logs are judged",
  },
];
