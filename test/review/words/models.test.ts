import type { ResourceChange } from "../../../domain/terraform/plan";
import { domainChanges } from "../../../review/words";
import { azapi, change, idOf, reviewOf, stack, type EnvironmentName } from "../../support/review-plan";

const ENDPOINT = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints";

interface Serving {
  readonly live?: string;
  readonly candidate?: string;
  readonly former?: string;
  readonly traffic?: number;
  readonly mirror?: number;
  readonly size?: string;
  readonly max?: number;
  readonly cpu?: number;
}

/** The resources of an endpoint that serves so before and so after, as the stacks of use cases make them. */
function serving(before: Serving, after: Serving, environment: EnvironmentName = "prod"): ResourceChange[] {
  const versions = [
    ...new Set([before, after].flatMap(({ live, candidate, former }) => [live, candidate, former])),
  ].filter((version) => version !== undefined);
  const both = (address: string, make: (state: Serving) => object | undefined, index?: string) =>
    change(address, { before: make(before), after: make(after), index });
  const has = ({ live, candidate, former }: Serving, version: string) => [live, candidate, former].includes(version);
  const key = ({ live, candidate, former }: Serving) =>
    [live, candidate].flatMap((version) => (version === undefined ? [] : `model-${version}`)).join(" and ") +
    (former === undefined ? "" : `, keeping model-${former}`);
  const keys = [...new Set([key(before), key(after)])].filter((one) => one !== "");
  const deployment = (version: string) =>
    idOf(environment, `${ENDPOINT}/deployments`, `mlw-pfs-${environment}`, "churn", `model-${version}`);
  return [
    ...versions.flatMap((version) => [
      both(`azapi_resource.Deployments_model-${version}_0A`, (state) =>
        has(state, version)
          ? azapi(`${ENDPOINT}/deployments`, `model-${version}`, {
              model: `azureml://registries/mlr-pfs/models/churn/versions/${version}`,
              instanceType: state.size ?? "Standard_D2as_v4",
            })
          : undefined,
      ),
      both(`azapi_resource.Deployments_model-${version}_Autoscale_0B`, (state) =>
        has(state, version)
          ? azapi("Microsoft.Insights/autoscalesettings", `scale-churn-model-${version}`, {
              enabled: true,
              targetResourceUri: deployment(version),
              profiles: [
                {
                  capacity: { minimum: "2", maximum: String(state.max ?? 6) },
                  rules: [{ metricTrigger: { threshold: state.cpu ?? 65 } }],
                },
              ],
            })
          : undefined,
      ),
    ]),
    ...keys.map((one) =>
      both(
        "azapi_resource_action.Traffic_Settle_0C",
        (state) =>
          key(state) === one
            ? azapi(ENDPOINT, "", {
                traffic: {
                  [`model-${state.live}`]: 100,
                  ...(state.candidate !== undefined && { [`model-${state.candidate}`]: 0 }),
                },
              })
            : undefined,
        one,
      ),
    ),
    both("azapi_update_resource.Traffic_0D", ({ live, candidate, traffic = 0, mirror = 0 }) =>
      live === undefined
        ? undefined
        : azapi(ENDPOINT, "", {
            traffic: {
              [`model-${live}`]: 100 - traffic,
              ...(candidate !== undefined && { [`model-${candidate}`]: traffic }),
            },
            mirrorTraffic: candidate !== undefined && mirror > 0 ? { [`model-${candidate}`]: mirror } : {},
          }),
    ),
  ].filter(({ change: { before: was, after: becomes } }) => was !== null || becomes !== null);
}

const told = (before: Serving, after: Serving) =>
  domainChanges(reviewOf(stack("prod-churn", serving(before, after)))).map(({ topic, text }) => `${topic}: ${text}`);

