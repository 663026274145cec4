import { stackOf } from "../names";
import { join } from "node:path";
import { wanted } from "../../domain/text/pattern";
import { salvage } from "../walk";
import type { YamlFile } from "../yaml/file";
import { readText } from "../yaml/read-text";
import { assetId, registeredIn } from "./data-asset-checks";
import { overridable, VariantSource } from "./overrides";
import { useCaseSchema, variantSchema } from "./schema";

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
  return (useCase) => environments.some((environment) => isWanted(stackOf(environment, useCase)));
}

/**
 * Whether a use case may be the first, by name, that registers a data asset of those that were read: it registers it for
 * all. Looks at the text, which holds an asset's name as it is unless it is written with escapes, and at no use case after
 * the first that does.
 * @param folder - of the use cases
 */
export function mayRegisterFirst(folder: string): (useCase: string, read: ReadonlyMap<string, YamlFile>) => boolean {
  /** By environment and asset, the first use case of those that were read. */
  const first = new Map<string, string>();
  const known = new Set<string>();
  const take = (read: ReadonlyMap<string, YamlFile>): void => {
    for (const [useCase, file] of read) {
      if (known.has(useCase)) continue;
      known.add(useCase);
      for (const id of registeredBy(file)) {
        const before = first.get(id);
        if (before === undefined || useCase < before) first.set(id, useCase);
      }
    }
  };
  return (useCase, read) => {
    take(read);
    const open = [...first].filter(([, registrar]) => useCase < registrar);
    if (open.length === 0) return false;
    const text = readText(join(folder, `${useCase}.yaml`));
    // What cannot be read is read with the others, so that it is told.
    if (!("text" in text)) return true;
    const lower = text.text.toLowerCase();
    return lower.includes("\\") || open.some(([id]) => lower.includes(assetOf(id)));
  };
}

/** The data assets that a use case registers, by environment. */
function registeredBy(file: YamlFile): readonly string[] {
  const { environments } = salvage(useCaseSchema.pick({ environments: true }), file.value) ?? {};
  const base = overridable(file, ["data"]);
  return (environments ?? []).flatMap((environment) => {
    if (environment === undefined) return [];
    const { value } = new VariantSource(file, environment, base);
    return registeredIn(salvage(variantSchema.pick({ data: true }), value)?.data).map((asset) =>
      assetId(environment, asset),
    );
  });
}

const assetOf = (id: string): string => id.slice(id.indexOf("/") + 1);
