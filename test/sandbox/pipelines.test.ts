import { readFileSync, rmSync, writeFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Checkout } from "../support/checkout";
import { type Blocks, Workbench } from "../support/terraform";

const repository = "mlops";

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
      rules: { deletion: true, required_status_checks: { required_check: [{ context: "Test" }] } },
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
        },
      },
      "expected wait_timer to be in the range (0 - 43200), got 43201",
      "must not start with the GITHUB_ prefix",
      "only alphanumeric characters or underscores",
      "of branch_pattern, tag_pattern exactly one must be specified",
      'expected target to be one of ["branch" "tag" "push"], got branches',
    );
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
        github_repository_ruleset: { twin: { ...estate()["github_repository_ruleset"]!["main"] } },
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
    const { code, stdout, stderr } = sandbox("deploy pipelines --auto-approve");
    expect(code).toBe(1);
    expect(stdout + stderr).toContain("id-pfs-dev-apply");
  });

  it("is deployed after bootstrap, and a second plan shows no changes", () => {
    expect(sandbox("deploy bootstrap --auto-approve").code).toBe(0);
    expect(sandbox("deploy pipelines --auto-approve").stdout).toContain("Apply complete! Resources: 12 added");
    expect(sandbox("diff pipelines").stdout).toContain("No changes.");
  });

  it("needs security approval when an approver goes, and the review says who", () => {
    const file = join(checkout.path, "config/environments/prod.yaml");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace("[ml-platform, ml-release]", "[ml-platform]"));
    const line = text.slice(0, text.indexOf("teams: [")).split("\n").length - 1;
    const environment = { MLOPS_STACKS: "bootstrap,pipelines" };
    expect(checkout.run(`npx mlops plan pipelines --dir ${dir} --out plans`, environment).stdout).toContain(
      "1 to change",
    );
    const { code, stdout } = checkout.run("npx mlops review plans");
    expect(code).toBe(0);
    expect(stdout).toContain("NEEDS SECURITY APPROVAL");
    expect(stdout).toContain("approvals loosen in 1 place");
    const row = stdout.split("\n").find((one) => one.includes("**opens** (approvals"));
    expect(row).toContain(
      "environment prod of the repository no longer asks team ml-release for approval, only team ml-platform",
    );
    expect(row).toContain(`config/environments/prod.yaml:${line}`);
  });
});
