import { join } from "node:path";
import type { Problem } from "../domain/problem/problem";
import type { Environment } from "./configuration";
import { shownPath } from "./folders";
import { withRecovery } from "./recovery";

/**
 * Private environments that nothing leads into: a network of their own that no hub is peered with, and no word of another
 * way. They deploy, and then nobody reaches studio, data or endpoints.
 * @param directory - folder of the configuration
 */
export function withoutWayIn(directory: string, environments: readonly Environment[]): readonly Problem[] {
  return withRecovery(environments).flatMap(({ name, network, inRecovery }) => {
    const { inbound, existing, hub, wayIn, runners, jumpHost } = network;
    const ways = [existing, hub, wayIn, runners, jumpHost];
    if (inbound.mode !== "private" || ways.some((way) => way !== undefined)) return [];
    return [
      {
        code: "MLOPS-NETWORK-004" as const,
        where: shownPath(join(directory, "environments", `${name}.yaml`)),
        message: `${inRecovery === true ? "the second region" : "the environment"} is private, and nothing leads into its network: nobody reaches studio, data or endpoints`,
        fix:
          inRecovery === true
            ? "peer it with recovery.network.hub, use recovery.network.existing, or say in recovery.network.wayIn.reason what leads in"
            : "peer it with network.hub, use network.existing, give it network.jumpHost for people or network.runners for pipelines, or say in network.wayIn.reason what leads in",
      },
    ];
  });
}
