import { SHIPPED } from "./configuration";
import { loadConfiguration } from "../../schema/load";
import { synthStacks, type StackJson } from "./stacks";

/**
 * A stack of the shipped configuration, to be compared with what is recorded. Five of them are: of each kind one, prod for
 * the environments, and the richer use case. What the others are follows from `test/stacks/parity.test.ts`.
 */
export const recorded = (name: string): StackJson => synthStacks(loadConfiguration(SHIPPED), [name])[name]!;
