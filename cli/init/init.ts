import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
} from "node:fs";
import { randomUUID } from "node:crypto";
import { basename, dirname, join, resolve } from "node:path";
import { personas } from "../../domain/access/access";
import { requireNone, UserError, type Problem } from "../../domain/problem/problem";
import { parseCidr } from "../../domain/network/cidr";
import { uuidV5 } from "../../domain/text/uuid";
import { writeWhole } from "../../files";
import { loadConfigurationShownAs } from "../../schema/load";
import { draftConfiguration, draftUseCase, SHIPPED_ENVIRONMENTS, type Draft, type Groups } from "./configuration";
import type { GroupLookup } from "./groups";
import {
  groupOf,
  optionOf,
  problemsWith,
  repositoryOf,
  type InitAnswers,
  type InitQuestion,
  type InitRepository,
} from "./questions";
import { mlFiles, repositoryFiles } from "./repository-files";

const project = join(__dirname, "../..");
/** Questions that name groups. */
const groupQuestions = [...personas, "promoters"] as const;
/** Stands for groups whose ids nobody can tell, so that what else is wrong is told beside them; never written. */
const UNKNOWN_GROUPS = "6d1f0c52-8e0b-5a39-9c47-1b2a3d4e5f60";
export interface InitOptions {
  readonly folder: string;
  readonly answers: InitAnswers;
  /** Without use cases. */
  readonly empty?: boolean;
  /** `YYYY-MM-DD` in UTC. */
  readonly today: string;
  readonly lookup: GroupLookup;
}

/**
 * Makes an adopter's repository: all of it, or nothing. It is put together beside its place, checked there as `mlops validate`
 * does, and moved as a whole.
 * @param dryRun - whether only to check
 * @throws UserError with every problem
 * @returns paths below the folder, of what there is or would be
 */
export function initRepository(options: InitOptions, dryRun = false): readonly string[] {
  const { answers, folder, empty = false } = options;
  const fit = fitProblems(answers, empty);
  const { groups, problems } = groupsOf(answers, options.lookup);
  const beforehand = [...folderProblems(folder), ...fit, ...problems];
  // Of what does not fit there is no configuration to check.
  if (fit.length > 0) requireNone(beforehand);

  const target = resolve(folder);
  const parent = existing(dirname(target));
  const work = mkdtempSync(join(parent, `.${basename(target)}-mlops-init-`));
  try {
    const made = join(work, "repository");
    assemble(made, { ...options, groups });
    requireNone([
      ...beforehand,
      ...problemsOf(() => loadConfigurationShownAs(join(made, "config"), join(folder, "config"))),
    ]);
    const paths = pathsBelow(made);
    if (!dryRun) {
      mkdirSync(dirname(target), { recursive: true });
      if (existsSync(target)) rmdirSync(target);
      renameSync(made, target);
    }
    return paths;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** What refuses the work. */
function problemsOf(work: () => unknown): readonly Problem[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof UserError) return error.problems;
    throw error;
  }
}

/** What is wrong with the place. */
export function folderProblems(folder: string): readonly Problem[] {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found === undefined || (found.isDirectory() && readdirSync(folder).length === 0)) return [];
  return [
    {
      code: "MLOPS-INIT-002",
      where: "<folder>",
      message: "there is something already, and nothing is overwritten",
      given: folder,
      allowed: "a folder that does not exist or is empty",
      fix: "take another name, or move what is there away",
    },
  ];
}

/**
 * What is wrong with those answers that are right by themselves, where others are not there or not right.
 * @param given - answers as far as there are any, right or wrong
 */
export function answeredProblems(
  given: Readonly<Partial<Record<InitQuestion, unknown>>>,
  empty: boolean,
  lookup: GroupLookup,
): readonly Problem[] {
  const isRight = (question: InitQuestion): boolean =>
    given[question] !== undefined && problemsWith(question, given[question]).length === 0;
  const answers = { ...given, ...(!isRight("tenant") && { tenant: undefined }) } as InitAnswers;
  return [
    ...(isRight("environments") && isRight("network") ? fitProblems(answers, empty) : []),
    ...groupsOf(answers, lookup, groupQuestions.filter(isRight)).problems,
  ];
}

