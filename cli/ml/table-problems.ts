import type { Problem } from "../../domain/problem/problem";

/** What Python said on stderr of tables and options that are wrong, a line each, as problems: `place what is wrong; what to do`. */
export const tableProblems = (said: readonly string[]): readonly Problem[] =>
  said
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [, where = "tables", rest = line] = /^(\S+) (.+)$/.exec(line.trim()) ?? [];
      const [message = rest, ...fix] = rest.split("; ");
      return { code: "MLOPS-ML-043", where, message, ...(fix.length > 0 && { fix: fix.join("; ") }) };
    });
