import { estate, estateWith, ids } from "../support/estate";
import { group, Workbench } from "../support/terraform";

const parent = { parent_id: "${azurerm_resource_group.rg.id}", ignore_casing: true };
const workspaces = "Microsoft.MachineLearningServices/workspaces";

/** An alert on a metric, with parts of it changed. */
function alert(name: string, changes: { criterion?: object; properties?: object; criteria?: object } = {}) {
  const criterion = {
    criterionType: "StaticThresholdCriterion",
    name: "Metric1",
    metricNamespace: workspaces,
    metricName: "Errors",
    timeAggregation: "Total",
    operator: "GreaterThan",
    threshold: 0,
    skipMetricValidation: true,
    ...changes.criterion,
  };
  return {
    type: "Microsoft.Insights/metricAlerts@2018-03-01",
    name,
    location: "global",
    ...parent,
    body: {
      properties: {
        description: "errors",
        severity: 2,
        enabled: true,
        scopes: ["${azapi_resource.workspace.id}"],
        evaluationFrequency: "PT5M",
        windowSize: "PT15M",
        autoMitigate: true,
        criteria: {
          "odata.type": "Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria",
          allOf: [criterion],
          ...changes.criteria,
        },
        actions: [{ actionGroupId: "${azurerm_monitor_action_group.people.id}" }],
        ...changes.properties,
      },
    },
  };
}

const lock = (name: string, changes: { scope?: string; properties?: object } = {}) => ({
  type: "Microsoft.Authorization/locks@2020-05-01",
  name,
  parent_id: changes.scope ?? "${azurerm_storage_account.st.id}",
  ignore_casing: true,
  body: { properties: { level: "CanNotDelete", notes: "kept", ...changes.properties } },
});

const receivers = {
  people: { name: "ag-people", resource_group_name: "${azurerm_resource_group.rg.name}", short_name: "people" },
};
const good = () =>
  estateWith({
    azurerm_monitor_action_group: receivers,
    azapi_resource: { alert: alert("alert"), lock: lock("keep") },
  });

