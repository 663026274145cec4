import fc from "fast-check";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isScalar, parseDocument, visit } from "yaml";
import { questions } from "../../../cli/onboarding/questions";
import { readAnswers } from "../../../cli/onboarding/read-answers";
import { readPrices } from "../../../cli/prices";
import { validate, validateFormats } from "../../../cli/validation";
import { YamlFile } from "../../../schema/yaml/file";
import { secretIn } from "../../../domain/text/secret-shapes";
import { UserError } from "../../../domain/problem/problem";
import { shippedTexts, writeFiles } from "../../support/configuration";
import { anySecret, bareSecret, pastedSecret, shapeNames, type PastedSecret } from "../../support/secrets";

const TODAY = "2026-12-01";
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mlops-data-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const shipped = shippedTexts();
const files = [...shipped]
  .filter(([path]) => path.endsWith(".yaml"))
  .map(([path, text]) => [path, String(text)] as const);

/** Each text of a file, value or key, with the file in which it has another in its place. */
function withEachText(
  text: string,
  hostile: (before: string) => string,
): { readonly text: string; readonly line: number }[] {
  const places: number[] = [];
  visit(parseDocument(text), {
    Scalar: (_, node) => {
      if (typeof node.value === "string") places.push(places.length);
    },
  });
  return places.map((place) => {
    const document = parseDocument(text);
    let index = 0;
    visit(document, {
      Scalar: (_, node) => {
        if (typeof node.value !== "string" || index++ !== place) return undefined;
        node.value = hostile(node.value);
        node.type = "QUOTE_DOUBLE";
        return visit.BREAK;
      },
    });
    const written = document.toString({ lineWidth: 0 });
    let line = 0;
    index = 0;
    const lines = written.split("\n");
    const again = parseDocument(written);
    visit(again, {
      Scalar: (_, node) => {
        if (typeof node.value !== "string" || index++ !== place) return undefined;
        line = written.slice(0, node.range![0]).split("\n").length;
        return visit.BREAK;
      },
    });
    expect(line).toBeLessThanOrEqual(lines.length);
    return { text: written, line };
  });
}

const hostiles = [
  "${1 + 1}",
  '${filebase64("/proc/self/environ")}',
  "%{ if true }a%{ endif }",
  "$${still}",
  "${{creation_context.trigger_time}}",
  "${TfToken[TOKEN.1]}",
];

describe("a template of Terraform", () => {
  it.each(files)("is refused in every text of %s, with its line", (path, text) => {
    let place = 0;
    const variants = withEachText(text, (before) => before + hostiles[place++ % hostiles.length]!);
    expect(variants.length).toBeGreaterThan(0);
    for (const variant of variants) {
      const found = YamlFile.parse(variant.text, path).problems.filter(({ code }) => code === "MLOPS-CONFIG-027");
      expect(found).toEqual([expect.objectContaining({ where: expect.objectContaining({ line: variant.line }) })]);
    }
  });

  it("is refused in whatever a file holds, however it is quoted and however deep it is", () => {
    const words = fc.string({ unit: fc.constantFrom("a", " ", "$", "{", "%", "}", '"', "'", "\\", "\n", "#", ":") });
    const text = fc.tuple(words, fc.constantFrom("${", "%{"), words).map((parts) => parts.join(""));
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.dictionary(fc.oneof(text, fc.constant("k")), tie("any"), { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
        fc.array(tie("any"), { minLength: 1, maxLength: 2 }),
      ),
    })).any;
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("a", "b"), value, { minKeys: 1, noNullPrototype: true }),
        fc.constantFrom("PLAIN", "QUOTE_DOUBLE", "QUOTE_SINGLE", "BLOCK_LITERAL"),
        (content, type) => {
          const document = parseDocument("");
          document.contents = document.createNode(content) as never;
          visit(document, { Scalar: (_, node) => void (node.type = type as "PLAIN") });
          const written = document.toString();
          let expected = 0;
          visit(parseDocument(written), {
            Scalar: (_, node) => {
              if (isScalar(node) && typeof node.value === "string" && /[$%]\{/.test(node.value)) expected++;
            },
          });
          const { problems } = YamlFile.parse(written, "file.yaml");
          expect(problems.filter(({ code }) => code === "MLOPS-CONFIG-027")).toHaveLength(expected);
        },
      ),
    );
  });

  it.each(hostiles)("%s is told with place, what was given and what to write", (hostile) => {
    const text = String(shipped.get("use-cases/customer-churn.yaml")).replace(
      /^description: .*$/m,
      () => `description: 'Who ${hostile} leaves'`,
    );
    writeFiles(folder, new Map([...shipped, ["use-cases/customer-churn.yaml", text]]));
    const { exitCode, output } = validate(folder, "text", TODAY);
    const sign = /[$%]\{/.exec(hostile)![0];
    expect(exitCode).toBe(2);
    expect(output).toMatch(/use-cases\/customer-churn\.yaml:\d+:\d+ MLOPS-CONFIG-027 description holds /);
    expect(output).toContain(`MLOPS-CONFIG-027 description holds ${sign}, which begins a template of Terraform`);
    expect(output).toContain("put a space between them");
    expect(output).toContain(`(given 'Who ${hostile}`.slice(0, 40));
  });

  it("is refused in each kind of file, and in files of answers and prices", () => {
    for (const [path, text] of files) {
      const spoilt = withEachText(text, (before) => `${before}\${x}`)[1]!.text;
      writeFiles(folder, new Map([...shipped, [path, spoilt]]));
      expect(`${path}: ${validate(folder, "text", TODAY).output}`).toContain("MLOPS-CONFIG-027");
    }
    writeFiles(folder, new Map([["own.yaml", "name: 'a${b}'\n"]]));
    for (const read of [
      () => readAnswers(join(folder, "own.yaml"), questions),
      () => readPrices(join(folder, "own.yaml")),
    ]) {
      expect(read).toThrow("MLOPS-CONFIG-027 name holds ${");
    }
  });
});

