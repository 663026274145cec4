import { Duration } from "../../domain/time/duration";
import { deploymentName } from "../../domain/promotion/release";
import { UserError } from "../../domain/problem/problem";
import {
  decideAgain,
  recordedOrigin,
  recordedPromotionFacts,
  recordedRolloutFacts,
  summed,
  type EvidenceRecord,
  type Ground,
  type Origin,
  type Reread,
} from "../../release";
import type { EvidenceContext, ReviewContext } from "../../review/context";
import { decidedReleases } from "../../review/evidence";
import type { ReviewInput } from "../../review/model";
import { connect, type AzureConnection } from "../../azure/connection";
import { proofsOf } from "./evidence";
import { FactsInAzure } from "./facts-in-azure";
import { originOf } from "./origin";
import { gatherPromotion } from "./promote";
import { loadPromoted, placesNear, variantOf, type PromotedUseCase } from "./use-case";

export interface RereadOptions {
  /** Folder of the configuration. */
  readonly config: string;
  readonly tenant: string;
  /** Environment of a stack, which tells whether this runs in a sandbox, and who asks. */
  readonly env: (stack: string) => NodeJS.ProcessEnv;
}

/**
 * Reads again, from Azure, the facts of every decision that planned releases rest on, and adds what came of it to the
 * context of their review. What cannot be read, e.g. because whoever plans may not, is said there and stops nothing.
 */
export async function rereadEvidence(input: ReviewInput, options: RereadOptions): Promise<ReviewContext> {
  const { context, source } = input;
  const decided = decidedReleases(input).flatMap(({ ground, steps }) =>
    steps.flatMap(({ record }) => (isReadable(record) ? [{ ground, record }] : [])),
  );
  if (decided.length === 0) return context;
  const stackOf = ({ useCase, environment }: Ground) =>
    context.stacks.find((one) => one.useCase === useCase && one.environment === environment)?.name ?? "";
  // One for each that somebody is signed in for: of most runs, one.
  const connections = new Map<NodeJS.ProcessEnv, AzureConnection>();
  const readerFor = async (ground: Ground) => {
    const env = options.env(stackOf(ground));
    const azure = connections.get(env) ?? (await connect({ tenant: options.tenant, env, patience: "short" }));
    connections.set(env, azure);
    return new Reader(azure, options.config);
  };
  try {
    const rereads: { readonly ground: Ground; readonly reread: Reread }[] = [];
    for (const { ground, record } of decided) {
      const elsewhere = record.target !== source.target;
      const reread = elsewhere
        ? unread(record, "this plan is of another target")
        : await (await readerFor(ground)).read(record, ground);
      rereads.push({ ground, reread });
    }
    const of = ({ useCase, environment }: EvidenceContext) =>
      rereads.flatMap(({ ground, reread }) =>
        ground.useCase === useCase && ground.environment === environment ? [reread] : [],
      );
    return { ...context, evidence: context.evidence?.map((one) => ({ ...one, rereads: of(one) })) };
  } finally {
    for (const azure of connections.values()) await azure.close();
  }
}

/** A rollback and what a person accepted rest on nothing that could be read again. */
const isReadable = ({ action }: EvidenceRecord): boolean => action === "promote" || action === "rollout";

const unread = ({ seal }: EvidenceRecord, why: string): Reread => ({ seal, at: new Date().toISOString(), unread: why });

class Reader {
  private readonly inAzure: FactsInAzure;

  constructor(
    private readonly azure: AzureConnection,
    private readonly config: string,
  ) {
    this.inAzure = new FactsInAzure(azure, () => new Date());
  }

  async read(record: EvidenceRecord, ground: Ground): Promise<Reread> {
    try {
      const promoted = loadPromoted(this.config, record.useCase);
      const asked = await this.askAgain(record, promoted);
      const { reasons } = decideAgain({ ...record, asked }, ground);
      const origin = await this.originAgain(record, promoted);
      return { seal: record.seal, at: new Date().toISOString(), reasons, ...(origin !== undefined && { origin }) };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return unread(record, error.problems[0]!.message);
    }
  }

  private async originAgain(record: EvidenceRecord, promoted: PromotedUseCase): Promise<Origin | undefined> {
    if (record.origin === undefined) return undefined;
    const { model } = promoted;
    const { version, origin } = record;
    const places = placesNear(promoted, record.environment);
    const found = await originOf(this.azure, { model, version, places, id: origin.model.id });
    return found && recordedOrigin(found);
  }

  /** The same question, with what is there now. Of endpoints that move on with the release, only what lasts. */
  private async askAgain(record: EvidenceRecord, promoted: PromotedUseCase): Promise<EvidenceRecord["asked"]> {
    const { asked, version, environment, step } = record;
    if (asked.kind === "promote") {
      const proofs = proofsOf(this.config, record.useCase, record.target);
      const found = await gatherPromotion(promoted, environment, this.inAzure, proofs);
      const live = step.before !== null && "model" in step.before ? step.before.live : undefined;
      const facts = recordedPromotionFacts(found, { version, live });
      return { ...asked, willPublish: false, facts };
    }
    if (asked.kind !== "rollout") return asked;
    const { health, endpoint, smoke, live } = asked.facts;
    const place = promoted.places.get(environment)!;
    const now = await this.inAzure.endpoint(place);
    const deployment = record.stages.find((stage) => stage.environment === environment)?.release.candidate?.version;
    const { monitors } = variantOf(promoted, environment, "--env");
    const every = monitors?.schedule.longestGap() ?? Duration.days(1);
    const facts = recordedRolloutFacts({
      clock: this.inAzure.clock(),
      endpoint: endpoint && { ...endpoint, rolledBack: now?.rolledBack ?? {} },
      health:
        health && health.requests.length > 0
          ? summed(await this.inAzure.health(place, deploymentName(deployment ?? version), health.from, health.to))
          : health,
      // What it answered then cannot be asked again, and the files it was compared by are not here.
      smoke,
      live,
      drift: asked.facts.drift && (await this.inAzure.drift(place, version, every)),
    });
    return { kind: "rollout", facts };
  }
}
