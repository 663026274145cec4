import { domainChanges } from "../../../review/words";
import { azapi, change, configured, idOf, reviewOf, stack, workspaceOf, type Values } from "../../support/review-plan";

const told = (name: string, changes: readonly (readonly [string, Values])[], more: Parameters<typeof stack>[2] = {}) =>
  domainChanges(
    reviewOf(
      stack(
        name,
        changes.map(([address, values]) => change(address, values)),
        more,
      ),
    ),
  ).map(({ topic, text, loosens }) => `${loosens ? "LOOSENS " : ""}${topic}: ${text}`);
const inProd = (address: string, values: Values) => told("prod", [[address, values]]);

describe("compute", () => {
  const cluster = (more: { size?: string; min?: number; max?: number; idle?: string } = {}) =>
    azapi("Microsoft.MachineLearningServices/workspaces/computes", "cpu", {
      computeType: "AmlCompute",
      properties: {
        vmSize: more.size ?? "Standard_D8ds_v5",
        vmPriority: "Dedicated",
        scaleSettings: {
          minNodeCount: more.min ?? 0,
          maxNodeCount: more.max ?? 8,
          nodeIdleTimeBeforeScaleDown: more.idle ?? "PT10M",
        },
      },
    });
  const instance = (idle?: string) =>
    azapi("Microsoft.MachineLearningServices/workspaces/computes", "ci-ada", {
      computeType: "ComputeInstance",
      properties: { vmSize: "Standard_D4ds_v5", idleTimeBeforeShutdown: idle },
    });

  test.each<[Values, string[]]>([
    [{ before: cluster(), after: cluster() }, []],
    [{ before: cluster(), after: cluster({ max: 10 }) }, ["compute: cluster cpu: at most 8 → 10 nodes (+2)"]],
    [{ before: cluster({ min: 2 }), after: cluster() }, ["compute: cluster cpu: at least 2 → 0 nodes (-2)"]],
    [
      { before: cluster(), after: cluster({ size: "Standard_E8ds_v5" }), actions: ["delete", "create"] },
      ["compute: cluster cpu: Standard_D8ds_v5 → Standard_E8ds_v5"],
    ],
    [{ before: cluster(), after: cluster({ idle: "PT20M" }) }, ["compute: cluster cpu: idle nodes go after 10m → 20m"]],
    [{ after: cluster() }, ["compute: cluster cpu added: Standard_D8ds_v5, 0 to 8 nodes, idle for 10m at most"]],
    [{ before: cluster() }, ["compute: cluster cpu removed"]],
    [
      { before: instance("PT1H"), after: instance() },
      ["compute: instance ci-ada: shuts down when idle for 1h → never"],
    ],
  ])("%#", (values, texts) => {
    expect(inProd("azapi_resource.Cluster_0A", values)).toEqual(texts);
  });

  test("stands where the environment's file sets it", () => {
    const values = { before: cluster(), after: cluster({ max: 10 }) };
    const [found] = domainChanges(reviewOf(stack("prod", [change("azapi_resource.Cluster_0A", values)])));
    expect(found!.where).toEqual({ file: "config/environments/prod.yaml", line: 30, column: 3 });
  });
});

