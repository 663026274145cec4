import { expect, present } from "../../attributes";
import type { Rule } from "../../rule";
import { pass } from "../../rule";

const ZONE = "azurerm_private_dns_zone";

/** Where no zone stands in its stack, an endpoint without a group is one that others connect to zones of theirs. */
export const privateEndpointDns: Rule = {
  title: "Private endpoints are found by name",
  severity: "medium",
  upstream: [],
  why: "Without a DNS zone clients go on resolving the public address, which is closed: it looks like an outage.",
  fix: "add a private_dns_zone_group; or, where a policy adds it, leave out all of them and the zones",
  kinds: ["azurerm_private_endpoint"],
  check: (endpoint, world) => {
    const verdict = expect(endpoint, { path: "private_dns_zone_group.private_dns_zone_ids", is: present });
    if (verdict?.result !== "fail") return verdict;
    const others = world.in(endpoint.stack, "azurerm_private_endpoint");
    // A plan holds a block that nobody wrote as an empty list.
    const named = others.some((one) => one.entries("private_dns_zone_group").length > 0);
    return named || world.in(endpoint.stack, ZONE).length > 0 ? verdict : pass;
  },
};
