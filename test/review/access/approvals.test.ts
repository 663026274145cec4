import { exposures } from "../../../review/access";
import { judge } from "../../../review/verdict";
import { change, context, reviewOf, stack, type Values } from "../../support/review-plan";

const at = (file: string, line: number) => ({ file, line, column: 1 });
const places = {
  ...context,
  at: {
    repository: at("config/organization.yaml", 8),
    "repository.protection.codeOwners": at("config/organization.yaml", 14),
    promotionOrder: at("config/organization.yaml", 16),
  },
  environments: context.environments.map((environment) => ({
    ...environment,
    at: { deployment: at(`config/environments/${environment.name}.yaml`, 24) },
  })),
};

/** What look-ups of approvers and identities found. */
const read = [
  ["github_team", { id: "17", slug: "ml-platform" }],
  ["github_user", { id: "5", login: "ada-okafor", username: "ada-okafor" }],
  ["azurerm_user_assigned_identity", { id: "/x/id-pfs-dev-apply", name: "id-pfs-dev-apply", client_id: "AAAA" }],
  ["azurerm_user_assigned_identity", { id: "/x/id-pfs-prod-apply", name: "id-pfs-prod-apply", client_id: "bbbb" }],
].map(([type, values], index) => ({ mode: "data", type, address: `data.${String(type)}.a${index}`, values }));

/** Of one who goes, the output of the stack alone still knows the name. */
const outputs = {
  approvers: { actions: ["update"], before: [{ kind: "team", id: "18", name: "ml-release" }], after: [] },
};

function reviewed(...changes: (readonly [address: string, values: Values])[]) {
  const one = stack(
    "pipelines",
    changes.map(([address, values]) => change(address, values)),
    { read },
  );
  const plan = { ...(one as { plan: object }).plan, output_changes: outputs };
  return exposures({ ...reviewOf({ ...one, plan } as never), context: places });
}
const told = (...changes: Parameters<typeof reviewed>) =>
  reviewed(...changes).map(({ effect, text }) => `${effect}: ${text}`);

const ENVIRONMENT = "github_repository_environment.Environments_prod_1A";
const environment = (more: object = {}) => ({
  repository: "mlops",
  environment: "prod",
  can_admins_bypass: false,
  prevent_self_review: true,
  wait_timer: 0,
  reviewers: [{ teams: [17, 18], users: null }],
  deployment_branch_policy: [{ protected_branches: false, custom_branch_policies: true }],
  ...more,
});
const becomes = (before: object, after: object) =>
  told([ENVIRONMENT, { before: environment(before), after: environment(after) }]);
const PROD = "environment prod of the repository";

