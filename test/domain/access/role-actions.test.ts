import { coversOperation } from "../../../domain/access/role-actions";

const ML = "Microsoft.MachineLearningServices";

describe("actions of a role", () => {
  it.each([
    ["*", "Microsoft.Storage/storageAccounts/listKeys/action"],
    ["*/read", "Microsoft.Storage/storageAccounts/read"],
    ["*/read", `${ML}/workspaces/listNotebookKeys/read`],
    [`${ML}/workspaces/*/read`, `${ML}/workspaces/jobs/read`],
    [`${ML}/workspaces/*/read`, `${ML}/workspaces/onlineEndpoints/deployments/read`],
    [`${ML}/workspaces/*/write`, `${ML}/workspaces/write`],
    [`${ML}/workspaces/computes/*`, `${ML}/workspaces/computes/start/action`],
    [`${ML.toUpperCase()}/WORKSPACES/*/READ`, `${ML}/workspaces/Jobs/read`],
    [
      "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action",
      "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
    ],
    ["Microsoft.Authorization/*/Delete", "microsoft.authorization/roleAssignments/delete"],
    ["Microsoft.X/a/*/*/b", "Microsoft.X/a/b"],
    ["Microsoft.X/sql*/read", "Microsoft.X/sqlServers/read"],
  ])("%s covers %s", (action, operation) => {
    expect(coversOperation(action, operation)).toBe(true);
  });

  it.each([
    ["*/read", "Microsoft.Storage/storageAccounts/listKeys/action"],
    ["*/read", "Microsoft.Storage/storageAccounts/readmore"],
    [`${ML}/workspaces/read`, `${ML}/workspaces/jobs/read`],
    [`${ML}/workspaces/*/read`, `${ML}/workspacesOther/read`],
    [`${ML}/workspaces/*/read`, `${ML}/registries/read`],
    [`${ML}/workspaces/computes/*`, `${ML}/workspaces/computesx/read`],
    ["Microsoft.X/a.b/read", "Microsoft.X/aXb/read"],
    ["Microsoft.Storage/storageAccounts/read", "Microsoft.Storage/storageAccounts/read/action"],
    ["", "Microsoft.Storage/storageAccounts/read"],
  ])("%s does not cover %s", (action, operation) => {
    expect(coversOperation(action, operation)).toBe(false);
  });
});
