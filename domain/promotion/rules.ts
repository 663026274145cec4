import { checkSmokeTest, type SmokeTestDraft } from "./smoke-test";
import type { Duration } from "../time/duration";
import { type Group, type MetricBound, type RollbackTriggers, SHORTEST_BAKE_MINUTES } from "./model";
import { liveMetrics } from "./live-comparison";
import { MAX_MIRROR_PERCENT, type RolloutShare } from "./release";

/** What can make a way to production unsafe, or impossible to walk. */
export type PromotionRule =
  | "skipped"
  | "unapproved"
  | "self-approval"
  | "share"
  | "unfinished"
  | "falling"
  | "short-bake"
  | "no-way-back"
  | "at-once"
  | "gate"
  | "smoke-test"
  | "listed-twice";

/** What is wrong with promotion, and under which key. */
export interface PromotionMistake {
  readonly rule: PromotionRule;
  /** The environment that it is about. @default - none: the way as a whole */
  readonly environment?: string;
  /** Below the environment's promotion: `["rollout", 2, "bake"]`. Empty: the whole of it. */
  readonly path: readonly (string | number)[];
  /** After the key's name: `is over before an alert could notice anything`. */
  readonly says: string;
  readonly given?: string;
  readonly allowed?: string;
  readonly fix?: string;
}

/** A stage as far as it could be read: a `PromotionStage` will do. What is undefined in a list or mapping is passed over. */
export interface StageDraft {
  readonly name: string;
  readonly smokeTest?: SmokeTestDraft;
  readonly gates?: {
    readonly metrics?: Readonly<Record<string, MetricBound | undefined>>;
    readonly live?: { readonly metric?: string; readonly mayLose?: number };
  };
  readonly approval?: {
    readonly count?: number;
    readonly approvers?: readonly (Partial<Group> | undefined)[];
    readonly teams?: readonly (string | undefined)[];
  };
  readonly rollout?: readonly (Partial<RolloutShare & { readonly bake: Duration }> | undefined)[];
  readonly rollback?: Partial<Omit<RollbackTriggers, "callers">>;
  /** Parts of which something is written that could not be read: nothing is said of what they lack. @default - none */
  readonly unread?: readonly ("approval" | "rollout" | "rollback")[];
}

/** Who has a hand in a version, and so does not approve it. */
export interface Promoting {
  /** `team`: what it calls itself; a team of that name on GitHub is taken for it. */
  readonly owner?: Partial<Group> & { readonly team?: string | undefined };
  readonly promoters: readonly (Partial<Group> | undefined)[];
  /** What the model predicts. @default - not looked at */
  readonly task?: "classification" | "regression" | undefined;
}

type Found = Omit<PromotionMistake, "environment">;

/** Everything that makes a version's way unsafe, in all of its environments. */
export function checkPromotion(
  way: Promoting & { readonly order: readonly string[]; readonly stages: readonly StageDraft[] },
): readonly PromotionMistake[] {
  const { order, stages } = way;
  const last = order.at(-1);
  return [
    ...checkOrder(
      order,
      stages.map(({ name }) => name),
    ),
    ...stages.flatMap((stage) => checkStage(stage, { ...way, isLast: stage.name === last })),
  ];
}

/** Whether versions pass through every environment between the first and the last in which they serve. */
export function* checkOrder(order: readonly string[], names: readonly string[]): Generator<PromotionMistake> {
  const start = order.indexOf(names[0] ?? "");
  const passed = order.slice(start, start + names.length);
  if (start >= 0 && passed.join() === names.join()) return;
  const end = order.indexOf(names.at(-1) ?? "");
  const skipped = Math.min(start, end) < 0 ? [] : order.slice(start, end).filter((name) => !names.includes(name));
  yield {
    rule: "skipped",
    path: [],
    says:
      skipped.length === 0 ? "does not go from environment to environment" : `lets versions skip ${skipped.join(", ")}`,
    given: names.join(", ") || "no environment",
    allowed: `environments that follow each other in ${order.join(", ")}`,
  };
}

/**
 * Everything that makes an environment's promotion unsafe.
 * @param around - `isLast`: whether customers meet the version there
 */