describe("model versions", () => {
  test.each<[string, Serving, Serving, string[]]>([
    ["nothing changes", { live: "12" }, { live: "12" }, []],
    [
      "the candidate becomes live and the former version stays",
      { live: "12", candidate: "13", traffic: 100 },
      { live: "13", former: "12" },
      ["model: model 13 becomes live, 12 stays without requests for a rollback"],
    ],
    [
      "the former version is no longer kept",
      { live: "13", former: "12" },
      { live: "13" },
      ["model: model 12 is no longer kept: going back to it takes a deployment"],
    ],
    [
      "a candidate beside a former version",
      { live: "13", former: "12" },
      { live: "13", former: "12", candidate: "14", mirror: 20 },
      ["model: model 14 beside 13: copies of 20 % of the requests"],
    ],
    [
      "a version that takes over at once and keeps the one before",
      { live: "12" },
      { live: "13", former: "12" },
      ["model: model 12 → 13, live at once; 12 stays without requests for a rollback"],
    ],
    ["the first version", {}, { live: "4" }, ["model: first deployment: model 4 becomes live"]],
    [
      "the first version, with another beside it",
      {},
      { live: "12", candidate: "13", traffic: 10 },
      ["model: first deployment: model 12 becomes live; 13 beside it: 10 % of the requests"],
    ],
    [
      "a candidate at a share of traffic",
      { live: "10" },
      { live: "10", candidate: "12", traffic: 10 },
      ["model: model 12 beside 10: 10 % of the requests"],
    ],
    [
      "a candidate that gets copies",
      { live: "10" },
      { live: "10", candidate: "12", mirror: 20 },
      ["model: model 12 beside 10: copies of 20 % of the requests"],
    ],
    [
      "a candidate that gets nothing yet",
      { live: "10" },
      { live: "10", candidate: "12" },
      ["model: model 12 beside 10: no requests"],
    ],
    [
      "the next step of a rollout",
      { live: "10", candidate: "12", mirror: 20 },
      { live: "10", candidate: "12", traffic: 10 },
      ["traffic: model 12 beside 10: copies of 20 % of the requests → 10 % of the requests"],
    ],
    [
      "more traffic",
      { live: "10", candidate: "12", traffic: 10 },
      { live: "10", candidate: "12", traffic: 50 },
      ["traffic: model 12 beside 10: 10 % of the requests → 50 % of the requests"],
    ],
    [
      "even shares, where the map cannot tell which is live",
      { live: "10", candidate: "12", traffic: 50 },
      { live: "12" },
      ["model: model 12 becomes live, 10 goes"],
    ],
    [
      "the end of a rollout",
      { live: "10", candidate: "12", traffic: 100 },
      { live: "12" },
      ["model: model 12 becomes live, 10 goes"],
    ],
    ["a version that goes live at once", { live: "10" }, { live: "12" }, ["model: model 10 → 12, live at once"]],
    ["an older version", { live: "12" }, { live: "10" }, ["model: rolled back: model 12 → 10, live at once"]],
    [
      "an older version, whose number has more digits than sense as text",
      { live: "10" },
      { live: "9" },
      ["model: rolled back: model 10 → 9, live at once"],
    ],
    [
      "a candidate that is taken back",
      { live: "10", candidate: "12", traffic: 10 },
      { live: "10" },
      ["model: candidate 12 is taken back: model 10 answers all requests"],
    ],
    [
      "a candidate that the release lists as rejected",
      { live: "12", candidate: "13", traffic: 10 },
      { live: "12" },
      ["model: candidate 13 is rolled back: model 12 answers all requests"],
    ],
    [
      "another candidate",
      { live: "10", candidate: "11", mirror: 20 },
      { live: "10", candidate: "12", mirror: 20 },
      ["model: model 12 in place of candidate 11, beside 10: copies of 20 % of the requests"],
    ],
    [
      "nothing any more",
      { live: "10", candidate: "12" },
      {},
      ["model: model 10 is retired, and so is its candidate 12: nothing answers requests any more"],
    ],
  ])("%s", (_, before, after, texts) => {
    expect(told(before, after)).toEqual(texts);
  });

  test("stand where the release says so", () => {
    const where = (before: Serving, after: Serving) =>
      domainChanges(reviewOf(stack("prod-churn", serving(before, after))))[0]!.where;
    const file = "config/releases/churn.yaml";
    expect(where({ live: "10" }, { live: "12" })).toEqual({ file, line: 12, column: 3 });
    expect(where({ live: "10" }, { live: "10", candidate: "12" })).toEqual({ file, line: 14, column: 3 });
  });

  test("the same in several environments is one entry, in promotion order", () => {
    const inOne = (environment: EnvironmentName) =>
      stack(`${environment}-churn`, serving({ live: "10" }, { live: "12" }, environment));
    const found = domainChanges(reviewOf(inOne("prod"), inOne("dev"), inOne("preprod")));
    expect(found).toEqual([
      {
        topic: "model",
        useCase: "churn",
        environments: ["dev", "preprod", "prod"],
        text: "model 10 → 12, live at once",
        loosens: false,
        where: { file: "config/releases/churn.yaml", line: 2, column: 3 },
      },
    ]);
  });

  test("a share that depends on the endpoint's marks is the one the stack means", () => {
    const before = serving({ live: "10" }, { live: "10", candidate: "12", traffic: 10 });
    const unknown = before.map((one) =>
      one.type === "azapi_update_resource"
        ? { ...one, change: { ...one.change, after: azapi(ENDPOINT, "", { traffic: {}, mirrorTraffic: {} }) } }
        : one,
    );
    const text = (share: string) => {
      const guard = `\${try(contains(keys(azapi_resource.Endpoint.output.marks), "rolledBack-model-12"), false) ? 0 : ${share}}`;
      const configured = {
        address: "azapi_update_resource.Traffic_0D",
        mode: "managed" as const,
        type: "azapi_update_resource",
        name: "Traffic_0D",
        expressions: {
          body: { constant_value: { properties: { traffic: { "model-12": guard }, mirrorTraffic: {} } } },
        },
      };
      return domainChanges(reviewOf(stack("prod-churn", unknown, { configured: [configured] })))[0]!.text;
    };
    expect(text("10")).toBe("model 12 beside 10: 10 % of the requests");
    expect(text("var.share")).toBe("model 12 beside 10: a share known after apply");
  });
});

describe("what versions run on", () => {
  test.each<[string, Serving, Serving, string[]]>([
    ["more instances", { live: "12", max: 6 }, { live: "12", max: 8 }, ["serving: at most 6 → 8 instances (+2)"]],
    [
      "another threshold",
      { live: "12", cpu: 65 },
      { live: "12", cpu: 80 },
      ["serving: scales out at 65 % CPU → at 80 % CPU"],
    ],
    [
      "a size that comes with the next version",
      { live: "12" },
      { live: "13", size: "Standard_D4as_v4" },
      ["model: model 12 → 13, live at once", "serving: instances Standard_D2as_v4 → Standard_D4as_v4 with model 13"],
    ],
    [
      "the same change of live version and new candidate, told once",
      { live: "12", max: 6 },
      { live: "12", candidate: "14", mirror: 5, max: 8 },
      ["model: model 14 beside 12: copies of 5 % of the requests", "serving: at most 6 → 8 instances (+2)"],
    ],
    ["a new version on the same", { live: "12" }, { live: "14" }, ["model: model 12 → 14, live at once"]],
  ])("%s", (_, before, after, texts) => {
    expect(told(before, after)).toEqual(texts);
  });
});
