import { type Problem, UserError } from "../../domain/problem/problem";
import { decideRollback, LOOK, rolledBackVersion, type EndpointFacts } from "../../release";
import { connect } from "../../azure/connection";
import { concludeWith, type CommonOptions } from "./conclude";
import { FactsInAzure } from "./facts-in-azure";
import { moveNow, moveOf, type Moved } from "./move-now";
import { requireReason } from "./promote";
import { requireGh } from "./pull-request";
import type { PromotionReport } from "./report";
import { editRelease, loadPromoted, variantOf, type PromotedUseCase } from "./use-case";

export interface RollbackOptions extends CommonOptions {
  readonly env: string;
  /** Why, for the evidence. */
  readonly reason?: string;
  /** Moves traffic first, through the deployed rollback workflow. @default - the release file is written, and deployed */
  readonly atOnce?: boolean;
}

/**
 * `mlops rollback`: puts everything back in one edit. Azure is asked what it did by itself, for the evidence; if it does
 * not answer, that is no reason not to roll back.
 */
export async function rollback(useCaseName: string, options: RollbackOptions): Promise<PromotionReport> {
  const promoted = loadPromoted(options.config, useCaseName);
  const { environment, release } = variantOf(promoted, options.env, "--env");
  requireReason(options.reason, "--reason");
  if (options.openPr === true && options.dryRun !== true) requireGh(options.config);
  const decided = decideRollback({ stages: promoted.stages, environment });
  const seen = await look(promoted, options, decided);
  const decision = seen.moved === undefined || seen.moved.done ? decided : refused(decided, seen.moved.text);
  const at = seen.at ?? (options.now?.() ?? new Date()).toISOString();
  const model = rolledBackVersion(release);
  const deployment = release.candidate?.deployment ?? release.live?.deployment ?? "";
  const because = options.reason ?? rolledBackByItself(seen, deployment);
  if (because === undefined && decision.allowed && options.dryRun !== true) throw new UserError([unexplained]);
  return concludeWith({
    command: "rollback",
    promoted,
    environment,
    model: model ?? "",
    decision: {
      ...decision,
      reasons: [
        ...decision.reasons,
        { check: LOOK, result: "pass", text: seenInWords(seen, deployment), overridable: false },
      ],
    },
    target: seen.target,
    at,
    seenLive: [],
    asked: { kind: "rollback", environment },
    ...(because !== undefined && { because }),
    options,
  });
}

const unexplained: Problem = {
  code: "MLOPS-PROMOTE-012",
  where: "--reason",
  message: "a rollback needs its reason: it is what reviewers will read, and all there is when Azure does not answer",
  fix: 'for example --reason "twice as many errors as before"',
};

/** A workflow that was faster is reason enough. */
function rolledBackByItself({ endpoint }: Seen, deployment: string): string | undefined {
  const markedAt = endpoint?.rolledBack[deployment];
  return markedAt === undefined ? undefined : `rolled back by itself at ${markedAt}`;
}

interface Seen {
  readonly target: "azure" | "sandbox";
  readonly at?: string;
  readonly endpoint?: EndpointFacts;
  /** Why nothing was seen. */
  readonly why?: string;
  /** What came of moving traffic at once; undefined: that was not asked for. */
  readonly moved?: Moved;
}

type Decided = ReturnType<typeof decideRollback>;

async function look(promoted: PromotedUseCase, options: RollbackOptions, decided: Decided): Promise<Seen> {
  const { env, sandbox, now, atOnce, dryRun, reason } = options;
  const edit = decided.edit?.find(({ after }) => after.environment === env);
  const move = atOnce === true && edit !== undefined ? moveOf(edit) : undefined;
  if (move !== undefined && dryRun !== true) {
    // Once traffic has moved there is no way back: what would keep it from being written down comes first.
    if (reason === undefined) throw new UserError([unexplained]);
    editRelease(options.config, promoted, decided.edit!);
  }
  const azure = await connect({
    ...(sandbox !== undefined && { sandbox }),
    tenant: promoted.configuration.organization.tenant,
    // A rollback by edit must not wait for an Azure that does not answer.
    ...(atOnce !== true && { patience: "short" as const }),
  });
  try {
    const inAzure = new FactsInAzure(azure, now ?? (() => new Date()));
    const place = promoted.places.get(env)!;
    const moved =
      move === undefined
        ? undefined
        : typeof move === "string"
          ? { done: false, text: move }
          : dryRun === true
            ? { done: true, text: `would move all requests from ${move.from} to ${move.to}` }
            : await moveNow(azure, inAzure, place, move);
    const endpoint = await inAzure.endpoint(place);
    const clock = inAzure.clock();
    return {
      target: azure.target,
      ...(clock && { at: clock.azure }),
      ...(endpoint && { endpoint }),
      ...(moved && { moved }),
    };
  } catch (error) {
    if (!(error instanceof UserError) || move !== undefined) throw error;
    return { target: azure.target, why: error.problems[0]!.message };
  } finally {
    await azure.close();
  }
}

/** The decision, refused because traffic did not move: what is not done at once is not written down as done. */
const refused = ({ reasons }: Decided, text: string): Decided => ({
  allowed: false,
  reasons: [...reasons, { check: "at once", result: "fail", text, overridable: false }],
});

function seenInWords({ endpoint, why, moved }: Seen, deployment: string): string {
  if (moved?.done === true) return moved.text;
  if (why !== undefined) return `not asked: ${why}`;
  if (endpoint === undefined) return "there is no endpoint";
  const markedAt = endpoint.rolledBack[deployment];
  const traffic = `${deployment} answers ${endpoint.traffic[deployment] ?? 0} % of the requests now`;
  return markedAt === undefined ? traffic : `${traffic}; it was rolled back by itself at ${markedAt}`;
}
