import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const subnetNoDefaultOutbound: Rule = {
  title: "Subnets have no hidden way out to the internet",
  severity: "medium",
  upstream: [],
  why: "Azure gives machines without one an outbound address of its own, which no rule or log of yours shows.",
  fix: "set default_outbound_access_enabled = false (defaultOutboundAccess)",
  ...attributes({
    azurerm_subnet: { path: "default_outbound_access_enabled", is: equals(false) },
    "Microsoft.Network/virtualNetworks/subnets": { path: "properties.defaultOutboundAccess", is: equals(false) },
  }),
};
