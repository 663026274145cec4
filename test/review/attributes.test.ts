import { attributesOf } from "../../review/attributes";
import { azapi, change, replaced, written } from "./plans";

const update = (before: object, after: object, more = {}) =>
  attributesOf(change("azurerm_a.a", { before, after, ...more }));

describe("attributes of an update", () => {
  it("are those that differ, blocks that stand once without an index", () => {
    expect(
      update(
        { a: 1, b: "x", rules: [{ action: "Deny", ips: ["1.1.1.1"] }], tags: { "cost center": "a" } },
        { a: 2, b: "x", rules: [{ action: "Allow", ips: ["1.1.1.1"] }], tags: { "cost center": "b" } },
      ),
    ).toEqual([
      { path: "a", before: "1", after: "2" },
      { path: "rules.action", before: "Deny", after: "Allow" },
      { path: 'tags["cost center"]', before: "a", after: "b" },
    ]);
  });

  it("show what is added and taken away, and take nothing and empty for the same", () => {
    expect(update({ a: null, b: [], c: "old" }, { a: [], b: null, d: { e: false } })).toEqual([
      { path: "c", before: "old" },
      { path: "d.e", after: "false" },
    ]);
  });

  it("match the items of a list by name, so that one put in front is one row", () => {
    const rule = (name: string, port: number) => ({ name, port });
    expect(
      update({ rule: [rule("b", 1), rule("c", 2)] }, { rule: [rule("a", 0), rule("b", 1), rule("c", 3)] }),
    ).toEqual(
      expect.arrayContaining([
        { path: "rule.a.name", after: "a" },
        { path: "rule.a.port", after: "0" },
        { path: "rule.c.port", before: "2", after: "3" },
      ]),
    );
  });

  it("do not mind the order of blocks without a name", () => {
    expect(update({ set: [{ x: 1 }, { x: 2 }] }, { set: [{ x: 2 }, { x: 1 }] })).toEqual([]);
    expect(update({ set: [{ x: 1 }, { x: 2 }] }, { set: [{ x: 2 }, { x: 3 }] })).toEqual([
      { path: "set[1].x", before: "1", after: "3" },
    ]);
  });

  it("show short lists of values whole, of long ones what differs", () => {
    expect(update({ ips: ["a", "b"] }, { ips: ["a"] })).toEqual([{ path: "ips", before: "[a, b]", after: "[a]" }]);
    const long = Array.from({ length: 40 }, (_, i) => `10.0.0.${i}/32`);
    expect(update({ ips: long }, { ips: ["192.0.2.1", ...long] })).toEqual([{ path: "ips[0]", after: "192.0.2.1" }]);
  });

  it("walk JSON in a text as if it were an object", () => {
    const body = (hours: number) => JSON.stringify({ properties: { trigger: { hours: [hours] }, same: 1 } });
    expect(update({ body: body(2) }, { body: body(3) })).toEqual([
      { path: "body.properties.trigger.hours", before: "[2]", after: "[3]" },
    ]);
  });

  it("say what is known after apply only, if the configuration sets it", () => {
    const resource = change("azurerm_a.a", {
      before: { target: "x", etag: "1" },
      after: {},
      after_unknown: { target: true, etag: true },
    });
    expect(attributesOf(resource, written("azurerm_a.a", {}, { target: ["azurerm_b.b.id"] }))).toEqual([
      { path: "target", before: "x", after: "(known after apply)" },
    ]);
    expect(attributesOf(resource).map(({ path }) => path)).toEqual(["target", "etag"]);
  });

  it("hide what is sensitive, but not that it changes", () => {
    const masked = { before_sensitive: { s: true }, after_sensitive: { s: true } };
    const values = { s: "(sensitive)", t: "a (sensitive)" };
    expect(update(values, values, masked)).toEqual([]);
    expect(update(values, values, { ...masked, sensitive_changes: [["s"], ["t"]] })).toEqual([
      { path: "s", before: "(sensitive)", after: "(sensitive)" },
      { path: "t", before: "a (sensitive)", after: "a (sensitive)" },
    ]);
    expect(update({ s: null }, { s: "not masked yet" }, masked)).toEqual([{ path: "s", after: "(sensitive)" }]);
  });

  it("mark what forces a replacement, also where nothing of it differs", () => {
    expect(
      update(
        { location: "a", identity: [{ type: "x" }], n: 1 },
        { location: "b", identity: [{ type: "y" }], n: 2 },
        replaced(["location"], ["identity", 0, "type"], ["other"]),
      ),
    ).toEqual([
      { path: "location", before: "a", after: "b", forcesReplacement: true },
      { path: "identity.type", before: "x", after: "y", forcesReplacement: true },
      { path: "n", before: "1", after: "2" },
      { path: "other", forcesReplacement: true },
    ]);
  });

  it("bear hostile keys and texts of 10,000 characters", () => {
    const long = "`|<".repeat(3333);
    expect(update({ [long]: "a", x: '{"broken": ' }, { [long]: long, x: "[" })).toEqual([
      { path: `[${JSON.stringify(long)}]`, before: "a", after: long },
      { path: "x", before: '{"broken": ', after: "[" },
    ]);
  });
});

describe("attributes of a creation", () => {
  it("are those the configuration sets", () => {
    const after = {
      name: "st",
      tier: null,
      rules: [{ action: "Deny", computed: "x" }],
      region: "by default",
      timeouts: null,
    };
    const configured = {
      ...written("azurerm_a.a", { name: "st" }, { id: ["azurerm_b.b.id"] }),
    };
    const expressions = { ...configured.expressions, rules: [{ action: { constant_value: "Deny" } }] };
    expect(
      attributesOf(change("azurerm_a.a", { after, after_unknown: { id: true, etag: true } }), {
        ...configured,
        expressions,
      }),
    ).toEqual([
      { path: "name", after: "st" },
      { path: "rules.action", after: "Deny" },
      { path: "id", after: "(known after apply)" },
    ]);
  });

  it("show all of a body, without how azapi goes about it", () => {
    const values = {
      body: { properties: { a: 1, ids: {} } },
      retry: { interval_seconds: 5 },
      schema_validation_enabled: true,
    };
    expect(
      attributesOf(
        azapi("x", "Microsoft.A/b", { after: values, after_unknown: { body: { properties: { id: true } } } }),
        written("azapi_resource.x", values),
      ),
    ).toEqual([
      { path: "body.properties.a", after: "1" },
      { path: "body.properties.ids", after: "{}" },
      { path: "body.properties.id", after: "(known after apply)" },
    ]);
  });
});

describe("attributes of anything else", () => {
  it.each([
    ["destroying", change("azurerm_a.a", { before: { a: 1 } })],
    [
      "moving",
      change("azurerm_a.a", { actions: ["no-op"], before: { a: 1 }, after: { a: 1 } }, { previous_address: "x.y" }),
    ],
    ["forgetting", change("azurerm_a.a", { actions: ["forget"], before: { a: 1 }, after: null })],
  ])("are none: %s", (_, resource) => {
    expect(attributesOf(resource)).toEqual([]);
  });
});
