import { App, DefaultTokenResolver, Fn, Lazy, StringConcat, TerraformStack, Testing, Token, Tokenization } from "cdktf";
import fc from "fast-check";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineStacks } from "../../stacks/app";
import { resolvePlainDataAtOnce } from "../../stacks/plain-data";
import { testApp } from "../support/app";
import { exampleConfiguration } from "../support/configuration";

// Before it is replaced.
const cdktfs = Tokenization.resolve.bind(Tokenization);
const scope = new TerraformStack(testApp(), "test");
const options = { scope, preparing: false, resolver: new DefaultTokenResolver(new StringConcat()) };

/** What it makes of a value, or how it complains. */
const outcome = (resolve: typeof Tokenization.resolve, value: unknown): unknown => {
  try {
    return { made: resolve(value, options) as unknown };
  } catch (error) {
    return { complaint: (error as Error).message };
  }
};

const tokens: readonly (() => unknown)[] = [
  () => Token.asString({ inner: "a" }),
  () => `before-${Token.asString("x")}-after`,
  () => Token.asNumber(7),
  () => `n${Token.asNumber(7)}`,
  () => Token.asList(["a", "b"]),
  () => Token.asStringMap({ a: "1" }),
  () => Lazy.stringValue({ produce: () => "late" }),
  () => Lazy.anyValue({ produce: () => undefined }),
  () => Lazy.anyValue({ produce: () => ({ deep: [Token.asString("y")] }) }),
  () => Fn.join(",", ["a", Token.asString("z")]),
  () => "${azurerm_subnet.A.id}",
  () => "$${kept}",
  () => "String Map Token Value",
  () => -123456789,
  () => 1e300,
  () => Number.NaN,
  () => "1.5e+28",
  () => new Date(0),
  () => () => "function",
  () => ({ resolve: () => "resolvable" }),
  () => ({ [Token.asString("key")]: 1 }),
  () => ({ [`\${TfToken[${"A.1"}]}`]: 1 }),
  () => scope,
  () => undefined,
];

const anything = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constantFrom(null, undefined)),
    fc.constantFrom(...tokens).map((make) => make()),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 4, noNullPrototype: false }),
  ),
})).value;

describe("plain data is resolved at once", () => {
  beforeAll(resolvePlainDataAtOnce);

  it("and becomes what cdktf makes of it, whatever tokens are in it, and complains as cdktf does", () => {
    fc.assert(
      fc.property(anything, (value) => {
        expect(outcome(Tokenization.resolve, value)).toEqual(outcome(cdktfs, value));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(tokens.map((make, index) => [index, make] as const))("also token %i alone", (_, make) => {
    const value = { list: [make()], alone: make() };
    expect(outcome(Tokenization.resolve, value)).toEqual(outcome(cdktfs, value));
  });

  it("and a circle ends as in cdktf", () => {
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    expect(outcome(Tokenization.resolve, circle)).toEqual(outcome(cdktfs, circle));
    expect(outcome(Tokenization.resolve, circle)).toHaveProperty("complaint", expect.stringContaining("circular"));
  });

  it("and every stack of the example is the same text", () => {
    const outdir = mkdtempSync(join(tmpdir(), "mlops-plain-data-"));
    const texts = () => {
      const app = new App({ outdir, stackTraces: false });
      defineStacks(app, exampleConfiguration(), { state: { kind: "azure" } });
      return app.node.children.filter((child) => TerraformStack.isStack(child)).map((stack) => Testing.synth(stack));
    };
    const quick = Tokenization.resolve;
    try {
      const ours = texts();
      Tokenization.resolve = cdktfs;
      expect(ours).toEqual(texts());
      expect(ours.length).toBeGreaterThan(5);
    } finally {
      Tokenization.resolve = quick;
      rmSync(outdir, { recursive: true, force: true });
    }
  });
});
