import fc from "fast-check";
import { Token } from "cdktf";
import type { Configuration } from "../../schema/configuration";
import { asLiterals, asTerraformReads } from "../../stacks/literals";
import { HOSTILE, loaded, textsIn, withText } from "../support/hostile-configuration";
import { synthStacks } from "../support/stacks";

/** What Terraform reads in a text without references, by the rules of its templates; undefined if it would evaluate something. */
function read(text: string): string | undefined {
  let result = "";
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!;
    if ((sign === "$" || sign === "%") && text.startsWith(`${sign}${sign}{`, at)) {
      result += `${sign}{`;
      at += 2;
    } else if ((sign === "$" || sign === "%") && text[at + 1] === "{") {
      return undefined;
    } else {
      result += sign;
    }
  }
  return result;
}

function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...stringsIn(inner)]);
}

describe("a text of the configuration", () => {
  const parts = fc.oneof(
    fc.constantFrom("$", "%", "{", "}", "#", "&", "TfToken[", "TOKEN.1]", "e+289", "\ue5c0", "\ue5c7", "a", ...HOSTILE),
    fc.string({ unit: "binary", maxLength: 5 }),
  );
  const text = fc.array(parts, { maxLength: 8 }).map((all) => all.join(""));

  it("is read by Terraform as it is, whatever is in it", () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(read(asTerraformReads(asLiterals(given)))).toBe(given);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is on its way nothing that cdktf or Terraform knows", () => {
    fc.assert(
      fc.property(text, (given) => {
        const literal = asLiterals(given);
        expect(Token.isUnresolved(literal)).toBe(false);
        expect(literal).not.toMatch(/[$%#&]\{|TfToken\[|e\+2[89]/);
      }),
      { numRuns: 2_000 },
    );
  });

  it("stays itself where nothing is dangerous, and so do references and what is no text", () => {
    const harmless = { a: ["west europe", 1, true, null, undefined], b: { "c-d": "50 % of 5 $" } };
    expect(asLiterals(harmless)).toEqual(harmless);
    expect(asTerraformReads("${azurerm_x.y.z} and $${{macro}}")).toBe("${azurerm_x.y.z} and $${{macro}}");
    const date = new Date(0);
    expect(asLiterals({ date }).date).toBe(date);
  });
});

describe("with every text of the configuration hostile, one after the other", () => {
  const configuration = loaded();
  /** Those that an attack found to be evaluated, always; of the others one in five, or all with MLOPS_FUZZ=all. */
  const KNOWN = ["description", "tags", "targetColumn", "documentation", "organization.name", "inputs"];
  const one = process.env["MLOPS_FUZZ"] === "all" ? 1 : 5;
  // What the other environments have, the first has, too.
  const all = textsIn(configuration).filter(
    ({ path }) =>
      !path.some((key, at) => (path[at - 1] === "variants" || path[at - 1] === "environments") && Number(key) > 0),
  );
  const places = all.filter(
    ({ path }, index) => index % one === 0 || KNOWN.some((known) => path.join(".").includes(known)),
  );

  /** The stacks that a text can reach. */
  const stacksOf = ([root, index]: readonly (string | number)[]): readonly string[] => {
    if (root === "useCases") return [`dev-${configuration.useCases[Number(index)]!.name}*`];
    return root === "environments" ? ["dev", "bootstrap", "pipelines"] : ["dev", "bootstrap", "pipelines", "registry"];
  };

  it("has all texts to try", () => {
    expect(all.length).toBeGreaterThan(150);
    expect(all.filter(({ key }) => key).length).toBeGreaterThan(10);
  });

  it("nothing of it is evaluated: it is refused, or stands in the stacks as the text that it is", () => {
    const reached = new Set<string>();
    let refused = 0;
    for (const [index, place] of places.entries()) {
      const payload = `q${index}q${HOSTILE[index % HOSTILE.length]!}q${index}q`;
      let stacks: Record<string, unknown>;
      try {
        stacks = synthStacks(
          withText(configuration, place, (text) => text + payload) as Configuration,
          stacksOf(place.path),
        );
      } catch {
        // Constructs have rules of their own, for names and ids.
        refused++;
        continue;
      }
      for (const found of stringsIn(stacks).filter((one) => one.includes(`q${index}q`))) {
        // Around the payload there may be references of ours.
        const own = new RegExp(`q${index}q.*?q${index}q`, "s").exec(found)?.[0];
        if (own === undefined) continue;
        reached.add(place.path.join("."));
        // A name that was made of it: of letters, digits and dashes only.
        if (/^[\w.-]+$/.test(own)) continue;
        const inJson = JSON.stringify(payload).slice(1, -1);
        expect([payload, inJson, JSON.stringify(inJson).slice(1, -1), payload.toLowerCase()]).toContain(read(own));
      }
    }
    // Those that an attack found to be evaluated are among them.
    for (const path of KNOWN) {
      expect([path, ...[...reached].filter((one) => one.includes(path))].length).toBeGreaterThan(1);
    }
    expect(refused).toBeLessThan((places.length * 3) / 4);
  });
});
