import { readFileSync, rmSync, writeFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Checkout } from "../support/checkout";
import { fillTeams, SimulatedPullRequest } from "../support/pull-request";
import { type Blocks, Workbench } from "../support/terraform";

const repository = "mlops";

/** A team that must approve changes of some files. */
const asks = (minimum_approvals: number, ...file_patterns: string[]) => ({
  file_patterns,
  minimum_approvals,
  reviewer: { id: "${data.github_team.approvers.id}", type: "Team" },
});
const ruleset = (name: string, ...required_reviewers: object[]) => ({
  repository,
  name,
  target: "branch",
  enforcement: "active",
  conditions: { ref_name: { include: ["refs/heads/main"], exclude: [] } },
  rules: { pull_request: { required_reviewers } },
});

/** An environment with everything that hangs on it, and the rules of a branch. */
const estate = (changes: { environment?: object; ruleset?: object } = {}): Blocks => ({
  github_repository_environment: {
    prod: {
      repository,
      environment: "prod",
      prevent_self_review: true,
      can_admins_bypass: false,
      reviewers: [{ teams: ["${data.github_team.approvers.id}"], users: ["${data.github_user.ada.id}"] }],
      deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
      ...changes.environment,
    },
  },
  github_repository_environment_deployment_policy: {
    main: { repository, environment: "${github_repository_environment.prod.environment}", branch_pattern: "main" },
  },
  github_actions_environment_variable: {
    client: {
      repository,
      environment: "${github_repository_environment.prod.environment}",
      variable_name: "ARM_CLIENT_ID",
      value: "x",
    },
  },
  github_actions_variable: { tenant: { repository, variable_name: "ARM_TENANT_ID", value: "y" } },
  github_repository_ruleset: {
    main: {
      repository,
      name: "protect main",
      target: "branch",
      enforcement: "active",
      conditions: { ref_name: { include: ["refs/heads/main"], exclude: [] } },
      rules: {
        deletion: true,
        required_status_checks: { required_check: [{ context: "Test" }] },
        pull_request: { required_reviewers: [asks(2, "config/releases/*.yaml")] },
      },
      ...changes.ruleset,
    },
  },
});

const data: Blocks = { github_team: { approvers: { slug: "ml-platform" } }, github_user: { ada: { username: "ada" } } };

