import fc from "fast-check";
import { checkReleases } from "../../domain/promotion/release-rules";
import {
  decideRollback,
  decideRollout,
  thresholdsOf,
  yamlSteps,
  type HealthFacts,
  type LiveFacts,
  type ReleaseEdit,
  type RolloutFacts,
  type Stage,
} from "../../release";
import { ago, deployed, NOW, quiet, release, rules } from "./facts";

const tried = (mirrorPercent: number, trafficPercent: number) =>
  release("prod", "12", {
    history: ["11"],
    candidate: { model: "13", deployment: "model-13", mirrorPercent, trafficPercent },
  });
const before: readonly Stage[] = [
  { release: release("dev", "13", { history: ["11", "12"] }), rules },
  { release: release("preprod", "13", { history: ["11", "12"] }), rules },
];
const point = (average: unknown) => ({ at: ago("1h"), average });
const healthy: HealthFacts = {
  from: ago("5d"),
  to: NOW,
  grainSeconds: 3600,
  requests: [
    { split: "2xx", points: [point(100), point(undefined)] },
    { split: "5xx", points: [point(1)] },
  ],
  latencyP95: [{ points: [point(300), point(900)] }],
};
const ask = (
  prod: ReturnType<typeof release>,
  facts: Partial<RolloutFacts> = {},
  more: { override?: string; stage?: Partial<Stage> } = {},
) =>
  decideRollout({
    stages: [...before, { release: prod, rules, ...more.stage }],
    environment: "prod",
    thresholds: { serverErrorPercent: 5, latencyP95Milliseconds: 1000 },
    facts: { clock: { azure: NOW, skewSeconds: 0 }, endpoint: deployed(prod), health: healthy, drift: quiet, ...facts },
    ...(more.override !== undefined && { override: more.override }),
  });
const refusals = (decision: ReturnType<typeof ask>) =>
  decision.reasons.filter(({ result }) => result !== "pass").map(({ check, result }) => `${check}: ${result}`);

describe("a rollout", () => {
  it("takes one step after the other, and ends live", () => {
    expect(ask(tried(20, 0)).edit!.after.candidate).toMatchObject({ mirrorPercent: 0, trafficPercent: 50 });
    expect(ask(tried(0, 50)).edit!.after.candidate).toMatchObject({ mirrorPercent: 0, trafficPercent: 100 });
    expect(ask(tried(0, 100)).edit!.after).toEqual(release("prod", "13", { history: ["11", "12"] }));
  });

  it("starts with the first step if the candidate gets no requests yet, whatever its age", () => {
    const idle = tried(0, 0);
    const decision = ask(idle, { endpoint: deployed(idle, { modifiedAt: NOW }), health: undefined, drift: undefined });
    expect(refusals(decision)).toEqual([]);
    expect(decision.edit!.after.candidate).toMatchObject({ mirrorPercent: 20 });
  });

  it.each<[string, Partial<RolloutFacts>, string[]]>([
    ["too short a bake", { endpoint: deployed(tried(20, 0), { modifiedAt: ago("23h") }) }, ["bake: fail"]],
    [
      "an endpoint without dates",
      { endpoint: deployed(tried(20, 0), { modifiedAt: undefined }), health: undefined },
      ["bake: unknown", "errors: unknown"],
    ],
    [
      "a change in Azure's future",
      { endpoint: deployed(tried(20, 0), { modifiedAt: "2026-12-11T12:00:00Z" }) },
      ["bake: unknown"],
    ],
    ["no figures", { health: { ...healthy, requests: [], latencyP95: [] } }, ["errors: unknown", "latency: unknown"]],
    [
      "too few answers",
      { health: { ...healthy, grainSeconds: 60, requests: [{ split: "2xx", points: [point(19)] }] } },
      ["errors: unknown"],
    ],
    [
      "figures that are none",
      {
        health: {
          ...healthy,
          requests: [{ split: "2xx", points: [point("NaN")] }],
          latencyP95: [{ points: [point(NaN)] }],
        },
      },
      ["errors: unknown", "latency: unknown"],
    ],
    [
      "answers that are not told apart",
      { health: { ...healthy, requests: [{ points: [point(100)] }] } },
      ["errors: unknown"],
    ],
    [
      "errors",
      {
        health: {
          ...healthy,
          requests: [
            { split: "2xx", points: [point(94)] },
            { split: "5XX", points: [point(6)] },
          ],
        },
      },
      ["errors: fail"],
    ],
    ["a slow hour", { health: { ...healthy, latencyP95: [{ points: [point(300), point(1001)] }] } }, ["latency: fail"]],
    [
      "drift",
      { drift: { ...quiet, runs: [{ id: "r", status: "Failed", at: ago("1h"), breach: "drift" }] } },
      ["drift: fail"],
    ],
    [
      "a rollback",
      { endpoint: deployed(tried(20, 0), { rolledBack: { "model-13": ago("1h") } }) },
      ["not rolled back: fail"],
    ],
    ["an endpoint mid-update", { endpoint: deployed(tried(20, 0), { state: "Updating" }) }, ["prod settled: fail"]],
    ["a clock that is wrong", { clock: { azure: NOW, skewSeconds: 301 } }, ["clock: fail"]],
  ])("stays where it is for %s", (_name, facts, expected) => {
    const decision = ask(tried(20, 0), facts);
    expect(decision.edit).toBeUndefined();
    expect(refusals(decision)).toEqual(expected);
  });

  it("goes on early only with a reason, and never after a rollback", () => {
    const young = { endpoint: deployed(tried(20, 0), { modifiedAt: ago("1h") }) };
    expect(ask(tried(20, 0), young, { override: "agreed with the owner" })).toMatchObject({
      allowed: true,
      override: "agreed with the owner",
    });
    const marked = { endpoint: deployed(tried(20, 0), { rolledBack: { "model-13": ago("1h") } }) };
    expect(ask(tried(20, 0), marked, { override: "agreed with the owner" }).allowed).toBe(false);
  });

  it("goes by the alert's thresholds where no rollback is configured", () => {
    expect(thresholdsOf(undefined, { serverErrorPercent: 1 })).toEqual({
      serverErrorPercent: 1,
      latencyP95Milliseconds: undefined,
    });
    expect(thresholdsOf(rules.rollback, { serverErrorPercent: 1, latencyP95Milliseconds: 5 })).toEqual({
      serverErrorPercent: 5,
      latencyP95Milliseconds: 1000,
    });
  });
});

