import {
  type AccessLevel,
  rolesOfIdentities,
  rolesOfJumpHostUsers,
  rolesOfPeople,
} from "../../../domain/access/access";
import type { RoleName } from "../../../domain/access/roles";
import { ANY_ROLE, type Grantable, grantableBy } from "../../grantable";
import { aboutGrants, conditionOf, type Grant } from "../../grants";
import { levelsIn } from "../../levels";
import { pipelineIdentity, tierDeployedBy } from "../../pipeline-identity";
import { fail, type Loosened, pass, type Rule, unknown } from "../../rule";
import { roleOfGuid } from "../../roles";
import type { World } from "../../world";

/** Who may hold what, by what the condition can tell of a principal. */
interface Allowed {
  readonly Group: readonly RoleName[];
  readonly ServicePrincipal: readonly RoleName[];
}

/** Conditions are evaluated: what they let through is compared with the tables, however they are written. */
export const roleAdministratorConditional: Rule = {
  title: "Whoever may grant roles may grant listed ones only",
  severity: "critical",
  upstream: ["AMLZ-RBAC-06"],
  why: "Without a condition a pipeline that is taken over makes itself, or anyone, owner of the subscription.",
  fix: "set condition and condition_version = 2.0 so that only the roles of domain/access/access.ts can be granted, to groups and service principals",
  ...aboutGrants((grant, world) => {
    const { assignment, role, holder } = grant;
    if (role === undefined) return holder === "identity" ? unknown("its role is known after apply only") : undefined;
    if (role.name !== "rbacAdministrator") return undefined;
    const condition = conditionOf(assignment);
    if ("result" in condition) return condition;
    const grantable = grantableBy(condition.read, condition.written);
    const allowed = allowedBy(grant, world);
    for (const one of grantable) {
      const wrong = wrongWith(one, allowed, grant, world);
      if (wrong !== undefined) return wrong;
    }
    return pass;
  }),
};

/** At the platform, an identity of an environment lets others read the model registry. */
function allowedBy({ assignment, identity, scope }: Grant, world: World): Allowed {
  const own = world
    .in(assignment.stack, assignment.kind)
    .filter((other) => other.references("principal_id")[0] === assignment.references("principal_id")[0])
    .find((other) => /\/b24988ac-6180-42a0-ab88-20f7382dd24c$/.test(other.text("role_definition_id") ?? ""));
  const deployed = own?.text("scope");
  if (deployed !== undefined && scope?.id !== undefined && deployed !== scope.id) {
    return { Group: [], ServicePrincipal: ["reader"] };
  }
  const people = levelsIn(tierDeployedBy(identity, world)).flatMap(rolesOfPeople);
  return { Group: [...people, ...rolesOfJumpHostUsers()], ServicePrincipal: rolesOfIdentities() };
}

const LOOSEST: AccessLevel = "full";

function wrongWith(one: Grantable, allowed: Allowed, { identity }: Grant, world: World) {
  const verb = one.action === "write" ? "granted" : "revoked";
  if (one.role === ANY_ROLE) return fail(`lets any role be ${verb}`);
  const about = pipelineIdentity(identity);
  const role = roleOfGuid(one.role, world);
  if (one.principalType !== "Group" && one.principalType !== "ServicePrincipal") {
    return fail(`lets ${role.title} be ${verb} to a ${one.principalType}`);
  }
  if (role.name !== undefined && allowed[one.principalType].includes(role.name)) return undefined;
  const asked = one.principalType === "Group" && role.name !== undefined && rolesOfPeople(LOOSEST).includes(role.name);
  const because: Loosened | undefined =
    asked && about !== undefined && allowed.Group.length > 0
      ? { loosenedBy: "access", environment: about.environment }
      : undefined;
  return fail(`lets ${role.title} be ${verb} to ${one.principalType === "Group" ? "people" : "identities"}`, because);
}
