import { ActionsEnvironmentVariable } from "@cdktf/provider-github/lib/actions-environment-variable";
import { GithubProvider } from "@cdktf/provider-github/lib/provider";
import { RepositoryEnvironment } from "@cdktf/provider-github/lib/repository-environment";
import { RepositoryEnvironmentDeploymentPolicy } from "@cdktf/provider-github/lib/repository-environment-deployment-policy";
import { RepositoryRuleset } from "@cdktf/provider-github/lib/repository-ruleset";
import {
  BranchRules,
  DeploymentEnvironment,
  type BranchRulesProps,
  type DeploymentEnvironmentProps,
} from "../../../constructs/pipelines";
import { synth } from "../../support/synth";

const environment = (props: Partial<DeploymentEnvironmentProps> = {}) =>
  synth((stack) => {
    new GithubProvider(stack, "github", { owner: "pfs-corporation" });
    new DeploymentEnvironment(stack, "Environment", {
      repository: "mlops",
      name: "prod",
      branches: ["main"],
      approvers: { teams: ["ml-platform"], users: ["ada"] },
      ...props,
    });
  });

const nobody = { teams: [], users: [] };

describe("DeploymentEnvironment", () => {
  it("lets nobody deploy without the approval of somebody else, administrators included", () => {
    const { only, json } = environment();
    expect(only(RepositoryEnvironment)).toEqual({
      repository: "mlops",
      environment: "prod",
      can_admins_bypass: false,
      prevent_self_review: true,
      wait_timer: 0,
      deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
      reviewers: [
        {
          teams: [expect.stringMatching(/^\$\{data\.github_team\..*\.id\}$/)],
          users: [expect.stringMatching(/^\$\{data\.github_user\..*\.id\}$/)],
        },
      ],
    });
    expect(Object.values(json["data"]["github_team"])).toEqual([{ slug: "ml-platform", summary_only: true }]);
    expect(Object.values(json["data"]["github_user"])).toEqual([{ username: "ada" }]);
  });

  it("lets jobs of the named branches in only", () => {
    const { all } = environment({ branches: ["main", "release/*"] });
    expect(all(RepositoryEnvironmentDeploymentPolicy).map((policy) => policy["branch_pattern"])).toEqual([
      "main",
      "release/*",
    ]);
    for (const policy of all(RepositoryEnvironmentDeploymentPolicy)) {
      expect(policy).toMatchObject({ repository: "mlops", environment: expect.stringContaining("Environment") });
    }
  });

  it("asks nobody where nobody is named, and then says nothing of self-approval: GitHub would not keep it", () => {
    const { only, json } = environment({ approvers: nobody });
    expect(only(RepositoryEnvironment)).toMatchObject({ prevent_self_review: false });
    expect(only(RepositoryEnvironment)).not.toHaveProperty("reviewers");
    expect(json).not.toHaveProperty("data");
  });

  it("allows self-approval, a wait and variables when told to", () => {
    const { only } = environment({ selfApproval: true, waitMinutes: 43_200, variables: { ARM_CLIENT_ID: "x" } });
    expect(only(RepositoryEnvironment)).toMatchObject({ prevent_self_review: false, wait_timer: 43_200 });
    expect(only(ActionsEnvironmentVariable)).toMatchObject({ variable_name: "ARM_CLIENT_ID", value: "x" });
  });

  it("takes six approvers, and rejects a seventh", () => {
    const six = { teams: ["a", "b", "c"], users: ["d", "e", "f"] };
    expect(environment({ approvers: six }).only(RepositoryEnvironment)["reviewers"][0]["users"]).toHaveLength(3);
    expect(() => environment({ approvers: { ...six, users: ["d", "e", "f", "g"] } })).toThrow(
      "test/Environment MLOPS-PIPELINE-001 approvers are more than GitHub takes (given 7; allowed up to 6 teams and users)",
    );
  });

  it.each([-1, 43_201])("rejects a wait of %d minutes", (waitMinutes) => {
    expect(() => environment({ waitMinutes })).toThrow("MLOPS-PIPELINE-002");
  });

  it("rejects an environment that nothing could be deployed to", () => {
    expect(() => environment({ branches: [] })).toThrow("MLOPS-PIPELINE-003");
  });

  it.each(["GITHUB_TOKEN", "github_x", "1A", "A-B", ""])("rejects a variable named %j", (name) => {
    expect(() => environment({ variables: { [name]: "x" } })).toThrow("MLOPS-PIPELINE-004");
  });
});

const rules = (props: Partial<BranchRulesProps> = {}) =>
  synth((stack) => {
    new GithubProvider(stack, "github", { owner: "pfs-corporation" });
    new BranchRules(stack, "Rules", {
      repository: "mlops",
      branch: "main",
      checks: ["Test"],
      approvals: 2,
      codeOwners: true,
      ...props,
    });
  }).only(RepositoryRuleset);

describe("BranchRules", () => {
  it("lets changes in by reviewed pull requests only, for everybody", () => {
    const ruleset = rules();
    expect(ruleset).toMatchObject({
      target: "branch",
      enforcement: "active",
      conditions: { ref_name: { include: ["refs/heads/main"], exclude: [] } },
      rules: {
        deletion: true,
        non_fast_forward: true,
        pull_request: {
          required_approving_review_count: 2,
          require_code_owner_review: true,
          dismiss_stale_reviews_on_push: true,
          require_last_push_approval: true,
        },
        required_status_checks: {
          required_check: [{ context: "Test", integration_id: 15368 }],
          strict_required_status_checks_policy: true,
        },
      },
    });
    expect(ruleset).not.toHaveProperty("bypass_actors");
  });

  it("does not ask for the approval of the last push where none is asked for", () => {
    const { pull_request: pullRequest } = rules({ approvals: 0, codeOwners: false })["rules"];
    expect(pullRequest).toMatchObject({ require_last_push_approval: false, require_code_owner_review: false });
  });

  it.each([-1, 11])("rejects %d approvals", (approvals) => {
    expect(() => rules({ approvals })).toThrow("MLOPS-PIPELINE-005");
  });

  it("rejects a branch that no check protects", () => {
    expect(() => rules({ checks: [] })).toThrow("MLOPS-PIPELINE-006");
  });
});
