import { type Arguments, words } from "./words";

/** Arguments of what sets the repository up. */
export const github: Arguments = {
  github_actions_environment_variable: words(`environment repository value variable_name`),
  github_actions_variable: words(`repository value variable_name`),
  github_repository_environment: words(`
    can_admins_bypass deployment_branch_policy.custom_branch_policies
    deployment_branch_policy.protected_branches environment prevent_self_review repository reviewers.teams
    wait_timer
  `),
  github_repository_environment_deployment_policy: words(`branch_pattern environment repository`),
  github_repository_ruleset: words(`bypass_actors.** rules.pull_request.required_reviewers.** 
    conditions.ref_name.exclude conditions.ref_name.include enforcement name repository rules.deletion
    rules.non_fast_forward rules.pull_request.dismiss_stale_reviews_on_push
    rules.pull_request.require_code_owner_review rules.pull_request.require_last_push_approval
    rules.pull_request.required_approving_review_count rules.pull_request.required_review_thread_resolution
    rules.required_status_checks.required_check.context
    rules.required_status_checks.required_check.integration_id
    rules.required_status_checks.strict_required_status_checks_policy target
  `),
};
