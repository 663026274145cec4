import fc from "fast-check";
import { checkReleases } from "../../domain/promotion/release-rules";
import {
  besidePublished,
  compareVersions,
  decidePromotion,
  newestEligible,
  toNumber,
  type Decision,
  type PromotionQuestion,
} from "../../release";
import { checkBaseline } from "../../release/metric-checks";
import { against, ago, BEATEN, deployed, model, NOW, question, quiet, release, rules, stages } from "./facts";

const decide = (...how: Parameters<typeof question>) => decidePromotion(question(...how));
const refusals = ({ reasons }: Decision<unknown>) =>
  reasons.filter(({ result }) => result !== "pass").map(({ check, result }) => `${check}: ${result}`);
const said = ({ reasons }: Decision<unknown>, check: string) => reasons.find((reason) => reason.check === check)?.text;

describe("a promotion", () => {
  it("is allowed when everything speaks for it, and says so of every check", () => {
    const decision = decide();
    expect(decision.allowed).toBe(true);
    expect(decision.reasons.map(({ check }) => check)).toEqual([
      "clock",
      "order",
      "not rejected",
      "free",
      "newer",
      "registry",
      "registered once",
      "metric auc",
      "metric rmse",
      "baseline",
      "champion",
      "preprod settled",
      "soak",
      "drift",
      "prod settled",
      "release",
    ]);
    expect(decision.edit!.after).toMatchObject({
      live: { model: "12" },
      candidate: { model: "13", mirrorPercent: 20, trafficPercent: 0 },
    });
    expect(said(decision, "soak")).toBe("live in preprod for 5d, 3d asked for");
    expect(said(decision, "metric auc")).toBe("0.85, at least 0.82 asked for");
  });

  it("makes a version live at once where there is no rollout, or nothing yet", () => {
    const plain = stages.map((stage) => ({ ...stage, rules: { ...rules, rollout: [] } }));
    expect(decide({ stages: plain }).edit!.after).toMatchObject({ live: { model: "13" }, history: ["11", "12"] });
    const empty = [...stages.slice(0, 2), { release: release("prod"), rules }];
    expect(decide({ stages: empty }).edit!.after).toMatchObject({ live: { model: "13" }, history: [] });
    expect(decide({ stages: empty }).edit!.after.candidate).toBeUndefined();
  });

  it.each<[string, Partial<PromotionQuestion>, Partial<PromotionQuestion["facts"]>, string[]]>([
    ["a clock that is wrong", {}, { clock: { azure: NOW, skewSeconds: -400 } }, ["clock: fail"]],
    ["no clock at all", {}, { clock: undefined }, ["clock: unknown", "soak: unknown", "drift: unknown"]],
    [
      "a version that skipped preprod",
      { version: "14" },
      { models: [model("12"), model("14")] },
      ["order: fail", "soak: unknown"],
    ],
    [
      "a rolled back version",
      {
        stages: [
          stages[0]!,
          { release: release("preprod", "12", { history: ["11", "13"], rejected: ["13"] }), rules },
          stages[2]!,
        ],
      },
      {},
      ["not rejected: fail", "soak: unknown"],
    ],
    ["a version that is live", { version: "12" }, {}, ["free: fail", "newer: fail", "soak: unknown"]],
    ["an older version", { version: "11" }, {}, ["newer: fail", "soak: unknown"]],
    [
      "a version nobody registered",
      {},
      { models: [model("12")] },
      [
        "registry: fail",
        "registered once: unknown",
        "metric auc: unknown",
        "metric rmse: unknown",
        "baseline: unknown",
        "champion: unknown",
      ],
    ],
    ["an archived version", {}, { models: [model("12"), model("13", {}, { archived: true })] }, ["registry: fail"]],
    [
      "a version in the workspace only",
      {},
      { models: [model("12"), model("13", {}, { place: "workspace dev" })] },
      ["registry: fail"],
    ],
    [
      "a metric too low",
      {},
      { models: [model("12"), model("13", { "metrics.auc": "0.8199" })] },
      ["metric auc: fail", "champion: fail"],
    ],
    [
      "a metric too high",
      {},
      { models: [model("12"), model("13", { "metrics.rmse": "3.01" })] },
      ["metric rmse: fail"],
    ],
    [
      "a loss against the champion",
      {},
      { models: [model("12"), model("13", { ...against("0.86"), "metrics.auc": "0.8549" })] },
      ["champion: fail"],
    ],
    ["a champion without figures", {}, { models: [model("12"), model("13", against("NaN"))] }, ["champion: unknown"]],
    [
      "no better than a naive baseline",
      {},
      { models: [model("12"), model("13", { "metrics.baseline_gain": "-0.02", "baseline.name": "majority class" })] },
      ["baseline: fail"],
    ],
    [
      "less better than training asks for",
      {},
      { models: [model("12"), model("13", { "metrics.baseline_gain": "0.02", "baseline.beaten": "false" })] },
      ["baseline: fail"],
    ],
    [
      "too short a soak",
      {},
      {
        endpoints: {
          preprod: deployed(stages[1]!.release, {
            deployments: [{ name: "model-13", state: "Succeeded", createdAt: ago("2d") }],
            modifiedAt: ago("2d"),
          }),
          prod: deployed(stages[2]!.release),
        },
      },
      ["soak: fail"],
    ],
    [
      "a soak that may be too short",
      {},
      {
        endpoints: {
          preprod: deployed(stages[1]!.release, { modifiedAt: ago("1d") }),
          prod: deployed(stages[2]!.release),
        },
      },
      ["soak: unknown"],
    ],
    [
      "an endpoint without dates",
      {},
      {
        endpoints: {
          preprod: deployed(stages[1]!.release, { modifiedAt: undefined }),
          prod: deployed(stages[2]!.release),
        },
      },
      ["soak: unknown"],
    ],
    [
      "drift",
      {},
      { drift: { ...quiet, runs: [...quiet.runs, { id: "r3", status: "Failed", at: ago("1h"), breach: "drift" }] } },
      ["drift: fail"],
    ],
    [
      "a monitor that failed",
      {},
      { drift: { ...quiet, runs: [{ id: "r3", status: "Failed", at: ago("1h") }] } },
      ["drift: unknown"],
    ],
    [
      "a monitor that stopped",
      {},
      { drift: { ...quiet, runs: [{ id: "r3", status: "Completed", at: ago("3d") }] } },
      ["drift: unknown"],
    ],
    ["a monitor that never ran", {}, { drift: { ...quiet, runs: [] } }, ["drift: unknown"]],
    [
      "an endpoint that is being changed",
      {},
      {
        endpoints: { preprod: deployed(stages[1]!.release), prod: deployed(stages[2]!.release, { state: "Updating" }) },
      },
      ["prod settled: fail"],
    ],
    [
      "a deployment that is scaling",
      {},
      {
        endpoints: {
          preprod: deployed(stages[1]!.release),
          prod: deployed(stages[2]!.release, { deployments: [{ name: "model-12", state: "Scaling" }] }),
        },
      },
      ["prod settled: fail"],
    ],
    [
      "a release that is not deployed",
      {},
      { endpoints: { preprod: deployed(release("preprod", "12")), prod: deployed(stages[2]!.release) } },
      ["preprod settled: fail", "soak: unknown"],
    ],
    [
      "an endpoint that is not there",
      {},
      { endpoints: { preprod: deployed(stages[1]!.release) } },
      ["prod settled: fail"],
    ],
    [
      "traffic that somebody moved by hand",
      {},
      {
        endpoints: {
          preprod: deployed(stages[1]!.release),
          prod: deployed(stages[2]!.release, { traffic: { "model-12": 90, "model-9": 10 } }),
        },
      },
      ["prod settled: fail"],
    ],
  ])("is refused for %s", (_name, changes, facts, expected) => {
    const decision = decide(changes, facts);
    expect(decision.allowed).toBe(false);
    expect(decision.edit).toBeUndefined();
    expect(refusals(decision)).toEqual(expected);
  });

  it("is refused while another version is being tried", () => {
    const trying = release("prod", "12", {
      history: ["11"],
      candidate: { model: "13", deployment: "model-13", mirrorPercent: 20, trafficPercent: 0 },
    });
    const decision = decide({ stages: [...stages.slice(0, 2), { release: trying, rules }] });
    expect(refusals(decision)).toEqual(["free: fail"]);
    expect(said(decision, "free")).toBe("13 is being tried in prod: finish it with mlops rollout or mlops rollback");
  });

  it("is refused when one model was registered twice, whatever its numbers", () => {
    const again = decide({}, { models: [model("12"), model("13"), model("11", {}, { job: "job-13" })] });
    expect(said(again, "registered once")).toBe("13 and 11 are the same model, registered twice");
    const bad = [
      stages[0]!,
      { release: release("preprod", "13", { history: ["12"], rejected: ["11"] }), rules },
      stages[2]!,
    ];
    const disguised = decide(
      { stages: bad, override: "we really want it" },
      { models: [model("12"), model("13"), model("11", {}, { job: "job-13" })] },
    );
    expect(disguised.allowed).toBe(false);
    expect(said(disguised, "registered once")).toBe("13 is 11 under another number, which was rolled back");
    const elsewhere = decide(
      {},
      { models: [model("12"), model("13"), model("13", { "metrics.auc": "0.99" }, { place: "workspace dev" })] },
    );
    expect(said(elsewhere, "registered once")).toBe(
      "13 in registry is not what it is in workspace dev: metrics.auc is 0.85 and 0.99",
    );
    expect(said(elsewhere, "metric auc")).toBe("registry says 0.85, workspace dev says 0.99; at least 0.82 asked for");
  });

  it("takes the registry's numbers for what trainings wrote there, and the workspace's own for what is to be published", () => {
    const written = model("13", { "origin.job": "job-a" }, { job: "job-a" });
    const here = (version: string, job: string) => model(version, {}, { place: "workspace dev", job });
    const beside = (publishing: boolean, ...workspace: Parameters<typeof besidePublished>[1]) =>
      besidePublished([model("12"), written], workspace, publishing).map(({ version }) => version);
    // The same training, under the workspace's number; another one, under the registry's.
    expect(beside(false, here("7", "job-a"), here("13", "job-b"), here("8", "job-c"))).toEqual(["8"]);
    expect(beside(true, here("7", "job-a"), here("13", "job-b"), here("8", "job-c"))).toEqual(["13", "8"]);
    // What the registry fetched is the same version in both places.
    expect(beside(false, here("12", "job-12"), here("13", "job-a"))).toEqual(["12", "13"]);
  });

  it("counts a soak that a former decision proved, but not one from before the deployment", () => {
    const endpoints = {
      preprod: deployed(stages[1]!.release, { modifiedAt: ago("1h") }),
      prod: deployed(stages[2]!.release),
    };
    const proof = (from: string) => ({ environment: "preprod", model: "13", from, until: ago("1h") });
    expect(decide({}, { endpoints, proofs: [proof(ago("4d"))] }).allowed).toBe(true);
    const again = {
      ...endpoints,
      preprod: { ...endpoints.preprod, deployments: [{ name: "model-13", state: "Succeeded", createdAt: ago("1d") }] },
    };
    expect(decide({}, { endpoints: again, proofs: [{ ...proof(ago("9d")), until: ago("8d") }] }).allowed).toBe(false);
  });

  it("compares the other way round where less is better", () => {
    const lower = stages.map((stage) => ({
      ...stage,
      rules: { ...rules, gates: { ...rules.gates, champion: { metric: "rmse", mayLose: 0.1 } } },
    }));
    const against = (ours: string) =>
      decide({ stages: lower }, { models: [model("12"), model("13", { "metrics.rmse": ours })] });
    expect(refusals(against("2.6"))).toEqual([]);
    expect(refusals(against("2.61"))).toEqual(["champion: fail"]);
    expect(refusals(against("1"))).toEqual([]);
  });

  describe("against the naive baseline", () => {
    const said = (...beaten: readonly unknown[]) =>
      checkBaseline(
        { metrics: {} },
        beaten.map((value, index) =>
          model(
            "13",
            {},
            {
              place: `place ${index}`,
              tags: { "metrics.baseline_gain": "0.3", ...(value === undefined ? {} : { "baseline.beaten": value }) },
            },
          ),
        ),
      );

    it.each<[string, string, readonly unknown[]]>([
      ["says true", "pass", ["true"]],
      ["says false", "fail", ["false"]],
      ["agrees in every place", "pass", ["true", "true"]],
      ["is said in one place of two", "pass", [undefined, "true"]],
      ["says false in one place and true in another", "unknown", ["false", "true"]],
      ["says true in one place and false in another", "unknown", ["true", "false"]],
      ["is nowhere", "unknown", [undefined, undefined]],
      ["is empty", "unknown", [""]],
      ["is neither", "unknown", ["True"]],
      ["is no text", "unknown", [true]],
    ])("goes by what training says: the tag %s", (_name, result, beaten) =>
      expect(said(...beaten).result).toBe(result),
    );

    it("says how it is made where nobody knows", () => {
      expect(said("false", "true").text).toContain('baseline.beaten is "false" in place 0, "true" in place 1');
      expect(said(undefined).text).toContain("no tag baseline.beaten; let training compare it");
      expect(said(undefined).text).toContain("npx mlops ml submit");
    });
  });

  describe("against the champion", () => {
    const NAMED = { "champion.name": "customer-churn:12" };
    const tags = { "metrics.auc": "0.85", "metrics.rmse": "2.5", "metrics.baseline_gain": "0.3", ...BEATEN };
    const bare = (more: Record<string, string>) => model("13", {}, { tags: { ...tags, ...more } });
    const judged = (more: Record<string, string>, of12: Record<string, string> = {}) =>
      decide({}, { models: [model("12", of12), bare(more)] });

    it("goes by what the champion had on the same rows, not by what it had on its own", () => {
      const worse = { "champion.name": "customer-churn:12", "metrics.champion_auc": "0.87" };
      expect(refusals(judged(worse, { "metrics.auc": "0.1" }))).toEqual(["champion: fail"]);
      const better = { "champion.name": "customer-churn:12", "metrics.champion_auc": "0.82" };
      expect(refusals(judged(better, { "metrics.auc": "0.99" }))).toEqual([]);
      expect(said(judged(better), "champion")).toBe(
        "auc against 12, live in prod: 0.85 against 0.82 on the same rows, higher is better, may lose 0.005",
      );
    });

    it("rejects a comparison with another version than the live one", () => {
      const other = { "champion.name": "customer-churn:11", "metrics.champion_auc": "0.8" };
      expect(refusals(judged(other))).toEqual(["champion: fail"]);
      expect(said(judged(other), "champion")).toBe(
        "auc against 12, live in prod, on the same rows: its training compared it with customer-churn:11, not with 12: train a version that is compared with what is live",
      );
      expect(refusals(judged({}))).toEqual(["champion: unknown"]);
      // Of several that it was compared with, the live one counts.
      expect(refusals(judged({ ...other, "champion.12.auc": "0.84" }))).toEqual([]);
      expect(refusals(judged({ ...other, "champion.12.auc": "0.86" }))).toEqual(["champion: fail"]);
    });

    it("knows a champion that training was given as files by MLflow's own number", () => {
      const given = { "champion.name": "given", "champion.uuid": "ab12", "metrics.champion_auc": "0.84" };
      expect(refusals(judged(given, { "model.uuid": "ab12" }))).toEqual([]);
      expect(refusals(judged(given, { "model.uuid": "cd34" }))).toEqual(["champion: fail"]);
    });

    it("knows the live version by MLflow's own number, whatever number its workspace gave it", () => {
      const compared = { "champion.3.auc": "0.84", "champion.3.uuid": "ab12", "champion.12.auc": "0.9" };
      expect(refusals(judged(compared, { "model.uuid": "ab12" }))).toEqual([]);
      expect(refusals(judged({ ...compared, "champion.3.auc": "0.9" }, { "model.uuid": "ab12" }))).toEqual([
        "champion: fail",
      ]);
      // Of two models with one number the other is not what is live.
      const other = {
        ...NAMED,
        "champion.12.auc": "0.84",
        "champion.12.uuid": "cd34",
        "champion.uuid": "cd34",
        "metrics.champion_auc": "0.84",
      };
      expect(refusals(judged(other, { "model.uuid": "ab12" }))).toEqual(["champion: fail"]);
      expect(refusals(judged(other, { "model.uuid": "cd34" }))).toEqual([]);
      // Where one side has none, the number is all there is.
      expect(refusals(judged(other))).toEqual([]);
    });

    it.each<[string, Record<string, string>, Record<string, string>]>([
      ["of the same number", { "champion.name": "other-model:12" }, {}],
      ["whose name only ends alike", { "champion.name": "not-customer-churn:12" }, {}],
      ["whose number stands alone", { "champion.name": "12" }, {}],
      [
        "of the same name by another number of MLflow's",
        { ...NAMED, "champion.uuid": "ab12" },
        { "model.uuid": "cd34" },
      ],
    ])("takes no other model %s for it", (_name, champion, of12) => {
      expect(refusals(judged({ ...champion, "metrics.champion_auc": "0.84" }, of12))).toEqual(["champion: fail"]);
    });

    it("does not go by a number alone where evidence does not tell the model's name", () => {
      const nameless = model("13", {}, { tags: { ...tags, ...NAMED, "metrics.champion_auc": "0.84" } });
      const rest: { model?: string } & typeof nameless = { ...nameless };
      delete rest.model;
      expect(refusals(decide({}, { models: [model("12"), nameless] }))).toEqual([]);
      expect(refusals(decide({}, { models: [model("12"), rest] }))).toEqual(["champion: unknown"]);
    });
  });

  it("shows the naive baseline and lets in what does not beat it, where only telling is asked for", () => {
    const told = stages.map((stage) => ({
      ...stage,
      rules: { ...rules, gates: { ...rules.gates, baseline: "told" as const } },
    }));
    const worse = {
      models: [model("12"), model("13", { "metrics.baseline_gain": "-0.021", "baseline.name": "mean" })],
    };
    expect(refusals(decide({ stages: told }, worse))).toEqual([]);
    expect(said(decide({ stages: told }, worse), "baseline")).toBe(
      "told only; -2.1 % of the loss of the naive baseline (mean) saved",
    );
    expect(said(decide({}, worse), "baseline")).toBe(
      "-2.1 % of the loss of the naive baseline (mean) saved: is machine learning the right answer here?",
    );
  });

  it("does not guess which way an unknown metric is better", () => {
    const unknown = stages.map((stage) => ({
      ...stage,
      rules: { ...rules, gates: { ...rules.gates, champion: { metric: "lift", mayLose: 0.1 } } },
    }));
    const tags = { "metrics.lift": "2", "champion.12.lift": "2" };
    expect(refusals(decide({ stages: unknown }, { models: [model("12", tags), model("13", tags)] }))).toEqual([
      "champion: unknown",
    ]);
  });

  it("goes on against checks only with a reason, and keeps it", () => {
    const low = { models: [model("12"), model("13", { ...against("0.8"), "metrics.auc": "0.8" })] };
    expect(decide({ override: "   " }, low).allowed).toBe(false);
    const decision = decide({ override: "campaign ends Friday" }, low);
    expect(decision).toMatchObject({ allowed: true, override: "campaign ends Friday" });
    expect(decision.reasons.filter(({ overridden }) => overridden).map(({ check }) => check)).toEqual(["metric auc"]);
    expect(decide({ override: "campaign ends Friday" }).override).toBeUndefined();
    expect(decide({ override: "we want it", version: "14" }, { models: [model("14"), model("12")] }).allowed).toBe(
      false,
    );
  });
});

