import type { Cloud } from "../engine/arm/cloud";
import type { Authorizer, Somebody } from "../services/access/authorizer";
import { networkOf } from "../services/network/map";
import { type Runner, whyNot, whyShutOut } from "../services/network/runner";

/**
 * Why an online endpoint gives somebody no answer, in Azure's words; undefined if it does: where it is private, only callers in
 * the network of its workspace get there, and whoever gets there needs a role that scores.
 */
export function whyNotAnswered(
  host: { readonly cloud: Cloud; readonly access: Authorizer },
  endpoint: string,
  caller: Runner,
): string | undefined {
  const way = whyShutOut(host, caller, endpoint);
  if (way !== undefined) return `403 Forbidden: ${endpoint.split("/").at(-1)!} is out of reach: ${way}.`;
  return whyNot(host, caller, {
    name: "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action",
    plane: "control",
    scope: endpoint,
  });
}

/** Somebody who calls an endpoint from where it can be called: out of its network where it is private, else from anywhere. */
export function callerOf(
  { cloud }: { readonly cloud: Cloud; readonly access: Authorizer },
  endpoint: string,
  as: Somebody,
): Runner {
  const inside = networkOf(cloud).target(endpoint)?.privateEndpoints?.[0]?.network;
  return {
    as,
    from: inside === undefined ? { from: "internet" } : { from: "virtual-network", network: inside, egress: false },
  };
}
