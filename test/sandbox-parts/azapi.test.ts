import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cloud } from "../../sandbox/engine/arm/cloud";
import { BodyShapes } from "../../sandbox/engine/arm/shapes";
import { AzapiProvider } from "../../sandbox/engine/azapi/azapi-provider";
import { overlay } from "../../sandbox/engine/azapi/body";
import { AzureClient } from "../../sandbox/engine/azure-client";
import { bodyOfAzurerm } from "../../sandbox/engine/azurerm/arm-body";
import { Faults } from "../../sandbox/engine/faults";
import { type JsonObject, Store } from "../../sandbox/engine/store/store";
import type { ConfiguredProvider, Plan } from "../../sandbox/engine/terraform/provider";
import { Dynamic, dynamicFromJson, type ObjectValue, toJson, UNKNOWN } from "../../sandbox/engine/terraform/wire";
import { rulesFor } from "../../sandbox/services/rules";
import { proposed } from "../support/proposed";
import { group, subscription } from "../support/terraform";

const strict = { ignoreCasing: false, ignoreMissing: true };

// Expectations here are azapi 2.12.0's Go source: UpdateObject, MergeObject, ModifyPlan, CreateUpdate and its validators.
describe("what azapi sees of what Azure returns", () => {
  it.each([
    ["what Azure adds", { a: 1 }, { a: 1, b: 2 }, strict, { a: 1 }],
    ["what Azure leaves out", { a: 1, b: 2 }, { a: 1 }, strict, { a: 1, b: 2 }],
    [
      "the same, where it counts",
      { a: 1, b: 2, c: "", d: 0 },
      { a: 1 },
      { ...strict, ignoreMissing: false },
      { a: 1, c: "" },
    ],
    ["a null that Azure fills", { a: null }, { a: 1 }, { ...strict, ignoreNull: true }, { a: null }],
    ["another casing", { a: "On" }, { a: "on" }, { ...strict, ignoreCasing: true }, { a: "On" }],
    ["another casing, where it counts", { a: "On" }, { a: "on" }, strict, { a: "on" }],
    ["a secret that is masked", { a: "s", b: "s" }, { a: "***", b: "<redacted>" }, strict, { a: "s", b: "s" }],
    ["what Azure adds to items without names", { a: [{ v: 1 }] }, { a: [{ v: 1, w: 2 }] }, strict, { a: [{ v: 1 }] }],
    ["more items without names", { a: [{ v: 1 }] }, { a: [{ v: 1 }, { v: 2 }] }, strict, { a: [{ v: 1 }, { v: 2 }] }],
    ["a list that became empty", { a: [1] }, { a: [] }, strict, { a: [] }],
    [
      "named items in another order",
      { a: [{ name: "x" }, { name: "y" }] },
      { a: [{ name: "y" }, { name: "x", z: 1 }] },
      strict,
      { a: [{ name: "x" }, { name: "y" }] },
    ],
    [
      "a named item of somebody else",
      { a: [{ name: "x" }] },
      { a: [{ name: "o" }, { name: "x" }] },
      strict,
      { a: [{ name: "x" }, { name: "o" }] },
    ],
    [
      "the same, left out",
      { a: [{ name: "x" }] },
      { a: [{ name: "o" }, { name: "x" }] },
      { ...strict, ownItems: ["a"] },
      { a: [{ name: "x" }] },
    ],
    [
      "items known otherwise",
      { a: [{ id: "x", v: 1 }, { id: "y" }] },
      { a: [{ id: "y" }, { id: "x", v: 2 }] },
      { ...strict, itemIds: { a: "id" } },
      { a: [{ id: "x", v: 2 }, { id: "y" }] },
    ],
  ] as const)("is right for %s", (_, written, returned, options, seen) => {
    expect(overlay(written as unknown as JsonObject, returned as unknown as JsonObject, options)).toEqual(seen);
  });
});

