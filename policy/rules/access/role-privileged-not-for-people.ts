import { aboutGrants } from "../../grants";
import { fail, pass, type Rule, unknown } from "../../rule";

/** Identities of use cases count as people here: whoever may change a use case acts through them. */
export const rolePrivilegedNotForPeople: Rule = {
  title: "People and use cases hold no privileged role",
  severity: "critical",
  upstream: ["AMLZ-RBAC-01", "Azure.RBAC.LimitOwner"],
  why: "Contributor, Owner and the administrators of access may change or give away everything they cover.",
  fix: "grant the role that the work needs, from the tables in domain/access/access.ts",
  ...aboutGrants(({ assignment, role, holder }, world) => {
    if (role === undefined) return holder === "identity" ? undefined : unknown("its role is known after apply only");
    if (!role.privileged) return pass;
    if (role.name === undefined) return fail(`grants ${role.title}, which nobody holds here`);
    if (holder === "people") return fail(`grants ${role.title} to people`);
    const ofUseCase = world.once(`a use case's ${assignment.stack}`, () =>
      world.stack(assignment.stack).some((resource) => resource.tag(world.tags.useCase).state !== "absent"),
    );
    if (ofUseCase) return fail(`grants ${role.title} to an identity of a use case`);
    return holder === undefined ? unknown(`whether ${role.title} goes to people cannot be told`) : pass;
  }),
};
