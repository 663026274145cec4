import { Duration } from "../../domain/time/duration";
import type { Promotion } from "../../domain/promotion/model";
import { definitionHash, promotionDefinition } from "../../domain/promotion/definition";
import { releaseValue, type ReleaseInEnvironment, type ReleaseValue } from "../../domain/promotion/release";
import {
  decidePromotion,
  decideRollback,
  decideRollout,
  recordedPromotionFacts,
  recordedRolloutFacts,
  releasedOrNull,
  rolledBackVersion,
  sealed,
  thresholdsOf,
  told,
  type Asked,
  type Decision,
  type EvidenceRecord,
  type FoundRecord,
  type Origin,
  type Ground,
  type ReleaseEdit,
  type RolloutFacts,
  type SmokeFacts,
  type Stage,
  type UnsealedRecord,
} from "../../release";
import { ago, deployed, model, NOW, question } from "../release/facts";

export const USE_CASE = "churn";

/** Where a version that a walk promotes is from. */
export const originOfVersion = (version: string): Origin => ({
  model: { name: USE_CASE, version, id: `/registries/r/models/${USE_CASE}/versions/${version}` },
  tags: { "training.run": `mlflow-${version}`, "code.key": "1f2a", "data.hash": "ad5f", "data.rows": "6000" },
  job: { name: `train-${version}`, environment: "dev", status: "Completed", data: { rows: "azureml://rows" } },
});

/** Releases of one use case that real decisions move on, and the evidence of each. */
export class Walk {
  /** The release of the environment after every step; the first is what there was. */
  readonly releases: ReleaseValue[];
  readonly records: EvidenceRecord[] = [];
  private stages: readonly Stage[];
  private newest: number;

  constructor(
    readonly rules: Promotion,
    readonly environment = "prod",
    live: string | null = "12",
    private readonly target: EvidenceRecord["target"] = "azure",
    private readonly smoke?: SmokeFacts,
  ) {
    this.newest = Number(live ?? 0);
    const of = (name: string): ReleaseInEnvironment => ({
      environment: name,
      ...(live !== null && { live: { model: live, deployment: `model-${live}` } }),
      history: [],
      rejected: [],
    });
    this.stages = ["dev", "preprod", "prod"].map((name) => ({ release: of(name), rules }));
    this.releases = [this.now];
  }

  get ground(): Ground {
    return {
      useCase: USE_CASE,
      environment: this.environment,
      environments: this.stages.map(({ release }) => release.environment),
      definition: promotionDefinition(this.rules),
      alerts: { serverErrorPercent: 2 },
      target: this.target,
    };
  }

  /** The evidence as its files hold it. */
  get found(): readonly FoundRecord[] {
    return this.records.map(filed);
  }

  get release(): ReleaseInEnvironment {
    return this.stages.find(({ release }) => release.environment === this.environment)!.release;
  }

  private get now(): ReleaseValue {
    return releaseValue(this.release, USE_CASE);
  }

  /** What can be done next. */
  next(): readonly ("promote" | "rollout" | "rollback")[] {
    const { live, candidate, history, rejected } = this.release;
    const back = history.some((version) => version !== live?.model && !rejected.includes(version));
    return [
      candidate === undefined ? "promote" : "rollout",
      ...(candidate !== undefined || (live !== undefined && back) ? (["rollback"] as const) : []),
    ];
  }

  promote(metrics: Readonly<Record<string, string>> = {}, override?: string): EvidenceRecord {
    const version = String(++this.newest);
    // It was live in every environment before.
    const stages = this.stages.map((stage): Stage =>
      stage.release.environment === this.environment
        ? stage
        : {
            ...stage,
            release: {
              ...stage.release,
              live: { model: version, deployment: `model-${version}` },
              history: [...stage.release.history, ...(stage.release.live ? [stage.release.live.model] : [])],
            },
          },
    );
    const live = this.release.live?.model;
    const models = [...(live === undefined ? [] : [model(live)]), model(version, metrics)];
    const asked = question({ stages, to: this.environment, version, override }, { models });
    const facts = recordedPromotionFacts(asked.facts, { version, live });
    const { edit, ...decision } = decidePromotion(asked);
    return this.took("promote", version, { ...decision, ...(edit && { edit: [edit] }) }, stages, {
      kind: "promote",
      willPublish: false,
      facts,
    });
  }

