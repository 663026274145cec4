import { z } from "zod";
import { recoveryModes } from "../../domain/azure/recovery";
import { location } from "../fields";
import { network, SUBNETS, subnets } from "./network";

/** A second region of the environment, see `recoveryOf`. */
export const recovery = z.strictObject({
  location: location().describe(
    "Region of the second one, usually the pair of the first. The model registry needs a replica there.",
  ),
  mode: z
    .enum(recoveryModes)
    .describe(
      "What is there before it is needed: `cold` (the platform without clusters; use cases are deployed on failover) or `warm` (everything, with as few instances as Azure lets it; costs as long as it is there).",
    ),
  active: z
    .boolean()
    .default(false)
    .describe(
      "Whether the second region is in charge: trains, watches and answers in full, while the first rests. Set on failover, and back afterwards.",
    ),
  network: network
    .pick({
      ...{ addressSpace: true, reason: true, existing: true },
      ...{ hub: true, dnsServers: true, firewall: true, jumpHost: true, wayIn: true },
    })
    .extend({ subnets: subnets.prefault({}).describe(SUBNETS) })
    .describe(
      "What of the network is another in that region. Who gets in and out, and by which zones, is as in `network`. Runners are in the first region only; a jump host is where it is asked for, so that people get in by one of their own after the first is lost.",
    ),
});
