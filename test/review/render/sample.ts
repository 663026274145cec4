import type { Position } from "../../../domain/problem/problem";
import type {
  AccessChange,
  Action,
  Counts,
  DomainChange,
  ResourceReview,
  Review,
  StackReview,
  TopologyNode,
} from "../../../review/model";

/** What a stack has when nothing is said about it. */
export const noCounts: Counts = {
  create: 0,
  update: 0,
  replace: 0,
  destroy: 0,
  move: 0,
  import: 0,
  forget: 0,
  drift: 0,
};

const customerChurn = ["dev-customer-churn", "preprod-customer-churn", "prod-customer-churn"];

/**
 * A review in which every section has something to say. One change to PFS moves preprod to another region, lets a second
 * group of engineers in, opens dev's storage, starts a rollout in prod and makes monitoring and retraining different in
 * all environments; one stack could not be planned.
 */
export const sampleReview: Review = {
  verdict: "blocked",
  reasons: [
    "dev-fuel-efficiency could not be planned",
    "2 policy findings of severity critical or high are new and not waived",
    "2 resources that hold data are replaced",
    "access widens for PFS Forecasting Engineers",
  ],
  source: {
    commit: "4f9d2c7b1e0a86d35c74b9f21ad0e6c8b7a51f30",
    plannedAt: "2026-11-21T11:48:46Z",
    target: "azure",
    digest: "9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab",
    simulated: ["registry"],
  },
  organization: "PFS Corporation",
  stacks: [
    stack("registry", {}),
    stack("dev", { create: 2, update: 3, drift: 1 }, { environment: "dev", policyFails: 2 }),
    stack("dev-customer-churn", { update: 2 }, { environment: "dev", useCase: "customer-churn" }),
    {
      ...stack("dev-fuel-efficiency", {}, { environment: "dev", useCase: "fuel-efficiency" }),
      status: "failed",
      digest: undefined,
      failed:
        "Error: building account: could not acquire access token to parse claims: clientCredentialsToken: received HTTP status 401",
    },
    stack("preprod", { create: 3, update: 4, replace: 3, destroy: 1, move: 1 }, { environment: "preprod" }),
    stack("preprod-customer-churn", { update: 2, forget: 1 }, { environment: "preprod", useCase: "customer-churn" }),
    stack("prod", { create: 2, update: 1, import: 1, drift: 1 }, { environment: "prod", policyFails: 1 }),
    stack(
      "prod-customer-churn",
      { create: 1, update: 3, destroy: 1 },
      { environment: "prod", useCase: "customer-churn" },
    ),
  ],
  dangers: [
    {
      stacks: ["preprod"],
      address: "azapi_resource.Workspace_2F8C78CC",
      what: "workspace mlw-pfs-preprod",
      action: "replace",
      because: "location cannot be changed in place (westeurope → northeurope)",
      consequence:
        "Azure keeps the workspace for 14 days and its name until it is purged; runs, endpoints and registered models are gone",
      protection: "delete lock lock-pfs-preprod is lifted by this plan",
      uncertain: false,
      deposed: false,
      irreplaceable: true,
    },
    {
      stacks: ["preprod"],
      address: "azurerm_storage_account.Storage_07F31EBC",
      what: "storage account stpfspreprodc4e1",
      action: "replace",
      because: "location cannot be changed in place (westeurope → northeurope)",
      consequence: "all blobs and file shares are deleted; a deleted account can be recovered for 14 days at best",
      protection: "prevent_destroy stops the apply",
      uncertain: false,
      deposed: false,
      irreplaceable: true,
    },
    {
      stacks: ["preprod"],
      address: "azapi_resource.Vault_23237E5B",
      what: "key vault kv-pfs-preprod-c4e1",
      action: "replace",
      because: "parent_id is known after apply only",
      consequence: "the vault stays soft-deleted for 90 days and its name stays taken",
      uncertain: true,
      deposed: false,
      irreplaceable: true,
    },
    {
      stacks: ["prod-customer-churn"],
      address: "azurerm_storage_container.Promotion_Rollback_Drift_DeadLetters_5AB90ABD",
      what: "storage container customer-churn-dead-letters",
      action: "destroy",
      because: "a left-over of an interrupted replacement is cleaned up",
      consequence: "blobs can be restored for 14 days",
      uncertain: false,
      deposed: true,
      irreplaceable: true,
    },
  ],
  access: [
    access("+", "widens", "AzureML Data Scientist", {
      stacks: ["dev", "preprod"],
      scope: "workspace mlw-pfs-<environment>",
      why: "builds pipelines, schedules and endpoints",
      where: at("config/environments/dev.yaml", 24, 9),
    }),
    access("+", "widens", "Contributor", {
      stacks: ["prod"],
      privileged: true,
      scope: "resource group rg-pfs-prod",
      where: at("config/environments/prod.yaml", 21, 9),
    }),
    access("-", "narrows", "Storage Blob Data Contributor", {
      stacks: ["prod"],
      who: { name: "PFS Data Scientists", kind: "group" },
      scope: "storage account stpfsprod9a20",
      why: "submitting a run uploads its code, and datastores take each user's own identity",
      where: at("config/environments/prod.yaml", 14, 7),
    }),
    access("~", "changes", "Role Based Access Control Administrator", {
      stacks: ["prod-customer-churn"],
      privileged: true,
      who: { name: "id-pfs-prod-customer-churn-rollback", kind: "identity", useCase: "customer-churn" },
      scope: "endpoint ept-pfs-prod-customer-churn",
      condition: "only for AzureML Data Scientist and Reader",
      why: "gives the endpoint's callers their role again after a rollback",
    }),
    access("~", "regrants", "Key Vault Reader", {
      stacks: ["preprod"],
      who: { name: "0a1b2c3d-1111-4222-8333-944455566677", kind: "unknown" },
      scope: "key vault kv-pfs-preprod-c4e1",
    }),
  ],
  exposures: [
    {
      stacks: ["dev"],
      address: "azurerm_storage_account.Storage_07F31EBC",
      kind: "network",
      effect: "opens",
      text: "storage account stpfsdev31f0 becomes reachable from the internet",
      where: at("config/environments/dev.yaml", 9, 5),
    },
    {
      stacks: ["dev", "preprod"],
      address: "azapi_resource.Workspace_2F8C78CC",
      kind: "keys",
      effect: "closes",
      text: "the workspace's datastores take identities only, no account keys",
    },
    {
      stacks: ["preprod"],
      address: "azurerm_federated_identity_credential.Pipelines_preprod_apply",
      kind: "federated-credential",
      effect: "changes",
      text: "runs of branch release/* of pfs-corporation/mlops-environments may sign in as id-pfs-preprod-apply, before: environment preprod",
    },
  ],
  policy: {
    findings: [
      {
        rule: "storage-network-default-deny",
        title: "Storage accounts deny what no rule allows",
        severity: "critical",
        stack: "dev",
        address: "azurerm_storage_account.Storage_07F31EBC",
        result: "fail",
        message: "network_rules.default_action is Allow",
        fix: "set network.inbound.mode to private in config/environments/dev.yaml",
        upstream: ["CKV_AZURE_35", "AVD-AZU-0012"],
        since: "new",
      },
      {
        rule: "access-no-privileged-group",
        title: "No group holds a privileged role",
        severity: "high",
        stack: "prod",
        address: 'azurerm_role_assignment.Access_mlEngineers["PFS Forecasting Engineers"]',
        result: "fail",
        message: "Contributor is granted to a group on a whole resource group",
        fix: "grant the persona's roles on the workspace instead",
        upstream: [],
        since: "new",
        expired: waiver("access-no-privileged-group", "prod/*", "2026-10-31"),
      },
      {
        rule: "registry-retention",
        title: "Container registries keep untagged images for a while",
        severity: "medium",
        stack: "dev",
        address: "azurerm_container_registry.ContainerRegistry_CFC12DA8",
        result: "fail",
        message: "retention_policy_in_days is 0",
        fix: "set it to 7 or more",
        upstream: ["CKV_AZURE_167"],
        since: "existing",
        waiver: waiver("registry-retention", "dev/azurerm_container_registry.*", "2027-02-28"),
      },
      {
        rule: "vault-purge-protection",
        title: "Key vaults cannot be purged",
        severity: "high",
        stack: "preprod",
        address: "azapi_resource.Vault_23237E5B",
        result: "unknown",
        message: "properties.enablePurgeProtection is known after apply only",
        fix: "look at it after the deployment",
        upstream: ["CKV_AZURE_42", "CKV_AZURE_110"],
      },
      {
        rule: "storage-min-tls",
        title: "Storage accounts take TLS 1.2 or newer",
        severity: "high",
        stack: "prod",
        address: "azurerm_storage_account.Storage_07F31EBC",
        result: "pass",
        message: "min_tls_version is TLS1_2",
        fix: "nothing to do",
        upstream: ["CKV_AZURE_44"],
        since: "fixed",
      },
    ],
    passed: 312,
    unused: [waiver("storage-soft-delete", "preprod/azurerm_storage_account.*", "2027-01-31")],
  },
  drift: [
    {
      stack: "prod",
      address: "azurerm_storage_account.Storage_07F31EBC",
      what: "storage account stpfsprod9a20",
      attributes: [
        { path: "network_rules[0].ip_rules", before: "[]", after: '["203.0.113.7"]' },
        { path: "tags.owner", before: "ml-platform", after: "(removed)" },
      ],
      relevant: true,
    },
    {
      stack: "dev",
      address: "azurerm_log_analytics_workspace.Logs_6819BB44",
      what: "log workspace log-pfs-dev",
      attributes: [{ path: "daily_quota_gb", before: "-1", after: "5" }],
      relevant: false,
    },
  ],
  releases: [
    {
      stack: "prod-customer-churn",
      useCase: "customer-churn",
      environment: "prod",
      what: "13 beside 12: copies of 20 % of the requests",
      before: "12 alone",
      status: "overridden",
      approval: "2 of PFS Model Risk",
      where: at("config/releases/customer-churn.yaml", 14, 3),
      steps: [
        {
          action: "promote",
          version: "13",
          change: "13 is tried in prod with copies of 20 % of the requests",
          at: "2026-11-20T09:30:00.000Z",
          by: "Ana Ruiz <ana.ruiz@pfs.example>",
          target: "azure",
          file: "config/releases/evidence/customer-churn/prod-13.json",
          override: {
            reason: "the campaign ends on Friday, agreed with Model Risk",
            by: "Ana Ruiz <ana.ruiz@pfs.example>",
            at: "2026-11-20T09:30:00.000Z",
          },
          checks: [
            { check: "order", result: "pass", text: "13 was live in dev and preprod", overridden: false },
            { check: "metric auc", result: "pass", text: "0.87, at least 0.82 asked for", overridden: false },
            {
              check: "champion",
              result: "pass",
              text: "auc against 12, live in prod: 0.87 against 0.86, higher is better, may lose 0.005",
              overridden: false,
            },
            {
              check: "soak",
              result: "fail",
              text: "live in preprod for 1d 2h, 3d asked for: wait 1d 22h",
              overridden: true,
            },
          ],
          figures: [
            { metric: "recall", kind: "quality", value: 0.71, live: 0.75, gain: -0.04, asked: "at least 0.6" },
            { metric: "auc", kind: "quality", value: 0.87, live: 0.86, gain: 0.01, asked: "at least 0.82" },
            { metric: "auc_gap_senior<b>|`", kind: "groups", value: 0.031 },
          ],
          readAgainAt: "2026-11-21T11:48:40.000Z",
          notes: [],
        },
      ],
      problems: [],
      notes: [],
      commands: [],
    },
    {
      stack: "preprod-customer-churn",
      useCase: "customer-churn",
      environment: "preprod",
      what: "13 answers all requests instead of 12",
      before: "13 beside 12: 50 % of the requests",
      status: "blocked",
      steps: [],
      problems: ["no evidence of exactly this step"],
      notes: [],
      commands: [
        "npx mlops rollout customer-churn --env preprod",
        `npx mlops accept customer-churn --env preprod --from ${"0f".repeat(32)} --reason "…"`,
      ],
    },
  ],
  changes: [
    domain("model", ["prod"], "model 13 beside 12: 10 % of the requests", "config/releases/customer-churn.yaml", 13),
    domain("traffic", ["preprod"], "model 13 takes 100 % of the traffic, before 50 %"),
    domain(
      "retraining",
      ["dev", "preprod", "prod"],
      "retraining moves from Monday 02:00 to Monday 03:00 Europe/Amsterdam; next runs 7, 14 and 21 December",
      "config/use-cases/customer-churn.yaml",
      38,
    ),
    {
      ...domain(
        "monitor",
        ["dev", "preprod", "prod"],
        "data drift is reported above 0.2 Jensen-Shannon distance, before 0.1 (looser)",
        "config/use-cases/customer-churn.yaml",
        63,
      ),
      loosens: true,
    },
    { ...domain("alert", ["prod"], "the alert on server errors goes"), loosens: true },
    { ...domain("compute", ["dev"], "cluster cpu grows from 4 to 6 nodes"), useCase: undefined },
    { ...domain("budget", ["prod"], "budget 12,000 → 14,000 EUR a month"), useCase: undefined },
  ],
  resources: [
    resource("azurerm_role_assignment.Access_mlEngineers_3", "create", ["dev", "preprod"], {
      what: "role assignment AzureML Data Scientist for PFS Forecasting Engineers",
      attributes: [
        { path: "principal_id", after: "5b8c1de7-93b4-4d7b-8f6d-2e3f40516273" },
        { path: "role_definition_id", after: "f6c7c914-8db3-469d-8ca1-694a8f32e121" },
        { path: "scope", after: "(known after apply)" },
      ],
    }),
    resource("azurerm_storage_account.Storage_07F31EBC", "update", ["dev"], {
      what: "storage account stpfsdev31f0",
      attributes: [
        { path: "network_rules[0].default_action", before: "Deny", after: "Allow" },
        { path: "public_network_access_enabled", before: "false", after: "true" },
      ],
    }),
    resource("azapi_resource.Cluster-cpu_C2142A94", "update", ["dev"], {
      what: "compute cluster cpu",
      armType: "Microsoft.MachineLearningServices/workspaces/computes",
      attributes: [{ path: "body.properties.properties.scaleSettings.maxNodeCount", before: "4", after: "6" }],
    }),
    resource("azapi_resource.Workspace_2F8C78CC", "replace", ["preprod"], {
      what: "workspace mlw-pfs-preprod",
      armType: "Microsoft.MachineLearningServices/workspaces",
      because: "location cannot be changed in place",
      attributes: [
        { path: "location", before: "westeurope", after: "northeurope", forcesReplacement: true },
        { path: "output", before: "(sensitive)", after: "(known after apply)" },
      ],
    }),
    resource("azurerm_storage_account.Storage_07F31EBC", "replace", ["preprod"], {
      what: "storage account stpfspreprodc4e1",
      because: "location cannot be changed in place",
      attributes: [
        { path: "location", before: "westeurope", after: "northeurope", forcesReplacement: true },
        { path: "primary_access_key", before: "(sensitive)", after: "(known after apply)" },
      ],
    }),
    resource("azurerm_management_lock.Lock_Resource_8D2F4E11", "destroy", ["preprod"], {
      what: "delete lock lock-pfs-preprod",
      because: "it is not in the configuration any more",
    }),
    resource("azurerm_virtual_network.Network_1C6012B5", "move", ["preprod"], {
      what: "virtual network vnet-pfs-preprod",
      previousAddress: "azurerm_virtual_network.Net_77AA01B2",
    }),
    resource("azapi_resource.Retraining_Schedule_51B0A7F4", "update", customerChurn, {
      what: "schedule customer-churn-retraining",
      armType: "Microsoft.MachineLearningServices/workspaces/schedules",
      attributes: [{ path: "body.properties.trigger.schedule.hours[0]", before: "2", after: "3" }],
    }),
    resource("azapi_resource.Monitor_Schedule_90C2D3E4", "update", customerChurn, {
      what: "monitor customer-churn-monitor",
      armType: "Microsoft.MachineLearningServices/workspaces/schedules",
      attributes: [
        {
          path: "body.properties.action.monitorDefinition.signals.data-drift.metricThresholds[0].threshold.value",
          before: "0.1",
          after: "0.2",
        },
      ],
    }),
    resource("azapi_resource.Deployment_candidate_0C7E1D55", "create", ["prod-customer-churn"], {
      what: "deployment candidate-13 of endpoint ept-pfs-prod-customer-churn",
      armType: "Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments",
      attributes: [
        { path: "body.properties.model", after: "azureml://registries/pfs/models/customer-churn/versions/13" },
        { path: "body.properties.instanceType", after: "Standard_D2as_v4" },
        { path: "body.sku.capacity", after: "2" },
      ],
    }),
    resource("azurerm_monitor_metric_alert.Alerts_ServerErrors_11C3", "destroy", ["prod-customer-churn"], {
      what: "metric alert rule pfs-prod-customer-churn-server-errors",
      because: "it is not in the configuration any more",
    }),
    resource("azurerm_storage_container.Old_DeadLetters_77", "forget", ["preprod-customer-churn"], {
      what: "storage container old-dead-letters",
    }),
    resource("azurerm_log_analytics_workspace.Logs_6819BB44", "import", ["prod"], {
      what: "log workspace log-pfs-prod",
    }),
  ],
  calendar: [
    ...(["dev", "preprod", "prod"] as const).map((environment) => ({
      stack: `${environment}-customer-churn`,
      environment,
      useCase: "customer-churn",
      kind: "retraining" as const,
      name: "customer-churn-retraining",
      change: "changed" as const,
      before: { text: "every Monday at 02:00 Europe/Amsterdam", next: mondays("02:00") },
      after: { text: "every Monday at 03:00 Europe/Amsterdam", next: mondays("03:00") },
    })),
    {
      stack: "prod-customer-churn",
      environment: "prod",
      useCase: "customer-churn",
      kind: "monitor",
      name: "customer-churn-monitor",
      change: "unchanged",
      before: { text: "every day at 05:30 Europe/Amsterdam", next: ["2026-12-07T05:30", "2026-12-08T05:30"] },
      after: { text: "every day at 05:30 Europe/Amsterdam", next: ["2026-12-07T05:30", "2026-12-08T05:30"] },
    },
  ],
  matrix: [
    cell("PFS Forecasting Engineers", "dev", "workspace mlw-pfs-dev", "AzureML Data Scientist", false, true),
    cell("PFS Forecasting Engineers", "preprod", "workspace mlw-pfs-preprod", "AzureML Data Scientist", false, true),
    cell("PFS Forecasting Engineers", "prod", "resource group rg-pfs-prod", "Contributor", false, true),
    cell("PFS Data Scientists", "prod", "storage account stpfsprod9a20", "Storage Blob Data Contributor", true, false),
    cell("PFS Data Scientists", "prod", "workspace mlw-pfs-prod", "Reader", true, true),
    cell("PFS Audit", "prod", "resource group rg-pfs-prod", "Reader", true, true),
  ],
  topology: {
    nodes: [
      node("preprod", "azurerm_resource_group.ResourceGroup", "rg-pfs-preprod", "no-op"),
      node("preprod", "azapi_resource.Workspace_2F8C78CC", "mlw-pfs-preprod", "replace"),
      node("preprod", "azurerm_storage_account.Storage_07F31EBC", "stpfspreprodc4e1", "replace"),
      node("preprod", "azapi_resource.Vault_23237E5B", "kv-pfs-preprod-c4e1", "replace"),
      node("preprod", "azurerm_log_analytics_workspace.Logs_6819BB44", "log-pfs-preprod", "no-op"),
      node("preprod", "azurerm_monitor_action_group.Alerts_critical", "ag-pfs-preprod-critical", "no-op"),
      node("prod-customer-churn", "azapi_resource.Endpoint_EEF1FD8F", "ept-pfs-prod-customer-churn", "update"),
      node("prod-customer-churn", "azapi_resource.Deployment_candidate_0C7E1D55", "candidate-13", "create"),
    ],
    edges: [
      { from: "preprod/azapi_resource.Workspace_2F8C78CC", to: "preprod/azurerm_storage_account.Storage_07F31EBC" },
      { from: "preprod/azapi_resource.Workspace_2F8C78CC", to: "preprod/azapi_resource.Vault_23237E5B" },
      { from: "preprod/azapi_resource.Workspace_2F8C78CC", to: "preprod/azurerm_resource_group.ResourceGroup" },
      {
        from: "preprod/azurerm_monitor_action_group.Alerts_critical",
        to: "preprod/azurerm_log_analytics_workspace.Logs_6819BB44",
      },
      {
        from: "prod-customer-churn/azapi_resource.Deployment_candidate_0C7E1D55",
        to: "prod-customer-churn/azapi_resource.Endpoint_EEF1FD8F",
      },
    ],
  },
  warnings: [
    {
      stack: "prod-customer-churn",
      text: "live.model is 12, but version 11 was rolled back to on 19 November; the release file says otherwise",
    },
  ],
};

