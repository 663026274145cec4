import { MonitorDiagnosticSetting } from "@cdktf/provider-azurerm/lib/monitor-diagnostic-setting";
import type { Logs } from "../../../constructs/arm-resource";
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

  const all = (logs: Logs) =>
    synth((stack) => new Diagnostics(stack, "Diagnostics", { target, kind: "vault", logs })).all(
      MonitorDiagnosticSetting,
    );

  it("sends the same to other places by a second setting", () => {
    const rule = `${LOGS.id}/../namespaces/evhns/authorizationRules/logs`;
    const copies = { storageAccount: "/account", eventHub: { authorizationRule: rule, name: "siem" } };
    const [own, copy] = all({ ...LOGS, copies });
    expect(own).not.toHaveProperty("storage_account_id");
    expect(copy).toMatchObject({
      name: "copies",
      storage_account_id: "/account",
      eventhub_authorization_rule_id: rule,
      eventhub_name: "siem",
      enabled_log: own!["enabled_log"],
    });
    expect(copy).not.toHaveProperty("log_analytics_workspace_id");
  });

  it("makes none of its own where a policy sends logs, and copies all the same", () => {
    expect(all({ ...LOGS, sentByPolicy: true })).toEqual([]);
    expect(all({ ...LOGS, sentByPolicy: true, copies: { workspace: "/second" } })).toEqual([
      expect.objectContaining({ name: "copies", log_analytics_workspace_id: "/second" }),
    ]);
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
