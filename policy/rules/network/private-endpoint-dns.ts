import { attributes, present } from "../../attributes";
import type { Rule } from "../../rule";

export const privateEndpointDns: Rule = {
  title: "Private endpoints are found by name",
  severity: "medium",
  upstream: [],
  why: "Without a DNS zone clients go on resolving the public address, which is closed: it looks like an outage.",
  fix: "add a private_dns_zone_group",
  ...attributes({
    azurerm_private_endpoint: { path: "private_dns_zone_group.private_dns_zone_ids", is: present },
  }),
};
