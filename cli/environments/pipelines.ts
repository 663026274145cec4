import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDERS = [".github/workflows", "azure-pipelines"];

/** The stages of `.github/workflows/deploy.yml`: each environment waits for the one before, the first for what is published. */
const githubStages = (order: readonly string[]): string =>
  order
    .map((name, index) =>
      [
        `  ${name}:`,
        `    needs: ${order[index - 1] ?? "publish"}`,
        "    uses: ./.github/workflows/deploy-environment.yml",
        "    permissions:",
        "      contents: read",
        "      id-token: write",
        "    with:",
        `      environment: ${name}`,
        "",
      ].join("\n"),
    )
    .join("\n");

/** Pools of agents by environment. An environment that has none is deployed by the service's own machines. */
type Pools = ReadonlyMap<string, string | undefined>;

const poolLine = (pool: string | undefined): string => (pool === undefined ? "" : `      pool: ${pool}\n`);

/** The stages of `azure-pipelines/deploy.yml`. */
const azureStages = (order: readonly string[], pools: Pools): string =>
  order
    .map(
      (name) =>
        `  - template: templates/deploy-environment.yml\n    parameters:\n      environment: ${name}\n${poolLine(pools.get(name))}`,
    )
    .join("");

/** The stage before them, where it publishes: on the agents that deploy the first environment. */
const azurePublishing = ([first]: readonly string[], pools: Pools): string =>
  `      publishes: true\n${poolLine(pools.get(first!))}`;

/** Pools of the jobs of `azure-pipelines/drift.yml`. */
const azurePools = (order: readonly string[], pools: Pools): string =>
  `pools: { ${order.flatMap((name) => (pools.get(name) === undefined ? [] : [`${name}: ${pools.get(name)!}`])).join(", ")} }`;

const list = (order: readonly string[]): string => `[${order.join(", ")}]`;

/**
 * Pipelines whose stages and choices must be written out, for another list of environments: those of Azure Pipelines, which
 * reads no list at run time that the people who queue a run cannot change, and the stages of a deployment, whose order neither
 * service keeps in a matrix. All else reads `mlops environments`.
 * @param root - the project
 * @param pools - pools of agents that Azure Pipelines names, of the environments before and after. @default - none
 * @returns texts by path below the project, of what changes
 */
export function pipelinesFor(
  root: string,
  before: readonly string[],
  after: readonly string[],
  pools: Pools = new Map(),
): ReadonlyMap<string, string> {
  const changed = new Map<string, string>();
  for (const path of pipelineFiles(root)) {
    const text = readFileSync(join(root, path), "utf8");
    const rewritten = [githubStages, azureStages, azurePublishing, azurePools, list].reduce(
      (written, form) => written.replaceAll(form(before, pools), () => form(after, pools)),
      text,
    );
    if (rewritten !== text) changed.set(path, rewritten);
  }
  return changed;
}

/** Pipelines that name an environment and are not among those that are rewritten: a person has to look at them. */
export function pipelinesNaming(
  root: string,
  environment: string,
  rewritten: ReadonlyMap<string, string>,
): readonly string[] {
  const word = new RegExp(`(^|[^A-Za-z0-9_-])${environment}([^A-Za-z0-9_-]|$)`, "m");
  return pipelineFiles(root).filter(
    (path) => !rewritten.has(path) && word.test(readFileSync(join(root, path), "utf8")),
  );
}

const pipelineFiles = (root: string): readonly string[] =>
  FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((file) => /\.ya?ml$/.test(file))
      .sort()
      .map((file) => `${folder}/${file}`),
  );
