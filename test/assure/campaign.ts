/** What came of one trial: a word that is counted, and why it is a failure, if it is one. */
export interface Outcome {
  readonly what: string;
  readonly broken?: string;
}

/** Something that is tried very often. */
export interface Campaign {
  /** What is promised, in a line. */
  readonly promise: string;
  /** How often it is tried: in CI, and when somebody asks for all of it. */
  readonly trials: { readonly short: number; readonly long: number };
  /** Makes ready what all trials share, tries, and clears up. */
  run(trials: number, seed: number, told: (trial: number, outcome: Outcome) => void): Promise<void>;
}
