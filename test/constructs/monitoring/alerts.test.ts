import { MonitorActionGroup } from "@cdktf/provider-azurerm/lib/monitor-action-group";
import { MonitorActivityLogAlert } from "@cdktf/provider-azurerm/lib/monitor-activity-log-alert";
import { MonitorMetricAlert } from "@cdktf/provider-azurerm/lib/monitor-metric-alert";
import type { TerraformStack } from "cdktf";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ActionGroups, AlertFactory, EnvironmentAlerts, type MetricAlertProps } from "../../../constructs/monitoring";
import { environmentAlerts, severityNumber, type AlertDefinition } from "../../../core/alerts";
import { Duration } from "../../../core/duration";
import { metric, metrics } from "../../../core/metrics";
import { SUBSCRIPTION, synth, type Attributes } from "../../support/synth";

const RG = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg`;
const WORKSPACE = `${RG}/providers/Microsoft.MachineLearningServices/workspaces/mlw`;
const RUNBOOKS = join(__dirname, "../../../docs/runbooks");

const actionGroupsIn = (stack: TerraformStack) =>
  new ActionGroups(stack, "ActionGroups", {
    resourceGroupName: "rg",
    name: (severity) => `ag-${severity}`,
    receivers: {
      critical: ["on.call@pfs.example", "on.call@pfs.example"],
      warning: ["ml@pfs.example"],
      informational: [],
    },
  });

const factoryIn = (stack: TerraformStack) =>
  new AlertFactory({
    resourceGroupName: "rg",
    actionGroups: actionGroupsIn(stack),
    name: (alert) => `pfs-dev-${alert}`,
    documentation: "https://docs.example/mlops/",
  });

const pack = () =>
  synth((stack) => {
    new EnvironmentAlerts(stack, "Alerts", {
      factory: factoryIn(stack),
      workspaceId: WORKSPACE,
      resourceGroupId: RG,
      subscriptionId: `/subscriptions/${SUBSCRIPTION}`,
      regionTitle: "West Europe",
      quotaPercent: 85,
    });
  });

const named = (all: Attributes[], alert: string) => all.find((one) => one["name"] === `pfs-dev-${alert}`)!;
const definitions = Object.entries(environmentAlerts as Record<string, AlertDefinition>);

describe("ActionGroups", () => {
  const groups = () => synth(actionGroupsIn).resources("azurerm_monitor_action_group");

  it("makes one per severity, with a short name that fits", () => {
    const all = Object.values(groups());
    expect(all.map((one) => one["name"]).sort()).toEqual(["ag-critical", "ag-informational", "ag-warning"]);
    for (const one of all) expect(one["short_name"].length).toBeLessThanOrEqual(12);
  });

  it("mails each address once, in the common schema", () => {
    expect(
      named(
        Object.values(groups()).map((one) => ({ ...one, name: `pfs-dev-${one["name"]}` })),
        "ag-critical",
      ),
    ).toMatchObject({
      email_receiver: [
        { email_address: "on.call@pfs.example", name: "on-call-pfs-example", use_common_alert_schema: true },
      ],
    });
  });

  it("takes a severity without receivers", () => {
    const { all } = synth(actionGroupsIn);
    const quiet = all(MonitorActionGroup).find((one) => one["name"] === "ag-informational")!;
    expect(quiet["email_receiver"] ?? []).toEqual([]);
  });
});

describe("EnvironmentAlerts", () => {
  it("makes exactly the alerts of the catalogue", () => {
    const { all } = pack();
    const names = [...all(MonitorMetricAlert), ...all(MonitorActivityLogAlert)].map((one) => one["name"]);
    expect(names.sort()).toEqual(definitions.map(([alert]) => `pfs-dev-${alert}`).sort());
  });

  it("says in each description what happened and where its runbook is", () => {
    expect(named(pack().all(MonitorMetricAlert), "failed-runs")).toMatchObject({
      description: "A training or pipeline run failed. What to do: https://docs.example/mlops/runbooks/failed-runs.md",
    });
  });

  it("looks at failed runs of the last quarter of an hour, every five minutes", () => {
    expect(named(pack().all(MonitorMetricAlert), "failed-runs")).toMatchObject({
      scopes: [WORKSPACE],
      severity: 2,
      window_size: "PT15M",
      frequency: "PT5M",
      criteria: [
        {
          metric_namespace: "Microsoft.MachineLearningServices/workspaces",
          metric_name: "Failed Runs",
          aggregation: "Total",
          operator: "GreaterThan",
          threshold: 0,
          skip_metric_validation: true,
        },
      ],
    });
  });

  it("warns of quota from the configured share on", () => {
    expect(named(pack().all(MonitorMetricAlert), "quota-utilization")["criteria"][0]).toMatchObject({
      metric_name: "Quota Utilization Percentage",
      threshold: 85,
    });
  });

  it("tells the receivers of the alert's severity", () => {
    const { all } = pack();
    for (const [alert, { severity }] of definitions) {
      const rule = named([...all(MonitorMetricAlert), ...all(MonitorActivityLogAlert)], alert);
      expect(rule["action"]).toEqual([
        { action_group_id: expect.stringMatching(new RegExp(`azurerm_monitor_action_group\\..*${severity}`)) },
      ]);
      if (rule["severity"] !== undefined) expect(rule["severity"]).toBe(severityNumber[severity]);
    }
  });

  it("hears of a deleted workspace once, when it is gone", () => {
    expect(named(pack().all(MonitorActivityLogAlert), "workspace-deleted")).toMatchObject({
      location: "global",
      scopes: [RG],
      criteria: {
        category: "Administrative",
        operation_name: "Microsoft.MachineLearningServices/workspaces/delete",
        status: "Succeeded",
      },
    });
  });

  it("hears of access being granted, in the resource group", () => {
    expect(named(pack().all(MonitorActivityLogAlert), "role-assignment-written")).toMatchObject({
      scopes: [RG],
      criteria: { operation_name: "Microsoft.Authorization/roleAssignments/write" },
    });
  });

  it("hears of unhealthy resources", () => {
    expect(named(pack().all(MonitorActivityLogAlert), "resource-health")).toMatchObject({
      scopes: [RG],
      criteria: { category: "ResourceHealth", resource_health: { current: ["Degraded", "Unavailable"] } },
    });
  });

  it("hears of Azure's own incidents in its region and in global services, from the subscription", () => {
    expect(named(pack().all(MonitorActivityLogAlert), "service-health")).toMatchObject({
      scopes: [`/subscriptions/${SUBSCRIPTION}`],
      criteria: {
        category: "ServiceHealth",
        service_health: {
          events: ["Incident", "Maintenance", "ActionRequired", "Security"],
          locations: ["West Europe", "Global"],
        },
      },
    });
  });

  it("keeps activity log alerts from waiting for the workspace", () => {
    const { all } = synth((stack) => {
      new EnvironmentAlerts(stack, "Alerts", {
        factory: factoryIn(stack),
        workspaceId: "${azapi_resource.Workspace.id}",
        resourceGroupId: "${azurerm_resource_group.Group.id}",
        subscriptionId: `/subscriptions/${SUBSCRIPTION}`,
        regionTitle: "West Europe",
        quotaPercent: 90,
      });
    });
    expect(JSON.stringify(all(MonitorMetricAlert))).toContain("azapi_resource.Workspace");
    expect(JSON.stringify(all(MonitorActivityLogAlert))).not.toContain("azapi_resource.Workspace");
  });
});

describe("AlertFactory", () => {
  const alert = (condition: Partial<MetricAlertProps["condition"]>) => () =>
    synth((stack) => {
      factoryIn(stack).alertWhenMetric(stack, "Alert", {
        alert: "slow",
        what: "answers are slow",
        severity: "warning",
        target: WORKSPACE,
        condition: {
          kind: "metric",
          metric: metric("Microsoft.MachineLearningServices/workspaces", "Failed Runs", "Total", {
            RunType: ["PipelineRun"],
          }),
          operator: "GreaterThan",
          threshold: 0,
          window: Duration.minutes(5),
          every: Duration.minutes(5),
          ...condition,
        },
      });
    });

  it("looks at some values of a dimension only", () => {
    expect(alert({})().only(MonitorMetricAlert)["criteria"][0]["dimension"]).toEqual([
      { name: "RunType", operator: "Include", values: ["PipelineRun"] },
    ]);
  });

  it.each([
    [{ window: Duration.minutes(10) }, "MLOPS-ALERT-001"],
    [{ every: Duration.minutes(2) }, "MLOPS-ALERT-002"],
    [{ every: Duration.minutes(15) }, "given every 15m, looking back 5m"],
  ])("rejects timing that Azure does not offer: %#", (condition, message) => {
    expect(alert(condition)).toThrow(message);
  });
});

describe("runbooks", () => {
  const pages = readdirSync(RUNBOOKS)
    .filter((file) => file.endsWith(".md") && file !== "README.md")
    .map((file) => file.slice(0, -".md".length));

  it.each(definitions.map(([alert]) => alert))("has a page for %s", (alert) => {
    expect(pages).toContain(alert);
  });

  it.each(pages)("%s says what it means, where to look, what to do and when it is over", (page) => {
    const headings = readFileSync(join(RUNBOOKS, `${page}.md`), "utf8").match(/^## .*$/gm);
    expect(headings).toEqual([
      "## What it means",
      "## First look",
      "## Likely causes",
      "## What to do",
      "## When to escalate",
      "## When it is over",
    ]);
  });

  it("lists every environment alert on its index page", () => {
    const index = readFileSync(join(RUNBOOKS, "README.md"), "utf8");
    for (const [alert] of definitions) expect(index).toContain(`(${alert}.md)`);
  });
});

describe("metrics", () => {
  it("refuses at compile time what a metric does not have", () => {
    // @ts-expect-error endpoint latency has no total
    metric("Microsoft.MachineLearningServices/workspaces/onlineEndpoints", "RequestLatency_P95", "Total");
    // @ts-expect-error no such metric: Azure ML reports drift by events
    metric("Microsoft.MachineLearningServices/workspaces", "Data Drift", "Total");
    expect(metrics["Microsoft.MachineLearningServices/workspaces/onlineEndpoints"].RequestLatency_P95).toEqual({
      aggregations: ["Average"],
      dimensions: ["deployment"],
    });
  });

  it.each(definitions)("%s uses an aggregation that its metric has", (_, { condition }) => {
    if (condition.kind !== "metric") return;
    const { namespace, name, aggregation } = condition.metric;
    expect((metrics[namespace] as Record<string, { aggregations: readonly string[] }>)[name]!.aggregations).toContain(
      aggregation,
    );
  });
});
