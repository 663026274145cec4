import { z } from "zod";
import {
  budgetLimits,
  checkBudget,
  checkStartMonth,
  type BudgetDraft,
  type BudgetMistake,
} from "../domain/azure/budget-rules";
import type { ProblemKind } from "../domain/problem/codes";
import { text } from "./fields";
import type { Notes } from "./notes";

const percents = () => z.array(z.number().int().min(budgetLimits.leastPercent).max(budgetLimits.mostPercent));

/** The month that digits in another form mean, as `202612` or `2026/12`, where a budget can start in it. */
function rewritten(value: string): { readonly fix?: string } {
  const [, year, month] = /^(20\d\d)[/. -]?(\d{1,2})$/.exec(value) ?? [];
  const meant = `${year}-${String(month).padStart(2, "0")}`;
  return year !== undefined && [...checkStartMonth(meant)].length === 0 ? { fix: `write ${meant}` } : {};
}

/** What something may cost in a month, and at what shares of it somebody is told. */
export const budget = () =>
  z.strictObject({
    amount: z
      .number()
      .min(budgetLimits.leastAmount)
      .max(budgetLimits.mostAmount)
      .describe("Monthly budget, 1 or more, in the currency of the billing account."),
    startMonth: text(
      (value) => {
        const [mistake] = checkStartMonth(value);
        return mistake && { kind: "month", says: mistake.says, allowed: mistake.allowed, ...rewritten(value) };
      },
      { pattern: "^20\\d\\d-(0[1-9]|1[0-2])$", examples: ["2026-12"] },
    ).describe("First month of the budget, YYYY-MM. Never the clock's: it would change with every run."),
    thresholdPercents: percents()
      .default([50, 80, 100])
      .describe("Percent of the amount spent (1 to 1000, ascending) at which a mail is sent."),
    forecastPercents: percents()
      .default([100])
      .describe("Percent of the amount forecast (1 to 1000, ascending). With `thresholdPercents` at most 5."),
  });

const BUDGET_KINDS: Readonly<Record<BudgetMistake["rule"], ProblemKind>> = {
  amount: "outOfRange",
  month: "month",
  percent: "outOfRange",
  ascending: "ascending",
  notifications: "notifications",
};

/** What must hold between the keys of a budget. */
export function checkBudgetAt(path: readonly string[], given: BudgetDraft | undefined, notes: Notes): void {
  for (const { rule, key, index, says, allowed, fix } of checkBudget(given ?? {})) {
    const where = [...path, ...(key === undefined ? [] : [key]), ...(index === undefined ? [] : [index])];
    notes.add(where, { kind: BUDGET_KINDS[rule], says, allowed, fix }, { at: key === undefined ? "key" : "value" });
  }
}
