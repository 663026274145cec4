import { attributeCase, type Fixture, LATER, type RuleCase, setAt } from "../fixtures";

const environment = "github_repository_environment";
const deploying = "github_repository_environment_deployment_policy";
const ruleset = "github_repository_ruleset";
const credential = "azurerm_federated_identity_credential";
const variable = "github_actions_environment_variable";
const ofRepository = "github_actions_variable";

const asked = [{ teams: [17] }];
const from = (branch_pattern: unknown) => ({ environment: "prod", branch_pattern });
const GITHUB_ACTIONS = 15_368;

/** Rules of branch main that keep everything, with changes by path. */
function protection(changes: Readonly<Record<string, unknown>> = {}) {
  const values = {
    name: "protect main",
    target: "branch",
    enforcement: "active",
    conditions: { ref_name: { include: ["refs/heads/main"], exclude: [] } },
    rules: {
      deletion: true,
      non_fast_forward: true,
      pull_request: {
        required_approving_review_count: 1,
        require_code_owner_review: true,
        dismiss_stale_reviews_on_push: true,
        require_last_push_approval: true,
      },
      required_status_checks: {
        required_check: [{ context: "Test", integration_id: GITHUB_ACTIONS }],
        strict_required_status_checks_policy: true,
      },
    },
  };
  for (const [path, value] of Object.entries(changes)) setAt(values, path, value);
  return values;
}

/** A ruleset with changes, and the branch that deployments come from. */
const ruled = (changes: Readonly<Record<string, unknown>> = {}, more: Fixture = {}): Fixture => ({
  [ruleset]: protection(changes),
  [deploying]: from("main"),
  ...more,
});

/** Rulesets that concern no deployment. */
const elsewhere = (wrong: Readonly<Record<string, unknown>>): readonly Fixture[] => [
  { [ruleset]: protection(wrong) },
  ruled({ ...wrong, target: "tag" }),
  ruled({ ...wrong, enforcement: "evaluate" }),
  ruled({ ...wrong, "conditions.ref_name.include": ["refs/heads/docs"] }),
  ruled({ ...wrong, "conditions.ref_name.include": ["~ALL"], "conditions.ref_name.exclude": ["refs/heads/main"] }),
];

const checks = "rules.required_status_checks.required_check";

const reviewers = "rules.pull_request.required_reviewers";
const EVIDENCE = "config/releases/evidence/churn/prod-*.json";
const asksFor = (minimum_approvals: unknown, file_patterns: unknown, id: unknown = 7) => ({
  file_patterns,
  minimum_approvals,
  reviewer: { id, type: "Team" },
});
/** Two teams are asked, and one check beside the test's, where the configuration says so. */
const configured = (changes: Readonly<Record<string, unknown>> = {}, more: Fixture = {}): Fixture =>
  ruled(
    {
      [reviewers]: [asksFor(2, [EVIDENCE]), asksFor(1, ["policy/**", "core/**"], 8)],
      ...changes,
    },
    {
      expected: {
        branch: {
          approvals: 1,
          codeOwners: true,
          checks: ["Test"],
          reviewers: [
            { team: "model-risk", approvals: 2, paths: [EVIDENCE] },
            { team: "security", approvals: 1, paths: ["core/**", "policy/**"] },
          ],
        },
      },
      ...more,
    },
  );
const teams: Fixture = {
  "stack.data#github_team": { slug: "model-risk" },
};

