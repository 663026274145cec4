/** Way to a value from the root of a file: keys of mappings and indexes of lists. */
export type Path = readonly (string | number)[];

/** `network.outbound.rules.pypi`, `access.auditors[0].group`; the root is `the file`. */
export function describePath(path: Path): string {
  if (path.length === 0) return "the file";
  return path
    .map((segment, index) => {
      if (typeof segment === "number") return `[${segment}]`;
      return index === 0 ? segment : `.${segment}`;
    })
    .join("");
}

/** A path as one text, to compare. */
export const pathKey = (path: Path): string => path.join("\0");

/** The value at a path of plain objects and lists; undefined where the path leads nowhere. */
export function valueAt(value: unknown, path: Path): unknown {
  let inner = value;
  for (const segment of path) {
    if (typeof inner !== "object" || inner === null || !Object.hasOwn(inner, segment)) return undefined;
    inner = (inner as Readonly<Record<string | number, unknown>>)[segment];
  }
  return inner;
}
