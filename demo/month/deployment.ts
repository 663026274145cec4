import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../domain/problem/problem";
import type { Review, Verdict } from "../../review";
import { review } from "../../cli/review/review";
import { withoutProgress } from "../../print/progress";
import { apply } from "../../deploy/apply";
import { describeApplied } from "../../deploy/apply-report";
import { plan } from "../../deploy/plan";
import { describePlan } from "../../deploy/plan-report";
import { Stopped } from "./stopped";

/** A plan of some stacks with its review. */
export interface Reviewed {
  /** The plan folder. */
  readonly folder: string;
  readonly digest: string;
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  /** `prod-customer-churn 3 to add, 1 to change` */
  readonly counts: string;
  readonly changes: boolean;
  readonly warnings: readonly string[];
  /** Path of the HTML report. */
  readonly report: string;
}

export interface DeploymentOptions {
  /** Folder of the month. */
  readonly folder: string;
  readonly config: string;
  readonly stacks: readonly string[];
  /** Tells plans and reports apart, e.g. `03-dev`. */
  readonly name: string;
  /** `YYYY-MM-DD` in the story. */
  readonly today: string;
  /** What a stack's environment has besides: whom it is planned as. */
  readonly besides: (stack: string) => Readonly<Record<string, string>>;
}

const PARALLEL = 2;

/** `mlops plan` and `mlops review`, in the sandbox that this process runs in. */
export async function planAndReview({
  folder,
  config,
  stacks,
  name,
  today,
  besides,
}: DeploymentOptions): Promise<Reviewed> {
  const out = join(folder, "plans", name);
  const planned = await withoutProgress(() =>
    plan({ stacks, config, out, mode: "normal", lock: false, parallel: PARALLEL, sandbox: false, besides }),
  );
  if (planned.manifest === undefined) throw new Stopped();
  const report = join(folder, "reports", `${name}.html`);
  const json = join(folder, "reports", `${name}.json`);
  review([out], { html: report, json, failOn: "never", today, terminal: false, colour: false });
  const { verdict, reasons, warnings } = JSON.parse(readFileSync(json, "utf8")) as Review;
  return {
    folder: out,
    digest: planned.manifest.digest,
    verdict,
    reasons,
    counts: planned.results.map((result) => `${result.entry.name} ${describePlan(result, "normal")}`).join("; "),
    changes: planned.manifest.stacks.some((stack) => stack.status === "planned" && stack.changes),
    warnings: warnings.map(({ text }) => text),
    report,
  };
}

/**
 * `mlops apply` of a reviewed plan.
 * @param besides - what a stack's environment has besides: whom it is applied as
 * @param again - plans once more, in case somebody commits to the project while the story is told
 * @throws UserError if it is refused or fails
 */
export async function applyReviewed(
  { folder, digest }: Reviewed,
  config: string,
  besides: DeploymentOptions["besides"],
  again?: () => Promise<Reviewed>,
): Promise<void> {
  const outcome = await withoutProgress(() =>
    apply({
      folder,
      config,
      stacks: [],
      expectDigest: digest,
      parallel: PARALLEL,
      sandbox: false,
      besides,
      confirm: async () => true,
    }),
  );
  if ("refused" in outcome) {
    const onlyCommitted = outcome.refused.every(({ code }) => code === "MLOPS-APPLY-005");
    if (!onlyCommitted || again === undefined) throw new UserError(outcome.refused);
    return applyReviewed(await again(), config, besides);
  }
  if (outcome.applied.some(({ outcome: what }) => what === "stopped")) throw new Stopped();
  const failed = outcome.applied.filter(({ outcome: what }) => what === "failed" || what === "not begun");
  if (failed.length === 0) return;
  throw new UserError(
    failed.map((one) => ({
      code: "MLOPS-DEMO-004",
      where: one.name,
      message: `${describeApplied(one)}: ${one.reasons.join("; ")}`,
    })),
  );
}
