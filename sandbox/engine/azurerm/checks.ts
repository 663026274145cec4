import type { ObjectValue, Value } from "../terraform/wire";
import { UNKNOWN } from "../terraform/wire";

/** One thing the provider refuses, and the argument it is about. */
export interface Finding {
  /** Dotted path of the argument, or its root for whole-resource findings. */
  readonly path: string;
  readonly message: string;
}

/** Looks at a configuration and never throws. Values not yet known are let through, as the provider does. */
export type Check = (values: ObjectValue) => readonly Finding[];

/** All values found at a dotted path, through lists and sets of blocks. */
export function valuesAt(values: Value | undefined, path: string): readonly Value[] {
  let found: readonly (Value | undefined)[] = [values];
  for (const step of path.split(".")) {
    found = found
      .flatMap((value) => (Array.isArray(value) ? (value as Value[]) : [value]))
      .map((value) => (isObject(value) ? value[step] : value === UNKNOWN ? UNKNOWN : null));
  }
  return found.map((value) => value ?? null);
}

const known = (value: Value): boolean => value !== null && value !== UNKNOWN;
const isObject = (value: Value | undefined): value is ObjectValue =>
  typeof value === "object" && value !== null && value !== UNKNOWN && !Array.isArray(value);
const leaves = (value: Value): readonly Value[] =>
  Array.isArray(value) ? (value as Value[]).flatMap(leaves) : [value];

/** Whether an argument is written: neither absent nor an empty list of blocks. */
function isSet(values: ObjectValue, path: string): boolean {
  return valuesAt(values, path).some((value) => value !== null && !(Array.isArray(value) && value.length === 0));
}

function each(path: string, refuse: (value: Exclude<Value, null>) => string | undefined): Check {
  return (values) =>
    valuesAt(values, path)
      .flatMap(leaves)
      .filter(known)
      .map((value) => refuse(value!))
      .filter((message) => message !== undefined)
      .map((message) => ({ path, message }));
}

export function oneOf(path: string, ...allowed: readonly (string | number)[]): Check {
  return each(path, (value) =>
    allowed.includes(value as string)
      ? undefined
      : `expected ${path} to be one of [${allowed.map((item) => JSON.stringify(item)).join(" ")}], got ${String(value)}`,
  );
}

export function matches(path: string, pattern: RegExp, rule: string): Check {
  return each(path, (value) =>
    pattern.test(String(value)) ? undefined : `invalid value for ${path} (${rule}): ${String(value)}`,
  );
}

export function between(path: string, lowest: number, highest: number): Check {
  return each(path, (value) =>
    Number(value) >= lowest && Number(value) <= highest
      ? undefined
      : `expected ${path} to be in the range (${lowest} - ${highest}), got ${String(value)}`,
  );
}

export const guid = (path: string): Check =>
  matches(path, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, "must be a valid UUID");

/** The address of a key in a key vault, of one version or whichever is the newest. Source: azurerm 4.55.0, `parseNestedItemId`. */
export const keyId = (path: string): Check =>
  matches(
    path,
    /^https:\/\/(?![^/]*\.managedhsm\.)[^/]+\/keys\/[^/]+(\/[^/]+)?$/i,
    "a Key Vault key id with optional version",
  );

/** A web address of one of some schemes. */
export const url = (path: string, ...schemes: readonly string[]): Check =>
  matches(path, new RegExp(`^(${schemes.join("|")})://[^/\\s]+\\S*$`), `a URL of ${schemes.join(" or ")}`);

/**
 * The argument must be the id of a resource of `type`, upper and lower case as azurerm writes them; without a type, of anything
 * below a subscription. Source: azurerm 4.55.0, the parsers of `resourceids` and `ParseAzureResourceID`.
 */
export function resourceId(path: string, type?: string): Check {
  const fits = type === undefined ? isAnyId : (id: string) => idPattern(type).test(id);
  return each(path, (value) =>
    fits(String(value))
      ? undefined
      : `parsing the ${path} ${JSON.stringify(value)}: expected the id of a ${type ?? "resource"}`,
  );
}

function idPattern(type: string): RegExp {
  const group = "^/subscriptions/[^/]+/resourceGroups/[^/]+";
  if (type === "Microsoft.Resources/resourceGroups") return new RegExp(`${group}$`);
  const [namespace, ...kinds] = type.split("/");
  const segments = kinds.map((kind) => `/${kind}/[^/]+`).join("");
  return new RegExp(`${group}/providers/${namespace!.replaceAll(".", "\\.")}${segments}$`);
}

/** Pairs of a key and a value, none of them empty, one of them a subscription. */
function isAnyId(id: string): boolean {
  const parts = id.replace(/^\//, "").replace(/\/$/, "").split("/");
  const isSubscription = parts.some((part, index) => index % 2 === 0 && part === "subscriptions");
  return id.startsWith("/") && parts.length % 2 === 0 && !parts.includes("") && isSubscription;
}

export function exactlyOne(...paths: readonly string[]): Check {
  return (values) => {
    if (paths.some((path) => valuesAt(values, path).includes(UNKNOWN))) return [];
    const set = paths.filter((path) => isSet(values, path));
    if (set.length === 1) return [];
    const reason = set.length === 0 ? "one must be specified" : `only one can be specified, but ${set.join(", ")} are`;
    return [{ path: paths[0]!, message: `of ${paths.join(", ")} exactly ${reason}` }];
  };
}

export function atLeastOne(...paths: readonly string[]): Check {
  return (values) =>
    paths.some((path) => isSet(values, path))
      ? []
      : [{ path: paths[0]!, message: `at least one of ${paths.join(", ")} must be specified` }];
}

export function conflicts(path: string, ...others: readonly string[]): Check {
  return (values) => {
    const clash = isSet(values, path) ? others.filter((other) => isSet(values, other)) : [];
    return clash.map((other) => ({ path, message: `${path} conflicts with ${other}` }));
  };
}

export function requires(path: string, ...others: readonly string[]): Check {
  return (values) => {
    const missing = isSet(values, path) ? others.filter((other) => !isSet(values, other)) : [];
    return missing.map((other) => ({ path, message: `${path} requires ${other} to be specified too` }));
  };
}

/** A rule in code: what is wrong, or undefined. Called only while everything in `paths` is known. */
export function rule(paths: readonly string[], refuse: (values: ObjectValue) => string | undefined): Check {
  return (values) => {
    if (paths.some((path) => valuesAt(values, path).flatMap(leaves).includes(UNKNOWN))) return [];
    const message = refuse(values);
    return message === undefined ? [] : [{ path: paths[0]!, message }];
  };
}
