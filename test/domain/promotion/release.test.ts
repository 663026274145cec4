import fc from "fast-check";
import {
  deploymentName,
  deploymentsOf,
  isModelVersion,
  releasedVersion,
  trafficOf,
  type ReleaseInEnvironment,
  type RolloutShare,
} from "../../../domain/promotion/release";
import { checkReleases, type ReleaseStage } from "../../../domain/promotion/release-rules";

const release = (
  environment: string,
  live?: string,
  more: Partial<Pick<ReleaseInEnvironment, "history" | "rejected">> & {
    readonly candidate?: string;
    readonly mirrorPercent?: number;
    readonly trafficPercent?: number;
  } = {},
): ReleaseInEnvironment => ({
  environment,
  ...(live !== undefined && { live: releasedVersion(live) }),
  ...(more.candidate !== undefined && {
    candidate: {
      ...releasedVersion(more.candidate),
      mirrorPercent: more.mirrorPercent ?? 0,
      trafficPercent: more.trafficPercent ?? 0,
    },
  }),
  history: more.history ?? [],
  rejected: more.rejected ?? [],
});

const ROLLOUT: readonly RolloutShare[] = [
  { kind: "mirror", percent: 20 },
  { kind: "traffic", percent: 10 },
  { kind: "traffic", percent: 100 },
];
const stages = (...releases: ReleaseInEnvironment[]): readonly ReleaseStage[] =>
  releases.map((each) => ({ release: each, rollout: ROLLOUT }));

describe("trafficOf", () => {
  it("is nothing while nothing is live", () => {
    expect(trafficOf(release("dev"))).toEqual({ traffic: {}, mirrorTraffic: {} });
  });

  it("is all on the live version without a candidate", () => {
    expect(trafficOf(release("dev", "12"))).toEqual({ traffic: { "model-12": 100 }, mirrorTraffic: {} });
  });

  it("is shared with the candidate, which is named even without a share", () => {
    expect(trafficOf(release("dev", "12", { candidate: "13", trafficPercent: 10 }))).toEqual({
      traffic: { "model-12": 90, "model-13": 10 },
      mirrorTraffic: {},
    });
    expect(trafficOf(release("dev", "12", { candidate: "13" })).traffic).toEqual({ "model-12": 100, "model-13": 0 });
  });

  it("stays on the live version while requests are copied to the candidate", () => {
    expect(trafficOf(release("dev", "12", { candidate: "13", mirrorPercent: 20 }))).toEqual({
      traffic: { "model-12": 100, "model-13": 0 },
      mirrorTraffic: { "model-13": 20 },
    });
  });
});

describe("deployments", () => {
  it("are the live one, then the candidate's", () => {
    expect(deploymentsOf(release("dev", "12", { candidate: "13" })).map(({ deployment }) => deployment)).toEqual([
      "model-12",
      "model-13",
    ]);
    expect(deploymentsOf(release("dev"))).toEqual([]);
  });

  it.each(["12", "latest-1", "2026-11-21", "a1", "x".repeat(26)])("can be named after version %s", (version) => {
    expect(isModelVersion(version)).toBe(true);
    expect(deploymentName(version)).toMatch(/^(?=.{3,32}$)[a-z](?!.*--)[a-z0-9-]*[a-z0-9]$/);
  });

  it.each(["", "latest", "default", "Latest", "1.2", "A", "a--b", "-1", "1-", "x".repeat(27)])(
    "cannot be named after version %j",
    (version) => {
      expect(isModelVersion(version)).toBe(false);
    },
  );
});

