import { tagNames } from "../domain/azure/tags";
import type { PolicyResource } from "./resource";

/**
 * What kind of place a stack is. The first of several environments is for building, the last for customers, those in
 * between rehearse the last; a stack of no environment is shared by all.
 */
export const tiers = ["development", "preproduction", "production", "shared"] as const;
export type Tier = (typeof tiers)[number];

/**
 * The tier of a stack, from the tag `environment` that every resource of an environment carries and the name of the
 * stack, which must agree. Without a promotion order, or where the two do not agree, a stack counts as production.
 * @param tag - the key of that tag, where a company calls it otherwise
 */
export function tierOf(
  stack: string,
  resources: readonly PolicyResource[],
  promotionOrder: readonly string[] | undefined,
  tag = tagNames().environment,
): Tier {
  const tagged = new Set(
    resources.flatMap((resource) => {
      const found = resource.tag(tag);
      return found.state === "known" && typeof found.value === "string" ? found.value : [];
    }),
  );
  if (tagged.size === 0) return sharedOrNamed(stack, promotionOrder);
  const [environment] = tagged;
  const agrees = tagged.size === 1 && (stack === environment || stack.startsWith(`${environment}-`));
  return agrees ? placeIn(environment!, promotionOrder) : "production";
}

/** A stack without tagged resources: of the environment with the longest fitting name, or shared. */
function sharedOrNamed(stack: string, promotionOrder: readonly string[] | undefined): Tier {
  const fitting = (promotionOrder ?? []).filter((name) => stack === name || stack.startsWith(`${name}-`));
  const [environment] = fitting.sort((a, b) => b.length - a.length);
  return environment === undefined ? "shared" : placeIn(environment, promotionOrder);
}

/** The tier of an environment by its name; one that is not in the promotion order counts as production. */
export function placeIn(environment: string, promotionOrder: readonly string[] | undefined): Tier {
  const index = promotionOrder?.indexOf(environment) ?? -1;
  if (index === -1 || index === promotionOrder!.length - 1) return "production";
  return index === 0 ? "development" : "preproduction";
}
