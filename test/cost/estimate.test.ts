import { ratesBy, shippedPrices } from "../../cli/prices";
import { armTypeOf, estimate, type CostedStack, type Rates } from "../../cost/estimate";
import { loadOptions, usualLoad, type Load } from "../../cost/load";

const ML = "Microsoft.MachineLearningServices";
const azapi = (type: string, name: string, body: object) =>
  resource("azapi_resource", name, { type: `${type}@2025-06-01`, body });
const resource = (type: string, name: string, values: object) => {
  const all = { name, location: "westeurope", ...values };
  return { type, name, armType: armTypeOf(type, all), values: all };
};
const deployment = azapi(`${ML}/workspaces/onlineEndpoints/deployments`, "model-1", {
  properties: { instanceType: "Standard_A" },
  sku: { capacity: 2 },
});
const autoscale = azapi("Microsoft.Insights/autoscaleSettings", "scale", {
  properties: {
    targetResourceUri: "/x/deployments/model-1",
    profiles: [{ capacity: { minimum: "2", maximum: "6" } }],
  },
});
const cluster = (minNodeCount: number) =>
  azapi(`${ML}/workspaces/computes`, "cpu", {
    properties: { computeType: "AmlCompute", properties: { vmSize: "Standard_A", scaleSettings: { minNodeCount } } },
  });
const instance = (idle?: string) =>
  azapi(`${ML}/workspaces/computes`, "ci", {
    properties: { computeType: "ComputeInstance", properties: { vmSize: "Standard_A", idleTimeBeforeShutdown: idle } },
  });
const weekly = {
  triggerType: "Recurrence",
  frequency: "Week",
  schedule: { hours: [2], minutes: [0], weekDays: ["Monday"] },
};
const training = azapi(`${ML}/workspaces/schedules`, "retraining", {
  properties: {
    isEnabled: true,
    trigger: weekly,
    action: { jobDefinition: { jobs: { a: { computeId: "/x/computes/cpu" } } } },
  },
});
const scoring = azapi(`${ML}/workspaces/schedules`, "batch", {
  properties: {
    isEnabled: true,
    trigger: weekly,
    action: { jobDefinition: { tags: { "batch-of-churn": "12" }, jobs: { a: { computeId: "/x/computes/cpu" } } } },
  },
});
const monitor = (trigger: object, isEnabled = true) =>
  azapi(`${ML}/workspaces/schedules`, "drift", {
    properties: {
      isEnabled,
      trigger,
      action: { monitorDefinition: { computeConfiguration: { instanceType: "Standard_A" } } },
    },
  });

/** Every unit of everything costs one, so that money is units. */
const ones: Rates = {
  currency: "USD",
  of: (_, region) => ({ price: 1, region, standIn: false, asOf: "2026-01-01", source: "test" }),
};
const month = (
  resources: CostedStack["resources"],
  load: Partial<Load> = {},
  around: CostedStack["resources"] = [],
) => {
  const at = (name: string, all: CostedStack["resources"]): CostedStack => ({
    name,
    environment: "prod",
    region: "westeurope",
    resources: all,
  });
  return estimate([at("prod", resources)], ones, { ...usualLoad, ...load }, [at("around", around)]);
};

const agents = azapi("Microsoft.DevOpsInfrastructure/pools", "mdp", {
  properties: { fabricProfile: { sku: { name: "Standard_A" } } },
});

