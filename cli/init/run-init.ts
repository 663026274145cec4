import { confirm, input } from "@inquirer/prompts";
import { spawnSync } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { name as packageName } from "../../package.json";
import { formatProblem, requireNone, type Problem } from "../../domain/problem/problem";
import { shapeProblems } from "../../schema/shape-problems";
import { YamlFile } from "../../schema/yaml/file";
import { askAz } from "./groups";
import { answeredProblems, folderProblems, initRepository } from "./init";
import {
  environmentsOf,
  groupOf,
  initQuestions,
  initSchema,
  optionOf,
  problemsWith,
  usual,
  type InitAnswers,
  type InitQuestion,
} from "./questions";

/** What the command line says: answers by question, and how to go about it. */
export type RunInitOptions = Partial<Record<Exclude<InitQuestion, "environments">, string>> & {
  readonly environment?: readonly string[];
  readonly answers?: string;
  readonly empty?: true;
  readonly yes?: true;
  readonly dryRun?: true;
};

const project = join(__dirname, "../..");
/** What a shell gives a program that Ctrl-C ended. */
const INTERRUPTED = 130;

/** `mlops init`. The exit code: 0 made, 130 stopped at a question. */
export async function runInit(folder: string, options: RunInitOptions): Promise<number> {
  try {
    return await make(folder, options);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "ExitPromptError") throw error;
    console.error("Stopped. Nothing was written.");
    return INTERRUPTED;
  }
}

async function make(folder: string, options: RunInitOptions): Promise<number> {
  const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true && options.yes !== true;
  const { given, problems } = givenAnswers(options);
  const offered = (question: InitQuestion, so: Partial<InitAnswers>): string | undefined =>
    question === "project" ? ownVersion() : usual[question]?.(so);
  if (!interactive) {
    for (const question of initQuestions) {
      const value = given[question] ?? offered(question, given as Partial<InitAnswers>);
      if (value !== undefined) given[question] = value;
    }
    const missing = initQuestions.filter((question) => given[question] === undefined);
    if (missing.length > 0) problems.push(unanswered(missing));
  }
  // Where nothing is lacking, all of it is checked together below.
  if (interactive || problems.length > 0) {
    requireNone([...folderProblems(folder), ...problems, ...answeredProblems(given, options.empty === true, askAz)]);
  }
  if (interactive) {
    for (const question of initQuestions)
      given[question] ??= await ask(question, offered(question, given as Partial<InitAnswers>));
  }
  const answers = initSchema.parse(given);
  const wanted = {
    folder,
    answers,
    empty: options.empty === true,
    today: new Date().toISOString().slice(0, 10),
    lookup: askAz,
  };
  const paths = initRepository(wanted, true);
  const about = `${paths.length} files in ${folder}: ${firstParts(paths).join(", ")}`;
  if (options.dryRun === true) {
    console.log(`Would write ${about}`);
    return 0;
  }
  if (interactive && !(await confirm({ message: `Write ${about}?`, default: true }))) {
    console.log("Nothing was written.");
    return 0;
  }
  initRepository(wanted);
  console.log(`Wrote ${about}. Then:

  cd ${folder}
  git init --initial-branch main
  npm install
  npx mlops validate
  npx mlops plan --sandbox`);
  return 0;
}

/** What the command line and the file of answers say, the former before the latter, and all that is wrong with it. */
function givenAnswers(options: RunInitOptions) {
  const given: Partial<Record<InitQuestion, unknown>> = {};
  const problems: Problem[] = [];
  if (options.answers !== undefined) {
    const file = YamlFile.read(options.answers, options.answers);
    problems.push(...file.problems);
    if (file.value !== undefined) {
      problems.push(...shapeProblems(initSchema.partial(), file));
      Object.assign(given, file.value);
    }
  }
  for (const question of initQuestions) {
    if (question === "environments") continue;
    const answer = options[question];
    if (answer === undefined) continue;
    given[question] = answer;
    problems.push(...problemsWith(question, answer));
  }
  if (options.environment !== undefined) {
    const { environments, problems: wrong } = environmentsOf(options.environment);
    given.environments = environments;
    problems.push(...wrong, ...(wrong.length === 0 ? problemsWith("environments", environments) : []));
  }
  return { given, problems };
}

async function ask(question: InitQuestion, offered: string | undefined): Promise<unknown> {
  const message = initSchema.shape[question].description!;
  if (question !== "environments") {
    const validate = (answer: string): string | true => {
      const [problem] = problemsWith(question, answer.trim());
      if (problem !== undefined) return formatProblem(problem);
      return initSchema.shape[question].description!.startsWith("Entra group") ? groupKnown(answer.trim()) : true;
    };
    return (await input({ message, validate, ...(offered !== undefined && { default: offered }) })).trim();
  }
  const split = (answer: string) => environmentsOf(answer.split(",").map((one) => one.trim()));
  const answer = await input({
    message: `${message} dev=<GUID>, prod=<GUID>`,
    validate: (text) => {
      const { environments, problems } = split(text);
      const [problem] = [...problems, ...(problems.length === 0 ? problemsWith(question, environments) : [])];
      return problem === undefined ? true : formatProblem(problem);
    },
  });
  return split(answer).environments;
}

function groupKnown(answer: string): string | true {
  const { name, group } = groupOf(answer);
  return group !== undefined || askAz(name) !== undefined
    ? true
    : `az cannot tell this group's object id: write ${name}=<object id>`;
}

const unanswered = (missing: readonly InitQuestion[]): Problem => ({
  code: "MLOPS-INIT-001",
  where: "--answers",
  message: "nobody can be asked here, and there are questions without an answer",
  given: missing.map(optionOf).join(", "),
  fix: "answer them in a file or as options, see `mlops init --help`, or run it in a terminal without --yes",
});

/** The version that runs, as the pin of another repository; undefined where no place is known to get it from. */
function ownVersion(): string | undefined {
  const git = (...args: readonly string[]): string =>
    (spawnSync("git", ["-C", project, ...args], { encoding: "utf8" }).stdout ?? "").trim();
  const top = git("rev-parse", "--show-toplevel");
  // As a package it lies in somebody else's repository, whose lock file says where it is from.
  if (top === "" || realpathSync(top) !== realpathSync(project)) return lockedVersion();
  const url = git("remote", "get-url", "origin");
  const pin = `git+${url.replace(/^git@([^:]+):/, "ssh://git@$1/")}#${git("rev-parse", "HEAD")}`;
  return problemsWith("project", pin).length === 0 ? pin : undefined;
}

function lockedVersion(): string | undefined {
  try {
    const lock = JSON.parse(readFileSync(join(project, "../.package-lock.json"), "utf8")) as {
      readonly packages?: Readonly<Record<string, { readonly resolved?: string }>>;
    };
    const pin = lock.packages?.[`node_modules/${packageName}`]?.resolved ?? "";
    return problemsWith("project", pin).length === 0 ? pin : undefined;
  } catch {
    return undefined;
  }
}

const firstParts = (paths: readonly string[]): readonly string[] => [
  ...new Set(paths.map((path) => (path.includes("/") ? `${path.slice(0, path.indexOf("/"))}/` : path))),
];