  rollout(override?: string): EvidenceRecord {
    const { candidate } = this.release;
    const facts: RolloutFacts = {
      clock: { azure: NOW, skewSeconds: 1 },
      endpoint: deployed(this.release),
      health: {
        from: ago("5d"),
        to: NOW,
        grainSeconds: 60,
        requests: [{ split: "2xx", points: [{ at: NOW, average: 500 }] }],
        latencyP95: [{ points: [{ at: NOW, average: 120 }] }],
      },
      ...(this.smoke !== undefined && { smoke: this.smoke }),
      drift: { monitor: "m", every: Duration.days(1), runs: [{ id: "r", status: "Completed", at: ago("6h") }] },
    };
    const { stages, environment } = this;
    const thresholds = thresholdsOf(this.rules.rollback, this.ground.alerts);
    const { edit, ...decision } = decideRollout({ stages, environment, facts, thresholds, override });
    return this.took("rollout", candidate!.model, { ...decision, ...(edit && { edit: [edit] }) }, stages, {
      kind: "rollout",
      facts: recordedRolloutFacts(facts),
    });
  }

  rollback(): EvidenceRecord {
    const { stages, environment } = this;
    const decision = decideRollback({ stages, environment });
    const asked = { kind: "rollback" as const, environment };
    return this.took("rollback", rolledBackVersion(this.release)!, decision, stages, asked, "too many errors");
  }

  private took(
    action: EvidenceRecord["action"],
    version: string,
    decision: Decision<readonly ReleaseEdit[]>,
    stages: readonly Stage[],
    asked: Asked,
    because?: string,
  ): EvidenceRecord {
    const edit = decision.edit?.find(({ after }) => after.environment === this.environment);
    if (edit === undefined) throw new Error(JSON.stringify(decision.reasons.filter(({ result }) => result !== "pass")));
    const at = new Date(Date.parse(NOW) + this.records.length * 60_000).toISOString();
    const record = sealed({
      schema: 1,
      useCase: USE_CASE,
      environment: this.environment,
      version,
      action,
      step: {
        before: releasedOrNull(releaseValue(edit.before, USE_CASE)),
        after: releaseValue(edit.after, USE_CASE),
      },
      definition: definitionHash(promotionDefinition(this.rules)),
      target: this.target,
      at,
      by: "Ana Ruiz",
      change: edit.summary,
      ...(decision.override !== undefined && { override: { reason: decision.override, by: "Ana Ruiz", at } }),
      ...(because !== undefined && { because }),
      reasons: decision.reasons.map(told),
      seenLive: [],
      stages: stages.map(({ release, rules }) => ({
        environment: release.environment,
        release: releaseValue(release, USE_CASE),
        rollout: (rules?.rollout ?? []).map(({ kind, percent }) => ({ kind, percent })),
      })),
      asked,
      ...(action !== "rollback" && { origin: originOfVersion(version) }),
    } as UnsealedRecord);
    this.stages = stages.map((stage) =>
      stage.release.environment === this.environment ? { ...stage, release: edit.after } : stage,
    );
    this.records.push(record);
    this.releases.push(this.now);
    return record;
  }
}

/** A record where its file would be. */
export const filed = (record: EvidenceRecord): FoundRecord => ({
  file: `config/releases/evidence/${record.useCase}/${record.environment}-${record.version}.json`,
  environment: record.environment,
  version: record.version,
  content: record,
});

/** The same, sealed anew: as somebody would who knows how. */
export function resealed(record: EvidenceRecord, change: (record: Record<string, unknown>) => void): EvidenceRecord {
  const content = JSON.parse(JSON.stringify({ ...record, seal: undefined })) as UnsealedRecord;
  change(content as unknown as Record<string, unknown>);
  return sealed(content);
}
