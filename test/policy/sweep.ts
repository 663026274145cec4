import { isTree } from "../../policy/value";

/** A place in a resource, with all there is to spoil it by. */
export interface Spot {
  /** With dots; lists leave no trace. */
  readonly path: string;
  readonly way: readonly (string | number)[];
}

/** How a value is spoilt: turned over, either way, taken to an end, replaced, emptied or taken away. */
export const spoils = {
  off: (value: unknown) => (value === true ? false : undefined),
  on: (value: unknown) => (value === false ? true : undefined),
  less: (value: unknown) => (typeof value === "number" ? (value > 0 ? 0 : undefined) : undefined),
  more: (value: unknown) => (typeof value === "number" ? Math.max(value, 1) * 100_000 : undefined),
  else: (value: unknown) => (typeof value === "string" && !value.includes("${") ? "zz-else" : undefined),
  none: (value: unknown) => (Array.isArray(value) && value.length > 0 ? [] : undefined),
} as const;
export type Spoil = keyof typeof spoils | "gone";

/** Names that people choose, in ways: one stands for all. */
const CHOSEN = [
  [/^(body\.)?(properties\.)?tags\..+$/, "tags"],
  [/(\.signals)\.[^.]+(\..+)?$/, "$1.*$2"],
  [/(\.collections)\.[^.]+\./, "$1.*."],
  [/(userAssignedIdentities)\..+$/, "$1.*"],
  [/(\.(traffic|mirrorTraffic))\..+$/, "$1.*"],
  [/(jobDefinition\.(inputs|outputs|tags))\..+$/, "$1.*"],
  [/^(body\.properties\.definition\.actions)\..+$/, "$1.*"],
  [/^(body\.properties\.definition\.(parameters|triggers))\..+$/, "$1.*"],
  [/^(body\.properties\.parameters)\..+$/, "$1.*"],
  [/^(replace_triggers_external_values)\..+$/, "$1.*"],
] as const;

const named = (path: string): string => CHOSEN.reduce((text, [pattern, by]) => text.replace(pattern, by), path);

/** Every value in a resource, lists of values and blocks as a whole, too. */
export function spotsOf(value: unknown, way: readonly (string | number)[] = [], path = ""): readonly Spot[] {
  const own = way.length === 0 ? [] : [{ path: named(path), way }];
  if (Array.isArray(value)) {
    // Of several alike, the first is enough.
    return [...own, ...(value.length > 0 && isTree(value[0]) ? spotsOf(value[0], [...way, 0], path) : [])];
  }
  if (!isTree(value)) return own;
  return [
    ...own,
    ...Object.entries(value).flatMap(([key, inner]) =>
      key === "//" ? [] : spotsOf(inner, [...way, key], path === "" ? key : `${path}.${key}`),
    ),
  ];
}

/** Spoils a value in place; false if it cannot be spoilt so. */
export function spoil(root: Record<string, unknown>, way: Spot["way"], how: Spoil): boolean {
  let target = root as Record<string | number, unknown>;
  for (const key of way.slice(0, -1)) target = target[key] as Record<string | number, unknown>;
  const last = way.at(-1)!;
  if (how === "gone") {
    if (typeof last === "number") return false;
    return Reflect.deleteProperty(target, last);
  }
  const spoilt = spoils[how](target[last]);
  if (spoilt === undefined) return false;
  target[last] = spoilt;
  return true;
}
