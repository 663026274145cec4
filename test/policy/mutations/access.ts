import { onlyBlobs, onlyGrants } from "../../../constructs/access/conditions";
import { builtInRoles } from "../../../domain/access/roles";
import { add, append, CHURN, COMPUTE, edit, find, type Mutation, PRODUCTION, role, set } from "./basic";

const ADMINISTRATOR = "azurerm_role_assignment.Pipelines_prod_apply_environment-rbacAdministrator_";
const PLATFORM = "azurerm_role_assignment.Pipelines_prod_apply_platform-rbacAdministrator_";
const APPLY_STATE = "azurerm_role_assignment.Pipelines_prod_apply_state-storageBlobDataContributor_";
const PLAN_STATE = "azurerm_role_assignment.Pipelines_prod_plan_state-storageBlobDataReader_";
const TRUST = "azurerm_federated_identity_credential.Pipelines_prod_apply_Trust_environment_";
const PLAN_TRUST = "azurerm_federated_identity_credential.Pipelines_prod_plan_Trust_";
const SUBMITTER = "azurerm_role_definition.UseCaseRoles_jobSubmitter_";
const OPERATOR = "azurerm_role_definition.UseCaseRoles_trafficOperator_";
const CALLER = "azurerm_role_definition.UseCaseRoles_endpointCaller_";
const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const ACCESS_ADMINISTRATOR = "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9";

const conditions = (what: string, address: string, condition: unknown): Mutation =>
  edit(`condition: ${what}`, set("bootstrap", address, "condition", condition));
const rewritten = (what: string, address: string, change: (written: string) => string): Mutation =>
  edit(`condition: ${what}`, (stacks) => {
    const { values } = find(stacks, "bootstrap", address);
    const before = values["condition"] as string;
    values["condition"] = change(before);
    if (values["condition"] === before) throw new Error(`nothing changed: ${what}`);
  });
const only = (roles: readonly string[], principals: "Group" | "ServicePrincipal" = "ServicePrincipal") =>
  onlyGrants([{ roles, principals }]);
const trusts = (what: string, subject: string, address = TRUST, also?: readonly string[]): Mutation => ({
  ...edit(`trusts ${what}`, set("bootstrap", address, "subject", subject)),
  ...(also && { also }),
});
const REPOSITORY = "repo:pfs-corporation/mlops-environments";
const allows = (what: string, address: string, action: string): Mutation =>
  edit(what, append("prod", address, "permissions.actions", action));
const reads = (what: string, action: string): Mutation =>
  edit(what, (stacks) => {
    const { values } = find(stacks, "prod", SUBMITTER);
    const [permissions] = [values["permissions"]].flat() as Record<string, unknown>[];
    permissions!["data_actions"] = [action];
  });
const toIdentity = (what: string, identity: string, name: keyof typeof builtInRoles, target: string): Mutation =>
  edit(what, (stacks) => {
    const { name: principal } = find(stacks, "prod", identity);
    const { type, name: scope } = find(stacks, "prod", target);
    add("prod", "azurerm_role_assignment", {
      principal_id: `\${azurerm_user_assigned_identity.${principal}.principal_id}`,
      principal_type: "ServicePrincipal",
      role_definition_id: role(name),
      scope: `\${${type}.${scope}.id}`,
    })(stacks);
  });
const RUNNER = "azurerm_user_assigned_identity.ComputeIdentity_";
const DEV = "/subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101";

