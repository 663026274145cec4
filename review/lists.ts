import { canonicalJson } from "../domain/json/canonical-json";

/** An item of a list before and after: its index in each, and what stands for it in a path. */
export interface Pair {
  readonly key: string | number;
  readonly was?: number;
  readonly is?: number;
}

/** Arguments that tell items apart, in the order in which they are tried. */
const identities = ["name", "key", "id", "displayName", "metric_name", "metricName", "email_address", "location"];

/**
 * Which item of a list was which. Objects are matched by a name that all of them have, else by being the same; what is
 * left over, in order. So an item that is put in front, or a set in another order, does not show as a change of all.
 */
export function matchItems(old: readonly unknown[], now: readonly unknown[]): readonly Pair[] {
  const identity = identities.find((key) => isIdentity(old, key) && isIdentity(now, key));
  return identity === undefined ? matchByContent(old, now) : matchByName(old, now, identity);
}

const nameIn = (item: unknown, key: string): unknown => (item as Record<string, unknown> | null)?.[key];

function isIdentity(items: readonly unknown[], key: string): boolean {
  // A block that stands once is that block, whatever it is called.
  const names = new Set(items.map((item) => nameIn(item, key)));
  return names.size === items.length && items.every((item) => typeof nameIn(item, key) === "string");
}

function matchByName(old: readonly unknown[], now: readonly unknown[], identity: string): readonly Pair[] {
  if (old.length <= 1 && now.length <= 1) return matchByContent(old, now);
  const was = new Map(old.map((item, index) => [nameIn(item, identity) as string, index]));
  const is = new Map(now.map((item, index) => [nameIn(item, identity) as string, index]));
  const keys = [...new Set([...was.keys(), ...is.keys()])];
  return keys.map((key) => ({ key, was: was.get(key), is: is.get(key) }));
}

function matchByContent(old: readonly unknown[], now: readonly unknown[]): readonly Pair[] {
  const free = new Map<string, number[]>();
  old.forEach((item, index) => {
    const text = canonicalJson(item);
    const same = free.get(text);
    if (same === undefined) free.set(text, [index]);
    else same.push(index);
  });
  const left: number[] = [];
  now.forEach((item, index) => {
    if (free.get(canonicalJson(item))?.shift() === undefined) left.push(index);
  });
  const gone = [...free.values()].flat().sort((a, b) => a - b);
  return Array.from({ length: Math.max(gone.length, left.length) }, (_, index) => ({
    key: left[index] ?? gone[index]!,
    was: gone[index],
    is: left[index],
  }));
}
