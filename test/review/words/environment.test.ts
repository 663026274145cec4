import { domainChanges } from "../../../review/words";
import { azapi, change, context, reviewOf, stack, type Values } from "../../support/review-plan";

const told = (name: string, address: string, values: Values) =>
  domainChanges(reviewOf(stack(name, [change(address, values)]))).map(
    ({ text, environments, loosens }) => `${loosens ? "LOOSENS " : ""}${environments.join(", ")}: ${text}`,
  );
const workspace = (inbound: string, isolationMode: string, purge = {}) =>
  azapi(
    "Microsoft.MachineLearningServices/workspaces",
    "mlw",
    { publicNetworkAccess: inbound, managedNetwork: { isolationMode } },
    { delete_query_parameters: purge },
  );
const closed = workspace("Disabled", "AllowOnlyApprovedOutbound");
const registry = (...replicas: string[]) => ({
  name: "cr",
  zone_redundancy_enabled: true,
  georeplications: replicas.map((location) => ({ location })),
});

describe("environments", () => {
  test.each<[string, string, Values, string[]]>([
    [
      "a move to another region",
      "azurerm_resource_group.G",
      {
        before: { name: "rg", location: "westeurope" },
        after: { name: "rg", location: "northeurope" },
        actions: ["delete", "create"],
      },
      ["prod: moves from westeurope to northeurope: everything in it is made anew"],
    ],
    [
      "network modes",
      "azapi_resource.W",
      { before: closed, after: workspace("Enabled", "AllowInternetOutbound") },
      ["prod: computes reach approved targets only → the whole internet", "prod: network inbound: private → public"],
    ],
    [
      "purging",
      "azapi_resource.W",
      { before: closed, after: workspace("Disabled", "AllowOnlyApprovedOutbound", { forceToPurge: ["true"] }) },
      ["LOOSENS prod: a destroyed workspace is purged at once, beyond recovery"],
    ],
    [
      "other name servers",
      "azurerm_virtual_network.N",
      {
        before: { name: "vnet", address_space: ["10.40.0.0/22"] },
        after: { name: "vnet", address_space: ["10.40.0.0/22"], dns_servers: ["10.0.0.4", "10.0.0.5"] },
      },
      ["prod: names are looked up at Azure's own → 10.0.0.4, 10.0.0.5"],
    ],
    ["nothing", "azapi_resource.W", { before: closed, after: { ...closed, tags: {} } }, []],
    [
      "replicas and zones of the container registry",
      "azurerm_container_registry.R",
      { before: registry("northeurope"), after: { ...registry("francecentral"), zone_redundancy_enabled: false } },
      [
        "prod: container registry has no copy in northeurope any more",
        "prod: container registry is copied to francecentral, too",
        "prod: container registry no longer spans zones",
      ],
    ],
    [
      "the same replicas",
      "azurerm_container_registry.R",
      { before: registry("a", "b"), after: registry("b", "a") },
      [],
    ],
    [
      "replication and retention of storage",
      "azurerm_storage_account.S",
      {
        before: {
          name: "st",
          account_replication_type: "GZRS",
          share_properties: [{ retention_policy: [{ days: 90 }] }],
        },
        after: { name: "st", account_replication_type: "LRS", share_properties: [{ retention_policy: [{ days: 7 }] }] },
      },
      [
        "LOOSENS prod: deleted file shares can be restored for 90 → 7 days (looser)",
        "prod: storage replication GZRS → LRS",
      ],
    ],
    [
      "the address space",
      "azurerm_virtual_network.N",
      { before: { name: "v", address_space: ["10.40.0.0/22"] }, after: { name: "v", address_space: ["10.41.0.0/22"] } },
      ["prod: private addresses 10.40.0.0/22 → 10.41.0.0/22"],
    ],
  ])("%s", (_, address, values, texts) => {
    expect(told("prod", address, values)).toEqual(texts);
  });

  test("the model registry is everybody's", () => {
    const shared = (access: string, ...regions: string[]) =>
      azapi("Microsoft.MachineLearningServices/registries", "mlr", {
        publicNetworkAccess: access,
        regionDetails: regions.map((location) => ({ location })),
      });
    const values = { before: shared("Disabled", "westeurope"), after: shared("Enabled", "westeurope", "northeurope") };
    expect(told("registry", "azapi_resource.R", values)).toEqual([
      ": model registry is copied to northeurope, too",
      ": model registry, network inbound: private → public",
    ]);
    const where = { file: "config/organization.yaml", line: 35, column: 5 };
    const input = reviewOf(stack("registry", [change("azapi_resource.R", values)]));
    const at = { "platform.registry.replicas": where };
    expect(domainChanges({ ...input, context: { ...context, at } })[0]!.where).toEqual(where);
  });

  const LOGS = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces";
  const moved = change("azurerm_application_insights.I", {
    before: { name: "appi", workspace_id: `${LOGS}/log-pfs-prod` },
    after: { name: "appi", workspace_id: `${LOGS}/log-central` },
  });
  const gone = (name: string) => change("azurerm_log_analytics_workspace.L", { before: { name }, actions: ["delete"] });
  const toldOf = (...changes: Parameters<typeof stack>[1]) =>
    domainChanges(reviewOf(stack("prod", changes)))
      .filter(({ text }) => text.startsWith("logs go to"))
      .map(({ text, loosens }) => `${loosens ? "LOOSENS " : ""}${text}`);

  it("warns of a move to logs of others that loses the environment's own", () => {
    expect(toldOf(moved, gone("log-pfs-prod"))).toEqual([
      "LOOSENS logs go to log-central instead of log-pfs-prod, which is deleted with all that was logged before: it is not taken along. Azure keeps it for 14 days; query or export what must stay first",
    ]);
    expect(toldOf(moved)).toEqual([
      "logs go to log-central instead of log-pfs-prod, where what was logged before stays",
    ]);
    expect(toldOf(moved, gone("log-other"))).toHaveLength(1);
    expect(toldOf(moved, gone("log-other"))[0]).not.toContain("deleted");
  });

  it("tell of a second region that is made or given up, and what of it is in the second", () => {
    const group = { name: "rg-recovery", location: "northeurope" };
    const stacks = [...context.stacks, { name: "prod-recovery", environment: "prod", recovery: "northeurope" }];
    const tell = (values: Values) =>
      domainChanges({
        ...reviewOf(stack("prod-recovery", [change("azurerm_resource_group.G", values)])),
        context: { ...context, stacks },
      }).map(({ text, environments, loosens }) => [environments.join(), text, loosens]);
    expect(tell({ after: group, actions: ["create"] })).toEqual([
      ["prod", "a second region is made in northeurope; what it holds is told apart from the first", false],
    ]);
    expect(tell({ before: group, actions: ["delete"] })).toEqual([
      ["prod", "the second region in northeurope is given up: nothing takes over when the first is lost", true],
    ]);
    const moved = { before: group, after: { ...group, location: "uksouth" }, actions: ["delete", "create"] };
    expect(tell(moved as Values)).toEqual([
      ["prod", "second region: moves from northeurope to uksouth: everything in it is made anew", false],
    ]);
  });
});
