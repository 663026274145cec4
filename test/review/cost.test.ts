import { reviewPlans } from "../../review";
import type { Prices } from "../../review/cost";
import type { StackInput } from "../../review/model";
import { azapi, change, reviewOf, stack } from "../support/review-plan";

const prices: Prices = { currency: "EUR", perHour: { Small: 0.1, Large: 1 } };
const costOf = (stacks: readonly StackInput[], more: Partial<Prices> = {}) => {
  const { cost, stacks: rows } = reviewPlans(reviewOf(...stacks), {
    today: "2026-12-02",
    prices: { ...prices, ...more },
  });
  return {
    changes: cost!.changes.map(
      ({ stack: name, what, text, before, after }) => `${name} ${what}: ${text}: ${before} → ${after}`,
    ),
    uncounted: cost!.uncounted.map(({ stack: name, what, text, why }) => `${name} ${what}: ${text}: ${why}`),
    monthly: Object.fromEntries(rows.map(({ name, monthlyCost }) => [name, monthlyCost])),
  };
};

const endpoints = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints";
const deployment = (version: string, size: string, capacity: number) => ({
  ...azapi(`${endpoints}/deployments`, `model-${version}`, {}),
  body: {
    properties: { instanceType: size, model: `azureml://registries/r/models/churn/versions/${version}` },
    sku: { capacity },
  },
});
const scale = (version: string, minimum: number) =>
  azapi("Microsoft.Insights/autoscaleSettings", `scale-churn-model-${version}`, {
    profiles: [{ capacity: { minimum: String(minimum), maximum: "9" } }],
  });
const compute = (computeType: string, properties: object) =>
  azapi("Microsoft.MachineLearningServices/workspaces/computes", "cpu", { computeType, properties });
const cluster = (vmSize: string, minNodeCount: number, vmPriority = "Dedicated") =>
  compute("AmlCompute", { vmSize, vmPriority, scaleSettings: { minNodeCount, maxNodeCount: 8 } });
const instance = (vmSize: string, idle?: string) =>
  compute("ComputeInstance", { vmSize, idleTimeBeforeShutdown: idle });
const one = (address: string, before?: object, after?: object) =>
  stack("prod", [change(address, { ...(before && { before }), ...(after && { after }) })]);

