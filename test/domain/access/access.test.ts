import {
  accessLevels,
  computeIdentityAccess,
  personaAccess,
  personas,
  pipelineAccess,
  rolesGrantedByPipelines,
  rolesOfIdentities,
  rolesOfPeople,
  workflowAccess,
  workspaceIdentityAccess,
  workspaceIdentityAccessAfterwards,
} from "../../../domain/access/access";
import {
  builtInRoles,
  customRoleTitle,
  isCustomRole,
  privilegedRoles,
  roleTitle,
  type RoleName,
} from "../../../domain/access/roles";

const people = accessLevels.flatMap((level) =>
  personas.flatMap((persona) => personaAccess[level][persona].map((row) => ({ level, persona, ...row }))),
);
const identities = [...workspaceIdentityAccess, ...workspaceIdentityAccessAfterwards, ...computeIdentityAccess];
const pipelines = [...pipelineAccess.plan, ...pipelineAccess.apply];

describe("access tables", () => {
  it("AMLZ-RBAC-08 says for every grant what it is needed for", () => {
    for (const { role, target, reason } of [...people, ...identities, ...pipelines]) {
      expect([role, target, reason]).toEqual([role, target, expect.stringMatching(/^[a-z].{15,}[^.]$/)]);
    }
  });

  it("names no role on a target twice for the same persona", () => {
    const keys = people.map(({ level, persona, role, target }) => [level, persona, role, target].join(" "));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("AMLZ-RBAC-05 lets people change less the closer to production, and nothing in the end", () => {
    const writing = (level: (typeof accessLevels)[number]) =>
      personas.flatMap((persona) => personaAccess[level][persona]).filter(({ role }) => !/reader$/i.test(role)).length;
    expect(accessLevels.map(writing)).toEqual([7, 4, 0]);
  });

  it("keeps privileged roles for identities", () => {
    expect(rolesOfPeople("full").filter((role) => (privilegedRoles as readonly string[]).includes(role))).toEqual([]);
    expect(rolesOfIdentities()).toContain("contributor");
    expect(rolesOfIdentities()).not.toContain("rbacAdministrator");
  });

  it("lets pipelines grant identities no privileged role, and no role on secrets", () => {
    const granted = rolesGrantedByPipelines();
    expect(granted.filter((role) => (privilegedRoles as readonly string[]).includes(role))).toEqual([]);
    expect(granted.filter((role) => /^keyVault/.test(role))).toEqual([]);
    // The twin: an owner grants both to the workspace's own identity.
    expect(rolesOfIdentities()).toEqual(expect.arrayContaining(["contributor", "keyVaultAdministrator", ...granted]));
  });

  it("lets nobody who may submit jobs hand the workspace's identity to one", () => {
    // Azure asks for assign/action of whoever names a managed identity; these roles have it, in full or by a wildcard.
    const assigning: readonly RoleName[] = ["managedIdentityOperator", "contributor"];
    const submitting: readonly RoleName[] = ["amlDataScientist", "restrictedDataScientist"];
    const submitters = people.filter(({ role }) => submitting.includes(role));
    expect(submitters.map(({ level }) => level)).toEqual(expect.arrayContaining(["full", "restricted"]));
    expect(submitters.map(({ level }) => level)).not.toContain("read-only");
    for (const { level, persona } of submitters) {
      expect(personaAccess[level][persona].filter(({ role }) => assigning.includes(role))).toEqual([]);
    }
    expect(workflowAccess.drift.filter(({ role }) => assigning.includes(role))).toEqual([]);
  });
});

describe("roles", () => {
  it("have identifiers that are GUIDs, each once", () => {
    const ids = Object.values(builtInRoles).map(({ id }) => id);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("have titles, and custom ones a name that is unique in the tenant", () => {
    expect(roleTitle("amlDataScientist")).toBe("AzureML Data Scientist");
    expect(roleTitle("restrictedDataScientist")).toBe("ML Restricted Data Scientist");
    expect(customRoleTitle("restrictedDataScientist", "pfs-preprod")).toBe(
      "ML Restricted Data Scientist (pfs-preprod)",
    );
    expect([isCustomRole("restrictedDataScientist"), isCustomRole("reader")]).toEqual([true, false]);
  });
});