/** Nothing changes anywhere. */
export const quietReview: Review = {
  ...sampleReview,
  verdict: "no-change",
  reasons: [],
  releases: [],
  stacks: ["registry", "dev", "preprod", "prod"].map((name) => stack(name, {})),
  dangers: [],
  access: [],
  exposures: [],
  policy: { findings: [], passed: 312, unused: [] },
  drift: [],
  changes: [],
  resources: [],
  calendar: [],
  matrix: [],
  topology: { nodes: [], edges: [] },
  warnings: [],
};

function stack(name: string, counts: Partial<Counts>, more: Partial<StackReview> = {}): StackReview {
  const all = { ...noCounts, ...counts };
  const changes = Object.entries(all).some(([key, count]) => key !== "drift" && count > 0);
  return {
    name,
    status: changes ? "changes" : "no-change",
    digest: `${Buffer.from(name.padEnd(32, ".")).toString("hex").slice(0, 64)}`,
    counts: all,
    policyFails: 0,
    ...more,
  };
}

function at(file: string, line: number, column: number): Position {
  return { file, line, column };
}

function access(
  change: AccessChange["change"],
  effect: AccessChange["effect"],
  role: string,
  more: Partial<AccessChange>,
): AccessChange {
  return {
    stacks: [],
    address: "azurerm_role_assignment.Access_mlEngineers_3",
    change,
    effect,
    who: { name: "PFS Forecasting Engineers", kind: "group" },
    role,
    privileged: false,
    scope: "",
    ...more,
  };
}

