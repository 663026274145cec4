import { shownPath } from "../../config/folders";
import { writeInOrder } from "../../files";
import type { Decision, LiveProof, Reason, ReleaseEdit } from "../../release";
import type { AzureTarget } from "../azure/connection";
import { evidencePath, withDecision, type DecisionRecord } from "./evidence";
import { gitCommands, openPullRequest, type PullRequest } from "./pull-request";
import { renderForReview, type PromotionReport } from "./report";
import { editRelease, variantOf, type PromotedUseCase } from "./use-case";

/** What all commands of promotion may be asked. */
export interface CommonOptions {
  /** Folder of the configuration. */
  readonly config: string;
  /** Start a sandbox in this process: its folder, or `true` for `.sandbox`. */
  readonly sandbox?: string | boolean;
  readonly dryRun?: boolean;
  readonly openPr?: boolean;
  /** Our clock. @default - the system's */
  readonly now?: () => Date;
}

interface Concluded {
  readonly command: PromotionReport["command"];
  readonly promoted: PromotedUseCase;
  readonly environment: string;
  readonly model: string;
  readonly decision: Decision<readonly ReleaseEdit[]>;
  readonly target: AzureTarget;
  /** When the decision was made. */
  readonly at: string;
  readonly seenLive: readonly LiveProof[];
  readonly because?: string;
  readonly options: CommonOptions;
}

/** Writes what was decided, if it was allowed: evidence first, then the release, which is what counts. */
export function concludeWith(concluded: Concluded): PromotionReport {
  const { command, promoted, environment, model, decision, target, options } = concluded;
  const { allowed, override } = decision;
  const edits = decision.edit ?? [];
  const report: PromotionReport = {
    command,
    useCase: promoted.useCase.name,
    environment,
    model,
    allowed,
    target,
    reasons: decision.reasons.map(told),
    ...(override !== undefined && { override }),
    changes: edits.map(({ summary }) => summary),
    files: [],
    dryRun: options.dryRun === true,
    next: [],
  };
  if (!allowed) return report;

  // What would make the configuration wrong is found before anything is written.
  const release = { path: promoted.file.path, text: editRelease(options.config, promoted, edits) };
  const record: DecisionRecord = {
    action: command,
    at: concluded.at,
    target,
    change: report.changes.join("; "),
    ...(override !== undefined && { override }),
    ...(concluded.because !== undefined && { because: concluded.because }),
    reasons: report.reasons,
    seenLive: concluded.seenLive,
  };
  const path = evidencePath(options.config, report.useCase, environment, model);
  const evidence = { path, text: withDecision(path, { useCase: report.useCase, environment, model }, record) };
  const approval = approvalOf(promoted, edits);
  const whole: PromotionReport = {
    ...report,
    files: [release, evidence].map((file) => shownPath(file.path)),
    ...(approval !== undefined && { approval }),
  };
  if (options.dryRun === true) return whole;
  writeInOrder([evidence, release]);
  const request = pullRequestOf(whole, edits[0]!);
  if (options.openPr === true) return { ...whole, pullRequest: openPullRequest(options.config, request) };
  // cdktf deploys a use case's stack together with its environment's only.
  const environments = edits.map(({ after }) => `'${after.environment}*'`).join(" ");
  return { ...whole, next: [...gitCommands(request), `after the review: npx cdktf deploy ${environments}`] };
}

const told = ({ check, result, text, evidence, overridden }: Reason): Omit<Reason, "overridable"> => ({
  check,
  result,
  text,
  ...(evidence !== undefined && { evidence }),
  ...(overridden !== undefined && { overridden }),
});

/** Who must agree before a version enters; going back needs nobody beyond the review. */
function approvalOf(promoted: PromotedUseCase, edits: readonly ReleaseEdit[]): string | undefined {
  const entering = edits.find(
    ({ before, after }) => after.candidate !== undefined || after.rejected === before.rejected,
  );
  const approval = entering && variantOf(promoted, entering.after.environment, "--to").promotion?.approval;
  if (approval === undefined) return undefined;
  return `${approval.count} of ${approval.approvers.map(({ name }) => name).join(", ")}, before it is deployed`;
}

function pullRequestOf(report: PromotionReport, { after }: ReleaseEdit): PullRequest {
  const { command, useCase, environment, model, changes, files } = report;
  const { mirrorPercent = 0, trafficPercent = 0 } = after.candidate ?? {};
  const share =
    mirrorPercent > 0 ? `mirror-${mirrorPercent}` : trafficPercent > 0 ? `traffic-${trafficPercent}` : "live";
  return {
    // Each step of a rollout is a pull request of its own.
    branch: [`${command}/${useCase}`, environment, model, ...(command === "rollout" ? [share] : [])].join("-"),
    title: `${command === "rollback" ? "fix" : "feat"}(release): ${useCase}, ${changes[0]!}`,
    body: renderForReview(report),
    files,
  };
}
