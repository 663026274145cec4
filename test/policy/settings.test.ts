import { settingsOfPlan } from "../../policy/settings";
import type { PlanAction, TerraformPlan } from "../../domain/terraform/plan";

describe("what a plan asks for on every run", () => {
  const workflow = {
    address: "azapi_resource.Workflow",
    type: "azapi_resource",
    name: "Workflow",
    mode: "managed",
    provider_name: "azure/azapi",
  } as const;
  const plan = (actions: readonly PlanAction[] | undefined, asks: string): TerraformPlan => ({
    format_version: "1.2",
    resource_changes:
      actions === undefined
        ? []
        : [{ ...workflow, change: { actions, before: {}, after: actions.includes("create") ? {} : null } }],
    configuration: {
      root_module: {
        resources: [{ ...workflow, provider_config_key: "azapi" }],
        ephemerals: { azapi_resource_action: { Address: { resource_id: asks, method: "POST" } } },
      },
    },
  });
  const asked = (...given: Parameters<typeof plan>): readonly string[] =>
    settingsOfPlan("dev", plan(...given)).flatMap(({ kind, address }) => (kind === "stack.ephemeral" ? [address] : []));
  const OF_WORKFLOW = "${azapi_resource.Workflow.id}";

  it("is nothing of what it destroys", () => {
    expect(asked(["delete"], OF_WORKFLOW)).toEqual([]);
  });

  it("is nothing of what was never there, and will not be", () => {
    expect(asked(undefined, OF_WORKFLOW)).toEqual([]);
    expect(asked(undefined, "${azapi_resource.Other.id}")).toHaveLength(1);
  });

  it.each<[readonly PlanAction[], string]>([
    [["create"], OF_WORKFLOW],
    [["no-op"], OF_WORKFLOW],
    [["delete", "create"], OF_WORKFLOW],
    [["delete"], "${azapi_resource.Other.id}"],
    [["delete"], `${OF_WORKFLOW}/x`],
    [["delete"], "/subscriptions/1"],
  ])("is judged with %j of %s", (actions, asks) => {
    expect(asked(actions, asks)).toEqual(["ephemeral.azapi_resource_action.Address"]);
  });
});
