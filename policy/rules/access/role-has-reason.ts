import { aboutGrants, hasReason, isAboveResourceGroup } from "../../grants";
import { isOfPipelines } from "../../pipeline-identity";
import { fail, pass, type Rule, unknown } from "../../rule";

/** Reasons are not sent to Azure: a change of wording would drop the role and grant it again. */
export const roleHasReason: Rule = {
  title: "Every role on every kind of resource has a reason on record",
  severity: "high",
  upstream: ["AMLZ-RBAC-08"],
  why: "Nobody dares to revoke a role of which nobody knows what it is for.",
  fix: "add the role, what it is granted on and why to a table in domain/access/access.ts",
  ...aboutGrants(({ role, holder, scope, identity }, world) => {
    if (role === undefined) return unknown("its role is known after apply only");
    // Other rules refuse these, whatever the reason.
    const refused = role.privileged && (holder === "people" || role.name === undefined);
    if (refused || (scope !== undefined && isAboveResourceGroup(scope) && !isOfPipelines(identity, world))) {
      return undefined;
    }
    if (scope?.armType === undefined) return unknown("what it is granted on is known after apply only");
    if (role.name !== undefined && hasReason(role.name, scope.armType, isOfPipelines(identity, world))) return pass;
    return fail(`nothing says why somebody holds ${role.title} on ${scope.armType}`);
  }),
};
