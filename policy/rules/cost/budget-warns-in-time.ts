import { shown } from "../../attributes";
import type { PolicyResource } from "../../resource";
import { every, fail, pass, type Rule, unknownAt, type Verdict } from "../../rule";
import { lookup, Unknown } from "../../value";

/** Percent of the amount: a warning after all is spent is no warning. */
const LATEST = 100;

export const budgetWarnsInTime: Rule = {
  title: "Budgets warn before all that is configured is spent, each month, by what is spent and by what is to come",
  severity: "medium",
  severityIn: { development: "low" },
  upstream: [],
  why: "A budget that tells at 1000 %, once a year or nobody is an amount in a list.",
  fix: "set time_grain = Monthly and notifications of 100 % or less, with contacts, for Actual and Forecasted",
  kinds: ["azurerm_consumption_budget_resource_group", "azurerm_consumption_budget_subscription"],
  check: (budget, world) => {
    const notifications = budget.entries("notification");
    const grain = budget.at("time_grain");
    if (notifications === "unknown" || notifications.some((one) => one instanceof Unknown))
      return unknownAt("notification");
    const useful = notifications.filter((one) => {
      const at = (path: string) => lookup(one, path);
      const [threshold, enabled] = [at("threshold"), at("enabled")];
      const told = ["contact_emails", "contact_groups", "contact_roles"].some((path) => {
        const found = at(path);
        return found.state === "unknown" || (found.state === "known" && [found.value].flat().length > 0);
      });
      return (
        told &&
        !(enabled.state === "known" && enabled.value === false) &&
        (threshold.state === "unknown" || (threshold.state === "known" && Number(threshold.value) <= LATEST))
      );
    });
    const open = notifications.some((one) =>
      ["threshold", "threshold_type", "enabled", "contact_emails", "contact_groups"].some((path) => {
        const found = lookup(one, path);
        // Groups that are made in the same plan are somebody, though their ids come later.
        return found.state === "unknown" && !(path === "contact_groups" && found.references.length > 0);
      }),
    );
    const warns = (type: string) =>
      useful.some((one) => {
        const found = lookup(one, "threshold_type");
        return found.state === "absent" ? type === "Actual" : found.state === "known" && found.value === type;
      });
    return every([
      grain.state === "unknown" ? unknownAt("time_grain") : undefined,
      grain.state === "known" && grain.value !== "Monthly" ? fail(`is reckoned by ${shown(grain.value)}`) : undefined,
      amountOf(budget, world.expected.budgets?.[budget.stack]),
      open ? unknownAt("notification") : undefined,
      ...["Actual", "Forecasted"].map((type) =>
        warns(type) || open ? pass : fail(`warns of no ${type.toLowerCase()} cost in time`),
      ),
    ]);
  },
};

/** A percentage of ten times the amount comes too late by ten times. */
function amountOf(budget: PolicyResource, configured: number | undefined): Verdict | undefined {
  const amount = budget.at("amount");
  if (configured === undefined || amount.state === "absent") return undefined;
  if (amount.state === "unknown") return unknownAt("amount");
  return Number(amount.value) <= configured
    ? pass
    : fail(`amount is ${shown(amount.value)}, ${configured} is configured`);
}
