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
            ? "peer it with recovery.network.hub, use recovery.network.existing, give it recovery.network.jumpHost for people, or say in recovery.network.wayIn.reason what leads in"
            : "peer it with network.hub, use network.existing, give it network.jumpHost for people or network.runners for pipelines, or say in network.wayIn.reason what leads in",
      },
    ];
  });
}

/**
 * Environments whose workflows run in the network of the first region only: after its loss no job starts that would put the
 * second one in charge.
 * @param directory - folder of the configuration
 */
export function runnersOfOneRegion(directory: string, environments: readonly Environment[]): readonly Problem[] {
  return environments.flatMap(({ name, location, network, deployment, recovery }) => {
    if (recovery === undefined || network.runners === undefined || deployment.runner === undefined) return [];
    return [
      {
        code: "MLOPS-NETWORK-016" as const,
        where: shownPath(join(directory, "environments", `${name}.yaml`)),
        message: `its workflows run on ${deployment.runner}, and the network's runners are in ${location} only: with that region lost, no job starts that puts ${recovery.location} in charge`,
        fix: "when the region is lost, set deployment.runner to runners elsewhere, or leave it out; or deploy from a machine with an owner's rights",
      },
    ];
  });
}
