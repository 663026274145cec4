import { attributes, present } from "../../attributes";
import { fail, type Rule, some } from "../../rule";

const azurerm = attributes({ azurerm_container_registry: { path: "georeplications", is: present } });

export const containerRegistryGeoReplication: Rule = {
  title: "Container registries keep a copy in another region",
  severity: "low",
  upstream: ["CKV_AZURE_165", "Azure.ACR.GeoReplica"],
  why: "When a region fails, deployments elsewhere cannot pull the image they run.",
  fix: "add georeplications with another region; needs the SKU Premium",
  loosenedBy: ["resilience", "recovery"],
  kinds: [...azurerm.kinds, "Microsoft.ContainerRegistry/registries"],
  check: (registry, world) => {
    if (registry.kind === "azurerm_container_registry") {
      const own = azurerm.check(registry, world)!;
      return own.result === "fail" ? fail("has no copy in another region") : own;
    }
    const replicas = world.in(registry.stack, "Microsoft.ContainerRegistry/registries/replications");
    return replicas.length === 0
      ? fail("has no copy in another region")
      : some(
          replicas.map((replica) => world.pointsAt(replica, "parent_id", registry)),
          { fail: "has no copy in another region", unknown: "the registry of a copy is known after apply only" },
        );
  },
};