describe("cost", () => {
  test("of deployments is their least instances for 730 hours: the autoscale minimum, else the capacity", () => {
    const plan = stack("prod-churn", [
      change("azapi_resource.D12", { before: deployment("12", "Small", 1), after: deployment("12", "Small", 1) }),
      change("azapi_resource.S12", { before: scale("12", 2), after: scale("12", 4) }),
      change("azapi_resource.D13", { after: deployment("13", "Large", 1) }),
      change("azapi_resource.E", { before: azapi(endpoints, "churn", {}), after: azapi(endpoints, "churn", {}) }),
    ]);
    const found = costOf([plan, stack("registry", [])]);
    expect(found).toEqual({
      changes: [
        "prod-churn deployment model-12: 2 × Small → 4 × Small: 146 → 292",
        "prod-churn deployment model-13: none → 1 × Large: 0 → 730",
      ],
      uncounted: [],
      monthly: { "prod-churn": { before: 146, after: 1022 }, registry: { before: 0, after: 0 } },
    });
  });

  test.each([
    [
      "clusters by their least nodes",
      cluster("Small", 0),
      cluster("Small", 2),
      ["prod cluster cpu: none → 2 × Small: 0 → 146"],
    ],
    ["another size of none is nothing", cluster("Small", 0), cluster("Unknown", 0), []],
    [
      "an instance that never shuts down",
      undefined,
      instance("Large"),
      ["prod instance cpu: none → 1 × Large: 0 → 730"],
    ],
    ["what stays is no change", cluster("Small", 2), { ...cluster("Small", 2), tags: {} }, []],
  ])("%s", (_, before, after, changes) => {
    expect(costOf([one("azapi_resource.C", before, after)])).toMatchObject({ changes, uncounted: [] });
  });

  test.each([
    [
      "without a price",
      cluster("Small", 1),
      cluster("Huge", 2),
      "prod cluster cpu: 1 × Small → 2 × Huge: no price of Huge",
    ],
    [
      "with hours nobody knows",
      instance("Large", "PT1H"),
      undefined,
      "prod instance cpu: 1 × Large → none: it shuts down when idle for 1h",
    ],
    [
      "at another price than the list's",
      undefined,
      cluster("Small", 1, "LowPriority"),
      "prod cluster cpu: none → 1 × Small: low-priority nodes have a price of their own",
    ],
  ])("names what runs %s, and counts nothing for it", (_, before, after, uncounted) => {
    const found = costOf([one("azapi_resource.C", before, after)]);
    expect(found).toEqual({ changes: [], uncounted: [uncounted], monthly: { prod: { before: 0, after: 0 } } });
  });

  test("takes prices of a month by type, ARM type or kind, and names kinds that come or go without one", () => {
    const plan = stack("prod", [
      change("azurerm_private_endpoint.A", { before: { name: "a" }, after: { name: "a" } }),
      change("azurerm_private_endpoint.B", { after: { name: "b" } }),
      change("azurerm_container_registry.R", { before: { name: "r" } }),
      change("azapi_resource.M", { after: azapi("Microsoft.MachineLearningServices/registries", "m", {}) }),
      change("azapi_update_resource.M", { after: azapi("Microsoft.MachineLearningServices/registries", "m", {}) }),
      change("azurerm_private_dns_zone.Z", { after: { name: "z" } }),
      change("azurerm_public_ip.P", { before: { name: "p" } }),
      change("azurerm_role_assignment.G", { after: { name: "g" } }),
    ]);
    const perMonth = {
      "private endpoint": 7.3,
      azurerm_container_registry: 46,
      "microsoft.machinelearningservices/REGISTRIES": 60.005,
    };
    expect(costOf([plan], { perMonth })).toEqual({
      changes: [
        "prod container registry: 1 → 0: 46 → 0",
        "prod model registry: 0 → 1: 0 → 60.01",
        "prod private endpoint: 1 → 2: 7.3 → 14.6",
      ],
      uncounted: ["prod other resources: +1 × private DNS zone, -1 × public address: no price of a month"],
      monthly: { prod: { before: 53.3, after: 74.61 } },
    });
  });

  test("of what Terraform forgets goes on", () => {
    const forgotten = change("azapi_resource.C", { before: cluster("Small", 1), actions: ["forget"] });
    const endpoint = change("azurerm_private_endpoint.A", { before: { name: "a" }, actions: ["forget"] });
    const found = costOf([stack("prod", [forgotten, endpoint])], { perMonth: { azurerm_private_endpoint: 7 } });
    expect(found).toEqual({ changes: [], uncounted: [], monthly: { prod: { before: 80, after: 80 } } });
  });

  test("is not spoken of without prices, and not known of a stack that could not be planned", () => {
    const input = reviewOf(stack("dev", []), { name: "prod", failed: "no access" });
    const silent = reviewPlans(input, { today: "2026-12-02" });
    expect(JSON.stringify(silent)).not.toMatch(/cost/i);
    expect(costOf(input.stacks).monthly).toEqual({ dev: { before: 0, after: 0 }, prod: undefined });
  });

  test("names where the prices of every region are from", () => {
    const at = (name: string, location: string) =>
      stack(name, [change("azurerm_storage_account.S", { after: { name, location } })]);
    const aboutOf = (...stacks: readonly StackInput[]) =>
      reviewPlans(reviewOf(...stacks), {
        today: "2026-12-02",
        prices: (region) => ({ ...prices, about: `prices of ${region || "nowhere"}` }),
      }).cost!.about;
    expect(aboutOf(at("a", "westeurope"), at("b", "eastus"), at("c", "westeurope"))).toBe(
      "prices of eastus; prices of westeurope",
    );
    expect(aboutOf(stack("registry", []))).toBe("prices of nowhere");
  });
});