/** Where a secret may be pasted, and the files that has for result. The last is nowhere in YAML's structure. */
const DEV = String(shipped.get("environments/dev.yaml"));
const CHURN = "use-cases/customer-churn.yaml";
const places: Readonly<Record<string, (secret: string) => readonly [path: string, text: string]>> = {
  "a text": (secret) => [
    CHURN,
    String(shipped.get(CHURN)).replace(/^description: .*$/m, `description: ${JSON.stringify(secret)}`),
  ],
  "a choice": (secret) => [
    "environments/dev.yaml",
    DEV.replace(/^location: .*$/m, `location: ${JSON.stringify(secret)}`),
  ],
  "a GUID": (secret) => [
    "environments/dev.yaml",
    DEV.replace(/^subscription: .*$/m, `subscription: ${JSON.stringify(secret)}`),
  ],
  "a tag": (secret) => [
    "organization.yaml",
    String(shipped.get("organization.yaml")).replace(/^tags:$/m, `tags:\n  pasted: ${JSON.stringify(secret)}`),
  ],
  "the value of an unknown key": (secret) => ["environments/dev.yaml", `${DEV}password: ${JSON.stringify(secret)}\n`],
  "an unknown key": (secret) => ["environments/dev.yaml", `${DEV}${JSON.stringify(secret)}: 1\n`],
  "a key of the wrong type's value": (secret) => [
    "environments/dev.yaml",
    `${DEV}vmPriority: [${JSON.stringify(secret)}]\n`,
  ],
  "a list in place of a mapping": (secret) => [
    "environments/dev.yaml",
    DEV.replace(/^location: .*$/m, `location: [${JSON.stringify(secret)}]`),
  ],
  "a comment": (secret) => ["environments/dev.yaml", `# ${secret}\n${DEV}`],
  "a key that stands twice": (secret) => [
    "environments/dev.yaml",
    `${DEV}${JSON.stringify(secret)}: 1\n${JSON.stringify(secret)}: 2\n`,
  ],
  "a tag of YAML": (secret) => ["environments/dev.yaml", DEV.replace(/^location: (.*)$/m, `location: !${secret} $1`)],
  "a line that is no YAML": (secret) => ["environments/dev.yaml", `${DEV}key: [${secret}\n  - ${secret}: {\n`],
  "a second document": (secret) => ["environments/dev.yaml", `${DEV}---\n${secret}\n`],
  "a text within more text, over lines": (secret) => [
    CHURN,
    String(shipped.get(CHURN)).replace(/^description: .*$/m, `description: |\n  See ${secret}\n  for more.`),
  ],
  "the name of a file": (secret) => [`environments/${secret}.yaml`, DEV],
};

