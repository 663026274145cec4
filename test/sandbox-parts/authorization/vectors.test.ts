import { onlyBlobs, onlyGrants } from "../../../constructs/access/conditions";
import { builtInRoles, customRoles, type BuiltInRole, type CustomRoleName } from "../../../domain/access/roles";
import {
  BLOBS,
  custom,
  does,
  ENV,
  GROUP,
  IDENTITY,
  answer,
  may,
  ML,
  OTHER,
  OWNER,
  PLATFORM,
  REGISTRY,
  STATES,
  STORAGE,
  touches,
  VAULT,
  WORKSPACE,
} from "./support";

const ENDPOINT = `${WORKSPACE}/onlineEndpoints/churn`;
const ASSIGNMENTS = "Microsoft.Authorization/roleAssignments";
const on = (role: BuiltInRole | "owner", at: string, condition?: string) =>
  condition === undefined ? { role, at } : { role, at, condition };
const ours = (role: CustomRoleName, at: string) => ({
  role: custom(
    `00000000-0000-4000-9000-0000000000${Object.keys(customRoles).indexOf(role)}0`,
    customRoles[role].actions,
  ),
  at,
});

/** What a grant asks: the attributes that conditions look at, of what is to be or of what is there. */
const granting = (action: "write" | "delete", role: string, principalType?: string) => {
  const source = action === "write" ? "request" : "resource";
  const attribute = (name: string) => `${source} ${ASSIGNMENTS}:${name}`.toLowerCase();
  return does(`${ASSIGNMENTS}/${action}`, `${STORAGE}/providers/${ASSIGNMENTS}/one`, {
    attributes: {
      [attribute("RoleDefinitionId")]: role,
      ...(principalType !== undefined && { [attribute("PrincipalType")]: principalType }),
    },
  });
};
const condition = onlyGrants([
  { roles: [builtInRoles.reader.id, builtInRoles.acrPull.id], principals: "ServicePrincipal" },
  { roles: [builtInRoles.logAnalyticsReader.id], principals: "Group" },
]);
const administrator = [on("rbacAdministrator", ENV, condition)];

const blob = (verb: string, path: string, suboperation?: string) =>
  touches(`${BLOBS}/${verb}`, STATES, {
    attributes: { [`resource ${BLOBS}:path`.toLowerCase()]: path },
    ...(suboperation !== undefined && { suboperation }),
  });
const ownStates = onlyBlobs(["dev.tfstate", "dev-*.tfstate"], ["dev-eu.tfstate", "dev-eu-*.tfstate"]);
const writesStates = [on("storageBlobDataContributor", STATES, ownStates)];
const readsStates = [on("storageBlobDataReader", STATES, ownStates)];

const assign = does("Microsoft.ManagedIdentity/userAssignedIdentities/assign/action", IDENTITY);
const readsComponent = [
  does(`${ML}/registries/read`, REGISTRY),
  does(`${ML}/registries/assets/read`, `${REGISTRY}/components/train/versions/4`),
];
const job = { operation: does(`${ML}/workspaces/jobs/write`, `${WORKSPACE}/jobs/one`), linked: readsComponent };

