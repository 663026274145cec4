import { guidOf } from "../../engine/arm/identities";
import type { JsonObject } from "../../engine/store/store";
import type { ObjectValue, Value } from "../../engine/terraform/wire";
import { between, type Check, matches, oneOf, rule, valuesAt } from "../../engine/azurerm/checks";
import type { ComputeContext, Values } from "../../engine/azurerm/type-entry";

/** Source: azurerm 4.55.0, `getDimensionNames`. */
const dimensions = [
  ..."ChargeType Frequency InvoiceId Meter MeterCategory MeterSubCategory PartNumber PricingModel Product".split(" "),
  ..."ProductOrderId ProductOrderName PublisherType ReservationId ReservationName ResourceGroupName".split(" "),
  ..."ResourceGuid ResourceId ResourceLocation ResourceType ServiceFamily ServiceName SubscriptionID".split(" "),
  ..."SubscriptionName UnitOfMeasure".split(" "),
];
const mostNotifications = 5;
const earliestStart = Date.parse("2017-06-01T00:00:00Z");

/** What azurerm checks of a budget, of a subscription or a resource group. */
export const budgetChecks: readonly Check[] = [
  matches("name", /^[-\w]{1,63}$/, "1 to 63 letters, digits, _ and -"),
  between("amount", 1, Number.MAX_SAFE_INTEGER),
  oneOf("time_grain", "BillingAnnual", "BillingMonth", "BillingQuarter", "Annually", "Monthly", "Quarterly"),
  oneOf("notification.operator", "EqualTo", "GreaterThan", "GreaterThanOrEqualTo"),
  oneOf("notification.threshold_type", "Actual", "Forecasted"),
  between("notification.threshold", 0, 1_000),
  matches("time_period.start_date", /^\d{4}-\d{2}-01T00:00:00Z$/, "RFC 3339, the first of a month at midnight UTC"),
  oneOf("filter.dimension.operator", "In"),
  oneOf("filter.tag.operator", "In"),
  oneOf("filter.dimension.name", ...dimensions),
  matches("time_period.end_date", /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})$/, "RFC 3339"),
  rule(["filter"], ({ filter }) =>
    ((filter ?? []) as readonly ObjectValue[]).some((one) =>
      ["dimension", "tag"].every((name) => ((one[name] as Value[] | null) ?? []).length === 0),
    )
      ? "at least one of `dimension` and `tag` must be specified in a `filter`"
      : undefined,
  ),
  rule(["time_period.start_date", "time_period.end_date"], (values) => {
    const [start] = valuesAt(values, "time_period.start_date");
    const [end] = valuesAt(values, "time_period.end_date");
    if (typeof start !== "string") return undefined;
    if (Date.parse(start) < earliestStart) return "`start_date` must be on or after June 1, 2017";
    const backwards = typeof end === "string" && end !== "" && Date.parse(end) <= Date.parse(start);
    return backwards ? "`end_date` must be after `start_date`" : undefined;
  }),
  rule(["notification"], ({ notification }) => {
    const items = (notification ?? []) as readonly ObjectValue[];
    if (items.length > mostNotifications) return `a budget has at most ${mostNotifications} notifications`;
    const silent = items.some((item) =>
      ["contact_emails", "contact_groups", "contact_roles"].every(
        (name) => ((item[name] as string[] | null) ?? []).length === 0,
      ),
    );
    return silent
      ? "one of `contact_emails`, `contact_groups` or `contact_roles` must be set in each `notification`"
      : undefined;
  }),
];

/** Azure ends a budget after ten years unless told otherwise. */
export function budgetValues({ id, values }: ComputeContext): Values {
  const period = ((values["time_period"] ?? []) as readonly JsonObject[])[0] ?? {};
  const start = String(period["start_date"]);
  const end = `${Number(start.slice(0, 4)) + 10}${start.slice(4)}`;
  return { etag: `"${guidOf("etag", id)}"`, time_period: [{ end_date: end }] };
}
