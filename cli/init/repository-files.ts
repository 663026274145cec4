import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { engines, name as packageName } from "../../package.json";
import { pipelinesFor } from "../environments/pipelines";
import { SHIPPED_ENVIRONMENTS } from "./configuration";
import { repositoryOf, type InitAnswers, type InitRepository } from "./questions";

/** One file of the adopter's repository that is not configuration. */
export interface RepositoryFile {
  readonly text: string;
  /** Whether it is a program. */
  readonly executable?: boolean;
}

/** Where the pinned project is in the adopter's repository. */
export const PINNED_FOLDER = `node_modules/${packageName}`;

/** What the repository ignores: what npm installs, what commands make, what the guides leave behind. */
const IGNORED = `node_modules/
cdktf.out/
.sandbox/
plans/
.terraform/
*.log
.mlops-*.tmp
ml/.venv*
ml/.computed/
ml/.runs/
__pycache__/
.pytest_cache/
# What commands of the guides leave behind.
*.bak
.drill/
before.out/
/*.svg
/answers.yaml
/last-year.csv
/prices.yaml
/review.html
/comment.md
/report.html
`;

/**
 * Everything beside `config/` and `ml/`: the pin, the pipelines of the service that the repository is at with their scripts,
 * settings of editors, and a README.
 * @param project - the folder of this project
 * @param projectId - GUID by which the engine tells projects apart
 */
export function repositoryFiles(
  project: string,
  answers: InitAnswers,
  projectId: string,
): ReadonlyMap<string, RepositoryFile> {
  const repository = repositoryOf(answers);
  const json = (value: unknown): RepositoryFile => ({ text: `${JSON.stringify(value, undefined, 2)}\n` });
  const { provider } = repository;
  return new Map([
    ["package.json", json(manifest(answers, repository.name))],
    ["cdktf.json", json(engineSettings(projectId))],
    ["README.md", { text: readme(answers) }],
    ...(repository.provider === "github"
      ? [[".github/CODEOWNERS", { text: codeOwners(repository.owner, answers) }] as const]
      : []),
    ...versionedFiles(project, { provider, environments: Object.keys(answers.environments) }),
  ]);
}

/** What use cases run and how it is published. What only this project's own demonstration and tests need stays here. */
const ML = ["components", "environments", "library", "requirements", "publish.py", "pyproject.toml"];
/** Left by runs of Python, in a checkout that has been used. */
const MADE = /(^|\/)(__pycache__|\.venv[^/]*|\.[^/]*_cache|\.computed|\.runs)(\/|$)/;

/** Files of `ml/` that are brought along, by path below the project. */
export const mlFiles = (project: string, names: readonly string[] = ML): readonly string[] =>
  names.flatMap((name) => filesBelow(project, `ml/${name}`)).filter((path) => !MADE.test(path));

/** What decides on the files that belong to a version of this project. */
export interface Adopter {
  readonly provider: InitRepository["provider"];
  /** Names of environments in their order. */
  readonly environments: readonly string[];
}

/**
 * What an adopter has of a version of this project in files of its own, beside configuration and use cases: another version has
 * them otherwise, and whoever has not changed them takes those.
 * @param project - the folder of this project
 */
export function versionedFiles(
  project: string,
  { provider, environments }: Adopter,
): ReadonlyMap<string, RepositoryFile> {
  const files = new Map<string, RepositoryFile>();
  const own = (path: string): string => readFileSync(join(project, path), "utf8");
  files.set(".gitignore", { text: IGNORED });
  files.set(".nvmrc", { text: own(".nvmrc") });
  for (const path of filesBelow(project, ".vscode")) files.set(path, { text: withoutExamples(own(path)) });
  for (const path of filesBelow(project, ".devcontainer")) {
    // The first time there is no lock file yet.
    files.set(path, { text: own(path).replace('"npm ci"', '"npm install"') });
  }
  for (const path of filesBelow(project, "config/schemas")) files.set(path, { text: own(path) });
  const kept = provider === "github" ? [".github/workflows", ".github/actions"] : ["azure-pipelines"];
  const staged = pipelinesFor(project, SHIPPED_ENVIRONMENTS, environments);
  for (const path of kept.flatMap((folder) => filesBelow(project, folder))) {
    // What this project promises of itself is tried here, and not by whoever uses it.
    if (path.endsWith("/assurance.yml")) continue;
    files.set(path, { text: asAdopted(staged.get(path) ?? own(path)) });
  }
  for (const path of filesBelow(project, "pipelines")) {
    // Sums of providers belong to the pinned project.
    if (!path.endsWith(".sh") || path.endsWith("/lock-providers.sh")) continue;
    files.set(path, { text: asAdopted(own(path)), executable: true });
  }
  for (const path of mlFiles(project)) files.set(path, { text: own(path), executable: isProgram(join(project, path)) });
  return files;
}

