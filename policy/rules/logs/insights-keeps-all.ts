import { attributes, equals, type Condition } from "../../attributes";
import type { Rule } from "../../rule";

/** What Azure sets by itself, which no workspace here comes near. */
const DEFAULT_GB = 100;
/** A cap of 0 or less, none, or one that is never reached. */
const noCap: Condition = {
  wanted: `no cap below ${DEFAULT_GB} GB`,
  holds: (value) => typeof value === "number" && (value <= 0 || value >= DEFAULT_GB),
};

export const insightsKeepsAll: Rule = {
  title: "Logs and telemetry are taken in and kept whole: no sample, no daily cap",
  severity: "high",
  severityIn: { development: "low" },
  upstream: [],
  why: "A cap is reached on the day of the incident, and a sample leaves out the request that explains it.",
  fix: "set sampling_percentage = 100, internet_ingestion_enabled = true and no daily cap or quota",
  ...attributes({
    azurerm_application_insights: [
      { path: "sampling_percentage", is: equals(100), absent: "pass" },
      { path: "daily_data_cap_in_gb", is: noCap, absent: "pass" },
      // Without a private link scope there is no other way in for what endpoints and jobs tell.
      { path: "internet_ingestion_enabled", is: equals(true), absent: "pass" },
    ],
    azurerm_log_analytics_workspace: [
      { path: "daily_quota_gb", is: noCap, absent: "pass" },
      { path: "internet_ingestion_enabled", is: equals(true), absent: "pass" },
    ],
  }),
};
