/** What no rule needs to see. */
export interface Harmless {
  /** Fits `<type> <ARM type> <path> <how it is spoilt>`. */
  readonly pattern: RegExp;
  /** Why nothing becomes less safe or blind by it. */
  readonly reason: string;
}

/**
 * Of one kind of resource, paths and how they are spoilt: a new attribute is on no list before somebody thought about it.
 * @param paths - one per word; below `body.properties` for azapi, unless it starts with a dot
 */
function of(kind: string, hows: string, paths: string, reason: string): Harmless {
  const root = kind.startsWith("azapi") ? "body\\.properties\\." : "";
  const all = paths
    .trim()
    .split(/\s+/)
    .map((path) => {
      const escaped = path.replace(/^\./, "").replaceAll(/[.$]/g, "\\$&").replaceAll("*", "(\\*|\\w+)");
      return path.startsWith(".") ? escaped : `${root}${escaped}`;
    });
  return { pattern: new RegExp(`^(opened )?(${kind}) (${all.join("|")}) (${hows})$`), reason };
}

const ML = "azapi_resource Microsoft\\.MachineLearningServices";
const ANY = "[a-z0-9_]+( [A-Za-z.]+/[A-Za-z/]+)?";
const REFUSED = "Azure or its provider refuses the resource without it";
const DEFAULT = "left out, Azure takes what stands there: the safe value";

