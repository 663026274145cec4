import { imageBuildCluster } from "../domain/azure/image-builds";
import type { Configuration, Environment } from "./configuration";
import { stackOf, stackOfEnvironment } from "./names";
import type { UseCase, UseCaseInEnvironment } from "./use-case/model";

/** An environment, in its first region or in its second. */
type Recovered = Pick<Environment, "name" | "inRecovery" | "recovery">;

/**
 * The second region of an environment, as an environment of the same name elsewhere; undefined if it has none.
 *
 * Until it takes over nobody works in it: there are no instances, and clusters keep no nodes. A cold one has no clusters at all.
 * What images are built on is named all the same: it changes nothing before there is something to build.
 */
export function recoveryOf(environment: Environment): Environment | undefined {
  const { recovery, network, compute, resilience } = environment;
  if (recovery === undefined) return undefined;
  const { location, mode, active } = recovery;
  const { inbound, outbound, privateDns } = network;
  const idle = Object.entries(compute.clusters).map(([name, cluster]) => [name, { ...cluster, minNodes: 0 }] as const);
  const imageBuilds = imageBuildCluster(compute);
  return {
    ...environment,
    inRecovery: true,
    location,
    network: { ...recovery.network, inbound, outbound, privateDns },
    compute: active
      ? compute
      : {
          ...compute,
          clusters: mode === "cold" ? {} : Object.fromEntries(idle),
          instances: {},
          ...(imageBuilds !== undefined && { imageBuilds }),
        },
    // It is the copy.
    resilience: { ...resilience, registryReplicas: [] },
  };
}

/** An environment in each of its regions, by which of them trains, watches and answers. */
export interface Regions {
  readonly inCharge: Environment;
  /** @default - none: there is one region only */
  readonly resting?: Environment;
}

export function regionsOf(environment: Environment): Regions {
  const second = recoveryOf(environment);
  if (second === undefined) return { inCharge: environment };
  return isInCharge(second) ? { inCharge: second, resting: environment } : { inCharge: environment, resting: second };
}

/**
 * Which region of an environment is told of, beside its other: `northeurope, the second region, which is in charge; westeurope
 * rests`. Undefined where there is one only.
 * @param environment - in the region that is told of
 * @param home - the same environment as it is configured
 */
export function regionInWords(environment: Environment, home: Environment): string | undefined {
  const { inCharge, resting } = regionsOf(home);
  if (resting === undefined) return undefined;
  const other = environment.location === inCharge.location ? resting : inCharge;
  const which = environment.inRecovery === true ? "second" : "first";
  return isInCharge(environment)
    ? `${environment.location}, the ${which} region, which is in charge; ${other.location} rests`
    : `${environment.location}, the ${which} region, which rests; ${other.location} is in charge`;
}

/** Every environment, each followed by its second region where it has one. */
export const withRecovery = (environments: readonly Environment[]): readonly Environment[] =>
  environments.flatMap((one) => [one, ...[recoveryOf(one)].filter((other) => other !== undefined)]);

/** The same with each second region as it is when it takes over: what it needs then. */
export const withRecoveryInCharge = (environments: readonly Environment[]): readonly Environment[] =>
  environments.flatMap((one) => {
    if (one.recovery === undefined) return [one];
    return [one, recoveryOf({ ...one, recovery: { ...one.recovery, active: true } })!];
  });

/** Whether use cases are there: in a cold second region they are made when it takes over. */
export const holdsUseCases = ({ inRecovery, recovery }: Recovered): boolean =>
  inRecovery !== true || recovery!.mode === "warm" || recovery!.active;

/** Whether models are trained, watched and asked here: in one of two regions at a time. */
export const isInCharge = ({ inRecovery, recovery }: Recovered): boolean =>
  (recovery?.active ?? false) === (inRecovery ?? false);

/**
 * A use case as it is in a region of its environment. In the region that is not in charge the clock starts nothing, and of new
 * data people are told only; what waits for failover keeps as few instances as Azure lets it, and its silence is normal.
 */
export const inRegion = (useCase: UseCase, environment: Recovered): UseCase =>
  isInCharge(environment)
    ? useCase
    : { ...useCase, variants: useCase.variants.map((variant) => variantIn(variant, environment)) };

/** The same of what it is in one environment; that of another is left as it is. */
export const variantIn = (variant: UseCaseInEnvironment, environment: Recovered): UseCaseInEnvironment =>
  isInCharge(environment) || variant.environment !== environment.name ? variant : resting(variant, environment);

function resting(variant: UseCaseInEnvironment, { inRecovery }: Recovered): UseCaseInEnvironment {
  const { retraining, monitors, serving } = variant;
  return {
    ...variant,
    ...(retraining !== undefined && {
      retraining: {
        ...retraining,
        paused: true,
        ...(retraining.onNewData !== undefined && { onNewData: told(retraining.onNewData) }),
      },
    }),
    ...(monitors !== undefined && { monitors: { ...monitors, paused: true } }),
    ...(serving !== undefined && {
      serving: {
        ...serving,
        ...(inRecovery === true && { instances: { ...serving.instances, min: 1 } }),
        ...(serving.batch !== undefined && { batch: { ...serving.batch, paused: true } }),
        alerts: silent(serving.alerts),
      },
    }),
  };
}

type OnNewData = NonNullable<NonNullable<UseCaseInEnvironment["retraining"]>["onNewData"]>;
/** Where no data comes, none is late. */
const told = ({ folder, endsWith, cooldown, maxPerWeek }: OnNewData): OnNewData => ({
  ...{ mode: "notify", folder, cooldown, maxPerWeek },
  ...(endsWith !== undefined && { endsWith }),
});

type Alerts = NonNullable<UseCaseInEnvironment["serving"]>["alerts"];
/** Nor is it told when nobody asks. */
const silent = ({ latencyP95Milliseconds, serverErrorPercent }: Alerts): Alerts => ({
  serverErrorPercent,
  ...(latencyP95Milliseconds !== undefined && { latencyP95Milliseconds }),
});

/** A stack of an environment or of a use case in it, in either of its regions. */
export interface PlacedStack {
  readonly name: string;
  readonly environment: Environment;
  /** @default - none: the environment's own */
  readonly useCase?: string;
}

/** The stacks of environments in the order of deployment, those of a second region after those of the first. */
export const environmentStacks = ({
  environments,
  useCases,
}: Pick<Configuration, "environments" | "useCases">): readonly PlacedStack[] =>
  withRecovery(environments).flatMap((environment) => {
    const stack = stackOfEnvironment(environment);
    const here = holdsUseCases(environment)
      ? useCases.filter((useCase) => useCase.environments.includes(environment.name))
      : [];
    return [
      { name: stack, environment },
      ...here.map(({ name: useCase }) => ({ name: stackOf(stack, useCase), environment, useCase })),
    ];
  });
