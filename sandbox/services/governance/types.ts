import { guidOf } from "../../engine/arm/identities";
import { matches, oneOf, resourceId } from "../../engine/azurerm/checks";
import { budgetChecks, budgetValues } from "./budget-checks";
import { json } from "../../engine/azurerm/name-checks";
import type { TypeTable } from "../../engine/azurerm/type-entry";

/** How many parameters the JSON of a definition declares. */
function parametersIn(text: unknown): number {
  try {
    return Object.keys((JSON.parse(String(text)) ?? {}) as object).length;
  } catch {
    return 0;
  }
}

/** Budgets, locks and policy: what azurerm 4.55.0 does with each type. */
export const governanceTypes: TypeTable = {
  azurerm_consumption_budget_resource_group: {
    arm: "Microsoft.Consumption/budgets",
    id: "{resource_group_id}/providers/Microsoft.Consumption/budgets/{name}",
    optionalComputed: ["etag", "time_period.end_date"],
    replaces: ["name", "resource_group_id", "time_grain", "time_period.start_date"],
    defaults: {
      "filter.dimension.operator": "In",
      "filter.tag.operator": "In",
      "notification.enabled": true,
      "notification.threshold_type": "Actual",
      time_grain: "Monthly",
    },
    items: { filter: [0, 1], "filter.dimension.values": [1], notification: [1], time_period: [1, 1] },
    checks: [...budgetChecks, resourceId("resource_group_id", "Microsoft.Resources/resourceGroups")],
    computed: budgetValues,
  },
  azurerm_consumption_budget_subscription: {
    arm: "Microsoft.Consumption/budgets",
    id: "{subscription_id}/providers/Microsoft.Consumption/budgets/{name}",
    optionalComputed: ["etag", "time_period.end_date"],
    replaces: ["name", "subscription_id", "time_grain", "time_period.start_date"],
    defaults: {
      "filter.dimension.operator": "In",
      "filter.tag.operator": "In",
      "notification.enabled": true,
      "notification.threshold_type": "Actual",
      time_grain: "Monthly",
    },
    items: { filter: [0, 1], "filter.dimension.values": [1], notification: [1], time_period: [1, 1] },
    checks: [...budgetChecks, matches("subscription_id", /^\/subscriptions\/[^/]+$/, "a subscription's resource id")],
    computed: budgetValues,
  },
  azurerm_management_lock: {
    arm: "Microsoft.Authorization/locks",
    id: "{scope}/providers/Microsoft.Authorization/locks/{name}",
    replaces: ["lock_level", "name", "notes", "scope"],
    checks: [
      matches("name", /^[^<>%&\\?/]{1,260}$/, "1 to 260 characters, none of < > % & \\ ? /"),
      oneOf("lock_level", "CanNotDelete", "ReadOnly"),
      matches("notes", /^[^]{0,512}$/, "at most 512 characters"),
    ],
    body: (values) => ({ properties: { level: values["lock_level"]!, notes: values["notes"] ?? "" } }),
  },
  azurerm_policy_definition: {
    arm: "Microsoft.Authorization/policyDefinitions",
    id: "/subscriptions/{subscription}/providers/Microsoft.Authorization/policyDefinitions/{name}",
    optionalComputed: ["metadata"],
    replaces: ["management_group_id", "name", "policy_type"],
    // Azure takes no parameter away from a definition.
    replacesWhen: { parameters: (before, after) => parametersIn(after) < parametersIn(before) },
    checks: [
      oneOf("policy_type", "BuiltIn", "Custom", "NotSpecified", "Static"),
      matches("mode", /^(All|Indexed|Microsoft\.[\w.]+)$/, "All, Indexed or a resource provider mode"),
      json("policy_rule"),
      json("parameters"),
      json("metadata"),
    ],
    computed: () => ({ metadata: "{}", role_definition_ids: [] }),
  },
  azurerm_resource_group_policy_assignment: {
    arm: "Microsoft.Authorization/policyAssignments",
    id: "{resource_group_id}/providers/Microsoft.Authorization/policyAssignments/{name}",
    optionalComputed: ["metadata"],
    replaces: ["location", "name", "policy_definition_id", "resource_group_id"],
    defaults: { enforce: true, "overrides.selectors.kind": "policyDefinitionReferenceId" },
    items: { identity: [0, 1] },
    checks: [
      matches("name", /^[^<>*%&:\\?+/]{1,64}$/, "1 to 64 characters"),
      resourceId("resource_group_id", "Microsoft.Resources/resourceGroups"),
      json("parameters"),
      json("metadata"),
    ],
    computed: ({ id }) => ({ metadata: JSON.stringify({ assignedBy: guidOf("assignment", id) }) }),
  },
};