describe("azapi in the sandbox", () => {
  const dir = mkdtempSync(join(tmpdir(), "mlops-azapi-"));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const actions = "Microsoft.Insights/actionGroups@2023-01-01";
  const written: ObjectValue = {
    type: actions,
    name: "ag",
    parent_id: group,
    location: "westeurope",
    body: dynamicFromJson({
      properties: {
        groupShortName: "ag",
        enabled: true,
        emailReceivers: [{ name: "a", emailAddress: "a@example.org" }],
      },
    }),
  };
  const identity = (name: string) => `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
  let cloud: Cloud;
  let provider: AzapiProvider;
  let azapi: ConfiguredProvider;
  let opened = 0;

  beforeEach(() => {
    const options = { rulesFor, tenant: "7b1f7a52-3c0e-4f6b-9a65-0e5a3f0c9d11", bodyOf: bodyOfAzurerm };
    cloud = new Cloud(new Store(join(dir, String(opened++))), options);
    cloud.write({
      id: group,
      type: "Microsoft.Resources/resourceGroups",
      body: { location: "westeurope" },
      readOnly: {},
    });
    provider = new AzapiProvider(cloud, new AzureClient(Faults.none()), new BodyShapes());
    azapi = provider.configure({ subscription_id: subscription });
  });

  const plan = (
    config: ObjectValue,
    prior: ObjectValue | null,
    kept?: string,
    type = "azapi_resource",
  ): Promise<Plan> => {
    const block = provider.schema.resources[type]!;
    const full = proposed(block, config, null);
    return azapi.plan({
      type,
      prior,
      proposed: proposed(block, config, prior),
      config: full,
      ...(kept !== undefined && { kept }),
    });
  };
  async function apply(config: ObjectValue, prior: ObjectValue | null = null, kept?: string, type = "azapi_resource") {
    const { planned } = await plan(config, prior, kept, type);
    const full = proposed(provider.schema.resources[type]!, config, null);
    return azapi.apply({ type, prior, planned, config: full, ...(kept !== undefined && { kept }) });
  }
  const made = async (config: ObjectValue = written) => (await apply(config)).state;
  const id = `${group}/providers/Microsoft.Insights/actionGroups/ag`;
  const sentOf = () => cloud.get(id)!.body as Record<string, Record<string, unknown>>;
  const findings = (config: ObjectValue, type = "azapi_resource") =>
    provider
      .validateResource(type, proposed(provider.schema.resources[type]!, config, null))
      .map(({ detail }) => detail)
      .join("\n");

  it("plans nothing for what is so already, by default", async () => {
    const state = await made();
    const more = { ...written, body: dynamicFromJson({ properties: { groupShortName: "ag", enabled: true } }) };
    expect((await plan(more, state)).planned["body"]).toEqual(state["body"]);
    azapi = provider.configure({ subscription_id: subscription, ignore_no_op_changes: false });
    const { planned } = await plan(more, state);
    expect(planned["body"]).toEqual(more.body);
    expect(planned["output"]).toBe(UNKNOWN);
  });

  it("knows neither tags nor location beforehand while a part of the body is unknown", async () => {
    const body = new Dynamic("string", UNKNOWN);
    const { planned } = await plan({ ...written, location: null, body }, await made());
    expect([planned["tags"], planned["location"]]).toEqual([UNKNOWN, UNKNOWN]);
  });

  it.each(["northeurope", UNKNOWN])("makes a resource anew whose location becomes %p", async (location) => {
    const { replaces } = await plan({ ...written, location }, await made());
    expect(replaces).toEqual([["location"]]);
  });

  it("keeps identities whose ids only change order or casing", async () => {
    const logic = (ids: readonly string[]) => ({
      type: "Microsoft.Logic/workflows@2019-05-01",
      name: "wf",
      parent_id: group,
      location: "westeurope",
      body: dynamicFromJson({ properties: {} }),
      identity: [{ type: "UserAssigned", identity_ids: [...ids] }],
    });
    for (const name of ["id-a", "id-b"]) {
      const type = "Microsoft.ManagedIdentity/userAssignedIdentities";
      cloud.write({ id: identity(name), type, body: { location: "westeurope" }, readOnly: {} });
    }
    const state = await made(logic([identity("id-a"), identity("id-b")]));
    const { planned } = await plan(logic([identity("ID-B"), identity("id-a")]), state);
    expect(planned["identity"]).toEqual(state["identity"]);
    expect(planned["output"]).toEqual(state["output"]);
  });

  it("tells Azure that an identity is gone", async () => {
    const logic: ObjectValue = {
      type: "Microsoft.Logic/workflows@2019-05-01",
      name: "wf",
      parent_id: group,
      location: "westeurope",
      body: dynamicFromJson({ properties: {} }),
    };
    const state = await made({ ...logic, identity: [{ type: "SystemAssigned" }] });
    await apply(logic, state);
    expect(cloud.get(String(state["id"]))!.body["identity"]).toEqual({ type: "None" });
  });

  it("sends nothing when only retries and time-outs change", async () => {
    const state = await made();
    const before = cloud.get(id);
    const retry = { error_message_regex: ["x"] };
    const { state: after } = await apply({ ...written, retry }, state);
    expect(cloud.get(id)).toBe(before);
    expect(after["retry"]).toMatchObject(retry);
    await apply({ ...written, locks: [group] }, state);
    expect(cloud.get(id)).not.toBe(before);
  });

  it("sees a change of secrets without a version by their sum, and with one by the version", async () => {
    const secret = (address: string) =>
      dynamicFromJson({ properties: { emailReceivers: [{ name: "a", emailAddress: address }] } });
    const first = await apply({ ...written, sensitive_body: secret("b@example.org") });
    expect(JSON.stringify(first.kept)).not.toContain("b@example.org");
    expect(sentOf()["properties"]!["emailReceivers"]).toEqual([{ name: "a", emailAddress: "b@example.org" }]);
    const again = await plan({ ...written, sensitive_body: secret("b@example.org") }, first.state, first.kept);
    expect(again.planned["output"]).toEqual(first.state["output"]);
    const other = await plan({ ...written, sensitive_body: secret("c@example.org") }, first.state, first.kept);
    expect(other.planned["output"]).toBe(UNKNOWN);
    const version = (number: string) => ({
      ...written,
      sensitive_body: secret("c@example.org"),
      sensitive_body_version: { properties: number },
    });
    const second = await apply(version("1"), first.state, first.kept);
    expect(second.kept).toBeUndefined();
    expect((await plan(version("1"), second.state)).planned["output"]).toEqual(second.state["output"]);
    expect((await plan(version("2"), second.state)).planned["output"]).toBe(UNKNOWN);
  });

  it("outputs by a list what names of members lead to, and nothing that changes by itself", async () => {
    const state = await made({
      ...written,
      response_export_values: dynamicFromJson(["properties.emailReceivers[0].name", "properties.enabled"]),
    });
    expect(toJson(state["output"])).toEqual({ properties: { enabled: true } });
    const map = await plan(
      { ...written, response_export_values: dynamicFromJson({ first: "properties.emailReceivers[0].name" }) },
      state,
    );
    expect(map.planned["output"]).toBe(UNKNOWN);
    expect(JSON.stringify(toJson((await made({ ...written, name: "two" }))["output"]))).not.toContain("lastModifiedAt");
  });

  describe("azapi_update_resource", () => {
    const update = (body: object, more: ObjectValue = {}): ObjectValue => ({
      type: actions,
      resource_id: id,
      body: dynamicFromJson(body),
      ...more,
    });

    it("adds to lists by name, sends secrets, and goes with its triggers", async () => {
      await made();
      const trigger = (value: string) => ({ replace_triggers_external_values: dynamicFromJson({ value }) });
      const added = update(
        { properties: { emailReceivers: [{ name: "b", emailAddress: "b@example.org" }] } },
        trigger("1"),
      );
      const secret = { sensitive_body: dynamicFromJson({ properties: { groupShortName: "other" } }) };
      const { state, kept } = await apply({ ...added, ...secret }, null, undefined, "azapi_update_resource");
      expect(sentOf()["properties"]).toMatchObject({
        groupShortName: "other",
        emailReceivers: [{ name: "a" }, { name: "b" }],
      });
      const next = await plan({ ...added, ...secret, ...trigger("2") }, state, kept, "azapi_update_resource");
      expect(next.replaces).toEqual([["replace_triggers_external_values"]]);
      expect((await plan({ ...added, ...secret }, state, kept, "azapi_update_resource")).planned["output"]).toEqual(
        state["output"],
      );
    });
  });

  describe("azapi_resource_action", () => {
    const action: ObjectValue = { type: actions, resource_id: id, method: "GET" };
    const kind = "azapi_resource_action";

    it.each([
      ["another action", { action: "other" }, [["action"]]],
      ["another target", { resource_id: `${id}2` }, [["resource_id"]]],
      ["another body", { body: dynamicFromJson({ a: 1 }) }, []],
    ] as const)("is made anew with %s, or runs again", async (_, change, replaces) => {
      await made();
      const { state } = await apply(action, null, undefined, kind);
      const next = await plan({ ...action, ...change }, state, undefined, kind);
      expect(next.replaces).toEqual(replaces);
      expect(next.planned["output"]).toBe(UNKNOWN);
    });

    it("runs no more when only its retries change", async () => {
      await made();
      const { state } = await apply(action, null, undefined, kind);
      const next = await plan({ ...action, retry: { error_message_regex: ["x"] } }, state, undefined, kind);
      expect([next.planned["output"], next.planned["exist"]]).toEqual([state["output"], true]);
    });

    it("is not known to find its target before it is made, and has no change while it waits for its destruction", async () => {
      await made();
      const waiting = { ...action, when: "destroy" };
      expect((await plan(waiting, null, undefined, kind)).planned["exist"]).toBe(UNKNOWN);
      const { state } = await apply(waiting, null, undefined, kind);
      const next = await plan(waiting, state, undefined, kind);
      expect(["exist", "output", "sensitive_output"].map((name) => next.planned[name])).toEqual([null, null, null]);
    });

    it("knows nothing of a target that is not there, if that is let pass", async () => {
      const { state } = await apply({ ...action, ignore_not_found: true }, null, undefined, kind);
      expect(state["exist"]).toBe(false);
    });
  });

  it.each([
    ["an id with a version", { parent_id: `${group}?api-version=2023-01-01` }, "not to contain api-version"],
    ["an id of azurerm's own", { parent_id: `${group}|x` }, "character '|'"],
    ["a body that is text", { body: dynamicFromJson("{}") }, "must not be a string"],
    ["a lock that names nothing", { locks: [""] }, "must not be empty"],
    ["too long a tag", { tags: { k: "x".repeat(257) } }, "256 characters"],
    ["a pattern that is none", { retry: { error_message_regex: ["("] } }, "cannot be read"],
    ["a pattern twice", { retry: { error_message_regex: ["x", "x"] } }, "contains a value twice"],
    ["no pattern", { retry: { error_message_regex: [] } }, "at least 1 element"],
    ["too long a pause", { retry: { error_message_regex: ["x"], interval_seconds: 121 } }, "between 1 and 120"],
    [
      "ids with an identity of the system's",
      { identity: [{ type: "SystemAssigned", identity_ids: [identity("a")] }] },
      "includes `UserAssigned`",
    ],
    [
      "an identity that is none",
      { identity: [{ type: "UserAssigned", identity_ids: [group] }] },
      "not the id of a user-assigned",
    ],
    [
      "tags among the secrets as well",
      { tags: { k: "v" }, sensitive_body: dynamicFromJson({ tags: {} }) },
      '"sensitive_body"',
    ],
  ] as readonly (readonly [string, ObjectValue, string])[])("refuses %s", (_, change, message) => {
    expect(findings(written)).toBe("");
    expect(findings({ ...written, ...change })).toContain(message);
  });

  it.each([
    ["azapi_resource_action", { type: actions, resource_id: id, method: "LIST" }, "method must be one of"],
    [
      "azapi_resource_action",
      { type: actions, resource_id: id, when: "destroy", sensitive_body: dynamicFromJson({}) },
      "sensitive_body",
    ],
    [
      "azapi_update_resource",
      { type: "Microsoft.Logic/workflows/triggers@2019-05-01", name: "x", parent_id: id },
      "parent",
    ],
  ] as readonly (readonly [string, ObjectValue, string])[])(
    "refuses in %s what azapi refuses",
    (type, config, message) => {
      expect(findings(config, type)).toContain(message);
    },
  );
});
