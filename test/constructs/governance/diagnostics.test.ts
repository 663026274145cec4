import { MonitorDiagnosticSetting } from "@cdktf/provider-azurerm/lib/monitor-diagnostic-setting";
import { diagnosticCategories, type DiagnosticKind, Diagnostics } from "../../../constructs/governance/diagnostics";
import { existing, LOGS } from "../../support/placement";
import { synth } from "../../support/synth";

const target = existing("Microsoft.Example/things", "thing");
const setting = (kind: DiagnosticKind, name?: string) =>
  synth((stack) => new Diagnostics(stack, "Diagnostics", { target, kind, logs: LOGS, name })).only(
    MonitorDiagnosticSetting,
  );

describe("Diagnostics", () => {
  it("sends the listed logs and metrics to Log Analytics", () => {
    expect(setting("vault")).toEqual({
      name: "to-log-analytics",
      target_resource_id: target.id,
      log_analytics_workspace_id: LOGS.id,
      enabled_log: [{ category: "AuditEvent" }, { category: "AzurePolicyEvaluationDetails" }],
      enabled_metric: [{ category: "AllMetrics" }],
    });
  });

  it("takes another name", () => {
    expect(setting("vault", "audit")["name"]).toBe("audit");
  });

  it("leaves metrics out where a resource has none", () => {
    expect(setting("networkSecurityGroup")).not.toHaveProperty("enabled_metric");
    expect(setting("blob")["enabled_metric"]).toEqual([{ category: "Transaction" }]);
  });

  it.each(Object.keys(diagnosticCategories) as DiagnosticKind[])("logs each category of %s once", (kind) => {
    const categories = setting(kind)["enabled_log"].map((log: { category: string }) => log.category);
    expect(categories.length).toBeGreaterThan(0);
    expect(new Set(categories).size).toBe(categories.length);
  });
});