describe("a rollback", () => {
  const back = (stages: readonly Stage[], environment = "prod") => decideRollback({ stages, environment });

  it("takes a candidate out and rejects it", () => {
    const { edit } = back([...before, { release: tried(0, 50), rules }]);
    expect(edit!.map(({ after }) => after)).toEqual([release("prod", "12", { history: ["11"], rejected: ["13"] })]);
  });

  it("goes back to the newest version that may serve, if nothing is being tried", () => {
    const prod = release("prod", "13", { history: ["10", "11", "12"], rejected: ["12"] });
    expect(back([...before, { release: prod, rules }]).edit!.map(({ after }) => after)).toEqual([
      release("prod", "11", { history: ["10"].concat(["12"]), rejected: ["12", "13"] }),
    ]);
  });

  it("is refused if nothing could serve instead", () => {
    const decision = back([...before, { release: release("prod", "13"), rules }]);
    expect(decision.allowed).toBe(false);
    expect(decision.reasons.at(-1 - 1)!.text).toBe(
      "no version before 13 may serve in prod: promote a good one, or destroy the stack",
    );
    expect(back([{ release: release("dev"), rules }], "dev").reasons.map(({ text }) => text)).toEqual([
      "nothing serves in dev",
    ]);
  });

  const version = fc.constantFrom("9", "10", "11", "12", "13");
  const aStage = (environment: string) =>
    fc
      .record({
        live: version,
        history: fc.uniqueArray(version, { maxLength: 4 }),
        candidate: fc.option(version, { nil: undefined }),
      })
      .map(({ live, history, candidate }): Stage => ({
        release: release(environment, live, {
          history: history.filter((one) => one !== live),
          ...(candidate !== undefined &&
            candidate !== live && {
              candidate: { model: candidate, deployment: `model-${candidate}`, mirrorPercent: 20, trafficPercent: 0 },
            }),
        }),
        rules,
      }));
  const valid = (stages: readonly Stage[], edits: readonly ReleaseEdit[] = []) =>
    checkReleases(
      stages.map((stage) => ({
        release: edits.find(({ after }) => after.environment === stage.release.environment)?.after ?? stage.release,
        rollout: rules.rollout,
      })),
    ).length === 0;

  it("leaves a release that the configuration accepts, in which the version serves nowhere from there on", () => {
    let seen = 0;
    fc.assert(
      fc.property(fc.tuple(aStage("dev"), aStage("preprod"), aStage("prod")), fc.nat(2), (stages, from) => {
        fc.pre(valid(stages));
        const { environment, candidate, live } = stages[from]!.release;
        const bad = candidate?.model ?? live!.model;
        const { allowed, edit } = decideRollback({ stages, environment });
        if (!allowed) return;
        seen++;
        expect(valid(stages, edit)).toBe(true);
        for (const stage of stages.slice(from)) {
          const after =
            edit!.find((one) => one.after.environment === stage.release.environment)?.after ?? stage.release;
          expect([after.live?.model, after.candidate?.model]).not.toContain(bad);
        }
      }),
      { numRuns: 5000 },
    );
    expect(seen).toBeGreaterThan(100);
  });
});

