import { Duration } from "../domain/time/duration";
import { definitionHash, type PromotionDefinition } from "../domain/promotion/definition";
import { releaseOfValue, releaseValue } from "../domain/promotion/release";
import type { ReleaseEdit } from "./edit";
import type { DriftFacts, Stage } from "./facts";
import { thresholdsOf, type HealthThresholds } from "./health";
import { decidePromotion } from "./promotion";
import type { Decision, Reason } from "./reasons";
import { isIntact, plainData, releasedOrNull, same, type EvidenceRecord } from "./record";
import { decideRollback, rolledBackVersion } from "./rollback";
import { decideRollout } from "./rollout";
import { rulesOf } from "./rules";

/** What holds where a release is to take effect: evidence must be of exactly this. */
export interface Ground {
  readonly useCase: string;
  readonly environment: string;
  /** Where the use case serves, in promotion order. */
  readonly environments: readonly string[];
  /** The promotion definition in force. */
  readonly definition: PromotionDefinition;
  /** Thresholds of the endpoint's alerts, where the rollback has none. */
  readonly alerts: HealthThresholds;
  /** Where the release takes effect. What the sandbox showed proves nothing about Azure. */
  readonly target: "azure" | "sandbox";
}

/**
 * Why a record is no evidence on this ground; nothing if it is. The decision is made again from the recorded facts by the
 * definition in force: whatever in the record does not follow from them is refused.
 */
export function mistakesOf(record: EvidenceRecord, ground: Ground): readonly string[] {
  if (!isIntact(record)) return ["it was changed after it was written"];
  const about = [
    ...(record.useCase === ground.useCase ? [] : [`it is of the use case ${record.useCase}`]),
    ...(record.environment === ground.environment ? [] : [`it is of ${record.environment}`]),
    ...(ground.target === "azure" && record.target === "sandbox"
      ? ["it is of a sandbox, which proves nothing about Azure"]
      : []),
    ...(record.definition === definitionHash(ground.definition)
      ? []
      : ["it was decided by another promotion definition than the one in force"]),
  ];
  if (about.length > 0) return about;
  if (record.asked.kind !== record.action) return [`it is a ${record.action} decided as a ${record.asked.kind}`];
  if (record.action === "accept") return acceptMistakes(record);
  const named = record.stages.map(({ environment }) => environment);
  if (!same(named, ground.environments)) return [`it knows other environments: ${named.join(", ")}`];
  return decisionMistakes(record, ground);
}

function acceptMistakes({ override, because, reasons }: EvidenceRecord): readonly string[] {
  return override !== undefined && because === undefined && reasons.length === 0
    ? []
    : ["nobody says why the release is accepted"];
}

function decisionMistakes(record: EvidenceRecord, ground: Ground): readonly string[] {
  const { edits, allowed, reasons, override, version } = decideAgain(record, ground);
  const open = reasons.filter(({ result, overridden }) => result !== "pass" && overridden !== true);
  if (!allowed) {
    const failing = open.map(({ check, text }) => `${check} does not pass: ${text}`);
    return failing.length > 0 ? failing : ["it cannot be decided on what it says"];
  }
  const edit = edits.find(({ after }) => after.environment === record.environment);
  const mistakes = [
    ...(version === record.version ? [] : [`it decides on ${version ?? "no version"}, not on ${record.version}`]),
    ...(edit !== undefined && same(stepOf(edit, record), record.step) ? [] : ["its step does not follow from it"]),
    ...(isOfVersion(record) ? [] : ["it says of another version where it is from"]),
    ...(override === record.override?.reason ? [] : ["its override does not fit what passed"]),
    ...reasonMistakes(reasons, record.reasons),
  ];
  if (record.action === "rollback" && record.because === undefined) return [...mistakes, "nobody says why"];
  return mistakes;
}

const isOfVersion = ({ origin, version, step }: EvidenceRecord): boolean =>
  origin === undefined || (origin.model.version === version && origin.model.name === step.after.model);

