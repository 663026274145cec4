import { domainChanges } from "../../../review/words";
import { azapi, change, groupOf, idOf, reviewOf, stack, type Values } from "../../support/review-plan";

const group = (name: string) => idOf("prod", "Microsoft.Insights/actionGroups", name);
const ENDPOINT = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints";
const endpointId = idOf("prod", ENDPOINT, "mlw-pfs-prod", "churn-prod-1a2b");

interface Metric {
  readonly threshold?: number;
  readonly operator?: string;
  readonly severity?: number;
  readonly enabled?: boolean;
  readonly every?: string;
  readonly groups?: readonly string[];
  readonly extra?: readonly object[];
  readonly scope?: string;
}
const metric = (name: string, more: Metric = {}) =>
  azapi("Microsoft.Insights/metricAlerts", `pfs-prod-churn-${name}`, {
    severity: more.severity ?? 2,
    enabled: more.enabled ?? true,
    evaluationFrequency: more.every ?? "PT5M",
    windowSize: "PT15M",
    scopes: [more.scope ?? endpointId],
    criteria: {
      allOf: [
        {
          metricName: "RequestLatency_P95",
          operator: more.operator ?? "GreaterThan",
          threshold: more.threshold ?? 400,
        },
        ...(more.extra ?? []),
      ],
    },
    actions: (more.groups ?? ["ag-pfs-prod-warning"]).map((name) => ({ actionGroupId: group(name) })),
  });
const query = (name: string, text: string, more: object = {}) => ({
  name: `pfs-prod-churn-${name}`,
  severity: 2,
  enabled: true,
  evaluation_frequency: "PT15M",
  window_duration: "PT1H",
  criteria: [
    {
      query: text,
      operator: "LessThan",
      threshold: 1,
      failing_periods: [{ minimum_failing_periods_to_trigger_alert: 1 }],
      ...more,
    },
  ],
  action: [{ action_groups: [group("ag-pfs-prod-warning"), group("ag-pfs-prod-churn")] }],
});
const QUERY = "azurerm_monitor_scheduled_query_rules_alert_v2";

const told = (...changes: readonly (readonly [address: string, values: Values])[]) =>
  domainChanges(
    reviewOf(
      stack(
        "prod-churn",
        changes.map(([address, values]) => change(address, values)),
      ),
    ),
  )
    .filter(({ topic }) => topic === "alert")
    .map(({ text, loosens }) => (loosens ? `LOOSENS ${text}` : text));
const latency = (before: Metric, after: Metric) =>
  told([
    "azapi_resource.Latency_0A",
    { before: metric("endpoint-latency", before), after: metric("endpoint-latency", after) },
  ]);

