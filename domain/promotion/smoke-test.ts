/** What a deployed version is asked before anybody depends on it: the sample request, through its endpoint. */
export interface SmokeTest {
  /** How often the sample request is sent. @see smokeTestLimits */
  readonly requests: number;
  /** How long an answer may take, but for the first, which may find a cold process. Milliseconds. */
  readonly latencyMilliseconds: number;
  /** Rows whose answers are known, asked once. @default - none */
  readonly replay?: Replay;
}

/** What the answers to labelled rows must be. Exactly one of the two, by the use case's task. */
export interface Replay {
  /** Share of the rows that must be answered rightly, of a classification. 0 to 1. */
  readonly rightAtLeast?: number;
  /** Mean distance between answer and label at most, of a regression. Above 0, in the target's unit. */
  readonly absoluteErrorAtMost?: number;
}

/** Bounds of its settings. Requests are two at least: the first is not timed. */
export const smokeTestLimits = {
  requests: { min: 2, max: 100 },
  latencyMilliseconds: { min: 1, max: 180_000 },
  rightAtLeast: { min: 0, max: 1 },
} as const;

/** Files beside a use case's contract in `ml/use-cases/<name>/`. */
export const SAMPLE_REQUEST = "sample-request.json";
/** Rows as in a request, each with the target's column as its label. */
export const LABELLED_SAMPLE = "labelled-sample.json";

/** What is wrong with a smoke test, and under which key of it. */
export interface SmokeTestMistake {
  readonly path: readonly string[];
  readonly says: string;
  readonly given?: string;
  readonly allowed?: string;
  readonly fix?: string;
}

/** A test as far as it could be read. */
export type SmokeTestDraft = { readonly [Key in keyof Omit<SmokeTest, "replay">]?: SmokeTest[Key] | undefined } & {
  readonly replay?: { readonly [Key in keyof Replay]?: Replay[Key] | undefined } | undefined;
};

const BOUND_OF = { classification: "rightAtLeast", regression: "absoluteErrorAtMost" } as const;

/**
 * What is wrong with a smoke test.
 * @param task - of the use case; undefined: it is not looked at
 */
export function* checkSmokeTest(
  test: SmokeTestDraft,
  task: "classification" | "regression" | undefined,
): Generator<SmokeTestMistake> {
  for (const key of ["requests", "latencyMilliseconds"] as const) {
    const { min, max } = smokeTestLimits[key];
    const value = test[key];
    if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) continue;
    yield { path: [key], says: "is out of range", given: String(value), allowed: `a whole number, ${min} to ${max}` };
  }
  const { replay } = test;
  if (replay === undefined) return;
  const given = Object.values(BOUND_OF).filter((key) => replay[key] !== undefined);
  if (given.length !== 1) {
    const says = given.length === 0 ? "says nothing of what the answers must be" : "has two bounds";
    yield { path: ["replay"], says, allowed: "rightAtLeast or absoluteErrorAtMost" };
    return;
  }
  if (task !== undefined && given[0] !== BOUND_OF[task]) {
    yield { path: ["replay", given[0]!], says: `is no bound of a ${task}`, fix: `set ${BOUND_OF[task]}` };
  }
  const { rightAtLeast, absoluteErrorAtMost } = replay;
  const { min, max } = smokeTestLimits.rightAtLeast;
  if (rightAtLeast !== undefined && !(rightAtLeast >= min && rightAtLeast <= max)) {
    const allowed = `a share from ${min} to ${max}`;
    yield { path: ["replay", "rightAtLeast"], says: "is no share", given: String(rightAtLeast), allowed };
  }
  if (absoluteErrorAtMost !== undefined && !(absoluteErrorAtMost > 0 && Number.isFinite(absoluteErrorAtMost))) {
    const given = String(absoluteErrorAtMost);
    yield { path: ["replay", "absoluteErrorAtMost"], says: "is no distance", given, allowed: "more than 0" };
  }
}
