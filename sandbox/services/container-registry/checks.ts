import type { ObjectValue } from "../../engine/terraform/wire";
import { type Check, rule } from "../../engine/azurerm/checks";

interface PremiumFeature {
  readonly argument: string;
  readonly used: (value: ObjectValue[string]) => boolean;
  readonly also?: readonly string[];
}

const isTrue = (value: ObjectValue[string]): boolean => value === true;
const isFalse = (value: ObjectValue[string]): boolean => value === false;
const hasItems = (value: ObjectValue[string]): boolean => Array.isArray(value) && value.length > 0;

const features: readonly PremiumFeature[] = [
  { argument: "georeplications", used: hasItems },
  { argument: "network_rule_set", used: hasItems },
  { argument: "encryption", used: hasItems },
  { argument: "zone_redundancy_enabled", used: isTrue },
  { argument: "quarantine_policy_enabled", used: isTrue },
  { argument: "trust_policy_enabled", used: isTrue },
  { argument: "data_endpoint_enabled", used: isTrue },
  { argument: "retention_policy_in_days", used: (days) => typeof days === "number" && days > 0 },
  { argument: "public_network_access_enabled", used: isFalse },
  { argument: "export_policy_enabled", used: isFalse },
  { argument: "anonymous_pull_enabled", used: isTrue, also: ["Standard"] },
];

/** What a container registry offers in its Premium tier only. */
export const premiumOnly: readonly Check[] = [
  ...features.map(({ argument, used, also = [] }) =>
    rule([argument, "sku"], (values) => {
      const allowed = ["Premium", ...also];
      return used(values[argument] ?? null) && !allowed.includes(String(values["sku"]))
        ? `\`${argument}\` can only be changed for a Container Registry with the sku ${allowed.join(" or ")}`
        : undefined;
    }),
  ),
  rule(["export_policy_enabled", "public_network_access_enabled"], (values) =>
    values["export_policy_enabled"] === false && values["public_network_access_enabled"] !== false
      ? "to disable export, `public_network_access_enabled` must also be `false`"
      : undefined,
  ),
];
