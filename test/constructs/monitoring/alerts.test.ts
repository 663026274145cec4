import { MonitorActionGroup } from "@cdktf/provider-azurerm/lib/monitor-action-group";
import { MonitorActivityLogAlert } from "@cdktf/provider-azurerm/lib/monitor-activity-log-alert";
import type { TerraformStack } from "cdktf";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  ActionGroups,
  AlertFactory,
  EnvironmentAlerts,
  type EnvironmentAlertsProps,
  type MetricAlertProps,
} from "../../../constructs/monitoring";
import { environmentAlerts, severityNumber } from "../../../domain/alerts/environment";
import { everyEnvironmentAlert } from "../../../domain/alerts/every";
import { limitOf, trainingAlerts, trainingBounds } from "../../../domain/alerts/training";
import { Duration } from "../../../domain/time/duration";
import { metric, metrics } from "../../../domain/alerts/metrics";
import { metricsOf } from "../../../sandbox/services/monitor/catalogue";
import { SUBSCRIPTION, synth, type Attributes, type Synthesized } from "../../support/synth";

const RG = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg`;
const WORKSPACE = `${RG}/providers/Microsoft.MachineLearningServices/workspaces/mlw`;
const RUNBOOKS = join(__dirname, "../../../docs/runbooks");

const actionGroupsIn = (stack: TerraformStack) =>
  new ActionGroups(stack, "ActionGroups", {
    resourceGroup: { id: RG, name: "rg" },
    name: (severity) => `ag-${severity}`,
    receivers: {
      critical: ["on.call@pfs.example", "on.call@pfs.example"],
      warning: ["ml@pfs.example"],
      informational: [],
    },
  });

const factoryIn = (stack: TerraformStack) =>
  new AlertFactory({
    resourceGroup: { id: RG, name: "rg" },
    actionGroups: actionGroupsIn(stack),
    name: (alert) => `pfs-dev-${alert}`,
    documentation: "https://docs.example/mlops/",
  });

const VAULT = `${RG}/providers/Microsoft.KeyVault/vaults/kv`;
const REGISTRY = `${RG}/providers/Microsoft.ContainerRegistry/registries/cr`;
const account = (name: string) => `${RG}/providers/Microsoft.Storage/storageAccounts/${name}`;
const topic = (name: string) => `${RG}/providers/Microsoft.EventGrid/systemTopics/${name}`;
const baseline = {
  vault: VAULT,
  containerRegistry: REGISTRY,
  storage: { main: account("st"), collected: account("stcol") },
  topics: { main: topic("egst"), storage: topic("egst-files") },
  ownLogs: true,
};

const pack = (
  training?: EnvironmentAlertsProps["training"],
  more?: Pick<Partial<EnvironmentAlertsProps>, "baseline">,
) =>
  synth((stack) => {
    new EnvironmentAlerts(stack, "Alerts", {
      factory: factoryIn(stack),
      workspaceId: WORKSPACE,
      resourceGroupId: RG,
      subscriptionId: `/subscriptions/${SUBSCRIPTION}`,
      regionTitle: "West Europe",
      quotaPercent: 85,
      training,
      ...more,
    });
  });

const METRIC_ALERTS = "Microsoft.Insights/metricAlerts";
const metricRules = ({ arm }: Synthesized) => Object.values(arm(METRIC_ALERTS));
const properties = (rule: Attributes): Attributes => rule["body"].properties;

const named = (all: Attributes[], alert: string) => all.find((one) => one["name"] === `pfs-dev-${alert}`)!;
const always = Object.keys(environmentAlerts);
const definitions = Object.entries(everyEnvironmentAlert);

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

  it("tells channels of their severities only, and mails as before", () => {
    const hub =
      "/subscriptions/2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10/resourceGroups/rg-siem/providers/Microsoft.EventHub/namespaces/evhns/eventhubs/alerts";
    const { all } = synth(
      (stack) =>
        new ActionGroups(stack, "ActionGroups", {
          resourceGroup: { id: RG, name: "rg" },
          name: (severity) => severity,
          receivers: { critical: ["on.call@pfs.example"], warning: [], informational: [] },
          channels: {
            pager: { type: "webhook", url: "https://pager.example/azure", severities: ["critical", "warning"] },
            duty: { type: "sms", countryCode: "31", phoneNumber: "201234567", severities: ["critical"] },
            readers: { type: "armRole", role: "43d0d8ad-25c7-4714-9337-8ba259a9fe05", severities: ["warning"] },
            siem: { type: "eventHub", eventHub: hub, severities: ["warning"] },
          },
        }),
    );
    const receiversOf = (severity: string) =>
      Object.fromEntries(
        Object.entries(all(MonitorActionGroup).find((one) => one["name"] === severity)!).filter(
          ([key, value]) => key.endsWith("_receiver") && (value as readonly unknown[]).length > 0,
        ),
      );
    const pager = {
      name: "channel_pager",
      service_uri: "https://pager.example/azure",
      use_common_alert_schema: true,
    };
    expect(receiversOf("critical")).toEqual({
      email_receiver: [expect.objectContaining({ email_address: "on.call@pfs.example" })],
      webhook_receiver: [pager],
      sms_receiver: [{ name: "channel_duty", country_code: "31", phone_number: "201234567" }],
    });
    expect(receiversOf("warning")).toEqual({
      webhook_receiver: [pager],
      arm_role_receiver: [
        { name: "channel_readers", role_id: "43d0d8ad-25c7-4714-9337-8ba259a9fe05", use_common_alert_schema: true },
      ],
      event_hub_receiver: [
        {
          name: "channel_siem",
          subscription_id: "2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10",
          event_hub_namespace: "evhns",
          event_hub_name: "alerts",
          use_common_alert_schema: true,
        },
      ],
    });
    expect(receiversOf("informational")).toEqual({});
  });

  it("calls a Logic App and a function by an action group each, whose address is in no plan", () => {
    const others = RG.replace("/rg", "/rg-alerts");
    const workflow = `${others}/providers/Microsoft.Logic/workflows/teams`;
    const app = `${others}/providers/Microsoft.Web/sites/func`;
    const { arm, all, json } = synth(
      (stack) =>
        new ActionGroups(stack, "ActionGroups", {
          resourceGroup: { id: RG, name: "rg" },
          name: (use) => `ag-${use}`,
          receivers: { critical: ["on.call@pfs.example"], warning: [], informational: [] },
          channels: {
            teams: { type: "logicApp", workflow, trigger: "manual", severities: ["critical", "warning"] },
            bot: { type: "function", function: `${app}/functions/alert`, severities: ["warning"] },
          },
        }),
    );
    const groups = Object.values(arm("Microsoft.Insights/actionGroups"));
    expect(Object.fromEntries(groups.map((one) => [one["name"], one["body"].properties]))).toEqual({
      "ag-channel_teams": {
        groupShortName: "ml-channel",
        enabled: true,
        logicAppReceivers: [{ name: "channel", resourceId: workflow, useCommonAlertSchema: true }],
      },
      "ag-channel_bot": {
        groupShortName: "ml-channel",
        enabled: true,
        azureFunctionReceivers: [
          { name: "channel", functionAppResourceId: app, functionName: "alert", useCommonAlertSchema: true },
        ],
      },
    });
    const asked = Object.values(json["ephemeral"].azapi_resource_action);
    expect(asked).toHaveLength(2);
    expect(asked).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          resource_id: workflow,
          action: '${terraform.applying ? "triggers/manual/listCallbackUrl" : ""}',
        }),
        expect.objectContaining({
          resource_id: `${app}/functions/alert`,
          action: '${terraform.applying ? "listsecrets" : ""}',
          response_export_values: { url: "trigger_url" },
        }),
      ]),
    );
    // Nothing of them is in the group of a severity.
    for (const one of all(MonitorActionGroup)) expect(JSON.stringify(one)).not.toMatch(/teams|func/);
  });

  it("takes a severity without receivers", () => {
    const { all } = synth(actionGroupsIn);
    const quiet = all(MonitorActionGroup).find((one) => one["name"] === "ag-informational")!;
    expect(quiet["email_receiver"] ?? []).toEqual([]);
  });
});

describe("EnvironmentAlerts", () => {
  it("makes exactly the alerts of the catalogue", () => {
    const made = pack();
    const names = [...metricRules(made), ...made.all(MonitorActivityLogAlert)].map((one) => one["name"]);
    expect(names.sort()).toEqual(always.map((alert) => `pfs-dev-${alert}`).sort());
  });

  it.each(Object.entries(trainingAlerts))(
    "makes %s when its limit is stated, and only then",
    (alert, { condition }) => {
      const limit = limitOf(condition.threshold);
      const { min, max } = trainingBounds[limit];
      for (const stated of [min, max]) {
        const made = metricRules(pack({ [limit]: stated }));
        expect(
          made.filter(({ name }) => Object.keys(trainingAlerts).some((one) => name === `pfs-dev-${one}`)),
        ).toHaveLength(1);
        const [criterion] = properties(named(made, alert))["criteria"].allOf as Attributes[];
        expect(criterion).toMatchObject({ metricName: condition.metric.name, threshold: stated });
      }
      for (const stated of [min - 1, max + 1, min + 0.5]) {
        expect(() => pack({ [limit]: stated })).toThrow(
          `training.${limit} would make an alert that never fires, or always (given ${stated}; allowed a whole number from ${min} to ${max})`,
        );
      }
    },
  );

  it("tells clusters apart where they idle: a busy one hides no other", () => {
    expect(properties(named(metricRules(pack({ idleNodes: 0 })), "idle-nodes"))).toMatchObject({
      windowSize: "PT1H",
      evaluationFrequency: "PT15M",
      criteria: {
        allOf: [
          {
            metricName: "Idle Nodes",
            timeAggregation: "Minimum",
            operator: "GreaterThan",
            threshold: 0,
            dimensions: [{ name: "ClusterName", operator: "Include", values: ["*"] }],
          },
        ],
      },
    });
  });

  it("makes the baseline's alerts where they are asked for: one for each account and topic", () => {
    const made = pack(undefined, { baseline });
    const scopes = (rule: Attributes) => (rule["body"]?.properties ?? rule).scopes as string[];
    const asked = [...metricRules(made), ...made.all(MonitorActivityLogAlert)]
      .map((rule) => [String(rule["name"]).slice("pfs-dev-".length), scopes(rule)] as const)
      .filter(([name]) => !always.includes(name));
    expect(Object.fromEntries(asked)).toEqual({
      "vault-unavailable": [VAULT],
      "vault-saturated": [VAULT],
      "vault-slow": [VAULT],
      "vault-deleted": [RG],
      "storage-unavailable": [account("st")],
      "storage-unavailable-collected": [account("stcol")],
      "storage-slow": [account("st")],
      "storage-slow-collected": [account("stcol")],
      "dead-letters": [topic("egst")],
      "dead-letters-storage": [topic("egst-files")],
      "registry-filling": [REGISTRY],
      "registry-deleted": [RG],
      "logs-deleted": [RG],
    });
    expect(properties(named(metricRules(made), "storage-unavailable-collected"))["criteria"].allOf).toEqual([
      expect.objectContaining({
        metricNamespace: "Microsoft.Storage/storageAccounts",
        metricName: "Availability",
        timeAggregation: "Average",
        operator: "LessThan",
        threshold: 100,
      }),
    ]);
    expect(named(made.all(MonitorActivityLogAlert), "vault-deleted")["criteria"]).toMatchObject({
      operation_name: "Microsoft.KeyVault/vaults/delete",
    });
  });

  it("hears nothing of the end of logs that others keep: they are not in the resource group", () => {
    const made = pack(undefined, { baseline: { ...baseline, ownLogs: false } });
    expect(named(made.all(MonitorActivityLogAlert), "logs-deleted")).toBeUndefined();
  });

  it("says in each description what happened and where its runbook is", () => {
    expect(properties(named(metricRules(pack()), "failed-runs"))).toMatchObject({
      description: "A training or pipeline run failed. What to do: https://docs.example/mlops/runbooks/failed-runs.md",
    });
  });

  it("looks at failed runs of the last quarter of an hour, every five minutes", () => {
    expect(named(metricRules(pack()), "failed-runs")).toEqual({
      type: "Microsoft.Insights/metricAlerts@2018-03-01",
      name: "pfs-dev-failed-runs",
      parent_id: RG,
      location: "global",
      body: {
        properties: {
          description: expect.any(String),
          severity: 2,
          enabled: true,
          scopes: [WORKSPACE],
          evaluationFrequency: "PT5M",
          windowSize: "PT15M",
          autoMitigate: true,
          criteria: {
            "odata.type": "Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria",
            allOf: [
              {
                criterionType: "StaticThresholdCriterion",
                name: "Metric1",
                metricNamespace: "Microsoft.MachineLearningServices/workspaces",
                metricName: "Failed Runs",
                timeAggregation: "Total",
                operator: "GreaterThan",
                threshold: 0,
                skipMetricValidation: true,
              },
            ],
          },
          actions: [{ actionGroupId: expect.stringContaining("azurerm_monitor_action_group.") }],
        },
      },
      ignore_casing: true,
    });
  });

  it("warns of quota from the configured share on", () => {
    expect(properties(named(metricRules(pack()), "quota-utilization"))["criteria"].allOf[0]).toMatchObject({
      metricName: "Quota Utilization Percentage",
      threshold: 85,
    });
  });

  it("tells the receivers of the alert's severity", () => {
    const training = { queuedRuns: 1, idleNodes: 1, memoryPercent: 90, cpuPercent: 10, gpuPercent: 10 };
    const made = pack(training, { baseline });
    for (const [alert, { severity, condition }] of definitions) {
      const receivers = expect.stringMatching(new RegExp(`azurerm_monitor_action_group\\..*${severity}`));
      if (condition.kind === "metric") {
        expect(properties(named(metricRules(made), alert))).toMatchObject({
          severity: severityNumber[severity],
          actions: [{ actionGroupId: receivers }],
        });
      } else {
        const rule = named(made.all(MonitorActivityLogAlert), alert);
        expect(rule["action"]).toEqual([{ action_group_id: receivers }]);
      }
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
    const made = synth((stack) => {
      new EnvironmentAlerts(stack, "Alerts", {
        factory: factoryIn(stack),
        workspaceId: "${azapi_resource.Workspace.id}",
        resourceGroupId: "${azurerm_resource_group.Group.id}",
        subscriptionId: `/subscriptions/${SUBSCRIPTION}`,
        regionTitle: "West Europe",
        quotaPercent: 90,
      });
    });
    expect(JSON.stringify(metricRules(made))).toContain("azapi_resource.Workspace");
    expect(JSON.stringify(made.all(MonitorActivityLogAlert))).not.toContain("azapi_resource.Workspace");
  });
});

describe("AlertFactory", () => {
  const alert = (condition: Partial<MetricAlertProps["condition"]>, and?: MetricAlertProps["and"]) => () =>
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
        and,
      });
    });

  it("looks at some values of a dimension only", () => {
    const [criterion] = properties(alert({})().onlyArm(METRIC_ALERTS))["criteria"].allOf;
    expect(criterion.dimensions).toEqual([{ name: "RunType", operator: "Include", values: ["PipelineRun"] }]);
  });

  it("numbers the conditions that must hold together", () => {
    const both = alert({}, [
      {
        metric: metric("Microsoft.MachineLearningServices/workspaces", "Errors", "Total"),
        operator: "GreaterThanOrEqual",
        threshold: 3,
      },
    ]);
    const { allOf } = properties(both().onlyArm(METRIC_ALERTS))["criteria"];
    expect(allOf.map(({ name, metricName, threshold }: Attributes) => [name, metricName, threshold])).toEqual([
      ["Metric1", "Failed Runs", 0],
      ["Metric2", "Errors", 3],
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
  it("are metrics that the simulated Azure has, with the aggregation and dimensions that are asked", () => {
    for (const [, { condition }] of definitions) {
      if (condition.kind !== "metric") continue;
      const { namespace, name, aggregation, dimensions } = condition.metric;
      const there = metricsOf(namespace)?.get(name.toLowerCase());
      expect([namespace, name, there?.aggregations]).toEqual([namespace, name, expect.arrayContaining([aggregation])]);
      expect(there!.dimensions).toEqual(expect.arrayContaining(Object.keys(dimensions)));
    }
  });

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
