/** A line of CODEOWNERS. */
export interface OwnersLine {
  readonly pattern: string;
  readonly owners: readonly string[];
}

export const parseOwners = (text: string): readonly OwnersLine[] =>
  text
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => {
      const [pattern, ...owners] = line.trim().split(/\s+/);
      return { pattern: pattern!, owners };
    });

/** Who owns a file: the last line that matches it says. */
export const ownersOf = (lines: readonly OwnersLine[], path: string): readonly string[] =>
  lines.findLast(({ pattern }) => matches(pattern, path))?.owners ?? [];

/**
 * Whether a path is one that a pattern means, as GitHub reads both CODEOWNERS and the required reviewers of a ruleset: as
 * .gitignore does, without `!` and ranges, which nothing here uses.
 */
export function matches(pattern: string, path: string): boolean {
  if (/[!{}[\]]/.test(pattern)) throw new Error(`no such pattern is known here: ${pattern}`);
  const inner = pattern.replace(/^\//, "").replace(/\/$/, "");
  const anchored = pattern.startsWith("/") || inner.includes("/");
  const source = inner
    .split(/(\*\*\/|\/\*\*$|\*\*|\*|\?)/)
    .map((part) => {
      if (part === "**/") return "(?:.*/)?";
      if (part === "/**") return "/.*";
      if (part === "**") return ".*";
      if (part === "*") return "[^/]*";
      if (part === "?") return "[^/]";
      return part.replace(/[\\^$.|+()[\]]/g, "\\$&");
    })
    .join("");
  // A folder's name stands for all that is in it.
  const rest = pattern.endsWith("/") ? "/.*" : "(?:/.*)?";
  return new RegExp(`^${anchored ? "" : "(?:.*/)?"}${source}${rest}$`).test(path);
}
