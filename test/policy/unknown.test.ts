import fc from "fast-check";
import { ruleCases } from "./cases";
import { BY_PRESENCE, type Fixture, LATER, verdictOf } from "./fixtures";

type Way = readonly (string | number)[];

/** Ways to all values of a fixture that have no parts of their own. */
function waysOf(value: unknown, way: Way = []): readonly Way[] {
  if (typeof value !== "object" || value === null) return [way];
  return Object.entries(value).flatMap(([key, inner]) =>
    (way.length === 0 && ["stack", "expected"].includes(key)) || isTypeThroughAzapi(key, inner)
      ? []
      : waysOf(inner, [...way, Array.isArray(value) ? Number(key) : key]),
  );
}

/** What a resource through azapi is, is always known. */
const isTypeThroughAzapi = (key: string, value: unknown): boolean =>
  key === "type" && typeof value === "string" && /@\d{4}-/.test(value);

function withLater(fixture: Fixture, ways: readonly Way[]): Fixture {
  const copy = structuredClone(fixture) as unknown as Record<string | number, unknown>;
  for (const way of ways) {
    let target = copy;
    for (const key of way.slice(0, -1)) target = target[key] as Record<string | number, unknown>;
    target[way.at(-1)!] = LATER;
  }
  return copy as unknown as Fixture;
}

const broken = ruleCases
  .filter(({ rule }) => !BY_PRESENCE.includes(rule))
  .flatMap(({ rule, fail, synthesizedOnly }) => fail.map((fixture) => ({ rule, fixture, synthesizedOnly })));
const form = fc.constantFrom("synthesized" as const, "plan" as const);
const name = ({ rule, fixture }: (typeof broken)[number]): string => `${rule}: ${JSON.stringify(fixture)}`;

describe("what is known after apply only", () => {
  it.each(broken.map((one) => [name(one), one] as const))(
    "never lets pass what fails: %s",
    (_, { rule, fixture, synthesizedOnly }) => {
      const ways = waysOf(fixture);
      if (ways.length === 0) return;
      fc.assert(
        fc.property(fc.subarray([...ways], { minLength: 1 }), form, (unknown, written) => {
          expect(
            verdictOf(rule, withLater(fixture, unknown), synthesizedOnly ? "synthesized" : written)?.result,
          ).not.toBe("pass");
        }),
        { numRuns: 20 },
      );
    },
  );

  it("is looked for in more than a few places", () => {
    expect(broken.flatMap(({ fixture }) => waysOf(fixture)).length).toBeGreaterThan(500);
  });
});
