import { dirname, join } from "node:path";
import { parse } from "yaml";
import type { z } from "zod";
import { setInYaml } from "../../schema/yaml/edit";
import { loadConfiguration } from "../../schema/load";
import { releaseSchema } from "../../schema/releases/schema";
import { environmentSchema, organizationSchema } from "../../schema/configuration";
import { useCaseSchema } from "../../schema/use-case/schema";
import { UserError } from "../../domain/problem/problem";
import { badInputs, goodFiles } from "../schema/bad-input-cases";
import { badUseCases, FILES } from "../schema/use-case/bad-input-cases";
import { inFolder, SHIPPED, shippedTexts, writeFiles } from "../support/configuration";
import { YamlLanguageServer } from "../support/yaml-language-server";

/**
 * What the loader's own schema refuses and a JSON Schema cannot: comparing lengths of time, reading moments and addresses, judging
 * prose. The editor says nothing there, `mlops validate` does.
 */
const BEYOND_JSON_SCHEMA = [
  "an idle time-out too short",
  "a soft delete of part of a day",
  "a soft delete of 36 hours more than a week",
  "a CIDR with host bits",
  "an address space that Azure keeps",
  "an address space that Docker uses",
  "an allowed address that is private",
  "a reason that says nothing",
  "a reason of one word",
  "approval by oneself without a reason, and a wait of seconds",
  "a wait longer than GitHub's longest",
  "a former version that is kept until no moment",
  "lengths of keeping that are none",
];

/** What is wrong with a file as YAML, and the server does not mind. */
const BEYOND_THE_SERVER = ["a merge key", "an empty file", "comments only", "endless nesting", "two documents"];

const kinds: Readonly<Record<string, { readonly schema: string; readonly zod: z.ZodType }>> = {
  "organization.yaml": { schema: "schemas/organization.schema.json", zod: organizationSchema },
  environments: { schema: "../schemas/environment.schema.json", zod: environmentSchema },
  "use-cases": { schema: "../schemas/use-case.schema.json", zod: useCaseSchema },
  releases: { schema: "../schemas/release.schema.json", zod: releaseSchema },
};
const kindOf = (path: string) => kinds[path.split("/")[0]!];

type Texts = ReadonlyMap<string, string>;

/** Every case of bad input as its files; those whose fault is not in a text that can be written are left out. */
function corpus(): { readonly name: string; readonly texts: Texts; readonly spoilt: readonly string[] }[] {
  const good = new Map(Object.entries(goodFiles()) as [string, string][]);
  const shipped = shippedTexts();
  const spoiltIn = (base: Texts, texts: Texts) =>
    [...texts.keys()].filter((path) => texts.get(path) !== base.get(path));
  return [
    ...badInputs.flatMap(({ name, spoil }) => {
      const files = goodFiles();
      spoil(files);
      if (Object.values(files).some((text) => typeof text !== "string")) return [];
      const texts = new Map(Object.entries(files) as [string, string][]);
      return [{ name, texts, spoilt: spoiltIn(good, texts) }];
    }),
    ...badUseCases.map(({ name, edits, drop = [] }) => {
      const texts = new Map(shipped);
      for (const [file, from, to] of edits)
        texts.set(
          FILES[file],
          texts.get(FILES[file])!.replace(from, () => to),
        );
      for (const [file, key] of drop) {
        texts.set(FILES[file], setInYaml(texts.get(FILES[file])!, key.split("."), undefined));
      }
      return { name, texts, spoilt: spoiltIn(shipped, texts) };
    }),
  ];
}

function refusedByLoader(texts: Texts): boolean {
  return inFolder((folder) => {
    writeFiles(folder, texts);
    try {
      loadConfiguration(folder);
      return false;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return true;
    }
  });
}

function refusedByItsSchema(path: string, text: string): boolean {
  try {
    return !kindOf(path)!.zod.safeParse(parse(text)).success;
  } catch {
    // No YAML at all.
    return true;
  }
}

describe("the YAML language server with the generated schemas", () => {
  let server: YamlLanguageServer;
  beforeAll(async () => {
    server = await YamlLanguageServer.start();
  });
  afterAll(() => server.stop());

  const withSchemaLine = (path: string, text: string): string =>
    text.startsWith("# yaml-language-server")
      ? text
      : `# yaml-language-server: $schema=${kindOf(path)!.schema}\n${text}`;
  const underlined = (path: string, text: string) =>
    server.check(dirname(join(SHIPPED, path)), withSchemaLine(path, text));

  it("underlines nothing in the shipped files", async () => {
    for (const [path, text] of shippedTexts())
      expect({ path, says: await underlined(path, text) }).toEqual({ path, says: [] });
  });

  it("underlines what the loader's schema refuses, and nothing that the loader accepts", async () => {
    const silent = new Set<string>();
    const falseAlarms: string[] = [];
    let refused = 0;
    const checks = corpus().flatMap(({ name, texts, spoilt }) =>
      spoilt
        .filter((path) => texts.has(path) && kindOf(path) !== undefined)
        .map(async (path) => {
          const text = texts.get(path)!;
          const says = await underlined(path, text);
          if (says.length > 0) {
            refused++;
            if (!refusedByLoader(texts)) falseAlarms.push(`${name}: ${says.join("; ")}`);
          } else if (refusedByItsSchema(path, text)) silent.add(name);
        }),
    );
    await Promise.all(checks);
    expect(falseAlarms).toEqual([]);
    expect([...silent].sort()).toEqual([...BEYOND_JSON_SCHEMA, ...BEYOND_THE_SERVER].sort());
    expect(refused).toBeGreaterThan(70);
  });
});
