import type { RolloutShare } from "../domain/promotion/release";
import { checkDrift } from "./drift";
import {
  dropFormer,
  isExpired,
  keepUntil,
  keptInWords,
  makeCandidate,
  makeLive,
  shareInWords,
  withoutExpired,
  type ReleaseEdit,
} from "./edit";
import { checkClock, checkDeployed } from "./endpoint-checks";
import type { ClockFacts, DriftFacts, EndpointFacts, Stage } from "./facts";
import { checkHealth, checkNotRolledBack, type HealthFacts, type HealthThresholds } from "./health";
import { checkConsistent } from "./promotion";
import { conclude, fixed, judged, type Decision, type Reason } from "./reasons";
import { checkSmoke, type SmokeFacts } from "./smoke";
import { checkLive, type LiveFacts, type LiveUnread } from "./live";
import { moment, secondsBetween, span } from "./time";

/** What was found in Azure about a candidate. */
export interface RolloutFacts {
  readonly clock?: ClockFacts;
  readonly endpoint?: EndpointFacts;
  readonly health?: HealthFacts;
  /** Of the candidate's own deployment; undefined: nothing watches it. */
  readonly drift?: DriftFacts;
  /** What it answered when it was asked on purpose; undefined: nobody asked. */
  readonly smoke?: SmokeFacts;
  /** What it and the live version answered, held against labels; undefined: nobody compared. */
  readonly live?: LiveFacts | LiveUnread;
}

/** May the candidate of this environment take its next step? */
export interface RolloutQuestion {
  readonly stages: readonly Stage[];
  /** One of the stages. */
  readonly environment: string;
  readonly facts: RolloutFacts;
  readonly thresholds: HealthThresholds;
  readonly override?: string;
  /** Whether a former version goes although it could be kept longer. @default false */
  readonly dropFormer?: boolean;
}

/** Decides on a candidate's next step; after the last one it becomes live. */
export function decideRollout({
  stages,
  environment,
  facts,
  thresholds,
  override,
  dropFormer: dropNow = false,
}: RolloutQuestion): Decision<ReleaseEdit> {
  const stage = stages.find(({ release }) => release.environment === environment)!;
  const { release, rules } = stage;
  const { candidate, live } = release;
  if (candidate === undefined || live === undefined) {
    if (release.former !== undefined) return decideRetirement(stages, release, facts, { dropNow });
    const text = `nothing is being tried in ${environment}: start with mlops promote`;
    return { allowed: false, reasons: [fixed("candidate", "fail", text)] };
  }
  const { model, deployment, mirrorPercent, trafficPercent } = candidate;
  const share: RolloutShare | undefined =
    mirrorPercent > 0
      ? { kind: "mirror", percent: mirrorPercent }
      : trafficPercent > 0
        ? { kind: "traffic", percent: trafficPercent }
        : undefined;
  const steps = rules?.rollout ?? [];
  const step = steps.findIndex(({ kind, percent }) => kind === share?.kind && percent === share.percent);
  const now = facts.clock?.azure ?? "";
  const edit = editOf(stage, model, steps[step + 1], now);
  return conclude<ReleaseEdit>(
    [
      checkClock(facts.clock),
      fixed(
        "candidate",
        "pass",
        `${model} is being tried in ${environment} with ${share ? shareInWords(share) : "no requests"}`,
      ),
      checkStep(share, step),
      checkNotRolledBack(model, facts.endpoint?.rolledBack[deployment]),
      checkDeployed(`${environment} settled`, release, facts.endpoint),
      ...checkSmoke(candidate, facts.smoke, rules?.smokeTest),
      ...checkLive({ candidate, live }, { share, next: steps[step + 1] }, facts.live, rules?.gates.live),
      // Without a share it was deployed and shown nothing: there is nothing to watch yet.
      ...(share === undefined
        ? [judged("bake", "pass", `${model} gets no requests yet`)]
        : [
            checkBake(steps[step], facts.endpoint, now),
            ...checkHealth(model, facts.health, thresholds),
            rules?.rollback?.onDrift === true
              ? checkDrift(`${model} in ${environment}`, facts.drift, now)
              : judged("drift", "pass", "drift rolls nothing back here"),
          ]),
      checkConsistent(stages, edit.after),
    ],
    override,
    () => edit,
  );
}

