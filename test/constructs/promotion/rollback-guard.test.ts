import { Construct } from "constructs";
import { AzapiResource } from "../../../constructs/azapi";
import { guardedTraffic, rollbackExports, type GuardedTraffic } from "../../../constructs/promotion/rollback-guard";
import { synth } from "../../support/synth";
import { ENDPOINT } from "../../support/rollback-props";

const TYPE = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints@2025-06-01";

const guarded = () =>
  synth((stack) => {
    const scope = new Construct(stack, "Traffic");
    const endpoint = new AzapiResource<string>(stack, "Endpoint", {
      type: TYPE,
      name: "endpoint",
      parentId: ENDPOINT.split("/onlineEndpoints")[0]!,
      body: {},
      responseExportValues: rollbackExports,
    });
    const shares: GuardedTraffic = guardedTraffic(scope, {
      endpoint,
      back: "model-12",
      tried: "model-13",
      traffic: { "model-12": 90, "model-13": 10, "model-11": 0 },
      mirrorTraffic: { "model-13": 20 },
    });
    new AzapiResource<string>(stack, "Shares", { type: TYPE, name: "x", parentId: "/y", body: { ...shares } });
  });

const ROLLED_BACK = 'try(contains(keys(azapi_resource.Endpoint.output.marks), "rolledBack-model-13"), false)';

describe("guardedTraffic", () => {
  it("keeps of the endpoint what a rollback writes there", () => {
    expect(guarded().resources("azapi_resource")["Endpoint"]).toMatchObject({
      response_export_values: { marks: "properties.properties" },
    });
  });

  it("sets the shares of the release, unless what may be rolled back was", () => {
    expect(guarded().resources("azapi_resource")["Shares"]!["body"]).toEqual({
      traffic: {
        "model-12": `\${${ROLLED_BACK} ? 100 : 90}`,
        "model-13": `\${${ROLLED_BACK} ? 0 : 10}`,
        "model-11": `\${${ROLLED_BACK} ? 0 : 0}`,
      },
      mirrorTraffic: { "model-13": `\${${ROLLED_BACK} ? 0 : 20}` },
    });
  });

  it("warns until the release says so, too", () => {
    const { assert } = guarded().json["check"]["Traffic_rolled_back"];

    expect(assert.condition).toBe(`\${!${ROLLED_BACK}}`);
    expect(assert.error_message).toMatch(/^model-13 was rolled back at \$\{.*\} and gets no traffic\./);
  });
});