describe("a month", () => {
  it.each<[string, CostedStack["resources"], Partial<Load>, number, number]>([
    ["a deployment without a scale: its instances", [deployment], {}, 1460, 1460],
    ["a deployment half way between least and most", [deployment, autoscale], {}, 1460, 2920],
    ["a deployment at its most", [deployment, autoscale], { instancesPercent: 100 }, 1460, 4380],
    ["a cluster whose nodes all stop", [cluster(0)], { clusterHours: 7 }, 0, 7],
    ["a cluster with a node that waits", [cluster(1)], { clusterHours: 7 }, 730, 737],
    ["agents of Azure DevOps, of which none waits", [agents], { agentHours: 30 }, 0, 30],
    ["an instance that shuts down", [instance("PT1H")], { instanceHours: 100 }, 0, 100],
    ["an instance that never does", [instance()], { instanceHours: 100 }, 730, 730],
    [
      "a monitor by cron, daily",
      [monitor({ triggerType: "Cron", expression: "0 5 * * *" })],
      { monitorHours: 2 },
      0,
      60.83,
    ],
    [
      "a monitor on two days of the month",
      [monitor({ frequency: "Month", schedule: { hours: [1], minutes: [0], monthDays: [1, 15] } })],
      {},
      0,
      2,
    ],
    ["a schedule that is off", [monitor(weekly, false)], {}, 0, 0],
    [
      "a registry with two replicas: three a day",
      [resource("azurerm_container_registry", "cr", { sku: "Premium", georeplications: [{}, {}] })],
      {},
      91.25,
      91.25,
    ],
    [
      "a registry of models in two regions",
      [azapi(`${ML}/registries`, "mlr", { properties: { regionDetails: [{}, {}] } })],
      {},
      60.83,
      60.83,
    ],
    [
      "logs kept for a year",
      [resource("azurerm_log_analytics_workspace", "log", { retention_in_days: 396 })],
      { logsGb: 10 },
      0,
      130,
    ],
    [
      "data that is stored",
      [resource("azurerm_storage_account", "st", { account_replication_type: "ZRS" })],
      { storageGb: 5 },
      0,
      5,
    ],
    [
      "criteria of a metric alert, by the values that split them",
      [
        azapi("Microsoft.Insights/metricAlerts", "a", {
          properties: { criteria: { allOf: [{}, { dimensions: [{ values: ["x", "y"] }] }] } },
        }),
      ],
      {},
      3,
      3,
    ],
  ])("of %s", (_, resources, load, idle, used) => {
    expect(month(resources, load)).toMatchObject({ idle, used, uncounted: [] });
  });

  it("of a training is of the size of its cluster, wherever that is defined", () => {
    expect(month([scoring], { scoringHours: 3 }, [cluster(0)]).used).toBeCloseTo((3 * 730) / 24 / 7, 1);
    expect(month([training], { trainingHours: 3 }, [cluster(0)]).used).toBeCloseTo((3 * 730) / 24 / 7, 1);
    expect(month([training]).lines).toEqual([]);
  });

  it.each([["dev"], ["prod"]])("of a training in %s is of the cluster of that environment", (environment) => {
    const at = (name: string, where: string, resources: CostedStack["resources"]): CostedStack => ({
      name,
      environment: where,
      region: "westeurope",
      resources,
    });
    const sized = (vmSize: string) =>
      azapi(`${ML}/workspaces/computes`, "cpu", {
        properties: { computeType: "AmlCompute", properties: { vmSize } },
      });
    const environments = [at("dev", "dev", [sized("Standard_dev")]), at("prod", "prod", [sized("Standard_prod")])];
    const useCase = at("x", environment, [training]);
    for (const [stacks, around] of [
      [[...environments, useCase], []],
      [[useCase], environments],
    ] as const) {
      const { lines } = estimate(stacks, ones, usualLoad, around);
      expect(lines.filter(({ stack }) => stack === "x").map(({ meter }) => meter)).toEqual([`Standard_${environment}`]);
    }
    const nowhere = { name: "x", region: "westeurope", resources: [training] };
    expect(estimate([nowhere], ones, usualLoad, environments).lines).toEqual([]);
  });

  it("of a deployment is by the autoscale of its own endpoint, not of one of the same name elsewhere", () => {
    const of = <T extends CostedStack["resources"][number]>(one: T, endpoint: string): T => ({
      ...one,
      values: { ...one.values, parent_id: `/w/onlineEndpoints/${endpoint}` },
    });
    const scale = (endpoint: string, maximum: string) =>
      azapi("Microsoft.Insights/autoscaleSettings", `scale-${endpoint}`, {
        properties: {
          targetResourceUri: `/w/onlineEndpoints/${endpoint}/deployments/MODEL-1`,
          profiles: [{ capacity: { minimum: "1", maximum } }],
        },
      });
    const most = { instancesPercent: 100 };
    const scales = [scale("a", "9"), scale("b", "3")];
    expect(month([of(deployment, "b"), ...scales], most).used).toBe(3 * 730);
    expect(month([of(deployment, "c"), ...scales], most).used).toBe(2 * 730);
    expect(month([deployment], most, [autoscale]).used).toBe(2 * 730);
  });

  it.each([
    ["Standard", { "firewall-standard": 730 }],
    ["Basic", { "firewall-basic": 730 }],
  ])("of a firewall is by its tier: %s", (tier, units) => {
    const { lines } = month([resource("azurerm_firewall", "fw", { sku_tier: tier })]);
    expect(Object.fromEntries(lines.map((one) => [one.meter, one.units.idle]))).toEqual(units);
  });

  it("has no price of a firewall whose tier no list has", () => {
    const stack: CostedStack = {
      name: "hub",
      region: "westeurope",
      resources: [resource("azurerm_firewall", "fw", { sku_tier: "Premium" })],
    };
    expect(estimate([stack], ratesBy([shippedPrices]), usualLoad)).toMatchObject({
      idle: 0,
      uncounted: [{ count: 1, why: "no price of firewall-premium" }],
    });
  });

  it("charges a firewall to the workspace whose rules name hosts, and to no other", () => {
    const workspace = (name: string) => {
      const one = azapi(`${ML}/workspaces`, name, {
        properties: { managedNetwork: { isolationMode: "AllowOnlyApprovedOutbound" } },
      });
      return { ...one, values: { ...one.values, parent_id: "/g" } };
    };
    const rule = azapi(`${ML}/workspaces/outboundRules`, "r", {
      properties: { type: "FQDN", destination: "x.example" },
    });
    const ofA = { ...rule, values: { ...rule.values, parent_id: `/g/providers/${ML}/workspaces/a` } };
    const firewalls = (...resources: CostedStack["resources"]) =>
      month(resources).lines.filter(({ meter }) => meter === "firewall-standard").length;
    expect([firewalls(workspace("a"), ofA), firewalls(workspace("b"), ofA), firewalls(workspace("a"), rule)]).toEqual([
      1, 0, 1,
    ]);
  });

  it("counts endpoints that a managed network makes, and the firewall that names of hosts bring", () => {
    const workspace = (isolationMode: string, publicNetworkAccess = "Disabled") =>
      azapi(`${ML}/workspaces`, "mlw", {
        properties: { storageAccount: "/st", managedNetwork: { isolationMode }, publicNetworkAccess },
      });
    const rule = (type: string, destination: unknown) =>
      azapi(`${ML}/workspaces/outboundRules`, type, { properties: { type, destination } });
    const own = rule("PrivateEndpoint", { serviceResourceId: "/st", subresourceTarget: "blob" });
    const count = (resources: CostedStack["resources"]) =>
      Object.fromEntries(month(resources).lines.map(({ meter, units }) => [meter, units.idle / 730]));
    expect(month([workspace("Disabled")]).lines).toEqual([]);
    expect(count([workspace("AllowInternetOutbound")])).toEqual({ "private-endpoint": 5 });
    expect(count([workspace("AllowInternetOutbound", "Enabled"), own])).toEqual({ "private-endpoint": 1 });
    expect(month([workspace("AllowInternetOutbound"), own]).idle).toBe(5 * 730);
    expect(count([workspace("AllowOnlyApprovedOutbound"), rule("FQDN", "x.example")])).toEqual({
      "private-endpoint": 5,
      "firewall-standard": 1,
    });
  });

  it.each([
    ["PT1M", "log-alert-1m"],
    ["PT5M", "log-alert-5m"],
    ["PT10M", "log-alert-10m"],
    ["PT1H", "log-alert-15m"],
    ["P1D", "log-alert-15m"],
  ])("of a log alert depends on how often it looks: %s", (every, meter) => {
    const alert = resource("azurerm_monitor_scheduled_query_rules_alert_v2", "a", { evaluation_frequency: every });
    expect(month([alert]).lines.map((line) => line.meter)).toEqual([meter]);
  });

  it("puts together what is alike, and says how many", () => {
    const endpoints = ["a", "b"].map((name) => resource("azurerm_private_endpoint", name, {}));
    expect(month(endpoints).lines).toMatchObject([{ what: "private endpoint", count: 2, idle: 1460 }]);
  });

  it("names what has no price or no meter, and does not count it", () => {
    const stack: CostedStack = {
      name: "prod",
      region: "westeurope",
      resources: [deployment, resource("azurerm_public_thing", "x", {}), resource("azurerm_role_assignment", "r", {})],
    };
    const none = estimate([stack], { currency: "USD", of: () => undefined }, usualLoad);
    expect(none).toMatchObject({ idle: 0, used: 0 });
    expect(none.lines).toMatchObject([{ what: "online deployment model-1", units: { idle: 1460 } }]);
    expect(none.uncounted).toEqual([
      { what: "online deployment model-1", count: 1, why: "no price of Standard_A" },
      { what: "azurerm_public_thing", count: 1, why: "no meter of it is known" },
    ]);
  });

  it("names the index that a workspace with a company's key has, and no other", () => {
    const workspace = (properties: object) => azapi(`${ML}/workspaces`, "mlw", { properties });
    const uncounted = (properties: object) => month([workspace(properties)]).uncounted;
    expect(uncounted({ enableServiceSideCMKEncryption: true })).toEqual([
      { what: "index of a workspace with a company's key", count: 1, why: "no meter of it is known" },
    ]);
    expect(uncounted({})).toEqual([]);
  });

  it("grows with every part of the load", () => {
    const all = [deployment, autoscale, cluster(0), instance("PT1H"), training, scoring, monitor(weekly)].concat(
      resource("azurerm_log_analytics_workspace", "log", {}),
      resource("azurerm_storage_account", "st", {}),
      agents,
    );
    for (const { key, default: usual } of loadOptions)
      expect([key, month(all, { [key]: usual + 1 }).used > month(all).used]).toEqual([key, true]);
  });
});