describe("alert rules", () => {
  test.each<[Metric, Metric, string[]]>([
    [{}, {}, []],
    [{}, { threshold: 500 }, ["LOOSENS alert endpoint-latency: threshold 400 → 500 (looser)"]],
    [{}, { threshold: 300 }, ["alert endpoint-latency: threshold 400 → 300 (stricter)"]],
    [
      { operator: "LessThan" },
      { operator: "LessThan", threshold: 300 },
      ["LOOSENS alert endpoint-latency: threshold 400 → 300 (looser)"],
    ],
    [{}, { operator: "LessThan" }, ["alert endpoint-latency: RequestLatency_P95 > 400 → RequestLatency_P95 < 400"]],
    [{}, { severity: 3 }, ["LOOSENS alert endpoint-latency: severity warning → informational (looser)"]],
    [{}, { severity: 1 }, ["alert endpoint-latency: severity warning → critical (stricter)"]],
    [{}, { enabled: false }, ["LOOSENS alert endpoint-latency: switched off"]],
    [{ enabled: false }, {}, ["alert endpoint-latency: switched on"]],
    [{}, { every: "PT15M" }, ["LOOSENS alert endpoint-latency: looks every 5m → 15m (looser)"]],
    [
      { groups: ["ag-pfs-prod-warning", "ag-pfs-prod-churn"] },
      {},
      ["LOOSENS alert endpoint-latency: no longer tells churn (looser)"],
    ],
    [{}, { groups: ["ag-pfs-prod-warning", "ag-pfs-prod-churn"] }, ["alert endpoint-latency: tells churn, too"]],
    [
      {},
      { extra: [{ metricName: "Requests", operator: "GreaterThan", threshold: 1 }] },
      ["LOOSENS alert endpoint-latency: Requests must hold, too (looser)"],
    ],
    [
      { extra: [{ metricName: "DeploymentCapacity", operator: "GreaterThanOrEqual", threshold: 6 }] },
      { extra: [{ metricName: "DeploymentCapacity", operator: "GreaterThanOrEqual", threshold: 8 }] },
      [],
    ],
  ])("%j → %j", (before, after, texts) => {
    expect(latency(before, after)).toEqual(texts);
  });

  test("stand where the file sets them", () => {
    const values = { before: metric("endpoint-latency"), after: metric("endpoint-latency", { threshold: 500 }) };
    const [found] = domainChanges(reviewOf(stack("prod-churn", [change("azapi_resource.Latency_0A", values)])));
    expect(found!.where).toEqual({ file: "config/use-cases/churn.yaml", line: 60, column: 3 });
  });

  test("one that goes while what it watches stays loosens", () => {
    const silent = query("endpoint-silent", 'AmlOnlineEndpointTrafficLog\n| where EndpointName =~ "churn-prod-1a2b"');
    const endpoint = azapi(ENDPOINT, "churn-prod-1a2b", { authMode: "AADToken" }, { id: endpointId });
    expect(told([`${QUERY}.Silent_0B`, { before: silent }])).toEqual(["LOOSENS alert endpoint-silent removed"]);
    // The positive twin: with the endpoint, its alert may go.
    expect(
      told([`${QUERY}.Silent_0B`, { before: silent }], ["azapi_resource.Endpoint_0C", { before: endpoint }]),
    ).toEqual([]);
  });

  test("a metric alert goes with its scope; one on a namesake does not", () => {
    const scope = `${endpointId}/deployments/model-12`;
    const rule = metric("deployment-memory-model-12", { scope });
    const deployment = (name: string) =>
      azapi(`${ENDPOINT}/deployments`, name, {}, { id: `${endpointId}/deployments/${name}` });
    const removed = ["azapi_resource.Memory_0D", { before: rule }] as const;
    expect(told(removed, ["azapi_resource.Deployment_0E", { before: deployment("model-12") }])).toEqual([]);
    expect(told(removed, ["azapi_resource.Deployment_0E", { before: deployment("model-1") }])).toEqual([
      "LOOSENS alert deployment-memory removed",
    ]);
  });

  test("rules of a new version take the place of the old one's", () => {
    const rule = (version: string) => metric(`deployment-memory-model-${version}`);
    expect(
      told(["azapi_resource.Memory_0D", { before: rule("12") }], ["azapi_resource.Memory_0E", { after: rule("13") }]),
    ).toEqual([]);
  });

  test("a rule that starts a rollback goes with the workflow it starts", () => {
    const rule = metric("candidate-latency-model-13", {
      groups: ["ag-pfs-prod-warning", "ag-pfs-prod-churn-rollback"],
    });
    const rollback = { name: "ag-pfs-prod-churn-rollback", email_receiver: [] };
    const removed = ["azapi_resource.Candidate_0F", { before: rule }] as const;
    expect(told(removed, ["azurerm_monitor_action_group.Rollback_1A", { before: rollback }])).toEqual([]);
    expect(told(removed)).toEqual(["LOOSENS alert candidate-latency removed"]);
  });

  test("a query that changes by the version's name alone does not; another query does", () => {
    const errors = (version: string, more = "") =>
      query("endpoint-errors", `AmlOnlineEndpointTrafficLog | where DeploymentName =~ "model-${version}"${more}`);
    const changed = (after: object) => told([`${QUERY}.Errors_1B`, { before: errors("12"), after }]);
    expect(changed(errors("13"))).toEqual([]);
    expect(changed(errors("13", " | take 1"))).toEqual(["alert endpoint-errors: what it looks for changes"]);
  });

  test("a notice that comes or goes is called so, and loosens nothing", () => {
    const notice = query("training-completed", "AmlRunStatusChangedEvent");
    expect(told([`${QUERY}.Notices_1D`, { after: notice }])).toEqual(["notice training-completed added"]);
    expect(told([`${QUERY}.Notices_1D`, { before: notice }])).toEqual(["notice training-completed removed"]);
  });

  test("few new rules are named, many are counted", () => {
    const added = (...names: string[]) =>
      told(...names.map((name, index) => [`azapi_resource.New_${index}`, { after: metric(name) }] as const));
    expect(added("endpoint-latency", "training-failed")).toEqual([
      "alert endpoint-latency added",
      "alert training-failed added",
    ]);
    expect(added("a", "b", "c", "d")).toEqual(["4 alerts added"]);
    // Those of a candidate come with it, which is told of the model.
    expect(added("candidate-latency-model-13", "rollback-happened")).toEqual([]);
  });

  test("a rule on the activity log has the severity of whom it tells", () => {
    const rule = (receiver: string) => ({
      name: "pfs-prod-workspace-deleted",
      enabled: true,
      scopes: [groupOf("prod")],
      criteria: [{ category: "Administrative", operation_name: "Microsoft.MachineLearningServices/workspaces/delete" }],
      action: [{ action_group_id: group(`ag-pfs-prod-${receiver}`) }],
    });
    const values = { before: rule("critical"), after: rule("warning") };
    const input = reviewOf(stack("prod", [change("azurerm_monitor_activity_log_alert.Deleted_1C", values)]));
    expect(domainChanges(input).map(({ text }) => text)).toEqual([
      "alert workspace-deleted: no longer tells critical (looser)",
      "alert workspace-deleted: severity critical → warning (looser)",
      "alert workspace-deleted: tells warning, too",
    ]);
  });
});

