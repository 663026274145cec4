import type { Problem } from "../domain/problem/problem";
import type { Finding, ProblemKind } from "./finding";
import type { Path, SourceFile } from "./yaml/file";

/** Takes down what the checks find in one file, each finding with its place. */
export class Notes {
  readonly problems: Problem[] = [];

  /** @param wanted - kinds to take down: to place a finding, a file is read again. @default - all */
  constructor(
    private readonly file: SourceFile,
    private readonly wanted?: readonly ProblemKind[],
  ) {}

  /** A finding about the value at a path, or with `at: "key"` about its key. */
  add(path: Path, finding: Finding, options?: { readonly at?: "key" | "value"; readonly given?: string }): void {
    if (this.wanted?.includes(finding.kind) === false) return;
    if (!this.file.isAmbiguous(path)) this.problems.push(this.file.problemAt(path, finding, options));
  }

  /** Whether something is written at a path, be it right or wrong. */
  has(path: Path): boolean {
    return this.file.has(path);
  }

  /** A finding about every entry that stands in its list already. Case does not tell entries apart. */
  addRepeated(path: Path, entries: readonly (string | undefined)[] | undefined, key: Path = []): void {
    const seen = new Set<string>();
    for (const [index, entry] of (entries ?? []).entries()) {
      if (entry === undefined) continue;
      const folded = entry.toLowerCase();
      if (seen.has(folded))
        this.add([...path, index, ...key], { kind: "listedTwice", says: "is listed twice", fix: "remove one" });
      seen.add(folded);
    }
  }
}
