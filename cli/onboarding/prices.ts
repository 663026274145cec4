import type { UseCaseInEnvironment } from "../../schema/use-case/model";
import { HOURS_PER_MONTH, type Prices } from "../../review/cost";

/** What the endpoint's instances cost in a month, between their least and most number. */
export function monthlyCost({ serving }: UseCaseInEnvironment, { currency, perHour }: Prices): string {
  if (serving === undefined) return "nothing runs all the time; trainings and monitors cost by the minute";
  const { size, instances } = serving;
  const price = perHour[size];
  if (price === undefined) return `the price file has no ${size}`;
  const month = (count: number): string => String(Math.round(count * price * HOURS_PER_MONTH));
  const range =
    instances.min === instances.max ? month(instances.min) : `${month(instances.min)} to ${month(instances.max)}`;
  return `${range} ${currency} a month for the endpoint once a version is live; trainings and monitors by the minute`;
}
