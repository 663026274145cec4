import type { TypeTable } from "../type-entry";

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
  },
  azurerm_management_lock: {
    arm: "Microsoft.Authorization/locks",
    id: "{scope}/providers/Microsoft.Authorization/locks/{name}",
    replaces: ["lock_level", "name", "notes", "scope"],
  },
  azurerm_policy_definition: {
    arm: "Microsoft.Authorization/policyDefinitions",
    id: "/subscriptions/{subscription}/providers/Microsoft.Authorization/policyDefinitions/{name}",
    optionalComputed: ["metadata"],
    replaces: ["management_group_id", "name", "policy_type"],
  },
  azurerm_resource_group_policy_assignment: {
    arm: "Microsoft.Authorization/policyAssignments",
    id: "{resource_group_id}/providers/Microsoft.Authorization/policyAssignments/{name}",
    optionalComputed: ["metadata"],
    replaces: ["location", "name", "policy_definition_id", "resource_group_id"],
    defaults: { enforce: true, "overrides.selectors.kind": "policyDefinitionReferenceId" },
    items: { identity: [0, 1] },
  },
};
