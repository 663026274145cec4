import { join } from "node:path";
import { maturityCriteria } from "../../cli/maturity/criteria";
import { maturityOf, maturityText } from "../../cli/maturity/maturity";
import { inventoryOf } from "../../schema/ml/inventory";
import { project } from "../support/documents";
import { exampleConfiguration } from "../support/configuration";

/** The shipped customer-churn, which meets every criterion, with changes to its file. */
function churnWith(changes: Record<string, unknown>, releases: Record<string, unknown> = {}) {
  const { useCases } = exampleConfiguration({
    useCases: { "customer-churn": changes },
    releases: { "customer-churn": "serving" in changes ? undefined : releases },
  });
  return maturityOf(
    useCases.find(({ name }) => name === "customer-churn")!,
    inventoryOf(join(project, "ml")),
  );
}
const unmet = (changes: Record<string, unknown>, releases?: Record<string, unknown>) =>
  churnWith(changes, releases)
    .criteria.filter((criterion) => !criterion.met)
    .map(({ fact }) => fact);

/** Without rollouts nothing can be on its way. */
const settled = { preprod: { live: { model: "12" }, candidate: undefined, history: ["11"] } };

describe("mlops maturity", () => {
  it("finds all four levels in the shipped example", () => {
    expect(churnWith({})).toMatchObject({ level: 4, name: "full MLOps automated operations", environment: "prod" });
    expect(unmet({})).toEqual([]);
  });

  it.each<[number, string, Record<string, unknown>, string]>([
    [
      1,
      "training that nothing starts",
      { retraining: { schedule: undefined, onDrift: { mode: "notify" } } },
      "prod: add retraining.schedule, or retraining.onDrift with mode automatic",
    ],
    [1, "a schedule that is paused", { retraining: { paused: true } }, "prod: retraining.paused is true"],
    [
      2,
      "no metric as a gate",
      { promotion: { gates: { metrics: undefined, champion: undefined } } },
      "prod: add promotion.gates.metrics",
    ],
    [
      2,
      "one step to all traffic",
      { promotion: { rollout: [{ trafficPercent: 100, bake: "24h" }] } },
      "prod: add promotion.rollout with a step before all traffic",
    ],
    [3, "monitors that are paused", { monitors: { paused: true } }, "prod: monitors.paused is true"],
    [
      3,
      "drift that only tells",
      { retraining: { onDrift: { mode: "notify", cooldown: undefined, maxPerWeek: undefined } } },
      "prod: retraining.onDrift.mode is notify; automatic starts training",
    ],
    [
      3,
      "no comparison with the live version",
      { promotion: { gates: { champion: undefined } } },
      "prod: add promotion.gates.champion",
    ],
    [
      2,
      "a model that is only trained",
      {
        serving: undefined,
        data: { batch: undefined },
        promotion: undefined,
        monitors: undefined,
        retraining: { onDrift: undefined },
        overrides: undefined,
      },
      "prod: add promotion.rollback",
    ],
  ])("finds level %i for %s", (level, _, changes, says) => {
    const result = churnWith(changes, settled);
    expect(result.level).toBe(level);
    expect(unmet(changes, settled)).toContain(says);
  });

  it.each([
    ["a component", { component: "train_nothing" }],
    ["a version of a component", { version: "99.0.0" }],
  ])("counts no training by %s that exists nowhere, unless it is kept elsewhere", (_, training) => {
    expect(churnWith({ training }).level).toBe(1);
    expect(unmet({ training }).join()).toMatch(/^training\.component \S+ \S+ is nowhere: add it to ml\//);
    expect(churnWith({ training: { ...training, external: true } }).level).toBe(4);
  });

  it("judges the last environment, not the first", () => {
    const changes = { overrides: { dev: { monitors: { paused: true } } } };
    expect(churnWith(changes).level).toBe(4);
  });

  it("says what is missing for the next level only", () => {
    const text = maturityText([churnWith({ promotion: { gates: { champion: undefined } } })]);
    expect(text.split("\n").slice(-2)).toEqual([
      "  For level 4, full MLOps automated operations:",
      "    - prod: add promotion.gates.champion",
    ]);
    expect(maturityText([churnWith({})])).not.toContain("For level");
  });

  it("has criteria for every level", () => {
    expect([...new Set(maturityCriteria.map(({ level }) => level))]).toEqual([1, 2, 3, 4]);
  });
});