describe("an environment", () => {
  test.each([
    [
      "one approver fewer",
      {},
      { reviewers: [{ teams: [17] }] },
      [`opens: ${PROD} no longer asks team ml-release for approval, only team ml-platform`],
    ],
    [
      "nobody asked any more, which takes self-review with it",
      {},
      { reviewers: [], prevent_self_review: false },
      [`opens: ${PROD} asks nobody before a deployment any more; team ml-platform or team ml-release had to approve`],
    ],
    [
      "somebody else",
      { reviewers: [{ teams: [18] }] },
      { reviewers: [{ users: [5] }] },
      [
        `opens: ${PROD} no longer asks team ml-release for approval, only user ada-okafor`,
        `opens: ${PROD} now lets user ada-okafor approve deployments`,
      ],
    ],
    [
      "approvers where there were none",
      { reviewers: [], prevent_self_review: false },
      { reviewers: [{ teams: [17], users: [99] }] },
      [`closes: ${PROD} now asks team ml-platform or user with the id 99 for approval before a deployment`],
    ],
    [
      "self-approval",
      {},
      { prevent_self_review: false },
      [`opens: ${PROD} now lets whoever started a deployment approve it`],
    ],
    [
      "no self-approval any more",
      { prevent_self_review: false },
      {},
      [`closes: ${PROD} does not let whoever started a deployment approve it any more`],
    ],
    [
      "administrators, who may unless it is said otherwise",
      {},
      { can_admins_bypass: null },
      [`opens: ${PROD} now lets administrators past its rules`],
    ],
    [
      "a shorter wait",
      { wait_timer: 60 },
      { wait_timer: 30 },
      [`opens: ${PROD} waits 30m before a deployment instead of 1h`],
    ],
    ["no wait", { wait_timer: 60 }, {}, [`opens: ${PROD} no longer waits 1h before a deployment`]],
    ["a longer wait", {}, { wait_timer: 30 }, [`closes: ${PROD} waits 30m before a deployment`]],
    [
      "every branch",
      {},
      { deployment_branch_policy: [] },
      [`opens: ${PROD} lets in jobs of every branch, also of pull requests instead of jobs of the branches it names`],
    ],
  ])("with %s", (_, before, after, texts) => {
    expect(becomes(before, after)).toEqual(texts);
  });

  test("that is written in another way and means the same says nothing", () => {
    expect(becomes({}, { reviewers: [{ teams: [18, 17], users: [] }] })).toEqual([]);
  });

  test("that goes opens: GitHub makes it anew, without a rule; what hangs on it is not told again", () => {
    const hanging = { repository: "mlops", environment: "prod" };
    expect(
      told(
        [ENVIRONMENT, { before: environment() }],
        ["github_repository_environment_deployment_policy.B_1", { before: { ...hanging, branch_pattern: "main" } }],
        [
          "github_actions_environment_variable.V_1",
          { before: { ...hanging, variable_name: "ARM_CLIENT_ID", value: "bbbb" } },
        ],
      ),
    ).toEqual([
      `opens: ${PROD} goes, which asked team ml-platform or team ml-release for approval; for a job that names it GitHub makes it anew, without any rule`,
    ]);
  });

  test("that is new tells what it does not ask for", () => {
    expect(told([ENVIRONMENT, { after: environment() }])).toEqual([]);
    const open = { reviewers: [], prevent_self_review: false, can_admins_bypass: true, deployment_branch_policy: [] };
    expect(told([ENVIRONMENT, { after: environment(open) }])).toEqual([
      `opens: new ${PROD} asks nobody before a deployment`,
      `opens: new ${PROD} lets administrators past its rules`,
      `opens: new ${PROD} lets in jobs of every branch, also of pull requests`,
    ]);
  });

  test("whose approvers are known after apply only does not count as asking nobody", () => {
    const values = {
      before: environment(),
      after: environment({ reviewers: [{}] }),
      unknown: { reviewers: [{ teams: true }] },
    };
    expect(told([ENVIRONMENT, values])).toEqual([
      `opens: ${PROD} no longer asks team ml-platform and team ml-release for approval, only somebody known after apply only`,
      `opens: ${PROD} now lets somebody known after apply only approve deployments`,
    ]);
  });

  test("lets in other branches", () => {
    const policy = (branch_pattern: string) => ({ repository: "mlops", environment: "prod", branch_pattern });
    const values = { before: policy("main"), after: policy("release/*") };
    expect(told(["github_repository_environment_deployment_policy.B_1", values])).toEqual([
      `opens: ${PROD} now lets in jobs of all branches that fit release/*`,
      `closes: ${PROD} no longer lets in jobs of branch main`,
    ]);
  });

  test("needs security approval for it, and says where the configuration decides it", () => {
    const found = reviewed([
      ENVIRONMENT,
      { before: environment(), after: environment({ reviewers: [{ teams: [17] }] }) },
    ]);
    expect(found).toEqual([
      expect.objectContaining({
        kind: "approvals",
        stacks: ["pipelines"],
        where: at("config/environments/prod.yaml", 24),
      }),
    ]);
    expect(judge({ stacks: [], dangers: [], findings: [], access: [], releases: [], exposures: found })).toEqual({
      verdict: "needs-security-approval",
      reasons: ["approvals loosen in 1 place"],
    });
  });
});

describe("as whom jobs sign in", () => {
  const variable = (value: string, name = "ARM_CLIENT_ID") => ({ environment: "dev", variable_name: name, value });
  const VARIABLE = "github_actions_environment_variable.V_1";

  test("is told by name", () => {
    expect(told([VARIABLE, { before: variable("aaaa"), after: variable("bbbb") }])).toEqual([
      "opens: jobs in environment dev of the repository sign in as identity id-pfs-prod-apply, no longer as identity id-pfs-dev-apply",
    ]);
    expect(told([VARIABLE, { before: variable("aaaa"), after: variable("cccc") }])).toEqual([
      "opens: jobs in environment dev of the repository sign in as the identity with the client id cccc, no longer as identity id-pfs-dev-apply",
    ]);
    expect(told([VARIABLE, { before: variable("a", "COLOUR"), after: variable("b", "COLOUR") }])).toEqual([]);
  });

  test("is told of each identity that a list names", () => {
    const list = (ids: object) => ({ variable_name: "MLOPS_PLAN_CLIENT_IDS", value: JSON.stringify(ids) });
    const values = { before: list({ dev: "aaaa", prod: "aaaa" }), after: list({ dev: "aaaa", prod: "bbbb" }) };
    expect(told(["github_actions_variable.V_1", values])).toEqual([
      "opens: jobs of the repository sign in as identity id-pfs-prod-apply for prod, no longer as identity id-pfs-dev-apply",
    ]);
  });
});

