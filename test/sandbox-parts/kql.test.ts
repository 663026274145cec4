import { serverErrors } from "../../domain/alerts/use-case";
import { runQuery, tableOf, UnknownQuery } from "../../sandbox/workload/kql";
import type { LogRow } from "../../sandbox/workload/traffic";

const row = (deployment: string, code: string, count: number): LogRow => ({
  columns: { EndpointName: "churn-prod", DeploymentName: deployment, ResponseCode: code },
  count,
});
const log = [row("model-1", "200", 90), row("model-1", "500", 10), row("model-2", "200", 19)];
const T = "AmlOnlineEndpointTrafficLog";

describe("queries of alert rules", () => {
  it("computes the share of errors as the deployed rule asks for it, of enough answers only", () => {
    const { query, measure } = serverErrors("CHURN-prod", 5);
    expect(tableOf(query)).toBe(T);
    const found = runQuery(query, log);
    expect(found.map(({ columns }) => [columns["DeploymentName"], columns[measure!]])).toEqual([["model-1", 10]]);
    const other = runQuery(serverErrors("churn-prod", 5, "model-2").query, [...log, row("model-2", "502", 1)]);
    expect(other.map(({ columns }) => columns["percent"])).toEqual([5]);
  });

  it.each([
    [`${T} | where EndpointName =~ "churn-prod" and DeploymentName == "model-2"`, 19],
    [`${T} | where DeploymentName startswith "MODEL" or ResponseCode == "never"`, 119],
    [`${T} | where (toint(ResponseCode) - 100) / 2 + 1 * 2 < 60`, 109],
    [`${T} | where toint(ResponseCode) != 200 and toint(ResponseCode) <= 500`, 10],
  ])("%s", (query, count) => {
    expect(runQuery(query, log).reduce((sum, one) => sum + one.count, 0)).toBe(count);
  });

  it.each([
    `${T} | where ago(1h) > 2`,
    `${T} | project EndpointName`,
    `${T} | summarize count()`,
    `${T} | summarize a = avg(x) by EndpointName`,
    `${T} | where Nothing == 1`,
    `${T} | where EndpointName == "x" ]`,
    `${T} | where (1 == 1`,
  ])("refuses what it does not know: %s", (query) => {
    expect(() => runQuery(query, log)).toThrow(UnknownQuery);
  });
});