describe("who may do what", () => {
  it("A1 a Reader does not list the keys of storage", () => {
    expect(may([on("reader", ENV)], does("Microsoft.Storage/storageAccounts/listKeys/action", STORAGE))).toBe(false);
    expect(may([on("contributor", ENV)], does("Microsoft.Storage/storageAccounts/listKeys/action", STORAGE))).toBe(
      true,
    );
  });
  it("A2 a Contributor does not read a secret", () => {
    const secret = touches("Microsoft.KeyVault/vaults/secrets/getSecret/action", VAULT);
    expect(answer([on("contributor", ENV)], { operation: secret })).toBe("ForbiddenByRbac");
    expect(may([on("keyVaultAdministrator", VAULT)], secret)).toBe(true);
  });
  it("A3 an Owner does not read a blob", () => {
    expect(answer([on("owner", ENV)], { operation: touches(`${BLOBS}/read`, STORAGE) })).toBe(
      "AuthorizationPermissionMismatch",
    );
    expect(may([on("owner", ENV), on("storageBlobDataReader", STORAGE)], touches(`${BLOBS}/read`, STORAGE))).toBe(true);
  });
  it("A4 a Data Scientist writes an endpoint, if they may also assign the identity that it runs as", () => {
    const endpoint = { operation: does(`${ML}/workspaces/onlineEndpoints/write`, ENDPOINT) };
    const held = [on("amlDataScientist", WORKSPACE)];
    expect(answer(held, endpoint)).toBe("allowed");
    expect(answer(held, { ...endpoint, linked: [assign] })).toBe("LinkedAuthorizationFailed");
    expect(answer([...held, on("managedIdentityOperator", IDENTITY)], { ...endpoint, linked: [assign] })).toBe(
      "allowed",
    );
  });
  it("A5 a Data Scientist writes no compute cluster, but with Compute Operator too they do", () => {
    const cluster = does(`${ML}/workspaces/computes/write`, `${WORKSPACE}/computes/cpu`);
    expect(may([on("amlDataScientist", WORKSPACE)], cluster)).toBe(false);
    expect(may([on("amlDataScientist", WORKSPACE), on("amlComputeOperator", WORKSPACE)], cluster)).toBe(true);
  });
  it("A6 a Compute Operator alone deletes a cluster", () => {
    expect(
      may([on("amlComputeOperator", WORKSPACE)], does(`${ML}/workspaces/computes/delete`, `${WORKSPACE}/computes/cpu`)),
    ).toBe(true);
  });
  it("A7 a Data Scientist lists the secrets of datastores, and not the keys of the workspace", () => {
    const held = [on("amlDataScientist", WORKSPACE)];
    expect(may(held, does(`${ML}/workspaces/listKeys/action`, WORKSPACE))).toBe(false);
    expect(may(held, does(`${ML}/workspaces/datastores/listsecrets/action`, `${WORKSPACE}/datastores/blob`))).toBe(
      true,
    );
  });
  it("A8 casing makes no difference, of actions and of scopes", () => {
    const held = [
      {
        role: custom("00000000-0000-4000-9000-000000000001", ["microsoft.logic/workflows/read"]),
        at: GROUP.toUpperCase(),
      },
    ];
    expect(may(held, does("MICROSOFT.Logic/Workflows/READ", `${GROUP}/providers/Microsoft.Logic/workflows/w`))).toBe(
      true,
    );
  });
  it("A9 a Managed Identity Operator assigns an identity: `*` between slashes stands for nothing, too", () => {
    expect(may([on("managedIdentityOperator", IDENTITY)], assign)).toBe(true);
  });
  it("A10 a role on the subscription covers a job in a workspace, and none in another subscription", () => {
    expect(may([on("reader", ENV)], does(`${ML}/workspaces/jobs/read`, `${WORKSPACE}/jobs/one`))).toBe(true);
    expect(may([on("reader", OTHER)], does(`${ML}/workspaces/jobs/read`, `${WORKSPACE}/jobs/one`))).toBe(false);
    expect(
      may([on("reader", `${ENV}/resourceGroups/r`)], does(`${ML}/workspaces/jobs/read`, `${WORKSPACE}/jobs/one`)),
    ).toBe(false);
  });
  it("A11 what one role takes back, another one gives", () => {
    const [gives, takes] = [
      custom("00000000-0000-4000-9000-000000000001", ["*/write"]),
      custom("00000000-0000-4000-9000-000000000002", ["*"], ["*/write"]),
    ];
    const write = does("Microsoft.Storage/storageAccounts/write", STORAGE);
    expect(may([{ role: takes, at: ENV }], write)).toBe(false);
    expect(
      may(
        [
          { role: takes, at: ENV },
          { role: gives, at: ENV },
        ],
        write,
      ),
    ).toBe(true);
  });
  it("A12 a condition keeps a person from being granted what a service principal may", () => {
    expect(may(administrator, granting("write", builtInRoles.reader.id, "User"))).toBe(false);
    expect(may(administrator, granting("write", builtInRoles.reader.id, "ServicePrincipal"))).toBe(true);
    expect(may(administrator, granting("write", builtInRoles.reader.id, "Group"))).toBe(false);
  });
  it("A13 a condition keeps Owner from being granted", () => {
    expect(may(administrator, granting("write", OWNER, "ServicePrincipal"))).toBe(false);
  });
  it("A14 a condition that asks for the kind of principal refuses a request that does not say it", () => {
    expect(may(administrator, granting("write", builtInRoles.reader.id))).toBe(false);
  });
  it("A15 a condition keeps roles that are not on its list from being revoked", () => {
    expect(may(administrator, granting("delete", builtInRoles.contributor.id, "ServicePrincipal"))).toBe(false);
    expect(may(administrator, granting("delete", builtInRoles.acrPull.id, "ServicePrincipal"))).toBe(true);
  });
  it("A16 a Contributor writes no lock, a Locks Contributor does", () => {
    const lock = does("Microsoft.Authorization/locks/write", `${VAULT}/providers/Microsoft.Authorization/locks/keep`);
    expect(may([on("contributor", ENV)], lock)).toBe(false);
    expect(may([on("contributor", ENV), on("locksContributor", ENV)], lock)).toBe(true);
  });
  it("A17 what deploys an environment writes no role definition", () => {
    const definition = does("Microsoft.Authorization/roleDefinitions/write", GROUP);
    expect(may([on("contributor", ENV), ...administrator, on("locksContributor", ENV)], definition)).toBe(false);
    expect(may([on("owner", ENV)], definition)).toBe(true);
  });
  it("A18 what plans an environment reads no role assignment on the registry without a role there", () => {
    const definition = does(
      "Microsoft.Authorization/roleDefinitions/read",
      `${PLATFORM}/providers/Microsoft.Authorization/roleDefinitions/r`,
    );
    const assignment = does(`${ASSIGNMENTS}/read`, `${REGISTRY}/providers/${ASSIGNMENTS}/one`);
    expect([may([on("reader", ENV)], assignment), may([on("reader", ENV)], definition)]).toEqual([false, false]);
    // A grant on the registry alone reads the assignment, and not the definition, which is asked for at the subscription.
    expect([may([on("reader", REGISTRY)], assignment), may([on("reader", REGISTRY)], definition)]).toEqual([
      true,
      false,
    ]);
    expect([may([on("reader", PLATFORM)], assignment), may([on("reader", PLATFORM)], definition)]).toEqual([
      true,
      true,
    ]);
  });
  it("A19 a Reader does not ask for the address of an event subscription", () => {
    const full = does("Microsoft.EventGrid/systemTopics/eventSubscriptions/getFullUrl/action", GROUP);
    expect([may([on("reader", ENV)], full), may([on("contributor", ENV)], full)]).toEqual([false, true]);
  });
  it("A21 a Reader reads no shared keys of Log Analytics by the call that providers make", () => {
    const keys = does("Microsoft.OperationalInsights/workspaces/sharedKeys/action", GROUP);
    expect([may([on("reader", ENV)], keys), may([on("contributor", ENV)], keys)]).toEqual([false, true]);
    // The same secret by a GET is a `read`, which Reader has and Log Analytics Reader takes back.
    const got = does("Microsoft.OperationalInsights/workspaces/sharedKeys/read", GROUP);
    expect([may([on("reader", ENV)], got), may([on("logAnalyticsReader", ENV)], got)]).toEqual([true, false]);
  });
  it("A22 a workflow submits a job only where it may read the registry of the job's component", () => {
    const held = [ours("jobSubmitter", WORKSPACE)];
    expect(answer(held, job)).not.toBe("allowed");
    expect(answer([...held, on("reader", REGISTRY)], job)).toBe("allowed");
  });
  it("A23 whoever writes an endpoint needs the right to assign the identity that it keeps", () => {
    const endpoint = { operation: does(`${ML}/workspaces/onlineEndpoints/write`, ENDPOINT), linked: [assign] };
    expect(answer([ours("trafficOperator", ENDPOINT)], endpoint)).toBe("LinkedAuthorizationFailed");
    expect(answer([ours("trafficOperator", ENDPOINT), on("managedIdentityOperator", IDENTITY)], endpoint)).toBe(
      "allowed",
    );
  });
  it("A24 an endpoint's caller scores, and does not see the endpoint", () => {
    const held = [ours("endpointCaller", ENDPOINT)];
    expect(may(held, does(`${ML}/workspaces/onlineEndpoints/score/action`, ENDPOINT))).toBe(true);
    expect(may(held, does(`${ML}/workspaces/onlineEndpoints/read`, ENDPOINT))).toBe(false);
  });
  it("A25 what deploys an environment may also call its endpoints: that is an action", () => {
    expect(may([on("contributor", ENV)], does(`${ML}/workspaces/onlineEndpoints/score/action`, ENDPOINT))).toBe(true);
  });
  it("A26 a pipeline does not lock the state of another environment", () => {
    expect(may(writesStates, blob("write", "preprod.tfstate"))).toBe(false);
    expect(may(writesStates, blob("write", "dev.tfstate"))).toBe(true);
    expect(may(readsStates, blob("write", "dev.tfstate"))).toBe(false);
  });
  it("A27 a pipeline does not read the state of an environment whose name begins with its own", () => {
    expect(may(writesStates, blob("read", "dev-eu.tfstate"))).toBe(false);
    expect(may(writesStates, blob("read", "dev-eu-churn.tfstate"))).toBe(false);
    expect(may(writesStates, blob("read", "dev-churn.tfstate"))).toBe(true);
  });
  it("A28 whoever plans sees which states there are", () => {
    expect(may(readsStates, touches(`${BLOBS}/read`, STATES, { suboperation: "Blob.List" }))).toBe(true);
    expect(may(readsStates, touches(`${BLOBS}/read`, STATES))).toBe(false);
  });
  it("A29 an auditor queries logs and reads no data", () => {
    const held = [on("reader", GROUP), on("logAnalyticsReader", GROUP)];
    expect(may(held, touches(`${BLOBS}/read`, STORAGE))).toBe(false);
    expect(
      may(
        held,
        does(
          "Microsoft.OperationalInsights/workspaces/analytics/query/action",
          `${GROUP}/providers/Microsoft.OperationalInsights/workspaces/log`,
        ),
      ),
    ).toBe(true);
  });
  it("A30 a Registry User publishes and deletes assets, and not the registry", () => {
    const held = [on("amlRegistryUser", REGISTRY)];
    expect(may(held, does(`${ML}/registries/assets/write`, REGISTRY))).toBe(true);
    expect(may(held, does(`${ML}/registries/assets/stage/write`, REGISTRY))).toBe(true);
    expect(may(held, does(`${ML}/registries/assets/delete`, REGISTRY))).toBe(true);
    expect(may(held, does(`${ML}/registries/delete`, REGISTRY))).toBe(false);
  });
  it("A31 a Data Scientist without a role on the storage submits a job, and cannot upload its code", () => {
    const held = [on("amlDataScientist", WORKSPACE)];
    expect(answer(held, { operation: job.operation })).toBe("allowed");
    expect(answer(held, { operation: touches(`${BLOBS}/write`, STORAGE) })).toBe("AuthorizationPermissionMismatch");
  });
  it("A32 a private endpoint to a vault in another subscription needs the right to approve there", () => {
    const foreign = `${OTHER}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv`;
    const endpoint = (vault: string) => ({
      operation: does(
        "Microsoft.Network/privateEndpoints/write",
        `${GROUP}/providers/Microsoft.Network/privateEndpoints/pe`,
      ),
      linked: [does("Microsoft.KeyVault/vaults/privateEndpointConnectionsApproval/action", vault)],
    });
    expect(answer([on("contributor", ENV)], endpoint(foreign))).toBe("LinkedAuthorizationFailed");
    expect(answer([on("contributor", ENV)], endpoint(VAULT))).toBe("allowed");
  });
});
