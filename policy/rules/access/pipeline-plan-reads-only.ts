import { pipelineAccess } from "../../../core/access";
import type { RoleName } from "../../../core/roles";
import { aboutGrants, trustsOf } from "../../grants";
import { fail, pass, type Rule, unknown } from "../../rule";

const readers: readonly (RoleName | undefined)[] = pipelineAccess.plan.map(({ role }) => role);

/** Subjects of tokens that only a protected deployment environment gets: what runs there was approved. */
const APPROVED = /:environment:[^:*]+$/;

export const pipelinePlanReadsOnly: Rule = {
  title: "What a pull request can act as changes nothing",
  severity: "critical",
  upstream: ["AMLZ-RBAC-10"],
  why: "Anyone who can open a pull request would otherwise deploy, before anyone has read it.",
  fix: "trust deployment environments only, or grant the roles of pipelineAccess.plan in core/access.ts",
  ...aboutGrants(({ identity, role }, world) => {
    const subjects = trustsOf(identity, world).map((trust) => trust.text("subject"));
    if (subjects.length === 0 || subjects.every((subject) => subject !== undefined && APPROVED.test(subject))) {
      return undefined;
    }
    if (role === undefined) return unknown("its role is known after apply only");
    if (readers.includes(role.name)) return pass;
    const open = subjects.find((subject) => subject !== undefined && !APPROVED.test(subject));
    return open === undefined
      ? unknown("whose tokens may act as its identity is known after apply only")
      : fail(`grants ${role.title} to an identity that ${open} may act as`);
  }),
};