describe("what is written of an edit", () => {
  it("is as little as there is to change", () => {
    const steps = (one: ReturnType<typeof release>, after: ReturnType<typeof release>) =>
      yamlSteps({ before: one, after, summary: "" });
    expect(steps(tried(20, 0), tried(0, 50))).toEqual([
      { path: ["prod", "candidate", "mirrorPercent"], value: undefined },
      { path: ["prod", "candidate", "trafficPercent"], value: 50 },
    ]);
    expect(steps(tried(0, 100), release("prod", "13", { history: ["11", "12"] }))).toEqual([
      { path: ["prod", "live", "model"], value: "13" },
      { path: ["prod", "history", 1], value: "12" },
      { path: ["prod", "candidate"], value: undefined },
    ]);
    expect(steps(tried(20, 0), tried(20, 0))).toEqual([]);
  });
});

describe("a rollout that compares live answers", () => {
  const gate = { metric: "auc", mayLose: 0.01 };
  const stage = { stage: { rules: { ...rules, gates: { ...rules.gates, live: gate } } } };
  const compared = (low: number, high: number, more: Partial<LiveFacts> = {}): LiveFacts => ({
    champion: "model-12",
    challenger: "model-13",
    metric: "auc",
    from: ago("8d"),
    to: NOW,
    paired: false,
    rows: [900, 850],
    gain: (low + high) / 2,
    low,
    high,
    confidence: 0.95,
    reason: "…",
    ...more,
  });
  const tooFew = compared(0, 0, { gain: undefined, low: undefined, high: undefined, reason: "12 labelled answers" });
  const said = (decision: ReturnType<typeof ask>) =>
    decision.reasons.filter(({ check }) => check === "live comparison").map(({ result, text }) => `${result}: ${text}`);

  it("lets the candidate take all requests once it is known to lose no more than it may", () => {
    const decision = ask(tried(0, 50), { live: compared(-0.009, 0.03) }, stage);
    expect(decision.allowed).toBe(true);
    expect(said(decision)).toEqual([
      "pass: 13, 900 and 850 labelled answers: auc better by 0.0105 (95 %: -0.009 to 0.03); it may lose 0.01",
    ]);
  });

  it.each<[string, LiveFacts | undefined, string]>([
    ["too few labels", tooFew, "unknown: not yet: 12 labelled answers"],
    ["an interval that leaves it open", compared(-0.02, 0.03), "unknown: not yet: 13, 900"],
    ["nobody who compared", undefined, "unknown: nobody compared live answers of 13"],
    ["another pair", compared(0, 0.1, { champion: "model-11" }), "unknown: auc of model-11 and model-13 was compared"],
    ["another metric", compared(0, 0.1, { metric: "recall" }), "unknown: recall of"],
    ["figures that are none", compared(Number.NaN, 0.1), "unknown: not yet"],
    ["figures in the wrong order", compared(0.1, 0), "unknown: not yet"],
  ])("keeps it from all requests with %s, and from nothing before", (_, live, text) => {
    const facts = live === undefined ? {} : { live };
    const last = ask(tried(0, 50), facts, stage);
    expect(last.allowed).toBe(false);
    expect(said(last)[0]).toContain(text);
    const first = ask(tried(20, 0), facts, stage);
    expect(first.allowed).toBe(true);
    expect(said(first)[0]).toMatch(/^pass: .*; it takes all requests only when that is known$/);
  });

  it("stops what is known to lose more at every step, and lets a person decide", () => {
    const live = compared(-0.08, -0.02);
    for (const at of [tried(20, 0), tried(0, 50), tried(0, 100)]) {
      expect(refusals(ask(at, { live }, stage))).toEqual(["live comparison: fail"]);
    }
    expect(ask(tried(0, 50), { live }, { ...stage, override: "the champion is worse for us" }).allowed).toBe(true);
  });

  it("asks for no comparison with a version that answers nothing any more", () => {
    expect(ask(tried(0, 100), {}, stage).allowed).toBe(true);
  });

  it("says nothing where it is not asked for", () => {
    expect(said(ask(tried(0, 50), { live: compared(-0.08, -0.02) }))).toEqual([]);
  });

  it("is not more willing with a lower end of the interval", () => {
    const figure = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(figure, figure, figure, (a, b, c) => {
        const [low, mid, high] = [a, b, c].sort((left, right) => left - right) as [number, number, number];
        const at = (bottom: number) => ask(tried(0, 50), { live: compared(bottom, high) }, stage).allowed;
        return !at(low) || at(mid);
      }),
    );
  });
});
