import { rolesOfIdentities } from "../../../domain/access/access";
import { builtInRoles, customRoles, isCustomRole } from "../../../domain/access/roles";
import { onlyBlobs, onlyGrants } from "../../../constructs/access/conditions";
import { id, LATER, type Fixture, type RuleCase } from "../fixtures";

const assignment = "azurerm_role_assignment";
const arm = "Microsoft.Authorization/roleAssignments";
const identity = "azurerm_user_assigned_identity";
const definition = "azurerm_role_definition";
const definitionArm = "Microsoft.Authorization/roleDefinitions";
const trust = "azurerm_federated_identity_credential";
const SUBSCRIPTION = "/subscriptions/2e704d9c-3186-4c58-9e3f-9d0214c6f303";
const GROUP = `${SUBSCRIPTION}/resourceGroups/rg-pfs-prod-ml`;
const CONTAINER = `${GROUP}/providers/Microsoft.Storage/storageAccounts/st/blobServices/default/containers/tfstate`;
const roleId = (guid: string) => `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
const built = (name: keyof typeof builtInRoles) => roleId(builtInRoles[name].id);

const machines = rolesOfIdentities().flatMap((role) => (isCustomRole(role) ? [] : [builtInRoles[role].id]));
const grants = (roles: readonly string[], principals: "Group" | "ServicePrincipal" = "ServicePrincipal") =>
  onlyGrants([{ roles, principals }]);
const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const ASSIGNMENT = "Microsoft.Authorization/roleAssignments";
const asked = (name: string) => `@Request[${ASSIGNMENT}:${name}]`;
const writing = (test: string) => `(!(ActionMatches{'${ASSIGNMENT}/write'})) OR (${test})`;
const revoking = `(!(ActionMatches{'${ASSIGNMENT}/delete'}))`;

const PEOPLE = "8a6f0b5d-2f0e-4b7c-8f6a-9c2d1e3b4a11";
const pipeline = { [`${identity}#id`]: { name: "id-pfs-prod-apply" } };
const administrator = (condition: unknown, more: object = {}): Fixture => ({
  [assignment]: {
    role_definition_id: built("rbacAdministrator"),
    principal_id: id("id", "principal_id"),
    principal_type: "ServicePrincipal",
    scope: SUBSCRIPTION,
    condition,
    condition_version: "2.0",
    ...more,
  },
  ...pipeline,
});
const armAdministrator = (condition: unknown): Fixture => ({
  [arm]: {
    parent_id: SUBSCRIPTION,
    properties: {
      roleDefinitionId: built("rbacAdministrator"),
      principalId: id("id", "principal_id"),
      principalType: "ServicePrincipal",
      condition,
      conditionVersion: "2.0",
    },
  },
  ...pipeline,
});

const state = (condition: unknown, more: object = {}): Fixture => ({
  [assignment]: {
    role_definition_id: built("storageBlobDataContributor"),
    principal_id: id("id", "principal_id"),
    principal_type: "ServicePrincipal",
    scope: CONTAINER,
    condition,
    condition_version: "2.0",
    ...more,
  },
  ...pipeline,
  [`${identity}#other`]: { name: "id-pfs-dev-apply" },
});
const own = onlyBlobs(["prod.tfstate", "prod-*.tfstate"]);

const subject = (text: unknown, more: Fixture = {}): Fixture => ({
  [trust]: { subject: text, parent_id: id("id") },
  ...pipeline,
  ...more,
});
const others = (...subjects: readonly string[]): Fixture =>
  Object.fromEntries(subjects.map((text, index) => [`${trust}#t${index}`, { subject: text }]));
const REPOSITORY = "repo:pfs-corporation/mlops-environments";

const role = (name: unknown, permissions: unknown, more: object = {}): Fixture => ({
  [definition]: { name, permissions: [permissions], ...more },
});
const submitter = [...customRoles.jobSubmitter.actions];

