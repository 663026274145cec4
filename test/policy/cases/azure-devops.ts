import { attributeCase, type Fixture, id, LATER, type RuleCase } from "../fixtures";

const connection = "azuredevops_serviceendpoint_azurerm";
const environment = "azuredevops_environment";
const approval = "azuredevops_check_approval";
const control = "azuredevops_check_branch_control";
const lock = "azuredevops_check_exclusive_lock";
const minimum = "azuredevops_branch_policy_min_reviewers";
const counted = "azuredevops_branch_policy_auto_reviewers";
const build = "azuredevops_branch_policy_build_validation";
const comments = "azuredevops_branch_policy_comment_resolution";

const on = { target_resource_id: id() };
const checks = { [approval]: on, [control]: on, [lock]: on };
/** What is there but for some kinds. */
const but = (...kinds: readonly string[]): Fixture =>
  Object.fromEntries(Object.entries(checks).filter(([kind]) => !kinds.includes(kind)));
const open = { target_resource_id: LATER };

const EVIDENCE = "/config/releases/evidence/churn/prod-*.json";
const expected = {
  repository: { provider: "azure-devops", owner: "pfs", project: "ML", name: "mlops", defaultBranch: "main" },
  branch: {
    approvals: 2,
    codeOwners: false,
    checks: [],
    reviewers: [
      { team: "model-risk", approvals: 2, paths: [EVIDENCE.slice(1)] },
      { team: "security", approvals: 1, paths: ["policy/**"] },
    ],
  },
};
const asks = (minimum_number_of_reviewers: unknown, path_filters: unknown) => ({
  settings: { auto_reviewer_ids: ["7c0f"], minimum_number_of_reviewers, path_filters },
});
const branch = (changes: Fixture = {}): Fixture => ({
  [environment]: { name: "prod" },
  [minimum]: { settings: { reviewer_count: 2 } },
  [build]: { settings: { build_definition_id: 5 } },
  [counted]: asks(2, [EVIDENCE]),
  [`${counted}#security`]: asks(1, ["/domain/*", "/policy/*"]),
  ...changes,
  expected: expected as never,
});
const without = (kind: string): Fixture =>
  Object.fromEntries(Object.entries(branch()).filter(([name]) => name !== kind));

const required: [string, unknown, readonly unknown[], "pass"][] = [
  ["enabled", true, [false], "pass"],
  ["blocking", true, [false], "pass"],
];
const otherVotes: [string, unknown, readonly unknown[], "pass"] = [
  "settings.submitter_can_vote",
  false,
  [true],
  "pass",
];

/** Fixtures of the rules about Azure DevOps. */
export const azureDevopsCases: readonly RuleCase[] = [
  attributeCase("azure-connection-federated", {
    [connection]: [
      ["service_endpoint_authentication_scheme", "WorkloadIdentityFederation", ["ServicePrincipal"], "fail"],
      ["credentials.serviceprincipalkey", undefined, ["k"], "pass"],
      ["credentials.serviceprincipalcertificate", undefined, ["c"], "pass"],
    ],
  }),
  attributeCase("azure-pipelines-named", {
    azuredevops_pipeline_authorization: ["pipeline_id", 5, [], "fail"],
    azuredevops_variable_group: ["allow_access", false, [true], "pass"],
  }),
  {
    rule: "azure-deployment-guarded",
    pass: [
      { [environment]: { name: "prod" }, ...checks },
      { [environment]: { name: "dev" }, ...but(approval) },
      { [connection]: { service_endpoint_name: "mlops-prod-apply" }, [control]: on },
    ],
    fail: [
      { [environment]: { name: "prod" } },
      { [environment]: { name: "prod" }, ...but(approval) },
      { [environment]: { name: "prod" }, ...but(control) },
      { [environment]: { name: "prod" }, ...but(lock) },
      { [connection]: { service_endpoint_name: "mlops-prod-apply" } },
      { [connection]: { service_endpoint_name: "other" } },
    ],
    unknown: [
      { [environment]: { name: "prod" }, ...but(approval), [approval]: open },
      { [connection]: { service_endpoint_name: LATER } },
      { [connection]: { service_endpoint_name: "mlops-prod-apply" }, [control]: open },
    ],
    silent: [{ [connection]: { service_endpoint_name: "mlops-prod-plan" } }],
  },
  {
    rule: "azure-check-strict",
    pass: [
      { [approval]: { approvers: ["7c0f"], requester_can_approve: false } },
      { [approval]: { approvers: ["7c0f"] } },
      { [control]: { allowed_branches: "refs/heads/trunk" } },
      { [control]: { allowed_branches: "refs/heads/main" }, expected: expected as never },
    ],
    fail: [
      { [approval]: { approvers: ["7c0f"], requester_can_approve: true } },
      { [approval]: { approvers: [] } },
      { [control]: {} },
      { [control]: { allowed_branches: "*" } },
      { [control]: { allowed_branches: "refs/heads/*" } },
      { [control]: { allowed_branches: "refs/heads/main, refs/pull/*" } },
      { [control]: { allowed_branches: "refs/heads/other" }, expected: expected as never },
    ],
    unknown: [
      { [approval]: { approvers: LATER } },
      { [approval]: { approvers: ["7c0f"], requester_can_approve: LATER } },
      { [control]: { allowed_branches: LATER } },
    ],
  },
  attributeCase("azure-branch-strict", {
    [minimum]: [
      ...required,
      otherVotes,
      ["settings.allow_completion_with_rejects_or_waits", false, [true], "pass"],
      ["settings.on_push_reset_all_votes", true, [false], "fail"],
      ["settings.last_pusher_cannot_approve", true, [false], "fail"],
    ],
    [counted]: [...required, otherVotes],
    [build]: [
      ...required,
      ["settings.manual_queue_only", false, [true], "pass"],
      ["settings.queue_on_source_update_only", false, [true], "fail"],
      ["settings.valid_duration", 0, [720], "fail"],
    ],
    [comments]: required,
  }),
  {
    rule: "azure-branch-as-configured",
    pass: [branch(), branch({ [minimum]: { settings: { reviewer_count: 3 } } })],
    fail: [
      without(minimum),
      without(build),
      without(counted),
      without(`${counted}#security`),
      branch({ [minimum]: { settings: { reviewer_count: 1 } } }),
      branch({ [counted]: asks(1, [EVIDENCE]) }),
      branch({ [counted]: asks(2, ["/config/releases/evidence/churn/dev-*.json"]) }),
    ],
    unknown: [
      branch({ [minimum]: { settings: { reviewer_count: LATER } } }),
      branch({ [counted]: asks(LATER, [EVIDENCE]) }),
      branch({ [counted]: asks(2, LATER) }),
    ],
    silent: [{ [environment]: { name: "prod" } }],
  },
];