describe("metric alerts and locks made through azapi", () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
    bench.write(good());
    expect((await bench.apply()).output).toContain("Apply complete!");
  });
  afterAll(() => bench.close());

  async function refused(wrong: Record<string, object>, ...messages: string[]): Promise<void> {
    const whole = good();
    bench.write({ ...whole, azapi_resource: { ...whole["azapi_resource"], ...wrong } });
    const { code, output } = await bench.apply();
    expect(code).toBe(1);
    for (const message of messages) expect(output).toContain(message);
    expect(output.match(/\bError: /g)).toHaveLength(messages.length);
  }

  it("show no changes once they are made", async () => {
    bench.write(good());
    expect((await bench.plan()).code).toBe(0);
  });

  it("are checked against the published types before anything is sent", async () => {
    await refused(
      {
        homeless: { ...alert("a1"), location: undefined },
        vague: alert("a2", { properties: { windowSize: undefined } }),
        misspelt: alert("a3", { criterion: { aggregation: "Total" } }),
        kind: alert("a4", { criteria: { "odata.type": "MultipleResourceMultipleMetricCriteria" } }),
        level: lock("l1", { properties: { level: undefined } }),
        placed: { ...lock("l2"), location: "global" },
      },
      "`location`: required property is missing",
      "`properties.windowSize`: required property is missing",
      "`properties.criteria.allOf[0].aggregation`: property is not expected here",
      "`properties.criteria.odata.type`: expected one of",
      "`properties.level`: required property is missing",
      "`location`: property is not expected here",
    );
  });

  it("are refused by Azure where they could never work", async () => {
    const none = `${group}/providers/Microsoft.Insights/actionGroups/none`;
    await refused(
      {
        operator: alert("a1", { criterion: { operator: "MoreThan" } }),
        metric: alert("a2", { criterion: { metricName: "Error" } }),
        aggregation: alert("a3", { criterion: { metricName: "Active Nodes", timeAggregation: "Count" } }),
        dimension: alert("a4", {
          criterion: { dimensions: [{ name: "Cluster", operator: "Include", values: ["*"] }] },
        }),
        scope: alert("a5", { properties: { scopes: [ids.storage] } }),
        receivers: alert("a6", { properties: { actions: [{ actionGroupId: none }] } }),
        often: alert("a7", { properties: { evaluationFrequency: "PT2M" } }),
        short: alert("a8", { properties: { evaluationFrequency: "PT30M" } }),
        severity: alert("a9", { properties: { severity: 5 } }),
        level: lock("l1", { properties: { level: "DoNotDelete" } }),
        notes: lock("l2", { properties: { notes: "n".repeat(513) } }),
        name: lock("l3?"),
        lost: lock("l4", { scope: `${ids.storage}none` }),
      },
      "operator: expected one of Equals, NotEquals, GreaterThan",
      "couldn't find a metric named Error in namespace",
      "metric Active Nodes does not support the aggregation Count; supported are Average, Minimum, Maximum, Total",
      "metric Errors has no dimension Cluster",
      `scope '${ids.storage}' does not emit metrics`,
      `Action group '${none}' of 'a6' was not found`,
      "the value 'PT2M' of 'properties.evaluationFrequency' is not one of",
      "windowSize PT15M must not be shorter than evaluationFrequency PT30M",
      "the value '5' of 'properties.severity' is not one of",
      "level: expected one of CanNotDelete, ReadOnly",
      "notes hold at most 512 characters, not 513",
      "'l3?' is not a valid name",
      `The Resource '${ids.storage}none' was not found`,
    );
  });

  it("keep what is locked, and let it go once the lock is lifted", async () => {
    bench.write(good());
    await bench.terraform("state", "rm", "azapi_resource.lock");
    const kept = await bench.terraform("destroy", "-auto-approve", "-target=azurerm_storage_account.st");
    expect(kept.code).toBe(1);
    expect(kept.output).toContain("ScopeLocked");
    await bench.terraform(
      "import",
      "azapi_resource.lock",
      `${ids.storage}/providers/Microsoft.Authorization/locks/keep`,
    );
    // An imported resource stands on nothing in the state: lock and account would be destroyed at once, in any order.
    expect(await bench.terraform("destroy", "-auto-approve", "-target=azapi_resource.lock")).toMatchObject({ code: 0 });
    expect(await bench.destroy()).toMatchObject({ code: 0 });
  });
});

describe("metric alerts and locks made through azurerm", () => {
  it("have the bodies that ARM has, whatever kind their conditions are of", async () => {
    const bench = await Workbench.open();
    const dynamic = {
      metric_namespace: workspaces,
      metric_name: "Errors",
      aggregation: "Total",
      operator: "GreaterOrLessThan",
      alert_sensitivity: "High",
      dimension: [{ name: "Scenario", operator: "Include", values: ["*"] }],
    };
    bench.write({
      ...estate(),
      azurerm_monitor_metric_alert: {
        a: {
          name: "a",
          resource_group_name: "rg-test",
          scopes: ["${azapi_resource.workspace.id}"],
          dynamic_criteria: [dynamic],
        },
      },
      azurerm_management_lock: {
        keep: { name: "keep", scope: "${azurerm_storage_account.st.id}", lock_level: "CanNotDelete", notes: "kept" },
      },
    });
    expect((await bench.apply()).code).toBe(0);
    const shown = async (path: string) => {
      const url = `${bench.sandbox.loopbackUrl}${path}`;
      return ((await (await fetch(url)).json()) as { properties: object }).properties;
    };
    expect(await shown(`${group}/providers/Microsoft.Insights/metricAlerts/a?api-version=2018-03-01`)).toMatchObject({
      evaluationFrequency: "PT1M",
      windowSize: "PT5M",
      criteria: {
        allOf: [
          {
            criterionType: "DynamicThresholdCriterion",
            name: "Metric1",
            timeAggregation: "Total",
            alertSensitivity: "High",
            failingPeriods: { numberOfEvaluationPeriods: 4, minFailingPeriodsToAlert: 4 },
            dimensions: [{ name: "Scenario", operator: "Include", values: ["*"] }],
          },
        ],
      },
    });
    expect(
      await shown(`${ids.storage}/providers/Microsoft.Authorization/locks/keep?api-version=2020-05-01`),
    ).toMatchObject({ level: "CanNotDelete", notes: "kept" });
    await bench.close();
  });
});