export function checkStage(
  stage: StageDraft,
  around: Promoting & { readonly isLast: boolean },
): readonly PromotionMistake[] {
  const { isLast } = around;
  const found = [
    ...checkApproval(stage, around),
    ...checkRollout(stage, isLast),
    ...(isLast ? checkWayBack(stage) : []),
    ...checkGates(stage),
    ...checkLiveGate(stage, around),
    ...checkSmoke(stage, around),
  ];
  return found.map((mistake) => ({ ...mistake, environment: stage.name }));
}

function* checkApproval(
  { name, approval, unread }: StageDraft,
  { isLast, owner, promoters }: Parameters<typeof checkStage>[1],
): Generator<Found> {
  const { count = 1, approvers = [] } = approval ?? {};
  if (isLast && unread?.includes("approval") !== true && (count < 1 || approvers.length === 0)) {
    const fix = `add approvals.${name} with the groups that may agree`;
    yield { rule: "unapproved", path: [], says: `lets versions into ${name} without anybody agreeing`, fix };
  }
  const owning = owner?.group?.toLowerCase();
  const promoting = promoters.map((one) => one?.group?.toLowerCase());
  const seen = new Set<string>();
  for (const [index, approver] of approvers.entries()) {
    const group = approver?.group?.toLowerCase();
    if (group === undefined) continue;
    const at = { path: ["approval", "approvers", index, "group"], given: approver!.group };
    if (seen.has(group)) yield { ...at, rule: "listed-twice", says: "is listed twice", fix: "remove one" };
    seen.add(group);
    const says =
      group === owning
        ? "is the owner's own group: a team would approve its own versions"
        : promoting.includes(group)
          ? "brings models into the registry: whoever promotes a version would approve it, too"
          : undefined;
    if (says === undefined) continue;
    yield { ...at, rule: "self-approval", says, fix: "name a group that neither built nor promotes the model" };
  }
  yield* checkTeams(approval?.teams ?? [], owner);
}

/** Teams are compared with the owner's by name: GitHub does not know Entra's groups. */
function* checkTeams(teams: readonly (string | undefined)[], owner: Promoting["owner"]): Generator<Found> {
  const owning = [owner?.team, owner?.name].flatMap((name) => (name === undefined ? [] : teamSlugOf(name)));
  const seen = new Set<string>();
  for (const [index, team] of teams.entries()) {
    if (team === undefined) continue;
    const at = { path: ["approval", "teams", index], given: team };
    if (seen.has(team)) yield { ...at, rule: "listed-twice", says: "is listed twice", fix: "remove one" };
    seen.add(team);
    if (!owning.includes(teamSlugOf(team))) continue;
    const says = "is the owner's own team: it would approve its own versions";
    yield { ...at, rule: "self-approval", says, fix: "name a team that did not build the model" };
  }
}

/** `Customer Analytics` as GitHub makes a slug of it: `customer-analytics`. */
export const teamSlugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "-")
    .replace(/^-|-$/g, "");

