import { type Problem, UserError } from "../../core/problem";
import { decideRollback, LOOK, rolledBackVersion, type EndpointFacts } from "../../release";
import { connect } from "../azure/connection";
import { concludeWith, type CommonOptions } from "./conclude";
import { FactsInAzure } from "./facts-in-azure";
import { requireReason } from "./promote";
import { requireGh } from "./pull-request";
import type { PromotionReport } from "./report";
import { loadPromoted, variantOf, type PromotedUseCase } from "./use-case";

export interface RollbackOptions extends CommonOptions {
  readonly env: string;
  /** Why, for the evidence. */
  readonly reason?: string;
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
  const decision = decideRollback({ stages: promoted.stages, environment });
  const seen = await look(promoted, options);
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
}

async function look(promoted: PromotedUseCase, { env, sandbox, now }: RollbackOptions): Promise<Seen> {
  const azure = await connect({
    ...(sandbox !== undefined && { sandbox }),
    tenant: promoted.configuration.organization.tenant,
    patience: "short",
  });
  try {
    const inAzure = new FactsInAzure(azure, now ?? (() => new Date()));
    const endpoint = await inAzure.endpoint(promoted.places.get(env)!);
    const clock = inAzure.clock();
    return { target: azure.target, ...(clock && { at: clock.azure }), ...(endpoint && { endpoint }) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { target: azure.target, why: error.problems[0]!.message };
  } finally {
    await azure.close();
  }
}

function seenInWords({ endpoint, why }: Seen, deployment: string): string {
  if (why !== undefined) return `not asked: ${why}`;
  if (endpoint === undefined) return "there is no endpoint";
  const markedAt = endpoint.rolledBack[deployment];
  const traffic = `${deployment} answers ${endpoint.traffic[deployment] ?? 0} % of the requests now`;
  return markedAt === undefined ? traffic : `${traffic}; it was rolled back by itself at ${markedAt}`;
}
