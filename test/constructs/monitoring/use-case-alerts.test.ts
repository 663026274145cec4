import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AlertFactory } from "../../../constructs/monitoring";
import { UseCaseAlerts } from "../../../constructs/monitoring/use-case-alerts";
import { severityNumber } from "../../../domain/alerts/environment";
import { Duration } from "../../../domain/time/duration";
import { Schedule } from "../../../domain/time/schedule";
import { isNotice } from "../../../domain/alerts/notices";
import { silentMonitor, useCaseAlerts } from "../../../domain/alerts/use-case";
import { synth, type Attributes } from "../../support/synth";

const RG = "/subscriptions/s/resourceGroups/rg/providers";
const ENDPOINT = `${RG}/Microsoft.MachineLearningServices/workspaces/mlw/onlineEndpoints/churn-dev`;
const LOGS = `${RG}/Microsoft.OperationalInsights/workspaces/log`;
const OWNER = `${RG}/Microsoft.Insights/actionGroups/ag-owner`;
const ROLLBACK = `${RG}/Microsoft.Insights/actionGroups/ag-rollback`;
const RUNBOOKS = join(__dirname, "../../../docs/runbooks");

const daily = Schedule.recurrence({
  every: "day",
  at: ["05:30"],
  timeZone: "Europe/Amsterdam",
  startDate: "2026-12-07",
});
const deployment = (version: string) => ({
  id: `${ENDPOINT}/deployments/model-${version}`,
  name: `model-${version}`,
  instances: { max: 6 },
  scaleOutAtCpuPercent: 65,
});

const factory = () =>
  new AlertFactory({
    resourceGroup: { id: RG.replace(/\/providers$/, ""), name: "rg" },
    actionGroups: {
      of: (severity) => ({ id: `${RG}/Microsoft.Insights/actionGroups/ag-${severity}` }),
      also: () => [],
    },
    name: (alert) => `pfs-dev-churn-${alert}`,
    documentation: "https://docs.example/mlops",
  });

/** Rules by name. Those on metrics are shown as those on queries are written, with `frequency` to tell them apart. */
function rules(define: (alerts: UseCaseAlerts) => void): Record<string, Attributes> {
  const { arm, resources } = synth((stack) => {
    define(new UseCaseAlerts(stack, "Alerts", {
      factory: factory(),
      logs: { id: LOGS },
      location: "westeurope",
      owner: { id: OWNER },
    }));
  });
  const queries = Object.values(resources("azurerm_monitor_scheduled_query_rules_alert_v2"));
  const metric = Object.values(arm("Microsoft.Insights/metricAlerts")).map(({ name, body }) => {
    const { severity, description, actions, scopes, criteria, evaluationFrequency } = body.properties;
    return {
      name,
      severity,
      description,
      action: actions,
      scopes,
      criteria: criteria.allOf,
      frequency: evaluationFrequency,
    };
  });
  return Object.fromEntries([...metric, ...queries].map((rule: Attributes) => [rule["name"], rule]));
}

const everything = () =>
  rules((alerts) => {
    alerts.watchEndpoint({
      endpoint: { id: ENDPOINT, name: "churn-dev" },
      live: "model-12",
      latencyP95Milliseconds: 400,
      serverErrorPercent: 1,
      silentFor: Duration.hours(1),
    });
    alerts.watchDeployment(deployment("12"));
    alerts.watchDeployment(deployment("13"));
    alerts.watchCandidate({
      endpoint: { id: ENDPOINT, name: "churn-dev" },
      candidate: "model-13",
      serverErrorPercent: 5,
      latencyP95Milliseconds: 1000,
      rollback: { id: ROLLBACK },
    });
    alerts.watchTraining("churn-training");
    alerts.watchBatch("churn-batch", daily);
    alerts.watchNewData("logic-pfs-dev-churn-drift", Duration.hours(26));
    alerts.watchMonitor({ name: "drift_churn_model-12", schedule: daily });
  });

