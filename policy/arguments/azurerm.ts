import { type Arguments, words } from "./words";

/** Arguments of resources through azurerm. */
export const azurerm: Arguments = {
  azurerm_application_insights: words(`daily_data_cap_in_gb 
    application_type internet_ingestion_enabled internet_query_enabled local_authentication_disabled location
    name resource_group_name retention_in_days sampling_percentage tags.** workspace_id
  `),
  azurerm_consumption_budget_resource_group: words(`notification.enabled 
    amount filter.tag.name filter.tag.values name notification.contact_emails notification.contact_groups notification.operator
    notification.threshold notification.threshold_type resource_group_id time_grain time_period.start_date
  `),
  azurerm_container_registry: words(`
    admin_enabled anonymous_pull_enabled data_endpoint_enabled encryption.identity_client_id encryption.key_vault_key_id
    export_policy_enabled georeplications.location identity.identity_ids identity.type
    georeplications.zone_redundancy_enabled location name network_rule_bypass_option
    network_rule_set.default_action network_rule_set.ip_rule.action network_rule_set.ip_rule.ip_range
    public_network_access_enabled resource_group_name retention_policy_in_days sku tags.**
    zone_redundancy_enabled
  `),
  azurerm_eventgrid_system_topic: words(`
    identity.type location name resource_group_name source_resource_id tags.** topic_type
  `),
  azurerm_eventgrid_system_topic_event_subscription: words(`
    advanced_filter.string_contains.key advanced_filter.string_contains.values dead_letter_identity.type
    event_delivery_schema included_event_types name resource_group_name retry_policy.event_time_to_live
    retry_policy.max_delivery_attempts storage_blob_dead_letter_destination.storage_account_id
    storage_blob_dead_letter_destination.storage_blob_container_name system_topic
    webhook_endpoint.max_events_per_batch webhook_endpoint.url
  `),
  azurerm_federated_identity_credential: words(`audience issuer name parent_id resource_group_name subject`),
  azurerm_log_analytics_workspace: words(`daily_quota_gb 
    internet_ingestion_enabled internet_query_enabled local_authentication_enabled location name
    resource_group_name retention_in_days sku tags.**
  `),
  azurerm_application_insights_workbook: words(`
    category data_json description display_name location name resource_group_name source_id tags.**
  `),
  azurerm_monitor_action_group: words(`enabled 
    arm_role_receiver.name arm_role_receiver.role_id arm_role_receiver.use_common_alert_schema
    event_hub_receiver.event_hub_name event_hub_receiver.event_hub_namespace event_hub_receiver.name
    event_hub_receiver.subscription_id event_hub_receiver.use_common_alert_schema sms_receiver.country_code
    sms_receiver.name sms_receiver.phone_number webhook_receiver.name webhook_receiver.service_uri
    webhook_receiver.use_common_alert_schema
    email_receiver.email_address email_receiver.name email_receiver.use_common_alert_schema
    name resource_group_name short_name tags.**
  `),
  azurerm_monitor_activity_log_alert: words(`enabled 
    action.action_group_id criteria.category criteria.operation_name criteria.resource_health.current
    criteria.service_health.events criteria.service_health.locations criteria.status description location name
    resource_group_name scopes tags.**
  `),
  azurerm_monitor_diagnostic_setting: words(`enabled_log.category_group 
    enabled_log.category enabled_metric.category eventhub_authorization_rule_id eventhub_name
    log_analytics_workspace_id name storage_account_id target_resource_id
  `),
  azurerm_monitor_scheduled_query_rules_alert_v2: words(`enabled mute_actions_after_alert_duration 
    action.action_groups auto_mitigation_enabled criteria.dimension.name criteria.dimension.operator
    criteria.dimension.values criteria.failing_periods.minimum_failing_periods_to_trigger_alert
    criteria.failing_periods.number_of_evaluation_periods criteria.metric_measure_column criteria.operator
    criteria.query criteria.threshold criteria.time_aggregation_method description evaluation_frequency location
    name resource_group_name scopes severity skip_query_validation tags.** window_duration
  `),
  azurerm_network_security_group: words(`
    location name resource_group_name security_rule.access security_rule.description
    security_rule.destination_address_prefix security_rule.destination_address_prefixes
    security_rule.destination_application_security_group_ids security_rule.destination_port_range
    security_rule.destination_port_ranges security_rule.direction security_rule.name security_rule.priority
    security_rule.protocol security_rule.source_address_prefix security_rule.source_address_prefixes
    security_rule.source_application_security_group_ids security_rule.source_port_range
    security_rule.source_port_ranges tags.**
  `),
  azurerm_private_dns_zone: words(`name resource_group_name tags.**`),
  azurerm_private_dns_zone_virtual_network_link: words(`
    name private_dns_zone_name registration_enabled resource_group_name tags.** virtual_network_id
  `),
  azurerm_private_endpoint: words(`
    location name private_dns_zone_group.name private_dns_zone_group.private_dns_zone_ids
    private_service_connection.is_manual_connection private_service_connection.name
    private_service_connection.private_connection_resource_id private_service_connection.subresource_names
    resource_group_name subnet_id tags.**
  `),
  azurerm_resource_group: words(`location name tags.**`),
  azurerm_role_assignment: words(`
    condition condition_version name principal_id principal_type role_definition_id scope
    skip_service_principal_aad_check
  `),
  azurerm_role_definition: words(
    `permissions.data_actions permissions.not_actions permissions.not_data_actions assignable_scopes description name permissions.actions role_definition_id scope`,
  ),
  azurerm_storage_account:
    words(`sftp_enabled nfsv3_enabled blob_properties.cors_rule.** share_properties.cors_rule.** network_rules.virtual_network_subnet_ids network_rules.private_link_access.** 
    customer_managed_key.key_vault_key_id customer_managed_key.user_assigned_identity_id identity.identity_ids
    identity.type queue_encryption_key_type table_encryption_key_type
    account_kind account_replication_type account_tier allow_nested_items_to_be_public
    blob_properties.container_delete_retention_policy.days blob_properties.delete_retention_policy.days
    blob_properties.versioning_enabled cross_tenant_replication_enabled default_to_oauth_authentication
    https_traffic_only_enabled infrastructure_encryption_enabled is_hns_enabled local_user_enabled location min_tls_version
    name network_rules.bypass network_rules.default_action network_rules.ip_rules public_network_access_enabled
    resource_group_name sas_policy.expiration_action sas_policy.expiration_period
    share_properties.retention_policy.days shared_access_key_enabled tags.**
  `),
  azurerm_storage_container: words(`container_access_type name storage_account_id`),
  azurerm_subnet: words(`
    address_prefixes default_outbound_access_enabled name private_endpoint_network_policies resource_group_name
    virtual_network_name
  `),
  azurerm_subnet_network_security_group_association: words(`network_security_group_id subnet_id`),
  azurerm_user_assigned_identity: words(`location name resource_group_name tags.**`),
  azurerm_virtual_network: words(`address_space dns_servers location name resource_group_name tags.**`),
};