describe("the newest eligible version", () => {
  it("is chosen by number, not by text", () => {
    const dev = [{ release: release("dev", "9"), rules: { ...rules, gates: { metrics: {} } } }];
    const chosen = newestEligible(
      ["9", "10", "8"],
      (version) =>
        decidePromotion(
          question({ stages: dev, to: "dev", version }, { models: ["8", "9", "10"].map((one) => model(one)) }),
        ),
      "9",
    );
    expect(chosen).toMatchObject({ version: "10", decision: { allowed: true } });
    expect(compareVersions("10", "9")).toBeGreaterThan(0);
    expect(compareVersions("2026-11-3", "2026-2-30")).toBeGreaterThan(0);
    expect(["10", "9", "100", "2"].sort(compareVersions)).toEqual(["2", "9", "10", "100"]);
  });

  it("passes over newer ones that may not enter, and shows the newest if none may", () => {
    const decideFor = (fits: string) => (version: string) =>
      decidePromotion(
        question(
          { stages: [{ release: release("dev", "9"), rules }], to: "dev", version },
          {
            models: ["9", "10", "11"].map((one) =>
              model(one, { "metrics.auc": one === fits || one === "9" ? "0.85" : "0.1" }),
            ),
          },
        ),
      );
    expect(newestEligible(["10", "11"], decideFor("10"), "9")).toMatchObject({ version: "10" });
    expect(newestEligible(["10", "11"], decideFor("none"), "9")).toMatchObject({
      version: "11",
      decision: { allowed: false },
    });
    expect(newestEligible(["8"], decideFor("8"), "9")).toBeUndefined();
  });
});

