import { Duration } from "../../../domain/time/duration";
import type { PromotionStage } from "../../../domain/promotion/model";
import { checkPromotion, checkStage, type StageDraft } from "../../../domain/promotion/rules";

const RISK = { group: "e02c3613-8f64-42d2-adc0-52837492c017", name: "Model Risk" };
const OWNER = { group: "ce0a14f1-6d42-4fb0-8bae-30615270ae15", name: "Analytics" };
const PROMOTER = { group: "5f3a9b62-90c4-4f0c-b1f8-2f6c3f7f2a01", name: "Promoters" };

const day = Duration.days(1);
const safe: PromotionStage = {
  name: "prod",
  gates: { metrics: { auc: { atLeast: 0.8 } } },
  approval: { count: 1, approvers: [RISK] },
  rollout: [
    { kind: "mirror", percent: 50, bake: day },
    { kind: "traffic", percent: 1, bake: day },
    { kind: "traffic", percent: 100, bake: Duration.minutes(15) },
  ],
  rollback: { serverErrorPercent: 5, onDrift: false },
};
const rulesOf = (changes: Partial<StageDraft>, isLast = true) =>
  checkStage({ ...safe, ...changes }, { isLast, owner: OWNER, promoters: [PROMOTER, undefined] }).map(
    ({ rule, path }) => `${rule} ${path.join(".")}`.trim(),
  );

describe("checkStage", () => {
  it("finds nothing in a safe stage, nor in one of the first environments that asks nothing", () => {
    expect(rulesOf({})).toEqual([]);
    expect(rulesOf({ gates: undefined, approval: undefined, rollout: [], rollback: undefined }, false)).toEqual([]);
  });

  it.each<[string, Partial<StageDraft>, string[]]>([
    ["nothing at all", { approval: undefined, rollout: [], rollback: undefined }, ["unapproved", "at-once"]],
    ["nobody who approves", { approval: { count: 1, approvers: [] } }, ["unapproved"]],
    ["no approval asked for", { approval: { count: 0, approvers: [RISK] } }, ["unapproved"]],
    ["the owner", { approval: { approvers: [OWNER] } }, ["self-approval approval.approvers.0.group"]],
    ["a promoter", { approval: { approvers: [RISK, PROMOTER] } }, ["self-approval approval.approvers.1.group"]],
    ["a group twice", { approval: { approvers: [RISK, RISK] } }, ["listed-twice approval.approvers.1.group"]],
    ["drift alone", { rollback: { onDrift: true } }, ["no-way-back rollback"]],
    ["no rollback", { rollback: undefined }, ["no-way-back"]],
    [
      "every step too short",
      { rollout: safe.rollout.map((step) => ({ ...step, bake: Duration.seconds(899) })) },
      ["short-bake rollout.0.bake", "short-bake rollout.1.bake", "short-bake rollout.2.bake"],
    ],
    [
      "part of a percent",
      { rollout: [{ kind: "traffic", percent: 0.5, bake: day }, safe.rollout[2]] },
      ["share rollout.0.percent"],
    ],
    [
      "a mirror after traffic, and a last step that is not the whole",
      {
        rollout: [
          { kind: "traffic", percent: 10, bake: day },
          { kind: "mirror", percent: 20, bake: day },
          { kind: "traffic", percent: 10, bake: day },
        ],
      },
      ["falling rollout.1.percent", "falling rollout.2.percent", "unfinished rollout.2"],
    ],
    ["a bound that is none", { gates: { metrics: { auc: {}, recall: undefined } } }, ["gate gates.metrics.auc"]],
    [
      "bounds that cross",
      { gates: { metrics: { auc: { atLeast: 1, atMost: 0 } } } },
      ["gate gates.metrics.auc.atMost"],
    ],
  ])("finds %s", (_, changes, found) => {
    expect(rulesOf(changes)).toEqual(found);
  });

  it("says nothing of what could not be read", () => {
    const unread: StageDraft = { name: "prod", unread: ["approval", "rollout", "rollback"] };
    expect(checkStage(unread, { isLast: true, promoters: [] })).toEqual([]);
    expect(rulesOf({ rollout: [undefined, { kind: "traffic", bake: day }, safe.rollout[2]] })).toEqual([]);
  });
});

describe("checkPromotion", () => {
  const way = (...names: string[]) =>
    checkPromotion({
      order: ["dev", "preprod", "prod"],
      stages: names.map((name) => ({ ...safe, name })),
      owner: OWNER,
      promoters: [],
    }).map(({ says }) => says);

  it("lets versions begin late and end early", () => {
    for (const names of [["dev"], ["dev", "preprod"], ["preprod", "prod"], ["prod"]]) expect(way(...names)).toEqual([]);
  });

  it("names what is skipped", () => {
    expect(way("dev", "prod")).toEqual(["lets versions skip preprod"]);
    expect(way("prod", "dev")).toEqual(["does not go from environment to environment"]);
    expect(way("dev", "staging")).toEqual(["does not go from environment to environment"]);
    expect(way()).toEqual(["does not go from environment to environment"]);
  });
});
