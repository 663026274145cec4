import { App, type TerraformStack, Testing } from "cdktf";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfiguration } from "../../schema/load";
import { defineStacks } from "../../stacks/app";
import { builtInRoles } from "../../domain/access/roles";
import { exampleConfiguration } from "../support/configuration";
import { resourcesOf, synthStacks } from "../support/stacks";

const configuration = exampleConfiguration();
const environments = ["dev", "prod"] as const;
const stacks = synthStacks(configuration, ["registry", ...environments, "dev-customer-churn", "prod-customer-churn"]);
const all = (stack: string) => [...resourcesOf(stacks[stack]!)].map(([address, values]) => ({ address, values }));
const ofArmType = (stack: string, type: string) =>
  all(stack).filter(({ values }) => String(values["type"] ?? "").startsWith(`${type}@`));

describe("what Azure would refuse on the first day", () => {
  it.each(environments)(
    "%s builds its images on a cluster of its own: its registry lets named addresses in at most",
    (name) => {
      const [workspace] = ofArmType(name, "Microsoft.MachineLearningServices/workspaces");
      const built = workspace!.values["body"].properties.imageBuildCompute as string;
      const clusters = ofArmType(name, "Microsoft.MachineLearningServices/workspaces/computes").map(
        ({ values }) => values["name"] as string,
      );
      expect(clusters).toContain(built);
    },
  );

  it.each(environments)(
    "%s waits for the model registry that another stack makes before it grants anything on it",
    (name) => {
      const waits = all(name).filter(
        ({ address, values }) =>
          address.startsWith("azapi_resource_action.") && values["method"] === "GET" && values["retry"] !== undefined,
      );
      expect(waits).toHaveLength(1);
      const [{ address, values }] = waits as [(typeof waits)[0]];
      expect(values["retry"]["error_message_regex"]).toEqual([expect.stringContaining("RESPONSE 404")]);
      const grants = all(name).filter(
        (one) => one.address.startsWith("azurerm_role_assignment.") && one.values["scope"] === values["resource_id"],
      );
      expect(grants.length).toBeGreaterThan(0);
      for (const grant of grants) expect(grant.values["depends_on"]).toContain(address);
    },
  );

  it.each([
    ["the example", configuration],
    ["the example of Azure DevOps", loadConfiguration(join(__dirname, "../../examples/azure-devops/config"))],
  ])("what a stack of %s looks up and another one makes is made before, when both are deployed at once", (_, given) => {
    const outdir = mkdtempSync(join(tmpdir(), "mlops-order-"));
    const app = new App({ outdir, stackTraces: false });
    defineStacks(app, given, { state: { kind: "azure" }, only: ["bootstrap", "pipelines"] });
    const [makes, looks] = ["bootstrap", "pipelines"].map((id) => app.node.findChild(id) as TerraformStack);
    const named = (part: "data" | "resource", stack: TerraformStack): readonly string[] => {
      const json = JSON.parse(Testing.synth(stack)) as Record<string, Record<string, Record<string, { name: string }>>>;
      return Object.values(json[part]!["azurerm_user_assigned_identity"]!).map(({ name }) => name);
    };
    expect(named("data", looks!).length).toBeGreaterThan(1);
    expect(named("resource", makes!)).toEqual(expect.arrayContaining([...named("data", looks!)]));
    expect(looks!.dependsOn(makes!)).toBe(true);
    expect(makes!.dependsOn(looks!)).toBe(false);
    rmSync(outdir, { recursive: true, force: true });
  });

  it("the workspace's identity may look up by which private endpoints its data is reached, where there are such", () => {
    const looked = (name: string) =>
      all(name).filter(
        ({ address, values }) =>
          address.startsWith("azurerm_role_assignment.") &&
          String(values["scope"]).includes("azurerm_private_endpoint.") &&
          String(values["role_definition_id"]).endsWith(builtInRoles.reader.id),
      ).length;
    expect(looked("prod")).toBeGreaterThan(1);
  });

  it("nothing asks for whatever is newest: every model, component, environment and action has a version", () => {
    const floating = /@latest\b|\/(versions|labels)\/(latest|default)\b|:latest\b/i;
    expect(floating.test("azureml://registries/m/models/c/versions/latest")).toBe(true);
    for (const [name, json] of Object.entries(stacks))
      expect([name, floating.exec(JSON.stringify(json))?.[0]]).toEqual([name, undefined]);
  });
});
