import { join } from "node:path";
import type { Problem } from "../domain/problem/problem";
import type { Environment } from "./configuration";
import { shownPath } from "./folders";

/**
 * Private environments that nothing leads into: a network of their own that no hub is peered with, and no word of another
 * way. They deploy, and then nobody reaches studio, data or endpoints.
 * @param directory - folder of the configuration
 */
export function withoutWayIn(directory: string, environments: readonly Environment[]): readonly Problem[] {
  return environments.flatMap(({ name, network }) => {
    const { inbound, existing, hub, wayIn, runners } = network;
    if (inbound.mode !== "private" || [existing, hub, wayIn, runners].some((way) => way !== undefined)) return [];
    return [
      {
        code: "MLOPS-NETWORK-004" as const,
        where: shownPath(join(directory, "environments", `${name}.yaml`)),
        message:
          "the environment is private, and nothing leads into its network: nobody reaches studio, data or endpoints",
        fix: "peer it with network.hub, use network.existing, give it network.runners for pipelines, or say in network.wayIn.reason what leads in",
      },
    ];
  });
}
