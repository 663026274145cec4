import { ConsumptionBudgetResourceGroup } from "@cdktf/provider-azurerm/lib/consumption-budget-resource-group";
import { Construct } from "constructs";
import { requireNone, type Problem } from "../../core/problem";

/** Azure allows a budget five notifications. */
const MAX_NOTIFICATIONS = 5;
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

export interface MonthlyBudgetProps {
  /** Name of the budget. */
  readonly name: string;
  /** ARM id of the resource group whose cost counts; a reference. */
  readonly resourceGroupId: string;
  /** What a month may cost, in the billing currency. At least 1. */
  readonly amount: number;
  /** First month, `2026-12`. Comes from the configuration and never from the clock: a change makes a new budget. */
  readonly startMonth: string;
  /** Tell when this share of the amount is spent. Percent, 1–1000. */
  readonly thresholdPercents: readonly number[];
  /** Tell when this share of the amount will probably be spent by the end of the month. Percent, 1–1000. */
  readonly forecastPercents: readonly number[];
  /** Mail addresses to tell. */
  readonly contactEmails: readonly string[];
  /** ARM ids of action groups to tell. @default - none */
  readonly actionGroupIds?: readonly string[];
}

/**
 * What the environment may cost in a month, and who hears when it is spent. A budget tells; it stops nothing.
 *
 * Limitations: Azure computes cost some hours behind, so a sudden rise is told of late.
 */
export class MonthlyBudget extends Construct {
  /** The budget. */
  readonly resource: ConsumptionBudgetResourceGroup;

  constructor(scope: Construct, id: string, props: MonthlyBudgetProps) {
    super(scope, id);
    requireNone(checkBudget(this.node.path, props));
    const notification = (thresholdType: "Actual" | "Forecasted") => (threshold: number) => ({
      threshold,
      thresholdType,
      operator: "GreaterThanOrEqualTo",
      contactEmails: [...props.contactEmails],
      contactGroups: [...(props.actionGroupIds ?? [])],
    });
    this.resource = new ConsumptionBudgetResourceGroup(this, "Resource", {
      name: props.name,
      resourceGroupId: props.resourceGroupId,
      amount: props.amount,
      timeGrain: "Monthly",
      timePeriod: { startDate: `${props.startMonth}-01T00:00:00Z` },
      notification: [
        ...props.thresholdPercents.map(notification("Actual")),
        ...props.forecastPercents.map(notification("Forecasted")),
      ],
    });
  }
}

function checkBudget(where: string, props: MonthlyBudgetProps): Problem[] {
  const problems: Problem[] = [];
  const count = props.thresholdPercents.length + props.forecastPercents.length;
  if (count < 1 || count > MAX_NOTIFICATIONS) {
    problems.push({
      code: "MLOPS-BUDGET-001",
      where,
      message: "Azure cannot make a budget with this many thresholds",
      given: `${count}`,
      allowed: `1 to ${MAX_NOTIFICATIONS}, spent and forecast together`,
    });
  }
  for (const percents of [props.thresholdPercents, props.forecastPercents]) {
    const bad = percents.filter((percent) => !Number.isInteger(percent) || percent < 1 || percent > 1000);
    if (bad.length === 0) continue;
    const given = bad.join(", ");
    const allowed = "whole percents, 1 to 1000";
    problems.push({ code: "MLOPS-BUDGET-002", where, message: "no such share of a budget", given, allowed });
  }
  if (!MONTH.test(props.startMonth)) {
    const given = props.startMonth;
    problems.push({
      code: "MLOPS-BUDGET-003",
      where,
      message: "not a month",
      given,
      allowed: "a month such as 2026-12",
    });
  }
  if (props.amount < 1) {
    const given = `${props.amount}`;
    problems.push({ code: "MLOPS-BUDGET-004", where, message: "a budget of nothing", given, allowed: "1 or more" });
  }
  return problems;
}