function waiver(rule: string, resource: string, expires: string) {
  return {
    granted: "2026-06-01",
    rule,
    resource,
    reason: "accepted until the move to private builds",
    owner: "ml-platform",
    expires,
  };
}

function domain(
  topic: DomainChange["topic"],
  environments: readonly string[],
  text: string,
  file?: string,
  line = 1,
): DomainChange {
  const where = file === undefined ? undefined : at(file, line, 5);
  return { topic, useCase: "customer-churn", environments, text, loosens: false, where };
}

function resource(
  address: string,
  action: Action,
  stacks: readonly string[],
  more: Partial<ResourceReview>,
): ResourceReview {
  const [type, name] = address.split(".") as [string, string];
  return {
    stacks: stacks.map((stack) => ({ stack, address })),
    type,
    name,
    what: name,
    action,
    actions: planActions(action),
    attributes: [],
    ...more,
  };
}

function planActions(action: Action): ResourceReview["actions"] {
  if (action === "replace") return ["delete", "create"];
  if (action === "destroy") return ["delete"];
  if (action === "move" || action === "import") return ["no-op"];
  return [action];
}

function node(stack: string, address: string, label: string, action: Action): TopologyNode {
  return { id: `${stack}/${address}`, stack, label, type: address.split(".")[0]!, action };
}

