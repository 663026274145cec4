import type { CtyType } from "../../sandbox/engine/terraform/schema";
import { upgradeState } from "../../sandbox/engine/terraform/state-upgrade";
import {
  Dynamic,
  dynamicFromJson,
  fromMsgpack,
  hasUnknown,
  sameValue,
  toJson,
  toMsgpack,
  UNKNOWN,
} from "../../sandbox/engine/terraform/wire";

const type: CtyType = [
  "object",
  {
    name: "string",
    count: "number",
    tags: ["map", "string"],
    items: ["list", ["object", { on: "bool" }]],
    any: "dynamic",
  },
];

describe("Terraform's wire format", () => {
  it("carries nulls, unknowns and values with their own type there and back", () => {
    const value = {
      name: UNKNOWN,
      count: 1.5,
      tags: { a: "b" },
      items: [{ on: true }, { on: null }],
      any: dynamicFromJson({ list: [1, "two", null], nested: { deep: true } }),
    };
    expect(fromMsgpack(toMsgpack(value, type), type)).toEqual(value);
  });

  it("writes absent members as null", () => {
    expect(fromMsgpack(toMsgpack({ name: "x" }, type), type)).toEqual({
      name: "x",
      count: null,
      tags: null,
      items: null,
      any: null,
    });
  });

  it("infers objects and tuples for JSON, as Terraform does", () => {
    expect(dynamicFromJson({ a: [1, "b"], c: null }).type).toEqual([
      "object",
      { a: ["tuple", ["number", "string"]], c: "dynamic" },
    ]);
  });

  it("finds unknowns at any depth, also inside values with their own type", () => {
    expect(hasUnknown({ a: [{ b: UNKNOWN }] })).toBe(true);
    expect(hasUnknown(new Dynamic(["object", { a: "string" }], { a: UNKNOWN }))).toBe(true);
    expect(hasUnknown({ a: [{ b: null }] })).toBe(false);
  });

  it("compares by content, not by the order of keys", () => {
    expect(sameValue({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
    expect(sameValue([1, 2], [2, 1])).toBe(false);
    expect(sameValue([], {})).toBe(false);
    expect(toJson(dynamicFromJson({ a: [null] }))).toEqual({ a: [null] });
  });
});

describe("a state of an earlier schema", () => {
  it("loses arguments that are gone and gains new ones as null", () => {
    const block = {
      attributes: { name: { type: "string" as const }, fresh: { type: "number" as const } },
      blocks: {
        rule: { nesting: "list" as const, block: { attributes: { id: { type: "string" as const } }, blocks: {} } },
      },
    };
    expect(upgradeState({ name: "x", gone: 1, rule: [{ id: "r", old: true }] }, block)).toEqual({
      name: "x",
      fresh: null,
      rule: [{ id: "r" }],
    });
    expect(upgradeState({ name: "x" }, block)).toEqual({ name: "x", fresh: null, rule: [] });
  });
});
