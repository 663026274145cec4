import { customRoleGuid } from "../../../domain/azure/ids";
import { builtInRoles, customRoleTitle } from "../../../domain/access/roles";
import { attributeCase, id, LATER, type Fixture, type RuleCase } from "../fixtures";

const assignment = "azurerm_role_assignment";
const arm = "Microsoft.Authorization/roleAssignments";
const identity = "azurerm_user_assigned_identity";
const trust = "azurerm_federated_identity_credential";
const definition = "azurerm_role_definition";
const definitionArm = "Microsoft.Authorization/roleDefinitions";

const SUBSCRIPTION = "/subscriptions/2e704d9c-3186-4c58-9e3f-9d0214c6f303";
const OTHER = "/subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101";
const GROUP = `${SUBSCRIPTION}/resourceGroups/rg-pfs-prod-ml`;
const ENDPOINT = `${GROUP}/providers/Microsoft.MachineLearningServices/workspaces/mlw/onlineEndpoints/churn`;
const STORAGE = `${GROUP}/providers/Microsoft.Storage/storageAccounts/st`;
const PEOPLE = "8a6f0b5d-2f0e-4b7c-8f6a-9c2d1e3b4a11";

const roleId = (guid: string) => `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
const built = (name: keyof typeof builtInRoles) => roleId(builtInRoles[name].id);
const OWNER = roleId("8e3af657-a8ff-443c-a75c-2fe8c4bcb635");
const callerTitle = customRoleTitle("endpointCaller", "pfs-prod");
const callerGuid = customRoleGuid(GROUP, callerTitle);
const caller = roleId(callerGuid);
/** The environment makes it; a use case's stack knows of it from the configuration. */
const madeElsewhere = { customRoles: { [callerGuid]: { role: "endpointCaller" as const, title: callerTitle } } };

/** A role of a group on a resource group, and what is different. */
const people = (changes: object = {}) => ({
  role_definition_id: built("reader"),
  scope: GROUP,
  principal_id: PEOPLE,
  principal_type: "Group",
  ...changes,
});
const armPeople = (role: unknown, more: object = {}) => ({
  parent_id: GROUP,
  properties: { roleDefinitionId: role, principalId: PEOPLE, principalType: "Group", ...more },
});
/** A role of an identity that is made beside it. */
const machine = (changes: object = {}, name = "id") => ({
  ...people({ principal_id: id(name, "principal_id"), principal_type: "ServicePrincipal" }),
  ...changes,
});
const own = { [`${identity}#id`]: { name: "id-pfs-prod" } };
const pipeline = (subject: unknown) => ({ ...own, [trust]: { parent_id: id("id"), subject } });
const ENVIRONMENT = "repo:pfs-corporation/mlops-environments:environment:prod";
const PULL_REQUEST = "repo:pfs-corporation/mlops-environments:pull_request";