describe("UseCaseAlerts", () => {
  it("covers the whole table, each rule with its severity, its receivers and its runbook", () => {
    const found = Object.entries(everything());
    for (const [alert, { severity }] of Object.entries(useCaseAlerts).filter(([id]) => !isNotice(id))) {
      const own = found.filter(([name]) => name.startsWith(`pfs-dev-churn-${alert}`)).map(([, rule]) => rule);
      expect(own.length).toBeGreaterThan(0);
      for (const rule of own) {
        expect(rule["severity"]).toBe(severityNumber[severity]);
        expect(rule["description"]).toContain(`https://docs.example/mlops/runbooks/${alert}.md`);
        expect(JSON.stringify(rule["action"])).toContain(`actionGroups/ag-${severity}`);
        expect(JSON.stringify(rule["action"])).toContain(OWNER);
      }
    }
  });

  it("asks logs wherever logs know, and metrics for the rest", () => {
    const metric = Object.values(everything()).filter((rule) => rule["frequency"] !== undefined);
    expect(metric).toHaveLength(7);
  });

  it("lets every rule on a metric exist before the first request, and asks for averages of latency", () => {
    const metric = Object.values(everything()).filter((rule) => rule["frequency"] !== undefined);
    const criteria = metric.flatMap((rule) => rule["criteria"] as Attributes[]);
    expect(criteria.every((one) => one["skipMetricValidation"] === true)).toBe(true);
    const latency = criteria.filter((one) => one["metricName"] === "RequestLatency_P95");
    expect(latency.map((one) => one["timeAggregation"])).toEqual(["Average", "Average"]);
    const live = latency.find((one) => one["threshold"] === 400)!;
    expect(live["operator"]).toBe("GreaterThan");
    expect(live["dimensions"]).toEqual([{ name: "deployment", operator: "Include", values: ["model-12"] }]);
  });

  it("counts a batch as done when its pipeline has completed, not when one of the steps has", () => {
    const { query } = everything()["pfs-dev-churn-batch-late"]!["criteria"][0];
    const [, steps, pipelines, counted] = (query as string).split(";");
    expect(steps).toMatch(/AmlComputeJobEvent\n.*ExperimentName =~ "churn-batch"\n\| distinct JobName$/);
    expect(pipelines).toMatch(/where RunId in \(steps\)\n\| distinct RootRunId$/);
    expect(counted).toMatch(/RunId in \(jobs\) and Status == "Completed"\n\| summarize runs = count\(\)/);
  });

  it("has alerts on a candidate call its rollback, and no other alert", () => {
    const calling = Object.entries(everything()).filter(([, rule]) =>
      JSON.stringify(rule["action"]).includes(ROLLBACK),
    );
    expect(calling.map(([name]) => name).sort()).toEqual([
      "pfs-dev-churn-candidate-errors-model-13",
      "pfs-dev-churn-candidate-latency-model-13",
    ]);
    const [errors, latency] = calling.map(([, rule]) => rule);
    expect([errors, latency].map((rule) => rule!["criteria"][0].threshold).sort()).toEqual([1000, 5]);
  });

  it("calls a deployment saturated only if load and number of instances are both at their limit", () => {
    const rule = everything()["pfs-dev-churn-deployment-saturated-model-13"]!;
    expect(rule["scopes"]).toEqual([deployment("13").id]);
    expect(rule["criteria"]).toMatchObject([
      { metricName: "CpuUtilizationPercentage", timeAggregation: "Average", threshold: 65 },
      { metricName: "DeploymentCapacity", timeAggregation: "Maximum", operator: "GreaterThanOrEqual", threshold: 6 },
    ]);
  });

  it("measures server errors as a share of each deployment's answers", () => {
    const rule = everything()["pfs-dev-churn-endpoint-errors"]!;
    expect(rule["scopes"]).toEqual([LOGS]);
    expect(rule["criteria"]).toMatchObject([
      { metric_measure_column: "percent", time_aggregation_method: "Maximum", operator: "GreaterThan", threshold: 1 },
    ]);
    expect(rule["criteria"][0].dimension).toEqual([{ name: "DeploymentName", operator: "Include", values: ["*"] }]);
    expect(rule["criteria"][0].query).toContain('EndpointName =~ "churn-dev"');
    expect(rule["criteria"][0].query).toContain("toint(ResponseCode) >= 500");
  });

  it("takes no logs at all for silence", () => {
    const rule = everything()["pfs-dev-churn-endpoint-silent"]!;
    expect(rule["window_duration"]).toBe("PT1H");
    expect(rule["criteria"]).toMatchObject([{ time_aggregation_method: "Count", operator: "LessThan", threshold: 1 }]);
  });

  it.each([
    [Duration.minutes(5), "PT30M"],
    [Duration.minutes(30), "PT30M"],
    [Duration.minutes(50), "PT1H"],
    [Duration.hours(7), "P1D"],
    [Duration.days(2), "P2D"],
    [Duration.days(9), "P2D"],
  ])("waits for silence of %s by a window that Azure Monitor has: %s", (silentFor, window) => {
    const found = rules((alerts) =>
      alerts.watchEndpoint({ endpoint: { id: ENDPOINT, name: "churn-dev" }, serverErrorPercent: 1, silentFor }),
    );
    expect(found["pfs-dev-churn-endpoint-silent"]!["window_duration"]).toBe(window);
  });

  it("watches neither latency nor silence unless asked", () => {
    const found = rules((alerts) =>
      alerts.watchEndpoint({ endpoint: { id: ENDPOINT, name: "churn-dev" }, serverErrorPercent: 1 }),
    );
    expect(Object.keys(found).sort()).toEqual([
      "pfs-dev-churn-data-collection-errors",
      "pfs-dev-churn-endpoint-errors",
    ]);
    expect(Object.keys(everything())).toContain("pfs-dev-churn-endpoint-silent");
  });

  it("does not wait for runs of a paused monitor", () => {
    const found = Object.keys(rules((alerts) => alerts.watchMonitor({ name: "drift_churn_model-12" })));
    expect(found).toEqual(["pfs-dev-churn-monitor-failed-drift_churn_model-12"]);
    expect(Object.keys(everything())).toContain("pfs-dev-churn-monitor-silent-drift_churn_model-12");
  });

  it("never looks further back than Azure Monitor does: two days, all evaluations together", () => {
    for (const schedule of [daily, weekly, monthly, weekdays]) {
      const { window, periods } = silentMonitor("drift", schedule);
      expect(window.toDays() * (periods ?? 1)).toBeLessThanOrEqual(2);
    }
  });
});

