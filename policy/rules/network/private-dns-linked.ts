import { fail, pass, type Rule, some, unknown } from "../../rule";

const LINK = "azurerm_private_dns_zone_virtual_network_link";

export const privateDnsLinked: Rule = {
  title: "Private DNS zones are linked to the network and hold no names of machines",
  severity: "medium",
  upstream: [],
  why: "Without the link clients resolve the public address, which is closed or another's.",
  fix: `add an ${LINK} with registration_enabled = false`,
  kinds: ["azurerm_private_dns_zone"],
  check: (zone, world) => {
    const links = world.in(zone.stack, LINK).map((link) => {
      const name = link.at("private_dns_zone_name");
      const own =
        name.state === "unknown"
          ? name.references.length === 0
            ? ("unknown" as const)
            : name.references.includes(zone.address)
          : name.state === "known" && name.value === zone.text("name");
      return { link, own };
    });
    const registering = links.filter(({ own }) => own === true).map(({ link }) => link.at("registration_enabled"));
    if (registering.some((found) => found.state === "known" && found.value === true))
      return fail("registers machines by itself");
    if (registering.some(({ state }) => state === "unknown"))
      return unknown("registration_enabled is known after apply only");
    const linked = some(
      links.map(({ own }) => own),
      { fail: "is linked to no network", unknown: "the zone of a link is known after apply only" },
    );
    return linked.result === "pass" ? pass : linked;
  },
};
