import { nameRules } from "../../../domain/azure/names";
import { attributes } from "../../attributes";
import type { Rule } from "../../rule";

const { pattern, min, max } = nameRules.applicationInsights;
const name = {
  path: "name",
  is: {
    wanted: "1 to 260 characters without % & \\ ? /, not ending in a space or full stop",
    holds: (value: unknown) =>
      typeof value === "string" && value.length >= min && value.length <= max && pattern.test(value),
  },
};

export const insightsName: Rule = {
  title: "Names of Application Insights are ones that Azure takes",
  severity: "low",
  upstream: ["Azure.AppInsights.Name"],
  why: "Azure refuses any other name, but only when it is deployed.",
  fix: "leave out % & \\ ? / and a closing space or full stop",
  ...attributes({ azurerm_application_insights: name, "Microsoft.Insights/components": name }),
};
