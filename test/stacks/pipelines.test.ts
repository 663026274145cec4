import { DataAzurermUserAssignedIdentity } from "@cdktf/provider-azurerm/lib/data-azurerm-user-assigned-identity";
import { FederatedIdentityCredential } from "@cdktf/provider-azurerm/lib/federated-identity-credential";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import { AnnotationMetadataEntryType, Testing } from "cdktf";
import { PipelinesStack } from "../../stacks/pipelines";
import { exampleConfiguration, type ConfigurationChanges } from "../support/configuration";
import { synthStacks } from "../support/stacks";
import type { Attributes } from "../support/synth";

const configuration = exampleConfiguration();
const { bootstrap, pipelines } = synthStacks(configuration) as Record<string, Attributes>;
const resources = (stack: Attributes, type: string) =>
  Object.values((stack["resource"][type] ?? {}) as Record<string, Attributes>);

function warnings(changes: ConfigurationChanges): string[] {
  const stack = new PipelinesStack(Testing.app(), "pipelines", exampleConfiguration(changes));
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

  it("warns of an environment that people may not change and a merge does", () => {
    expect(warnings({})).toEqual([]);
    expect(warnings({ environments: { prod: { deployment: undefined } } })).toEqual([
      "MLOPS-PIPELINE-007 nobody is asked before a merge deploys prod; name deployment.approvers in environments/prod.yaml",
    ]);
  });
});
