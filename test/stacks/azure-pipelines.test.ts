import { AnnotationMetadataEntryType, Testing } from "cdktf";
import { join } from "node:path";
import { azureReviewerPolicies } from "../../domain/pipelines/azure-branch-policies";
import { azurePipelineSources } from "../../domain/pipelines/azure-devops";
import { decidingFiles } from "../../domain/pipelines/deciding-files";
import { configuredPolicy } from "../../deploy/configured-policy";
import { evaluatePolicies } from "../../policy";
import { loadConfiguration, readSources } from "../../schema/load";
import { notCounted } from "../../schema/not-counted";
import { definePipelines } from "../../stacks/pipelines";
import { testApp } from "../support/app";
import { synthStacks } from "../support/stacks";
import type { Attributes } from "../support/synth";

const example = join(__dirname, "../../examples/azure-devops/config");
const configuration = loadConfiguration(example);
const { bootstrap, pipelines } = synthStacks(configuration, ["bootstrap", "pipelines"]) as Record<string, Attributes>;
const entries = (type: string) =>
  Object.entries((pipelines!["resource"][`azuredevops_${type}`] ?? {}) as Record<string, Attributes>);
const resources = (type: string) => entries(type).map(([, one]) => one);
/** The name of what an argument refers to: `Group-model-risk`. */
const referred = (reference: unknown): string => /\.([\w-]+)\.\w+\}$/.exec(String(reference))![1]!;

