import { diagnosticCategories } from "../../../constructs/governance/diagnostics";
import { failedJobs, noNewData, noRequests, serverErrors } from "../../../domain/alerts/use-case";
import { metrics } from "../../../domain/alerts/metrics";
import { logTables } from "../../../domain/azure/log-tables";
import { workbookSections } from "../../../domain/monitors/workbook";
import { Duration } from "../../../domain/time/duration";

/** Words of the query language that queries of ours use, besides names. */
const WORDS = new Set(
  (
    "where summarize extend project order by desc take distinct let in and or not has startswith endswith count countif " +
    "sum avg max min bin arg_max percentile strcat substring tostring toint isnotempty column_ifexists now datetime " +
    "datetime_utc_to_local startofday dayofweek d h m s 1d"
  ).split(" "),
);

/** Names in a query that are neither columns of its tables, nor given in it, nor words of the language. */
function strangers(query: string): readonly string[] {
  const plain = query.replaceAll(/"[^"]*"/g, " ");
  const tables = plain.split("\n").filter((line) => /^\w+;?$/.test(line.trim()) && !line.includes("|"));
  const known = tables.flatMap((table) => logTables[table.trim()] ?? []);
  const given = [...plain.matchAll(/(\w+)\s*=(?![=~])/g)].map(([, name]) => name!);
  const columnsInText = [...query.matchAll(/column_ifexists\("(\w+)"/g)].map(([, name]) => name!);
  const names = [...plain.matchAll(/[A-Za-z_]\w*/g)].map(([name]) => name);
  return [...names, ...columnsInText].filter(
    (name) => ![...known, ...given, ...Object.keys(logTables)].includes(name) && !WORDS.has(name),
  );
}

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
