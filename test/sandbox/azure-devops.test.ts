import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfiguration } from "../../schema/load";
import { Fleet } from "../support/fleet";
import { type Blocks, Workbench } from "../support/terraform";

const example = join(__dirname, "../../examples/azure-devops/config");

describe("the example of a company on Azure DevOps", () => {
  let fleet: Fleet;
  beforeAll(async () => {
    fleet = await Fleet.launch(loadConfiguration(example));
    expect(await fleet.each(["init", "-input=false"])).toEqual({});
    expect(await fleet.each(["apply", "-auto-approve", "-input=false"])).toEqual({});
  });
  afterAll(() => fleet.close());

  const made = () =>
    JSON.parse(readFileSync(join(fleet.sandbox.dir, "azure-devops.json"), "utf8")) as {
      objects: Record<string, Record<string, unknown>>;
    };
  const objects = (type: string) =>
    Object.entries(made().objects).flatMap(([key, values]) => (key.startsWith(`${type} `) ? [values] : []));

  it("is deployed, and a second plan of every stack shows no change", async () => {
    expect(await fleet.each(["plan", "-detailed-exitcode", "-input=false"])).toEqual({});
    expect(existsSync(join(fleet.sandbox.dir, "github.json"))).toBe(false);
  });

  it("is called in Azure by the company's own patterns", () => {
    const named = (type: string) => fleet.sandbox.cloud.ofType(type).map(({ name }) => name);
    expect(named("Microsoft.MachineLearningServices/workspaces").sort()).toEqual(["nwe-d-weu-mlw", "nwe-p-weu-mlw"]);
    expect(named("Microsoft.Network/virtualNetworks").sort()).toEqual(["nwe-ml-d-weu-vnet", "nwe-ml-p-weu-vnet"]);
    const groups = new Set(
      fleet.sandbox.store.all().flatMap(({ id }) => /resourceGroups\/([^/]+)/i.exec(id)?.[1] ?? []),
    );
    expect([...groups].sort()).toEqual(["nwe-ml-d-weu-rg", "nwe-ml-p-weu-rg", "nwe-ml-state-rg", "rg-nwe-ml-registry"]);
  });

  it("trusts the tokens of its service connections as Azure DevOps says they look, and no others", () => {
    const connections = objects("azuredevops_serviceendpoint_azurerm");
    expect(connections.map((one) => one["service_endpoint_name"]).sort()).toEqual([
      "mlops-dev-apply",
      "mlops-dev-plan",
      "mlops-prod-apply",
      "mlops-prod-plan",
    ]);
    const told = connections.map((one) => [
      one["workload_identity_federation_issuer"],
      one["workload_identity_federation_subject"],
    ]);
    const credentials = fleet.sandbox.cloud.ofType(
      "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
    );
    const trusted = credentials.map(({ properties }) => [properties["issuer"], properties["subject"]]);
    expect(trusted.sort()).toEqual(told.sort());
  });

  it("lets the one pipeline that deploys at the identities that change things, from the default branch", () => {
    const id = (type: string, name: string, key = "name") =>
      objects(type).find((one) => one[key] === name)!["id"] as string;
    const allowed = (resource: string) =>
      objects("azuredevops_pipeline_authorization")
        .filter((one) => one["resource_id"] === resource)
        .map((one) => String(one["pipeline_id"]));
    const deploy = id("azuredevops_build_definition", "mlops-deploy");
    const apply = id("azuredevops_serviceendpoint_azurerm", "mlops-prod-apply", "service_endpoint_name");
    const prod = id("azuredevops_environment", "prod");
    expect([allowed(apply), allowed(prod)]).toEqual([[deploy], [deploy]]);
    const branches = objects("azuredevops_check_branch_control").map((one) => [
      one["target_resource_type"],
      one["allowed_branches"],
    ]);
    expect(new Set(branches.map(([, branch]) => branch))).toEqual(new Set(["refs/heads/main"]));
    expect(branches.map(([type]) => type).sort()).toEqual(["endpoint", "endpoint", "environment", "environment"]);
    expect(objects("azuredevops_check_approval")).toEqual([
      expect.objectContaining({ target_resource_id: prod, requester_can_approve: false }),
    ]);
  });

  it("puts agents into production's network, at which the pipelines that deploy are let from the default branch", async () => {
    const [pool] = fleet.sandbox.cloud.ofType("Microsoft.DevOpsInfrastructure/pools");
    expect(pool).toMatchObject({ name: "mdp-nwe-p", location: "westeurope" });
    expect(JSON.stringify(pool!.properties)).toContain("/virtualNetworks/nwe-ml-p-weu-vnet/subnets/runners");
    const configuration = loadConfiguration(example);
    fleet.define({
      ...configuration,
      environments: configuration.environments.map((one) =>
        one.name === "prod" ? { ...one, deployment: { ...one.deployment, runner: "mdp-nwe-p" } } : one,
      ),
    });
    expect(await fleet.each(["init", "-input=false"])).toEqual({});
    expect(await fleet.each(["apply", "-auto-approve", "-input=false"], { names: ["pipelines"] })).toEqual({});
    expect(await fleet.each(["plan", "-detailed-exitcode", "-input=false"], { names: ["pipelines"] })).toEqual({});
    const pipelines = new Map(objects("azuredevops_build_definition").map(({ id, name }) => [id, name]));
    const allowed = objects("azuredevops_pipeline_authorization").filter(({ type }) => type === "queue");
    expect(allowed.map((one) => pipelines.get(String(one["pipeline_id"]))).sort()).toEqual([
      "mlops-deploy",
      "mlops-drift",
    ]);
    expect(
      objects("azuredevops_check_branch_control").filter((one) => one["target_resource_type"] === "queue"),
    ).toEqual([
      expect.objectContaining({ allowed_branches: "refs/heads/main", target_resource_id: allowed[0]!["resource_id"] }),
    ]);
  });

  it("takes the agents away where they are no longer asked for: the pool before its subnet", async () => {
    const configuration = loadConfiguration(example);
    fleet.define({
      ...configuration,
      environments: configuration.environments.map((one) => ({
        ...one,
        network: { ...one.network, runners: undefined },
      })),
    });
    expect(await fleet.each(["init", "-input=false"])).toEqual({});
    expect(await fleet.each(["apply", "-auto-approve", "-input=false"], { names: ["prod"] })).toEqual({});
    const left = fleet.sandbox.store.all().map(({ id }) => id);
    expect(
      left.filter((one) =>
        /\/(Microsoft\.DevOpsInfrastructure|Microsoft\.DevCenter|natGateways|subnets\/runners)(\/|$)/i.test(one),
      ),
    ).toEqual([]);
  });

  // Last: nothing is left after it.
  it("goes as it came; what production and the registry hold is kept from being destroyed", async () => {
    const names = ["pipelines", "dev", "dev-load-forecast"];
    const inGroup = (group: RegExp) => fleet.sandbox.store.all().filter(({ id }) => group.test(id));
    expect(inGroup(/\/nwe-ml-d-weu-rg(\/|$)/i).length).toBeGreaterThan(40);
    expect(await fleet.each(["destroy", "-auto-approve", "-input=false"], { names, backwards: true })).toEqual({});
    expect(made().objects).toEqual({});
    expect(inGroup(/\/nwe-ml-d-weu-rg(\/|$)/i).map(({ id }) => id)).toEqual([]);
    const { code, output } = await fleet.terraform("prod", "destroy", "-auto-approve", "-input=false");
    expect([code, output]).toEqual([1, expect.stringContaining("Instance cannot be destroyed")]);
  });
});

