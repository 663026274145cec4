import fc from "fast-check";
import { Duration } from "../../domain/time/duration";
import { releasedVersion, type ReleaseInEnvironment } from "../../domain/promotion/release";
import { checkReleases } from "../../domain/promotion/release-rules";
import { decidePromotion, decideRollback, decideRollout, type Stage } from "../../release";
import { ago, deployed, NOW, question, release, rules, stages } from "./facts";

const keeping = { ...rules, keepFormer: Duration.hours(48) };
const IN_48H = "2026-12-12T12:00:00.000Z";
const kept = (model: string, keepUntil = IN_48H) => ({ ...releasedVersion(model), keepUntil });

/** The example, with prod as given. */
const withProd = (prod: ReleaseInEnvironment, prodRules: Stage["rules"] = keeping): readonly Stage[] => [
  ...stages.slice(0, 2),
  { release: prod, rules: prodRules },
];

function rollout(
  prod: ReleaseInEnvironment,
  more: { dropFormer?: boolean; rules?: Stage["rules"]; marks?: object } = {},
) {
  return decideRollout({
    stages: withProd(prod, "rules" in more ? more.rules : keeping),
    environment: "prod",
    facts: {
      clock: { azure: NOW, skewSeconds: 0 },
      endpoint: deployed(prod, { rolledBack: { ...more.marks } }),
      health: {
        from: ago("5d"),
        to: NOW,
        grainSeconds: 3600,
        requests: [{ split: "200", points: [{ at: ago("1d"), average: 50 }] }],
        latencyP95: [{ points: [{ at: ago("1d"), average: 100 }] }],
      },
    },
    thresholds: { serverErrorPercent: 5 },
    override: "only the former version matters here",
    ...(more.dropFormer !== undefined && { dropFormer: more.dropFormer }),
  });
}

describe("a former version", () => {
  const last = { ...releasedVersion("13"), mirrorPercent: 0, trafficPercent: 100 };

  it("stays for keepFormer, by Azure's clock, when a rollout is over", () => {
    const { edit } = rollout(release("prod", "12", { candidate: last, history: ["11"] }));
    expect(edit?.after).toMatchObject({ live: { model: "13" }, former: kept("12"), history: ["11", "12"] });
    expect(edit?.summary).toContain("12 is kept until 2026-12-12 12:00 UTC");
  });

  it("goes at once where nothing is to be kept", () => {
    const { edit } = rollout(release("prod", "12", { candidate: last }), { rules });
    expect(edit?.after).not.toHaveProperty("former");
  });

  it("stays when a version takes over at once", () => {
    const prod = release("prod", "12", { history: ["11"] });
    const { edit } = decidePromotion(question({ stages: withProd(prod, { ...keeping, rollout: [] }) }));
    expect(edit?.after).toMatchObject({ live: { model: "13" }, former: kept("12") });
  });

  it("stays while another is tried, and goes with the first change after its time", () => {
    const start = (until: string) =>
      decidePromotion(
        question({ stages: withProd(release("prod", "12", { history: ["11"], former: kept("11", until) })) }),
      ).edit?.after;
    expect(start(IN_48H)?.former).toEqual(kept("11"));
    expect(start(ago("1m"))).not.toHaveProperty("former");
  });

  it("is dropped by a rollout once its time is over, sooner only when asked", () => {
    const prod = (until: string) => release("prod", "13", { history: ["12"], former: kept("12", until) });
    expect(rollout(prod(ago("1m")))).toMatchObject({
      allowed: true,
      edit: { after: release("prod", "13", { history: ["12"] }) },
    });
    const early = rollout(prod(IN_48H));
    expect(early.allowed).toBe(false);
    expect(early.reasons.find(({ check }) => check === "kept")?.text).toContain("drop it sooner with --drop-former");
    expect(rollout(prod(IN_48H), { dropFormer: true }).edit?.after).not.toHaveProperty("former");
  });

  it("is not dropped after traffic went back to it", () => {
    const prod = release("prod", "13", { history: ["12"], former: kept("12", ago("1m")) });
    const { allowed, reasons } = rollout(prod, { marks: { "model-13": ago("10m") }, dropFormer: true });
    expect(allowed).toBe(false);
    expect(reasons.find(({ check }) => check === "not rolled back")?.text).toContain(
      "write that down with mlops rollback",
    );
  });

  it("is what a rollback goes back to, and nothing is kept then", () => {
    const prod = release("prod", "13", { history: ["11", "12"], former: kept("12") });
    const [edit] = decideRollback({ stages: withProd(prod), environment: "prod" }).edit!;
    expect(edit!.after).toEqual(release("prod", "12", { history: ["11"], rejected: ["13"] }));
  });

  it("stays when a candidate is rolled back", () => {
    const prod = release("prod", "12", {
      candidate: { ...last, trafficPercent: 50 },
      history: ["11"],
      former: kept("11"),
    });
    const [edit] = decideRollback({ stages: withProd(prod), environment: "prod" }).edit!;
    expect(edit!.after).toEqual(release("prod", "12", { history: ["11"], former: kept("11"), rejected: ["13"] }));
  });

  it("goes where it is kept when it is rolled back in an environment before", () => {
    const before = [
      { release: release("dev", "12", { history: ["11", "13"] }), rules },
      { release: release("prod", "13", { history: ["11", "12"], former: kept("12") }), rules: keeping },
    ];
    const after = decideRollback({ stages: before, environment: "dev" }).edit!.map((edit) => edit.after);
    expect(after[1]).not.toHaveProperty("former");
  });

  it("never makes a release that the configuration would refuse, whatever is decided", () => {
    const version = fc.constantFrom("11", "12");
    fc.assert(
      fc.property(
        fc.record({
          former: fc.option(version, { nil: undefined }),
          candidate: fc.option(fc.constantFrom(0, 50, 100), { nil: undefined }),
          until: fc.constantFrom(IN_48H, ago("1m")),
          dropFormer: fc.boolean(),
          keeps: fc.boolean(),
        }),
        ({ former, candidate, until, dropFormer, keeps }) => {
          const live = former === "12" || former === undefined ? "13" : "12";
          const prod = release("prod", live === "13" && candidate !== undefined ? "12" : live, {
            history: ["11", ...(live === "13" && candidate === undefined ? ["12"] : [])],
            ...(former !== undefined &&
              !(candidate !== undefined && former === "12") && { former: kept(former, until) }),
            ...(candidate !== undefined && { candidate: { ...last, trafficPercent: candidate } }),
          });
          const definition = keeps ? keeping : rules;
          const decided = [
            rollout(prod, { dropFormer, rules: definition }).edit,
            ...(decideRollback({ stages: withProd(prod, definition), environment: "prod" }).edit ?? []),
          ];
          for (const edit of decided) {
            if (edit === undefined) continue;
            const next = withProd(edit.after, definition).map((stage) => ({
              release: stage.release,
              rollout: stage.rules?.rollout ?? [],
            }));
            expect(checkReleases(next)).toEqual([]);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
