import { didYouMean } from "../../domain/problem/did-you-mean";
import { checkStage, type PromotionMistake, type StageDraft } from "../../domain/promotion/rules";
import type { Notes } from "../notes";
import type { ProblemKind } from "../../domain/problem/codes";
import type { VariantDraft } from "./drafts";
import type { Path } from "../yaml/file";

const KINDS: Readonly<Record<PromotionMistake["rule"], ProblemKind>> = {
  skipped: "environmentGap",
  unapproved: "approvals",
  "self-approval": "selfApproval",
  share: "rollout",
  unfinished: "rollout",
  falling: "rollout",
  "short-bake": "outOfRange",
  "no-way-back": "rollback",
  "at-once": "rollout",
  gate: "gate",
  "smoke-test": "smokeTest",
  "listed-twice": "listedTwice",
};

const SHARES = ["mirrorPercent", "trafficPercent"] as const;

/** A promotion that is unsafe, or that cannot be walked from its first step to its last. */
export function checkPromotionAt(variant: VariantDraft, notes: Notes): void {
  const { environment, isLast, ownerGroup, owner, promoters } = variant;
  const serves = notes.has(["serving"]);
  if (!serves) {
    if (!notes.has(["promotion"])) return;
    const says = "promotes versions that nothing serves";
    notes.add(["promotion"], { kind: "together", says, fix: "add serving, or remove it" }, { at: "key" });
    return;
  }
  if (!notes.has(["promotion"])) {
    if (!isLast) return;
    const says = `lets versions into ${environment} without approval, rollout and rollback`;
    notes.add(["serving"], { kind: "approvals", says, fix: "add promotion" }, { at: "key" });
    return;
  }
  if (variant.promotion === undefined) return;
  const isMisspelt = checkApprovalKeys(variant, notes);
  const unclear = checkStepKeys(variant, notes);
  checkOnDrift(variant, notes);
  const live = ["promotion", "gates", "live"];
  if (notes.has(live) && !notes.has(["serving", "scoring"])) {
    const says = "joins answers with labels by an id, which the MLflow model alone does not collect";
    notes.add(live, { kind: "together", says, fix: "add serving.scoring, or remove it" }, { at: "key" });
  }
  notes.addRepeated(
    ["promotion", "rollback", "callers"],
    (variant.promotion.rollback?.callers ?? []).map((caller) => caller?.group),
    ["group"],
  );
  const draft = stageOf(variant, notes, { isMisspelt, unclear });
  for (const mistake of checkStage(draft, {
    isLast,
    owner: { group: ownerGroup, name: owner?.name, team: owner?.team },
    promoters,
    task: variant.task,
  })) {
    const { rule, says, given, allowed, fix } = mistake;
    const path = pathOf(mistake, environment, notes);
    const at = rule === "no-way-back" || rule === "unapproved" || isBoundless(mistake) ? "key" : "value";
    // A value is quoted as it was written.
    notes.add(
      path,
      { kind: KINDS[rule], says, allowed, fix },
      { at, given: rule === "short-bake" ? given : undefined },
    );
  }
}

const isBoundless = ({ rule, path }: PromotionMistake): boolean => rule === "gate" && path.length === 3;

/** Where in the file what a mistake is about was written. */
function pathOf({ path }: PromotionMistake, environment: string, notes: Notes): Path {
  const [part, ...rest] = path;
  if (part === "approval") return ["promotion", "approvals", environment, ...rest];
  const written: Path = ["promotion", ...path];
  if (part !== "rollout" || path.at(-1) !== "percent") return written;
  const step = written.slice(0, -1);
  return [...step, SHARES.find((key) => notes.has([...step, key]))!];
}

