import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfiguration } from "../../schema/load";
import type { Configuration } from "../../schema/configuration";
import { UserError, type Problem } from "../../domain/problem/problem";
import { writeWhole } from "../../files";
import { shownPath } from "../../schema/folders";
import { stackOf } from "../../schema/names";
import { definedResources } from "../explain/resources";
import { defaultsFor } from "./defaults";
import { draftUseCase, type DraftColumns } from "./draft";
import { preview } from "./preview";
import type { Prices } from "../../review/cost";
import { aboutLists, priceLists, ratesBy } from "../prices";
import type { Answers } from "./questions";

export interface ProposalOptions {
  readonly config: string;
  readonly answers: Answers;
  /** ISO instant: the schedules start at least a week later. */
  readonly now: string;
  /** What is paid by contract. @default - list prices */
  readonly prices?: Prices;
  /** @default - nothing is known of the data */
  readonly columns?: DraftColumns;
  /** Columns of the terminal. */
  readonly width: number;
}

/** A use case that is not written yet. */
export interface Proposal {
  /** Where its file would stand. */
  readonly path: string;
  readonly text: string;
  /** What each environment will get. */
  readonly preview: string;
  /** `same`: the file is there, with this very text. */
  readonly existing: "none" | "same" | "other";
}

/**
 * What a new use case would be: its file, checked together with the whole configuration, and what it makes in each
 * environment. Writes nothing.
 * @throws UserError with what is wrong
 */
export async function propose({ config, answers, now, prices, columns, width }: ProposalOptions): Promise<Proposal> {
  const configuration = loadConfiguration(config);
  const path = join(config, "use-cases", `${answers.name}.yaml`);
  // A file that is there keeps its dates: the same answers on another day are the same use case.
  const defaults = defaultsFor(configuration, answers.group, now.slice(0, 10));
  const text = draftUseCase(answers, defaults, columns);
  // Data may come later than the file.
  const possible = [text, draftUseCase(answers, defaults)];
  const there = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  const same = possible.some((one) => there !== undefined && sameButDates(there, one));
  const existing = there === undefined ? "none" : same ? "same" : "other";
  if (existing !== "none") return { path, text, preview: "", existing };

  return withDraft(config, answers.name, text, async (folder, extended) => {
    const { environments } = extended.useCases.find(({ name }) => name === answers.name)!;
    const stacks = environments.map((environment) => stackOf(environment, answers.name));
    // What is there at first, and what there will be when a version is live in every environment.
    const first = await definedResources(folder, stacks);
    writeWhole(join(folder, "releases", `${answers.name}.yaml`), releaseEverywhere(extended));
    // With the environments: what a training costs depends on the size of a cluster there.
    const defined = await definedResources(folder, [...stacks, ...environments]);
    const lists = priceLists();
    return {
      path,
      text,
      preview: preview({
        configuration: extended,
        useCase: answers.name,
        first,
        defined,
        now,
        width,
        rates: ratesBy(lists, prices),
        about: (region, used) => (prices === undefined ? aboutLists(lists, [region], used) : "your price file"),
      }),
      existing,
    };
  });
}

/** Answers that are right whatever the name is, to try a name with. */
const ANY: Omit<Answers, "name"> = {
  description: "A use case",
  task: "classification",
  team: "Its team",
  group: "00000000-0000-4000-8000-000000000001",
  contact: "team@example.com",
  training: "training:1",
  gate: "auc >= 0.5",
};

/** What is wrong with a name for a new use case, in words: it is taken, or a name that follows from it is too long. */
export async function wrongName(config: string, name: string): Promise<string | undefined> {
  const path = join(config, "use-cases", `${name}.yaml`);
  if (existsSync(path)) return `${shownPath(path)} is there already: take another name, or edit that file`;
  const defaults = defaultsFor(loadConfiguration(config), ANY.group, "2000-01-01");
  try {
    await withDraft(config, name, draftUseCase({ ...ANY, name }, defaults), async () => undefined);
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.problems
      .map(({ message, allowed, fix }) => [message, allowed, fix].filter(Boolean).join("; "))
      .join("; ");
  }
}

/** Does something with the configuration as if the draft stood in it. @throws UserError with what is wrong then */
async function withDraft<Result>(
  config: string,
  name: string,
  text: string,
  work: (folder: string, extended: Configuration) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "mlops-new-"));
  try {
    cpSync(config, folder, { recursive: true });
    for (const kind of ["use-cases", "releases"]) mkdirSync(join(folder, kind), { recursive: true });
    writeWhole(join(folder, "use-cases", `${name}.yaml`), text);
    return await work(folder, loaded(folder, config));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const releaseEverywhere = ({ environments }: Configuration): string =>
  environments.map(({ name }) => `${name}: { live: { model: "1" } }\n`).join("");

/** Writes a proposal's file: wholly or not at all. */
export function writeProposal({ path, text }: Proposal): void {
  writeWhole(path, text);
}

const sameButDates = (one: string, other: string): boolean => {
  const withoutDates = (text: string) => text.replaceAll(/startDate: \d{4}-\d\d-\d\d/g, "startDate:");
  return withoutDates(one) === withoutDates(other);
};

/** The configuration with the draft; problems are told as if the draft stood where it will. */
function loaded(folder: string, config: string): Configuration {
  try {
    return loadConfiguration(folder);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.problems.map((problem) => movedTo(problem, folder, config)));
  }
}

const movedTo = (problem: Problem, from: string, to: string): Problem => {
  const { where } = problem;
  if (typeof where === "string") return { ...problem, where: where.replace(from, to) };
  return { ...problem, where: { ...where, file: where.file.replace(from, to) } };
};
