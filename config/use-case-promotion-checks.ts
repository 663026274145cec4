import { didYouMean } from "../core/did-you-mean";
import { MAX_MIRROR_PERCENT } from "../core/release";
import type { Notes } from "./checks/notes";
import type { VariantDraft } from "./use-case-drafts";

/** A promotion that is unsafe, or that cannot be walked from its first step to its last. */
export function checkPromotion(variant: VariantDraft, notes: Notes): void {
  const { promotion, environment, isLast } = variant;
  if (notes.has(["promotion"]) && !notes.has(["serving"])) {
    const says = "promotes versions that nothing serves";
    notes.add(["promotion"], { kind: "together", says, fix: "add serving, or remove it" }, { at: "key" });
    return;
  }
  if (promotion === undefined) {
    if (isLast && notes.has(["serving"]) && !notes.has(["promotion"])) {
      notes.add(
        ["serving"],
        {
          kind: "approvals",
          says: `lets versions into ${environment} without approval, rollout and rollback`,
          fix: "add promotion",
        },
        { at: "key" },
      );
    }
    return;
  }
  checkApprovals(variant, notes);
  checkRollout(variant, notes);
  checkRollback(variant, notes);
  checkGates(variant, notes);
}

function checkApprovals(variant: VariantDraft, notes: Notes): void {
  const { promotion, environment, environments, isLast, ownerGroup } = variant;
  let misspelt = false;
  for (const name of Object.keys(promotion?.approvals ?? {})) {
    if (environments.includes(name)) continue;
    const meant = didYouMean(name, environments);
    misspelt ||= meant === environment;
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
  const path = ["promotion", "approvals", environment];
  if (isLast && !misspelt && !notes.has(path)) {
    notes.add(
      ["promotion"],
      {
        kind: "approvals",
        says: `lets versions into ${environment} without anybody agreeing`,
        fix: `add approvals.${environment} with the groups that may agree`,
      },
      { at: "key" },
    );
  }
  const approvers = promotion?.approvals?.[environment]?.approvers ?? [];
  for (const [index, approver] of approvers.entries()) {
    if (approver?.group === undefined || approver.group !== ownerGroup) continue;
    notes.add([...path, "approvers", index, "group"], {
      kind: "selfApproval",
      says: "is the owner's own group: a team would approve its own versions",
      fix: "name a group that did not build the model",
    });
  }
  notes.addRepeated(
    [...path, "approvers"],
    approvers.map((approver) => approver?.group),
    ["group"],
  );
}

function checkRollout({ promotion }: VariantDraft, notes: Notes): void {
  const steps = promotion?.rollout;
  if (steps === undefined || steps.length === 0) return;
  const path = ["promotion", "rollout"];
  let before: { readonly kind: "mirror" | "traffic"; readonly percent: number } | undefined;
  for (const [index, step] of steps.entries()) {
    const given = (["mirrorPercent", "trafficPercent"] as const).filter((key) => notes.has([...path, index, key]));
    const key = given[0];
    if (given.length !== 1 || key === undefined) {
      notes.add([...path, index], {
        kind: "rollout",
        says: given.length === 0 ? "sends nothing to the new version" : "both mirrors and sends traffic",
        allowed: "mirrorPercent or trafficPercent",
      });
      return;
    }
    const percent = step?.[key];
    if (percent === undefined) return;
    const kind = key === "mirrorPercent" ? "mirror" : "traffic";
    if (kind === "mirror" && percent > MAX_MIRROR_PERCENT) {
      notes.add([...path, index, key], {
        kind: "rollout",
        says: "is more than Azure ML copies",
        allowed: `1 to ${MAX_MIRROR_PERCENT}`,
      });
    }
    if (before?.kind === "traffic" && kind === "mirror") {
      notes.add([...path, index, key], {
        kind: "rollout",
        says: "comes after traffic: mirroring tries what answers nobody yet",
        fix: "put mirrors first",
      });
      return;
    }
    if (before?.kind === kind && percent <= before.percent) {
      notes.add([...path, index, key], {
        kind: "rollout",
        says: "does not rise",
        allowed: `more than ${before.percent}, the step before`,
      });
    }
    before = { kind, percent };
  }
  if (before?.kind === "traffic" && before.percent === 100) return;
  notes.add([...path, steps.length - 1], {
    kind: "rollout",
    says: "is the last step, and the new version does not get all traffic",
    allowed: "trafficPercent: 100 as the last step",
  });
}

function checkRollback({ environment, isLast, promotion, monitors }: VariantDraft, notes: Notes): void {
  const path = ["promotion", "rollback"];
  const set = ["serverErrorPercent", "latencyP95Milliseconds"].some((key) => notes.has([...path, key]));
  const onDrift = promotion?.rollback?.onDrift === true;
  if (isLast && !set && !onDrift) {
    notes.add(
      notes.has(path) ? path : ["promotion"],
      {
        kind: "rollback",
        says: `has nothing that sends traffic back from a bad version in ${environment}`,
        fix: "set rollback.serverErrorPercent, rollback.latencyP95Milliseconds or rollback.onDrift",
      },
      { at: "key" },
    );
  }
  if (!onDrift) return;
  const watched = Object.values(monitors?.signals ?? {}).some((signal) => signal?.type === "prediction-drift");
  if (watched || (notes.has(["monitors"]) && monitors?.signals === undefined)) return;
  notes.add([...path, "onDrift"], {
    kind: "together",
    says: "waits for drift of predictions that no monitor looks for",
    fix: "add a signal of type prediction-drift, or remove it",
  });
}

function checkGates({ promotion }: VariantDraft, notes: Notes): void {
  for (const [name, bound] of Object.entries(promotion?.gates?.metrics ?? {})) {
    const path = ["promotion", "gates", "metrics", name];
    if (!notes.has([...path, "atLeast"]) && !notes.has([...path, "atMost"])) {
      notes.add(path, { kind: "gate", says: "sets no bound", allowed: "atLeast or atMost" }, { at: "key" });
    } else if (bound?.atLeast !== undefined && bound.atMost !== undefined && bound.atLeast > bound.atMost) {
      notes.add([...path, "atMost"], {
        kind: "gate",
        says: "is less than atLeast: no version could pass",
        allowed: `${bound.atLeast} or more`,
      });
    }
  }
}
