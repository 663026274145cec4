import { checkSmoke, decideRollout, parseRecord, thresholdsOf, type SmokeFacts } from "../../release";
import { deployed, NOW, release, rules } from "./facts";
import { Walk } from "../support/evidence-walk";

const test = { requests: 3, latencyMilliseconds: 500, replay: { rightAtLeast: 0.7 } };
const facts: SmokeFacts = {
  deployment: "model-13",
  at: NOW,
  asked: "ab12",
  requests: 3,
  problems: [],
  milliseconds: [120, 180],
  replay: { rows: 100, problems: [], right: 0.81 },
};
const asking = { model: "13", deployment: "model-13" };
const found = (changes: Partial<SmokeFacts> | undefined, asked: Parameters<typeof checkSmoke>[2] = test) =>
  checkSmoke(asking, changes === undefined ? undefined : { ...facts, ...changes }, asked).map(
    ({ check, result }) => `${check}: ${result}`,
  );

describe("a smoke test", () => {
  it("says nothing where none is asked for", () => expect(checkSmoke(asking, facts, undefined)).toEqual([]));

  it.each<[string, Partial<SmokeFacts> | undefined, readonly string[]]>([
    ["everything as it should be", {}, ["smoke test: pass", "replay: pass"]],
    ["the slowest answer just in time", { milliseconds: [12, 500] }, ["smoke test: pass", "replay: pass"]],
    ["one answer too slow", { milliseconds: [10, 501] }, ["smoke test: fail", "replay: pass"]],
    ["a wrong answer", { problems: ["status 500"] }, ["smoke test: fail"]],
    ["nobody who asked", undefined, ["smoke test: unknown"]],
    ["no answer at all", { unasked: "host does not answer" }, ["smoke test: unknown"]],
    ["too few right", { replay: { rows: 100, problems: [], right: 0.69 } }, ["smoke test: pass", "replay: fail"]],
    [
      "as many right as asked for",
      { replay: { rows: 100, problems: [], right: 0.7 } },
      ["smoke test: pass", "replay: pass"],
    ],
    ["rows refused", { replay: { rows: 100, problems: ["status 400"] } }, ["smoke test: pass", "replay: fail"]],
    ["another deployment", { deployment: "model-12" }, ["smoke test: unknown"]],
    ["fewer requests than asked for", { requests: 1, milliseconds: [] }, ["smoke test: unknown"]],
    ["more requests than asked for", { requests: 4, milliseconds: [1, 1, 1] }, ["smoke test: unknown"]],
    ["answers that nobody timed", { milliseconds: [] }, ["smoke test: unknown"]],
    ["fewer timings than answers", { milliseconds: [120] }, ["smoke test: unknown"]],
    ["more timings than answers", { milliseconds: [1, 1, 1] }, ["smoke test: unknown"]],
    ["a timing that is none", { milliseconds: [120, -1] }, ["smoke test: unknown"]],
    ["a wrong answer to fewer requests", { requests: 1, problems: ["status 500"] }, ["smoke test: fail"]],
    ["no labelled row", { replay: { rows: 0, problems: [], right: 1 } }, ["smoke test: pass", "replay: unknown"]],
    ["no share", { replay: { rows: 100, problems: [], right: 81 } }, ["smoke test: pass", "replay: unknown"]],
    ["no replay", { replay: undefined }, ["smoke test: pass", "replay: unknown"]],
  ])("judges %s", (_name, changes, reasons) => expect(found(changes)).toEqual(reasons));

  it("holds the mean error of a regression against its bound", () => {
    const regression = { ...test, replay: { absoluteErrorAtMost: 2 } };
    const off = (absoluteError: number) => found({ replay: { rows: 10, problems: [], absoluteError } }, regression);
    expect(off(2)).toContain("replay: pass");
    expect(off(2.1)).toContain("replay: fail");
    expect(found({}, regression)).toContain("replay: unknown");
  });

  it("keeps a candidate from its next step, whatever Azure's metrics say", () => {
    const asking = { ...rules, smokeTest: test };
    const one = release("prod", "12", {
      candidate: { model: "13", deployment: "model-13", mirrorPercent: 20, trafficPercent: 0 },
    });
    const decide = (smoke: SmokeFacts | undefined) =>
      decideRollout({
        stages: [{ release: one, rules: asking }],
        environment: "prod",
        thresholds: thresholdsOf(rules.rollback, {}),
        facts: {
          clock: { azure: NOW, skewSeconds: 0 },
          endpoint: deployed(one),
          health: {
            from: NOW,
            to: NOW,
            grainSeconds: 60,
            requests: [{ split: "2xx", points: [{ at: NOW, average: 500 }] }],
            latencyP95: [{ points: [{ at: NOW, average: 120 }] }],
          },
          drift: { monitor: "m", every: rules.rollout[0]!.bake, runs: [{ id: "r", status: "Completed", at: NOW }] },
          ...(smoke && { smoke }),
        },
      });
    expect(decide(facts).reasons.filter(({ result }) => result !== "pass")).toEqual([]);
    expect(decide(facts).allowed).toBe(true);
    expect(decide({ ...facts, problems: ["churned is 7"] }).allowed).toBe(false);
    expect(decide(undefined).allowed).toBe(false);
  });

  it("is in the evidence, and no record holds without it", () => {
    const walk = new Walk({ ...rules, smokeTest: test }, "prod", "12", "azure", facts);
    walk.promote();
    const record = walk.rollout();
    expect(parseRecord(JSON.parse(JSON.stringify(record)))!.asked).toMatchObject({ facts: { smoke: facts } });
    expect(record.reasons.map(({ check }) => check)).toEqual(expect.arrayContaining(["smoke test", "replay"]));
    expect(() => {
      const without = new Walk({ ...rules, smokeTest: test });
      without.promote();
      without.rollout();
    }).toThrow("nobody asked 13 the sample request");
  });
});
