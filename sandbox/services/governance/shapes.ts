import { block, blocks, items, parsed, present, type ArmShape, type ShapeTable } from "../../engine/azurerm/shape";
import type { JsonObject } from "../../engine/store/store";

const budget: ArmShape = ({ values }) => {
  const period = block(values, "time_period") ?? {};
  const filter = block(values, "filter");
  return {
    ...present({ eTag: values["etag"] }),
    properties: {
      category: "Cost",
      amount: values["amount"]!,
      timeGrain: values["time_grain"] ?? "Monthly",
      timePeriod: present({ startDate: period["start_date"], endDate: period["end_date"] }),
      currentSpend: { amount: 0, unit: "EUR" },
      ...(filter !== undefined && { filter: filterOf(filter) }),
      notifications: Object.fromEntries(blocks(values, "notification").map(notification)),
    },
  };
};

/** Named as azurerm names them. */
function notification(one: JsonObject): readonly [string, JsonObject] {
  const kind = one["threshold_type"] ?? "Actual";
  return [
    `${String(kind).toLowerCase()}_${String(one["operator"])}_${String(one["threshold"])}_Percent`,
    {
      enabled: one["enabled"] ?? true,
      operator: one["operator"]!,
      threshold: one["threshold"]!,
      thresholdType: kind,
      contactEmails: items(one, "contact_emails"),
      contactRoles: items(one, "contact_roles"),
      contactGroups: items(one, "contact_groups"),
    },
  ];
}

/** What an override or an assignment is about. */
const selector = (one: JsonObject): JsonObject => {
  const among = items(one, "in");
  const beyond = items(one, "not_in");
  return {
    ...present({ kind: one["kind"] }),
    ...(among.length > 0 && { in: among }),
    ...(beyond.length > 0 && { notIn: beyond }),
  };
};

function filterOf(filter: JsonObject): JsonObject {
  const compared = (kind: "dimensions" | "tags", name: string): readonly JsonObject[] =>
    blocks(filter, name).map((one) => ({
      [kind]: { name: one["name"]!, operator: one["operator"] ?? "In", values: items(one, "values") },
    }));
  const all = [...compared("dimensions", "dimension"), ...compared("tags", "tag")];
  return all.length === 1 ? all[0]! : { and: all };
}

/** Budgets, policies and locks, as Microsoft.Consumption and Microsoft.Authorization answer. */
export const governanceShapes: ShapeTable = {
  azurerm_consumption_budget_resource_group: budget,
  azurerm_consumption_budget_subscription: budget,
  azurerm_management_lock: ({ values }) => ({
    properties: { level: values["lock_level"]!, ...present({ notes: values["notes"] }) },
  }),
  azurerm_policy_definition: ({ values }) => ({
    properties: present({
      policyType: values["policy_type"],
      mode: values["mode"],
      displayName: values["display_name"],
      description: values["description"],
      metadata: parsed(values["metadata"]),
      parameters: parsed(values["parameters"]),
      policyRule: parsed(values["policy_rule"]),
    }),
  }),
  azurerm_resource_group_policy_assignment: ({ id, values }) => ({
    properties: {
      scope: id.replace(/\/providers\/Microsoft\.Authorization\/policyAssignments\/[^/]+$/i, ""),
      enforcementMode: values["enforce"] === false ? "DoNotEnforce" : "Default",
      notScopes: items(values, "not_scopes"),
      ...present({
        displayName: values["display_name"],
        description: values["description"],
        policyDefinitionId: values["policy_definition_id"],
        parameters: parsed(values["parameters"]),
        metadata: parsed(values["metadata"]),
      }),
      nonComplianceMessages: blocks(values, "non_compliance_message").map((one) =>
        present({ message: one["content"], policyDefinitionReferenceId: one["policy_definition_reference_id"] }),
      ),
      overrides: blocks(values, "overrides").map((one) => ({
        kind: "policyEffect",
        ...present({ value: one["value"] }),
        selectors: blocks(one, "selectors").map(selector),
      })),
      resourceSelectors: blocks(values, "resource_selectors").map((one) => ({
        ...present({ name: one["name"] }),
        selectors: blocks(one, "selectors").map(selector),
      })),
    },
  }),
};