describe("the stack pipelines of a company on Azure DevOps", () => {
  it("holds nothing of GitHub, and bootstrap trusts nobody by a name", () => {
    for (const stack of [bootstrap!, pipelines!]) {
      expect(JSON.stringify(stack)).not.toMatch(/github_|integrations|token\.actions/);
    }
    expect(Object.keys(bootstrap!["resource"] as object)).not.toContain("azurerm_federated_identity_credential");
    const { azuredevops } = pipelines!["provider"] as Attributes;
    expect(azuredevops).toEqual([
      { org_service_url: "https://dev.azure.com/northwind-energy", tenant_id: configuration.organization.tenant },
    ]);
    expect(pipelines!["terraform"].required_providers.azuredevops).toEqual({
      source: "microsoft/azuredevops",
      version: "1.16.0",
    });
  });

  it("takes issuer and subject from the connection of the same identity, and composes neither", () => {
    const credentials = Object.values(
      pipelines!["resource"].azurerm_federated_identity_credential as Record<string, Attributes>,
    );
    expect(credentials).toHaveLength(4);
    for (const { issuer, subject, parent_id: parent } of credentials) {
      const name = referred(issuer);
      expect([issuer, subject]).toEqual(
        ["issuer", "subject"].map(
          (what) => `\${azuredevops_serviceendpoint_azurerm.${name}.workload_identity_federation_${what}}`,
        ),
      );
      const [, connection] = entries("serviceendpoint_azurerm").find(([key]) => key === name)!;
      expect(referred(connection["credentials"][0].serviceprincipalid)).toBe(referred(parent));
      expect(connection).toMatchObject({ service_endpoint_authentication_scheme: "WorkloadIdentityFederation" });
      expect(connection["credentials"][0]).not.toHaveProperty("serviceprincipalkey");
    }
  });

  it("opens nothing to every pipeline", () => {
    const authorizations = resources("pipeline_authorization");
    // Two plan connections to four pipelines, two apply connections and two environments to one, variables to one.
    expect(authorizations).toHaveLength(2 * 4 + 2 + 2 + 1);
    for (const one of authorizations) expect(one["pipeline_id"]).toMatch(/azuredevops_build_definition/);
    expect(resources("variable_group").map((one) => one["allow_access"])).toEqual([false]);
    expect(resources("build_definition").map((one) => one["job_authorization_scope"])).toEqual(
      azurePipelineSources.map(() => "project"),
    );
  });

  it("asks the groups of an environment, one of which has to, and never whoever started it", () => {
    expect(resources("check_approval")).toEqual([
      expect.objectContaining({
        approvers: [
          "${data.azuredevops_group.Group-ml-platform.group_id}",
          "${data.azuredevops_group.Group-ml-release.group_id}",
        ],
        minimum_required_approvers: 1,
        requester_can_approve: false,
        target_resource_type: "environment",
      }),
    ]);
    expect(resources("check_exclusive_lock")).toHaveLength(2);
    const groups = pipelines!["data"].azuredevops_group as Record<string, Attributes>;
    expect(groups["Group-model-risk"]).toMatchObject({ name: "Model Risk", project_id: expect.any(String) });
    expect(groups["Group-security"]).toEqual({ name: "Information Security" });
  });

  it("counts reviewers by path as the ruleset of GitHub would, one group to a policy", () => {
    const policies = resources("branch_policy_auto_reviewers");
    const counted = policies.map(({ blocking, enabled, settings: [settings] }) => {
      expect({ blocking, enabled, vote: settings.submitter_can_vote }).toEqual({
        blocking: true,
        enabled: true,
        vote: false,
      });
      expect(settings.auto_reviewer_ids).toHaveLength(1);
      return [referred(settings.auto_reviewer_ids[0]), settings.minimum_number_of_reviewers, settings.path_filters];
    });
    const paths = (team: string, files: readonly string[]) =>
      azureReviewerPolicies([{ team, approvals: 1, paths: files }])[0]!.pathFilters;
    expect(counted).toEqual([
      ["Group-model-risk", 1, ["/config/use-cases/load-forecast.yaml"]],
      ["Group-model-risk", 2, ["/config/releases/evidence/load-forecast/prod-*.json"]],
      ["Group-security", 1, paths("security", decidingFiles)],
    ]);
  });

  it("takes into the branch only what was approved as it is and validated on top of it", () => {
    expect(resources("branch_policy_min_reviewers")[0]!["settings"][0]).toMatchObject({
      reviewer_count: 1,
      submitter_can_vote: false,
      last_pusher_cannot_approve: true,
      on_push_reset_all_votes: true,
    });
    expect(resources("branch_policy_build_validation")[0]!["settings"][0]).toMatchObject({
      valid_duration: 0,
      queue_on_source_update_only: false,
      manual_queue_only: false,
    });
    for (const type of ["min_reviewers", "build_validation", "auto_reviewers", "comment_resolution"]) {
      for (const { settings } of resources(`branch_policy_${type}`)) {
        expect(settings[0].scope).toEqual([
          {
            repository_id: "${data.azuredevops_git_repository.Repository.id}",
            repository_ref: "refs/heads/main",
            match_type: "Exact",
          },
        ]);
      }
    }
  });

  it("lets one pipeline of the default branch publish, where a company says so, through a connection of its own", () => {
    const { organization } = configuration;
    const registry = { ...organization.platform.registry, publishedByPipelines: true };
    const publishing = {
      ...configuration,
      organization: { ...organization, platform: { ...organization.platform, registry } },
    };
    const stacks = synthStacks(publishing, ["bootstrap", "registry", "pipelines"]);
    const made = (type: string) =>
      Object.values((stacks["pipelines"]!["resource"][type] ?? {}) as Record<string, Attributes>);
    const connection = made("azuredevops_serviceendpoint_azurerm").find(
      (one) => one["service_endpoint_name"] === "mlops-publish",
    )!;
    expect(connection["azurerm_subscription_id"]).toBe(organization.platform.subscription);
    expect(referred(connection["credentials"][0].serviceprincipalid)).toContain("publish");
    const about = (type: string, key: string) => made(type).filter((one) => String(one[key]).includes("publish"));
    expect(about("azuredevops_check_branch_control", "target_resource_id")).toHaveLength(1);
    expect(about("azuredevops_pipeline_authorization", "resource_id")).toHaveLength(1);
    const subjects = Object.entries(synthStacks(publishing)).map(([stack, synthesized]) => ({ stack, synthesized }));
    const { expected, loosened } = configuredPolicy(readSources(example), publishing);
    const { promotionOrder } = organization;
    const asked = { waivers: [], today: "2026-11-30", promotionOrder, expected, loosened };
    const broken = evaluatePolicies(subjects, asked).findings.filter(
      (one) => one.result === "fail" && one.severity !== "low" && one.accepted === undefined,
    );
    expect(broken.map(({ rule, stack, address }) => `${rule} ${stack}/${address}`)).toEqual([]);
  });

  it("breaks no policy, in whatever stack", () => {
    const sources = readSources(example);
    const { expected, loosened } = configuredPolicy(sources, configuration);
    const subjects = Object.entries(synthStacks(configuration)).map(([stack, synthesized]) => ({ stack, synthesized }));
    const { promotionOrder } = configuration.organization;
    const { findings } = evaluatePolicies(subjects, {
      waivers: [],
      today: "2026-11-30",
      promotionOrder,
      expected,
      loosened,
    });
    const broken = findings.filter(
      (one) => one.result === "fail" && one.severity !== "low" && one.accepted === undefined,
    );
    expect(broken.map(({ rule, stack, address }) => `${rule} ${stack}/${address}`)).toEqual([]);
    // The twin: the same rules see what is loosened.
    const github = { ...expected, repository: { ...expected.repository!, provider: "github" as const } };
    const others = evaluatePolicies(subjects, {
      waivers: [],
      today: "2026-11-30",
      promotionOrder,
      expected: github,
      loosened,
    });
    expect(new Set(others.findings.filter(({ result }) => result === "fail").map(({ rule }) => rule))).toContain(
      "federated-credential-repository",
    );
  });

  it("says what Azure DevOps does not enforce, and of whom nothing is asked", () => {
    const told = notCounted(example, configuration).map(({ code }) => code);
    expect(told).toEqual(["MLOPS-PIPELINE-012"]);
    const { organization } = configuration;
    const repository = {
      ...organization.repository,
      protection: { approvals: 1, security: { teams: [] } },
    } as typeof organization.repository;
    const loose = { ...configuration, organization: { ...organization, repository } };
    expect(notCounted(example, loose).map(({ code }) => code)).toEqual(["MLOPS-PIPELINE-013", "MLOPS-PIPELINE-008"]);
    const stack = definePipelines(testApp(), "pipelines", loose);
    const warnings = stack.node.metadata.filter(({ type }) => type === AnnotationMetadataEntryType.WARN);
    expect(warnings.map(({ data }) => String(data).split(" ")[0])).toEqual(["MLOPS-PIPELINE-008"]);
    expect(Testing.synth(stack)).toContain('"value": "blocked"');
  });
});