const projectId = "${data.azuredevops_project.ml.id}";
const data: Blocks = {
  azuredevops_project: { ml: { name: "ML Platform" } },
  azuredevops_git_repository: { code: { project_id: projectId, name: "mlops" } },
  azuredevops_group: { approvers: { project_id: projectId, name: "Approvers" } },
};
const scope = { repository_id: "${data.azuredevops_git_repository.code.id}", repository_ref: "refs/heads/main" };
const connection = (more: object) => ({
  project_id: projectId,
  service_endpoint_name: "azure",
  service_endpoint_authentication_scheme: "WorkloadIdentityFederation",
  azurerm_spn_tenantid: "7b1f7a52-3c0e-4f6b-9a65-0e5a3f0c9d11",
  azurerm_subscription_id: "0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101",
  credentials: { serviceprincipalid: "0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d999" },
  ...more,
});
const check = (more: object) => ({
  project_id: projectId,
  target_resource_type: "environment",
  target_resource_id: "${azuredevops_environment.prod.id}",
  ...more,
});

describe("the simulated Azure DevOps", () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
  });
  afterAll(() => bench.close());

  /** Errors of a plan, or of an apply, each in one line. */
  const errors = async (verb: "plan" | "apply", resource: Blocks): Promise<readonly string[]> => {
    bench.write(resource, { data });
    const { code, output } = await (verb === "plan" ? bench.plan() : bench.apply());
    expect([code, output]).toEqual([1, expect.any(String)]);
    return output
      .replace(/[│╷╵]/g, "")
      .split("Error: ")
      .slice(1)
      .map((one) => one.replace(/\s+/g, " "));
  };

  it.each([
    [
      "an argument that is none",
      { project_id: projectId, name: "a", owner: "b" },
      'No argument or block type is named "owner"',
    ],
    ["a name with a slash", { project_id: projectId, name: "a/b" }, "invalid value for name"],
    ["no name", { project_id: projectId }, 'The argument "name" is required'],
    ["a project that is no GUID", { project_id: "ml", name: "a" }, "must be a valid UUID"],
  ])("refuses %s, as the provider does", async (_, values, message) => {
    const [first] = await errors("plan", { azuredevops_environment: { prod: values } });
    expect(first).toContain(message);
  });

  it("refuses before anything is sent what the provider refuses", async () => {
    const found = await errors("plan", {
      azuredevops_environment: { prod: { project_id: projectId, name: "prod" } },
      azuredevops_check_approval: { long: check({ approvers: ["x"], timeout: 43_201 }) },
      azuredevops_check_exclusive_lock: { odd: check({ target_resource_type: "pipeline" }) },
      azuredevops_serviceendpoint_azurerm: {
        both: connection({ resource_group: "rg", azurerm_management_group_id: "mg" }),
        odd: connection({ service_endpoint_authentication_scheme: "Key" }),
      },
      azuredevops_branch_policy_min_reviewers: {
        odd: {
          project_id: projectId,
          settings: { reviewer_count: 0, on_last_iteration_require_vote: true, on_push_reset_all_votes: true, scope },
        },
      },
      azuredevops_branch_policy_auto_reviewers: {
        default: {
          project_id: projectId,
          settings: { auto_reviewer_ids: ["x"], scope: { ...scope, match_type: "DefaultBranch" } },
        },
      },
    });
    const all = found.join("\n");
    for (const message of [
      "expected timeout to be in the range (1 - 43200), got 43201",
      "invalid value for approvers (must be a valid UUID): x",
      'expected target_resource_type to be one of ["endpoint"',
      "resource_group conflicts with credentials",
      "azurerm_management_group_id conflicts with azurerm_subscription_id",
      'expected service_endpoint_authentication_scheme to be one of ["WorkloadIdentityFederation"',
      "expected settings.reviewer_count to be in the range (1 - ",
      "settings.on_last_iteration_require_vote conflicts with settings.on_push_reset_all_votes",
      "neither 'repository_id' nor 'repository_ref' can be set when 'match_type=DefaultBranch'",
    ]) {
      expect(all).toContain(message);
    }
  });

  it("knows the pools of agents that there are, and no others", async () => {
    const azuredevops_agent_queue = { none: { project_id: projectId, name: "mdp-none" } };
    bench.write({}, { data: { ...data, azuredevops_agent_queue } });
    const { code, output } = await bench.plan();
    expect([code, output]).toEqual([1, expect.stringContaining("Unable to find agent queues with name: mdp-none")]);
    const found = await errors("apply", {
      azuredevops_pipeline_authorization: { none: { project_id: projectId, type: "queue", resource_id: "7" } },
    });
    expect(found.join()).toContain("no queue has the id 7");
  });

  it("refuses what Azure DevOps refuses", async () => {
    const reviewers = (more: object) => ({ project_id: projectId, settings: { scope, ...more } });
    const found = await errors("apply", {
      azuredevops_environment: {
        prod: { project_id: projectId, name: "prod" },
        twin: { project_id: projectId, name: "PROD", depends_on: ["azuredevops_environment.prod"] },
        nowhere: { project_id: "0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101", name: "a" },
      },
      azuredevops_check_approval: {
        strangers: check({ approvers: ["0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101"] }),
        many: check({ approvers: ["${data.azuredevops_group.approvers.group_id}"], minimum_required_approvers: 2 }),
      },
      azuredevops_check_branch_control: { nothing: check({ target_resource_id: "77" }) },
      azuredevops_branch_policy_auto_reviewers: {
        two: reviewers({
          minimum_number_of_reviewers: 2,
          auto_reviewer_ids: Array(2).fill("${data.azuredevops_group.approvers.group_id}"),
        }),
      },
      azuredevops_branch_policy_build_validation: {
        none: reviewers({ build_definition_id: 5, display_name: "Review" }),
      },
      azuredevops_pipeline_authorization: {
        none: {
          project_id: projectId,
          type: "environment",
          resource_id: "${azuredevops_environment.prod.id}",
          pipeline_id: 5,
        },
      },
      azuredevops_serviceendpoint_azurerm: {
        nowhere: connection({ azurerm_subscription_id: "" }),
        nobody: connection({ service_endpoint_name: "nobody", credentials: { serviceprincipalid: "" } }),
      },
    });
    const all = found.join("\n");
    for (const message of [
      'azuredevops_environment "PROD" already exists in this project',
      "TF200016: The following project does not exist",
      "no identity has the id 0c5e2b7a",
      "2 approvals are asked of 1 approvers",
      "no environment has the id 77",
      "a minimum number of reviewers above 1 takes exactly one group",
      "no definition of a build has the id 5",
      "One of either subscription scoped",
      "serviceprincipalid is required for WorkloadIdentityFederation",
    ]) {
      expect(all).toContain(message);
    }
    expect(found).toHaveLength(10);
  });
});
