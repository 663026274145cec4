import { type Check, valuesAt } from "./checks";
import type { TypeEntry } from "./type-entry";

/** Checks of the fewest and most items of lists of plain values, which Terraform itself leaves to the provider. */
export function listChecks(entry: Pick<TypeEntry, "items">): readonly Check[] {
  return Object.entries(entry.items ?? {}).map(([path, [fewest, most]]): Check => {
    return (values) =>
      valuesAt(values, path)
        .filter((value) => Array.isArray(value))
        .map((value) => (value as readonly unknown[]).length)
        .filter((count) => (count > 0 || !path.includes(".")) && isOutside(count, fewest, most))
        .map((count) => ({ path, message: describe(path, count, fewest, most) }));
  });
}

/** Terraform writes an absent block as an empty list, so that emptiness only counts where something is required. */
const isOutside = (count: number, fewest: number, most: number | undefined): boolean =>
  (count > 0 && count < fewest) || (most !== undefined && count > most);

function describe(path: string, count: number, fewest: number, most: number | undefined): string {
  const wanted = most === undefined ? `${fewest} item minimum` : `${fewest} to ${most} items`;
  return `${path}: attribute supports ${wanted}, config has ${count} declared`;
}
