import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DataAzurermUserAssignedIdentity } from "@cdktf/provider-azurerm/lib/data-azurerm-user-assigned-identity";
import { FederatedIdentityCredential } from "@cdktf/provider-azurerm/lib/federated-identity-credential";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import { AnnotationMetadataEntryType } from "cdktf";
import { decidingFiles } from "../../domain/pipelines/deciding-files";
import { PipelinesStack } from "../../stacks/pipelines";
import { evaluatePolicies } from "../../policy";
import { testApp } from "../support/app";
import { exampleConfiguration, type ConfigurationChanges } from "../support/configuration";
import { synthStacks } from "../support/stacks";
import type { Attributes } from "../support/synth";

const configuration = exampleConfiguration();
const { bootstrap, pipelines } = synthStacks(configuration) as Record<string, Attributes>;
const resources = (stack: Attributes, type: string) =>
  Object.values((stack["resource"][type] ?? {}) as Record<string, Attributes>);

function warnings(changes: ConfigurationChanges): string[] {
  const stack = new PipelinesStack(testApp(), "pipelines", exampleConfiguration(changes));
  return stack.node.metadata.filter(({ type }) => type === AnnotationMetadataEntryType.WARN).map(({ data }) => data);
}

describe("PipelinesStack", () => {
  it("makes the environments that Azure trusts the apply identities in, and no others", () => {
    const trusted = resources(bootstrap!, FederatedIdentityCredential.tfResourceType)
      .map(({ subject }) => /:environment:(.*)$/.exec(subject as string)?.[1])
      .filter((name) => name !== undefined);
    const made = resources(pipelines!, "github_repository_environment").map(({ environment }) => environment);
    expect(made).toEqual(["dev", "preprod", "prod"]);
    expect(made).toEqual([...new Set(trusted)]);
  });

  it("asks the configured teams, and nobody in dev", () => {
    const environments = resources(pipelines!, "github_repository_environment");
    expect(environments.map(({ reviewers }) => reviewers?.[0].teams.length)).toEqual([undefined, 1, 2]);
    expect(environments.map((one) => one["prevent_self_review"])).toEqual([false, true, true]);
  });

  it("tells workflows which runners deploy where, as far as the configuration names some", () => {
    const told = (stack: Attributes) =>
      resources(stack, "github_actions_variable").filter(({ variable_name: name }) => name === "MLOPS_RUNNERS");
    expect(told(pipelines!)).toEqual([]);
    const named = exampleConfiguration({ environments: { prod: { deployment: { runner: "mlops-prod" } } } });
    const [variable, ...more] = told((synthStacks(named) as Record<string, Attributes>)["pipelines"]!);
    expect(more).toEqual([]);
    expect(variable!["value"]).toBe('${jsonencode({"prod" = "mlops-prod"})}');
    for (const [file, jobs] of [
      ["deploy-environment", 2],
      ["drift", 1],
      ["pull-request", 0],
    ] as const) {
      const workflow = readFileSync(join(__dirname, "../../.github/workflows", `${file}.yml`), "utf8");
      expect([file, workflow.match(/runs-on: .*vars\.MLOPS_RUNNERS/g) ?? []]).toMatchObject([file, { length: jobs }]);
    }
  });

  it("protects the environment that publishes, where pipelines do, and lets no other have its identity", () => {
    const changes = {
      organization: { platform: { registry: { publishedByPipelines: true } } },
      environments: { dev: { deployment: { runner: "mlops-dev" } } },
    };
    const stacks = synthStacks(exampleConfiguration(changes), ["bootstrap", "pipelines"]) as Record<string, Attributes>;
    const made = resources(stacks["pipelines"]!, "github_repository_environment");
    expect(made.find(({ environment }) => environment === "publish")).toMatchObject({ can_admins_bypass: false });
    const trusted = resources(stacks["bootstrap"]!, FederatedIdentityCredential.tfResourceType);
    expect(trusted.map(({ subject }) => subject)).toContain(
      "repo:pfs-corporation/mlops-environments:environment:publish",
    );
    const given = resources(stacks["pipelines"]!, "github_actions_environment_variable");
    const clientIds = given.map((one) => one["value"] as string).filter((value) => value.includes("publish"));
    expect(clientIds).toEqual([expect.stringMatching(/Identities_publish.*client_id/)]);
    const variables = resources(stacks["pipelines"]!, "github_actions_variable");
    const valueOf = (name: string) => variables.find((one) => one["variable_name"] === name)?.["value"];
    expect([valueOf("MLOPS_PUBLISHES"), valueOf("MLOPS_RUNNERS")]).toEqual([
      "true",
      expect.stringContaining('"publish" = "mlops-dev"'),
    ]);
    const configured = exampleConfiguration(changes);
    const subjects = Object.entries(stacks).map(([stack, synthesized]) => ({ stack, synthesized }));
    const { findings } = evaluatePolicies(subjects, {
      waivers: configured.waivers,
      today: "2026-11-30",
      promotionOrder: configured.organization.promotionOrder,
    });
    const broken = findings.filter(({ result, address }) => result === "fail" && /publish/i.test(address));
    expect(broken.map(({ rule, address }) => `${rule} ${address}`)).toEqual([]);
    const none = resources(pipelines!, "github_actions_variable").map((one) => one["variable_name"]);
    expect(none).not.toContain("MLOPS_PUBLISHES");
  });

  it("looks identities up by the names bootstrap gives them", () => {
    const made = resources(bootstrap!, UserAssignedIdentity.tfResourceType).map(({ name }) => name);
    const found = Object.values(
      pipelines!["data"][DataAzurermUserAssignedIdentity.tfResourceType] as Record<string, Attributes>,
    ).map(({ name }) => name);
    expect(found.sort()).toEqual(made.sort());
  });

  it("gives deploying jobs their environment's apply identity, and planning jobs all plan identities", () => {
    const [variable] = resources(pipelines!, "github_actions_environment_variable");
    expect(variable).toMatchObject({ variable_name: "ARM_CLIENT_ID", value: expect.stringContaining("dev-apply") });
    const all = resources(pipelines!, "github_actions_variable").map((one) => [one["variable_name"], one["value"]]);
    expect(Object.fromEntries(all)).toEqual({
      ARM_TENANT_ID: configuration.organization.tenant,
      MLOPS_PLAN_CLIENT_IDS: expect.stringMatching(/^\$\{jsonencode\(.*"prod" = data.*prod-plan.*client_id/),
      MLOPS_SECURITY_APPROVERS: expect.stringMatching(/^\$\{jsonencode\(.*data\.github_team\.Security_.*\.members/),
    });
    expect(JSON.stringify(resources(pipelines!, "github_actions_variable"))).not.toContain("-apply");
  });

  it("stores no secret and names no token", () => {
    const types = Object.keys(pipelines!["resource"] as object);
    expect(types.filter((type) => type.includes("secret"))).toEqual([]);
    expect(types).toContain("github_actions_variable");
    expect(pipelines!["provider"]["github"]).toEqual([{ owner: "pfs-corporation" }]);
  });

  it("carries the protection of the default branch that the configuration asks for", () => {
    const { pipelines: changed } = synthStacks(
      exampleConfiguration({
        organization: { repository: { defaultBranch: "trunk", protection: { approvals: 3 } } },
        environments: { prod: { deployment: { wait: "2h" } } },
      }),
    ) as Record<string, Attributes>;
    const [ruleset] = resources(changed!, "github_repository_ruleset");
    expect(ruleset!["conditions"].ref_name.include).toEqual(["refs/heads/trunk"]);
    expect(ruleset!["rules"].pull_request.required_approving_review_count).toBe(3);
    const policies = resources(changed!, "github_repository_environment_deployment_policy");
    expect(policies.map((policy) => policy["branch_pattern"])).toEqual(["trunk", "trunk", "trunk"]);
    expect(resources(changed!, "github_repository_environment").map((one) => one["wait_timer"])).toEqual([0, 0, 120]);
  });

  describe("asks teams about files", () => {
    /** `2 of team model-risk`: patterns. */
    const asked = (stack: Attributes) => {
      const teams = stack["data"].github_team as Record<string, Attributes>;
      const [ruleset] = resources(stack, "github_repository_ruleset");
      const reviewers = (ruleset!["rules"].pull_request.required_reviewers ?? []) as Attributes[];
      return Object.fromEntries(
        reviewers.map((one) => {
          const name = /data\.github_team\.([^.]+)\.id/.exec(one["reviewer"].id as string)![1]!;
          expect(one["reviewer"].type).toBe("Team");
          return [`${one["minimum_approvals"]} of ${teams[name]!["slug"]}`, one["file_patterns"] as string[]];
        }),
      );
    };
    const synth = (changes: ConfigurationChanges) =>
      (synthStacks(exampleConfiguration(changes)) as Record<string, Attributes>)["pipelines"]!;

    it("those of releases, those that define them and those that decide", () => {
      expect(asked(pipelines!)).toEqual({
        "1 of model-risk": [
          "config/releases/evidence/fuel-efficiency/prod-*.json",
          "config/use-cases/customer-churn.yaml",
          "config/use-cases/fuel-efficiency.yaml",
        ],
        "2 of model-risk": ["config/releases/evidence/customer-churn/prod-*.json"],
        "1 of security": decidingFiles,
      });
      const [ruleset] = resources(pipelines!, "github_repository_ruleset");
      expect(ruleset).toMatchObject({ enforcement: "active", target: "branch" });
      expect(ruleset).not.toHaveProperty("bypass_actors");
      expect(ruleset!["rules"].pull_request).toMatchObject({
        dismiss_stale_reviews_on_push: true,
        require_last_push_approval: true,
      });
      expect(pipelines!["terraform"].required_providers.github.version).toBe("6.13.0");
    });

    it("and demands a check of security, whose approvers are the members of its teams", () => {
      const checks = (stack: Attributes) =>
        resources(stack, "github_repository_ruleset")[0]!["rules"].required_status_checks.required_check.map(
          ({ context }: Attributes) => context,
        );
      expect(checks(pipelines!)).toEqual(["Test", "Review", "Security approval"]);
      const none = { organization: { repository: { protection: { security: { teams: [] } } } } };
      expect(checks(synth(none))).toEqual(["Test", "Review"]);
      expect(Object.keys(asked(synth(none)))).not.toContain("1 of security");
      expect(JSON.stringify(synth(none)["resource"])).not.toContain("MLOPS_SECURITY_APPROVERS");
      expect(warnings(none)).toEqual([
        "MLOPS-PIPELINE-008 nobody has to approve what a review finds to need security's approval; name repository.protection.security.teams in organization.yaml",
      ]);
    });

    it("by the names of those who are asked, for the review of a plan that no longer asks them", () => {
      const names = (pipelines!["output"].approvers.value as Attributes[]).map(({ name }) => name);
      expect(names.sort()).toEqual(["ml-platform", "ml-release", "model-risk", "security"]);
    });
  });

  it("warns of an environment that people may not change and a merge does", () => {
    expect(warnings({})).toEqual([]);
    expect(warnings({ environments: { prod: { deployment: undefined } } })).toEqual([
      "MLOPS-PIPELINE-007 nobody is asked before a merge deploys prod; name deployment.approvers in environments/prod.yaml",
    ]);
  });
});
