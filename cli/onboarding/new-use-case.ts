import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfiguration } from "../../schema/load";
import type { Configuration } from "../../schema/configuration";
import { UserError, type Problem } from "../../domain/problem/problem";
import { writeWhole } from "../../files";
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
export async function propose({ config, answers, now, prices, columns }: ProposalOptions): Promise<Proposal> {
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

  const folder = mkdtempSync(join(tmpdir(), "mlops-new-"));
  try {
    cpSync(config, folder, { recursive: true });
    const draft = join(folder, "use-cases", `${answers.name}.yaml`);
    for (const kind of ["use-cases", "releases"]) mkdirSync(join(folder, kind), { recursive: true });
    writeWhole(draft, text);
    const extended = loaded(folder, config);
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
        rates: ratesBy(lists, prices),
        about: (region, used) => (prices === undefined ? aboutLists(lists, [region], used) : "your price file"),
      }),
      existing,
    };
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
