import { Duration } from "../../../domain/time/duration";
import type { Promotion } from "../../../domain/promotion/model";
import { definitionHash, promotionDefinition } from "../../../domain/promotion/definition";

const RISK = { group: "e02c3613-8f64-42d2-adc0-52837492c017", name: "Model Risk" };
const BOARD = { group: "1a1c3613-8f64-42d2-adc0-52837492c017", name: "Board" };

const promotion: Promotion = {
  gates: {
    metrics: { auc: { atLeast: 0.82 }, "val/loss.%": { atMost: 3, atLeast: undefined } },
    soak: Duration.hours(72),
    champion: { metric: "auc", mayLose: 0.005 },
  },
  approval: { count: 2, approvers: [RISK, BOARD] },
  rollout: [
    { kind: "mirror", percent: 20, bake: Duration.minutes(90) },
    { kind: "traffic", percent: 100, bake: Duration.hours(24) },
  ],
  rollback: { serverErrorPercent: 5, latencyP95Milliseconds: undefined, onDrift: false },
};

describe("promotionDefinition", () => {
  it("is plain data, without what is not asked for", () => {
    const definition = promotionDefinition(promotion);
    expect(JSON.parse(JSON.stringify(definition))).toStrictEqual(definition);
    expect(definition).toStrictEqual({
      gates: {
        metrics: { auc: { atLeast: 0.82 }, "val/loss.%": { atMost: 3 } },
        soak: "3d",
        champion: { metric: "auc", mayLose: 0.005 },
      },
      approvals: { count: 2, approvers: [BOARD, RISK] },
      rollout: [
        { mirrorPercent: 20, bake: "90m" },
        { trafficPercent: 100, bake: "1d" },
      ],
      rollback: { serverErrorPercent: 5, onDrift: false },
    });
  });

  it("says that nothing is asked where nothing is said", () => {
    expect(promotionDefinition(undefined)).toStrictEqual({ gates: { metrics: {}, baseline: "told" }, rollout: [] });
  });
});

describe("definitionHash", () => {
  const hash = (changes: Partial<Promotion> = {}) => definitionHash(promotionDefinition({ ...promotion, ...changes }));

  it("is the same however the same rules are written", () => {
    const { metrics, champion } = promotion.gates;
    const turned = Object.fromEntries(Object.entries(metrics).reverse());
    const gates = { champion, soak: Duration.days(3), metrics: turned };
    expect(hash({ gates, approval: { approvers: [BOARD, RISK], count: 2 } })).toBe(hash());
    expect(hash()).toMatch(/^[0-9a-f]{64}$/);
  });

  it("is another as soon as anything is asked otherwise", () => {
    const others: Partial<Promotion>[] = [
      { gates: { ...promotion.gates, soak: Duration.hours(71) } },
      { gates: { ...promotion.gates, metrics: { auc: { atLeast: 0.82 } } } },
      { gates: { ...promotion.gates, champion: { metric: "auc", mayLose: 0.006 } } },
      { approval: undefined },
      { approval: { count: 1, approvers: [RISK, BOARD] } },
      { approval: { count: 2, approvers: [RISK] } },
      { rollout: [...promotion.rollout].reverse() },
      { rollout: promotion.rollout.slice(1) },
      { rollout: promotion.rollout.map((step) => ({ ...step, kind: "traffic" as const })) },
      { rollback: undefined },
      { rollback: { serverErrorPercent: 5, onDrift: true } },
      { rollback: { ...promotion.rollback!, callers: [BOARD] } },
      { rollback: { ...promotion.rollback!, callers: [BOARD, RISK] } },
      { keepFormer: Duration.hours(48) },
      { keepFormer: Duration.hours(47) },
    ];
    const hashes = [hash(), ...others.map((changes) => hash(changes))];
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
