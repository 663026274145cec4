import { diagnosticCategories } from "../../../constructs/governance/diagnostics";
import { failedJobs, noNewData, noRequests, serverErrors } from "../../../domain/alerts/use-case";
import { metrics } from "../../../domain/alerts/metrics";
import { workbookSections } from "../../../domain/monitors/workbook";
import { Duration } from "../../../domain/time/duration";
import { strangers } from "../../support/queries";

const charts = workbookSections("rg-pfs-prod-ml").flatMap(({ charts }) => charts);
const logCharts = charts
  .filter(({ ofResources }) => ofResources !== true)
  .map(({ title, query }) => [title, query] as const);

describe("queries of logs", () => {
  it.each<readonly [string, string]>([
    ...logCharts,
    ["server errors", serverErrors("churn", 5, "model-1").query],
    ["no requests", noRequests("churn", Duration.hours(2)).query],
    ["no new data", noNewData("logic", Duration.hours(2)).query],
    ["failed jobs", failedJobs("churn").query],
  ])("read columns that their tables have: %s", (_, query) => expect(strangers(query)).toEqual([]));

  it("would be found out", () => {
    expect(strangers('AmlComputeJobEvent\n| where Experiment == "a" | project x = JobId')).toEqual([
      "Experiment",
      "JobId",
    ]);
    expect(strangers('AmlComputeJobEvent\n| extend a = column_ifexists("nothing_s", "")')).toEqual(["nothing_s"]);
  });
});

describe("the workbook", () => {
  it("shows runs, training, endpoints, drift and alerts, each with something to look at", () => {
    const sections = workbookSections("rg");
    expect(sections.map(({ title }) => title.split(":")[0])).toEqual([
      "Runs",
      "Training",
      "Endpoints",
      "Drift",
      "Alerts",
    ]);
    for (const { charts } of sections) expect(charts.length).toBeGreaterThan(0);
    expect(new Set(charts.map(({ title }) => title)).size).toBe(charts.length);
  });

  it("reads tables that settings of ours fill", () => {
    const sent: readonly string[] = [
      ...diagnosticCategories.workspace.logs,
      ...diagnosticCategories.onlineEndpoint.logs,
      ...(diagnosticCategories.workflow.logs.length > 0 ? ["AzureDiagnostics"] : []),
      ...(diagnosticCategories.workspace.metrics.length > 0 ? ["AzureMetrics"] : []),
    ];
    for (const [, query] of logCharts) expect(sent).toContain(query.split("\n")[0]);
  });

  it("asks for metrics by names and aggregations that Azure has", () => {
    const all = Object.assign({}, ...Object.values(metrics)) as Record<string, { aggregations: readonly string[] }>;
    const asked = logCharts.filter(([, query]) => query.startsWith("AzureMetrics"));
    expect(asked.length).toBeGreaterThan(3);
    for (const [, query] of asked) {
      const names = [...query.matchAll(/MetricName in \(([^)]*)\)/g)].flatMap(
        ([, list]) => list!.match(/[^",]+(?=")/g) ?? [],
      );
      const how = /\((Average|Maximum|Minimum|Total|Count)\)/.exec(query)![1]!;
      for (const name of names.map((one) => one.trim()).filter((one) => one !== "")) {
        expect([name, all[name]?.aggregations.includes(how)]).toEqual([name, true]);
      }
    }
  });
});