export const conditionCases: readonly RuleCase[] = [
  {
    rule: "role-administrator-conditional",
    pass: [
      administrator(grants(machines)),
      administrator(grants([builtInRoles.reader.id], "Group")),
      // Bound to one principal besides: what is tighter passes, however it is written.
      administrator(
        `(${grants(machines)}) AND (${writing(`${asked("PrincipalId")} ForAnyOfAnyValues:GuidEquals {2e704d9c-3186-4c58-9e3f-9d0214c6f303}`)})`,
      ),
      armAdministrator(grants(machines)),
    ],
    fail: [
      administrator(undefined),
      administrator(""),
      administrator("(…)"),
      administrator(grants([...machines, OWNER])),
      administrator(grants([builtInRoles.rbacAdministrator.id])),
      administrator(grants(["18d7d88d-d35e-4fb5-a5c3-7773c20a72d9"])),
      administrator(grants([builtInRoles.contributor.id], "Group")),
      administrator(grants([builtInRoles.keyVaultReader.id])),
      administrator(grants(["99999999-9999-4999-8999-999999999999"])),
      // Listed the other way round: everything but.
      administrator(`${writing(`${asked("RoleDefinitionId")} ForAnyOfAllValues:GuidNotEquals {${OWNER}}`)}`),
      // No word on whom.
      administrator(
        `(${writing(`${asked("RoleDefinitionId")} ForAnyOfAnyValues:GuidEquals {${machines.join(", ")}}`)}) AND ${revoking}`,
      ),
      // An attribute that says nothing of what is granted.
      administrator(`${writing("@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:x] StringEquals 'y'")}`),
      administrator(grants(machines).replaceAll("AND", "OR")),
      administrator(grants(machines), { condition_version: "1.0" }),
      administrator(grants(machines), { condition_version: undefined }),
      armAdministrator(grants([...machines, OWNER])),
    ],
    unknown: [
      administrator(LATER),
      administrator(grants(machines), { role_definition_id: LATER }),
      administrator(grants(machines), { condition_version: LATER }),
      armAdministrator(LATER),
    ],
    silent: [administrator(undefined, { role_definition_id: built("reader") })],
  },
  {
    rule: "state-grant-own-environment",
    pass: [
      state(own),
      {
        [arm]: {
          parent_id: CONTAINER,
          properties: {
            roleDefinitionId: built("storageBlobDataReader"),
            principalId: id("id", "principal_id"),
            principalType: "ServicePrincipal",
            condition: own,
            conditionVersion: "2.0",
          },
        },
        ...pipeline,
      },
    ],
    fail: [
      state(undefined),
      state(onlyBlobs(["*.tfstate"])),
      state(onlyBlobs(["prod.tfstate", "dev.tfstate"])),
      state(onlyBlobs(["prod.tfstate", "dev-*.tfstate"])),
      state("@Resource[x:y] StringLike 'z'"),
      {
        [arm]: {
          parent_id: CONTAINER,
          properties: {
            roleDefinitionId: built("storageBlobDataReader"),
            principalId: id("id", "principal_id"),
            principalType: "ServicePrincipal",
          },
        },
        ...pipeline,
      },
    ],
    unknown: [state(LATER), state(own, { scope: LATER }), state(own, { role_definition_id: LATER })],
    silent: [state(undefined, { scope: GROUP })],
  },
  {
    rule: "federated-credential-repository",
    pass: [
      subject(`${REPOSITORY}:environment:prod`),
      subject(`${REPOSITORY}:pull_request`, others(`${REPOSITORY}:environment:dev`)),
      subject(`${REPOSITORY}:ref:refs/heads/main`),
      subject("repo:pfs-corporation@12/mlops-environments@34:environment:prod"),
    ],
    fail: [
      subject(
        "repo:evil/mlops-environments:environment:prod",
        others(`${REPOSITORY}:pull_request`, `${REPOSITORY}:environment:dev`),
      ),
      subject(`${REPOSITORY}:environment:dev`),
      subject(
        `${REPOSITORY}:ref:refs/heads/other`,
        others(`${REPOSITORY}:ref:refs/heads/main`, `${REPOSITORY}:ref:refs/heads/main`),
      ),
      subject(`${REPOSITORY}:ref:refs/tags/v1`),
      subject(`${REPOSITORY}:job_workflow_ref:x`),
      subject("anything"),
    ],
    unknown: [subject(LATER)],
    silent: [subject("sc://pfs/ml/prod-apply")],
  },
  {
    rule: "role-definition-as-listed",
    pass: [
      role("ML Job Submitter (pfs-prod)", { actions: submitter }),
      role("ML Endpoint Caller", { actions: [...customRoles.endpointCaller.actions] }),
      {
        [definitionArm]: {
          properties: { roleName: "ML Job Submitter (pfs-prod)", permissions: [{ actions: submitter }] },
        },
      },
    ],
    fail: [
      role("ML Job Submitter (pfs-prod)", {
        actions: [...submitter, "Microsoft.MachineLearningServices/workspaces/listKeys/action"],
      }),
      role("ML Job Submitter (pfs-prod)", {
        actions: submitter,
        data_actions: ["Microsoft.KeyVault/vaults/secrets/getSecret/action"],
      }),
      role("ML Job Submitter (pfs-prod)", {
        actions: ["Microsoft.MachineLearningServices/workspaces/datastores/listsecrets/action"],
      }),
      role("Another Role (pfs-prod)", { actions: submitter }),
      {
        [definitionArm]: {
          properties: {
            roleName: "ML Job Submitter (pfs-prod)",
            permissions: [{ actions: submitter, dataActions: ["*"] }],
          },
        },
      },
    ],
    unknown: [role(LATER, { actions: submitter }), role("ML Job Submitter (pfs-prod)", LATER)],
  },
  {
    rule: "role-definition-scope",
    pass: [
      role("x", {}, { assignable_scopes: [id("group")], scope: id("group") }),
      role("x", {}, { assignable_scopes: [GROUP] }),
      { [definitionArm]: { properties: { assignableScopes: [GROUP] } } },
    ].map((fixture) => ({ ...fixture, "azurerm_resource_group#group": { name: "rg" } })),
    fail: [
      role("x", {}, { assignable_scopes: [SUBSCRIPTION] }),
      role("x", {}, { assignable_scopes: [GROUP, "/"] }),
      role("x", {}, { assignable_scopes: [] }),
      { [definitionArm]: { properties: { assignableScopes: [SUBSCRIPTION] } } },
    ],
    unknown: [
      role("x", {}, { assignable_scopes: [LATER] }),
      { [definitionArm]: { properties: { assignableScopes: LATER } } },
    ],
  },
  {
    rule: "role-fits-identity",
    pass: [compute("acrPull"), armCompute("acrPull")],
    fail: [
      compute("keyVaultAdministrator"),
      compute("contributor"),
      armCompute("contributor"),
      workflow("contributor"),
    ],
    unknown: [compute(undefined), armCompute(undefined)],
    silent: [{ ...administrator("x") }],
  },
  {
    rule: "role-people-configured",
    pass: [people(PEOPLE), armPeople(PEOPLE)],
    fail: [people("00000000-0000-4000-8000-000000000000"), armPeople("00000000-0000-4000-8000-000000000000")],
    unknown: [people(LATER), armPeople(LATER)],
  },
];