const weekly = Schedule.recurrence({
  every: "week",
  on: ["monday", "thursday"],
  at: ["00:30"],
  timeZone: "Europe/Amsterdam",
  startDate: "2026-12-07",
});
const monthly = Schedule.recurrence({
  every: "month",
  days: [1],
  at: ["06:00"],
  timeZone: "UTC",
  startDate: "2026-12-01",
});
const weekdays = Schedule.cron({ cron: "0 6 * * 1-5", timeZone: "UTC", startDate: "2026-12-07" });

describe("a silent monitor", () => {
  it("is one that missed two days in a row, if it runs daily", () => {
    const { window, every, periods, query } = silentMonitor("drift_churn_model-12", daily);
    expect([window.toString(), every.toString(), periods]).toEqual(["2d", "6h", undefined]);
    expect(query).toContain('RunId startswith "drift_churn_model-12-"');
    expect(query).not.toContain("dayof");
  });

  it("is one that did not run on its day, in its own time zone, if it runs less often", () => {
    expect(silentMonitor("drift", weekly).query).toContain('datetime_utc_to_local(now() - 1d, "Europe/Amsterdam")');
    expect(silentMonitor("drift", weekly).query).toContain("dayofweek(yesterday) in (1d, 4d)");
    expect(silentMonitor("drift", weekdays).query).toContain("dayofweek(yesterday) in (1d, 2d, 3d, 4d, 5d)");
    expect(silentMonitor("drift", monthly).query).toContain("dayofmonth(yesterday) in (1)");
  });

  it("is not one whose first run is still to come", () => {
    expect(silentMonitor("drift", daily).query).toContain("now() > datetime(2026-12-07T04:30:00Z) + 2d");
  });
});

describe("runbooks of use cases", () => {
  const pages = readdirSync(RUNBOOKS).map((file) => file.replace(/\.md$/, ""));
  const index = readFileSync(join(RUNBOOKS, "README.md"), "utf8");

  it.each(Object.entries(useCaseAlerts))(
    "has a page for %s, with its severity, and lists it",
    (alert, { severity }) => {
      expect(pages).toContain(alert);
      const title = `**${severity.charAt(0).toUpperCase()}${severity.slice(1)}.**`;
      expect(readFileSync(join(RUNBOOKS, `${alert}.md`), "utf8")).toContain(title);
      expect(index).toMatch(new RegExp(`\\(${alert}\\.md\\)\\s*\\| ${severity}\\s*\\|`));
    },
  );
});