/** The promotion as far as it is right, with what is written but wrong left open. */
function stageOf(
  { promotion, environment }: VariantDraft,
  notes: Notes,
  { isMisspelt, unclear }: { readonly isMisspelt: boolean; readonly unclear: ReadonlySet<number> },
): StageDraft {
  const { gates, smokeTest, approvals, rollout, rollback } = promotion!;
  const at = (...path: Path): Path => ["promotion", ...path];
  const lacks = (known: object | undefined, path: Path, keys: readonly string[]): boolean =>
    keys.some(
      (key) => (known as Record<string, unknown> | undefined)?.[key] === undefined && notes.has([...path, key]),
    );
  const approval = approvals?.[environment];
  const approvalPath = at("approvals", environment);
  const approvalUnread =
    isMisspelt ||
    (notes.has(at("approvals")) && approvals === undefined) ||
    (notes.has(approvalPath) &&
      (approval === undefined || approval.approvers === undefined || lacks(approval, approvalPath, ["count"]))) ||
    // An empty list is refused as such.
    approval?.approvers?.length === 0 ||
    (approval?.approvers ?? []).some((one) => one?.group === undefined);
  const rollbackUnread =
    (notes.has(at("rollback")) && rollback === undefined) ||
    lacks(rollback, at("rollback"), ["serverErrorPercent", "latencyP95Milliseconds"]);
  return {
    name: environment,
    gates: {
      ...(gates?.live !== undefined && { live: gates.live }),
      metrics: Object.fromEntries(
        Object.entries(gates?.metrics ?? {}).map(([name, bound]) => {
          const path = at("gates", "metrics", name);
          return [name, lacks(bound, path, ["atLeast", "atMost"]) ? undefined : bound];
        }),
      ),
    },
    ...(smokeTest !== undefined && { smokeTest: readable(smokeTest, at("smokeTest"), notes) }),
    approval: approvalUnread ? { ...approval, count: 1 } : approval,
    rollout: (rollout ?? []).map((step, index) => (unclear.has(index) ? { bake: step?.bake } : stepOf(step))),
    rollback,
    unread: [
      ...(approvalUnread ? (["approval"] as const) : []),
      ...((rollout ?? []).length > 0 ? [] : (["rollout"] as const)),
      ...(rollbackUnread ? (["rollback"] as const) : []),
    ],
  };
}

type SmokeTestFile = NonNullable<NonNullable<VariantDraft["promotion"]>["smokeTest"]>;

/** A smoke test without a replay that could not be read: what its shape lacks is told where it was written. */
function readable(test: SmokeTestFile, path: Path, notes: Notes): SmokeTestFile {
  const { replay, ...rest } = test;
  const unread = (["rightAtLeast", "absoluteErrorAtMost"] as const).some(
    (key) => replay?.[key] === undefined && notes.has([...path, "replay", key]),
  );
  return replay === undefined || unread ? rest : test;
}

type StepFile = NonNullable<NonNullable<VariantDraft["promotion"]>["rollout"]>[number];

function stepOf(step: StepFile): NonNullable<StageDraft["rollout"]>[number] {
  const { mirrorPercent, trafficPercent, bake } = step ?? {};
  if (mirrorPercent !== undefined) return { kind: "mirror", percent: mirrorPercent, bake };
  return trafficPercent === undefined ? { bake } : { kind: "traffic", percent: trafficPercent, bake };
}

/** Whether an environment is named that does not exist, but could be meant to be this one. */
function checkApprovalKeys({ promotion, environment, environments }: VariantDraft, notes: Notes): boolean {
  let isMisspelt = false;
  for (const name of Object.keys(promotion?.approvals ?? {})) {
    if (environments.includes(name)) continue;
    const meant = didYouMean(name, environments);
    isMisspelt ||= meant === environment;
    notes.add(
      ["promotion", "approvals", name],
      {
        kind: "noSuchEnvironment",
        says: "is no environment of the use case",
        allowed: environments.join(", "),
        fix: meant === undefined ? undefined : `did you mean ${meant}?`,
      },
      { at: "key" },
    );
  }
  return isMisspelt;
}

/** Steps that do not say one of the two things that a step can do. */
function checkStepKeys({ promotion }: VariantDraft, notes: Notes): ReadonlySet<number> {
  const unclear = new Set<number>();
  for (const [index, step] of (promotion?.rollout ?? []).entries()) {
    if (step === undefined) continue;
    const path = ["promotion", "rollout", index];
    const given = SHARES.filter((key) => notes.has([...path, key]));
    if (given.length === 1) continue;
    unclear.add(index);
    notes.add(path, {
      kind: "rollout",
      says: given.length === 0 ? "sends nothing to the new version" : "both mirrors and sends traffic",
      allowed: "mirrorPercent or trafficPercent",
    });
  }
  return unclear;
}

function checkOnDrift({ promotion, monitors }: VariantDraft, notes: Notes): void {
  if (promotion?.rollback?.onDrift !== true) return;
  const watched = Object.values(monitors?.signals ?? {}).some((signal) => signal?.type === "prediction-drift");
  if (watched || (notes.has(["monitors"]) && monitors?.signals === undefined)) return;
  notes.add(["promotion", "rollback", "onDrift"], {
    kind: "together",
    says: "waits for drift of predictions that no monitor looks for",
    fix: "add a signal of type prediction-drift, or remove it",
  });
}
