import type { TerraformPlan } from "../domain/terraform/plan";

/** How bad it is when a rule fails. Critical and high findings that nobody waived block a change. */
export const severities = ["critical", "high", "medium", "low"] as const;
export type Severity = (typeof severities)[number];

/** `unknown`: the value is known after apply only and nothing in the plan tells; it never counts as a pass. */
export type PolicyResult = "pass" | "fail" | "unknown";

/** An accepted finding, from `config/waivers.yaml`. */
export interface Waiver {
  readonly rule: string;
  /** Stack and address, with `*` for any text, e.g. `dev/azurerm_storage_account.*`. */
  readonly resource: string;
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  /** First day it holds, `YYYY-MM-DD`: a day is from midnight to midnight UTC, wherever the command runs. */
  readonly granted: string;
  /** Last day it holds, `YYYY-MM-DD`; at most 180 days after the first. */
  readonly expires: string;
}

/** Something that the configuration loosens, with the reason that it must give for it. */
export interface Loosening {
  /** Path of the key in its file, e.g. `network.inbound`. */
  readonly path: string;
  /** What was chosen there, where some choices ask for more than others, e.g. `restricted`. @default - it does not matter */
  readonly choice?: string;
  /** Names of the stacks that it is about. */
  readonly stacks: readonly string[];
  readonly reason: string;
  /** File and position, e.g. `environments/dev.yaml:10:5`. */
  readonly where: string;
}

/** What one rule says about one resource. */
export interface PolicyFinding {
  /** Id of the rule, e.g. `storage-min-tls`. */
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  readonly stack: string;
  /** Terraform's address. */
  readonly address: string;
  readonly result: PolicyResult;
  /** What is wrong, in one clause; for `unknown`, what is not known. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
  /** Ids of the same rule in other tools, e.g. `CKV_AZURE_44`. */
  readonly upstream: readonly string[];
  /**
   * Against what is deployed now: a failure that this change brings, one that was there before, or one that it mends
   * (then `result` is `pass`). Undefined when there is no plan to compare with.
   */
  readonly since?: "new" | "existing" | "fixed";
  /** The waiver that covers it, if one holds. */
  readonly waiver?: Waiver;
  /** A waiver that covered it and has expired. */
  readonly expired?: Waiver;
  /** A waiver that is to cover it from a day on that has not come. */
  readonly early?: Waiver;
  /** Where the configuration asks for it and says why: then it needs no waiver. */
  readonly accepted?: Loosening;
}

/** One stack to look at: its plan, or what was synthesized for it. */
export type PolicySubject =
  { readonly stack: string; readonly plan: TerraformPlan } | { readonly stack: string; readonly synthesized: unknown };

export interface PolicyReport {
  /** Everything but plain passes: failures, unknowns, and what was mended. */
  readonly findings: readonly PolicyFinding[];
  /** How many checks passed. */
  readonly passed: number;
  /** Waivers that cover nothing: to be removed. */
  readonly unused: readonly Waiver[];
}
