import { Notices } from "../../../constructs/notices";
import { heardOf, type NoticeId, noticeIds } from "../../../domain/alerts/notices";
import { ENDPOINT, noticesProps, OWNER, REGISTRY, WORKSPACE } from "../../support/notices-props";
import { synth, type Attributes } from "../../support/synth";

const ML = "Microsoft.MachineLearningServices/workspaces";
const told = (wanted: readonly NoticeId[]) =>
  synth((stack) => new Notices(stack, "Notices", { ...noticesProps, wanted }));
const rulesOf = ({ resources }: ReturnType<typeof told>): Record<string, Attributes> =>
  Object.fromEntries(
    ["azurerm_monitor_scheduled_query_rules_alert_v2", "azurerm_monitor_activity_log_alert"]
      .flatMap((type): Attributes[] => Object.values(resources(type)))
      .map((rule) => [String(rule["name"]).replace("prod-churn-", ""), rule]),
  );
const receivers = (rule: Attributes | undefined) =>
  [rule!["action"]].flat().flatMap((one: Attributes) => one["action_groups"] ?? one["action_group_id"]);

describe("Notices", () => {
  const all = told(noticeIds);
  const rules = rulesOf(all);

  it("mail the owner and nobody else what the workflow said, each with its page", () => {
    for (const id of noticeIds) {
      expect(receivers(rules[id])).toEqual([OWNER]);
      expect(rules[id]!["description"]).toContain(`/runbooks/${id}.md`);
      const [criterion] = rules[id]!["criteria"] as Attributes[];
      expect(criterion!["query"]).toMatch(
        new RegExp(`resource_workflowName_s =~ "logic-prod-churn-notices"[^]*\\n\\| where outcome == "${id}"$`),
      );
      expect(criterion!["dimension"].map(({ name }: Attributes) => name)).toEqual(["outcome", "message", "subject"]);
    }
  });

  it("are heard of by rules that call the workflow and mail nobody", () => {
    const caller = actionGroup(all);
    for (const heard of new Set(Object.values(heardOf)))
      expect(receivers(rules[`notice-heard-${heard}`])).toEqual([`\${azapi_resource.${caller}.id}`]);
  });

  it("ask for what Azure writes down: jobs by their name, the model, and what was written at the endpoint", () => {
    const [training] = rules["notice-heard-training"]!["criteria"] as Attributes[];
    expect(training!["query"]).toMatch(
      /ExperimentName =~ "churn-training"[^]*Status == "Completed"\n\| distinct RunId$/,
    );
    expect(training!["dimension"]).toEqual([{ name: "RunId", operator: "Include", values: ["*"] }]);
    const [registered] = rules["notice-heard-model"]!["criteria"] as Attributes[];
    expect(registered!["query"]).toMatch(
      /^AmlModelsEvent\n.*AmlModelName =~ "churn" and OperationName endswith "\/write"/,
    );
    const written = ["deployment", "traffic"].map((heard) => rules[`notice-heard-${heard}`]!);
    expect(written.map(({ scopes, criteria }) => [scopes, criteria.operation_name, criteria.status])).toEqual([
      [[ENDPOINT], `${ML}/onlineEndpoints/deployments/write`, "Succeeded"],
      [[ENDPOINT], `${ML}/onlineEndpoints/write`, "Succeeded"],
    ]);
  });

  it("read the workspace and the registry, and may do nothing else", () => {
    const grants = Object.values(all.resources("azurerm_role_assignment"));
    expect(grants.map(({ scope, role_definition_id: role }) => [scope, String(role).split("/").at(-1)]).sort()).toEqual(
      [REGISTRY, WORKSPACE].map((scope) => [scope, "acdd72a7-3385-48ef-bd42-f606fba81ae7"]).sort(),
    );
  });

  it("tell the owner alone of a workflow that fails", () => {
    const failed = all.onlyArm("Microsoft.Insights/metricAlerts");
    expect(failed["name"]).toBe("prod-churn-notices-failed");
    expect(failed["body"].properties.actions).toEqual([{ actionGroupId: OWNER }]);
  });

  it.each(noticeIds)("are those that are asked for, heard of once: %s", (id) => {
    expect(Object.keys(rulesOf(told([id]))).sort()).toEqual([`notice-heard-${heardOf[id]}`, id].sort());
  });

  it("hear of traffic once for both of its notices", () => {
    expect(Object.keys(rulesOf(told(["rolled-out", "rolled-back"]))).sort()).toEqual(
      ["notice-heard-traffic", "rolled-back", "rolled-out"].sort(),
    );
  });
});

function actionGroup(made: ReturnType<typeof told>): string {
  const [id] = Object.entries(made.resources("azapi_resource")).find(([, { type }]) =>
    String(type).startsWith("Microsoft.Insights/actionGroups@"),
  )!;
  return id;
}
