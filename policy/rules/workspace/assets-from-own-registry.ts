import { shown } from "../../attributes";
import { every, fail, pass, type Rule, unknownAt } from "../../rule";
import { leavesWithPaths } from "../../value";
import type { World } from "../../world";

const ASSET =
  /^azureml:\/\/registries\/([^/]+)\/(models|components|environments|data|codes)\/[^/]+(?:\/(versions|labels)\/([^/]+))?$/;

/** One that a person chose; `latest` is what somebody publishes tomorrow. */
const FLOATING = /^(latest|default|\*)$/i;

export const assetsFromOwnRegistry: Rule = {
  title: "Models, code and components come from the one shared registry, each in an exact version",
  severity: "high",
  upstream: [],
  why: "A model of another registry, or of whatever is latest, is code that nobody promoted, run with the endpoint's rights.",
  fix: "name it as azureml://registries/<registry>/models/<name>/versions/<version>",
  kinds: [
    "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments",
    "Microsoft.MachineLearningServices/workspaces/schedules",
    "Microsoft.Logic/workflows",
  ],
  partial: true,
  check: (resource, world) => {
    const own = registryOf(world);
    const later = ["properties.model", "properties.codeConfiguration", "properties.environmentId"].find((path) =>
      resource.isUnknown(path),
    );
    if (later !== undefined) return unknownAt(later);
    if (own === "unknown") return unknownAt("the name of the registry");
    return every(
      leavesWithPaths(resource.values).flatMap(({ value }) => {
        const text = typeof value === "string" && value.startsWith("azureml:") ? value : undefined;
        if (text === undefined || !text.startsWith("azureml://registries/")) return [];
        const [, registry, , by, version] = ASSET.exec(text) ?? [];
        if (registry === undefined) return [fail(`${shown(text)} is no asset of a registry`)];
        if (by !== "versions" || FLOATING.test(version!)) return [fail(`${shown(text)} has no exact version`)];
        return [
          own === undefined || registry === own
            ? pass
            : fail(`${shown(text)} is of another registry than ${shown(own)}`),
        ];
      }),
    );
  },
};

/** The registry that a stack makes, else the one that most assets are from. */
const registryOf = (world: World): string | "unknown" | undefined =>
  world.once("the shared registry", () => {
    const made = world.all("Microsoft.MachineLearningServices/registries");
    if (made.length === 1) return made[0]!.text("name") ?? "unknown";
    const counts = new Map<string, number>();
    for (const resource of world.all(...assetsFromOwnRegistry.kinds)) {
      for (const { value } of leavesWithPaths(resource.values)) {
        const registry = typeof value === "string" ? ASSET.exec(value)?.[1] : undefined;
        if (registry !== undefined) counts.set(registry, (counts.get(registry) ?? 0) + 1);
      }
    }
    return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
  });
