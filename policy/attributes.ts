import type { PolicyResource } from "./resource";
import { every, fail, pass, type Rule, unknownAt, type Verdict } from "./rule";
import { isTree, leaves, type Path, Unknown } from "./value";

/** What a value must be, and how to say so. */
export interface Condition {
  /** After "wanted": `TLS1_2 or TLS1_3`. */
  readonly wanted: string;
  holds(value: unknown): boolean;
  /** Whether the id of another resource in the stack will do, although it is known after apply only. @default false */
  readonly reference?: boolean;
}

/** What one attribute must be. */
export interface Expectation {
  readonly path: Path;
  readonly is: Condition;
  /** What it counts as if it is not set. @default "fail" */
  readonly absent?: "pass" | "fail";
  /** Leaves resources out. */
  readonly when?: (resource: PolicyResource) => boolean;
}

/** A rule about attributes: what they must be, by kind of resource. */
export function attributes(
  byKind: Readonly<Record<string, Expectation | readonly Expectation[]>>,
): Pick<Rule, "kinds" | "partial" | "attributes" | "check"> {
  const expectations = new Map(
    Object.entries(byKind).map(([kind, expected]) => [kind.toLowerCase(), [expected].flat() as readonly Expectation[]]),
  );
  return {
    kinds: Object.keys(byKind),
    partial: true,
    attributes: Object.fromEntries(
      Object.entries(byKind).map(([kind, expected]) => [kind, [expected].flat().map(({ path }) => path)]),
    ),
    check: (resource) => every(expectations.get(resource.kind.toLowerCase())!.map((one) => expect(resource, one))),
  };
}

/** Whether a resource's attribute is what it must be. */
export function expect(resource: PolicyResource, { path, is, absent, when }: Expectation): Verdict | undefined {
  if (when?.(resource) === false) return undefined;
  const found = resource.at(path);
  if (absent === "pass" && resource.isFilledIn(path)) return pass;
  if (found.state === "unknown") {
    return is.reference === true && found.references.length > 0 ? pass : unknownAt(path);
  }
  if (found.state === "absent") {
    if (resource.partial) return undefined;
    return absent === "pass" ? pass : fail(`${path} is not set, wanted ${is.wanted}`);
  }
  const notKnown = leaves(found.value).filter((leaf) => leaf instanceof Unknown);
  const references = notKnown.every((leaf) => leaf.references.length > 0);
  if (notKnown.length > 0 && !(is.reference === true && references)) return unknownAt(path);
  return is.holds(found.value) ? pass : fail(`${path} is ${shown(found.value)}, wanted ${is.wanted}`);
}

/** The same text, whatever its case: Azure answers in its own. */
const same = (a: unknown, b: unknown): boolean =>
  typeof a === "string" && typeof b === "string" ? a.toLowerCase() === b.toLowerCase() : a === b;

export const equals = (wanted: string | number | boolean): Condition => oneOf(wanted);

export const oneOf = (...wanted: readonly (string | number | boolean)[]): Condition => ({
  wanted: wanted.join(" or "),
  holds: (value) => wanted.some((one) => same(one, value)),
});

export const noneOf = (...refused: readonly string[]): Condition => ({
  wanted: `anything but ${refused.join(" or ")}`,
  holds: (value) => !refused.some((one) => same(one, value)),
});

export const between = (least: number, most: number): Condition => ({
  wanted: `${least} to ${most}`,
  holds: (value) => typeof value === "number" && value >= least && value <= most,
});

export const atLeast = (least: number): Condition => ({
  wanted: `${least} or more`,
  holds: (value) => typeof value === "number" && value >= least,
});

export const matches = (pattern: RegExp, words: string): Condition => ({
  wanted: words,
  holds: (value) => typeof value === "string" && pattern.test(value),
});

export const includes = (wanted: string): Condition => ({
  wanted: `a list with ${wanted}`,
  holds: (value) => [value].flat().some((one) => same(one, wanted)),
});

/** Anything that is not empty. */
export const present: Condition = {
  reference: true,
  wanted: "a value",
  holds: (value) => value !== "" && !(Array.isArray(value) && value.length === 0),
};

/** An empty list. */
export const empty: Condition = { wanted: "none", holds: (value) => Array.isArray(value) && value.length === 0 };

/** Longest value that a message repeats. */
const MAX_SHOWN = 60;

/** A value in a message: short, on one line. Secrets never get here, see `fromPlan`. */
export function shown(value: unknown): string {
  if (Array.isArray(value) && value.every((one) => typeof one !== "object")) {
    return value.length === 0 ? "empty" : shown(value.join(", "));
  }
  if (Array.isArray(value)) return `${value.length} ${value.length === 1 ? "entry" : "entries"}`;
  if (isTree(value)) return "an object";
  const text = String(value).replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, " ");
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
