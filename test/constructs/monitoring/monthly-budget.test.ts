import { ConsumptionBudgetResourceGroup } from "@cdktf/provider-azurerm/lib/consumption-budget-resource-group";
import { MonthlyBudget, type MonthlyBudgetProps } from "../../../constructs/monitoring";
import { SUBSCRIPTION, synth } from "../../support/synth";

const RG = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg`;
const budget = (props: Partial<MonthlyBudgetProps> = {}) =>
  synth((stack) => {
    new MonthlyBudget(stack, "Budget", {
      name: "budget-dev",
      resourceGroupId: RG,
      amount: 3000,
      startMonth: "2026-12",
      thresholdPercents: [50, 100],
      forecastPercents: [100],
      contactEmails: ["ml@pfs.example"],
      actionGroupIds: [`${RG}/ag`],
      ...props,
    });
  }).only(ConsumptionBudgetResourceGroup);

describe("MonthlyBudget", () => {
  it("counts months from the first of the configured one", () => {
    expect(budget()).toMatchObject({
      amount: 3000,
      time_grain: "Monthly",
      time_period: { start_date: "2026-12-01T00:00:00Z" },
      resource_group_id: RG,
    });
  });

  it("tells of what is spent and of what will be", () => {
    const told = { contact_emails: ["ml@pfs.example"], contact_groups: [`${RG}/ag`], operator: "GreaterThanOrEqualTo" };
    expect(budget()["notification"]).toEqual([
      { ...told, threshold: 50, threshold_type: "Actual" },
      { ...told, threshold: 100, threshold_type: "Actual" },
      { ...told, threshold: 100, threshold_type: "Forecasted" },
    ]);
  });

  it("takes 1 and 1000 percent and five thresholds", () => {
    expect(budget({ thresholdPercents: [1, 50, 80, 1000] })["notification"]).toHaveLength(5);
  });

  it.each([
    ["six thresholds", { thresholdPercents: [10, 20, 30, 40, 50] }, "MLOPS-BUDGET-001"],
    ["no threshold", { thresholdPercents: [], forecastPercents: [] }, "MLOPS-BUDGET-001"],
    ["a share of 0 percent", { thresholdPercents: [0] }, "given 0"],
    ["a share of 1001 percent", { forecastPercents: [1001] }, "given 1001"],
    ["half a percent", { thresholdPercents: [0.5] }, "given 0.5"],
    ["a thirteenth month", { startMonth: "2026-13" }, "MLOPS-BUDGET-003"],
    ["an amount below 1", { amount: 0 }, "MLOPS-BUDGET-004"],
  ])("rejects %s", (_, props, message) => {
    expect(() => budget(props)).toThrow(message);
  });
});