const manifest = ({ project }: InitAnswers, name: string) => ({
  name:
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]+/g, "-")
      .replaceAll(/^-+|-+$/g, "") || "mlops",
  version: "0.0.0",
  private: true,
  engines,
  dependencies: { [packageName]: project },
});

/** Of `npx cdktf`: the stacks are the pinned project's, the configuration is here. */
const engineSettings = (projectId: string) => ({
  language: "typescript",
  app: `MLOPS_CONFIG="\${MLOPS_CONFIG:-config}" node --require ./${PINNED_FOLDER}/cli/compile.js ${PINNED_FOLDER}/main.ts`,
  projectId,
  sendCrashReports: "false",
  terraformProviders: [],
  terraformModules: [],
  context: {},
});

/** Checks of this project's own code, steps that begin with `- run: npm` or `- bash: npm` and say no `npm ci`. */
const OWN_CHECKS = /^ +- (?:run|bash): npm (?:run|test)\b.*\n(?: +displayName: .*\n)?/gm;

/**
 * A pipeline or script as it works where the project is a package: its own tests do not run, nothing of it is in the history
 * of the repository to compare with, its program is below `node_modules`.
 */
const asAdopted = (text: string): string =>
  text
    .replaceAll(OWN_CHECKS, "")
    .replaceAll(/ --affected ('HEAD\^1'|"\$base")/g, "")
    .replaceAll(/^ +options: --affected HEAD\^1\n/gm, "")
    .replaceAll("node cli/mlops.js", `node ${PINNED_FOLDER}/cli/mlops.js`)
    .replaceAll(/(^|[\s(])docs\/guides\//gm, `$1${PINNED_FOLDER}/docs/guides/`);

const withoutExamples = (text: string): string =>
  text.replaceAll(/, "examples\/[^"]*"/g, "").replace(/, "docs\/reference\/\*\*": true/, "");

const codeOwners = (owner: string, { approvers, security }: InitAnswers): string =>
  [
    "# The last line that matches a file counts. What decides on rights and on the pipelines belongs to security alone.",
    `* @${owner}/${approvers}`,
    ...[
      "/.github/",
      "/cdktf.json",
      "/config/environments/",
      "/config/organization.yaml",
      "/config/waivers.yaml",
      "/package-lock.json",
      "/package.json",
      "/pipelines/",
    ].map((path) => `${path} @${owner}/${security}`),
    "",
  ].join("\n");

const readme = ({ name, environments }: InitAnswers): string => `# MLOps environments of ${name}

Configuration of ${Object.keys(environments).join(", ")}; the code is the version of ${packageName} that \`package.json\` names.

1. \`npm install\` once, and commit \`package-lock.json\`.
2. \`npx mlops validate\` after every change in \`config/\`; \`npx mlops plan --sandbox\` shows what it makes, without Azure.
3. Signed in with \`az login\`: \`npx mlops doctor\`, then \`${PINNED_FOLDER}/docs/guides/deploy-to-azure.md\`.
4. \`npx mlops new\` brings a use case; what it runs is in \`ml/\`.
5. Another version: \`npx mlops upgrade <tag or commit>\` tells what it changes, and moves to it.
`;

export const isProgram = (file: string): boolean => (statSync(file).mode & 0o100) !== 0;

/** Files at or below a path, in order. */
function filesBelow(root: string, folder: string): readonly string[] {
  const there = statSync(join(root, folder), { throwIfNoEntry: false });
  if (there === undefined) return [];
  if (there.isFile()) return [folder];
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(root, path) : [path];
    });
}
