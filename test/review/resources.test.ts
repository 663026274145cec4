import { reviewPlans } from "../../review";
import { change, inputOf, planOf, replaced, subscriptions, written } from "./plans";

const review = (stacks: Parameters<typeof inputOf>[0]) => reviewPlans(inputOf(stacks), { today: "2026-11-01" });
const hashes = ["aaaaaaaa", "bbbbbbbb", "cccccccc"];
const envs = ["dev", "preprod", "prod"];

describe("resources of a review", () => {
  const storage = (env: string, i: number, more: object = {}) => {
    const id = `/subscriptions/${subscriptions[i]!}/resourceGroups/rg-pfs-${env}-ml`;
    const values = { name: `stpfs${env}${hashes[i]!}`, group: id, tags: { environment: env }, ...more };
    const address = "azurerm_storage_account.Storage_1";
    return planOf([change(address, { after: values })], { resources: [written(address, values)] });
  };

  it("are one row if they differ in nothing but the environment's name, subscription and hash", () => {
    const { resources } = review(Object.fromEntries(envs.map((env, i) => [env, storage(env, i)])));
    expect(resources).toHaveLength(1);
    expect(resources[0]!.stacks.map(({ stack }) => stack)).toEqual(envs);
    expect(resources[0]!.what).toBe("storage account stpfs<environment><hash>");
    expect(resources[0]!.attributes).toEqual([
      { path: "name", after: "stpfs<environment><hash>" },
      { path: "group", after: "/subscriptions/<subscription>/resourceGroups/rg-pfs-<environment>-ml" },
      { path: "tags.environment", after: "<environment>" },
    ]);
  });

  it.each<[string, object]>([
    ["a number", { days: 8 }],
    ["another environment's name", { peer: "prod" }],
    ["an argument more", { extra: "x" }],
    ["an id of another environment", { peer: `/subscriptions/${subscriptions[2]!}` }],
  ])("are rows of their own if they differ in %s", (_, more) => {
    const { resources } = review({
      dev: storage("dev", 0, { days: 7 }),
      preprod: storage("preprod", 1, { days: 7, ...more }),
    });
    expect(resources).toHaveLength(2);
    expect(resources.map(({ name }) => name)).toEqual(["stpfsdevaaaaaaaa", "stpfspreprodbbbbbbbb"]);
  });

  it("are rows of their own in an environment and in a use case", () => {
    const { resources } = review({ dev: storage("dev", 0), "dev-churn": storage("dev", 0) });
    expect(resources).toHaveLength(2);
  });

  it("are told by name and reason, what is destroyed first", () => {
    const { resources } = review({
      dev: [
        change("azurerm_monitor_metric_alert.a", { before: { name: "cpu", n: 1 }, after: { name: "cpu", n: 2 } }),
        change("azurerm_subnet.b", { before: { name: "old" } }, { action_reason: "delete_because_no_resource_config" }),
        change("azurerm_subnet.c", {
          before: { name: "c", p: [{ q: 1 }] },
          after: { name: "c", p: [{ q: 2 }] },
          ...replaced(["p", 0, "q"]),
        }),
        change(
          "azurerm_subnet.d",
          { actions: ["no-op"], before: { name: "d" }, after: { name: "d" } },
          { previous_address: "azurerm_subnet.e" },
        ),
        change("azurerm_subnet.same", { actions: ["no-op"], before: {}, after: {} }),
        change("data.azurerm_x.y", { actions: ["read"], after: {} }, { mode: "data", type: "azurerm_x" }),
      ],
    });
    expect(
      resources.map(({ action, what, because, previousAddress }) => [action, what, because ?? previousAddress]),
    ).toEqual([
      ["destroy", "subnet old", "it is no longer in the configuration"],
      ["replace", "subnet c", "p.q cannot be changed in place"],
      ["update", "metric alert rule cpu", undefined],
      ["move", "subnet d", "azurerm_subnet.e"],
    ]);
  });

  it("are counted by stack, a move with a change as both, and stacks that failed stay rows", () => {
    const { stacks } = review({
      prod: "Error: no such thing",
      dev: [
        change("azurerm_subnet.a", { before: { n: 1 }, after: { n: 2 } }, { previous_address: "azurerm_subnet.z" }),
        change("azurerm_subnet.b", { actions: ["no-op"], before: {}, after: {}, importing: { id: "x" } }),
        change("azurerm_subnet.c", { actions: ["forget"], before: {}, after: null }),
        change("azurerm_subnet.d", { actions: ["create", "delete"], before: {}, after: {} }),
      ],
      preprod: [change("azurerm_subnet.a", { actions: ["no-op"], before: {}, after: {} })],
    });
    expect(stacks.map(({ name, status }) => [name, status])).toEqual([
      ["dev", "changes"],
      ["preprod", "no-change"],
      ["prod", "failed"],
    ]);
    expect(stacks[0]!.counts).toEqual({
      create: 0,
      update: 1,
      replace: 1,
      destroy: 0,
      move: 1,
      import: 1,
      forget: 1,
      drift: 0,
    });
    expect(stacks[2]!.failed).toBe("Error: no such thing");
  });
});

