import type { CostReview, Monthly, Review } from "../model";
import { thousands } from "./escape";

/** `1,234`, `0.37`: whole above ten. */
export function money(amount: number): string {
  const size = Math.abs(amount);
  const shown = Number.isInteger(size) || size >= 10 ? thousands(Math.round(size)) : size.toFixed(2);
  return `${amount < 0 ? "−" : ""}${shown}`;
}

/** `+1,234`, `−0.37`, `0` */
export function difference({ before, after }: Monthly): string {
  const by = after - before;
  return `${by > 0 ? "+" : ""}${money(Math.abs(by) < 0.005 ? 0 : by)}`;
}

/** What all stacks cost, as far as it has a price; those that could not be planned are not in it. */
export function totalCost({ stacks }: Pick<Review, "stacks">): Monthly {
  const sum = (side: keyof Monthly): number =>
    stacks.reduce((total, { monthlyCost }) => total + (monthlyCost?.[side] ?? 0), 0);
  return { before: sum("before"), after: sum("after") };
}

/** `+292 EUR a month (1,200 → 1,492)` */
export function totalInWords(review: Pick<Review, "stacks">, { currency }: CostReview): string {
  const total = totalCost(review);
  return total.before === total.after
    ? `unchanged, ${money(total.after)} ${currency} a month`
    : `${difference(total)} ${currency} a month (${money(total.before)} → ${money(total.after)})`;
}

/** What is meant by it, and what is not. */
export const costNote = ({ about = "the prices given" }: CostReview): string =>
  `What runs all the time, at ${about}: instances and nodes at their least number, and what has a price of a month. Trainings, monitors, storage and traffic cost by use and are not in it.`;
