/** What Azure takes: five notifications, an amount of at least one, no month before budgets existed. */
export const budgetLimits = {
  leastAmount: 1,
  mostAmount: 1e9,
  leastPercent: 1,
  mostPercent: 1_000,
  notifications: 5,
  firstMonth: "2017-06",
} as const;

/** A budget as far as it could be read. What is undefined is passed over. */
export interface BudgetDraft {
  readonly amount?: number;
  readonly startMonth?: string;
  readonly thresholdPercents?: readonly (number | undefined)[];
  readonly forecastPercents?: readonly (number | undefined)[];
}

/** What is wrong with a budget, and under which key. */
export interface BudgetMistake {
  readonly rule: "amount" | "month" | "percent" | "ascending" | "notifications";
  /** Undefined: the budget as a whole. */
  readonly key?: keyof BudgetDraft;
  /** Which entry of the list under `key`. */
  readonly index?: number;
  /** After the key's name: `is not a month to start a budget in`. */
  readonly says: string;
  readonly given?: string;
  readonly allowed?: string;
  readonly fix?: string;
}

/** Everything that keeps a budget from being one that Azure makes. */
export function* checkBudget(budget: BudgetDraft): Generator<BudgetMistake> {
  const { leastAmount, mostAmount, notifications } = budgetLimits;
  const { amount, startMonth, thresholdPercents, forecastPercents } = budget;
  if (amount !== undefined && !(amount >= leastAmount && amount <= mostAmount)) {
    const allowed = `${leastAmount} to ${mostAmount}`;
    yield { rule: "amount", key: "amount", says: "is no amount for a budget", given: String(amount), allowed };
  }
  if (startMonth !== undefined) yield* checkStartMonth(startMonth);
  for (const key of ["thresholdPercents", "forecastPercents"] as const) yield* checkPercents(key, budget[key] ?? []);
  if (thresholdPercents === undefined || forecastPercents === undefined) return;
  const count = thresholdPercents.length + forecastPercents.length;
  if (count >= 1 && count <= notifications) return;
  yield {
    rule: "notifications",
    says: `has ${count} notifications in thresholdPercents and forecastPercents`,
    allowed: `1 to ${notifications}`,
  };
}

/** Whether a text is a month that a budget can start in. */
export function* checkStartMonth(month: string): Generator<BudgetMistake> {
  const { firstMonth } = budgetLimits;
  if (/^20\d\d-(0[1-9]|1[0-2])$/.test(month) && month >= firstMonth) return;
  const allowed = `YYYY-MM from ${firstMonth}`;
  yield { rule: "month", key: "startMonth", says: "is not a month to start a budget in", given: month, allowed };
}

/** How many months ahead a budget may begin. Source: Microsoft.Consumption/budgets, time period. */
const MONTHS_AHEAD = 12;

/**
 * Why Azure would not make a budget now that begins in a month: it has passed, or lies too far ahead. A budget that is there
 * keeps its month.
 *
 * @param month - `YYYY-MM`
 * @param today - ISO date or instant
 */
export function refusedNow(month: string, today: string): string | undefined {
  const months = (text: string): number => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
  const ahead = months(month) - months(today);
  if (ahead < 0) return `${month} has passed, and Azure makes no budget that begins before this month`;
  return ahead > MONTHS_AHEAD
    ? `${month} is more than ${MONTHS_AHEAD} months ahead, and Azure refuses that`
    : undefined;
}

function* checkPercents(key: keyof BudgetDraft, percents: readonly (number | undefined)[]): Generator<BudgetMistake> {
  const { leastPercent, mostPercent } = budgetLimits;
  for (const [index, percent] of percents.entries()) {
    if (percent === undefined) continue;
    const whole = Number.isInteger(percent) && percent >= leastPercent && percent <= mostPercent;
    const allowed = `whole percents, ${leastPercent} to ${mostPercent}`;
    if (!whole) yield { rule: "percent", key, index, says: "is no share of a budget", given: String(percent), allowed };
  }
  const index = percents.findIndex((percent, at) => at > 0 && percent! <= percents[at - 1]!);
  if (index < 1) return;
  const says = `is not more than ${percents[index - 1]} before it`;
  yield { rule: "ascending", key, index, says, given: String(percents[index]), fix: "sort the percentages, each once" };
}