describe("a secret", () => {
  const leaks = ({ secret }: PastedSecret, output: string): boolean =>
    output.includes(secret) || output.includes(encodeURIComponent(secret)) || output.includes(secret.slice(0, 24));

  it.each(Object.keys(places))("in %s is refused, and no output repeats it", (place) => {
    fc.assert(
      fc.property(place === "the name of a file" || place === "a tag of YAML" ? bareSecret : anySecret, (pasted) => {
        const [path, text] = places[place]!(pasted.text);
        rmSync(folder, { recursive: true, force: true });
        writeFiles(folder, new Map([...shipped, [path, text]]));
        const results = validateFormats.map((format) => validate(folder, format, TODAY));
        expect(results.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2, 2]);
        expect(results.filter(({ output }) => leaks(pasted, output))).toEqual([]);
      }),
      { numRuns: 4 },
    );
  });

  it.each(shapeNames)("that is a %s is known wherever it stands in a file that is YAML", (shape) => {
    fc.assert(
      fc.property(
        pastedSecret(shape),
        fc.constantFrom("a text", "a tag", "a comment", "an unknown key"),
        (pasted, place) => {
          const [path, text] = places[place]!(pasted.text);
          expect(YamlFile.parse(text, path).problems.map(({ code }) => code)).toContain("MLOPS-CONFIG-028");
        },
      ),
      { numRuns: 10 },
    );
  });

  it("is masked in any problem, whoever makes it", () => {
    fc.assert(
      fc.property(anySecret, (pasted) => {
        const { text } = pasted;
        const problem = {
          code: "MLOPS-CLI-001",
          where: text,
          message: text,
          given: text,
          allowed: text,
          fix: text,
        } as const;
        const error = new UserError([problem, { ...problem, where: { file: text, line: 1, column: 1 } }]);
        expect(leaks(pasted, error.message)).toBe(false);
        expect(leaks(pasted, JSON.stringify(error.problems))).toBe(false);
      }),
    );
  });

  it("is not seen in what is none: what is shipped, versions, ids, digests and addresses", () => {
    for (const [path, text] of files) expect(`${path} ${JSON.stringify(secretIn(text))}`).toBe(`${path} undefined`);
    const harmless = [
      "0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101",
      "azureml://datastores/churn/paths/reference/2026-05/",
      "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
      "task-oriented-risk-model-2026-A",
      "https://runbooks.pfs.example/churn?id=4711&code=A1",
      "Standard_DS3_v2",
      "The password= field of the form is a feature",
      "git@github.com:pfs/repository.git",
      "https://example.org/a:b/c@d",
    ];
    expect(harmless.filter((text) => secretIn(text) !== undefined)).toEqual([]);
  });
});

describe("a text that is a template and holds a secret", () => {
  it("is told as both, with what was given but for the secret", () => {
    const spoilt = DEV.replace(/^location: .*$/m, "location: '${x} ghp_abcdefghijklmnopqrstuvwxyz0123456789'");
    const { problems } = YamlFile.parse(spoilt, "environments/dev.yaml");
    expect(problems.map(({ code, given }) => [code, given])).toEqual([
      ["MLOPS-CONFIG-028", "'${x} (sensitive)'"],
      ["MLOPS-CONFIG-027", "'${x} (sensitive)'"],
    ]);
  });
});

describe("a key that stands twice", () => {
  it("is told once, and nothing is concluded from either of its values", () => {
    const spoilt = DEV.replace(/^(location: .*)$/m, "$1\nlocation: northeurope");
    writeFiles(folder, new Map([...shipped, ["environments/dev.yaml", spoilt]]));
    expect(validate(folder, "text", TODAY).output.split("\n")).toEqual([
      expect.stringMatching(
        /environments\/dev\.yaml:\d+:1 MLOPS-CONFIG-012 location stands twice in the same mapping; remove one of the two$/,
      ),
      "1 problem",
    ]);
  });
});
