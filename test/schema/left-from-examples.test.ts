import { AnnotationMetadataEntryType, TerraformStack } from "cdktf";
import { join } from "node:path";
import { checkOwnership } from "../../cli/doctor/ownership";
import { leftFromExamples, ownership } from "../../schema/left-from-examples";
import { loadConfiguration } from "../../schema/load";
import { defineStacks } from "../../stacks/app";
import { testApp } from "../support/app";
import { exampleConfiguration } from "../support/configuration";

const azure = loadConfiguration(join(__dirname, "../../examples/azure-devops/config"));
const OWN = "9f0e1d2c-3b4a-4958-8776-65544332211f";

/** What synthesis warns of, by stack. */
function warnings(configuration: ReturnType<typeof exampleConfiguration>, state: "azure" | "folder") {
  const app = testApp();
  const where = state === "azure" ? { kind: "azure" as const } : { kind: "folder" as const, path: "state" };
  defineStacks(app, configuration, { state: where, only: ["bootstrap", "pipelines"] });
  return app.node.children
    .filter((one) => TerraformStack.isStack(one))
    .flatMap(({ node }) =>
      node.metadata
        .filter(
          ({ type, data }) => type === AnnotationMetadataEntryType.WARN && String(data).includes("MLOPS-BOOTSTRAP-002"),
        )
        .map(({ data }) => `${node.id}: ${String(data)}`),
    );
}

describe("what is left from an example", () => {
  it.each([
    ["config", exampleConfiguration()],
    ["examples/azure-devops/config", azure],
    ["examples/landing-zone/config", loadConfiguration(join(__dirname, "../../examples/landing-zone/config"))],
  ])("is everything that says who owns what, of %s itself", (_, configuration) => {
    expect(leftFromExamples(configuration)).toEqual(ownership(configuration).map(([key]) => key));
  });

  it("is what nobody replaced: an owner alone is enough", () => {
    const own = exampleConfiguration({
      organization: { tenant: OWN, platform: { subscription: OWN } },
      environments: { dev: { subscription: OWN }, preprod: { subscription: OWN }, prod: { subscription: OWN } },
    });
    expect(leftFromExamples(own)).toEqual(["repository.owner"]);
    const { result, text, fix } = checkOwnership(own);
    expect([result, text]).toEqual([
      "fail",
      "repository.owner: still the example's; whoever has that name would be trusted",
    ]);
    expect(fix).toContain("replace");
    const renamed = { ...own.organization.repository, owner: "contoso" } as typeof own.organization.repository;
    const whole = { ...own, organization: { ...own.organization, repository: renamed } };
    expect([leftFromExamples(whole), checkOwnership(whole).result]).toEqual([[], "pass"]);
  });

  it("is told where a deployment to Azure is synthesized, and not in the sandbox", () => {
    expect(warnings(azure, "azure").map((text) => text.split(" ").slice(0, 2).join(" "))).toEqual([
      "bootstrap: MLOPS-BOOTSTRAP-002",
      "pipelines: MLOPS-BOOTSTRAP-002",
    ]);
    expect(warnings(azure, "folder")).toEqual([]);
  });
});