describe("the simulated GitHub", () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
    bench.write(estate(), { data });
    expect((await bench.apply()).output).toContain("Apply complete! Resources: 5 added");
  });
  afterAll(() => bench.close());

  const wrong = async (extra: Blocks, ...messages: string[]) => {
    const base = estate();
    const merged = Object.fromEntries(
      [...new Set([...Object.keys(base), ...Object.keys(extra)])].map((type) => [
        type,
        { ...base[type], ...extra[type] },
      ]),
    );
    bench.write(merged, { data });
    const { code, output } = await bench.apply();
    expect(code).toBe(1);
    for (const message of messages) expect(output).toContain(message);
    expect(output.match(/\bError: /g)).toHaveLength(messages.length);
  };

  it("keeps what was made, so that a second plan shows no changes", async () => {
    bench.write(estate(), { data });
    expect((await bench.plan()).code).toBe(0);
  });

  it("refuses before anything is sent what the provider refuses", async () => {
    await wrong(
      {
        github_repository_environment: { slow: { repository, environment: "slow", wait_timer: 43_201 } },
        github_actions_variable: {
          token: { repository, variable_name: "GITHUB_X", value: "" },
          dashed: { repository, variable_name: "A-B", value: "" },
        },
        github_repository_environment_deployment_policy: { none: { repository, environment: "prod" } },
        github_repository_ruleset: {
          odd: { repository, name: "odd", target: "branches", enforcement: "active", rules: { deletion: true } },
          person: ruleset("person", { ...asks(1, "a"), reviewer: { id: 1, type: "User" } }),
        },
      },
      "expected wait_timer to be in the range (0 - 43200), got 43201",
      "must not start with the GITHUB_ prefix",
      "only alphanumeric characters or underscores",
      "of branch_pattern, tag_pattern exactly one must be specified",
      'expected target to be one of ["branch" "tag" "push"], got branches',
      'reviewer.type to be one of ["Team"], got User',
    );
  });

  it("knows required reviewers as the provider does, and nothing besides", async () => {
    for (const [reviewers, message] of [
      [{ ...asks(1, "a"), minimum_approval: 1 }, 'No argument or block type is named "minimum_approval"'],
      [{ file_patterns: ["a"], minimum_approvals: 1 }, "Insufficient reviewer blocks"],
      [{ minimum_approvals: 1, reviewer: asks(1).reviewer }, 'The argument "file_patterns" is required'],
    ] as const) {
      bench.write({ github_repository_ruleset: { odd: ruleset("odd", reviewers) } }, { data });
      const { code, output } = await bench.plan();
      expect([code, output.replace(/[\s│]+/g, " ")]).toEqual([1, expect.stringContaining(message)]);
    }
  });

  it("refuses what GitHub refuses", async () => {
    const named = (environment: string, more: object) => ({ repository, environment, ...more });
    await wrong(
      {
        github_repository_environment: {
          strangers: named("strangers", { reviewers: [{ users: [7] }] }),
          crowd: named("crowd", { reviewers: [{ users: [1, 2, 3, 4], teams: [5, 6, 7] }] }),
          both: named("both", {
            deployment_branch_policy: { protected_branches: true, custom_branch_policies: true },
          }),
          open: named("open", {}),
        },
        github_repository_environment_deployment_policy: {
          open: named("${github_repository_environment.open.environment}", { branch_pattern: "main" }),
          twice: named("prod", { branch_pattern: "main" }),
        },
        github_actions_environment_variable: {
          nowhere: named("nowhere", { variable_name: "A", value: "x" }),
          twice: named("prod", { variable_name: "arm_client_id", value: "x" }),
        },
        github_actions_variable: { large: { repository, variable_name: "LARGE", value: "x".repeat(49_153) } },
        github_repository_ruleset: {
          twin: { ...estate()["github_repository_ruleset"]!["main"] },
          crowd: ruleset("crowd", ...Array.from({ length: 16 }, (_, index) => asks(1, `${index}`))),
          many: ruleset("many", asks(11, "a")),
          strangers: ruleset("strangers", { ...asks(1, "a"), reviewer: { id: 7, type: "Team" } }),
        },
      },
      "422 Failed to add reviewer: no user has the id 7.",
      "a maximum of 6 reviewers (users and teams combined) can be set for an environment",
      "422 protected_branches and custom_branch_policies cannot have the same value.",
      "404 Not Found: custom_branch_policies of the environment is not set.",
      "303 the same branch name pattern exists already",
      "environments/nowhere/variables: 404 Not Found",
      "409 Already exists - Variable already exists",
      "422 Value must be 48 KB or smaller",
      "422 Validation Failed: Name must be unique",
      "422 Validation Failed: at most 15 required reviewers can be set",
      "422 Validation Failed: minimum_approvals must be between 0 and 10",
      "422 Validation Failed: no team has the id 7",
    );
  });

  it("forgets self-review with the reviewers, as GitHub does: the next plan shows it", async () => {
    bench.write(estate({ environment: { reviewers: [] } }), { data });
    expect((await bench.apply()).code).toBe(0);
    const { code, output } = await bench.plan();
    expect([code, output]).toEqual([2, expect.stringContaining("prevent_self_review = false -> true")]);
    bench.write(estate({ environment: { reviewers: [], prevent_self_review: false } }), { data });
    expect((await bench.plan()).code).toBe(0);
  });

  it("shows hand edits as drift, and knows no team that was taken away", async () => {
    bench.write(estate(), { data });
    expect((await bench.apply()).code).toBe(0);
    await bench.sandbox.close();
    const file = join(bench.sandbox.dir, "github.json");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace('"can_admins_bypass": false', '"can_admins_bypass": true'));
    await bench.restart();
    expect((await bench.plan()).output).toContain("can_admins_bypass = true -> false");
    await bench.sandbox.close();
    writeFileSync(file, text.replace(/("pfs-corporation\/ml-platform": \{)/, '$1 "exists": false,'));
    await bench.restart();
    const { code, output } = await bench.plan();
    expect([code, output]).toEqual([
      1,
      expect.stringContaining("GET https://api.github.com/orgs/pfs-corporation/teams/ml-platform: 404 Not Found"),
    ]);
  });
});

