import { stackOfEnvironment } from "../../schema/names";
import type { Configuration, Environment } from "../../schema/configuration";
import { deploymentsOf } from "../../domain/promotion/release";

/** Machines that the configuration asks for, at the most at once. */
export interface Need {
  /** Its stack: regions of one are told apart. */
  readonly environment: string;
  /** What they are for, e.g. `cluster cpu` or `endpoint of customer-churn, model 13`. */
  readonly what: string;
  readonly kind: "cluster" | "instance" | "endpoint";
  readonly size: string;
  /** How many, reserves included. */
  readonly count: number;
}

/**
 * Azure ML keeps one in five instances of a deployment free for updates, as quota, not as cost: a deployment of n needs
 * ceil(1.2 n). Source: Azure ML, "Virtual machine quota allocation for deployment". Some sizes are exempt from it; the
 * page lists them, no API does, so it is counted for all.
 */
const reserved = (instances: number): number => Math.ceil((instances * 12) / 10);

/** Everything an environment and its use cases may run at the same time. */
export function needsOf({ useCases }: Configuration, environment: Environment): readonly Need[] {
  const { name, compute } = environment;
  const stack = stackOfEnvironment(environment);
  const clusters = Object.entries(compute.clusters).map(([key, { size, maxNodes }]): Need => ({
    environment: stack,
    what: `cluster ${key}`,
    kind: "cluster",
    size,
    count: maxNodes,
  }));
  const instances = Object.entries(compute.instances).map(([key, { size }]): Need => ({
    environment: stack,
    what: `instance ${key}`,
    kind: "instance",
    size,
    count: 1,
  }));
  const endpoints = useCases
    .flatMap(({ variants }) => variants.filter((variant) => variant.environment === name))
    .flatMap(({ name: useCase, serving, release }): readonly Need[] =>
      serving === undefined
        ? []
        : deploymentsOf(release).map(({ model }) => ({
            environment: stack,
            what: `${useCase} model ${model}`,
            kind: "endpoint",
            size: serving.size,
            count: reserved(serving.instances.max),
          })),
    );
  return [...clusters, ...instances, ...endpoints];
}
