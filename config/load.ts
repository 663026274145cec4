import { readdirSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { requireNone, type Problem } from "../core/problem";
import { checkAcross, type NotedEnvironment } from "./checks/across";
import { checkEnvironment } from "./checks/environment";
import { Notes } from "./checks/notes";
import { checkOrganization } from "./checks/organization";
import { checkEnvironmentName } from "./organization";
import { environmentSchema, organizationSchema, type Configuration, type Environment } from "./schema";
import { salvage } from "./schema-walk";
import { shapeProblems } from "./shape-problems";
import { makeProblem, YamlFile } from "./yaml-file";

/** The files of a configuration, read and parsed but not checked. */
export interface ConfigurationSources {
  readonly organization: YamlFile;
  /** By name of the environment. */
  readonly environments: ReadonlyMap<string, YamlFile>;
  /** What is wrong with folders and file names. */
  readonly problems: readonly Problem[];
}

/**
 * Reads and checks `organization.yaml` and `environments/*.yaml` in a folder. A pure function of their content: no
 * clock, no network, no order of files or keys.
 * @throws UserError with every problem of every file, in order of file, line and column
 */
export function loadConfiguration(directory: string): Configuration {
  return checkConfiguration(readSources(directory));
}

/** Reads the files of a configuration without checking what is in them. */
export function readSources(directory: string): ConfigurationSources {
  const read = (...names: string[]): YamlFile =>
    YamlFile.read(join(directory, ...names), shownPath(join(directory, ...names)));
  const problems: Problem[] = [];
  const environments = new Map<string, YamlFile>();
  for (const file of environmentFiles(directory, problems)) {
    const name = file.replace(/\.ya?ml$/i, "");
    const note = (finding: Parameters<typeof makeProblem>[2]): void => {
      const where = { file: shownPath(join(directory, "environments", file)), line: 1, column: 1 };
      problems.push(makeProblem(where, file, finding));
    };
    if (!file.endsWith(".yaml")) {
      note({
        kind: "fileName",
        says: "would not be read",
        allowed: "names that end in .yaml",
        fix: `rename it to ${name}.yaml`,
      });
      continue;
    }
    const wrongName = checkEnvironmentName(name);
    if (wrongName !== undefined) note(wrongName);
    environments.set(name, read("environments", file));
  }
  return { organization: read("organization.yaml"), environments, problems };
}

/**
 * Checks what the files say.
 * @throws UserError with every problem of every file, in order of file, line and column
 */
export function checkConfiguration(sources: ConfigurationSources): Configuration {
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
    ]),
  );

  const checked = organizationSchema.parse(file.value);
  const byName = new Map<string, Environment>(
    environments.map(({ name, file: { value } }) => [name, { name, ...environmentSchema.parse(value) }]),
  );
  return { organization: checked, environments: checked.promotionOrder.map((name) => byName.get(name)!) };
}

/** Files that look like environments, in alphabetical order. Hidden files and other kinds of file are not ours. */
function environmentFiles(directory: string, problems: Problem[]): string[] {
  const folder = join(directory, "environments");
  try {
    return readdirSync(folder)
      .filter((name) => /\.ya?ml$/i.test(name) && !name.startsWith("."))
      .sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const where = { file: shownPath(folder), line: 1, column: 1 };
    const says = code === "ENOENT" ? "does not exist" : `cannot be read: ${code ?? "unknown reason"}`;
    problems.push(
      makeProblem(where, "the folder", {
        kind: "folderMissing",
        says,
        fix: "name the folder that holds organization.yaml and environments/",
      }),
    );
    return [];
  }
}

/** A path as messages show it: from the working directory if it lies in it, so that terminals and editors find it. */
function shownPath(path: string): string {
  const fromHere = relative(process.cwd(), resolve(path));
  const shown = fromHere === "" || fromHere.startsWith("..") || isAbsolute(fromHere) ? path : fromHere;
  return shown.split(sep).join("/");
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