describe("checkReleases", () => {
  const found = (...releases: ReleaseInEnvironment[]): readonly string[] =>
    checkReleases(stages(...releases)).map(({ environment, path, says }) => `${environment}.${path.join(".")} ${says}`);

  it("finds nothing in a version on its way", () => {
    expect(
      found(
        release("dev", "13", { history: ["11", "12"] }),
        release("preprod", "12", { candidate: "13", trafficPercent: 10, history: ["11"] }),
        release("prod", "11", { candidate: "12", mirrorPercent: 20 }),
      ),
    ).toEqual([]);
  });

  it("lets an environment wait as long as it likes, and any version into the first", () => {
    expect(found(release("dev", "99"), release("preprod"), release("prod"))).toEqual([]);
  });

  it("refuses a version that skips an environment, and says how many", () => {
    expect(found(release("dev", "13"), release("preprod", "12"), release("prod", "13"))).toEqual([
      "preprod.live.model was never live in dev",
      "prod.live.model was never live in preprod",
    ]);
    expect(found(release("dev"), release("preprod"), release("prod", "13"))).toEqual([
      "prod.live.model was never live in dev and preprod: it skips 2 environments",
    ]);
  });

  it("does not take a candidate of the environment before for one that was live", () => {
    const preprod = release("preprod", "12", { candidate: "13", trafficPercent: 100, history: ["11"] });
    const dev = release("dev", "13", { history: ["11", "12"] });
    expect(found(dev, preprod, release("prod", "12", { candidate: "13" }))).toEqual([
      "prod.candidate.model was never live in preprod",
    ]);
  });

  it("refuses shares that are no step, or both at once", () => {
    expect(found(release("dev", "1", { candidate: "2", trafficPercent: 20 }))).toEqual([
      "dev.candidate.trafficPercent is no step of the rollout",
    ]);
    expect(found(release("dev", "1", { candidate: "2", mirrorPercent: 20, trafficPercent: 10 }))).toHaveLength(1);
    expect(found(release("dev", "1", { candidate: "2", trafficPercent: 100 }))).toEqual([]);
  });

  it("refuses a candidate where versions become live at once", () => {
    const [mistake] = checkReleases([{ release: release("dev", "1", { candidate: "2" }), rollout: [] }]);
    expect(mistake).toMatchObject({ kind: "candidate", says: "has no rollout to follow" });
  });

  it("keeps out what was rolled back, here and in the next environment", () => {
    const dev = release("dev", "13", { history: ["12"], rejected: ["12"] });
    expect(found(dev, release("preprod", "12"))).toEqual(["preprod.live.model was rolled back in dev"]);
    expect(found(release("dev", "12", { rejected: ["12"] }))).toEqual(["dev.live.model was rolled back in dev"]);
    expect(found(release("dev", "12", { candidate: "13", rejected: ["13"] }))).toHaveLength(1);
  });

  it("refuses versions listed twice or not fit for a name", () => {
    expect(found(release("dev", "1", { history: ["0", "0"] }))).toEqual(["dev.history.1 is listed twice"]);
    expect(found(release("dev", "1.0"))).toEqual([
      "dev.live.model is not a model version that a deployment can be named after",
    ]);
  });
});

describe("releases that are let through", () => {
  const version = fc.constantFrom("1", "2", "3");
  const anyShare = fc.record({
    mirrorPercent: fc.constantFrom(0, 10, 20, 60, -5),
    trafficPercent: fc.constantFrom(0, 10, 50, 100, 120),
  });
  const goodShare = fc.constantFrom(
    { mirrorPercent: 20, trafficPercent: 0 },
    { mirrorPercent: 0, trafficPercent: 10 },
    { mirrorPercent: 0, trafficPercent: 0 },
  );
  /** Anything, but right often enough for the rules to let a good part through. */
  const state = fc.record({
    live: fc.option(version, { nil: undefined }),
    candidate: fc.option(version, { nil: undefined, freq: 1 }),
    shares: fc.oneof(goodShare, anyShare),
    history: fc.uniqueArray(version, { maxLength: 3 }),
    rejected: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.uniqueArray(version) }),
  });
  const chain = fc
    .tuple(state, state, state)
    .map((states) =>
      states.map(({ live, shares, ...more }, index) =>
        release(["dev", "preprod", "prod"][index]!, live, { ...more, ...shares }),
      ),
    );

  it("share out all requests or none, mirror to at most one and at most half, and skip no environment", () => {
    let accepted = 0;
    fc.assert(
      fc.property(chain, (releases) => {
        if (checkReleases(stages(...releases)).length > 0) return;
        accepted++;
        for (const [index, each] of releases.entries()) {
          const { traffic, mirrorTraffic } = trafficOf(each);
          const shares = Object.values(traffic);
          expect([0, 100]).toContain(shares.reduce((sum, percent) => sum + percent, 0));
          expect(shares.every((percent) => percent >= 0)).toBe(true);
          expect(Object.values(mirrorTraffic).every((percent) => percent > 0 && percent <= 50)).toBe(true);
          expect(Object.keys(mirrorTraffic).length).toBeLessThanOrEqual(1);
          const deployed = deploymentsOf(each).map(({ deployment }) => deployment);
          expect(
            [...Object.keys(traffic), ...Object.keys(mirrorTraffic)].every((name) => deployed.includes(name)),
          ).toBe(true);
          const before = releases[index - 1];
          if (before === undefined) continue;
          for (const { model } of deploymentsOf(each)) {
            expect([before.live?.model, ...before.history]).toContain(model);
            expect(before.rejected).not.toContain(model);
          }
        }
      }),
      { numRuns: 4_000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});
