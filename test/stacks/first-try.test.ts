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

  it("locks lie on the vault and the logs, and on nothing that Azure ML makes parts of, nor on a group", () => {
    const locks = ofArmType("prod", "Microsoft.Authorization/locks").map(({ values }) => String(values["parent_id"]));
    const on = [/^\$\{azapi_resource\.Vault_\w+\.id\}$/, /^\$\{azurerm_log_analytics_workspace\.\w+\.id\}$/];
    expect(locks).toHaveLength(on.length);
    for (const scope of on) expect(locks.filter((lock) => scope.test(lock))).toHaveLength(1);
  });

  it("every alert on logs resolves by itself: it looks every twelve hours or more often", () => {
    const rules = Object.keys(stacks).flatMap((name) =>
      all(name).filter(({ address }) => address.startsWith("azurerm_monitor_scheduled_query_rules_alert_v2.")),
    );
    const rarely = rules.filter(
      ({ values }) => !/^PT(\d+M|[1-9]H|1[0-2]H)$/.test(String(values["evaluation_frequency"])),
    );
    expect(rarely.map(({ address }) => address)).toEqual([]);
    expect(rules.filter(({ values }) => values["auto_mitigation_enabled"] !== true)).toEqual([]);
    expect(rules.length).toBeGreaterThan(10);
  });

  it("logs of workflows go to the table that is asked for them, which is the one where no other is named", () => {
    const asked = Object.values(stacks).filter((json) => JSON.stringify(json).includes("AzureDiagnostics\\n"));
    const sent = Object.keys(stacks).flatMap((name) =>
      all(name).filter(
        ({ address, values }) =>
          address.startsWith("azurerm_monitor_diagnostic_setting.") &&
          /workflow/i.test(String(values["target_resource_id"])),
      ),
    );
    expect(asked.length).toBeGreaterThan(1);
    expect(sent.length).toBeGreaterThan(1);
    expect(sent.map(({ values }) => values["log_analytics_destination_type"])).toEqual(sent.map(() => undefined));
  });
});
