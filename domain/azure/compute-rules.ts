import { Duration } from "../time/duration";

/** How large clusters may be, and how long machines may idle: of Azure, and for nodes what one cluster here may grow to. */
export const computeLimits = {
  clusterNodes: { min: 0, max: 1_000 },
  clusterIdle: { min: Duration.seconds(30), max: Duration.days(1) },
  instanceIdle: { min: Duration.minutes(15), max: Duration.days(3) },
} as const;

/** What is wrong with how many nodes a cluster has at least and at most; undefined if nothing is. */
export function checkNodes({ minNodes, maxNodes }: { readonly minNodes?: number; readonly maxNodes?: number }) {
  if (minNodes === undefined || maxNodes === undefined || minNodes <= maxNodes) return undefined;
  return { says: "is more than maxNodes", given: String(minNodes), allowed: `0 to ${maxNodes}` };
}
