import { existsSync, lstatSync } from "node:fs";
import { join } from "node:path";
import { environmentStack } from "../domain/azure/names";
import { requireNone, UserError, type Problem } from "../domain/problem/problem";
import { checkAcross, type NotedEnvironment } from "./across";
import { checkEnvironment } from "./environment/checks";
import { Notes } from "./notes";
import { checkOrganization } from "./organization/checks";
import { type Folder, readFolder, shownPath } from "./folders";
import { checkEnvironmentName } from "./organization/environment-name";
import { environmentSchema, organizationSchema, type Configuration, type Environment } from "./configuration";
import { salvage } from "./walk";
import { shapeProblems } from "./shape-problems";
import { checkUseCaseName, checkUseCases, type UseCaseSources } from "./use-case/load";
import { isOfStacks, mayRegisterFirst } from "./use-case/partial";
import { checkWaivers, waiversFromTheFuture } from "./waivers/checks";
import { YamlFile } from "./yaml/file";

/** The files of a configuration, read and parsed but not checked. */
export interface ConfigurationSources extends UseCaseSources {
  readonly organization: YamlFile;
  /** By name of the environment. */
  readonly environments: ReadonlyMap<string, YamlFile>;
  /** Without it nothing is waived. */
  readonly waivers?: YamlFile | undefined;
  /** What is wrong with folders and file names. */
  readonly problems: readonly Problem[];
}

/**
 * Reads and checks `organization.yaml`, `environments/*.yaml`, `use-cases/*.yaml`, `releases/*.yaml` and `waivers.yaml`
 * in a folder. A pure function of their content: no clock, no network, no order of files or keys.
 * @param today - `YYYY-MM-DD` in UTC: no waiver may be granted later. @default - any day will do
 * @param only - stacks to read for, names with `*` for any text: use cases that no such stack is made of are left out,
 *   what is wrong with them as well. @default - all
 * @throws UserError with every problem of every file, in order of file, line and column
 */
export function loadConfiguration(directory: string, today?: string, only?: readonly string[]): Configuration {
  requireFolder(directory);
  return checkConfiguration(readSources(directory, only), today);
}

/** Who runs a command outside of the project is told where to run it, and not to make each file that is missing. */
function requireFolder(directory: string): void {
  if (existsSync(directory)) return;
  const fix = "run it in the project's folder, or name the folder of organization.yaml and environments/ with --config";
  throw new UserError([
    { code: "MLOPS-CONFIG-001", where: shownPath(directory), message: "the folder does not exist", fix },
  ]);
}

/**
 * Reads and checks a configuration that lies elsewhere than where it will, see {@link loadConfiguration}.
 * @throws UserError with every problem, told as if it stood where it will
 */
export function loadConfigurationShownAs(directory: string, shown: string): Configuration {
  try {
    return loadConfiguration(directory);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const moved = (place: string): string => place.replace(shownPath(directory), shownPath(shown));
    throw new UserError(
      error.problems.map((problem) => ({
        ...problem,
        where:
          typeof problem.where === "string"
            ? moved(problem.where)
            : { ...problem.where, file: moved(problem.where.file) },
      })),
    );
  }
}

/** Reads the files of a configuration without checking what is in them, see {@link loadConfiguration}. */
export function readSources(directory: string, only?: readonly string[]): ConfigurationSources {
  const problems: Problem[] = [];
  const folder = (of: Folder) => readFolder(directory, of, problems);
  const organization = join(directory, "organization.yaml");
  const waivers = join(directory, "waivers.yaml");
  const environments = folder({ name: "environments", checkName: checkEnvironmentName, required: true });
  const wanted = isOfStacks(
    only,
    [...environments.keys()].flatMap((name) => [name, environmentStack(name, true)]),
  );
  const useCases = folder({
    name: "use-cases",
    checkName: checkUseCaseName,
    required: false,
    isRead: wanted,
    ...(wanted !== undefined && { isNeeded: mayRegisterFirst(join(directory, "use-cases")) }),
  });
  return {
    organization: YamlFile.read(organization, shownPath(organization), directory),
    environments,
    useCases,
    // A release is named after its use case: what is wrong with the name is said there.
    releases: folder({
      name: "releases",
      checkName: () => undefined,
      required: false,
      isRead: wanted && ((name) => useCases.has(name)),
    }),
    // A link to nowhere is there, and must not pass for no waivers.
    waivers:
      lstatSync(waivers, { throwIfNoEntry: false }) !== undefined
        ? YamlFile.read(waivers, shownPath(waivers), directory)
        : undefined,
    problems,
  };
}

/**
 * Checks what the files say.
 * @throws UserError with every problem of every file, in order of file, line and column
 */
export function checkConfiguration(sources: ConfigurationSources, today?: string): Configuration {
  const { organization: file } = sources;
  const organizationNotes = new Notes(file);
  const organization = file.value === undefined ? undefined : salvage(organizationSchema, file.value);
  if (organization !== undefined) checkOrganization(organization, organizationNotes);

  const environments = [...sources.environments]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, environmentFile]) => {
      const draft = environmentFile.value === undefined ? undefined : salvage(environmentSchema, environmentFile.value);
      const noted: NotedEnvironment = { draft: { ...draft, name }, notes: new Notes(environmentFile) };
      if (draft !== undefined) checkEnvironment(noted.draft, noted.notes);
      return { name, file: environmentFile, noted };
    });
  checkAcross(
    organization,
    organizationNotes,
    environments.map(({ noted }) => noted),
  );
  const useCases = checkUseCases(sources, {
    organization,
    environments: environments.map(({ noted }) => noted.draft),
  });
  const waivers = checkWaivers(sources.waivers);

  requireNone(
    inOrder([
      ...sources.problems,
      ...file.problems,
      ...(file.value === undefined ? [] : shapeProblems(organizationSchema, file)),
      ...organizationNotes.problems,
      ...environments.flatMap(({ file: environmentFile, noted }) => [
        ...environmentFile.problems,
        ...(environmentFile.value === undefined ? [] : shapeProblems(environmentSchema, environmentFile)),
        ...noted.notes.problems,
      ]),
      ...useCases.problems,
      ...waivers.problems,
      ...(today === undefined ? [] : waiversFromTheFuture(sources.waivers, today)),
    ]),
  );

  const checked = organizationSchema.parse(file.value);
  const byName = new Map<string, Environment>(
    environments.map(({ name, file: { value } }) => [name, { name, ...environmentSchema.parse(value) }]),
  );
  return {
    organization: checked,
    environments: checked.promotionOrder.map((name) => byName.get(name)!),
    ...useCases.resolve(),
    waivers: waivers.resolve(),
  };
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const key = ({ where }: Problem): readonly [string, number, number] =>
    typeof where === "string" ? [where, 0, 0] : [where.file, where.line, where.column];
  return [...problems].sort((a, b) => {
    const [left, right] = [key(a), key(b)];
    if (left[0] !== right[0]) return left[0] < right[0] ? -1 : 1;
    return left[1] - right[1] || left[2] - right[2];
  });
}
