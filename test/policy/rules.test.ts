import { rules } from "../../policy";
import { ruleCases } from "./cases";
import { BY_PRESENCE, type Fixture, verdictOf } from "./fixtures";

const forms = ["synthesized", "plan"] as const;

const rows = ruleCases.flatMap(({ rule, pass, fail, unknown, silent = [], synthesizedOnly = false }) =>
  Object.entries({ pass, fail, unknown, silent }).flatMap(([expected, fixtures]) =>
    fixtures.flatMap((fixture: Fixture, index) =>
      forms
        .filter((form) => form === "synthesized" || !synthesizedOnly)
        .map((form) => [rule, expected, form, `${index + 1}: ${JSON.stringify(fixture)}`, fixture] as const),
    ),
  ),
);

describe("rule", () => {
  it.each(rows)("%s: %s, as %s, %s", (rule, expected, form, _, fixture) => {
    const verdict = verdictOf(rule, fixture, form);
    expect(verdict?.result ?? "silent").toBe(expected);
    if (verdict !== undefined && verdict.result !== "pass") expect(verdict.message).toMatch(/^\S.{3,}[^.]$/);
  });
});

describe("the cases", () => {
  it("are there for every rule, once", () => {
    expect(ruleCases.map(({ rule }) => rule).sort()).toEqual(Object.keys(rules).sort());
  });

  it.each(ruleCases.map((one) => [one.rule, one] as const))("of %s pass, fail and leave open", (_, one) => {
    // What is there, or not, is never open.
    const plain = BY_PRESENCE.includes(one.rule);
    if (one.rule !== "no-module") expect(one.pass.length).toBeGreaterThan(0);
    expect(one.fail.length).toBeGreaterThan(0);
    if (!plain) expect(one.unknown.length).toBeGreaterThan(0);
  });

  it.each(Object.entries(rules))("break %s with every kind of resource that it judges", (id, { kinds }) => {
    const broken = ruleCases
      .find(({ rule }) => rule === id)!
      .fail.map((fixture) => {
        const [kind, values] = Object.entries(fixture)[0]!;
        const { type } = values as { readonly type?: string };
        return kind.startsWith("azapi_") ? type!.split("@")[0]! : kind;
      });
    const named = broken.map((kind) => kind.split("#")[0]!);
    expect(kinds.filter((kind) => kind !== "*" && !named.includes(kind))).toEqual([]);
  });
});
