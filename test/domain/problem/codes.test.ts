import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { problemReference } from "../../../cli/problem-reference";
import { codeOfKind, isProblemCode, problemAreas, problemCodes } from "../../../domain/problem/codes";
import { configurationCodes } from "../../../domain/problem/codes/configuration";
import { mlCodes } from "../../../domain/problem/codes/ml";
import { useCaseCodes } from "../../../domain/problem/codes/use-cases";
import type { Repeated } from "../../../domain/problem/codes/meaning";

const ROOT = join(__dirname, "../../..");
const PRODUCT = [
  "azure",
  "cli",
  "constructs",
  "demo",
  "deploy",
  "domain",
  "files",
  "pipelines",
  "policy",
  "print",
  "release",
  "review",
  "sandbox",
  "schema",
  "stacks",
];
const CODE = /MLOPS-[A-Z]+(?:-[A-Z]+)*-\d+\b/g;

/** Every file of the product but the registry itself, with its text. */
const sources = [...PRODUCT.flatMap((folder) => below(join(ROOT, folder))), join(ROOT, "main.ts")]
  .filter((path) => !path.startsWith(join(ROOT, "domain/problem/codes")) && !path.includes("node_modules"))
  .map((path) => ({ path, text: readFileSync(path, "utf8") }));

function below(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|js|mjs|sh|py)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

const codes = Object.keys(problemCodes);

describe("problem codes", () => {
  it("in the code base are in the registry, in text as well", () => {
    const unknown = sources.flatMap(({ path, text }) =>
      [...text.matchAll(CODE)].filter(([code]) => !isProblemCode(code)).map(([code]) => `${path} ${code}`),
    );
    expect(unknown).toEqual([]);
  });

  it("in the registry are printed by something", () => {
    const all = sources.map(({ text }) => text).join("\n");
    const kinds = new Map(Object.entries(codeOfKind).map(([kind, code]) => [code as string, `"${kind}"`]));
    const unused = codes.filter((code) => !all.includes(`"${code}"`) && !all.includes(kinds.get(code) ?? code));
    expect(unused).toEqual([]);
  });

  it("of configuration have a name each", () => {
    const all = { ...configurationCodes, ...useCaseCodes, ...mlCodes };
    expect(Object.keys(codeOfKind)).toHaveLength(Object.keys(all).length);
  });

  it("have three digits and an area that is told, and every area has codes", () => {
    const areas = codes.map((code) => /^MLOPS-(.+)-\d{3}$/.exec(code)?.[1]);
    expect([...new Set(areas)].sort()).toEqual(Object.keys(problemAreas).sort());
  });

  it("say in a sentence each what is wrong and what to do", () => {
    const bare = Object.entries(problemCodes).filter(([, entry]) =>
      [entry.meaning, entry.fix].some((text) => !/^[A-Z`-].{5,}\.$/.test(text)),
    );
    expect(bare).toEqual([]);
  });

  it("that stand in two registries do not compile", () => {
    type One = { readonly "MLOPS-PLAN-001": 1; readonly "MLOPS-PLAN-002": 1 };
    type Other = { readonly "MLOPS-PLAN-002": 1 };
    "MLOPS-PLAN-002" satisfies Repeated<readonly [One, Other]>;
    // @ts-expect-error: this one stands in one of them only
    "MLOPS-PLAN-001" satisfies Repeated<readonly [One, Other]>;
    expect(isProblemCode("MLOPS-PLAN-000")).toBe(false);
  });
});

describe("the reference of problems", () => {
  const reference = problemReference();

  it.each(codes)("explains %s once", (code) => {
    expect(reference.split(`| \`${code}\` | `)).toHaveLength(2);
  });
});
