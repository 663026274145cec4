import fc from "fast-check";
import { Duration } from "../../domain/time/duration";
import type { Promotion } from "../../domain/promotion/model";
import { definitionHash, promotionDefinition } from "../../domain/promotion/definition";
import {
  compareReread,
  decideAgain,
  evidenceOf,
  leadingTo,
  mistakesOf,
  parseRecord,
  plainData,
  releaseDigest,
  type EvidenceRecord,
  type Ground,
} from "../../release";
import { filed, resealed, USE_CASE, Walk } from "../support/evidence-walk";
import { rules } from "./facts";

const statusOf = (walk: Walk, records = walk.found, from = 0, ground: Ground = walk.ground) =>
  evidenceOf({ before: walk.releases[from]!, after: walk.releases.at(-1)! }, records, ground)?.status;

/** Rules with another rollout and other gates. */
const anyRules: fc.Arbitrary<Promotion> = fc
  .record({
    mirrors: fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { maxLength: 2 }),
    shares: fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 3 }),
    atLeast: fc.integer({ min: 50, max: 84 }),
    soak: fc.boolean(),
    onDrift: fc.boolean(),
  })
  .map(({ mirrors, shares, atLeast, soak, onDrift }) => {
    const up = (list: readonly number[]) => [...list].sort((a, b) => a - b);
    return {
      gates: {
        metrics: { auc: { atLeast: atLeast / 100 } },
        ...(soak && { soak: Duration.days(3) }),
        champion: { metric: "auc", mayLose: 0.005 },
      },
      rollout: [
        ...up(mirrors).map((percent) => ({ kind: "mirror" as const, percent, bake: Duration.hours(1) })),
        ...[...up(shares), 100].map((percent) => ({ kind: "traffic" as const, percent, bake: Duration.hours(1) })),
      ],
      rollback: { serverErrorPercent: 5, onDrift },
    };
  });

/** A way of a few versions, each step decided by the real decisions. */
const anyWalk = fc.tuple(anyRules, fc.array(fc.nat(), { minLength: 1, maxLength: 8 })).map(([given, choices]) => {
  const walk = new Walk(given);
  for (const choice of choices) {
    const next = walk.next();
    walk[next[choice % next.length]!]();
  }
  return walk;
});

describe("evidence", () => {
  it("holds for every step that was decided, and for any number of them at once", () => {
    fc.assert(
      fc.property(anyWalk, fc.nat(), (walk, choice) => {
        const from = choice % walk.records.length;
        for (const record of walk.records) expect(mistakesOf(record, walk.ground)).toEqual([]);
        expect(statusOf(walk, walk.found, from)).toBe("evidenced");
        expect(statusOf(walk, leadingTo(walk.releases.at(-1)!, walk.found), from)).toBe("evidenced");
      }),
      { numRuns: 60 },
    );
  });

  it("is missing as soon as one of the steps has none", () => {
    fc.assert(
      fc.property(anyWalk, fc.nat(), (walk, choice) => {
        const without = walk.found.toSpliced(choice % walk.found.length, 1);
        expect(statusOf(walk, without)).toBe("missing");
      }),
      { numRuns: 60 },
    );
  });

  it("says nothing where nothing changes", () => {
    const walk = new Walk(rules);
    expect(evidenceOf({ before: walk.releases[0]!, after: walk.releases[0]! }, [], walk.ground)).toBeUndefined();
  });

  it("holds for no other use case, environment, definition, model or place", () => {
    const walk = new Walk(rules);
    walk.promote();
    const { ground } = walk;
    expect(statusOf(walk, walk.found, 0, { ...ground, useCase: "fraud" })).toBe("refused");
    expect(statusOf(walk, walk.found, 0, { ...ground, environment: "dev" })).toBe("refused");
    const looser = promotionDefinition({ ...rules, gates: { metrics: { auc: { atLeast: 0.1 } } } });
    expect(statusOf(walk, walk.found, 0, { ...ground, definition: looser })).toBe("refused");
    expect(statusOf(walk, walk.found, 0, { ...ground, environments: ["dev", "prod"] })).toBe("refused");
    const renamed = { ...walk.releases[1]!, model: "another" };
    expect(evidenceOf({ before: walk.releases[0]!, after: renamed }, walk.found, ground)?.status).toBe("missing");
    const simulated = new Walk(rules, "prod", "12", "sandbox");
    simulated.promote();
    expect(statusOf(simulated)).toBe("evidenced");
    expect(statusOf(simulated, simulated.found, 0, { ...simulated.ground, target: "azure" })).toBe("refused");
  });

  it("follows thresholds of alerts that a candidate was judged by", () => {
    const walk = new Walk({ ...rules, rollback: undefined });
    walk.promote();
    walk.rollout();
    expect(statusOf(walk, walk.found, 1)).toBe("evidenced");
    expect(statusOf(walk, walk.found, 1, { ...walk.ground, alerts: { serverErrorPercent: 50 } })).toBe("refused");
  });
});

