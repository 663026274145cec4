import { type AccessLevel, accessLevels, rolesOfPeople } from "../domain/access/access";
import type { RoleName } from "../domain/access/roles";
import type { Loosened } from "./rule";
import type { Tier } from "./tier";

/** How much people may do without further reason, by how far away from customers they are. */
const levels: Readonly<Record<Exclude<Tier, "shared">, readonly AccessLevel[]>> = {
  development: ["full", "restricted", "read-only"],
  preproduction: ["restricted", "read-only"],
  production: ["read-only"],
};

/** Access levels of a tier; of what environments share, none. */
export const levelsIn = (tier: Tier): readonly AccessLevel[] => (tier === "shared" ? [] : levels[tier]);

/** Which access levels of an environment give a role to people: one of them, chosen with a reason, asks for the grant. */
export function askedByLevel(role: RoleName | undefined): Loosened | undefined {
  const choices = accessLevels.filter((level) => role !== undefined && rolesOfPeople(level).includes(role));
  return choices.length === 0 ? undefined : { loosenedBy: "access", choices };
}