function fitProblems({ environments, network }: InitAnswers, empty: boolean): readonly Problem[] {
  const names = Object.keys(environments);
  const problems: Problem[] = [];
  const room = 2 ** (22 - parseCidr(network)!.prefix);
  if (room < names.length) {
    problems.push({
      code: "MLOPS-INIT-004",
      where: optionOf("network"),
      message: `it has room for ${room} of ${names.length} environments, which take a /22 each`,
      given: network,
      fix: "give a larger block",
    });
  }
  if (!empty && names.join() !== SHIPPED_ENVIRONMENTS.join()) {
    problems.push({
      code: "MLOPS-INIT-005",
      where: optionOf("environments"),
      message: "the use cases that ship are written for other environments",
      given: names.join(", "),
      allowed: SHIPPED_ENVIRONMENTS.join(", "),
      fix: "add --empty, and bring use cases of your own with mlops new",
    });
  }
  return problems;
}

/** The groups that answers name, and those among them that nobody knows. */
function groupsOf(
  answers: InitAnswers,
  lookup: GroupLookup,
  questions: readonly (keyof Groups)[] = groupQuestions,
): { readonly groups: Groups; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  // There may be none yet, where answers are lacking.
  const { tenant = "<tenant>" } = answers as Partial<InitAnswers>;
  const of = (question: keyof Groups) => {
    const { name, group = lookup(name) } = groupOf(answers[question]);
    if (group === undefined) {
      problems.push({
        code: "MLOPS-INIT-003",
        where: optionOf(question),
        message: "az cannot tell this group's object id",
        given: name,
        fix: `sign in with az login --tenant ${tenant}, or write ${name}=<object id>`,
      });
    }
    return { group: group ?? uuidV5(UNKNOWN_GROUPS, name), name };
  };
  const groups = Object.fromEntries(questions.map((question) => [question, of(question)])) as Groups;
  return { groups, problems };
}

function assemble(
  root: string,
  { answers, groups, empty = false, today }: InitOptions & { readonly groups: Groups },
): void {
  const draft: Draft = {
    answers,
    groups,
    today,
    shipped: (path) => readFileSync(join(project, "config", path), "utf8"),
    documentation: documentationOf(answers.project, repositoryOf(answers)),
  };
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeWhole(join(root, path), text);
  };
  for (const [path, text] of draftConfiguration(draft)) write(`config/${path}`, text);
  for (const [path, { text, executable }] of repositoryFiles(project, answers, randomUUID())) {
    write(path, text);
    if (executable === true) chmodSync(join(root, path), 0o755);
  }
  if (empty) return;
  for (const name of readdirSync(join(project, "config/use-cases")).sort()) {
    write(`config/use-cases/${name}`, draftUseCase(`use-cases/${name}`, draft));
  }
  for (const path of mlFiles(project, ["use-cases"])) write(path, readFileSync(join(project, path), "utf8"));
}

/** A repository as a configuration names it: without a provider, on GitHub. */
type Place =
  | { readonly provider?: "github" | undefined; readonly owner: string; readonly name: string }
  | Extract<InitRepository, { readonly provider: "azure-devops" }>;

/** Where people read runbooks: in the pinned project where its host shows files, else in the adopter's own repository. */
export function documentationOf(pin: string, repository: Place): string {
  const [, github, version] =
    /^(?:git\+https:\/\/github\.com\/|github:)([\w.-]+\/[\w.-]+?)(?:\.git)?#(.+)$/.exec(pin) ?? [];
  if (github !== undefined) return `https://github.com/${github}/blob/${version}/docs`;
  return repository.provider !== "azure-devops"
    ? `https://github.com/${repository.owner}/${repository.name}/blob/main/docs`
    : `https://dev.azure.com/${repository.organization}/${encodeURIComponent(repository.project)}/_git/${encodeURIComponent(repository.name)}/docs`;
}

/** The nearest folder above that is there: a rename stays on its file system. */
function existing(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : existing(dirname(folder));
}

const pathsBelow = (root: string): readonly string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
