import { domainChanges } from "../../../review/words";
import { azapi, change, reviewOf, stack, type Values } from "../../support/review-plan";

const ML = "Microsoft.MachineLearningServices/workspaces";
const inGroup = (group: string, path: string) => `/subscriptions/s/resourceGroups/${group}/providers/${path}`;
const logsIn = (group: string, name: string) => inGroup(group, `Microsoft.OperationalInsights/workspaces/${name}`);
const network = (group: string) => inGroup(group, "Microsoft.Network/virtualNetworks/vnet");

/** Something that stays, so that the stack neither comes nor goes. */
const STAYS = change("azurerm_resource_group.G", { before: { name: "rg" }, after: { name: "rg" } });

const told = (name: string, address: string, values: Values) =>
  domainChanges(reviewOf(stack(name, [STAYS, change(address, values)]))).map(({ text }) => text);
const both = (type: string, name: string, before: object, after: object): Values => ({
  before: azapi(type, name, before),
  after: azapi(type, name, after),
});
const diagnostics = (values: object): Values["before"] => ({ name: "copies", target_resource_id: "x", ...values });

describe("settings that change one value of something that stays", () => {
  test.each<[string, string, Values, string]>([
    [
      "the jump host's size",
      "azapi_resource.V",
      both(
        "Microsoft.Compute/virtualMachines",
        "vm",
        { hardwareProfile: { vmSize: "Standard_D2as_v5" } },
        { hardwareProfile: { vmSize: "Standard_D4as_v5" } },
      ),
      "the jump host runs on Standard_D2as_v5 → Standard_D4as_v5, and starts anew: who is on it loses the connection",
    ],
    [
      "when the jump host is shut down",
      "azapi_resource.S",
      both(
        "Microsoft.DevTestLab/schedules",
        "shutdown",
        { dailyRecurrence: { time: "2000" }, timeZoneId: "UTC" },
        { dailyRecurrence: { time: "1930" }, timeZoneId: "Romance Standard Time" },
      ),
      "the jump host is shut down every day at 20:00 (UTC) → 19:30 (Romance Standard Time)",
    ],
    [
      "ports that computes reach",
      "azapi_resource.R",
      both(
        `${ML}/outboundRules`,
        "monitor",
        { destination: { serviceTag: "AzureMonitor", protocol: "TCP", portRanges: "443" } },
        { destination: { serviceTag: "AzureMonitor", protocol: "TCP", portRanges: "80,443" } },
      ),
      "computes reach what rule monitor names by TCP 443 → TCP 80,443",
    ],
    [
      "what agents start from",
      "azapi_resource.A",
      both(
        "Microsoft.DevOpsInfrastructure/pools",
        "mdp",
        { fabricProfile: { images: [{ wellKnownImageName: "ubuntu-22.04/latest" }] } },
        { fabricProfile: { images: [{ wellKnownImageName: "ubuntu-24.04/latest" }] } },
      ),
      "agents start from ubuntu-22.04 → ubuntu-24.04",
    ],
    [
      "addresses of a subnet",
      "azapi_resource.N",
      both(
        "Microsoft.Network/virtualNetworks/subnets",
        "operations",
        { addressPrefix: "10.40.0.64/26" },
        { addressPrefix: "10.40.3.0/26" },
      ),
      "subnet operations moves 10.40.0.64/26 → 10.40.3.0/26: Azure refuses that while anything is in it",
    ],
    [
      "whose subnet private endpoints are in",
      "azurerm_private_endpoint.P",
      {
        before: { name: "pep", subnet_id: `${network("rg-a")}/subnets/endpoints` },
        after: { name: "pep", subnet_id: `${network("rg-b")}/subnets/endpoints` },
      },
      "private endpoints move from subnet endpoints of vnet in rg-a of subscription s to endpoints of vnet in rg-b of subscription s: they are made anew, and until then nothing private is reached",
    ],
    [
      "a hub of the same name elsewhere",
      "azapi_resource.P",
      both(
        "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
        "peer",
        { remoteVirtualNetwork: { id: network("rg-a") } },
        { remoteVirtualNetwork: { id: network("rg-b") } },
      ),
      "the network is peered with vnet in rg-b of subscription s instead of vnet in rg-a of subscription s",
    ],
    [
      "on which cluster images are built",
      "azapi_resource.W",
      both(ML, "mlw", { imageBuildCompute: "cpu" }, { imageBuildCompute: "memory" }),
      "images are built on cluster cpu → memory",
    ],
    [
      "what studio calls the workspace",
      "azapi_resource.W",
      both(ML, "mlw", { friendlyName: "PFS prod" }, { friendlyName: "Fabrikam prod" }),
      "studio calls the workspace PFS prod → Fabrikam prod",
    ],
    [
      "who reads the company's key",
      "azapi_resource.W",
      both(
        ML,
        "mlw",
        { encryption: { identity: { userAssignedIdentity: inGroup("rg", "Microsoft.ManagedIdentity/u/id-a") } } },
        { encryption: { identity: { userAssignedIdentity: inGroup("rg", "Microsoft.ManagedIdentity/u/id-b") } } },
      ),
      "the key is read by identity id-a → id-b",
    ],
    [
      "where copies of logs go",
      "azurerm_monitor_diagnostic_setting.D",
      {
        before: diagnostics({ log_analytics_workspace_id: logsIn("rg-a", "log-siem") }),
        after: diagnostics({ log_analytics_workspace_id: logsIn("rg-a", "log-other") }),
      },
      "copies of logs go to workspace log-other instead of log-siem",
    ],
    [
      "which event hub gets copies",
      "azurerm_monitor_diagnostic_setting.D",
      { before: diagnostics({ eventhub_name: "logs" }), after: diagnostics({ eventhub_name: "audit" }) },
      "copies of logs go to event hub audit instead of logs",
    ],
    [
      "when a budget begins to count",
      "azurerm_consumption_budget_resource_group.B",
      {
        before: { name: "b", amount: 5, time_period: [{ start_date: "2026-12-01T00:00:00Z" }] },
        after: { name: "b", amount: 5, time_period: [{ start_date: "2027-01-01T00:00:00Z" }] },
      },
      "budget counts from 2026-12 → 2027-01: it is made anew, without what it told before",
    ],
    [
      "what all have in a tag",
      "azurerm_log_analytics_workspace.L",
      { before: { name: "log", tags: { owner: "a" } }, after: { name: "log", tags: { owner: "b" } } },
      "tag owner: a → b",
    ],
    [
      "what an alert says",
      "azurerm_monitor_metric_alert.A",
      {
        before: { name: "pfs-prod-failed-runs", description: "What to do: a/failed-runs.md" },
        after: { name: "pfs-prod-failed-runs", description: "What to do: b/failed-runs.md" },
      },
      "alert failed-runs says something else: What to do: b/failed-runs.md",
    ],
  ])("of %s", (_, address, values, text) => {
    expect(told("prod", address, values)).toEqual([text]);
    // What stays as it is, is no change.
    expect(told("prod", address, { before: values.before, after: values.before })).toEqual([]);
  });

  it("are one line where logs themselves go elsewhere, and their copies with them", () => {
    const values = (name: string) => ({ name: "one", log_analytics_workspace_id: logsIn("rg", name) });
    const traces = (name: string) => ({ name: "appi", workspace_id: logsIn("rg", name) });
    const plan = stack("prod", [
      change("azurerm_monitor_diagnostic_setting.D", { before: values("log-a"), after: values("log-b") }),
      change("azurerm_application_insights.I", { before: traces("log-a"), after: traces("log-b") }),
    ]);
    expect(domainChanges(reviewOf(plan)).map(({ text }) => text)).toEqual([
      "logs go to log-b instead of log-a, where what was logged before stays",
    ]);
  });

  it("of what scores, and what the endpoint is called", () => {
    const name = `${ML}/onlineEndpoints/deployments`;
    const scoring = (code: string, image: string) => ({
      model: "azureml://registries/r/models/churn/versions/12",
      codeConfiguration: { codeId: `azureml://registries/r/codes/score/versions/${code}`, scoringScript: "score.py" },
      environmentId: `azureml://registries/r/environments/tabular/versions/${image}`,
    });
    const described = (description: string) => azapi(`${ML}/onlineEndpoints`, "churn", { description });
    const plan = stack("prod-churn", [
      change("azapi_resource.D", both(name, "model-12", scoring("4", "1"), scoring("5", "2"))),
      change("azapi_resource.E", { before: described("of customers"), after: described("of callers") }),
    ]);
    expect(domainChanges(reviewOf(plan)).map(({ text }) => text)).toEqual([
      "answers are made by score.py of score 4 → score.py of score 5",
      "scoring runs in tabular 1 → tabular 2",
      "the endpoint's description becomes: of callers",
    ]);
  });

  it("of what a signal is given", () => {
    const monitor = (signal: object) =>
      azapi(`${ML}/schedules`, "drift_churn_model-12", {
        action: {
          actionType: "CreateMonitor",
          monitorDefinition: { signals: { "drift_churn_model-12_own": { signalType: "Custom", ...signal } } },
        },
      });
    const given = (context: string, version: string, input: string, kind: string, target: string) =>
      monitor({
        referenceData: { columns: { target_column: target } },
        inputAssets: {
          production_data: {
            dataContext: context,
            columns: { correlation_id: "customer" },
            preprocessingComponentId: `azureml://registries/r/components/to_table/versions/${version}`,
          },
        },
        inputs: { task: { jobInputType: "literal", value: input } },
        featureDataTypeOverride: { age: kind },
      });
    const plan = stack("prod-churn", [
      change("azapi_resource.M", {
        before: given("model_inputs", "1", "classification", "Numerical", "left"),
        after: given("model_outputs", "2", "regression", "Categorical", "left_within_a_month"),
      }),
    ]);
    expect(domainChanges(reviewOf(plan)).map(({ text }) => text)).toEqual([
      "signal own: columns by which it joins and judges: correlation_id customer, target_column left → correlation_id customer, target_column left_within_a_month",
      "signal own: data goes first through to_table 1 → to_table 2",
      "signal own: is given production_data model_inputs → production_data model_outputs",
      "signal own: its component is told task classification → task regression",
      "signal own: kinds of features: age numerical → age categorical",
    ]);
  });
});