describe("the topology", () => {
  it("has an edge for each reference, to every instance", () => {
    const group = "azurerm_resource_group.g";
    const { topology } = review({
      dev: planOf(
        [
          change(group, { actions: ["no-op"], before: { name: "g" }, after: { name: "g" } }),
          change('azurerm_subnet.s["x"]', { after: {} }, { index: "x" }),
          change("azurerm_storage_account.t", { after: {} }),
        ],
        {
          resources: [
            written("azurerm_subnet.s", {}, { group: [`${group}.name`, group] }),
            written("azurerm_storage_account.t", {}, { subnets: ["azurerm_subnet.s"] }),
          ],
        },
      ),
    });
    expect(topology.nodes.map(({ id, action }) => [id, action])).toEqual([
      [`dev/${group}`, "no-op"],
      ["dev/azurerm_storage_account.t", "create"],
      ['dev/azurerm_subnet.s["x"]', "create"],
    ]);
    expect(topology.edges).toEqual([
      { from: "dev/azurerm_storage_account.t", to: 'dev/azurerm_subnet.s["x"]' },
      { from: 'dev/azurerm_subnet.s["x"]', to: `dev/${group}` },
    ]);
  });
});

describe("drift", () => {
  const drifted = (before: object, after: object) => change("azurerm_subnet.s", { before, after });

  it("is relevant if the plan depends on it or undoes it", () => {
    const name = { name: "s" };
    const drift = [drifted({ ...name, tags: { a: "1" }, etag: "1" }, { ...name, tags: { a: "2" }, etag: "1" })];
    const plain = planOf([], { resource_drift: drift });
    const used = { ...plain, relevant_attributes: [{ resource: "azurerm_subnet.s", attribute: ["tags", "a"] }] };
    const other = { ...plain, relevant_attributes: [{ resource: "azurerm_subnet.s", attribute: ["id"] }] };
    const undone = { ...plain, resource_changes: [drifted({ tags: { a: "2" } }, { tags: { a: "1" } })] };
    const relevant = [plain, used, other, undone].map((plan) =>
      review({ dev: plan }).drift.map((found) => found.relevant),
    );
    expect(relevant).toEqual([[false], [true], [false], [true]]);
    expect(review({ dev: used }).drift[0]).toMatchObject({
      stack: "dev",
      what: "subnet s",
      attributes: [{ path: "tags.a", before: "1", after: "2" }],
    });
    expect(review({ dev: used }).stacks[0]!.counts.drift).toBe(1);
  });

  it("tells what somebody deleted, and nothing of what only looks different", () => {
    const gone = planOf([change("azurerm_subnet.s", { after: { name: "s" } })], {
      resource_drift: [change("azurerm_subnet.s", { before: { name: "s" } })],
    });
    expect(review({ dev: gone }).drift).toMatchObject([{ what: "subnet s, which is gone", relevant: true }]);
    expect(review({ dev: planOf([], { resource_drift: [drifted({ a: null }, { a: [] })] }) }).drift).toEqual([]);
  });
});

describe("warnings", () => {
  it("are what checks found wrong", () => {
    const check = (status: "fail" | "pass", message: string) => ({
      address: { to_display: "check.live_version", kind: "check" },
      status,
      instances: [{ problems: [{ message }] }],
    });
    const { warnings } = review({
      dev: planOf([], { checks: [check("fail", "rolled back to 12"), check("pass", "fine")] }),
    });
    expect(warnings).toEqual([{ stack: "dev", text: "check.live_version: rolled back to 12" }]);
  });
});
