import { UserError } from "../../domain/problem/problem";
import { definitionHash } from "../../domain/promotion/definition";
import { releaseInWords, releaseValue } from "../../domain/promotion/release";
import { writeInOrder } from "../../files";
import { releasedOrNull, sealed } from "../../release";
import { sandboxInEnvironment } from "../../azure/connection";
import { shownPath } from "../../schema/folders";
import { inSameTarget } from "../same-target";
import type { CommonOptions } from "./conclude";
import { evidencePath, withDecision } from "./evidence";
import { groundOf } from "./ground";
import { requireReason } from "./promote";
import type { PromotionReport } from "./report";
import { loadPromoted, variantOf } from "./use-case";
import { whoDecides } from "./who";

export interface AcceptOptions extends CommonOptions {
  readonly env: string;
  /** What was released before: the digest that the review names, or `nothing`. */
  readonly from: string;
  /** Why a person takes the release over as it stands. */
  readonly reason: string;
}

/**
 * `mlops accept`: a person takes over a release that nobody decided on, e.g. of what is live already. Evidence of exactly
 * this step, which reviews show in red and for which security has to approve. The release file stays as it is.
 * @throws UserError for bad input
 */
export function accept(useCaseName: string, options: AcceptOptions): PromotionReport {
  const promoted = loadPromoted(options.config, useCaseName);
  const { environment, release } = variantOf(promoted, options.env, "--env");
  requireReason(options.reason, "--reason");
  const after = releasedOrNull(releaseValue(release, promoted.model));
  const before = digestOf(options.from);
  const version = after?.candidate?.version ?? after?.live ?? after?.rejected.at(-1) ?? after?.history.at(-1);
  if (after === null || version === undefined) {
    throw new UserError([
      {
        code: "MLOPS-PROMOTE-013",
        where: "--env",
        message: "there is nothing to accept: the release names no version there",
        given: environment,
        fix: `write it into ${shownPath(promoted.file.path)} first`,
      },
    ]);
  }
  const target = options.sandbox !== undefined || sandboxInEnvironment(process.env) !== undefined ? "sandbox" : "azure";
  const at = (options.now?.() ?? new Date()).toISOString();
  const by = whoDecides(options.by, options.config);
  const change = `accepted as it stands: ${releaseInWords(after)}`;
  const record = sealed({
    schema: 1,
    useCase: useCaseName,
    environment,
    version,
    action: "accept",
    step: { before: before === undefined ? null : { digest: before }, after },
    definition: definitionHash(groundOf(promoted, environment, target).definition),
    target,
    at,
    by,
    change,
    override: { reason: options.reason, by, at },
    reasons: [],
    seenLive: [],
    stages: [],
    asked: { kind: "accept" },
  });
  const path = evidencePath(options.config, useCaseName, environment, version);
  const evidence = { path, text: withDecision(path, { useCase: useCaseName, environment, model: version }, record) };
  if (options.dryRun !== true) writeInOrder([evidence]);
  return {
    command: "accept",
    useCase: useCaseName,
    environment,
    model: version,
    allowed: true,
    target,
    reasons: [],
    override: options.reason,
    changes: [change],
    files: [shownPath(path)],
    dryRun: options.dryRun === true,
    next: [`git add ${shownPath(path)}`, inSameTarget(`npx mlops plan '${environment}*'`, options.sandbox)],
  };
}

function digestOf(from: string): string | undefined {
  if (from === "nothing") return undefined;
  if (/^[0-9a-f]{64}$/.test(from)) return from;
  throw new UserError([
    {
      code: "MLOPS-PROMOTE-013",
      where: "--from",
      message: "this names no release that there was",
      given: from,
      allowed: "nothing, or the 64 hex digits that the review names",
      fix: "take the command from the review: it names what was released before",
    },
  ]);
}