export const accessMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "role-administrator-conditional": [
    conditions("Owner", ADMINISTRATOR, only([OWNER])),
    conditions("User Access Administrator", ADMINISTRATOR, only([ACCESS_ADMINISTRATOR])),
    conditions("itself", ADMINISTRATOR, only([builtInRoles.rbacAdministrator.id])),
    conditions("Contributor for people", ADMINISTRATOR, only([builtInRoles.contributor.id], "Group")),
    conditions(
      "Key Vault Administrator for people",
      ADMINISTRATOR,
      only([builtInRoles.keyVaultAdministrator.id], "Group"),
    ),
    conditions("a data scientist in production", ADMINISTRATOR, only([builtInRoles.amlDataScientist.id], "Group")),
    conditions("a role that nobody knows", ADMINISTRATOR, only(["99999999-9999-4999-8999-999999999999"])),
    conditions("a sentence", ADMINISTRATOR, "only what is needed"),
    conditions("always true", ADMINISTRATOR, "1 NumericEquals 1"),
    conditions(
      "another attribute",
      ADMINISTRATOR,
      "@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:a] StringEquals 'b'",
    ),
    conditions("nothing", ADMINISTRATOR, ""),
    conditions("more than the registry's readers", PLATFORM, only([builtInRoles.contributor.id])),
    conditions("gone", PLATFORM, undefined),
    rewritten("Owner among the others", ADMINISTRATOR, (text) =>
      text.replaceAll("GuidEquals {", `GuidEquals {${OWNER}, `),
    ),
    rewritten("all but the listed", ADMINISTRATOR, (text) => text.replaceAll("GuidEquals", "GuidNotEquals")),
    rewritten("users, too", ADMINISTRATOR, (text) =>
      text.replaceAll("{'ServicePrincipal'}", "{'ServicePrincipal', 'User'}"),
    ),
    rewritten("groups where identities were", ADMINISTRATOR, (text) =>
      text.replaceAll("'ServicePrincipal'", "'Group'"),
    ),
    rewritten("either role or kind", ADMINISTRATOR, (text) => text.replaceAll("} AND @", "} OR @")),
    rewritten("or anything", ADMINISTRATOR, (text) => `(${text}) OR (!(ActionMatches{'x'}))`),
    rewritten("only deletion is limited", ADMINISTRATOR, (text) => text.replaceAll("@Request", "@Resource")),
    rewritten("the negation is gone", ADMINISTRATOR, (text) => text.replaceAll("(!(", "((")),
    rewritten("another action is limited", ADMINISTRATOR, (text) =>
      text.replaceAll("roleAssignments/write'", "roleAssignments/read'"),
    ),
    edit("condition of an old version", set("bootstrap", ADMINISTRATOR, "condition_version", "1.0")),
  ],
  "state-grant-own-environment": [
    conditions("of the state gone", APPLY_STATE, undefined),
    conditions("of the plan's state gone", PLAN_STATE, undefined),
    conditions("every state", APPLY_STATE, onlyBlobs(["*.tfstate"])),
    conditions("dev's state, too", APPLY_STATE, onlyBlobs(["prod.tfstate", "prod-*.tfstate", "dev.tfstate"])),
    conditions("states of dev's use cases", APPLY_STATE, onlyBlobs(["prod.tfstate", "dev-*.tfstate"])),
    conditions("the state of bootstrap", PLAN_STATE, onlyBlobs(["prod*.tfstate", "bootstrap.tfstate"])),
    conditions("a sentence on states", PLAN_STATE, "own states"),
    rewritten("writes of every state", APPLY_STATE, (text) =>
      text
        .replaceAll(/ AND !\(ActionMatches\{'[^']*blobs\/write'\}\)/g, "")
        .replace("((!(", "((!(ActionMatches{'x'}) OR !("),
    ),
    edit("condition of another version on a state", set("bootstrap", PLAN_STATE, "condition_version", undefined)),
  ],
  "federated-credential-repository": [
    trusts("a fork", "repo:stranger/mlops-environments:environment:prod"),
    trusts("another repository", "repo:pfs-corporation/playground:environment:prod"),
    trusts("another environment", `${REPOSITORY}:environment:dev`),
    trusts("another branch", `${REPOSITORY}:ref:refs/heads/feature`, PLAN_TRUST),
    trusts("a tag", `${REPOSITORY}:ref:refs/tags/v1`, PLAN_TRUST),
    trusts("whoever calls a workflow", `${REPOSITORY}:job_workflow_ref:x`, PLAN_TRUST),
    trusts("an organization alike", "repo:pfs-corporatlon/mlops-environments:environment:prod"),
  ],
  "federated-credential-exact": [
    edit("another audience", set("bootstrap", TRUST, "audience", ["api://elsewhere"])),
    edit("any audience beside", append("bootstrap", TRUST, "audience", "api://elsewhere")),
    edit(
      "a self-hosted issuer",
      set("bootstrap", TRUST, "issuer", "https://token.actions.githubusercontent.com.evil.example"),
    ),
    {
      ...edit("an audience", set("bootstrap", TRUST, "audience", [])),
      attribute: ["azurerm_federated_identity_credential", "audience"],
      spoil: set("bootstrap", TRUST, "audience", undefined),
    },
  ],
  "role-definition-as-listed": [
    allows("lists keys", SUBMITTER, "Microsoft.MachineLearningServices/workspaces/listKeys/action"),
    allows(
      "lists secrets of datastores",
      SUBMITTER,
      "Microsoft.MachineLearningServices/workspaces/datastores/listsecrets/action",
    ),
    allows("lists storage keys", SUBMITTER, "Microsoft.Storage/storageAccounts/listKeys/action"),
    allows("writes endpoints", SUBMITTER, "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/write"),
    allows(
      "writes deployments",
      OPERATOR,
      "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments/write",
    ),
    allows("deletes endpoints", OPERATOR, "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/delete"),
    allows(
      "reads the endpoint's keys",
      CALLER,
      "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/listKeys/action",
    ),
    allows("writes schedules", SUBMITTER, "Microsoft.MachineLearningServices/workspaces/schedules/write"),
    reads("reads secrets", "Microsoft.KeyVault/vaults/secrets/getSecret/action"),
    reads("reads blobs", "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"),
    reads("all data", "*"),
    edit("another role", set("prod", SUBMITTER, "name", "Everything (pfs-prod)")),
  ],
  "role-definition-scope": [
    edit("on the subscription", append("prod", SUBMITTER, "assignable_scopes", PRODUCTION)),
    edit("everywhere", set("prod", SUBMITTER, "assignable_scopes", ["/"])),
    edit("defined on the subscription", set("prod", OPERATOR, "scope", PRODUCTION)),
    edit(
      "on a management group",
      set("prod", CALLER, "assignable_scopes", ["/providers/Microsoft.Management/managementGroups/pfs"]),
    ),
  ],
  "role-definition-no-wildcard": [
    allows("everything", SUBMITTER, "*"),
    allows("every write", OPERATOR, "*/write"),
    allows("a whole provider of secrets", SUBMITTER, "Microsoft.KeyVault/*"),
    edit("its first action a wildcard", (stacks) => {
      const { values } = find(stacks, "prod", CALLER);
      const [permissions] = [values["permissions"]].flat() as { actions: string[] }[];
      permissions!.actions.unshift("Microsoft.MachineLearningServices/workspaces/*/read");
    }),
  ].map((one, index) => (index === 3 ? { ...one, also: ["role-definition-as-listed"] } : one)),
  "role-definition-no-access-writes": [
    allows("lifts locks", SUBMITTER, "Microsoft.Authorization/locks/delete"),
    allows("exempts from policies", SUBMITTER, "Microsoft.Authorization/policyExemptions/write"),
    allows("defines roles", OPERATOR, "Microsoft.Authorization/roleDefinitions/write"),
    allows("elevates itself", CALLER, "Microsoft.Authorization/elevateAccess/action"),
  ],
  "role-fits-identity": [
    toIdentity("computes manage the vault", RUNNER, "keyVaultAdministrator", "azapi_resource.Vault_"),
    toIdentity("computes own the storage", RUNNER, "storageBlobDataOwner", "azurerm_storage_account.Storage_"),
    toIdentity("computes change the workspace", RUNNER, "contributor", "azapi_resource.Workspace_"),
    toIdentity("computes push images", RUNNER, "acrPush", "azurerm_container_registry.ContainerRegistry_"),
    edit("the approved grant for another identity", (stacks) => {
      const { name } = find(stacks, "prod", RUNNER);
      const address = "azurerm_role_assignment.WorkspaceIdentityGrants_vault-keyVaultAdministrator_";
      set("prod", address, "principal_id", `\${azurerm_user_assigned_identity.${name}.principal_id}`)(stacks);
    }),
    edit(
      "a workflow changes the workspace",
      set(CHURN, "azurerm_role_assignment.DriftRetraining_Submitter_", "role_definition_id", role("amlDataScientist")),
    ),
    edit(
      "a workflow sees all of the workspace",
      set(CHURN, "azurerm_role_assignment.DriftRetraining_Submitter_", "role_definition_id", role("reader")),
    ),
    edit(
      "an endpoint pushes images",
      set(CHURN, "azurerm_role_assignment.Endpoint_containerRegistry-acrPull_", "role_definition_id", role("acrPush")),
    ),
    edit(
      "the event topic owns blobs",
      set("prod", "azurerm_role_assignment.Events_", "role_definition_id", role("storageBlobDataOwner")),
    ),
  ].map((one) => ({ ...one, also: ["role-has-reason", "role-one-environment"] })),
  "own-environment-only": [
    edit(
      "a grant in another subscription",
      set(
        "prod",
        COMPUTE,
        "scope",
        `${DEV}/resourceGroups/rg-pfs-dev-ml/providers/Microsoft.ContainerRegistry/registries/x`,
      ),
    ),
    edit(
      "a grant in another resource group",
      set(
        "prod",
        COMPUTE,
        "scope",
        `${PRODUCTION}/resourceGroups/rg-other/providers/Microsoft.ContainerRegistry/registries/x`,
      ),
    ),
    edit(
      "jobs on another environment's cluster",
      set(
        CHURN,
        "azapi_resource.Retraining_",
        "body.properties.action.jobDefinition.computeId",
        `${DEV}/resourceGroups/rg-pfs-dev-ml/providers/Microsoft.MachineLearningServices/workspaces/mlw-pfs-dev/computes/cpu`,
      ),
    ),
    edit(
      "data of another environment",
      set(
        CHURN,
        "azapi_resource.Data_Reference_1",
        "body.properties.dataUri",
        "azureml://subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101/resourcegroups/rg-pfs-dev-ml/workspaces/mlw-pfs-dev/datastores/workspaceblobstore/paths/x",
      ),
    ),
    edit(
      "logs to another environment",
      set(
        CHURN,
        "azurerm_monitor_diagnostic_setting.Endpoint_",
        "log_analytics_workspace_id",
        `${DEV}/resourceGroups/rg-pfs-dev-ml/providers/Microsoft.OperationalInsights/workspaces/log`,
      ),
    ),
    edit(
      "dead letters to another environment",
      set(
        CHURN,
        "azapi_resource.DriftRetraining_Subscription_Events_",
        "body.properties.deadLetterWithResourceIdentity.deadLetterDestination.properties.resourceId",
        `${DEV}/resourceGroups/rg-pfs-dev-ml/providers/Microsoft.Storage/storageAccounts/st`,
      ),
    ),
    edit(
      "alerts to another environment",
      append(CHURN, "azapi_resource.Alerts_endpoint-latency_", "body.properties.actions", {
        actionGroupId: `${DEV}/resourceGroups/rg-pfs-dev-ml/providers/Microsoft.Insights/actionGroups/ag`,
      }),
    ),
  ].map((one) => ({ ...one, also: ["role-fits-identity"] })),
  "role-people-configured": [
    edit(
      "a group that nobody named",
      set(
        "prod",
        "azurerm_role_assignment.People_9b7e1c6e-3a1f-4c8d-9e7b-0d3e2f4c5b12-resourceGroup-monitoringReader_",
        "principal_id",
        "00000000-0000-4000-8000-000000000000",
      ),
    ),
    edit(
      "a caller that nobody named",
      set(CHURN, "azurerm_role_assignment.Access_Callers_", "principal_id", "00000000-0000-4000-8000-000000000001"),
    ),
  ],
  "role-no-data-write-in-production": [
    edit("people own blobs", (stacks) => {
      const { name } = find(stacks, "prod", "azurerm_storage_account.Storage_");
      const address = "azurerm_role_assignment.People_ac8f2d7f-4b20-4d9e-8f8c-1e4f305d6c13-resourceGroup-reader_";
      set("prod", address, "role_definition_id", role("storageBlobDataOwner"))(stacks);
      set("prod", address, "scope", `\${azurerm_storage_account.${name}.id}`)(stacks);
    }),
  ].map((one) => ({ ...one, also: ["role-has-reason"] })),
};
