import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { engines } from "../../package.json";
import { UserError, formatProblem } from "../../domain/problem/problem";
import { askedFor } from "../../deploy/affected";
import { deploySimulated } from "../../deploy/deploy-simulated";
import { SynthesisFailed, synthesize, type SynthesizedStack } from "../../deploy/synthesize";
import { writeWhole } from "../../files";
import type { Configuration } from "../../schema/configuration";
import { stackOf, stackOfEnvironment } from "../../schema/names";
import { environmentStacks } from "../../schema/recovery";
import { setInYaml } from "../../schema/yaml/edit";
import { documentationOf } from "../init/init";
import { versionedFiles, type RepositoryFile } from "../init/repository-files";
import { fileChanges, type FileChanges, type Files } from "./files";
import { newNotes, type Note } from "./notes";
import { stackDifferences, type Asked as AskedStacks, type StackDifference } from "./stacks";
import type { Asked, Pin } from "./version";

export const project = join(__dirname, "../..");

/** What a version would change for an adopter. */
export interface Upgrade {
  readonly from: string;
  readonly to: string;
  /** Why the configuration does not go with it, in lines; then nothing else is known of its stacks. */
  readonly refused: readonly string[];
  readonly stacks: readonly StackDifference[];
  readonly notes: readonly Note[];
  /** Undefined where the other version cannot tell which files it has: it is from before this command. */
  readonly files: FileChanges | undefined;
}

export interface UpgradeOptions {
  /** Folder of the adopter's repository. */
  readonly root: string;
  /** Folder of the configuration, absolute: code of either version reads it from where that is. */
  readonly config: string;
  /** What the version that runs reads there. */
  readonly configuration: Configuration;
  readonly pin: Pin;
  readonly asked: Asked;
  /** Folder of the other version's code. */
  readonly tree: string;
  /** Private folder. */
  readonly temp: string;
}

/**
 * Compares what the version that runs and another one make of a configuration. Nothing is written but into `temp`.
 */
export async function compareVersions(options: UpgradeOptions): Promise<Upgrade> {
  const { root, config, configuration, pin, asked, tree, temp } = options;
  const before = await stacksOf(project, { config, outdir: join(temp, "before") });
  const { stacks: after, refused } = await otherStacks(tree, { config, outdir: join(temp, "after") });
  const own = (path: string): string | undefined => read(join(root, path));
  const files = filesIn(tree, configuration);
  return {
    from: pin.spec,
    to: asked.spec,
    refused,
    stacks: after === undefined ? [] : stackDifferences(before, after),
    notes: newNotes(read(join(project, "CHANGELOG.md")) ?? "", read(join(tree, "CHANGELOG.md")) ?? ""),
    files: files && fileChanges(versionedFiles(project, adopterOf(configuration)), files, own),
  };
}

type Synthesis = { readonly config: string; readonly outdir: string };

async function stacksOf(tree: string, { config, outdir }: Synthesis): Promise<AskedStacks> {
  const synthesized = await synthesize({ tree, config, outdir, env: process.env });
  return new Map(synthesized.map(({ name, dir }: SynthesizedStack) => [name, askedFor(dir, tree)]));
}

async function otherStacks(tree: string, synthesis: Synthesis) {
  try {
    return { stacks: await stacksOf(tree, synthesis), refused: [] };
  } catch (error) {
    if (error instanceof UserError) return { stacks: undefined, refused: error.problems.map(formatProblem) };
    if (error instanceof SynthesisFailed) return { stacks: undefined, refused: [error.message.split("\n")[0]!] };
    throw error;
  }
}

const adopterOf = ({ organization }: Configuration) => ({
  provider: organization.repository.provider ?? ("github" as const),
  environments: organization.promotionOrder,
});

/** What `mlops upgrade --files-for` of one version says to another: files by path. */
export function describeFiles(adopter: string): string {
  const { provider, environments } = JSON.parse(adopter) as ReturnType<typeof adopterOf>;
  return JSON.stringify(Object.fromEntries(versionedFiles(project, { provider, environments })));
}

/** Files of another version, which its own code tells. */
function filesIn(tree: string, configuration: Configuration): Files | undefined {
  const adopter = adopterOf(configuration);
  const parameters = [join(tree, "cli/mlops.js"), "upgrade", ".", "--files-for", JSON.stringify(adopter)];
  const { status, stdout } = spawnSync(process.execPath, parameters, {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "ignore"],
  });
  if (status !== 0) return undefined;
  return new Map(Object.entries(JSON.parse(stdout) as Record<string, RepositoryFile>));
}

/** Plans of the other version in a simulated Azure in which the version that runs is deployed, to be read by its review. */
export interface Rehearsal {
  /** Folder of the plans; undefined where none could be made. */
  readonly plans?: string;
  /** Why there are no plans, or fewer. */
  readonly problems: readonly string[];
}