/** Every value in a tree, by its path. */
function leaves(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) =>
    leaves(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** Changes what is at a path. */
function spoil(tree: unknown, path: readonly (string | number)[]): void {
  const owner = path.slice(0, -1).reduce((node, key) => (node as never)[key], tree) as Record<string | number, unknown>;
  const key = path.at(-1)!;
  const was = owner[key];
  owner[key] =
    typeof was === "number" ? was + 1 : typeof was === "boolean" ? !was : typeof was === "string" ? `${was}1` : 7;
}

function walked(): Walk {
  const walk = new Walk(rules);
  walk.promote();
  walk.rollout();
  walk.rollback();
  return walk;
}

describe("evidence that was written by hand", () => {
  const walk = walked();
  const swapped = (record: EvidenceRecord, other: unknown) =>
    walk.found.map((one) => (one.content === record ? { ...one, content: other } : one));

  it.each(walk.records.map((record) => [record.action, record] as const))(
    "is refused whatever single value of a %s is changed",
    (_action, record) => {
      const paths = leaves(record);
      expect(paths.length).toBeGreaterThan(40);
      for (const path of paths) {
        const forged = plainData(record);
        spoil(forged, path);
        expect([path.join("."), statusOf(walk, swapped(record, forged))]).not.toEqual([path.join("."), "evidenced"]);
      }
    },
  );

  /** What cannot be told from the rest of a record: only who reviews, or reads the facts again, can. */
  const told = /^(at|by|change|because|override\.|seenLive|definition$)|\.(createdAt|modifiedAt)$/;

  it.each(walk.records.map((record) => [record.action, record] as const))(
    "is refused for a value that a %s went by, even if it is sealed anew",
    (_action, record) => {
      const accepted = leaves({ ...record, seal: undefined }).filter((path) => {
        if (told.test(path.join(".")) || path[0] === "seal") return false;
        const forged = resealed(record, (content) => spoil(content, path));
        return statusOf(walk, swapped(record, forged)) === "evidenced";
      });
      // Of what was found, what no check went by: it says nothing, and no reader is shown it.
      const silent =
        /^asked\.willPublish$|^asked\.facts\.(models\.\d+\.(model|tags|properties|uri|job|archived|place|version)|endpoints?\b|drift\.(monitor|runs\.0\.id|everySeconds)|proofs|clock|health\.(grainSeconds|requests|latencyP95))|^stages\.\d+\.(rollout|release)|^origin\.(tags|job|model\.id)/;
      expect(accepted.map((path) => path.join(".")).filter((path) => !silent.test(path))).toEqual([]);
    },
  );

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- JSON
  it.each<[string, (record: any) => void]>([
    ["a better metric in the facts only", ({ asked }) => (asked["facts"]["models"][1]["tags"]["metrics.auc"] = "0.99")],
    ["a worse metric in the facts", ({ asked }) => (asked["facts"]["models"][1]["tags"]["metrics.auc"] = "0.2")],
    ["a better metric in the reasons only", ({ reasons }) => (reasons[7]["evidence"]["value"] = 0.99)],
    ["a gate that asks less", ({ reasons }) => (reasons[7]["evidence"]["atLeast"] = 0.1)],
    ["a reason that is gone", ({ reasons }) => reasons.pop()],
    ["a reason of its own", ({ reasons }) => reasons.push({ check: "x", result: "pass", text: "x" })],
    ["another version", (record) => (record["version"] = "14")],
    ["another environment", (record) => (record["environment"] = "preprod")],
    ["another step", ({ step }) => (step["after"]["candidate"]["mirrorPercent"] = 50)],
    ["another definition", (record) => (record["definition"] = "0".repeat(64))],
    ["another action", (record) => (record["action"] = "rollback")],
    ["a shorter way", ({ stages }) => stages.splice(0, 1)],
    ["a sandbox", (record) => (record["target"] = "sandbox")],
  ])("is refused with %s, sealed anew", (_name, change) => {
    const promotion = walk.records[0]!;
    const forged = resealed(promotion, change as never);
    expect(
      evidenceOf({ before: walk.releases[0]!, after: walk.releases[1]! }, [filed(forged)], walk.ground)?.status,
    ).not.toBe("evidenced");
    const inPlace = { ...filed(promotion), content: forged };
    expect(
      evidenceOf({ before: walk.releases[0]!, after: walk.releases[1]! }, [inPlace], walk.ground)?.status,
    ).not.toBe("evidenced");
  });

  it("is refused where the file of another version is copied", () => {
    const copied = { ...filed(walk.records[0]!), version: "14", file: "config/releases/evidence/churn/prod-14.json" };
    expect(evidenceOf({ before: walk.releases[0]!, after: walk.releases[1]! }, [copied], walk.ground)).toEqual({
      status: "refused",
      mistakes: ["config/releases/evidence/churn/prod-14.json: it is of 13 in prod, and lies where 14 in prod belongs"],
    });
  });

  it("with a pass for figures that fail the gate is refused, and says by which figure", () => {
    const forged = resealed(walk.records[0]!, ({ asked }) => {
      const { models } = (asked as { facts: { models: { tags: Record<string, string> }[] } }).facts;
      models[1]!.tags["metrics.auc"] = "0.2";
    });
    expect(mistakesOf(forged, walk.ground)).toContain("metric auc does not pass: 0.2, at least 0.82 asked for");
  });

  it.each([null, {}, { schema: 1 }, { schema: 1, seal: "x" }, "text", 7])("is refused as %j", (content) => {
    const found = { ...filed(walk.records[0]!), content };
    expect(evidenceOf({ before: walk.releases[0]!, after: walk.releases[1]! }, [found], walk.ground)?.status).toMatch(
      /missing|refused/,
    );
  });
});

describe("a release without a history", () => {
  const alone = { model: USE_CASE, live: "12", history: [], rejected: [] };
  const { ground } = new Walk(rules);

  it("needs no evidence where nothing served, and is told apart", () => {
    expect(evidenceOf({ before: undefined, after: alone }, [], ground)?.status).toBe("first");
    const known = { model: USE_CASE, history: [], rejected: [] };
    expect(evidenceOf({ before: known, after: alone }, [], ground)?.status).toBe("first");
  });

  it("is refused where somebody was at its evidence", () => {
    const walk = new Walk(rules, "prod", null);
    const record = walk.promote();
    const transition = { before: undefined, after: walk.releases[1]! };
    expect(mistakesOf(record, walk.ground)).toEqual([]);
    expect(evidenceOf(transition, walk.found, walk.ground)?.status).toBe("evidenced");
    const forged = { ...record, by: "somebody else" };
    expect(evidenceOf(transition, [{ ...filed(record), content: forged }], walk.ground)?.status).toBe("refused");
    // Set up anew a year later: what was decided then is history.
    const other = { ...walk.ground, definition: promotionDefinition({ ...rules, gates: { metrics: {} } }) };
    expect(evidenceOf(transition, walk.found, other)?.status).toBe("first");
  });

  it("is put on record if what serves stays, and needs evidence if it does not", () => {
    const walk = new Walk(rules);
    const served = { live: "12" };
    expect(evidenceOf({ before: undefined, served, after: walk.releases[0]! }, [], walk.ground)?.status).toBe(
      "recorded",
    );
    walk.promote();
    const transition = { before: undefined, served, after: walk.releases[1]! };
    expect(evidenceOf(transition, [], walk.ground)?.status).toBe("missing");
    expect(evidenceOf(transition, walk.found, walk.ground)?.status).toBe("evidenced");
  });

  it("can be accepted from exactly what there was, to exactly what there is", () => {
    const walk = new Walk(rules);
    walk.promote();
    const accepted = resealed(walk.records[0]!, (record) => {
      Object.assign(record, {
        action: "accept",
        asked: { kind: "accept" },
        reasons: [],
        stages: [],
        override: { reason: "was live before", by: "Ana Ruiz", at: record["at"] },
        step: { before: { digest: releaseDigest(walk.releases[0]!) }, after: walk.releases[1] },
      });
    });
    expect(parseRecord(accepted)).toBeDefined();
    expect(statusOf(walk, [filed(accepted)])).toBe("evidenced");
    const elsewhere = { ...walk.releases[0]!, live: "11" };
    expect(evidenceOf({ before: elsewhere, after: walk.releases[1]! }, [filed(accepted)], walk.ground)?.status).toBe(
      "missing",
    );
    const silent = resealed(accepted, (record) => delete record["override"]);
    expect(statusOf(walk, [filed(silent)])).toBe("refused");
  });
});

describe("facts that are read again", () => {
  const walk = new Walk(rules);
  const record = walk.promote();
  const again = (tags: Record<string, string>) => {
    const forged = resealed(record, ({ asked }) => {
      Object.assign((asked as { facts: { models: { tags: object }[] } }).facts.models[1]!.tags, tags);
    });
    const { reasons } = decideAgain(forged, walk.ground);
    return compareReread(record, { seal: record.seal, at: "2026-12-11T00:00:00Z", reasons, origin: record.origin });
  };

  it("agree, contradict, or say why they could not be read", () => {
    expect(again({})).toEqual({ contradicts: [], notes: [] });
    expect(again({ "metrics.auc": "0.70" }).contradicts.join()).toContain(
      'metric auc: it says "0.85, at least 0.82 asked for", now it is "0.7, at least 0.82 asked for"',
    );
    // Good enough, and not what the evidence says.
    expect(again({ "metrics.auc": "0.86" }).contradicts).not.toEqual([]);
    expect(compareReread(record, undefined).notes).toEqual(["its facts were not read again"]);
    const unread = { seal: record.seal, at: "2026-12-11T00:00:00Z", unread: "Azure was not reached" };
    expect(compareReread(record, unread).notes).toEqual(["its facts could not be read again: Azure was not reached"]);
  });

  it("of a definition that was hashed are those in force", () => {
    expect(record.definition).toBe(definitionHash(walk.ground.definition));
  });
});