test("whom action groups tell otherwise than by mail", () => {
  const name = "ag-pfs-prod-critical";
  const before = {
    name,
    webhook_receiver: [{ service_uri: "https://pager.example/x" }],
    sms_receiver: [{ country_code: "31", phone_number: "201234567" }],
  };
  const after = {
    name,
    webhook_receiver: [{ service_uri: "https://pager.example/x" }],
    event_hub_receiver: [{ subscription_id: "s", event_hub_namespace: "evhns", event_hub_name: "alerts" }],
  };
  expect(told(["azurerm_monitor_action_group.Group_2A", { before, after }])).toEqual([
    "LOOSENS critical alerts no longer reach text messages to +31 201234567",
    "critical alerts reach event hub evhns/alerts, too",
  ]);
});

test("whom action groups write to", () => {
  const receivers = (name: string, ...mails: string[]) => ({
    name,
    email_receiver: mails.map((email_address) => ({ email_address })),
  });
  const address = "azurerm_monitor_action_group.Group_2A";
  const values = (name: string) => ({ before: receivers(name, "a@x", "b@x"), after: receivers(name, "a@x", "c@x") });
  expect(told([address, values("ag-pfs-prod-critical")])).toEqual([
    "LOOSENS critical alerts no longer reach b@x",
    "critical alerts reach c@x, too",
  ]);
  expect(told([address, values("ag-pfs-prod-churn")])).toEqual([
    "LOOSENS the owner's alerts no longer reach b@x",
    "the owner's alerts reach c@x, too",
  ]);
});

describe("channels that are called", () => {
  const group = (resourceId: string, name = "ag-pfs-prod-channel_teams") => ({
    type: "Microsoft.Insights/actionGroups@2023-01-01",
    name,
    body: { properties: { logicAppReceivers: [{ name: "channel", resourceId }] } },
  });
  const rule = (name: string, ...groups: string[]) => ({
    type: "Microsoft.Insights/metricAlerts@2018-03-01",
    name,
    body: {
      properties: {
        enabled: true,
        severity: 1,
        actions: ["critical", ...groups].map((one) => ({ actionGroupId: `/x/ag-pfs-prod-${one}` })),
      },
    },
  });

  test("are told once for all alerts of a severity", () => {
    const rules = ["pfs-prod-failed-runs", "pfs-prod-unusable-nodes"];
    const told2 = (before: readonly string[], after: readonly string[]) =>
      told(
        ...rules.map((name, index): [string, Values] => [
          `azapi_resource.Rule${index}`,
          { before: rule(name, ...before), after: rule(name, ...after) },
        ]),
      );
    expect(told2([], ["channel_teams"])).toEqual(["critical alerts reach channel teams, too"]);
    expect(told2(["channel_teams"], [])).toEqual(["LOOSENS critical alerts no longer reach channel teams"]);
  });

  test("are told when they lead elsewhere, and a rollback's own workflow is none", () => {
    const values = (name?: string) => ({
      before: group("/a/workflows/old", name),
      after: group("/a/workflows/new", name),
      actions: ["delete", "create"] as const,
    });
    expect(told(["azapi_resource.G", values()])).toEqual([
      "channel teams leads to Logic App new instead of Logic App old",
    ]);
    expect(told(["azapi_resource.G", values("ag-pfs-prod-churn-rollback")])).toEqual([]);
  });
});