describe("the pipelines stack", () => {
  const checkout = new Checkout();
  const dir = mkdtempSync(join(tmpdir(), "mlops-pipelines-"));
  afterAll(() => {
    checkout.remove();
    rmSync(dir, { recursive: true, force: true });
  });
  const sandbox = (command: string) =>
    checkout.run(`npx mlops sandbox --dir ${dir} -- npx cdktf ${command}`, { MLOPS_STACKS: "bootstrap,pipelines" });

  it("says what it needs when bootstrap has not been deployed", () => {
    const { code, stdout, stderr } = sandbox("deploy pipelines --auto-approve --ignore-missing-stack-dependencies");
    expect(code).toBe(1);
    expect(stdout + stderr).toContain("id-pfs-dev-apply");
  });

  it("is deployed after bootstrap, and a second plan shows no changes", () => {
    expect(sandbox("deploy bootstrap --auto-approve").code).toBe(0);
    expect(sandbox("deploy pipelines --auto-approve --ignore-missing-stack-dependencies").stdout).toContain(
      "Apply complete! Resources: 13 added",
    );
    expect(sandbox("diff pipelines").stdout).toContain("No changes.");
  });

  describe("lets a change of a release in", () => {
    const codeOwners = readFileSync(join(__dirname, "../../.github/CODEOWNERS"), "utf8");
    const owner = "pfs-corporation";
    const evidence = "config/releases/evidence/customer-churn/prod-13.json";
    const files = ["config/releases/customer-churn.yaml", evidence];
    const passed = { Test: "success", Review: "success", "Security approval": "success" } as const;
    beforeAll(() =>
      fillTeams(dir, owner, {
        "ml-platform": ["pia", "piet"],
        "data-science": ["dana"],
        "ml-release": ["rosa"],
        "model-risk": ["mira", "milo", "olaf"],
        "customer-analytics": ["olga", "olaf"],
        security: ["sam"],
      }),
    );
    const proposed = (more: Partial<ConstructorParameters<typeof SimulatedPullRequest>[2]> = {}) =>
      new SimulatedPullRequest(
        dir,
        { owner, name: "mlops-environments" },
        { author: "olga", head: "c1", files, codeOwners, ...more },
      ).checked(passed);
    const missing = (found: number) => `${found} of 2 approvals of team model-risk, for ${evidence}`;

    it("with two people of the team that the configuration names, and not with one", () => {
      expect(proposed().review("pia").merge()).toEqual([missing(0)]);
      expect(proposed().review("pia").review("mira").merge()).toEqual([missing(1)]);
      expect(proposed().review("pia").review("mira").review("mira").merge()).toEqual([missing(1)]);
      expect(proposed().review("pia").review("mira").review("milo").merge()).toEqual([]);
      // Whoever the change is for is a code owner's matter besides.
      expect(proposed().review("mira").review("milo").merge()).toEqual([
        expect.stringContaining("no approval of a code owner of config/releases/customer-churn.yaml"),
        expect.stringContaining("no approval of a code owner"),
      ]);
    });

    it("not counting the author, people of other teams, what was taken back, what a push made stale", () => {
      const two = () => proposed().review("pia").review("mira");
      expect(proposed({ author: "mira" }).review("pia").review("mira").review("milo").merge()).toEqual([missing(1)]);
      expect(two().review("olga").merge()).toEqual([missing(1)]);
      expect(two().review("rosa").review("sam").merge()).toEqual([missing(1)]);
      expect(two().review("milo", "COMMENTED").merge()).toEqual([missing(1)]);
      expect(two().review("milo").review("milo", "DISMISSED").merge()).toEqual([missing(1)]);
      expect(two().review("milo").review("milo", "CHANGES_REQUESTED").merge()).toEqual([
        "changes are requested",
        missing(1),
      ]);
      const pushed = two().review("milo").push("c2").checked(passed);
      expect(pushed.merge()).toEqual(expect.arrayContaining([missing(0), "0 of 1 approving reviews"]));
      expect(pushed.review("pia").review("mira").review("milo").merge()).toEqual([]);
    });

    it("for dev without them, and what defines the rules with one of each", () => {
      const dev = ["config/releases/customer-churn.yaml", "config/releases/evidence/customer-churn/dev-13.json"];
      expect(proposed({ files: dev }).review("dana").merge()).toEqual([]);
      const definition = proposed({ files: ["config/use-cases/customer-churn.yaml"] }).review("pia");
      expect(definition.merge()).toEqual([
        "0 of 1 approvals of team model-risk, for config/use-cases/customer-churn.yaml",
      ]);
      expect(definition.review("mira").merge()).toEqual([]);
      const rules = proposed({ author: "piet", files: ["stacks/pipelines.ts"] }).review("pia");
      expect(rules.merge()).toEqual([
        "0 of 1 approvals of team security, for stacks/pipelines.ts",
        "no approval of a code owner of stacks/pipelines.ts (@security)",
      ]);
      expect(rules.review("sam").merge()).toEqual([]);
    });

    it("never with a check that did not pass", () => {
      const all = proposed().review("pia").review("mira").review("milo");
      expect(all.checked({ "Security approval": "failure" }).merge()).toEqual([
        "the required check Security approval has failed",
      ]);
      expect(all.checked({ ...passed, Review: "pending" }).merge()).toEqual([
        "the required check Review has not passed",
      ]);
    });
  });

  it("needs security approval when an approver goes, and the review says who", () => {
    const file = join(checkout.path, "config/environments/prod.yaml");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace("[ml-platform, ml-release]", "[ml-platform]"));
    const line = text.slice(0, text.indexOf("teams: [")).split("\n").length - 1;
    const environment = { MLOPS_STACKS: "bootstrap,pipelines" };
    expect(checkout.run(`npx mlops plan pipelines --dir ${dir} --out plans`, environment).stdout).toContain(
      // Who was put into the team of security meanwhile is the other.
      "2 to change",
    );
    const { code, stdout } = checkout.run("npx mlops review plans");
    expect(code).toBe(0);
    expect(stdout).toContain("NEEDS SECURITY APPROVAL");
    expect(stdout).toContain("approvals loosen in 2 places");
    const row = stdout.split("\n").find((one) => one.includes("ml-release"));
    expect(stdout).toMatch(/\*\*opens\*\* \(approvals.*the approval of sam counts for security/);
    expect(row).toContain(
      "environment prod of the repository no longer asks team ml-release for approval, only team ml-platform",
    );
    expect(row).toContain(`config/environments/prod.yaml:${line}`);
  });
});