describe("the rules of a branch", () => {
  const RULESET = "github_repository_ruleset.DefaultBranch_1A";
  const review = {
    required_approving_review_count: 2,
    require_code_owner_review: true,
    dismiss_stale_reviews_on_push: true,
    require_last_push_approval: false,
    required_review_thread_resolution: false,
  };
  const rules = (more: object = {}) => ({
    deletion: true,
    non_fast_forward: true,
    creation: null,
    pull_request: [review],
    required_status_checks: [
      {
        strict_required_status_checks_policy: true,
        required_check: [
          { context: "Review", integration_id: 15368 },
          { context: "Test", integration_id: 15368 },
        ],
      },
    ],
    ...more,
  });
  const ruleset = (more: object = {}, changed: object = {}) => ({
    name: "default-branch",
    target: "branch",
    enforcement: "active",
    conditions: [{ ref_name: [{ include: ["refs/heads/main"], exclude: [] }] }],
    bypass_actors: [],
    rules: [rules(changed)],
    ...more,
  });
  const becomes = (after: object, before: object = ruleset()) => told([RULESET, { before, after }]);
  const it = "ruleset default-branch of the repository";
  const everything =
    "a pull request, 2 approving reviews, the approval of code owners, approval anew after every push, the check Review, the check Test and checks on top of the branch as it is";

  test("that go or are not enforced any more open all they asked for", () => {
    const was = `on branch main it asked for ${everything} and forbade deleting the branch and force pushes`;
    expect(told([RULESET, { before: ruleset() }])).toEqual([`opens: ${it} goes; ${was}`]);
    expect(becomes(ruleset({ enforcement: "evaluate" }))).toEqual([`opens: ${it} is no longer enforced; ${was}`]);
    expect(told([RULESET, { before: ruleset({ enforcement: "disabled" }) }])).toEqual([]);
  });

  test("that are new close", () => {
    const is = `on branch main it asks for ${everything} and forbids deleting the branch and force pushes`;
    expect(told([RULESET, { after: ruleset() }])).toEqual([`closes: new ${it}: ${is}`]);
  });

  test.each([
    [
      "fewer reviews",
      { pull_request: [{ ...review, required_approving_review_count: 1 }] },
      "asks for 1 approving review instead of 2",
    ],
    [
      "no owners",
      { pull_request: [{ ...review, require_code_owner_review: false }] },
      "does not ask for the approval of code owners any more",
    ],
    [
      "a check less",
      {
        required_status_checks: [
          { strict_required_status_checks_policy: true, required_check: [{ context: "Test", integration_id: 15368 }] },
        ],
      },
      "does not ask for the check Review any more",
    ],
    ["deleting", { deletion: null }, "does not forbid deleting the branch any more"],
  ])("open with %s", (_, change, text) => {
    expect(becomes(ruleset({}, change))).toEqual([`opens: ${it} ${text}`]);
    expect(becomes(ruleset(), ruleset({}, change))).toEqual([expect.stringMatching(/^closes: /)]);
  });

  test("open to checks that anybody may report, and to who is let past them", () => {
    const required_check = [{ context: "Review" }, { context: "Test", integration_id: 15368 }];
    const checks = [{ strict_required_status_checks_policy: true, required_check }];
    expect(becomes(ruleset({}, { required_status_checks: checks }))).toEqual([
      `opens: ${it} does not ask for the check Review any more`,
      `closes: ${it} now asks for the check Review by anybody`,
    ]);
    const bypass_actors = [
      { actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "always" },
      { actor_id: 17, actor_type: "Team", bypass_mode: "pull_request" },
    ];
    expect(becomes(ruleset({ bypass_actors }))).toEqual([
      `opens: ${it} now lets administrators and team ml-platform in pull requests past it`,
    ]);
  });

  test("open a branch that they cover no more", () => {
    const other = { conditions: [{ ref_name: [{ include: ["refs/heads/trunk"], exclude: ["refs/heads/docs"] }] }] };
    expect(becomes(ruleset(other))).toEqual([
      `opens: ${it} no longer covers branch main`,
      `opens: ${it} now leaves out branch docs`,
      `closes: ${it} now covers branch trunk`,
    ]);
  });

  test("say where the configuration decides them", () => {
    const after = ruleset({}, { pull_request: [{ ...review, require_code_owner_review: false }] });
    const [found] = reviewed([RULESET, { before: ruleset(), after }]);
    expect(found!.where).toEqual(at("config/organization.yaml", 14));
  });

  test("count as well in the older form", () => {
    const protection = (more: object = {}) => ({
      pattern: "main",
      enforce_admins: true,
      required_pull_request_reviews: [{ required_approving_review_count: 1, require_code_owner_reviews: true }],
      required_status_checks: [{ strict: true, contexts: ["Test"] }],
      ...more,
    });
    const values = {
      before: protection(),
      after: protection({ enforce_admins: false, required_status_checks: [], allows_force_pushes: true }),
    };
    expect(told(["github_branch_protection.Main_1A", values]).sort()).toEqual([
      "opens: protection of branch main of the repository does not ask for checks on top of the branch as it is any more",
      "opens: protection of branch main of the repository does not ask for the check Test by anybody any more",
      "opens: protection of branch main of the repository does not bind administrators any more",
      "opens: protection of branch main of the repository does not forbid force pushes any more",
    ]);
  });
});
