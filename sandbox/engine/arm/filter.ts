/** One comparison of an OData filter: `roleName eq 'Reader'`. */
export interface Comparison {
  /** In lower case. */
  readonly property: string;
  readonly value: string;
}

/** What a filter asks for: comparisons, all of them, and functions such as `atScope()` by lower-case name, with their text. */
export interface Filter {
  readonly comparisons: readonly Comparison[];
  readonly functions: ReadonlyMap<string, string>;
}

/** Takes an OData `$filter` apart, as far as Resource Manager's lists know any: `eq`, `and` and functions. */
export function parseFilter(text: string | null): Filter {
  const functions = new Map<string, string>();
  const comparisons: Comparison[] = [];
  for (const part of (text ?? "").split(/\s+and\s+/i)) {
    const equal = /^\s*([\w./]+)\s+eq\s+'([^']*)'\s*$/i.exec(part);
    if (equal !== null) comparisons.push({ property: equal[1]!.toLowerCase(), value: equal[2]! });
    const called = /^\s*(\w+)\(\s*'?([^')]*)'?\s*\)\s*$/.exec(part);
    if (called !== null) functions.set(called[1]!.toLowerCase(), called[2]!);
  }
  return { comparisons, functions };
}

/** The value that a filter compares a property with. */
export const asked = ({ comparisons }: Filter, property: string): string | undefined =>
  comparisons.find((one) => one.property === property.toLowerCase())?.value;
