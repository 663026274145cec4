import { readFileSync } from "node:fs";
import { join } from "node:path";
import { jsonSchemas } from "../schema/json-schema";
import { configurationReference } from "../schema/reference";
import { writeWhole } from "../files";
import { accessReference } from "./access-reference";
import { dataReference, dataSchemas } from "./data-reference";
import { policyReference } from "./policy/reference";
import { problemReference } from "./problem-reference";
import { commandLineReference } from "./reference";

/** Every file of the repository that is made from code, by path from the repository's root. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const schemas = Object.entries(jsonSchemas()).map(
    ([name, schema]) => [`config/schemas/${name}`, `${JSON.stringify(schema, undefined, 2)}\n`] as const,
  );
  return new Map([
    ...schemas,
    ...dataSchemas(),
    ["docs/reference/configuration.md", configurationReference()],
    ["docs/reference/access.md", accessReference()],
    ["docs/reference/cli.md", commandLineReference()],
    ["docs/reference/data.md", dataReference()],
    ["docs/reference/policies.md", policyReference()],
    ["docs/reference/problems.md", problemReference()],
  ]);
}

/** Those of {@link generatedFiles} that differ from what stands below `root`, in order. */
export const staleFiles = (root: string): readonly string[] =>
  [...generatedFiles()].filter(([path, text]) => readIfThere(join(root, path)) !== text).map(([path]) => path);

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Writes the generated files, or with `--check` only tells which are stale. The exit code. */
function generate(root: string, check: boolean): number {
  const stale = staleFiles(root);
  if (check) {
    for (const path of stale) console.error(`${path} is stale: run \`npm run generate\` and commit it`);
    return stale.length === 0 ? 0 : 1;
  }
  for (const [path, text] of generatedFiles()) writeWhole(join(root, path), text);
  console.log(stale.length === 0 ? "everything was up to date" : `wrote ${stale.join(", ")}`);
  return 0;
}

if (require.main === module) process.exitCode = generate(join(__dirname, ".."), process.argv.includes("--check"));