export const accessCases: readonly RuleCase[] = [
  {
    rule: "role-privileged-not-for-people",
    pass: [
      { [assignment]: people() },
      { [assignment]: machine({ role_definition_id: built("contributor") }), ...own },
      { [arm]: armPeople(built("reader")) },
    ],
    fail: [
      { [assignment]: people({ role_definition_id: built("contributor") }) },
      { [assignment]: people({ role_definition_id: null, role_definition_name: "Owner" }) },
      { [assignment]: people({ role_definition_id: OWNER }) },
      { [assignment]: machine({ role_definition_id: OWNER }), ...own },
      {
        [assignment]: machine({ role_definition_id: built("contributor") }),
        [`${identity}#id`]: { tags: { "use-case": "churn" } },
      },
      { [arm]: armPeople(built("rbacAdministrator")) },
    ],
    unknown: [
      { [assignment]: people({ role_definition_id: LATER }) },
      { [assignment]: people({ role_definition_id: built("contributor"), principal_type: null }) },
      { [arm]: armPeople(LATER) },
    ],
  },
  {
    rule: "role-scope-resource-group",
    pass: [
      { [assignment]: people() },
      { [assignment]: people({ scope: id("vault") }), "azurerm_key_vault#vault": {} },
      { [assignment]: machine({ scope: SUBSCRIPTION }), ...pipeline(ENVIRONMENT) },
      { [arm]: armPeople(built("reader")) },
    ],
    fail: [
      { [assignment]: people({ scope: SUBSCRIPTION }) },
      { [assignment]: people({ scope: "/" }) },
      { [assignment]: people({ scope: "/providers/Microsoft.Management/managementGroups/pfs" }) },
      { [assignment]: machine({ scope: SUBSCRIPTION }), ...own },
      { [assignment]: machine({ scope: "/" }), ...pipeline(ENVIRONMENT) },
      { [arm]: { ...armPeople(built("reader")), parent_id: SUBSCRIPTION } },
    ],
    unknown: [
      { [assignment]: people({ scope: LATER }) },
      { [arm]: { ...armPeople(built("reader")), parent_id: LATER } },
    ],
  },
  {
    rule: "role-people-through-groups",
    pass: [
      { [assignment]: people() },
      { [assignment]: machine({ principal_type: null }), ...own },
      { [arm]: armPeople(built("reader")) },
    ],
    fail: [
      { [assignment]: people({ principal_type: "User" }) },
      { [arm]: armPeople(built("reader"), { principalType: "User" }) },
    ],
    unknown: [
      { [assignment]: people({ principal_type: LATER }) },
      { [assignment]: people({ principal_type: null }) },
      { [arm]: armPeople(built("reader"), { principalType: LATER }) },
    ],
  },
  {
    rule: "role-principal-type-set",
    pass: [{ [assignment]: people() }, { [arm]: armPeople(built("reader")) }],
    fail: [
      { [assignment]: people({ principal_type: null }) },
      { [assignment]: people({ principal_type: "Everyone" }) },
      { [arm]: armPeople(built("reader"), { principalType: undefined }) },
    ],
    unknown: [
      { [assignment]: people({ principal_type: LATER }) },
      { [arm]: armPeople(built("reader"), { principalType: LATER }) },
    ],
  },
  {
    rule: "role-people-allowed",
    pass: [
      { [assignment]: people() },
      { [assignment]: people({ role_definition_id: caller, scope: ENDPOINT }), expected: madeElsewhere },
      { [assignment]: people({ role_definition_id: built("amlDataScientist") }), stack: "dev" },
      { [assignment]: people({ role_definition_id: built("storageBlobDataContributor") }), stack: "preprod" },
      { [assignment]: people({ role_definition_id: built("amlRegistryUser") }), stack: "registry" },
      { [arm]: armPeople(built("monitoringReader")) },
    ],
    fail: [
      { [assignment]: people({ role_definition_id: built("amlDataScientist") }) },
      { [assignment]: people({ role_definition_id: built("amlDataScientist") }), stack: "preprod" },
      { [assignment]: people({ role_definition_id: built("acrPush") }), stack: "dev" },
      { [assignment]: people({ role_definition_id: roleId("99999999-9999-4999-8999-999999999999") }) },
      { [arm]: armPeople(built("keyVaultAdministrator")) },
    ],
    unknown: [
      { [assignment]: people({ role_definition_id: LATER }) },
      { [assignment]: people({ principal_type: LATER }) },
      { [arm]: armPeople(LATER) },
    ],
    silent: [{ [assignment]: machine({ role_definition_id: built("acrPull") }), ...own }],
  },
  {
    rule: "role-no-data-write-in-production",
    pass: [{ [assignment]: people() }, { [arm]: armPeople(built("reader")) }],
    fail: [
      { [assignment]: people({ role_definition_id: built("storageBlobDataContributor"), scope: STORAGE }) },
      { [arm]: armPeople(built("storageFileDataPrivilegedContributor")) },
    ],
    unknown: [
      { [assignment]: people({ role_definition_id: LATER }) },
      { [assignment]: people({ role_definition_id: built("storageBlobDataOwner"), principal_type: LATER }) },
      { [arm]: armPeople(LATER) },
    ],
    silent: [
      { [assignment]: people({ role_definition_id: built("storageBlobDataContributor") }), stack: "preprod" },
      { [assignment]: machine({ role_definition_id: built("storageBlobDataContributor") }), ...own },
    ],
  },
  {
    rule: "role-has-reason",
    pass: [
      { [assignment]: people() },
      {
        [assignment]: machine({ role_definition_id: built("acrPull"), scope: id("cr") }),
        ...own,
        "azurerm_container_registry#cr": {},
      },
      { [assignment]: people({ role_definition_id: caller, scope: ENDPOINT }), expected: madeElsewhere },
      { [arm]: armPeople(built("reader")) },
    ],
    fail: [
      { [assignment]: people({ scope: STORAGE }) },
      { [assignment]: machine({ role_definition_id: built("acrPush") }), ...own },
      { [arm]: armPeople(built("acrPush")) },
    ],
    unknown: [
      { [assignment]: people({ scope: LATER }) },
      { [assignment]: people({ role_definition_id: LATER }) },
      { [arm]: armPeople(LATER) },
    ],
    silent: [{ [assignment]: people({ role_definition_id: built("contributor") }) }],
  },
  {
    rule: "role-one-environment",
    pass: [
      { [assignment]: machine(), ...own },
      {
        [assignment]: machine({ role_definition_id: built("contributor"), scope: SUBSCRIPTION }),
        ...pipeline(ENVIRONMENT),
        stack: "bootstrap",
      },
      { [arm]: armPeople(built("reader"), { principalType: "ServicePrincipal" }) },
    ],
    fail: [
      {
        [assignment]: machine({ role_definition_id: built("contributor"), scope: SUBSCRIPTION }),
        [`${assignment}#more`]: machine({ role_definition_id: built("contributor"), scope: OTHER }),
        ...pipeline(ENVIRONMENT),
        stack: "bootstrap",
      },
      {
        [arm]: {
          parent_id: SUBSCRIPTION,
          properties: {
            roleDefinitionId: built("contributor"),
            principalId: id("id", "principal_id"),
            principalType: "ServicePrincipal",
          },
        },
        [`${assignment}#more`]: machine({ role_definition_id: built("contributor"), scope: OTHER }),
        ...pipeline(ENVIRONMENT),
        stack: "bootstrap",
      },
    ],
    unknown: [
      { [assignment]: machine({ principal_id: LATER }) },
      { [assignment]: people({ principal_type: LATER }) },
      { [arm]: armPeople(built("reader"), { principalType: LATER }) },
    ],
    silent: [{ [assignment]: people() }],
  },
  {
    rule: "pipeline-plan-reads-only",
    pass: [
      { [assignment]: machine(), ...pipeline(PULL_REQUEST) },
      {
        [arm]: {
          parent_id: GROUP,
          properties: { roleDefinitionId: built("storageBlobDataReader"), principalId: id("id", "principal_id") },
        },
        ...pipeline(PULL_REQUEST),
      },
    ],
    fail: [
      { [assignment]: machine({ role_definition_id: built("contributor") }), ...pipeline(PULL_REQUEST) },
      {
        [assignment]: machine({ role_definition_id: built("storageBlobDataContributor") }),
        ...pipeline("repo:pfs-corporation/mlops-environments:ref:refs/heads/main"),
      },
      {
        [arm]: {
          parent_id: GROUP,
          properties: { roleDefinitionId: built("acrPush"), principalId: id("id", "principal_id") },
        },
        ...pipeline("repo:pfs-corporation/*:environment:*"),
      },
    ],
    unknown: [
      { [assignment]: machine({ role_definition_id: LATER }), ...pipeline(PULL_REQUEST) },
      { [assignment]: machine({ role_definition_id: built("contributor") }), ...pipeline(LATER) },
      { [assignment]: machine({ role_definition_id: built("contributor") }), ...pipeline("sc://pfs/ml/prod-apply") },
      {
        [arm]: { parent_id: GROUP, properties: { roleDefinitionId: LATER, principalId: id("id", "principal_id") } },
        ...pipeline(PULL_REQUEST),
      },
    ],
    silent: [
      { [assignment]: machine({ role_definition_id: built("contributor") }), ...pipeline(ENVIRONMENT) },
      { [assignment]: people() },
    ],
  },
  attributeCase("federated-credential-exact", {
    [trust]: [
      ["subject", ENVIRONMENT, ["repo:pfs-corporation/*", "repo:pfs-corporation/mlops-environments:*"], "fail"],
      ["audience", ["api://AzureADTokenExchange"], [["api://other"], ["api://AzureADTokenExchange", "x"]], "fail"],
      [
        "issuer",
        "https://token.actions.githubusercontent.com",
        ["https://token.actions.githubusercontent.com.evil.example", "http://token.actions.githubusercontent.com"],
        "fail",
      ],
    ],
  }),
  {
    rule: "role-definition-no-wildcard",
    pass: [
      role("Microsoft.MachineLearningServices/workspaces/read", "Microsoft.MachineLearningServices/workspaces/jobs/*"),
      armRole("Microsoft.Storage/storageAccounts/read"),
      { [definition]: {} },
    ],
    fail: [
      role("*"),
      role("Microsoft.Storage/storageAccounts/read", "*"),
      role("Microsoft.Storage/storageAccounts/read", "Microsoft.Compute/*"),
      role("Microsoft.MachineLearningServices/workspaces/*/read"),
      role("Microsoft.Storage/storageAccounts/read", "*/write"),
      armRole("*"),
    ],
    unknown: [role(LATER), { [definition]: { permissions: LATER } }, armRole(LATER)],
  },
  {
    rule: "role-definition-no-access-writes",
    pass: [role("Microsoft.Authorization/*/read"), armRole("Microsoft.Storage/storageAccounts/read")],
    fail: [
      role("Microsoft.Authorization/roleDefinitions/write"),
      role("Microsoft.Storage/storageAccounts/read", "Microsoft.Authorization/roleAssignments/write"),
      role("Microsoft.Authorization/*"),
      role("microsoft.authorization/*/Write"),
      armRole("Microsoft.Authorization/elevateAccess/action"),
      role("Microsoft.Authorization/locks/delete"),
      role("Microsoft.Authorization/policyAssignments/*"),
    ],
    unknown: [role(LATER), armRole(LATER)],
  },
];

function role(...actions: readonly string[]): Fixture {
  return { [definition]: { permissions: [{ actions }] } };
}

function armRole(...actions: readonly string[]): Fixture {
  return { [definitionArm]: { properties: { permissions: [{ actions }] } } };
}