describe("budget, retention, locks and logs", () => {
  const budget = (amount: number, ...percents: number[]) => ({
    amount,
    notification: (percents.length === 0 ? [80, 100] : percents).map((threshold) => ({
      threshold,
      threshold_type: "Actual",
      enabled: true,
      contact_emails: ["a@x"],
    })),
  });

  const starting = (month: string) => ({ ...budget(1), time_period: [{ start_date: `${month}-01T00:00:00Z` }] });

  test.each<[Values, string[]]>([
    [{ before: budget(12_000), after: budget(15_000) }, ["LOOSENS budget: monthly budget 12000 → 15000 (+3000)"]],
    [{ before: budget(15_000), after: budget(12_000) }, ["budget: monthly budget 15000 → 12000 (-3000)"]],
    [
      { before: budget(1, 80, 100), after: budget(1, 100, 120) },
      ["LOOSENS budget: budget no longer tells at 80 % spent", "budget: budget tells at 120 % spent"],
    ],
    [{ before: budget(1), after: budget(1) }, []],
    [{ after: starting("2026-12") }, ["budget: budget of 1 a month"]],
    [{ after: starting("2027-12") }, ["budget: budget of 1 a month"]],
    [
      { after: starting("2028-06") },
      [
        "LOOSENS budget: budget cannot be made: 2028-06 is more than 12 months ahead, and Azure refuses that",
        "budget: budget of 1 a month",
      ],
    ],
    [
      { after: starting("2024-01") },
      [
        "LOOSENS budget: budget cannot be made: 2024-01 has passed, and Azure makes no budget that begins before this month",
        "budget: budget of 1 a month",
      ],
    ],
    // One that is there keeps the month that it was made in.
    [{ before: starting("2024-01"), after: starting("2024-01") }, []],
  ])("budget %#", (values, texts) => {
    expect(inProd("azurerm_consumption_budget_resource_group.Budget_1A", values)).toEqual(texts);
  });

  test("a budget that goes leaves the cost unwatched, unless the environment goes with it", () => {
    const gone = ["azurerm_consumption_budget_resource_group.Budget_1A", { before: budget(1) }] as const;
    const group = { name: "rg-pfs-prod-ml" };
    const stays = ["azurerm_resource_group.Group_1B", { before: group, after: group }] as const;
    expect(told("prod", [gone, stays])).toEqual(["LOOSENS budget: no budget watches the cost any more"]);
    expect(told("prod", [gone, ["azurerm_resource_group.Group_1B", { before: group }]])).toEqual([]);
  });

  test.each([
    [
      "azurerm_log_analytics_workspace.Logs_1C",
      { retention_in_days: 365 },
      { retention_in_days: 30 },
      "logs are kept 365 → 30 days",
    ],
    [
      "azapi_resource.Vault_1D",
      azapi("Microsoft.KeyVault/vaults", "kv", { softDeleteRetentionInDays: 90 }),
      azapi("Microsoft.KeyVault/vaults", "kv", { softDeleteRetentionInDays: 7 }),
      "a deleted key vault can be restored for 90 → 7 days",
    ],
    [
      "azurerm_storage_account.Storage_1E",
      { blob_properties: [{ delete_retention_policy: [{ days: 90 }] }] },
      { blob_properties: [{ delete_retention_policy: [] }] },
      "deleted blobs can be restored for 90 → 0 days",
    ],
  ])("%s", (address, more, less, text) => {
    expect(inProd(address, { before: more, after: less })).toEqual([`LOOSENS other: ${text} (looser)`]);
    const longer = inProd(address, { before: less, after: more });
    expect(longer).toEqual([expect.stringMatching(/^other: .* \(stricter\)$/)]);
  });

  test("a delete lock that is lifted, and one that is set, by what it locks", () => {
    const lock = azapi(
      "Microsoft.Authorization/locks",
      "do-not-delete",
      { level: "CanNotDelete" },
      {
        parent_id: idOf("prod", "Microsoft.KeyVault/vaults", "kv-pfs-prod"),
      },
    );
    expect(inProd("azapi_resource.Lock_1F", { before: lock })).toEqual([
      "LOOSENS other: delete lock of the key vault is lifted",
    ]);
    expect(inProd("azapi_resource.Lock_1F", { after: lock })).toEqual(["other: the key vault gets a delete lock"]);
  });

  test("diagnostic logs that are no longer kept of what stays", () => {
    const target = idOf("prod", "Microsoft.KeyVault/vaults", "kv-pfs-prod");
    const setting = { target_resource_id: target, enabled_log: [{ category: "AuditEvent" }] };
    const vault = { ...azapi("Microsoft.KeyVault/vaults", "kv-pfs-prod", {}), id: target };
    const gone = ["azurerm_monitor_diagnostic_setting.Vault_2A", { before: setting }] as const;
    expect(told("prod", [gone, ["azapi_resource.Vault_2B", { before: vault, after: vault }]])).toEqual([
      "LOOSENS other: kv-pfs-prod no longer logs AuditEvent",
    ]);
    expect(told("prod", [gone, ["azapi_resource.Vault_2B", { before: vault }]])).toEqual([]);
  });
});

describe("data assets", () => {
  const type = "Microsoft.MachineLearningServices/workspaces/data";
  const version = (name: string, path: string, asset: string | undefined = "churn-reference") =>
    azapi(
      `${type}/versions`,
      name,
      { dataType: "mltable", dataUri: `azureml://subscriptions/s/resourcegroups/g/workspaces/w/${path}` },
      {
        ...(asset !== undefined && { parent_id: `${workspaceOf("prod")}/data/${asset}` }),
      },
    );
  const told1 = (values: Values) => told("prod-churn", [["azapi_resource.Data_Reference_3A", values]]);

  test("another version, and other data under the same version", () => {
    const replaced = { actions: ["delete", "create"] as const };
    expect(told1({ before: version("1", "a"), after: version("2", "a"), ...replaced })).toEqual([
      "data: data asset churn-reference 1 → 2",
    ]);
    expect(told1({ before: version("1", "a"), after: version("1", "b"), ...replaced })).toEqual([
      "data: data asset churn-reference 1: mltable a → mltable b, under the same version",
    ]);
    expect(told1({ before: version("1", "a"), after: version("1", "a") })).toEqual([]);
  });

  test("what a deployment's collector fills is the deployment's", () => {
    expect(told1({ after: version("1", "a", "churn-prod-model-12-model_inputs") })).toEqual([]);
    expect(told1({ after: version("1", "a") })).toEqual(["data: data asset churn-reference 1 added"]);
  });

  test("the asset of a version is found before either exists", () => {
    const container = azapi(type, "churn-reference", { dataType: "mltable" });
    const orphan = { ...version("1", "a"), parent_id: undefined };
    const changes = [
      ["azapi_resource.Data_Container_3B", { after: container }],
      ["azapi_resource.Data_Reference_3A", { after: orphan }],
    ] as const;
    const refers = {
      configured: [
        configured("azapi_resource.Data_Reference_3A", { parent_id: "azapi_resource.Data_Container_3B.id" }),
      ],
    };
    expect(told("prod-churn", changes, refers)).toEqual(["data: data asset churn-reference 1 added"]);
  });
});

test("the workbook of an environment", () => {
  const workbook = (data_json: string) => ({ name: "8f14e45f-ceea-5a67-a9e0-2b6f3c1d4e50", data_json });
  const told2 = (values: Values) =>
    domainChanges(
      reviewOf(
        stack("prod", [
          change("azurerm_resource_group.G", { before: { name: "rg" }, after: { name: "rg", location: "x" } }),
          change("azurerm_application_insights_workbook.W", values),
        ]),
      ),
    ).map(({ text }) => text);
  expect(told2({ after: workbook("1") })).toEqual([
    "gets a workbook: runs, training, endpoints, drift and alerts on one page",
  ]);
  expect(told2({ before: workbook("1") })).toEqual(["its workbook goes, with what people changed in it by hand"]);
  expect(told2({ before: workbook("1"), after: workbook("2") })).toEqual([
    "its workbook shows something else; what people changed in it by hand is overwritten",
  ]);
  expect(told2({ before: workbook("1"), after: { ...workbook("1"), tags: {} } })).toEqual([]);
});