function cell(who: string, environment: string, scope: string, role: string, before: boolean, after: boolean) {
  return { who, kind: "group" as const, environment, scope, role, before, after };
}

function mondays(time: string): string[] {
  return ["2026-12-07", "2026-12-14", "2026-12-21"].map((day) => `${day}T${time}`);
}

/** The sample with prices, with links to the configuration, as plans of taking everything away, and a stack left out. */
export const pricedReview: Review = {
  ...sampleReview,
  source: {
    ...sampleReview.source,
    mode: "destroy",
    dirty: true,
    notPlanned: [{ name: "qa", why: "it is gone from the configuration" }],
  },
  codeUrl: `https://github.com/pfs-corporation/mlops-environments/blob/${sampleReview.source.commit}/`,
  stacks: sampleReview.stacks.map((one) =>
    one.status === "failed"
      ? one
      : { ...one, monthlyCost: { before: 146, after: one.name === "prod-customer-churn" ? 1022.5 : 146 } },
  ),
  cost: {
    currency: "EUR",
    changes: [
      {
        stack: "prod-customer-churn",
        what: "deployment model-13",
        text: "none → 2 × Standard_D4as_v4",
        before: 0,
        after: 876.5,
      },
    ],
    uncounted: [
      {
        stack: "dev",
        what: "instance ci-ada",
        text: "none → 1 × Standard_D4ds_v5",
        why: "it shuts down when idle for 1h",
      },
    ],
  },
};