/** Every attribute of the example that may be spoilt unseen, and why: a new one is on the list, or has a rule. */
export const harmless: readonly Harmless[] = [
  of("azapi_resource Microsoft\\.Network/virtualNetworks/subnets", "gone", "routeTable", DEFAULT),
  {
    pattern: new RegExp(
      `^(opened )?${ANY} (\\S+\\.)?(name|location|computeLocation|tags|displayName|description|notes|short_name|friendlyName|parent_id|resource_group_name) (else|gone)$`,
    ),
    reason:
      "a name, place, tag or text: a change replaces or renames the resource, which a review shows in red, and opens nothing",
  },
  {
    pattern: new RegExp(
      `^${ANY} (ignore_casing|schema_validation_enabled|locks|depends_on|retry(\\.\\w+)?|timeouts(\\.\\w+)?|replace_triggers_external_values(\\.\\*)?|for_each|skip_\\w+|lifecycle(\\.create_before_destroy|\\.ignore_changes|\\.replace_triggered_by)?|response_export_values(\\.\\w+)?) \\w+$`,
    ),
    reason:
      "how Terraform works, in which order and how long it waits: an apply fails or repeats itself, and nothing opens (where prevent_destroy goes along, `data-prevent-destroy` sees it)",
  },
  {
    pattern: new RegExp(`^${ANY} lifecycle\\.prevent_destroy on$`),
    reason: "stricter: what nobody protected is protected",
  },
  {
    pattern: new RegExp(
      `^(opened )?${ANY} \\S*(type|Type|kind|sku|family|tier|sku\\.name|Sku|mode|operator|Operator|statistic|Aggregation|timeGrain|timeWindow|cooldown|frequency|metric|metricName|metricNamespace|\\$schema|contentVersion|eventDeliverySchema|bypass|bypass_option|publicNetworkAccess|egressPublicNetworkAccess|policies|protocol|datastoreType|endpoint|serviceDataAccessAuthIdentity|category|subresourceTarget|timeZone|windowSize|windowOffset|dataContext|initialDelay|period|timeout|requestTimeout|rollingRate|runtimeVersion|vmPriority|vmSize|tenantId|action|default_action|start_date|threshold_type|expiration_action|expiration_period|account_kind|account_tier|source_port_range|role_definition_id|value|default|maximum|minimum|direction|scaleType) else$`,
    ),
    reason:
      "a text that is none of the values Azure takes there: it refuses the resource, and a value that it takes and that opens is a mutation of its own",
  },
  {
    pattern: new RegExp(
      `^(opened )?${ANY} \\S*(componentId|computeId|default_compute|preprocessingComponentId|codeId|scoringScript|environmentId|dataId|dataUri|model|actionGroupId|resourceId|resource_id|storage_account_id|objectId|imageBuildCompute|correlation_id|target_column|targetColumn|featureDataTypeOverride\\.\\w+|inputs\\.\\*|outputs\\.\\*|tags\\.\\*|userAssignedIdentities\\.\\*|experimentName|startTime) else$`,
    ),
    reason:
      "the id or name of nothing there is: Azure refuses it, or a run fails, which rings; that of another environment is seen by `own-environment-only`, of another registry by `assets-from-own-registry`",
  },
  of(
    "azapi_resource Microsoft\\.EventGrid/systemTopics/eventSubscriptions",
    "gone",
    `deadLetterWithResourceIdentity.deadLetterDestination.endpointType deadLetterWithResourceIdentity.deadLetterDestination.properties.blobContainerName
     deadLetterWithResourceIdentity.identity deadLetterWithResourceIdentity.identity.type destination destination.endpointType destination.properties
     filter.advancedFilters.operatorType .sensitive_body .sensitive_body.properties .sensitive_body.properties.destination
     .sensitive_body.properties.destination.properties .sensitive_body.properties.destination.properties.endpointUrl`,
    `${REFUSED}: a delivery, or a dead letter, needs a place and somebody to write it`,
  ),
  {
    pattern:
      /^azapi_resource Microsoft\.(EventGrid\/systemTopics\/eventSubscriptions|Insights\/actionGroups) sensitive_body_version(\.\S+)? \w+$/,
    reason:
      "when the secret address is sent: without it azapi compares it with the last one on each plan, or Azure refuses an update that leaves it out",
  },
  {
    pattern: /^azurerm_virtual_network dns_servers gone$/,
    reason:
      "leaves the name servers as they are: Azure's own in a network that is made, and another one is a change that a rule sees",
  },
  {
    pattern: /^azapi_resource Microsoft\.MachineLearningServices\/workspaces\/outboundRules replace_triggers_refs \w+$/,
    reason: "nothing is open by it: a rule that leads elsewhere would be planned as an update, which Azure refuses",
  },
  {
    pattern: /^azapi_resource Microsoft\.Insights\/actionGroups replace_triggers_refs \w+$/,
    reason:
      "nothing is open by it: with other words azapi would mend what somebody changed by hand without the receiver's address, which the plan shows as an update instead of a replacement",
  },
  of(
    "azapi_resource Microsoft\\.Insights/actionGroups",
    "gone|none|off|else",
    `enabled groupShortName logicAppReceivers.resourceId logicAppReceivers.useCommonAlertSchema .sensitive_body
     .sensitive_body.properties .sensitive_body.properties.logicAppReceivers .sensitive_body.properties.logicAppReceivers.callbackUrl`,
    `${REFUSED}; a workflow that cannot read what it gets fails, which rings`,
  ),
  of(
    "azapi_resource Microsoft\\.EventGrid/systemTopics/eventSubscriptions",
    "gone|none",
    "filter filter.advancedFilters filter.includedEventTypes",
    "hears more than breaches: the workflow looks at what it got and leaves the rest alone (`isBreach`); hearing less is seen by `event-subscription-hears`",
  ),
  of(
    "azapi_resource Microsoft\\.EventGrid/systemTopics/eventSubscriptions",
    "gone|more",
    "retryPolicy retryPolicy.eventTimeToLiveInMinutes retryPolicy.maxDeliveryAttempts eventDeliverySchema",
    "Azure's own default is the longest: 30 attempts in a day, in its own schema; more it refuses",
  ),
  of(
    "azapi_resource Microsoft\\.EventGrid/systemTopics/eventSubscriptions",
    "gone|less|more",
    "destination.properties.maxEventsPerBatch",
    "one event a call is the default; none, or more than 5,000, Azure refuses",
  ),
  of(
    "azurerm_eventgrid_system_topic",
    "gone",
    "identity identity.type source_resource_id topic_type",
    `${REFUSED}, or the dead letters of its subscriptions, which name its identity`,
  ),
  of(
    "azapi_resource Microsoft\\.Insights/autoscalesettings",
    "gone|none",
    `.body .body.properties profiles.capacity profiles.capacity.default profiles.capacity.maximum profiles.capacity.minimum profiles.rules.metricTrigger
     profiles.rules.metricTrigger.* profiles.rules.scaleAction.cooldown profiles.rules.scaleAction.type profiles.rules.scaleAction.value targetResourceUri`,
    REFUSED,
  ),
  of(
    "azapi_resource Microsoft\\.Insights/autoscalesettings",
    "less|more",
    "profiles.rules.metricTrigger.threshold",
    "the load at which it grows: the deployment answers more slowly, on which `endpoint-latency` rings",
  ),
  of(
    "azapi_resource Microsoft\\.Insights/metricAlerts",
    "gone",
    "criteria.allOf.criterionType criteria.allOf.metricNamespace criteria.allOf.name criteria.odata.type",
    REFUSED,
  ),
  of(
    "azapi_resource Microsoft\\.Insights/metricAlerts",
    "gone|off|less",
    "autoMitigate criteria.allOf.skipMetricValidation criteria.allOf.threshold severity enabled",
    "louder, or rings until somebody looks; enabled is the default; a metric that is not there yet is refused",
  ),
  of(
    "azurerm_monitor_scheduled_query_rules_alert_v2",
    "gone|none|off|less|more",
    "auto_mitigation_enabled criteria.dimension criteria.dimension.name criteria.failing_periods criteria.failing_periods.minimum_failing_periods_to_trigger_alert criteria.failing_periods.number_of_evaluation_periods criteria.threshold severity scopes",
    "louder, told together instead of apart, or refused: without a scope, with no period or more than six, with a dimension that the query does not have",
  ),
  of("azurerm_monitor_activity_log_alert", "gone|none", "criteria.service_health.locations", "hears of all regions"),
  of(
    "azurerm_monitor_diagnostic_setting",
    "gone|none",
    "enabled_metric enabled_metric.category",
    "metrics, which Azure Monitor keeps for 93 days by itself; logs are judged",
  ),
  of(
    "azurerm_monitor_diagnostic_setting",
    "else",
    "enabled_metric.category",
    "Azure refuses a category that it does not have",
  ),
  of(
    "azurerm_monitor_action_group",
    "gone|off",
    "email_receiver.email_address email_receiver.use_common_alert_schema ",
    "how a mail looks; azurerm refuses a receiver without its address",
  ),
  of(
    "azurerm_consumption_budget_resource_group",
    "gone|none|less|more",
    "amount notification.contact_emails notification.contact_groups notification.operator notification.threshold notification.threshold_type time_grain time_period time_period.start_date",
    "warns earlier, or one of its ways to somebody is gone while others are there (the last one is seen); azurerm refuses no amount, none above 1000 % and no month",
  ),
  of(
    "azapi_resource Microsoft\\.KeyVault/vaults",
    "gone",
    "enableSoftDelete enabledForDeployment enabledForDiskEncryption enabledForTemplateDeployment networkAcls.bypass networkAcls.ipRules networkAcls.ipRules.value networkAcls.virtualNetworkRules softDeleteRetentionInDays publicNetworkAccess",
    `${DEFAULT}: soft delete for 90 days, no machines, nobody let in by the list, whose default action is judged`,
  ),
  of("azapi_resource Microsoft\\.KeyVault/vaults", "gone", "sku sku.family sku.name tenantId", REFUSED),
  of(
    "azapi_resource Microsoft\\.Logic/workflows",
    "gone|none|less|more|on|off|else",
    "definition.actions.* definition.parameters definition.parameters.* parameters parameters.*",
    "what a single action decides, and from which values: no setting but code, of which every changed line is in the review; that there are any, whom they call and that a rollback writes is judged, that they do the right thing is tested in the sandbox",
  ),
  of(
    "azapi_resource Microsoft\\.Logic/workflows",
    "gone|none",
    "definition.$schema definition.contentVersion state .identity .identity.identity_ids .identity.type",
    "enabled is the default; Azure refuses a definition without its schema, and actions that sign in as an identity that is not there",
  ),
  of(
    `${ML}/registries`,
    "gone|none",
    ".body .body.kind .body.properties regionDetails regionDetails.acrDetails regionDetails.acrDetails.systemCreatedAcrAccount regionDetails.acrDetails.systemCreatedAcrAccount.acrAccountSku regionDetails.location regionDetails.storageAccountDetails regionDetails.storageAccountDetails.systemCreatedStorageAccount.storageAccountType .identity",
    REFUSED,
  ),
  of(
    `${ML}/registries`,
    "gone|on",
    "publicNetworkAccess regionDetails.storageAccountDetails.systemCreatedStorageAccount.storageAccountHnsEnabled",
    "as it is: public by default, which the configuration asks for with a reason; what a registry made, it does not make otherwise",
  ),
  of(
    `${ML}/workspaces`,
    "gone|on",
    "allowPublicAccessWhenBehindVnet hbiWorkspace v1LegacyMode publicNetworkAccess",
    `${DEFAULT}, or stricter; where the workspace is public by configuration, the first adds nothing`,
  ),
  of(
    `${ML}/workspaces`,
    "gone|none",
    ".body.kind keyVault storageAccount .body.sku .body.sku.name .body.sku.tier .identity.identity_ids",
    REFUSED,
  ),
  of(
    `${ML}/workspaces`,
    "gone|none",
    ".delete_query_parameters .delete_query_parameters.forceToPurge",
    "safer: a workspace that goes can be brought back",
  ),
  of(
    `${ML}/workspaces/computes`,
    "gone",
    "computeType properties.osType properties.personalComputeInstanceSettings.assignedUser.tenantId properties.scaleSettings properties.scaleSettings.maxNodeCount properties.vmSize",
    REFUSED,
  ),
  of(
    `${ML}/workspaces/computes`,
    "gone",
    "properties.scaleSettings.minNodeCount properties.scaleSettings.nodeIdleTimeBeforeScaleDown properties.sshSettings properties.sshSettings.sshPublicAccess properties.vmPriority",
    `${DEFAULT}: no node, two minutes, no SSH, dedicated machines`,
  ),
  of(
    `${ML}/workspaces/computes`,
    "less|more",
    "properties.scaleSettings.maxNodeCount",
    "a cluster of none is refused; of more, quota and budget are the limit, and the review says what it costs",
  ),
  of(`${ML}/workspaces/data(/versions)?`, "gone", ".body .body.properties dataType dataUri", REFUSED),
  of(
    `${ML}/workspaces/datastores`,
    "gone|none",
    ".body .body.properties accountName containerName credentials credentials.credentialsType datastoreType endpoint protocol serviceDataAccessAuthIdentity .create_query_parameters .create_query_parameters.skipValidation .update_query_parameters .update_query_parameters.skipValidation",
    `${REFUSED}, or takes Azure's own address, https and no identity of its own: a monitor that finds no data fails, which rings`,
  ),
  of(`${ML}/workspaces/onlineEndpoints`, "gone|none", ".body.kind .identity.identity_ids", REFUSED),
  of(
    `${ML}/workspaces/onlineEndpoints/deployments`,
    "gone",
    ".body.kind .body.sku.name endpointComputeType instanceType model environmentId",
    REFUSED,
  ),
  of(
    `${ML}/workspaces/onlineEndpoints/deployments`,
    "gone",
    "codeConfiguration codeConfiguration.codeId codeConfiguration.scoringScript dataCollector.collections.answers",
    "half of it Azure refuses; without it the model answers as MLflow does and collects no answers, so the monitor that compares them with labels fails, which rings; inputs and outputs are judged",
  ),
  of(
    `${ML}/workspaces/onlineEndpoints/deployments`,
    "gone|more",
    "dataCollector.collections.*.dataId dataCollector.collections.*.samplingRate dataCollector.rollingRate egressPublicNetworkAccess scaleSettings scaleSettings.scaleType .body.sku.capacity",
    `${DEFAULT}: everything is kept, under a name that the endpoint gives it, whose monitors find nothing and ring; more than all, and more than fifty, is refused`,
  ),
  of(
    `${ML}/workspaces/onlineEndpoints/deployments`,
    "gone|less|more",
    "livenessProbe livenessProbe.* readinessProbe readinessProbe.* requestSettings requestSettings.*",
    "how a version is asked whether it lives, and how long a request may take: what answers badly is seen by `endpoint-errors` and `endpoint-latency`, and rolled back",
  ),
  of(
    `${ML}/workspaces/outboundRules`,
    "gone",
    ".body .body.properties category destination destination.serviceResourceId destination.subresourceTarget type",
    REFUSED,
  ),
  of(
    `${ML}/workspaces/outboundRules`,
    "gone|on|off",
    "destination.sparkEnabled",
    "a monitor that does not reach its data fails, which rings; one more endpoint leads to storage of the environment",
  ),
  of(
    `${ML}/workspaces/schedules`,
    "gone|none|less|off",
    `action.jobDefinition.componentId action.jobDefinition.jobType action.jobDefinition.inputs action.jobDefinition.inputs.* action.jobDefinition.outputs action.jobDefinition.outputs.*
     action.jobDefinition.computeId action.jobDefinition.settings action.jobDefinition.settings.default_compute trigger.interval trigger.schedule trigger.schedule.hours
     trigger.schedule.minutes trigger.schedule.weekDays trigger.timeZone trigger.triggerType`,
    "Azure ML refuses a job or trigger without it, takes UTC or the start's own time, or the run fails, which rings; how often is judged",
  ),
  of(
    `${ML}/workspaces/schedules`,
    "gone|off|on",
    "action.jobDefinition.settings.continue_on_step_failure action.jobDefinition.tags action.jobDefinition.tags.* tags",
    "a training that goes on after a step has failed still ends as failed, which rings; tags are for people and for `mlops status`",
  ),
  of(
    `${ML}/workspaces/schedules`,
    "gone|none",
    "action.monitorDefinition.alertNotificationSettings action.monitorDefinition.alertNotificationSettings.emailNotificationSettings action.monitorDefinition.alertNotificationSettings.emailNotificationSettings.emails",
    "one more mail: the way that a breach takes to retraining and the owner is judged by `monitor-alert-path`",
  ),
  of(
    `${ML}/workspaces/schedules`,
    "gone|none|less|more",
    `action.monitorDefinition.computeConfiguration action.monitorDefinition.computeConfiguration.* action.monitorDefinition.computeConfiguration.computeIdentity.computeIdentityType
     action.monitorDefinition.computeConfiguration.computeIdentity.identity action.monitorDefinition.computeConfiguration.computeIdentity.identity.type
     action.monitorDefinition.computeConfiguration.computeIdentity.identity.userAssignedIdentities action.monitorDefinition.computeConfiguration.computeIdentity.identity.userAssignedIdentities.*
     action.monitorDefinition.monitoringTarget action.monitorDefinition.monitoringTarget.deploymentId action.monitorDefinition.monitoringTarget.taskType
     action.monitorDefinition.signals.*.componentId action.monitorDefinition.signals.*.signalType action.monitorDefinition.signals.*.inputAssets
     action.monitorDefinition.signals.*.inputAssets.ground_truth action.monitorDefinition.signals.*.inputAssets.ground_truth.* action.monitorDefinition.signals.*.inputs
     action.monitorDefinition.signals.*.inputs.* action.monitorDefinition.signals.*.inputs.*.jobInputType action.monitorDefinition.signals.*.inputs.*.value
     action.monitorDefinition.signals.*.inputAssets.production_data action.monitorDefinition.signals.*.inputAssets.production_data.* action.monitorDefinition.signals.*.productionData
     action.monitorDefinition.signals.*.productionData.* action.monitorDefinition.signals.*.productionData.columns.* action.monitorDefinition.signals.*.referenceData
     action.monitorDefinition.signals.*.referenceData.* action.monitorDefinition.signals.*.referenceData.columns.* action.monitorDefinition.signals.*.metricThreshold.metric
     action.monitorDefinition.signals.*.metricThresholds.dataType action.monitorDefinition.signals.*.metricThresholds.metric`,
    "Azure ML refuses a monitor without it, or its run fails, on which `monitor-failed` rings; that every configured signal is there, with a threshold within reach, is judged",
  ),
  of(
    `${ML}/workspaces/schedules`,
    "gone|less|more",
    `action.monitorDefinition.signals.*.featureDataTypeOverride action.monitorDefinition.signals.*.featureDataTypeOverride.* action.monitorDefinition.signals.*.featureImportanceSettings
     action.monitorDefinition.signals.*.featureImportanceSettings.* action.monitorDefinition.signals.*.features action.monitorDefinition.signals.*.features.filterType action.monitorDefinition.signals.*.features.top`,
    "which features count, and as what: left out, all of them do; none, or more than there are, ends as a failed run, which rings",
  ),
  of(
    `${ML}/workspaces/schedules`,
    "less|more",
    "action.monitorDefinition.signals.*.metricThreshold.threshold.value action.monitorDefinition.signals.*.metricThresholds.threshold.value",
    "rings earlier; or a metric of one's own or of attribution, of which nobody but its owner knows what is far: the review shows the value",
  ),
  of(
    "azapi_resource_action Microsoft\\.MachineLearningServices/workspaces/schedules",
    "gone|none|less|more|on|off|else",
    ".body .body.properties .resource_id action action.actionType action.jobDefinition action.monitorDefinition isEnabled tags trigger trigger.frequency trigger.interval trigger.schedule trigger.startTime trigger.triggerType",
    "what switches a schedule off before it is destroyed, and runs at no other time (that it does not is seen): Azure ML refuses to delete one that is on, and the destroy fails",
  ),
  {
    pattern:
      /^azapi_resource_action Microsoft\.MachineLearningServices\/workspaces\/schedules body\.properties\.(action\.(jobDefinition|monitorDefinition)|trigger)\.\S+ \w+$/,
    reason: "parts of the same: the schedule as it was, which is about to go",
  },
  of(
    "azapi_resource_action Microsoft\\.MachineLearningServices/registries",
    "gone",
    ".resource_id",
    "what waits for the registry writes nothing; azapi refuses an action on nothing",
  ),
  of(
    "azapi_resource_action Microsoft\\.Resources/providers",
    "gone|else",
    ".method .resource_id",
    "a provider that is not registered: what needs it is refused",
  ),
  of(
    "azapi_(resource_action|update_resource) Microsoft\\.MachineLearningServices/workspaces/onlineEndpoints",
    "gone|less|more|else",
    ".body .body.identity .body.identity.type .body.identity.userAssignedIdentities .body.identity.userAssignedIdentities.* .body.kind .body.location .body.properties .body.tags authMode mirrorTraffic publicNetworkAccess traffic traffic.*",
    "Azure refuses a write that is not whole, and shares that are not 0 or 100 together; an update leaves alone what it does not name",
  ),
  of(
    "azurerm_application_insights",
    "gone|more",
    "application_type internet_ingestion_enabled internet_query_enabled retention_in_days sampling_percentage",
    `${DEFAULT}: all of it is taken in; longer than asked`,
  ),
  of(
    "azurerm_log_analytics_workspace",
    "gone|more",
    "internet_ingestion_enabled internet_query_enabled retention_in_days sku",
    `${DEFAULT}: all of it is taken in; longer than asked`,
  ),
  of(
    "azurerm_application_insights|azurerm_log_analytics_workspace",
    "off",
    "internet_query_enabled",
    "stricter: people ask from within a private link scope only; alert rules ask from within Azure",
  ),
  of(
    "azurerm_application_insights",
    "off",
    "lifecycle.prevent_destroy",
    "what it holds lies in the Log Analytics workspace, which is protected",
  ),
  of(
    "azurerm_container_registry",
    "gone",
    "admin_enabled anonymous_pull_enabled network_rule_bypass_option network_rule_set.ip_rule network_rule_set.ip_rule.action network_rule_set.ip_rule.ip_range public_network_access_enabled",
    `${DEFAULT}, or refused: no admin, no anonymous pull; whoever is let in by default is judged`,
  ),
  of(
    "azurerm_container_registry",
    "else",
    "network_rule_set.ip_rule.action network_rule_set.default_action",
    "azurerm refuses it",
  ),
  of("azurerm_container_registry", "none", "network_rule_set.ip_rule", "lets nobody in by address"),
  of(
    "azurerm_container_registry",
    "gone|none",
    "network_rule_set network_rule_set.default_action",
    "where public access is off, no list of addresses counts; where it is on, this is seen",
  ),
  of(
    "azurerm_container_registry",
    "off|on|more",
    "export_policy_enabled zone_redundancy_enabled retention_policy_in_days",
    "stricter, safer or longer",
  ),
  of("azurerm_container_registry", "gone", "georeplications.location", REFUSED),
  of(
    "azurerm_storage_account",
    "gone",
    "account_kind account_tier cross_tenant_replication_enabled https_traffic_only_enabled min_tls_version network_rules.ip_rules public_network_access_enabled",
    `${DEFAULT}: azurerm writes https only, TLS 1.2 and no copies to other tenants by itself; the list's default action is judged`,
  ),
  of(
    "azurerm_storage_account",
    "none|off|on|more",
    "network_rules.ip_rules public_network_access_enabled is_hns_enabled blob_properties.container_delete_retention_policy.days blob_properties.delete_retention_policy.days share_properties.retention_policy.days",
    "lets fewer in, or keeps longer; a hierarchical namespace is of another account, which replaces this one, in red",
  ),
  of(
    "azurerm_storage_account",
    "none|gone",
    "network_rules.private_link_access",
    "lets nobody in but the registry, and now not even that: publishing is refused, and the command says why",
  ),
  of(
    "azurerm_storage_account",
    "else|gone",
    "network_rules.private_link_access.endpoint_tenant_id",
    "the registry's id is judged, and an id is of one tenant: another one lets nobody in; left out, it is the provider's",
  ),
  of(
    "azurerm_storage_account",
    "gone",
    "sas_policy sas_policy.expiration_action sas_policy.expiration_period",
    "how long a signature by key may last: keys are off, which is judged",
  ),
  of(
    "azurerm_storage_container",
    "gone",
    "container_access_type storage_account_id",
    "private is the default; azurerm refuses a container of no account",
  ),
  of(
    "azurerm_network_security_group",
    "gone|less|more",
    "security_rule.destination_address_prefixes security_rule.destination_application_security_group_ids security_rule.destination_port_ranges security_rule.priority security_rule.protocol security_rule.source_address_prefixes security_rule.source_application_security_group_ids security_rule.source_port_range security_rule.source_port_ranges",
    "Azure refuses a rule that is not whole and a priority outside of 100 to 4096; who gets in and out, by what comes first, is judged",
  ),
  of(
    "azurerm_subnet|azurerm_virtual_network|azurerm_subnet_network_security_group_association|azurerm_private_endpoint|azurerm_private_dns_zone_virtual_network_link",
    "gone|none",
    "address_prefixes address_space virtual_network_name virtual_network_id network_security_group_id subnet_id registration_enabled",
    `${REFUSED}; names are registered by nobody by default`,
  ),
  of(
    "azapi_resource Microsoft\\.Network/virtualNetworks/subnets",
    "gone|else",
    "privateEndpointNetworkPolicies",
    "in a subnet without private endpoints there is nothing that a group would not count for; where one lies, it is seen",
  ),
  of(
    "azapi_resource Microsoft\\.Network/virtualNetworks/subnets",
    "gone|else",
    "addressPrefix",
    "Azure refuses a subnet without addresses, or with what is none",
  ),
  of(
    "azurerm_role_definition",
    "gone|none",
    "assignable_scopes permissions permissions.actions role_definition_id scope",
    "allows less, or is refused; where it may be assigned is its own scope by default",
  ),
  of("azurerm_federated_identity_credential", "none", "audience", "Azure refuses an empty audience"),
  of(
    "github_actions_(environment_)?variable|github_repository_environment(_deployment_policy)?|github_repository_ruleset",
    "gone|else",
    "environment repository value variable_name",
    "GitHub refuses it, or jobs do not find what they sign in with: they fail; whom Azure trusts is judged where it trusts",
  ),
  of(
    "github_repository_environment",
    "gone|on|more",
    "deployment_branch_policy.protected_branches prevent_self_review wait_timer",
    "stricter, the default, or refused: both kinds of branches at once, more than 30 days",
  ),
  of(
    "github_repository_ruleset",
    "gone|off|more",
    "conditions.ref_name.exclude rules.pull_request.required_approving_review_count rules.pull_request.required_review_thread_resolution rules.pull_request.required_reviewers.minimum_approvals rules.pull_request.required_reviewers.reviewer rules.pull_request.required_reviewers.reviewer.id rules.pull_request.required_reviewers.reviewer.type",
    "more approvals, none left out, or refused; whether every remark was answered is a habit of review",
  ),
];
