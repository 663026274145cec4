import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setInYaml } from "../../schema/yaml/edit";
import { shownPath } from "../../schema/folders";
import { checkConfiguration, loadConfiguration, readSources } from "../../schema/load";
import type { Configuration } from "../../schema/configuration";
import type { UseCase, UseCaseInEnvironment } from "../../schema/use-case/model";
import { YamlFile } from "../../schema/yaml/file";
import { UserError } from "../../domain/problem/problem";
import { yamlSteps, type ReleaseEdit, type Stage } from "../../release";
import { chosenUseCases } from "../../schema/choose";
import { placesOf, type UseCasePlace } from "./place";

/** First line of a release file that did not exist. */
const HEADER = `# yaml-language-server: $schema=../schemas/release.schema.json
# Which version of the model serves where. Written by promotion, reviewed like code.
`;

/** A use case that serves, with what promotion needs of it. */
export interface PromotedUseCase {
  readonly configuration: Configuration;
  readonly useCase: UseCase;
  /** Name of its model in registry and workspaces. */
  readonly model: string;
  /** Where it serves, in promotion order. */
  readonly variants: readonly UseCaseInEnvironment[];
  readonly stages: readonly Stage[];
  readonly places: ReadonlyMap<string, UseCasePlace>;
  /** Path of its release file and what it held; undefined: it does not exist. */
  readonly file: { readonly path: string; readonly text: string | undefined };
}

/**
 * Loads a use case for promotion.
 * @throws UserError if the configuration is wrong, or the use case does not exist or does not serve
 */
export function loadPromoted(directory: string, name: string): PromotedUseCase {
  const configuration = loadConfiguration(directory);
  const useCase = chosenUseCases(configuration, name)[0]!;
  const variants = useCase.variants.filter(({ serving }) => serving !== undefined);
  const first = variants[0];
  if (first === undefined) {
    throw new UserError([
      {
        code: "MLOPS-PROMOTE-001",
        where: name,
        message: "this use case serves nowhere, so that there is nothing to promote",
        fix: `add serving to ${shownPath(join(directory, "use-cases", `${name}.yaml`))}`,
      },
    ]);
  }
  const models = [...new Set(variants.map(({ serving }) => serving!.model))];
  if (models.length > 1) {
    throw new UserError([
      {
        code: "MLOPS-PROMOTE-011",
        where: name,
        message: "environments serve models of different names, so that no version of one can be promoted to the next",
        given: models.join(", "),
        fix: "give serving.model one name, and leave it out of the overrides",
      },
    ]);
  }
  const path = join(directory, "releases", `${name}.yaml`);
  return {
    configuration,
    useCase,
    model: first.serving!.model,
    variants,
    stages: variants.map(({ release, promotion }) => ({ release, ...(promotion && { rules: promotion }) })),
    places: placesOf(configuration, name),
    file: { path, text: readIfThere(path) },
  };
}

/**
 * Where the use case is, the environment first: a version was trained where it is, or in an environment before, or there before
 * another region took over. What may be lost is asked last.
 */
export function placesNear({ places }: Pick<PromotedUseCase, "places">, environment: string): readonly UseCasePlace[] {
  const near = [places.get(environment)!, ...[...places.values()].filter((place) => place.environment !== environment)];
  return [...near, ...near.flatMap(({ resting }) => resting ?? [])];
}

/**
 * The variant of an environment.
 * @throws UserError if the use case does not serve there
 */
export function variantOf(
  { variants, useCase }: PromotedUseCase,
  environment: string,
  option: string,
): UseCaseInEnvironment {
  const found = variants.find((variant) => variant.environment === environment);
  if (found !== undefined) return found;
  throw new UserError([
    {
      code: "MLOPS-PROMOTE-002",
      where: option,
      message: `${useCase.name} does not serve in this environment`,
      given: environment,
      allowed: variants.map((variant) => variant.environment).join(", "),
    },
  ]);
}

/**
 * The release file's text after edits, checked together with the rest of the configuration.
 * @throws UserError if the file was changed meanwhile, or the configuration would be wrong
 */
export function editRelease(
  directory: string,
  { file, useCase }: PromotedUseCase,
  edits: readonly ReleaseEdit[],
): string {
  if (readIfThere(file.path) !== file.text) {
    throw new UserError([
      {
        code: "MLOPS-PROMOTE-003",
        where: shownPath(file.path),
        message: "somebody changed this file while the decision was made",
        fix: "run the command again",
      },
    ]);
  }
  const edited = edits
    .flatMap(yamlSteps)
    .reduce((before, { path, value }) => setInYaml(before, path, value), file.text ?? "");
  const text = file.text === undefined ? `${HEADER}${edited}` : edited;
  const sources = readSources(directory);
  const releases = new Map(sources.releases);
  releases.set(useCase.name, YamlFile.parse(text, shownPath(file.path)));
  checkConfiguration({ ...sources, releases });
  return text;
}

const readIfThere = (path: string): string | undefined => (existsSync(path) ? readFileSync(path, "utf8") : undefined);
