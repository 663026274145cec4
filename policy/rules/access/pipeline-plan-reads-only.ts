import { pipelineAccess } from "../../../domain/access/access";
import type { RoleName } from "../../../domain/access/roles";
import { shown } from "../../attributes";
import { aboutGrants, trustsOf } from "../../grants";
import { pipelineIdentity } from "../../pipeline-identity";
import { fail, pass, type Rule, unknown } from "../../rule";

const readers: readonly (RoleName | undefined)[] = pipelineAccess.plan.map(({ role }) => role);

/** Subjects of tokens that only a protected deployment environment gets: what runs there was approved. */
const APPROVED = /:environment:[^:*]+$/;
/** A service connection of Azure DevOps: which pipelines may use it is decided there. */
const SERVICE_CONNECTION = /^sc:\/\/[^*]+$/;

export const pipelinePlanReadsOnly: Rule = {
  title: "What a pull request can act as changes nothing",
  severity: "critical",
  upstream: ["AMLZ-RBAC-10"],
  why: "Anyone who can open a pull request would otherwise deploy, before anyone has read it.",
  fix: "trust deployment environments only, or grant the roles of pipelineAccess.plan in domain/access/access.ts",
  ...aboutGrants(({ identity, role }, world) => {
    const azure = world.expected.repository?.provider === "azure-devops" ? pipelineIdentity(identity) : undefined;
    if (azure !== undefined) {
      // Its service connection is in another stack, and open to the pipelines that plan pull requests.
      if (azure.use === "apply") return undefined;
      if (role === undefined) return unknown("its role is known after apply only");
      if (readers.includes(role.name)) return pass;
      return fail(`grants ${role.title} to an identity that pull requests act as`);
    }
    const subjects = trustsOf(identity, world).map((trust) => trust.text("subject"));
    if (subjects.length === 0 || subjects.every((subject) => subject !== undefined && APPROVED.test(subject))) {
      return undefined;
    }
    if (role === undefined) return unknown("its role is known after apply only");
    if (readers.includes(role.name)) return pass;
    const told = subjects.filter((subject) => subject !== undefined);
    const open = told.find((subject) => !APPROVED.test(subject) && !SERVICE_CONNECTION.test(subject));
    if (open !== undefined) return fail(`grants ${role.title} to an identity that ${shown(open)} may act as`);
    const connection = told.find((subject) => SERVICE_CONNECTION.test(subject));
    return connection === undefined
      ? unknown("whose tokens may act as its identity is known after apply only")
      : unknown(`who may use ${shown(connection)} is decided in Azure DevOps`);
  }),
};
