import { ApplicationInsights } from "@cdktf/provider-azurerm/lib/application-insights";
import { LogAnalyticsWorkspace } from "@cdktf/provider-azurerm/lib/log-analytics-workspace";
import { WorkspaceLogs, type WorkspaceLogsProps } from "../../../constructs/workspace";
import { PLACEMENT } from "../../support/placement";
import { synth } from "../../support/synth";

const minimal: WorkspaceLogsProps = {
  ...PLACEMENT,
  name: "log-pfs-test",
  applicationInsightsName: "appi-pfs-test",
  preventDestroy: true,
};
const make = (props: Partial<WorkspaceLogsProps> = {}) =>
  synth((stack) => new WorkspaceLogs(stack, "Logs", { ...minimal, ...props }));

describe("WorkspaceLogs", () => {
  it("keeps logs for a year and takes no keys by default", () => {
    expect(make().only(LogAnalyticsWorkspace)).toEqual({
      name: "log-pfs-test",
      location: "westeurope",
      resource_group_name: "rg-test",
      sku: "PerGB2018",
      retention_in_days: 365,
      local_authentication_enabled: false,
      internet_ingestion_enabled: true,
      internet_query_enabled: true,
      lifecycle: { prevent_destroy: true },
    });
  });

  it("puts Application Insights on the same logs, unsampled and without keys", () => {
    expect(make().only(ApplicationInsights)).toMatchObject({
      name: "appi-pfs-test",
      workspace_id: expect.stringMatching(/^\$\{azurerm_log_analytics_workspace\.Logs_\w+\.id\}$/),
      application_type: "web",
      local_authentication_disabled: true,
      retention_in_days: 365,
      sampling_percentage: 100,
      lifecycle: { prevent_destroy: true },
    });
  });

  it("logs who reads the logs, in the logs", () => {
    const [setting] = Object.values(make().resources("azurerm_monitor_diagnostic_setting"));
    expect(setting).toMatchObject({
      enabled_log: [{ category: "Audit" }],
      enabled_metric: [{ category: "AllMetrics" }],
    });
    expect(setting!["target_resource_id"]).toBe(setting!["log_analytics_workspace_id"]);
  });

  it.each([30, 60, 730])("keeps what both have for %d days", (retentionDays) => {
    const { only } = make({ retentionDays, preventDestroy: false });
    expect(only(LogAnalyticsWorkspace)).toMatchObject({
      retention_in_days: retentionDays,
      lifecycle: { prevent_destroy: false },
    });
    expect(only(ApplicationInsights)["retention_in_days"]).toBe(retentionDays);
  });

  it.each([29, 31, 731])("rejects retentionDays %d", (retentionDays) => {
    expect(() => make({ retentionDays })).toThrow(
      `test/Logs MLOPS-LOGS-003 retentionDays is not a length Azure offers (given ${retentionDays}d; allowed 30d, 60d, `,
    );
  });

  it("rejects names that Azure does not accept", () => {
    expect(() => make({ name: "a", applicationInsightsName: "a/b" })).toThrow(/MLOPS-LOGS-001[^]*MLOPS-LOGS-002/);
  });
});
