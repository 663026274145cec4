import { expect, equals } from "../../attributes";
import { every, fail, pass, type Rule, unknownAt, type Verdict } from "../../rule";
import { lookup } from "../../value";

const perReplica = "georeplications.zone_redundancy_enabled";

export const containerRegistryZoneRedundant: Rule = {
  title: "Container registries and their copies span zones",
  severity: "medium",
  severityIn: { development: "low" },
  upstream: ["CKV_AZURE_233"],
  why: "When a zone fails, endpoints cannot start instances: they pull their image first.",
  fix: "set zone_redundancy_enabled = true, also in georeplications; a change replaces the registry",
  loosenedBy: ["resilience"],
  kinds: ["azurerm_container_registry", "Microsoft.ContainerRegistry/registries"],
  check: (registry): Verdict | undefined => {
    if (registry.kind !== "azurerm_container_registry") {
      return expect(registry, { path: "properties.zoneRedundancy", is: equals("Enabled") });
    }
    const replicas = registry.entries("georeplications");
    const copies =
      replicas === "unknown"
        ? [unknownAt("georeplications")]
        : replicas.map((replica) => {
            const found = lookup(replica, "zone_redundancy_enabled");
            if (found.state === "unknown") return unknownAt(perReplica);
            return found.state === "known" && found.value === true ? pass : fail("a copy does not span zones");
          });
    return every([expect(registry, { path: "zone_redundancy_enabled", is: equals(true) }), ...copies]);
  },
};
