import { readSources, checkConfiguration } from "../../schema/load";
import { releaseSettings, useCaseSettings, type Setting } from "../../schema/settings";
import type { UseCase } from "../../schema/use-case/model";
import { chosenHomes, chosenRegion, chosenUseCases } from "../../schema/choose";
import { stackOf, stackOfEnvironment } from "../../schema/names";
import { holdsUseCases } from "../../schema/recovery";
import type { Prices } from "../../review/cost";
import { definedResources, type DefinedResource } from "./resources";
import { resourcesTable, settingsTable } from "./settings-table";
import { headline, inWords, type Paragraph } from "./words";

/** What is told of a use case in one environment. */
export interface Explanation {
  readonly environment: string;
  readonly stack: string;
  readonly words: readonly Paragraph[];
  /** Every value with where it comes from; the release's keys start with `release.`. */
  readonly settings: readonly Setting[];
  /** What it becomes in Azure. */
  readonly resources: readonly Pick<DefinedResource, "kind" | "name" | "id">[];
}

export interface ExplainOptions {
  readonly config: string;
  readonly useCase: string;
  /** @default - every environment the use case lives in */
  readonly environment?: string;
  /** Region of environments that have two. @default - the one that is in charge */
  readonly region?: string;
  /** ISO instant that "next" counts from. */
  readonly now: string;
  /** What machines cost. @default - money is not spoken of */
  readonly prices?: Prices;
}

/**
 * What a use case is, where each of its values comes from and what it becomes in Azure. Reads the configuration and
 * synthesizes; asks nobody.
 */
export async function explain(options: ExplainOptions): Promise<{ useCase: UseCase; environments: Explanation[] }> {
  const { config, useCase: name, environment, region: location, now, prices } = options;
  const sources = readSources(config);
  const configuration = checkConfiguration(sources);
  const useCase = chosenUseCases(configuration, name)[0]!;
  const homes = chosenHomes(configuration, useCase, environment);
  const variants = useCase.variants.filter((variant) => homes.includes(variant.environment));
  const told = variants.map((variant) => {
    const region = chosenRegion(configuration, variant.environment, location);
    return { variant, region, stack: stackOf(stackOfEnvironment(region), useCase.name) };
  });
  const defined = await definedResources(
    config,
    told.filter(({ region }) => holdsUseCases(region)).map(({ stack }) => stack),
  );
  return {
    useCase,
    environments: told.map(({ variant, region, stack }) => ({
      environment: variant.environment,
      stack,
      words: inWords(variant, configuration, now, { region, ...(prices && { prices }) }),
      settings: [
        ...useCaseSettings(sources, useCase.name, variant.environment),
        ...releaseSettings(sources, useCase.name, variant.environment).map((setting) => ({
          ...setting,
          key: `release.${setting.key}`,
        })),
      ],
      resources: (defined.get(stack) ?? []).map(({ kind, name: called, id }) => ({ kind, name: called, id })),
    })),
  };
}

/** For a terminal: one environment in full; of several, what they do in words, and what is the same only once. */
export function explanationText(useCase: UseCase, environments: readonly Explanation[]): string {
  const [first, ...others] = environments;
  if (others.length > 0) {
    const full = `mlops explain ${useCase.name} ${environments.at(-1)!.environment}`;
    return [headline(useCase), together(environments), `Every setting and every id in Azure: ${full}`].join("\n\n");
  }
  const { environment, stack, words, settings, resources } = first!;
  return [
    headline(useCase),
    [`In ${environment}, stack ${stack}`, ...paragraphs(words)].join("\n"),
    settingsTable(settings),
    resourcesTable(resources),
  ].join("\n\n");
}

function together(environments: readonly Explanation[]): string {
  const topics = [...new Set(environments.flatMap(({ words }) => words.map(({ about }) => about)))];
  const merged = topics.map((about) => {
    const where = new Map<string, string[]>();
    for (const { environment, words } of environments) {
      const lines = words.find((paragraph) => paragraph.about === about)?.lines ?? ["nothing"];
      const text = lines.join("\n");
      where.set(text, [...(where.get(text) ?? []), environment]);
    }
    const lines = [...where].flatMap(([text, names]) =>
      where.size === 1 ? text.split("\n") : [`${names.join(", ")}:`, ...text.split("\n").map((line) => `  ${line}`)],
    );
    return { about, lines };
  });
  return [`In ${environments.map(({ environment }) => environment).join(", ")}`, ...paragraphs(merged)].join("\n");
}

function paragraphs(words: readonly Paragraph[]): string[] {
  const width = Math.max(...words.map(({ about }) => about.length));
  return words.flatMap(({ about, lines }) =>
    lines.map((line, index) => `  ${(index === 0 ? about : "").padEnd(width)}  ${line}`),
  );
}