function* checkRollout({ name, rollout, unread }: StageDraft, isLast: boolean): Generator<Found> {
  if (rollout === undefined || rollout.length === 0) {
    if (!isLast || unread?.includes("rollout") === true) return;
    const says = `lets a version take over all requests in ${name} at once`;
    yield { rule: "at-once", path: [], says, fix: "give the rollout steps" };
    return;
  }
  let before: { readonly kind: "mirror" | "traffic"; readonly percent: number } | undefined;
  for (const [index, step] of rollout.entries()) {
    const { kind, percent, bake } = step ?? {};
    const at = (key: string) => ({ path: ["rollout", index, key] });
    if (bake !== undefined && bake.toMinutes() < SHORTEST_BAKE_MINUTES) {
      const says = "is over before an alert on the new version could notice anything";
      const allowed = `${SHORTEST_BAKE_MINUTES}m or more`;
      yield { ...at("bake"), rule: "short-bake", says, given: bake.toString(), allowed };
    }
    if (kind === undefined || percent === undefined) {
      // What comes after a step that could not be read cannot be compared with it.
      before = undefined;
      continue;
    }
    const most = kind === "mirror" ? MAX_MIRROR_PERCENT : 100;
    if (!Number.isInteger(percent) || percent < 1 || percent > most) {
      const says = percent > most && kind === "mirror" ? "is more than Azure ML copies" : "is no share of the requests";
      yield { ...at("percent"), rule: "share", says, given: String(percent), allowed: `1 to ${most}` };
    }
    if (before?.kind === "traffic" && kind === "mirror") {
      const says = "comes after traffic: mirroring tries what answers nobody yet";
      yield { ...at("percent"), rule: "falling", says, given: String(percent), fix: "put mirrors first" };
      continue;
    }
    if (before?.kind === kind && percent <= before.percent) {
      const allowed = `more than ${before.percent}, the step before`;
      yield { ...at("percent"), rule: "falling", says: "does not rise", given: String(percent), allowed };
    }
    before = { kind, percent };
  }
  const final = rollout.at(-1);
  if (final?.kind === undefined || final.percent === undefined) return;
  if (final.kind === "traffic" && final.percent >= 100) return;
  yield {
    rule: "unfinished",
    path: ["rollout", rollout.length - 1],
    says: "is the last step, and the new version does not get all traffic",
    allowed: "trafficPercent: 100 as the last step",
  };
}

function* checkWayBack({ name, rollout = [], rollback, unread }: StageDraft): Generator<Found> {
  const notices = rollback?.serverErrorPercent ?? rollback?.latencyP95Milliseconds;
  // Where nothing is tried first, there is nothing to go back from.
  if (notices !== undefined || unread?.includes("rollback") === true) return;
  if (rollout.length === 0 && unread?.includes("rollout") !== true) return;
  const late = rollback?.onDrift === true ? " but drift, which is noticed a day late" : "";
  yield {
    rule: "no-way-back",
    path: rollback === undefined ? [] : ["rollback"],
    says: `has nothing that sends traffic back from a bad version in ${name}${late}`,
    fix: "set rollback.serverErrorPercent or rollback.latencyP95Milliseconds",
  };
}

function* checkSmoke({ smokeTest }: StageDraft, { task }: Promoting): Generator<Found> {
  if (smokeTest === undefined) return;
  for (const { path, ...found } of checkSmokeTest(smokeTest, task))
    yield { ...found, rule: "smoke-test", path: ["smokeTest", ...path] };
}

/** Live answers are compared while both versions answer, by a metric of the task. */
function* checkLiveGate({ gates, rollout = [], unread }: StageDraft, { task }: Promoting): Generator<Found> {
  const live = gates?.live;
  if (live === undefined) return;
  const path = ["gates", "live"];
  if (task !== undefined && live.metric !== undefined) {
    const known: readonly string[] = liveMetrics[task];
    const says = `is nothing that live answers of a ${task} are compared by`;
    if (!known.includes(live.metric)) {
      yield { rule: "gate", path: [...path, "metric"], says, given: live.metric, allowed: known.join(", ") };
    }
  }
  const both = rollout.some((step) => step?.kind === "mirror" || (step?.percent ?? 0) < 100);
  if (both || unread?.includes("rollout") === true) return;
  const says = "compares what two versions answer, and no step of the rollout lets both";
  yield { rule: "gate", path, says, fix: "add a step with mirrorPercent, or with trafficPercent below 100" };
}

function* checkGates({ gates }: StageDraft): Generator<Found> {
  for (const [metric, bound] of Object.entries(gates?.metrics ?? {})) {
    if (bound === undefined) continue;
    const { atLeast, atMost } = bound;
    const path = ["gates", "metrics", metric];
    if (atLeast === undefined && atMost === undefined) {
      yield { rule: "gate", path, says: "sets no bound", allowed: "atLeast or atMost" };
    } else if (atLeast !== undefined && atMost !== undefined && atLeast > atMost) {
      const says = "is less than atLeast: no version could pass";
      yield { rule: "gate", path: [...path, "atMost"], says, given: String(atMost), allowed: `${atLeast} or more` };
    }
  }
}