/** Deploys the stacks that differ, and what they stand on, as they are pinned; plans them as the other version makes them. */
export async function rehearse(options: UpgradeOptions, differing: readonly StackDifference[]): Promise<Rehearsal> {
  const { config, configuration, tree, temp, root } = options;
  const dir = join(temp, "azure");
  const before = standingOn(configuration, names(differing, "new"));
  const failures = await deploySimulated({
    config,
    configuration,
    stacks: before,
    dir,
    parallel: availableParallelism(),
  });
  if (failures.size > 0) return { problems: [...failures].map(([name, why]) => `${name} as it is pinned: ${why}`) };
  const plans = join(temp, "plans");
  const wanted = names(differing, "gone");
  if (wanted.length === 0) return { problems: [] };
  const parameters = ["plan", ...wanted, "--out", plans, "--dir", dir, "--config", config];
  const { status } = spawnSync(process.execPath, [join(tree, "cli/mlops.js"), ...parameters], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  // 1: a stack could not be planned, which the review says.
  return status === 0 || status === 1
    ? { plans, problems: [] }
    : { problems: [`the other version's mlops plan ended with ${status}`] };
}

const names = (differing: readonly StackDifference[], but: StackDifference["change"]): readonly string[] =>
  differing.filter(({ change }) => change !== but).map(({ stack }) => stack);

/** The stacks and, of those of an environment, what they look things up in: the owner's, the registry, their environment. */
export function standingOn(configuration: Configuration, stacks: readonly string[]): readonly string[] {
  const wanted = environmentStacks(configuration).filter(({ name }) => stacks.includes(name));
  const places = new Map(wanted.map(({ environment }) => [stackOfEnvironment(environment), environment.name]));
  // Use cases may use assets of others that live in the same environment.
  const beside = wanted.some(({ useCase }) => useCase !== undefined) ? configuration.useCases : [];
  const shared = [...places].flatMap(([home, name]) =>
    beside
      .flatMap(({ variants }) => variants.filter(({ environment }) => environment === name))
      .flatMap(({ sharedAssets }) => Object.values(sharedAssets).map((owner) => stackOf(home, owner))),
  );
  return [...new Set(["bootstrap", "registry", ...places.keys(), ...shared, ...stacks])];
}

/** Lets the other version's review print what its plans say; its exit code: 1 where it is BLOCKED. */
export function printReview(tree: string, plans: string, root: string): number {
  const parameters = [join(tree, "cli/mlops.js"), "review", plans, "--no-prices"];
  return spawnSync(process.execPath, parameters, { cwd: root, stdio: ["ignore", "inherit", "inherit"] }).status ?? 1;
}

/** The same as data. */
export function readReview(tree: string, plans: string, root: string): unknown {
  const parameters = [join(tree, "cli/mlops.js"), "review", plans, "--no-prices", "--fail-on", "never", "--json", "-"];
  const { stdout } = spawnSync(process.execPath, parameters, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(stdout) as unknown;
}

/**
 * Moves to the version: the files that belong to it, where runbooks are read, and last the pin, which is what counts.
 * @returns paths that were written or deleted
 */
export function moveTo(options: UpgradeOptions, { files }: Upgrade): readonly string[] {
  const { root, config, configuration, pin, asked, tree } = options;
  const { organization } = configuration;
  const { repository } = organization;
  const documentation = documentationOf(asked.spec, repository);
  const follows = organization.documentation === documentationOf(pin.spec, repository);
  const [taken, removed] = [files?.taken ?? new Map<string, RepositoryFile>(), files?.removed ?? []];
  for (const [path, { text, executable }] of taken) {
    writeWhole(join(root, path), text);
    if (executable === true) chmodSync(join(root, path), 0o755);
  }
  for (const path of removed) rmSync(join(root, path));
  if (follows && documentation !== organization.documentation) {
    const file = join(config, "organization.yaml");
    writeWhole(file, setInYaml(readFileSync(file, "utf8"), ["documentation"], documentation));
  }
  writeWhole(join(root, "package.json"), repinned(pin, asked, enginesIn(tree)));
  return [...taken.keys(), ...removed, "package.json"];
}

/** The adopter's `package.json` with the other pin, and with the Node.js that the other version needs where nobody chose one. */
export function repinned({ text, spec }: Pin, asked: Asked, node: string): string {
  const moved = text.replace(JSON.stringify(spec), () => JSON.stringify(asked.spec));
  const own = (JSON.parse(text) as { readonly engines?: { readonly node?: string } }).engines?.node;
  return own === engines.node ? moved.replace(JSON.stringify(own), () => JSON.stringify(node)) : moved;
}

const enginesIn = (tree: string): string =>
  (JSON.parse(readFileSync(join(tree, "package.json"), "utf8")) as { readonly engines: { readonly node: string } })
    .engines.node;

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
