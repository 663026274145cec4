import { ConsumptionBudgetResourceGroup } from "@cdktf/provider-azurerm/lib/consumption-budget-resource-group";
import { Construct } from "constructs";
import { checkBudget, type BudgetMistake } from "../../domain/azure/budget-rules";
import { requireNone, type Problem } from "../../domain/problem/problem";
import type { ProblemCode } from "../../domain/problem/codes";

/** Tag that Azure puts on what an online endpoint costs. */
const ENDPOINT_TAG = "azuremlendpoint";

export interface MonthlyBudgetProps {
  /** Name of the budget. */
  readonly name: string;
  /** ARM id of the resource group whose cost counts; a reference. */
  readonly resourceGroupId: string;
  /** What a month may cost, in the billing currency. 1 to 1e9. */
  readonly amount: number;
  /** First month, `2026-12`. Comes from the configuration and never from the clock: a change makes a new budget. */
  readonly startMonth: string;
  /** Tell when this share of the amount is spent. Percent, 1–1000, ascending. */
  readonly thresholdPercents: readonly number[];
  /** Tell when this share of the amount will probably be spent by the end of the month. Percent, 1–1000, ascending. */
  readonly forecastPercents: readonly number[];
  /** Name of the online endpoint whose cost alone counts. @default - everything in the resource group */
  readonly endpoint?: string;
  /** Mail addresses to tell. */
  readonly contactEmails: readonly string[];
  /** ARM ids of action groups to tell. @default - none */
  readonly actionGroupIds?: readonly string[];
}

/**
 * What the environment may cost in a month, and who hears when it is spent. A budget tells; it stops nothing.
 *
 * Limitations: Azure computes cost some hours behind, so a sudden rise is told of late. Of an endpoint, what its instances
 * cost counts: Azure files that under the workspace, with the endpoint's name as a tag (MicrosoftDocs/azure-ai-docs,
 * how-to-view-online-endpoints-costs). Trainings on a cluster that several use cases share carry no such tag.
 */
export class MonthlyBudget extends Construct {
  /** The budget. */
  readonly resource: ConsumptionBudgetResourceGroup;

  constructor(scope: Construct, id: string, props: MonthlyBudgetProps) {
    super(scope, id);
    requireNone(problemsIn(this.node.path, props));
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
      ...(props.endpoint !== undefined && { filter: { tag: [{ name: ENDPOINT_TAG, values: [props.endpoint] }] } }),
      timePeriod: { startDate: `${props.startMonth}-01T00:00:00Z` },
      notification: [
        ...props.thresholdPercents.map(notification("Actual")),
        ...props.forecastPercents.map(notification("Forecasted")),
      ],
    });
  }
}

const CODES: Readonly<Record<BudgetMistake["rule"], ProblemCode>> = {
  notifications: "MLOPS-BUDGET-001",
  percent: "MLOPS-BUDGET-002",
  month: "MLOPS-BUDGET-003",
  amount: "MLOPS-BUDGET-004",
  ascending: "MLOPS-BUDGET-005",
};

const problemsIn = (where: string, props: MonthlyBudgetProps): Problem[] =>
  [...checkBudget(props)].map(({ rule, key = "budget", says, given, allowed, fix }) => ({
    code: CODES[rule],
    where,
    message: `${key} ${says}`,
    given,
    allowed,
    fix,
  }));