function checkStep(share: RolloutShare | undefined, step: number): Reason {
  if (share === undefined || step >= 0)
    return fixed("step", "pass", share === undefined ? "before the first step" : `step ${step + 1} of the rollout`);
  return fixed("step", "fail", `${shareInWords(share)} is no step of the rollout`);
}

function checkBake(
  step: { readonly bake: { toSeconds(): number; toString(): string } } | undefined,
  endpoint: EndpointFacts | undefined,
  now: string,
): Reason {
  if (step === undefined) return fixed("bake", "fail", "there is no step to watch");
  const bake = step.bake;
  // The endpoint may have been changed since for another reason: then the step counts as younger than it is.
  const age = secondsBetween(endpoint?.modifiedAt, now);
  const asked = `${bake.toString()} asked for`;
  // Azure tells the time in whole seconds, its resources in parts of them.
  if (!(age >= -1)) return judged("bake", "unknown", `Azure does not say since when its traffic is as it is; ${asked}`);
  const evidence = { since: endpoint?.modifiedAt, ageSeconds: age, bakeSeconds: bake.toSeconds() };
  if (age >= bake.toSeconds()) return judged("bake", "pass", `at this step for ${span(age)}, ${asked}`, evidence);
  const rest = span(bake.toSeconds() - age);
  return judged("bake", "fail", `at this step for ${span(age)}, ${asked}: wait ${rest}`, evidence);
}

function editOf({ release, rules }: Stage, model: string, next: RolloutShare | undefined, now: string): ReleaseEdit {
  const { environment } = release;
  if (next === undefined) {
    const after = makeLive(release, model, keepUntil(rules, now));
    const old = keptInWords(after) || `; ${release.live!.model} is remembered`;
    return { before: release, after, summary: `${model} becomes live in ${environment}${old}` };
  }
  const summary = `${model} goes on in ${environment} with ${shareInWords(next)}`;
  return { before: release, after: makeCandidate(withoutExpired(release, now), model, next), summary };
}

/** May the former version go, so that its machines cost no more? After that, going back takes a deployment. */
function decideRetirement(
  stages: readonly Stage[],
  release: Stage["release"],
  facts: RolloutFacts,
  { dropNow }: { readonly dropNow: boolean },
): Decision<ReleaseEdit> {
  const { environment, live, former } = release;
  const { model, keepUntil: until } = former!;
  const after = dropFormer(release);
  const rolledBackAt = facts.endpoint?.rolledBack[live?.deployment ?? ""];
  const asked = `kept until ${moment(until)}`;
  const edit = {
    before: release,
    after,
    summary: `${model} is no longer kept in ${environment}: going back to it takes a deployment from now on`,
  };
  return conclude<ReleaseEdit>(
    [
      checkClock(facts.clock),
      isExpired(release, facts.clock?.azure ?? "")
        ? fixed("kept", "pass", `${model} was ${asked}`)
        : dropNow
          ? fixed("kept", "pass", `${model} is ${asked}, and goes now because that was asked for`)
          : fixed(
              "kept",
              "fail",
              `nothing is being tried in ${environment}; the former version ${model} is ${asked}: drop it sooner with --drop-former`,
            ),
      rolledBackAt === undefined
        ? fixed("not rolled back", "pass", `${live?.model ?? "nothing"} was not rolled back to ${model}`)
        : fixed(
            "not rolled back",
            "fail",
            `${live!.model} was rolled back to ${model} at ${moment(rolledBackAt)}: write that down with mlops rollback`,
          ),
      checkDeployed(`${environment} settled`, release, facts.endpoint),
      checkConsistent(stages, after),
    ],
    undefined,
    () => edit,
  );
}
