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

/** Whether a path is one of those that patterns mean, in their order: one with `!` takes files out again. */
export const matchesAny = (patterns: readonly string[], path: string): boolean =>
  patterns.reduce(
    (found, pattern) =>
      pattern.startsWith("!") ? found && !matches(pattern.slice(1), path) : found || matches(pattern, path),
    false,
  );

/**
 * Whether a path is one that a pattern means, as GitHub reads both CODEOWNERS and the required reviewers of a ruleset: as
 * .gitignore does, without ranges and escapes.
 */
export function matches(pattern: string, path: string): boolean {
  if (/[!{}[\]\\]/.test(pattern)) throw new Error(`the sandbox does not know such a pattern: ${pattern}`);
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
