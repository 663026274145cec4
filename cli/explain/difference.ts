import { checkConfiguration, readSources } from "../../schema/load";
import { environmentSettings, releaseSettings, useCaseSettings, type Setting } from "../../schema/settings";
import { chosenEnvironment, chosenUseCases } from "../../schema/choose";
import { plainTable } from "../../print/table";

/** A setting that two environments do not share. */
export interface Difference {
  /** What it is a setting of: `environment`, or a use case's name. */
  readonly of: string;
  readonly key: string;
  /** Undefined where the environment has no such setting. */
  readonly left?: Setting;
  readonly right?: Setting;
}

/** Identifies an environment: it must differ, and says nothing about how the two behave. */
const IDENTITY = new Set(["subscription"]);

/**
 * What is configured differently in two environments: of the environments themselves, and of each use case that lives
 * in one of them, its release included. Defaults count as values.
 * @param useCase - only this one, without the environments' own settings
 */
export function differences(config: string, left: string, right: string, useCase?: string): Difference[] {
  const sources = readSources(config);
  const configuration = checkConfiguration(sources);
  for (const name of [left, right]) chosenEnvironment(configuration, name);
  const own =
    useCase === undefined
      ? compare("environment", environmentSettings(sources, left), environmentSettings(sources, right)).filter(
          ({ key }) => !IDENTITY.has(key),
        )
      : [];
  const settingsOf = (name: string, environments: readonly string[], environment: string): Setting[] =>
    environments.includes(environment)
      ? [
          ...useCaseSettings(sources, name, environment),
          ...releaseSettings(sources, name, environment).map((one) => ({ ...one, key: `release.${one.key}` })),
        ]
      : [];
  return [
    ...own,
    ...chosenUseCases(configuration, useCase).flatMap(({ name, environments }) =>
      compare(name, settingsOf(name, environments, left), settingsOf(name, environments, right)),
    ),
  ];
}

function compare(of: string, left: readonly Setting[], right: readonly Setting[]): Difference[] {
  const byKey = (settings: readonly Setting[]) => new Map(settings.map((setting) => [setting.key, setting]));
  const [before, after] = [byKey(left), byKey(right)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((key) => ({ of, key, left: before.get(key), right: after.get(key) }))
    .filter((difference) => difference.left?.value !== difference.right?.value);
}

/** For a terminal: what differs, by what it is a setting of. */
export function differencesText(found: readonly Difference[], left: string, right: string): string {
  if (found.length === 0) return `${left} and ${right} are configured alike`;
  return [...new Set(found.map(({ of }) => of))]
    .map((of) => {
      const rows = found.filter((difference) => difference.of === of);
      const cells = rows.map((row) => [row.key, shown(row.left), shown(row.right)]);
      return [of === "environment" ? "Environment" : of, plainTable(["key", left, right], cells)].join("\n");
    })
    .join("\n\n");
}

const shown = (setting: Setting | undefined): string => {
  if (setting === undefined) return "-";
  return setting.origin === "default" ? `${setting.value} (default)` : setting.value;
};
