import { type Arguments, words } from "./words";

const target = "project_id target_resource_id target_resource_type timeout";
const scope = "settings.scope.repository_id settings.scope.repository_ref settings.scope.match_type";
const policy = `project_id enabled blocking ${scope}`;

/** Arguments of what sets a project of Azure DevOps up. */
export const azureDevops: Arguments = {
  azuredevops_environment: words(`project_id name description`),
  azuredevops_check_approval: words(
    `${target} approvers minimum_required_approvers requester_can_approve instructions`,
  ),
  azuredevops_check_exclusive_lock: words(target),
  azuredevops_check_branch_control: words(
    `${target} display_name allowed_branches verify_branch_protection ignore_unknown_protection_status`,
  ),
  azuredevops_serviceendpoint_azurerm: words(`
    project_id service_endpoint_name description service_endpoint_authentication_scheme azurerm_spn_tenantid
    azurerm_subscription_id azurerm_subscription_name credentials.serviceprincipalid
    credentials.serviceprincipalkey credentials.serviceprincipalcertificate
  `),
  azuredevops_variable_group: words(`
    project_id name description allow_access variable variable.name variable.value
  `),
  azuredevops_build_definition: words(`
    project_id name path job_authorization_scope repository.repo_type repository.repo_id repository.branch_name
    repository.yml_path ci_trigger.use_yaml
  `),
  azuredevops_pipeline_authorization: words(`project_id resource_id type pipeline_id`),
  azuredevops_branch_policy_min_reviewers: words(`
    ${policy} settings.reviewer_count settings.submitter_can_vote settings.last_pusher_cannot_approve
    settings.allow_completion_with_rejects_or_waits settings.on_push_reset_all_votes
    settings.on_push_reset_approved_votes
  `),
  azuredevops_branch_policy_auto_reviewers: words(`
    ${policy} settings.auto_reviewer_ids settings.minimum_number_of_reviewers settings.path_filters
    settings.submitter_can_vote settings.message
  `),
  azuredevops_branch_policy_build_validation: words(`
    ${policy} settings.build_definition_id settings.display_name settings.manual_queue_only
    settings.queue_on_source_update_only settings.valid_duration
  `),
  azuredevops_branch_policy_comment_resolution: words(policy),
};
