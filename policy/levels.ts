import type { AccessLevel } from "../domain/access/access";
import type { Tier } from "./tier";

/** How much people may do without further reason, by how far away from customers they are. */
const levels: Readonly<Record<Exclude<Tier, "shared">, readonly AccessLevel[]>> = {
  development: ["full", "restricted", "read-only"],
  preproduction: ["restricted", "read-only"],
  production: ["read-only"],
};

/** Access levels of a tier; of what environments share, none. */
export const levelsIn = (tier: Tier): readonly AccessLevel[] => (tier === "shared" ? [] : levels[tier]);
