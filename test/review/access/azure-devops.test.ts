import { exposures } from "../../../review/access";
import { judge } from "../../../review/verdict";
import { change, context, reviewOf, stack, type Values } from "../../support/review-plan";

const read = [
  ["azuredevops_group", { id: "vssgp.a", group_id: "g-risk", name: "Model Risk" }],
  ["azuredevops_group", { id: "vssgp.b", group_id: "g-ops", name: "Operations" }],
].map(([type, values], index) => ({ mode: "data", type, address: `data.${String(type)}.a${index}`, values }));
const beside = [
  change("azuredevops_environment.prod", { before: { id: "7", name: "prod" }, after: { id: "7", name: "prod" } }),
  change("azuredevops_serviceendpoint_azurerm.apply", {
    before: { id: "e1", service_endpoint_name: "mlops-prod-apply" },
    after: { id: "e1", service_endpoint_name: "mlops-prod-apply" },
  }),
];

function reviewed(address: string, values: Values) {
  const plan = stack("pipelines", [...beside, change(address, values)], { read });
  return exposures({ ...reviewOf(plan), context });
}
const told = (type: string, before: object | undefined, after: object | undefined): readonly string[] =>
  reviewed(`azuredevops_${type}.One_1A`, {
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  } as Values).map(({ effect, text }) => `${effect}: ${text}`);

const onProd = { target_resource_type: "environment", target_resource_id: "7" };
const asks = { ...onProd, approvers: ["g-risk", "g-ops"], minimum_required_approvers: 1, requester_can_approve: false };
const branch = { repository_id: "r", repository_ref: "refs/heads/main" };
const policy = (settings: object, more: object = {}) => ({
  enabled: true,
  blocking: true,
  settings: [{ scope: [branch], ...settings }],
  ...more,
});
const counted = {
  auto_reviewer_ids: ["g-risk"],
  minimum_number_of_reviewers: 2,
  path_filters: ["/config/a", "/config/b"],
};
const PROD = "environment prod of the project";
const MAIN = "policy of branch main of the repository";

describe("a review of what protects deployments in Azure DevOps", () => {
  it.each<[string, string, object | undefined, object | undefined, string[]]>([
    [
      "whoever starts a run may approve it",
      "check_approval",
      asks,
      { ...asks, requester_can_approve: true },
      [`opens: ${PROD} no longer keeps whoever started a run from approving it`],
    ],
    [
      "another group may approve",
      "check_approval",
      { ...asks, approvers: ["g-risk"] },
      asks,
      [`opens: ${PROD} now lets group Operations approve`],
    ],
    [
      "one group fewer has a look",
      "check_approval",
      asks,
      { ...asks, approvers: ["g-risk"] },
      [`opens: ${PROD} no longer lets group Operations approve`],
    ],
    [
      "the approval goes",
      "check_approval",
      asks,
      undefined,
      [
        `opens: ${PROD} no longer asks somebody for approval before a deployment and keeps whoever started a run from approving it`,
      ],
    ],
    [
      "the lock goes",
      "check_exclusive_lock",
      onProd,
      undefined,
      [`opens: ${PROD} no longer lets in one run at a time`],
    ],
    [
      "every branch gets in",
      "check_branch_control",
      { ...onProd, allowed_branches: "refs/heads/main" },
      { ...onProd, allowed_branches: "*" },
      [
        `opens: ${PROD} no longer lets in runs of named branches only`,
        `opens: ${PROD} now lets in runs of every branch, also of pull requests`,
        `closes: ${PROD} no longer lets in runs of branch main`,
      ],
    ],
    [
      "a connection is open to every pipeline",
      "pipeline_authorization",
      undefined,
      { type: "endpoint", resource_id: "e1", pipeline_id: null },
      ["opens: service connection mlops-prod-apply of the project newly is open to every pipeline of the project"],
    ],
    [
      "a connection signs in with a secret",
      "serviceendpoint_azurerm",
      {
        service_endpoint_name: "c",
        service_endpoint_authentication_scheme: "WorkloadIdentityFederation",
        azurerm_subscription_id: "s",
        credentials: [{ serviceprincipalid: "x" }],
      },
      { service_endpoint_name: "c", azurerm_subscription_id: "s", credentials: [{ serviceprincipalid: "x" }] },
      ["opens: service connection c of the project now signs in with a secret"],
    ],
    [
      "fewer are asked about files, and about fewer",
      "branch_policy_auto_reviewers",
      policy(counted),
      policy({ ...counted, minimum_number_of_reviewers: 1, path_filters: ["/config/a"] }),
      [
        `opens: ${MAIN} no longer asks for at least 2 of group Model Risk about /config/a, asks for at least 1 of group Model Risk about /config/b and asks for at least 2 of group Model Risk about /config/b`,
      ],
    ],
    [
      "one review fewer",
      "branch_policy_min_reviewers",
      policy({ reviewer_count: 2, submitter_can_vote: false }),
      policy({ reviewer_count: 1, submitter_can_vote: false }),
      [`opens: ${MAIN} no longer asks for at least 2 reviews`],
    ],
    [
      "one review more",
      "branch_policy_min_reviewers",
      policy({ reviewer_count: 1 }),
      policy({ reviewer_count: 2 }),
      [`closes: ${MAIN} now asks for at least 2 reviews`],
    ],
    [
      "a policy that is advice",
      "branch_policy_comment_resolution",
      policy({}),
      policy({}, { blocking: false }),
      [`opens: ${MAIN} no longer asks for resolved comments`],
    ],
    [
      "a build that holds for hours",
      "branch_policy_build_validation",
      policy({ display_name: "Review", valid_duration: 0 }),
      policy({ display_name: "Review", valid_duration: 720 }),
      [`opens: ${MAIN} no longer asks for a new run when the branch moves on`],
    ],
    [
      "the environment goes",
      "environment",
      { name: "prod" },
      undefined,
      [`opens: ${PROD} goes; for a run that names it Azure Pipelines makes it anew, without any check`],
    ],
    [
      "a validation that passes what security has to approve",
      "variable_group",
      { name: "mlops", variable: [{ name: "MLOPS_FAIL_ON", value: "security" }] },
      { name: "mlops", variable: [{ name: "MLOPS_FAIL_ON", value: "blocked" }] },
      ["opens: variable group mlops of the project no longer fails a change that security has to approve"],
    ],
  ])("tells that %s", (_, type, before, after, says) => {
    expect(told(type, before, after)).toEqual(says);
  });

  // There are no stacks in what is judged, so only what opens makes a verdict.
  it("asks for security's approval where something opens, and not where it closes", () => {
    const verdict = (before: object, after: object) =>
      judge({
        stacks: [],
        dangers: [],
        findings: [],
        access: [],
        releases: [],
        exposures: reviewed("azuredevops_branch_policy_min_reviewers.One_1A", { before, after } as Values),
      }).verdict;
    const [two, one] = [policy({ reviewer_count: 2 }), policy({ reviewer_count: 1 })];
    expect([verdict(two, one), verdict(one, two)]).toEqual(["needs-security-approval", "no-change"]);
  });

  it("says nothing of what is made with all that it asks", () => {
    expect(told("check_exclusive_lock", undefined, onProd)).toEqual([]);
    expect(told("branch_policy_comment_resolution", undefined, policy({}))).toEqual([]);
  });
});
