import { trustsOf } from "./grants";
import type { PolicyResource } from "./resource";
import type { Tier } from "./tier";
import type { World } from "./world";

/** `id-pfs-prod-apply`: what deploys or plans an environment. Prefixes hold no dash. */
const NAME = /^id-[a-z0-9]+-(.+)-(plan|apply)$/;

/** What a pipeline's identity is for, as far as its name tells. */
export interface PipelineIdentity {
  readonly environment: string;
  readonly use: "plan" | "apply";
}

export function pipelineIdentity(identity: PolicyResource | undefined): PipelineIdentity | undefined {
  const [, environment, use] = NAME.exec(identity?.text("name") ?? "") ?? [];
  if (environment === undefined) return undefined;
  return { environment, use: use as PipelineIdentity["use"] };
}

/**
 * Whether pipelines act as an identity: tokens of theirs are trusted beside it, or, where Azure DevOps deploys, it is called
 * so, because service connections are tied to it in another stack.
 */
export const isOfPipelines = (identity: PolicyResource | undefined, world: World): boolean =>
  trustsOf(identity, world).length > 0 ||
  (identity !== undefined &&
    world.expected.repository?.provider === "azure-devops" &&
    world.tier(identity) === "shared" &&
    pipelineIdentity(identity) !== undefined);

/** Names of the environments that pipelines deploy from a stack. */
export const pipelineEnvironments = (stack: string, world: World): readonly string[] =>
  world.once(`environments deployed from ${stack}`, () => [
    ...new Set(
      world
        .in(stack, "azurerm_user_assigned_identity")
        .flatMap((identity) => pipelineIdentity(identity)?.environment ?? []),
    ),
  ]);

/** How far away from customers an identity deploys; what cannot be told counts as production. */
export function tierDeployedBy(identity: PolicyResource | undefined, world: World): Tier {
  const named = pipelineIdentity(identity)?.environment;
  const trusted = trustsOf(identity, world).flatMap(
    (trust) => /:environment:(.+)$/.exec(trust.text("subject") ?? "")?.[1] ?? [],
  );
  return world.tierOfEnvironment(named ?? trusted[0]);
}