describe("whatever the evidence", () => {
  const notNumbers = [
    "NaN",
    "nan",
    "",
    " ",
    "Infinity",
    "-inf",
    "0.9 ",
    "0,9",
    "0x1",
    "1e999",
    "null",
    null,
    true,
    {},
    [],
    NaN,
    Infinity,
  ];

  it("what is no number never passes a gate", () => {
    for (const wrong of notNumbers) {
      expect(toNumber(wrong)).toBeUndefined();
      const decision = decide({}, { models: [model("12"), model("13", { "metrics.auc": wrong })] });
      expect(refusals(decision)).toContain("metric auc: unknown");
      expect(decision.allowed).toBe(false);
    }
    expect(["0.9", "9e-1", ".9", "+0.9", 0.9].map(toNumber)).toEqual([0.9, 0.9, 0.9, 0.9, 0.9]);
  });

  const version = fc.constantFrom("9", "10", "11", "12", "13", "14");
  const number = fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }).map(String),
    fc.constantFrom(...notNumbers.slice(0, 6)),
  );
  const when = fc.constantFrom("10m", "1d", "4d", "9d").map(ago);
  /** Good evidence with one thing in six spoilt: else nothing would ever be allowed. */
  const mostly = <Value>(good: Value, other: fc.Arbitrary<Value>) =>
    fc.oneof({ arbitrary: fc.constant(good), weight: 5 }, { arbitrary: other, weight: 1 });
  const aRelease = (environment: string) =>
    fc
      .record({
        live: fc.option(version, { nil: undefined }),
        history: fc.uniqueArray(version, { maxLength: 3 }),
        rejected: fc.uniqueArray(version, { maxLength: 1 }),
        candidate: fc.option(version, { nil: undefined }),
      })
      .map(({ live, history, rejected, candidate }) =>
        release(environment, live, {
          history,
          rejected,
          ...(candidate !== undefined &&
            live !== undefined && {
              candidate: { model: candidate, deployment: `model-${candidate}`, mirrorPercent: 20, trafficPercent: 0 },
            }),
        }),
      );
  const anyQuestion = fc
    .record({
      releases: fc.tuple(
        mostly(stages[0]!.release, aRelease("dev")),
        mostly(stages[1]!.release, aRelease("preprod")),
        mostly(stages[2]!.release, aRelease("prod")),
      ),
      to: mostly("prod", fc.constantFrom("dev", "preprod")),
      version: mostly("13", version),
      aucs: fc.record({ "12": mostly("0.85", number), "13": mostly("0.85", number), "14": number }),
      skewSeconds: mostly(0, fc.constantFrom(1000, NaN)),
      states: fc.array(mostly("Succeeded", fc.constantFrom("Updating", "Failed")), { minLength: 3, maxLength: 3 }),
      modifiedAt: mostly(ago("4d"), when),
      breach: mostly(false, fc.constant(true)),
      override: fc.option(fc.constantFrom("", " ", "agreed with the owner"), { nil: undefined }),
    })
    .map(({ releases, to, version: asked, aucs, skewSeconds, states, modifiedAt, breach, override }) =>
      question(
        {
          stages: releases.map((one) => ({ release: one, rules })),
          to,
          version: asked,
          ...(override !== undefined && { override }),
        },
        {
          clock: { azure: NOW, skewSeconds },
          models: Object.entries(aucs).map(([one, auc]) => model(one, { "metrics.auc": auc })),
          endpoints: Object.fromEntries(
            releases.map((one, index) => [one.environment, deployed(one, { state: states[index]!, modifiedAt })]),
          ),
          drift: {
            ...quiet,
            runs: [
              { id: "r", status: breach ? "Failed" : "Completed", at: ago("1h"), ...(breach && { breach: "drift" }) },
            ],
          },
        },
      ),
    );

  it("no promotion skips an environment, a gate or the rules of releases", () => {
    let allowed = 0;
    fc.assert(
      fc.property(anyQuestion, (asked) => {
        const decision = decidePromotion(asked);
        const skipped = decision.reasons.filter(({ result }) => result !== "pass");
        expect(decision.allowed).toBe(
          skipped.length === 0 ||
            ((asked as PromotionQuestion).override?.trim() ? skipped.every(({ overridable }) => overridable) : false),
        );
        if (!decision.allowed) return;
        allowed++;
        const target = asked.stages.findIndex((stage) => stage.release.environment === asked.to);
        for (const { release: before } of asked.stages.slice(0, target)) {
          expect([before.live?.model, ...before.history]).toContain(asked.version);
          expect(before.rejected).not.toContain(asked.version);
        }
        const after = asked.stages.map((stage) =>
          stage.release.environment === asked.to ? decision.edit!.after : stage.release,
        );
        expect(checkReleases(after.map((one) => ({ release: one, rollout: rules.rollout })))).toEqual([]);
        if (decision.override !== undefined) return;
        const auc = Number(asked.facts.models.find((one) => one.version === asked.version)!.tags["metrics.auc"]);
        expect(auc).toBeGreaterThanOrEqual(0.82);
      }),
      { numRuns: 3000 },
    );
    expect(allowed).toBeGreaterThan(10);
  });

  const worse: readonly ((asked: ReturnType<typeof question>) => ReturnType<typeof question>)[] = [
    (asked) => ({ ...asked, facts: { ...asked.facts, clock: undefined as never } }),
    (asked) => ({
      ...asked,
      facts: {
        ...asked.facts,
        models: asked.facts.models.map((one) => ({ ...one, tags: { ...one.tags, "metrics.auc": "NaN" } })),
      },
    }),
    (asked) => ({ ...asked, facts: { ...asked.facts, models: [] } }),
    (asked) => ({ ...asked, facts: { ...asked.facts, endpoints: {} } }),
    (asked) => ({
      ...asked,
      facts: { ...asked.facts, drift: { ...quiet, runs: [{ id: "x", status: "Failed", at: NOW, breach: "drift" }] } },
    }),
    (asked) => ({
      ...asked,
      stages: asked.stages.map((stage) => ({
        ...stage,
        release: { ...stage.release, rejected: [...new Set([...stage.release.rejected, asked.version])] },
      })),
    }),
    (asked) => ({
      ...asked,
      facts: {
        ...asked.facts,
        endpoints: Object.fromEntries(
          Object.entries(asked.facts.endpoints).map(([name, one]) => [name, { ...one, state: "Updating" }]),
        ),
      },
    }),
  ];

  it("worse evidence never turns a refusal into a permission", () => {
    fc.assert(
      fc.property(anyQuestion, fc.constantFrom(...worse), (asked, spoil) => {
        if (decidePromotion(asked).allowed) return;
        expect(decidePromotion(spoil(asked)).allowed).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});
