/** What came of a check. `unknown`: it could not be made, and `text` says why. */
export type Result = "pass" | "fail" | "unknown";

/** One line of the doctor's report. What `--json` prints of each check. */
export interface Line {
  /** What was looked at: `this machine`, `Azure`, `platform`, or an environment. */
  readonly about: string;
  /** The check, e.g. `quota`. */
  readonly check: string;
  readonly result: Result;
  /** What was found, in one clause. */
  readonly text: string;
  /** What to do. Always there unless it passed; then sometimes the next step. */
  readonly fix?: string;
}

/** A line about something that is known. */
export type Finding = Omit<Line, "about" | "check">;

export const pass = (text: string, next?: string): Finding => ({
  result: "pass",
  text,
  ...(next !== undefined && { fix: next }),
});
export const fail = (text: string, fix: string): Finding => ({ result: "fail", text, fix });
export const unknown = (text: string, fix: string): Finding => ({ result: "unknown", text, fix });
