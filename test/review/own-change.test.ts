import type { ResourceChange, TerraformPlan } from "../../domain/terraform/plan";
import { foreignDrift } from "../../review/own-change";
import { change } from "../support/review-plan";

const ID =
  "/subscriptions/s/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/w/onlineEndpoints/e";

/** The endpoint as the state had it and as Azure has it. */
const drifted = (before: object, after: object): ResourceChange =>
  change("azapi_resource.Endpoint", { before: { id: ID, ...before }, after: { id: ID, ...after } });
const access = (publicNetworkAccess: string) => ({
  body: { properties: { publicNetworkAccess, authMode: "AADToken" } },
});

/** A plan whose traffic resource wants the endpoint to be so. */
function plan(drift: ResourceChange, wants: object, id = ID.toUpperCase()): TerraformPlan {
  const body = { resource_id: id, body: wants };
  return {
    format_version: "1.2",
    resource_changes: [change("azapi_update_resource.Traffic", { before: body, after: body })],
    resource_drift: [drift],
  };
}
const private_ = { tags: { owner: "b" }, properties: { publicNetworkAccess: "Disabled" } };
const count = (...parameters: Parameters<typeof plan>) => foreignDrift(plan(...parameters)).length;

describe("drift", () => {
  it("is not what another resource of the stack set", () => {
    expect(count(drifted(access("Enabled"), access("Disabled")), private_)).toBe(0);
    expect(count(drifted({ tags: { owner: "a" } }, { tags: { owner: "b" } }), private_)).toBe(0);
  });

  it("is what somebody changed to something else, or elsewhere, or beside it", () => {
    expect(count(drifted(access("Disabled"), access("Enabled")), private_)).toBe(1);
    expect(count(drifted({ tags: { owner: "a" } }, { tags: { owner: "c" } }), private_)).toBe(1);
    expect(count(drifted(access("Enabled"), access("Disabled")), private_, `${ID}-other`)).toBe(1);
    const other = { body: { properties: { publicNetworkAccess: "Disabled", authMode: "Key" } } };
    expect(count(drifted(access("Enabled"), other), private_)).toBe(1);
  });

  it("is a resource that is gone, whatever another wants of it", () => {
    const gone = change("azapi_resource.Endpoint", { before: { id: ID, ...access("Disabled") } });
    expect(count(gone, private_)).toBe(1);
  });

  const network = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v";
  const subnet = (name: string, more: object = {}) => ({ id: `${network}/subnets/${name}`, name, ...more });
  const foreign = (type: string, before: object, after: object, beside: readonly string[] = []) =>
    foreignDrift({
      format_version: "1.2",
      resource_changes: beside.map((name) => change("azapi_resource.S", { before: subnet(name), after: subnet(name) })),
      resource_drift: [change(`${type}.X`, { before, after })],
    }).length;

  it.each([
    ["keys that who reads may not list", "azurerm_storage_account", "primary_access_key", "k", ""],
    ["keys that who reads may list again", "azurerm_storage_account", "secondary_blob_connection_string", "", "k"],
    ["another record in a zone", "azurerm_private_dns_zone", "number_of_record_sets", 1, 4],
    ["the version of a budget", "azurerm_consumption_budget_resource_group", "etag", "a", "b"],
  ])("is not %s", (_what, type, name, before, after) => {
    expect(foreign(type, { [name]: before }, { [name]: after })).toBe(0);
    expect(foreign(type, { [name]: before, tags: {} }, { [name]: after, tags: { by: "hand" } })).toBe(1);
    expect(foreign("azurerm_resource_group", { [name]: before }, { [name]: after })).toBe(1);
  });

  it("is not a tag that the plan leaves as others set it, but one that it takes back", () => {
    const [before, after] = [{ tags: { owner: "a" } }, { tags: { owner: "a", stamped: "today" } }];
    const drift = (planned: object) =>
      foreignDrift({
        format_version: "1.2",
        resource_changes: [change("azurerm_resource_group.G", { before: after, after: planned })],
        resource_drift: [change("azurerm_resource_group.G", { before, after })],
      }).length;
    expect(drift(after)).toBe(0);
    expect(drift(before)).toBe(1);
  });

  it("is not a network that is read with the subnets of the stack, but one with a subnet of somebody else", () => {
    const drift = (after: readonly object[], beside: readonly string[]) =>
      foreign("azurerm_virtual_network", { subnet: [subnet("a")] }, { subnet: after }, beside);
    expect(drift([subnet("a"), subnet("b")], ["a", "b"])).toBe(0);
    expect(drift([subnet("a", { security_group: "g" })], ["a"])).toBe(0);
    expect(drift([subnet("a"), subnet("bastion")], ["a", "b"])).toBe(1);
    expect(drift([], ["b"])).toBe(1);
  });

  it("is found by a plan that only looks as by any other: what the stack has is in its state", () => {
    const state = (...resources: readonly { type: string; values: object }[]) => ({
      values: { root_module: { resources } },
    });
    const nightly = (drift: ResourceChange, ...has: readonly { type: string; values: object }[]) =>
      foreignDrift({ format_version: "1.2", resource_drift: [drift], prior_state: state(...has) }).length;
    const read = change("azurerm_virtual_network.X", { before: { subnet: [] }, after: { subnet: [subnet("a")] } });
    expect(nightly(read, { type: "azurerm_subnet", values: subnet("a") })).toBe(0);
    expect(nightly(read, { type: "azurerm_subnet", values: subnet("b") })).toBe(1);
    const moved = drifted({ tags: { owner: "a" } }, { tags: { owner: "b" } });
    const wants = (owner: string) => ({ resource_id: ID, body: { tags: { owner } } });
    expect(nightly(moved, { type: "azapi_update_resource", values: wants("b") })).toBe(0);
    expect(nightly(moved, { type: "azapi_update_resource", values: wants("c") })).toBe(1);
  });
});
