import { type Edit, type Mutation, type Stacks } from "./basic";

/** Changes a stack beside its resources: providers, backend, outputs and other blocks. */
export const inStack = (stack: string, change: (json: Record<string, unknown>) => void): Edit => {
  return (stacks: Stacks) => {
    change(stacks[stack] as Record<string, unknown>);
  };
};

export const mutation = (what: string, spoil: Edit, also?: readonly string[]): Mutation => ({
  what,
  spoil,
  ...(also && { also }),
});

type Tree = Record<string, unknown>;

/** The one block of a provider. */
export const provider = (stack: string, name: string, change: (settings: Tree) => void): Edit =>
  inStack(stack, (json) => {
    change(((json["provider"] as Record<string, Tree[]>)[name] ?? [])[0]!);
  });

export const features = (stack: string, block: string, settings: Tree): Edit =>
  provider(stack, "azurerm", (own) => {
    const [all] = own["features"] as Tree[];
    all![block] = [{ ...((all![block] as Tree[] | undefined) ?? [{}])[0], ...settings }];
  });
