import type { ObjectValue, Value } from "../../engine/terraform/wire";
import { between, type Check, matches, oneOf, rule } from "../../engine/azurerm/checks";

const either = [
  ["source_port_range", "source_port_ranges"],
  ["destination_port_range", "destination_port_ranges"],
  ["source_address_prefix", "source_address_prefixes", "source_application_security_group_ids"],
  ["destination_address_prefix", "destination_address_prefixes", "destination_application_security_group_ids"],
] as const;

const isWritten = (value: Value | undefined): boolean =>
  value !== null && value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);

/** What azurerm checks of the rules written inside a network security group. */
export const securityRuleChecks: readonly Check[] = [
  oneOf("security_rule.access", "Allow", "Deny"),
  oneOf("security_rule.direction", "Inbound", "Outbound"),
  oneOf("security_rule.protocol", "*", "Ah", "Esp", "Icmp", "Tcp", "Udp"),
  between("security_rule.priority", 100, 4_096),
  matches("security_rule.description", /^[^]{0,140}$/, "at most 140 characters"),
  rule(["security_rule"], ({ security_rule: rules }) => {
    for (const item of (rules ?? []) as readonly ObjectValue[]) {
      for (const group of either) {
        const written = group.filter((name) => isWritten(item[name]));
        if (written.length !== 1)
          return `of ${group.join(", ")} exactly one must be set in rule ${String(item["name"])}`;
      }
    }
    return undefined;
  }),
];
