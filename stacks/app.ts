import { stackOf, stackOfEnvironment } from "../schema/names";
import { holdsUseCases, inRegion, withRecovery } from "../schema/recovery";
import { Annotations, type App } from "cdktf";
import { environmentsWithDataReaders } from "../schema/use-case/data-readers";
import { leftFromExamples } from "../schema/left-from-examples";
import type { Configuration } from "../schema/configuration";
import { wanted } from "../domain/text/pattern";
import { placeState, type StateLocation } from "./backend";
import { BootstrapStack } from "./bootstrap";
import { EnvironmentStack } from "./environment";
import { definePipelines } from "./pipelines";
import { asLiterals } from "./literals";
import { RegistryStack } from "./registry";
import type { Stack } from "./stack";
import { UseCaseStack } from "./use-case";

export interface StacksProps {
  /** Where the state of each stack goes. */
  readonly state: StateLocation;
  /**
   * Which stacks to define: names with `*` for any text, e.g. `dev-*`. The others cost no time.
   * @default - all
   */
  readonly only?: readonly string[];
}

/** Stacks that say whose tokens are trusted. */
const TRUSTING = ["bootstrap", "pipelines"];

/** Says what of a shipped example would be trusted, or deployed into. */
function warnOfExample(stack: Stack, configuration: Configuration): void {
  const left = leftFromExamples(configuration);
  if (left.length === 0) return;
  Annotations.of(stack).addWarning(
    `MLOPS-BOOTSTRAP-002 ${left.join(", ")}: still the example's, and whoever has that name would be trusted; ` +
      "replace them before you deploy to Azure",
  );
}

/** Turns a configuration into the stacks it asks for. */
export function defineStacks(app: App, configuration: Configuration, props: StacksProps): void {
  // Everything that people wrote goes through here, so that nothing of it is evaluated, in no stack and no construct.
  const { organization, environments, useCases } = asLiterals(configuration);
  const state = asLiterals(props.state);
  const isWanted = wanted(props.only);
  const define = <S extends Stack>(id: string, make: () => S): S | undefined => {
    if (!isWanted(id)) return undefined;
    const stack = make();
    placeState(stack, id, state, organization);
    if (state.kind === "azure" && TRUSTING.includes(id)) warnOfExample(stack, configuration);
    return stack;
  };

  const bootstrap = define(
    "bootstrap",
    () =>
      new BootstrapStack(app, "bootstrap", {
        organization,
        environments,
        withDataReaders: environmentsWithDataReaders(useCases),
      }),
  );
  const pipelines = define("pipelines", () =>
    definePipelines(app, "pipelines", { organization, environments, useCases }),
  );
  // They look up the identities that bootstrap makes.
  if (bootstrap !== undefined) pipelines?.addDependency(bootstrap);
  const registry = define(
    "registry",
    () =>
      new RegistryStack(app, "registry", {
        organization,
        environments: environments.map(({ name }) => name),
        publishing: environments.some(({ compute }) => compute.publishesModels),
      }),
  );
  if (bootstrap !== undefined && organization.platform.registry.publishedByPipelines)
    registry?.addDependency(bootstrap);
  for (const environment of withRecovery(environments)) {
    const { name } = environment;
    const home = stackOfEnvironment(environment);
    const own = define(home, () => new EnvironmentStack(app, home, { organization, environment }));
    for (const useCase of holdsUseCases(environment) ? useCases : []) {
      if (useCase.variants.every((variant) => variant.environment !== name)) continue;
      const id = stackOf(home, useCase.name);
      const props = { organization, environment, useCase: inRegion(useCase, environment) };
      const stack = define(id, () => new UseCaseStack(app, id, props));
      if (own !== undefined) stack?.addDependency(own);
      // What another use case registers has to be there first.
      const { sharedAssets } = useCase.variants.find(({ environment: at }) => at === name)!;
      for (const owner of new Set(Object.values(sharedAssets))) {
        const other = app.node.tryFindChild(stackOf(home, owner));
        if (other !== undefined) stack?.addDependency(other as Stack);
      }
    }
  }
}
