import { stackOfEnvironment } from "../schema/names";
import { environmentStacks, withRecovery } from "../schema/recovery";
import type { Configuration } from "../schema/configuration";
import { didYouMean } from "../domain/problem/did-you-mean";
import { type Problem, requireNone } from "../domain/problem/problem";
import { wanted } from "../domain/text/pattern";

/** Stacks that an owner deploys by hand: they are planned when they are named, not by default. */
export const OWNERS_STACKS: readonly string[] = ["bootstrap", "pipelines"];

/** As {@link matchStacks}; without patterns, all but {@link OWNERS_STACKS}. */
export function selectStacks(names: readonly string[], patterns: readonly string[]): string[] {
  return patterns.length === 0 ? names.filter((name) => !OWNERS_STACKS.includes(name)) : matchStacks(names, patterns);
}

/**
 * Names that match any of the patterns, in the order they are given.
 * @throws UserError for every pattern that matches nothing
 */
export function matchStacks(names: readonly string[], patterns: readonly string[]): string[] {
  requireNone(
    patterns.flatMap((pattern): Problem[] => {
      if (names.some((name) => matches(pattern, name))) return [];
      const meant = didYouMean(pattern, names);
      return [
        {
          code: "MLOPS-PLAN-020",
          where: "stacks",
          message: pattern.includes("*") ? "no stack has a name like this" : "there is no stack of this name",
          given: pattern,
          allowed: names.join(", "),
          ...(meant !== undefined && { fix: `did you mean ${meant}?` }),
        },
      ];
    }),
  );
  return names.filter((name) => patterns.some((pattern) => matches(pattern, name)));
}

const matches = (pattern: string, name: string): boolean => wanted([pattern])(name);

/** A stack and what must be applied before it. */
export interface OrderedStack {
  readonly name: string;
  readonly dependencies: readonly string[];
}

/**
 * The stacks of a configuration in the order of their deployment: the owner's and the registry, then each environment
 * and its use cases, in the order of promotion, with a second region after the first. What belongs to an environment waits for everything of the one before:
 * what fails in one does not reach the next.
 * @param synthesized - stacks there are, with the dependencies the engine knows
 */
export function inOrder(configuration: Configuration, synthesized: readonly OrderedStack[]): OrderedStack[] {
  const all = environmentStacks(configuration);
  const levels: string[][] = [["bootstrap"], ["pipelines", "registry"]];
  for (const environment of withRecovery(configuration.environments)) {
    const own = stackOfEnvironment(environment);
    const inIt = all.filter((stack) => stackOfEnvironment(stack.environment) === own && stack.name !== own);
    levels.push(
      [own],
      inIt.map(({ name }) => name),
    );
  }
  const there = new Map(synthesized.map((stack) => [stack.name, stack]));
  const known = new Set(levels.flat());
  // A stack that a later version of the project adds and this order does not know comes last.
  levels.push([...there.keys()].filter((name) => !known.has(name)));
  const before: string[] = [];
  const ordered: OrderedStack[] = [];
  for (const level of levels) {
    const names = level.filter((name) => there.has(name));
    for (const name of names) {
      const own = known.has(name) ? before : [];
      ordered.push({ name, dependencies: [...new Set([...own, ...there.get(name)!.dependencies])] });
    }
    before.push(...names);
  }
  return ordered;
}

/** The same for stacks that are taken away: each after those that stand on it. */
export function reversed(stacks: readonly OrderedStack[]): OrderedStack[] {
  return stacks.toReversed().map(({ name }) => ({
    name,
    dependencies: stacks.filter((other) => other.dependencies.includes(name)).map((other) => other.name),
  }));
}
