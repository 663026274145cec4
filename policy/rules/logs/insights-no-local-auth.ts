import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const insightsNoLocalAuth: Rule = {
  title: "Application Insights takes telemetry from Entra identities only",
  severity: "medium",
  upstream: [],
  why: "Whoever finds the instrumentation key in a log or an image could drown real telemetry in made-up one.",
  fix: "set local_authentication_disabled (DisableLocalAuth) = true",
  ...attributes({
    azurerm_application_insights: { path: "local_authentication_disabled", is: equals(true) },
    "Microsoft.Insights/components": { path: "properties.DisableLocalAuth", is: equals(true) },
  }),
};
