import type { Configuration, Environment } from "./configuration";
import { regionsOf } from "./recovery";
import type { UseCase } from "./use-case/model";
import { didYouMean } from "../domain/problem/did-you-mean";
import { UserError } from "../domain/problem/problem";
import type { ProblemCode } from "../domain/problem/codes";

/**
 * The use case of this name, or all of them.
 * @throws UserError if there is none of this name
 */
export function chosenUseCases({ useCases }: Configuration, name: string | undefined): readonly UseCase[] {
  return name === undefined ? useCases : [one("use case", useCases, name, "<use-case>", "MLOPS-CLI-001")];
}

/**
 * The environment of this name.
 * @throws UserError if there is none
 */
export const chosenEnvironment = ({ environments }: Configuration, name: string): Environment =>
  one("environment", environments, name, "<environment>", "MLOPS-CLI-002");

/**
 * An environment in one of its regions.
 * @param location - Azure region. @default - the one that is in charge
 * @throws UserError if there is no such environment, or it is not in that region
 */
export function chosenRegion(configuration: Configuration, name: string, location?: string): Environment {
  const environment = chosenEnvironment(configuration, name);
  const { inCharge, resting } = regionsOf(environment);
  const regions = [inCharge, ...(resting === undefined ? [] : [resting])];
  const found = location === undefined ? inCharge : regions.find((region) => region.location === location);
  if (found !== undefined) return found;
  const allowed = regions.map((region) => region.location);
  const meant = didYouMean(location!, allowed);
  throw new UserError([
    {
      code: "MLOPS-CLI-006",
      where: "--region",
      message: `${name} is not in this region`,
      given: location,
      allowed: allowed.join(", "),
      fix: meant === undefined ? "leave it out: the region in charge is taken" : `did you mean ${meant}?`,
    },
  ]);
}

function one<Thing extends { readonly name: string }>(
  noun: string,
  things: readonly Thing[],
  name: string,
  where: string,
  code: ProblemCode,
): Thing {
  const found = things.find((thing) => thing.name === name);
  if (found !== undefined) return found;
  const names = things.map((thing) => thing.name);
  const meant = didYouMean(name, names);
  throw new UserError([
    {
      code,
      where,
      message: `there is no such ${noun}`,
      given: name,
      allowed: names.length === 0 ? "none is configured" : names.join(", "),
      ...(meant !== undefined && { fix: `did you mean ${meant}?` }),
    },
  ]);
}

/**
 * Environments that a use case lives in, in promotion order: the one of this name, or all of them.
 * @throws UserError if there is none of this name, or the use case is not there
 */
export function chosenHomes(
  configuration: Configuration,
  useCase: UseCase,
  name: string | undefined,
): readonly string[] {
  if (name === undefined) return useCase.environments;
  const environment = chosenEnvironment(configuration, name).name;
  if (useCase.environments.includes(environment)) return [environment];
  throw new UserError([
    {
      code: "MLOPS-CLI-003",
      where: "<environment>",
      message: `${useCase.name} does not live there`,
      given: environment,
      allowed: useCase.environments.join(", "),
      fix: `add it to environments in config/use-cases/${useCase.name}.yaml`,
    },
  ]);
}
