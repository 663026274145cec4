import type { ProblemKind } from "../domain/problem/codes";

export { codeOfKind, type ProblemKind } from "../domain/problem/codes";

/** What is wrong with one value; a problem but for its place. */
export interface Finding {
  readonly kind: ProblemKind;
  /** What is wrong, after the name of the key: `is not a GUID`. */
  readonly says: string;
  readonly allowed?: string;
  readonly fix?: string;
}
