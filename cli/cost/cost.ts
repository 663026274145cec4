import { armTypeOf, estimate, type CostedStack, type Estimate, type Rates } from "../../cost/estimate";
import type { Load } from "../../cost/load";
import { UserError } from "../../domain/problem/problem";
import { stackOfEnvironment } from "../../schema/names";
import { environmentStacks, withRecovery } from "../../schema/recovery";
import type { Configuration, Environment } from "../../schema/configuration";
import { loadConfiguration } from "../../schema/load";
import { didYouMean } from "../../domain/problem/did-you-mean";
import { definedResources, type DefinedResource } from "../explain/resources";

export interface CostOptions {
  readonly config: string;
  /** An environment or a use case. @default - everything */
  readonly name?: string;
  readonly rates: Rates;
  readonly load: Load;
}

/** A month of an environment, a use case or everything, and the regions that it is in. */
export interface MonthOf extends Estimate {
  readonly regions: readonly string[];
}

/**
 * What a month costs, by what the stacks define: nothing is asked of Azure.
 * @throws UserError if there is neither an environment nor a use case of this name
 */
export async function monthOf({ config, name, rates, load }: CostOptions): Promise<MonthOf> {
  const configuration = loadConfiguration(config);
  const wanted = stacksOf(configuration, name);
  // What use cases rest upon, e.g. clusters, is in the environments.
  const around = withRecovery(configuration.environments)
    .map((environment) => ({ stack: stackOfEnvironment(environment), environment }))
    .filter(({ stack }) => !wanted.has(stack));
  const defined = await definedResources(config, [...wanted.keys(), ...around.map(({ stack }) => stack)]);
  const costed = (stack: string, { region, environment }: Place): CostedStack =>
    costedStack(stack, { region, ...(environment !== undefined && { environment }) }, defined.get(stack) ?? []);
  const month = estimate(
    [...wanted].map(([stack, place]) => costed(stack, place)),
    rates,
    load,
    around.map(({ stack, environment }) => costed(stack, placeOf(environment))),
  );
  return { ...month, regions: [...new Set([...wanted.values()].map(({ region }) => region))] };
}

/** Where a stack is. */
type Place = Pick<CostedStack, "region" | "environment">;

/** Of what is in an environment. Its two regions are apart: clusters of one name are in both. */
const placeOf = (environment: Environment): Place => ({
  region: environment.location,
  environment: stackOfEnvironment(environment),
});

/** A stack as the estimate takes it. */
export const costedStack = (name: string, place: Place, resources: readonly DefinedResource[]): CostedStack => ({
  name,
  ...place,
  resources: resources.map(({ address, name: called, arguments: values }) => {
    const type = address.split(".")[0]!;
    return { type, armType: armTypeOf(type, values), name: called, values };
  }),
});

/** Places by stack, in the order of deployment. */
function stacksOf(configuration: Configuration, name: string | undefined): ReadonlyMap<string, Place> {
  const { organization, environments, useCases } = configuration;
  const all = new Map<string, Place & { readonly of?: string; readonly useCase?: string }>();
  all.set("bootstrap", { region: organization.platform.location });
  all.set("registry", { region: organization.platform.location });
  for (const { name: stack, environment, useCase } of environmentStacks(configuration)) {
    all.set(stack, { ...placeOf(environment), of: environment.name, ...(useCase !== undefined && { useCase }) });
  }
  const known = [...environments, ...useCases].map((one) => one.name);
  if (name !== undefined && !known.includes(name)) {
    const meant = didYouMean(name, known);
    throw new UserError([
      {
        code: "MLOPS-COST-001",
        where: "[name]",
        message: "there is neither an environment nor a use case of this name",
        given: name,
        allowed: known.length === 0 ? "none is configured" : known.join(", "),
        ...(meant !== undefined && { fix: `did you mean ${meant}?` }),
      },
    ]);
  }
  return new Map([...all].filter(([, { of, useCase }]) => name === undefined || name === of || name === useCase));
}