function people(principal: string): Fixture {
  return { [assignment]: { principal_id: principal, principal_type: "Group" }, expected: { principals: [PEOPLE] } };
}
function armPeople(principalId: string): Fixture {
  return { [arm]: { properties: { principalId, principalType: "Group" } }, expected: { principals: [PEOPLE] } };
}

function granted(name: keyof typeof builtInRoles | undefined) {
  return {
    role_definition_id: name === undefined ? LATER : built(name),
    principal_id: id("id", "principal_id"),
    principal_type: "ServicePrincipal",
    scope: id("cr"),
  };
}
function runsAs(): Fixture {
  return {
    ...{ [`${identity}#id`]: { name: "id-pfs-prod-compute" } },
    "azurerm_container_registry#cr": {},
    "Microsoft.MachineLearningServices/workspaces/computes": { identity: [{ identity_ids: [id("id")] }] },
  };
}
function compute(name: keyof typeof builtInRoles | undefined): Fixture {
  return { [assignment]: granted(name), ...runsAs() };
}
function armCompute(name: keyof typeof builtInRoles | undefined): Fixture {
  const { role_definition_id: roleDefinitionId, principal_id: principalId } = granted(name);
  return {
    [arm]: { parent_id: id("cr"), properties: { roleDefinitionId, principalId, principalType: "ServicePrincipal" } },
    ...runsAs(),
  };
}
function workflow(name: keyof typeof builtInRoles): Fixture {
  return {
    [assignment]: granted(name),
    [`${identity}#id`]: {},
    "azurerm_container_registry#cr": {},
    "Microsoft.Logic/workflows": { identity: [{ identity_ids: [id("id")] }] },
  };
}