export const pipelineCases: readonly RuleCase[] = [
  {
    rule: "deployment-approved",
    pass: [
      { [environment]: { environment: "prod", reviewers: asked } },
      { [environment]: { environment: "preprod", reviewers: [{ users: [1] }] } },
      { [environment]: { environment: "prod", reviewers: [{ teams: ["${data.github_team.a.id}"] }] } },
    ],
    fail: [
      { [environment]: { environment: "prod" } },
      { [environment]: { environment: "preprod", reviewers: [] } },
      { [environment]: { environment: "prod", reviewers: [{ teams: [], users: [] }] } },
      { [environment]: { environment: "release" } },
    ],
    unknown: [
      { [environment]: { environment: "prod", reviewers: LATER } },
      { [environment]: { environment: "prod", reviewers: [{ teams: LATER }] } },
    ],
    // What publishes deploys nothing.
    silent: [{ [environment]: { environment: "dev" } }, { [environment]: { environment: "publish" } }],
  },
  {
    rule: "deployment-no-self-approval",
    pass: [{ [environment]: { environment: "prod", reviewers: asked, prevent_self_review: true } }],
    fail: [
      { [environment]: { environment: "prod", reviewers: asked, prevent_self_review: false } },
      { [environment]: { environment: "dev", reviewers: asked } },
    ],
    unknown: [
      { [environment]: { environment: "prod", reviewers: asked, prevent_self_review: LATER } },
      { [environment]: { environment: "prod", reviewers: LATER, prevent_self_review: false } },
    ],
    silent: [{ [environment]: { environment: "prod", reviewers: [], prevent_self_review: false } }],
  },
  attributeCase("deployment-no-admin-bypass", { [environment]: ["can_admins_bypass", false, [true], "fail"] }),
  {
    rule: "deployment-protected-branch",
    pass: [
      { [environment]: { deployment_branch_policy: { custom_branch_policies: true, protected_branches: false } } },
      { [deploying]: from("main"), [ruleset]: protection() },
      { [deploying]: from("main"), [ruleset]: protection({ "conditions.ref_name.include": ["~ALL"] }) },
    ],
    fail: [
      { [environment]: { environment: "prod" } },
      { [environment]: { deployment_branch_policy: { custom_branch_policies: false, protected_branches: false } } },
      { [deploying]: from("main") },
      { [deploying]: from("release/*"), [ruleset]: protection({ "conditions.ref_name.include": ["~ALL"] }) },
      { [deploying]: from("refs/pull/*/merge"), [ruleset]: protection() },
      { [deploying]: { tag_pattern: "v1" }, [ruleset]: protection() },
      { [deploying]: from("main"), [ruleset]: protection({ enforcement: "evaluate" }) },
      { [deploying]: from("main"), [ruleset]: protection({ target: "tag" }) },
      { [deploying]: from("docs"), [ruleset]: protection() },
      {
        [deploying]: from("main"),
        [ruleset]: protection({
          "conditions.ref_name.include": ["~ALL"],
          "conditions.ref_name.exclude": ["refs/heads/main"],
        }),
      },
    ],
    unknown: [
      { [environment]: { deployment_branch_policy: { custom_branch_policies: false, protected_branches: true } } },
      { [environment]: { deployment_branch_policy: LATER } },
      { [environment]: { deployment_branch_policy: { custom_branch_policies: false, protected_branches: LATER } } },
      { [deploying]: from(LATER), [ruleset]: protection() },
      { [deploying]: from("main"), [ruleset]: protection({ enforcement: LATER }) },
      { [deploying]: from("main"), [ruleset]: protection({ "conditions.ref_name.include": ["~DEFAULT_BRANCH"] }) },
      { [deploying]: from("main"), [ruleset]: protection({ "conditions.ref_name.include": LATER }) },
      { [deploying]: from("main"), [ruleset]: protection({ "conditions.ref_name.exclude": ["refs/heads/m*"] }) },
    ],
  },
  {
    rule: "deployment-environment-managed",
    pass: [
      { [credential]: { subject: "repo:pfs/ml:environment:prod" }, [environment]: { environment: "prod" } },
      {
        [credential]: { subject: "repo:pfs/ml:environment:prod" },
        [environment]: { environment: "Prod" },
        [`${environment}#other`]: { environment: LATER },
      },
    ],
    fail: [{ [credential]: { subject: "repo:pfs/ml:environment:prd" }, [environment]: { environment: "prod" } }],
    unknown: [{ [credential]: { subject: "repo:pfs/ml:environment:prod" }, [environment]: { environment: LATER } }],
    silent: [
      { [credential]: { subject: "repo:pfs/ml:environment:prod" } },
      { [credential]: { subject: "repo:pfs/ml:pull_request" }, [environment]: { environment: "prod" } },
      { [credential]: { subject: LATER }, [environment]: { environment: "prod" } },
    ],
  },
  {
    rule: "deployment-branch-reviewed",
    pass: [
      ruled(),
      ruled({ "rules.pull_request.required_approving_review_count": 2 }),
      ruled({ "rules.pull_request": undefined }, { [`${ruleset}#other`]: protection() }),
    ],
    fail: [
      ruled({ "rules.pull_request": undefined }),
      ruled({ "rules.pull_request.required_approving_review_count": 0 }),
      ruled({ "rules.pull_request.require_code_owner_review": false }),
      ruled({ "rules.pull_request.dismiss_stale_reviews_on_push": undefined }),
      ruled({ "rules.pull_request.require_last_push_approval": undefined }),
      ruled({ "rules.pull_request.require_last_push_approval": false }),
      ruled({ "rules.deletion": undefined }),
      ruled({ "rules.non_fast_forward": false }),
      ruled({ "rules.deletion": false }, { [`${ruleset}#other`]: protection({ enforcement: "disabled" }) }),
    ],
    unknown: [
      ruled({ "rules.pull_request": LATER }),
      ruled({ "rules.deletion": LATER }),
      ruled({ "rules.deletion": false, enforcement: LATER }),
      ruled({ "rules.deletion": false }, { [`${ruleset}#other`]: protection({ "rules.deletion": LATER }) }),
    ],
    silent: elsewhere({ "rules.deletion": false }),
  },
  {
    rule: "deployment-branch-as-configured",
    pass: [
      configured(),
      configured({ "rules.pull_request.required_approving_review_count": 2 }),
      configured({ [reviewers]: [asksFor(3, [EVIDENCE, "policy/**"]), asksFor(1, ["core/**", "policy/**"], 8)] }),
      configured({ [reviewers]: [] }, { [`${ruleset}#other`]: configured()[ruleset]! }),
      configured(
        { [reviewers]: [asksFor(2, [EVIDENCE], "${data.github_team.it.id}"), asksFor(1, ["policy/**", "core/**"], 8)] },
        teams,
      ),
    ],
    fail: [
      configured({ [reviewers]: undefined }),
      configured({ [reviewers]: [] }),
      configured({ "rules.pull_request": undefined }),
      configured({ "rules.pull_request.required_approving_review_count": 0 }),
      configured({ [checks]: [{ context: "Review", integration_id: GITHUB_ACTIONS }] }),
      configured({ [reviewers]: [asksFor(1, [EVIDENCE]), asksFor(1, ["policy/**", "core/**"], 8)] }),
      configured({ [reviewers]: [asksFor(2, ["config/releases/evidence/churn/prod-1.json"]), asksFor(1, ["**"], 8)] }),
      configured({ [reviewers]: [asksFor(2, [EVIDENCE]), asksFor(1, ["policy/**"], 8)] }),
      configured({ [reviewers]: [asksFor(2, [EVIDENCE, "!config/**"]), asksFor(1, ["policy/**", "core/**"], 8)] }),
      // One team in place of two.
      configured({ [reviewers]: [asksFor(2, [EVIDENCE]), asksFor(1, ["policy/**", "core/**"])] }),
      configured(
        {
          [reviewers]: [
            asksFor(2, [EVIDENCE], "${data.github_team.it.id}"),
            asksFor(1, ["policy/**", "core/**"], "${data.github_team.it.id}"),
          ],
        },
        teams,
      ),
    ],
    unknown: [
      configured({ [reviewers]: LATER }),
      configured({ [reviewers]: [asksFor(LATER, [EVIDENCE]), asksFor(1, ["policy/**", "core/**"], 8)] }),
      configured({ [reviewers]: [asksFor(2, LATER), asksFor(1, ["policy/**", "core/**"], 8)] }),
      configured({ [checks]: [{ context: LATER, integration_id: GITHUB_ACTIONS }] }),
      configured({ "rules.pull_request.required_approving_review_count": LATER }),
    ],
    silent: [ruled(), ruled({ [reviewers]: [] })],
  },
  {
    rule: "deployment-branch-checked",
    pass: [ruled(), ruled({ [checks]: [] }, { [`${ruleset}#other`]: protection() })],
    fail: [
      ruled({ "rules.required_status_checks": undefined }),
      ruled({ [checks]: [] }),
      ruled({ [checks]: [{ context: "Test", integration_id: 0 }] }),
      ruled({ [checks]: [{ context: "Test", integration_id: GITHUB_ACTIONS }, { context: "Review" }] }),
      ruled({ [checks]: [{ context: "Test", integration_id: GITHUB_ACTIONS + 1 }] }),
      ruled({ "rules.required_status_checks.strict_required_status_checks_policy": false }),
      ruled({ "rules.required_status_checks.strict_required_status_checks_policy": undefined }),
    ],
    unknown: [
      ruled({ [checks]: LATER }),
      ruled({ [checks]: [{ context: "Test", integration_id: LATER }] }),
      ruled({ [checks]: [], "conditions.ref_name.include": ["~DEFAULT_BRANCH"] }),
    ],
    silent: elsewhere({ [checks]: [] }),
  },
  {
    rule: "deployment-branch-no-bypass",
    pass: [ruled(), ruled({ bypass_actors: [] })],
    fail: [
      ruled({ bypass_actors: [{ actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "always" }] }),
      ruled({ bypass_actors: [{ actor_id: 1, actor_type: "Team" }] }, { [`${ruleset}#other`]: protection() }),
    ],
    unknown: [ruled({ bypass_actors: LATER })],
    silent: elsewhere({ bypass_actors: [{ actor_id: 5 }] }),
  },
  {
    rule: "pipeline-variable-no-secret",
    pass: [
      { [variable]: { variable_name: "ARM_CLIENT_ID", value: "463c71a0-1bae-536f-aff9-25f9421d1b18" } },
      { [ofRepository]: { variable_name: "SECRET_NAME", value: "drift-webhook" } },
      { [ofRepository]: { variable_name: "ID", value: "${azurerm_user_assigned_identity.a.client_id}" } },
    ],
    fail: [
      ...["ARM_CLIENT_SECRET", "Api-Key", "DATABASE_PASSWORD", "STORAGE_CONNECTION_STRING"].map((variable_name) => ({
        [variable]: { variable_name, value: "x" },
      })),
      { [ofRepository]: { variable_name: "GH_TOKEN", value: "x" } },
      { [ofRepository]: { variable_name: "STATE", value: "DefaultEndpointsProtocol=https;AccountKey=Zm9v" } },
      { [variable]: { variable_name: "STATE", value: "https://st.blob.core.windows.net/?sv=1&sig=abc" } },
    ],
    unknown: [
      { [variable]: { variable_name: LATER, value: "x" } },
      { [ofRepository]: { variable_name: "STATE", value: LATER } },
    ],
  },
];
