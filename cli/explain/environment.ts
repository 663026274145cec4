import { checkConfiguration, readSources } from "../../schema/load";
import { chosenEnvironment, chosenRegion } from "../../schema/choose";
import { stackOfEnvironment } from "../../schema/names";
import { regionInWords } from "../../schema/recovery";
import { environmentSettings, organizationSettings, type Setting } from "../../schema/settings";
import { definedResources, type DefinedResource } from "./resources";
import { resourcesTable, settingsTable } from "./settings-table";

/** What is told of an environment itself. */
export interface EnvironmentExplanation {
  readonly environment: string;
  readonly stack: string;
  /** Of which region, and what the other does. @default - none: the environment has one region only */
  readonly regions?: string;
  /** In promotion order of the configuration: who lives there. */
  readonly useCases: readonly string[];
  /** Every value with where it comes from; the organization's keys start with `organization.`. */
  readonly settings: readonly Setting[];
  /** What it becomes in Azure, without its use cases. */
  readonly resources: readonly Pick<DefinedResource, "kind" | "name" | "id">[];
}

/**
 * Where each value of an environment comes from and what it becomes in Azure. Reads the configuration and synthesizes; asks
 * nobody.
 * @param location - one of its regions. @default - the one that is in charge
 * @throws UserError if there is no such environment, or it is not in that region
 */
export async function explainEnvironment(
  config: string,
  name: string,
  location?: string,
): Promise<EnvironmentExplanation> {
  const sources = readSources(config);
  const configuration = checkConfiguration(sources);
  const region = chosenRegion(configuration, name, location);
  const regions = regionInWords(region, chosenEnvironment(configuration, name));
  const stack = stackOfEnvironment(region);
  const defined = await definedResources(config, [stack]);
  return {
    environment: name,
    stack,
    ...(regions !== undefined && { regions }),
    useCases: configuration.useCases
      .filter(({ environments }) => environments.includes(name))
      .map((useCase) => useCase.name),
    settings: [
      ...environmentSettings(sources, name),
      ...organizationSettings(sources).map((setting) => ({ ...setting, key: `organization.${setting.key}` })),
    ],
    resources: (defined.get(stack) ?? []).map(({ kind, name: called, id }) => ({ kind, name: called, id })),
  };
}

/** For a terminal. */
export function environmentText(explained: EnvironmentExplanation): string {
  const { environment, stack, regions, useCases, settings, resources } = explained;
  return [
    [
      `${environment}, stack ${stack}`,
      ...(regions === undefined ? [] : [`  of ${regions}`]),
      `  use cases: ${useCases.join(", ") || "none"}`,
      `  who reaches what: mlops explain ${environment} --network`,
    ].join("\n"),
    settingsTable(settings),
    resourcesTable(resources),
  ].join("\n\n");
}
