import { shownPath } from "../../schema/folders";
import { stackOfEnvironment } from "../../schema/names";
import { regionsOf } from "../../schema/recovery";
import { Bug } from "../../domain/problem/problem";
import { definitionHash } from "../../domain/promotion/definition";
import { releaseValue } from "../../domain/promotion/release";
import { writeInOrder } from "../../files";
import {
  mistakesOf,
  recordedOrigin,
  releasedOrNull,
  sealed,
  told,
  type Asked,
  type Decision,
  type EvidenceRecord,
  type LiveProof,
  type Origin,
  type ReleaseEdit,
  type UnsealedRecord,
} from "../../release";
import type { AzureTarget } from "../../azure/connection";
import { inSameTarget } from "../same-target";
import { evidencePath, withDecision } from "./evidence";
import { groundOf } from "./ground";
import { gitCommands, openPullRequest, type PullRequest } from "./pull-request";
import { renderForReview, type PromotionReport } from "./report";
import { editRelease, variantOf, type PromotedUseCase } from "./use-case";
import { whoDecides } from "./who";

/** What all commands of promotion may be asked. */
export interface CommonOptions {
  /** Folder of the configuration. */
  readonly config: string;
  /** Start a sandbox in this process: its folder, or `true` for `.sandbox`. */
  readonly sandbox?: string | boolean;
  readonly dryRun?: boolean;
  readonly openPr?: boolean;
  /** Who decides. @default - in a pipeline whoever started it, else the user of git */
  readonly by?: string;
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
  /** What was asked and found: evidence holds it, so that the decision can be made again. */
  readonly asked: Asked;
  /** What the version is made of. */
  readonly origin?: Origin | undefined;
  readonly because?: string;
  readonly options: CommonOptions;
}

/** Writes what was decided, if it was allowed: evidence first, then the release, which is what counts. */
export function concludeWith(concluded: Concluded): PromotionReport {
  const { command, promoted, environment, model, decision, target, options } = concluded;
  const { allowed, override } = decision;
  const edits = decision.edit ?? [];
  const { regions } = promoted.places.get(environment)!;
  const report: PromotionReport = {
    command,
    useCase: promoted.useCase.name,
    environment,
    ...(regions !== undefined && { regions }),
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
  const evidence = edits.map((edit) => evidenceFile(concluded, edit));
  const approval = approvalOf(promoted, edits);
  const whole: PromotionReport = {
    ...report,
    files: [release, ...evidence].map((file) => shownPath(file.path)),
    ...(approval !== undefined && { approval }),
  };
  if (options.dryRun === true) return whole;
  writeInOrder([...evidence, release]);
  const request = pullRequestOf(whole, edits[0]!);
  if (options.openPr === true) return { ...whole, pullRequest: openPullRequest(options.config, request) };
  return {
    ...whole,
    next: [
      ...gitCommands(request),
      ...deployments(promoted, edits).map((command) => inSameTarget(command, options.sandbox)),
    ],
  };
}

/** What takes releases to Azure: where a second region is in charge by itself, as the first may be lost. */
function deployments({ configuration }: PromotedUseCase, edits: readonly ReleaseEdit[]): readonly string[] {
  const changed = edits.map(({ after: { environment } }) =>
    regionsOf(configuration.environments.find(({ name }) => name === environment)!),
  );
  // cdktf deploys a use case's stack together with its environment's only.
  const stacks = changed.map(({ inCharge }) => `'${stackOfEnvironment(inCharge)}*'`);
  const later = changed.flatMap(({ inCharge, resting }) =>
    inCharge.inRecovery === true && resting !== undefined
      ? [`when ${resting.location} answers: npx cdktf deploy '${inCharge.name}*'`]
      : [],
  );
  return [`after the review: npx cdktf deploy ${stacks.join(" ")}`, ...later];
}

/** The evidence of one environment's step, beside what was decided on that version there before. */
function evidenceFile(concluded: Concluded, edit: ReleaseEdit): { readonly path: string; readonly text: string } {
  const { promoted, model, options } = concluded;
  const { environment } = edit.after;
  const record = recordOf(concluded, edit);
  const mistakes = mistakesOf(record, groundOf(promoted, environment, record.target));
  // What a review would refuse must not be written; nothing a user does may lead here.
  if (mistakes.length > 0) throw new Bug(`evidence of ${environment} ${model} does not hold: ${mistakes.join("; ")}`);
  const path = evidencePath(options.config, promoted.useCase.name, environment, model);
  return { path, text: withDecision(path, { useCase: promoted.useCase.name, environment, model }, record) };
}

function recordOf(concluded: Concluded, { before, after, summary }: ReleaseEdit): EvidenceRecord {
  const { command, promoted, model, decision, target, at, seenLive, because, asked, origin, options } = concluded;
  const { environment } = after;
  const by = whoDecides(options.by, options.config);
  const { regions, location } = promoted.places.get(environment)!;
  return sealed({
    schema: 1,
    useCase: promoted.useCase.name,
    environment,
    version: model,
    action: command,
    step: {
      before: releasedOrNull(releaseValue(before, promoted.model)),
      after: releaseValue(after, promoted.model),
    },
    definition: definitionHash(groundOf(promoted, environment, target).definition),
    target,
    ...(regions !== undefined && { region: location }),
    at,
    by,
    change: summary,
    ...(decision.override !== undefined && { override: { reason: decision.override, by, at } }),
    ...(because !== undefined && { because }),
    reasons: decision.reasons.map(told),
    seenLive: [...seenLive],
    stages: promoted.variants.map(({ environment: name, release, promotion }) => ({
      environment: name,
      release: releaseValue(release, promoted.model),
      rollout: (promotion?.rollout ?? []).map(({ kind, percent }) => ({ kind, percent })),
    })),
    asked,
    ...(origin !== undefined && { origin: recordedOrigin(origin) }),
  } as UnsealedRecord);
}

/**
 * Who is to agree before a version enters, and who counts them. GitHub counts by the evidence that a change carries, so it
 * asks the same people when a version goes back.
 */
function approvalOf(promoted: PromotedUseCase, edits: readonly ReleaseEdit[]): string | undefined {
  const entering = edits.find(
    ({ before, after }) =>
      after.candidate !== undefined || (after.rejected === before.rejected && after.live?.model !== before.live?.model),
  );
  const environment = (entering ?? edits[0])?.after.environment;
  const approval = environment && variantOf(promoted, environment, "--to").promotion?.approval;
  if (!approval) return undefined;
  const { count, approvers, teams = [] } = approval;
  if (teams.length > 0) {
    const each = teams.map((team) => `${count} of team ${team}`).join(" and ");
    return `${each}; GitHub lets the change in only after they have approved it`;
  }
  if (entering === undefined) return undefined;
  const who = approvers.map(({ name }) => name).join(", ");
  return `${count} of ${who}; nothing counts them, since promotion.approvals.${entering.after.environment} names no teams`;
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
