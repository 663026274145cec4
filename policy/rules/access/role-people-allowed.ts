import { promoterAccess, rolesOfJumpHostUsers, rolesOfPeople } from "../../../domain/access/access";
import type { RoleName } from "../../../domain/access/roles";
import { aboutGrants, dataWriters } from "../../grants";
import { askedByLevel, levelsIn } from "../../levels";
import { fail, pass, type Rule, unknown } from "../../rule";
import type { Tier } from "../../tier";

const allowed = (tier: Tier): readonly RoleName[] =>
  tier === "shared"
    ? promoterAccess.map(({ role }) => role)
    : [...levelsIn(tier).flatMap(rolesOfPeople), ...rolesOfJumpHostUsers()];

/** Privileged roles, and writing data in production, are matters of their own. */
export const rolePeopleAllowed: Rule = {
  title: "People hold roles of their persona only",
  severity: "high",
  upstream: ["AMLZ-RBAC-05"],
  why: "Outside of development, endpoints, schedules and models change by pipeline: a role that can do so by hand undoes it.",
  fix: "take a role from personaAccess in domain/access/access.ts, at the access level of the environment",
  ...aboutGrants(({ assignment, role, holder }, world) => {
    if (holder === "identity") return undefined;
    if (role === undefined || holder === undefined) return unknown("role or holder is known after apply only");
    const tier = world.tier(assignment);
    const writesData = tier === "production" && role.name !== undefined && dataWriters.includes(role.name);
    if (role.privileged || writesData) return undefined;
    if (role.name !== undefined && allowed(tier).includes(role.name)) return pass;
    const where = tier === "shared" ? "what environments share" : tier;
    return fail(
      `grants people ${role.title}, which nobody holds in ${where}`,
      tier === "shared" ? undefined : askedByLevel(role.name),
    );
  }),
};
