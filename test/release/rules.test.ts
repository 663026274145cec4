import { Duration } from "../../domain/time/duration";
import type { Promotion } from "../../domain/promotion/model";
import { promotionDefinition } from "../../domain/promotion/definition";
import { parseDefinition, rulesOf } from "../../release/rules";

const GROUP = { group: "e02c3613-8f64-42d2-adc0-52837492c017", name: "Model Risk" };

/** With everything that a promotion can ask for; a key that is added does not compile until it stands here, too. */
const everything: Required<Promotion> = {
  gates: {
    metrics: { auc: { atLeast: 0.8, atMost: 1 } },
    soak: Duration.days(3),
    champion: { metric: "auc", mayLose: 0.01 },
  },
  smokeTest: { requests: 5, latencyMilliseconds: 800, replay: { rightAtLeast: 0.7 } },
  approval: { count: 2, approvers: [GROUP], teams: ["model-risk"] },
  rollout: [
    { kind: "mirror", percent: 20, bake: Duration.hours(24) },
    { kind: "traffic", percent: 100, bake: Duration.hours(24) },
  ],
  rollback: { serverErrorPercent: 5, latencyP95Milliseconds: 1000, onDrift: true, callers: [GROUP] },
  keepFormer: Duration.hours(48),
};

describe("a definition as a plan shows it", () => {
  it("is read whole, or evidence of it would never hold", () => {
    const definition = promotionDefinition(everything);
    expect(parseDefinition(JSON.parse(JSON.stringify(definition)))).toEqual(definition);
    expect(parseDefinition({ ...definition, unknown: 1 })).toBeUndefined();
  });

  it("stands for the rules that a release is decided by", () => {
    const { gates, smokeTest, rollout, rollback, keepFormer } = everything;
    expect(rulesOf(promotionDefinition(everything))).toMatchObject({
      gates,
      smokeTest,
      rollout,
      rollback,
      keepFormer,
    });
  });
});
