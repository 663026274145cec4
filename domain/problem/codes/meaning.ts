import type { ProblemArea } from "./areas";

/** What a code stands for. */
export interface Meaning {
  /** What is wrong and, where it is not plain, why it matters: one sentence. */
  readonly meaning: string;
  /** What to do about it, as far as that is the same for all: one sentence. Messages say more. */
  readonly fix: string;
}

/** Codes of some areas with what they stand for. A literal that names one twice does not compile. */
export type Codes<Area extends ProblemArea, Entry extends Meaning = Meaning> = Readonly<
  Record<`MLOPS-${Area}-${number}`, Entry>
>;

/** The codes that stand in more than one of several registries. */
export type Repeated<Parts extends readonly object[], Seen = never> = Parts extends readonly [
  infer First,
  ...infer Rest extends readonly object[],
]
  ? (keyof First & Seen) | Repeated<Rest, Seen | keyof First>
  : never;
