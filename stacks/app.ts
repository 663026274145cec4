import type { App, TerraformStack } from "cdktf";
import type { Configuration } from "../config/schema";
import { placeState, type StateLocation } from "./backend";
import { BootstrapStack } from "./bootstrap";
import { EnvironmentStack } from "./environment";
import { RegistryStack } from "./registry";

export interface StacksProps {
  /** Where the state of each stack goes. */
  readonly state: StateLocation;
}

/** Turns a configuration into the stacks it asks for. */
export function defineStacks(app: App, configuration: Configuration, props: StacksProps): void {
  const { organization, environments } = configuration;
  const place = (stack: TerraformStack) => placeState(stack, stack.node.id, props.state, organization);

  place(new BootstrapStack(app, "bootstrap", { organization, environments }));
  place(new RegistryStack(app, "registry", { organization }));
  for (const environment of environments) {
    place(new EnvironmentStack(app, environment.name, { organization, environment }));
  }
}
