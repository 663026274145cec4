import { reviewPlans } from "../../review";
import { azapi, change, inputOf, replaced, subscriptions } from "./plans";

const review = (stacks: Parameters<typeof inputOf>[0]) => reviewPlans(inputOf(stacks), { today: "2026-11-01" });
const WORKSPACE = "Microsoft.MachineLearningServices/workspaces";

describe("dangers", () => {
  it.each([
    [
      "a workspace that is replaced",
      azapi("w", WORKSPACE, { before: { n: 1 }, after: { n: 2 }, ...replaced(["n"]) }),
      "soft-deleted for 14 days, and its name is taken as long, so creating it again fails",
    ],
    [
      "a workspace that is purged",
      azapi("w", WORKSPACE, { before: { delete_query_parameters: { forceToPurge: ["true"] } } }),
      "at once and for good",
    ],
    ["a datastore", azapi("d", `${WORKSPACE}/datastores`, { before: {} }), "the data itself stays where it is"],
    [
      "an online endpoint",
      azapi("e", `${WORKSPACE}/onlineEndpoints`, { before: {} }),
      "its URL, keys and deployments are gone",
    ],
    [
      "a key vault",
      azapi("k", "Microsoft.KeyVault/vaults", {
        before: { body: { properties: { softDeleteRetentionInDays: 30, enablePurgeProtection: true } } },
      }),
      "for 30 days, and its name is taken as long; purge protection",
    ],
    ["a storage account", change("azurerm_storage_account.s", { before: {} }), "its data is lost"],
    ["a container registry", change("azurerm_container_registry.r", { before: {} }), "its images are lost"],
    [
      "a log workspace that is replaced",
      change("azurerm_log_analytics_workspace.l", { before: { n: 1 }, after: { n: 2 }, ...replaced(["n"]) }),
      "is the old one recovered, with its old data",
    ],
    ["a resource group", change("azurerm_resource_group.g", { before: {} }), "also what Terraform does not know"],
    [
      "a datastore through azurerm",
      change("azurerm_machine_learning_datastore_blobstorage.d", { before: {} }),
      "the data itself stays where it is",
    ],
  ])("say what happens to %s, and block", (_, resource, consequence) => {
    const { dangers, verdict } = review({ prod: [resource] });
    expect(dangers).toHaveLength(1);
    expect(dangers[0]!.consequence).toContain(consequence);
    expect(verdict).toBe("blocked");
  });

  it.each([
    ["a compute cluster", azapi("c", `${WORKSPACE}/computes`, { before: {} }), "running jobs are cancelled"],
    [
      "an identity that is replaced",
      change("azurerm_user_assigned_identity.i", { before: { n: 1 }, after: { n: 2 }, ...replaced(["n"]) }),
      "another principal id",
    ],
    ["a container", change("azurerm_storage_container.c", { before: {} }), "its blobs are lost"],
  ])("say what happens to %s, which is made anew, and do not block", (_, resource, consequence) => {
    const { dangers, verdict } = review({ prod: [resource] });
    expect(dangers).toHaveLength(1);
    expect(dangers[0]!.consequence).toContain(consequence);
    expect(verdict).toBe("review");
  });

  it("are accepted by a waiver while it holds, and only where it says", () => {
    const waiver = {
      rule: "keeps-data",
      resource: "prod/azurerm_storage_account.*",
      reason: "the account moves to another region; its data was copied",
      owner: "ml-platform",
      granted: "2026-06-01",
      expires: "2026-11-30",
    };
    const gone = { prod: [change("azurerm_storage_account.s", { before: {} })] };
    const judged = (today: string, stacks: Parameters<typeof inputOf>[0] = gone) =>
      reviewPlans({ ...inputOf(stacks), waivers: [waiver] }, { today });
    expect(judged("2026-11-30")).toMatchObject({
      verdict: "review",
      reasons: ["1 destruction is accepted by a waiver", "1 stack changes"],
      dangers: [{ accepted: waiver }],
    });
    expect(judged("2026-12-01").verdict).toBe("blocked");
    expect(judged("2026-06-01").verdict).toBe("review");
    expect(judged("2026-05-31").verdict).toBe("blocked");
    expect(judged("2026-11-30", { dev: gone.prod }).verdict).toBe("blocked");
  });

  it.each([
    ["an update of what holds state", change("azurerm_storage_account.s", { before: { n: 1 }, after: { n: 2 } })],
    ["destroying what holds none", change("azurerm_subnet.s", { before: {} })],
  ])("are none: %s", (_, resource) => {
    expect(review({ prod: [resource] })).toMatchObject({ dangers: [], verdict: "review" });
  });

  it("are one for the same in several stacks, and say what forces it", () => {
    const storage = (env: string) => [
      change("azurerm_storage_account.s", {
        before: { name: `st-${env}`, location: "westeurope" },
        after: { name: `st-${env}`, location: "northeurope" },
        ...replaced(["location"]),
      }),
    ];
    const { dangers, reasons } = review({ prod: storage("prod"), dev: storage("dev") });
    expect(dangers).toMatchObject([
      {
        stacks: ["dev", "prod"],
        what: "storage account st-<environment>",
        action: "replace",
        because: "location cannot be changed in place",
        uncertain: false,
        deposed: false,
      },
    ]);
    expect(reasons[0]).toBe("2 irreplaceable resources are destroyed or replaced");
  });

  it("are uncertain if only values known after apply force them", () => {
    const workspace = (after: object, unknown: object) =>
      azapi("w", WORKSPACE, {
        before: { replace_triggers_external_values: { storage: "a", vault: "b" } },
        after: { replace_triggers_external_values: after },
        after_unknown: { replace_triggers_external_values: unknown },
        ...replaced(["replace_triggers_external_values"]),
      });
    const maybe = review({ prod: [workspace({ vault: "b" }, { storage: true })] }).dangers[0]!;
    expect(maybe).toMatchObject({ uncertain: true, because: "it is made anew when storage changes" });
    const sure = review({ prod: [workspace({ vault: "c" }, { storage: true })] }).dangers[0]!;
    expect(sure).toMatchObject({ uncertain: false, because: "it is made anew when storage or vault changes" });
  });

  describe("and locks", () => {
    const id = `/subscriptions/${subscriptions[2]!}/resourceGroups/rg/providers/${WORKSPACE}/w`;
    const workspace = azapi("w", WORKSPACE, { before: { id } });
    const lock = (scope: string, gone: boolean) =>
      azapi("no-delete", "Microsoft.Authorization/locks", {
        before: { parent_id: scope },
        ...(!gone && { after: { parent_id: scope }, actions: ["no-op"] as const }),
      });

    it.each([
      ["that stays", lock(id.toUpperCase(), false), "lock no-delete stands in the way: Azure will refuse"],
      [
        "that stays on what is around",
        lock(id.split("/providers")[0]!, false),
        "lock no-delete stands in the way: Azure will refuse",
      ],
      ["that goes", lock(id, true), "this plan lifts its lock no-delete"],
      ["of something else", lock(`${id}2`, false), undefined],
    ])("tell of one %s", (_, resource, protection) => {
      expect(review({ prod: [workspace, resource] }).dangers[0]!.protection).toBe(protection);
    });
  });

  it("list left-overs whatever they are, but block for those that hold state only", () => {
    const deposed = { deposed: "a1b2c3d4" };
    const subnet = review({ dev: [change("azurerm_subnet.s", { before: {} }, deposed)] });
    expect(subnet.dangers).toMatchObject([{ deposed: true, because: "left over from an interrupted replacement" }]);
    expect(subnet.verdict).toBe("review");
    const storage = review({ dev: [change("azurerm_storage_account.s", { before: {} }, deposed)] });
    expect(storage.verdict).toBe("blocked");
  });

  it("list what Terraform gives up, without blocking", () => {
    const given = change("azurerm_storage_account.s", { actions: ["forget"], before: {}, after: null });
    expect(review({ dev: [given] })).toMatchObject({ verdict: "review", dangers: [{ action: "forget" }] });
  });
});