function reasonMistakes(
  expected: readonly Omit<Reason, "overridable">[],
  given: EvidenceRecord["reasons"],
): readonly string[] {
  // What Azure looked like during a rollback decides nothing.
  const recorded = given.filter(({ check }) => check !== LOOK);
  const wrong = expected.filter((reason) => !recorded.some((one) => same(one, reason)));
  if (wrong.length === 0 && recorded.length === expected.length) return [];
  const [first] = wrong;
  return first === undefined
    ? ["it names checks that were not made"]
    : [`its figures make another result of ${first.check}: ${first.text}`];
}

/** The check that says what a rollback saw in Azure. */
export const LOOK = "azure";

/** A decision as it came out of the recorded facts. */
export interface Again {
  readonly allowed: boolean;
  readonly edits: readonly ReleaseEdit[];
  readonly reasons: readonly Omit<Reason, "overridable">[];
  readonly override?: string;
  readonly version?: string;
}

/** Decides once more on what was recorded, by the definition in force. */
export function decideAgain(record: EvidenceRecord, ground: Ground): Again {
  const stages = record.stages.map((one): Stage => stageOf(one, ground));
  const override = record.override?.reason;
  const { asked, environment, version } = record;
  switch (asked.kind) {
    case "promote": {
      const { facts, willPublish } = asked;
      const found = { ...facts, drift: driftOf(facts.drift) };
      return again(
        one(decidePromotion({ stages, to: environment, version, facts: found, willPublish, override })),
        version,
      );
    }
    case "rollout": {
      const { facts, dropFormer = false } = asked;
      const thresholds = thresholdsOf(rulesOf(ground.definition).rollback, ground.alerts);
      const released = stages.find(({ release }) => release.environment === environment)?.release;
      const tried = released?.candidate?.model ?? released?.former?.model;
      const found = { ...facts, drift: driftOf(facts.drift) };
      return again(one(decideRollout({ stages, environment, facts: found, thresholds, override, dropFormer })), tried);
    }
    case "rollback": {
      const start = stages.find(({ release }) => release.environment === asked.environment)?.release;
      if (start === undefined) return { allowed: false, edits: [], reasons: [] };
      return again(decideRollback({ stages, environment: asked.environment }), rolledBackVersion(start));
    }
    case "accept":
      return { allowed: true, edits: [], reasons: [] };
  }
}

/** A reason as it is written down. */
export const told = ({ check, result, text, evidence, overridden }: Reason): Omit<Reason, "overridable"> => ({
  check,
  result,
  text,
  ...(evidence !== undefined && { evidence }),
  ...(overridden !== undefined && { overridden }),
});

const one = ({ edit, ...rest }: Decision<ReleaseEdit>): Decision<readonly ReleaseEdit[]> => ({
  ...rest,
  ...(edit !== undefined && { edit: [edit] }),
});

const again = (
  { allowed, edit, reasons, override }: Decision<readonly ReleaseEdit[]>,
  version: string | undefined,
): Again => ({
  allowed,
  edits: edit ?? [],
  reasons: plainData(reasons.map(told)),
  ...(override !== undefined && { override }),
  ...(version !== undefined && { version }),
});

const driftOf = (drift: ({ readonly everySeconds: number } & Omit<DriftFacts, "every">) | undefined) =>
  drift && { monitor: drift.monitor, runs: drift.runs, every: Duration.seconds(drift.everySeconds) };

/** Of other environments a decision goes by their release and the steps they have, which were recorded. */
const stageOf = ({ environment, release, rollout }: EvidenceRecord["stages"][number], ground: Ground): Stage => ({
  release: releaseOfValue(release, environment),
  rules:
    environment === ground.environment
      ? rulesOf(ground.definition)
      : { gates: { metrics: {} }, rollout: rollout.map((share) => ({ ...share, bake: Duration.seconds(0) })) },
});

/** What a decision changes, in canonical form. */
function stepOf({ before, after }: ReleaseEdit, { stages }: EvidenceRecord): EvidenceRecord["step"] {
  const model = stages[0]?.release.model ?? "";
  return { before: releasedOrNull(releaseValue(before, model)), after: releaseValue(after, model) };
}
