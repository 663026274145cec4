import type { ObjectValue, Value } from "../../engine/terraform/wire";
import { type Check, matches, rule } from "../../engine/azurerm/checks";

const mostValues = 25;
const longestValue = 512;
const plain = ["string", "number"].flatMap((kind) =>
  kind === "string"
    ? ["begins_with", "contains", "ends_with", "in", "not_begins_with", "not_contains", "not_ends_with", "not_in"].map(
        (operator) => `string_${operator}`,
      )
    : ["in", "not_in", "in_range", "not_in_range"].map((operator) => `number_${operator}`),
);
const keyed = [...plain, "bool_equals", "is_not_null", "is_null_or_undefined"];

/** What Event Grid allows in the advanced filter of a subscription. */
export const filterChecks: readonly Check[] = [
  ...keyed.map((operator) =>
    matches(
      `advanced_filter.${operator}.key`,
      /^\w+(\.\w+){0,2}$/,
      "at most two levels below the event, such as data.key.key",
    ),
  ),
  rule(["advanced_filter"], ({ advanced_filter: filters }) => {
    const filter = ((filters ?? []) as readonly ObjectValue[])[0];
    if (filter === undefined) return undefined;
    const values = Object.values(filter)
      .flatMap((items) => (items ?? []) as readonly ObjectValue[])
      .flatMap((item) => (item["values"] ?? item["value"] ?? []) as readonly Value[]);
    if (values.length > mostValues) return `advanced filters hold at most ${mostValues} values, not ${values.length}`;
    const long = values.find((value) => typeof value === "string" && value.length > longestValue);
    return long === undefined ? undefined : `a filter value is longer than ${longestValue} characters`;
  }),
];
