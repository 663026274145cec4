import { join } from "node:path";
import { isTree } from "../../domain/json/tree";
import { useCaseNames } from "../../domain/azure/use-case-names";
import { wanted } from "../../domain/text/pattern";
import type { YamlFile } from "../yaml/file";
import { readText } from "../yaml/read-text";

/** Stacks that are made of every use case. */
const OF_ALL = ["pipelines"];

/**
 * Whether stacks are made of a use case, by its name: one among a thousand should cost what one among three does.
 * Undefined if they are made of all.
 * @param only - names of stacks, with `*` for any text. @default - all stacks
 */
export function isOfStacks(
  only: readonly string[] | undefined,
  environments: readonly string[],
): ((useCase: string) => boolean) | undefined {
  const isWanted = wanted(only);
  if (OF_ALL.some(isWanted)) return undefined;
  return (useCase) =>
    environments.some((environment) =>
      isWanted(useCaseNames({ prefix: "", subscription: "", environment, useCase }).stack),
    );
}

/**
 * Whether another use case may register a data asset of these ones: which of several does is known only if all are read.
 * Looks at the text, which holds an asset's name as it is unless it is written with escapes.
 * @param folder - of the use cases
 */
export function mayShareAssets(
  chosen: ReadonlyMap<string, YamlFile>,
  folder: string,
): ((useCase: string) => boolean) | undefined {
  const assets = [...new Set([...chosen.values()].flatMap(({ value }) => assetsIn(value)))];
  if (assets.length === 0) return undefined;
  return (useCase) => {
    const read = readText(join(folder, `${useCase}.yaml`));
    // What cannot be read is read with the others, so that it is told.
    if (!("text" in read)) return true;
    const text = read.text.toLowerCase();
    return text.includes("\\") || assets.some((asset) => text.includes(asset));
  };
}

/** Every name of an asset that stands in a value, in lower case. */
function assetsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(assetsIn);
  if (!isTree(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "asset" && typeof inner === "string" ? [inner.toLowerCase()] : assetsIn(inner),
  );
}
