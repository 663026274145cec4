import type { PolicyReport } from "../../policy";

/** How findings are printed. */
export const policyFormats = ["text", "json", "sarif", "github"] as const;
export type PolicyFormat = (typeof policyFormats)[number];

/** A report with what it is about. */
export interface Checked extends PolicyReport {
  /** Names of the stacks that were looked at. */
  readonly stacks: readonly string[];
  /** Stacks that could not be planned, and why. */
  readonly failed: readonly { readonly stack: string; readonly why: string }[];
  /** The day that waivers were judged on. */
  readonly today: string;
}
