import { Duration } from "../../domain/time/duration";
import { at, booleanAt, entriesAt, isJson, listAt, listed, numberAt, same, textAt } from "../words/json";
import { approvalDifferences } from "./approvals";
import { type Difference, graded, groupsOf, limit, missing, named, type Names, renamed } from "./difference";
import { looserIn, sameShares, shareInWords, stepsInWords, stepsOf } from "./steps";

/** What two definitions of one environment's promotion differ in; empty only if they are the same. */
export function differences(before: unknown, after: unknown): readonly Difference[] {
  if (same(before, after)) return [];
  const found = [
    ...metricDifferences(before, after),
    ...soakDifferences(before, after),
    ...baselineDifferences(before, after),
    ...championDifferences(before, after),
    ...liveDifferences(before, after),
    ...smokeDifferences(before, after),
    ...approvalDifferences(before, after),
    ...rolloutDifferences(before, after),
    ...rollbackDifferences(before, after),
    ...callerDifferences(before, after),
    ...formerDifferences(before, after),
    ...otherDifferences(before, after),
  ];
  if (found.length > 0) return found;
  return [{ effect: "other", text: "says what it asks of versions in another way", setting: "" }];
}

function* metricDifferences(before: unknown, after: unknown): Generator<Difference> {
  const names = [before, after].flatMap((one) => entriesAt(one, "gates", "metrics").map(([name]) => name));
  for (const metric of [...new Set(names)].sort()) {
    for (const [key, sign] of [["atLeast", "≥"] as const, ["atMost", "≤"] as const]) {
      const path = ["gates", "metrics", metric, key];
      yield* limit(
        [numberAt(before, ...path), numberAt(after, ...path)],
        path.join("."),
        (was, is) => (key === "atLeast" ? is < was : is > was),
        {
          whole: (bound) => `${named(metric)} ${sign} ${bound}`,
          instead: (was, is) => `${named(metric)} ${sign} ${is} instead of ${was}`,
        },
      );
    }
  }
}

function* soakDifferences(before: unknown, after: unknown): Generator<Difference> {
  const soak = (definition: unknown) => textAt(definition, "gates", "soak");
  yield* limit([soak(before), soak(after)], "gates.soak", shorter, {
    whole: (time) => `a soak of ${time}`,
    instead: (was, is) => `a soak of ${is} instead of ${was}`,
  });
}

/** A length of time that cannot be read counts as shorter. */
const shorter = (was: string, is: string): boolean => seconds(is) < seconds(was);
const seconds = (text: string): number => Duration.parse(text)?.toSeconds() ?? 0;

/** Left out, a version must beat it: only `told` stands in a definition. */
function* baselineDifferences(before: unknown, after: unknown): Generator<Difference> {
  const asked = (definition: unknown) => (textAt(definition, "gates", "baseline") === "told" ? undefined : true);
  yield* limit([asked(before), asked(after)], "gates.baseline", () => true, {
    whole: () => "that it beat a naive baseline",
    instead: () => "",
  });
}

const championDifferences = (before: unknown, after: unknown): Generator<Difference> =>
  comparisonDifferences(before, after, "champion", "with the live version");

const liveDifferences = (before: unknown, after: unknown): Generator<Difference> =>
  comparisonDifferences(before, after, "live", "live answers with the live version's");

function* comparisonDifferences(
  before: unknown,
  after: unknown,
  key: "champion" | "live",
  what: string,
): Generator<Difference> {
  const of = (definition: unknown) => {
    const metric = textAt(definition, "gates", key, "metric");
    return metric === undefined
      ? undefined
      : { metric: named(metric), loss: numberAt(definition, "gates", key, "mayLose") ?? 0 };
  };
  const [was, is] = [of(before), of(after)];
  const setting = `gates.${key}`;
  const whole = ({ metric, loss }: { metric: string; loss: number }): string =>
    `that ${metric} be at most ${loss} worse than the live version's${key === "live" ? " on live answers" : ""}`;
  if (was !== undefined && is !== undefined && was.metric !== is.metric) {
    const text = `compares ${what} by ${is.metric}, of which it may lose ${is.loss}, instead of ${was.metric}, of which it might lose ${was.loss}`;
    yield { effect: "other", text, setting: `${setting}.metric` };
    return;
  }
  yield* limit(
    [was, is],
    was === undefined || is === undefined ? setting : `${setting}.mayLose`,
    (a, b) => b.loss > a.loss,
    {
      whole,
      instead: (former, now) => `${whole(now)} instead of ${former.loss}`,
    },
  );
}

function* smokeDifferences(before: unknown, after: unknown): Generator<Difference> {
  const of = (definition: unknown) => {
    const requests = numberAt(definition, "smokeTest", "requests");
    return requests === undefined
      ? undefined
      : { requests, latency: numberAt(definition, "smokeTest", "latencyMilliseconds") ?? 0 };
  };
  const [was, is] = [of(before), of(after)];
  const words = (test: { requests: number; latency: number }): string =>
    `${test.requests} sample ${test.requests === 1 ? "request" : "requests"} answered within ${test.latency} ms`;
  yield* limit([was, is], "smokeTest", (a, b) => b.requests < a.requests || b.latency > a.latency, {
    whole: words,
    instead: (a, b) => `${words(b)} instead of ${words(a)}`,
  });
  const bounds = [
    ["rightAtLeast", "≥", (a: number, b: number) => b < a, "of the labelled sample right"],
    ["absoluteErrorAtMost", "≤", (a: number, b: number) => b > a, "mean error on the labelled sample"],
  ] as const;
  for (const [key, sign, looser, what] of bounds) {
    const path = ["smokeTest", "replay", key];
    yield* limit([numberAt(before, ...path), numberAt(after, ...path)], path.join("."), looser, {
      whole: (bound) => `${sign} ${bound} ${what}`,
      instead: (a, b) => `${sign} ${b} instead of ${a} ${what}`,
    });
  }
}

function* rolloutDifferences(before: unknown, after: unknown): Generator<Difference> {
  if (same(at(before, "rollout"), at(after, "rollout"))) return;
  const setting = "rollout";
  const [was, is] = [stepsOf(before), stepsOf(after)];
  if (was === undefined || is === undefined) {
    yield { effect: "other", text: "rolls out in steps that this review cannot read", setting };
    return;
  }
  if (is.length === 0) {
    const text = `lets a version take over at once instead of by ${stepsInWords(was)}`;
    yield { effect: "looser", text, setting };
    return;
  }
  if (was.length === 0) {
    yield { effect: "stricter", text: `rolls out by ${stepsInWords(is)} instead of at once`, setting };
    return;
  }
  if (sameShares(was, is)) {
    for (const [index, step] of is.entries()) {
      const former = was[index]!.bake;
      if (former.toSeconds() === step.bake.toSeconds()) continue;
      yield {
        effect: graded(step.bake.toSeconds() < former.toSeconds()),
        text: `waits ${step.bake.toString()} instead of ${former.toString()} with ${shareInWords(step)}`,
        setting: `${setting}.${index}.bake`,
      };
    }
    return;
  }
  const looser = looserIn(was, is);
  const why = looser.length === 0 ? "" : ` (${listed(looser)})`;
  const text = `rolls out by ${stepsInWords(is)} instead of ${stepsInWords(was)}${why}`;
  const effect = looser.length > 0 ? "looser" : looserIn(is, was).length > 0 ? "stricter" : "other";
  yield { effect, text, setting };
}

function* rollbackDifferences(before: unknown, after: unknown): Generator<Difference> {
  const triggers = [
    ["serverErrorPercent", (value: number) => `above ${value} % server errors`],
    ["latencyP95Milliseconds", (value: number) => `above ${value} ms of latency`],
  ] as const;
  for (const [key, words] of triggers) {
    yield* limit(
      [numberAt(before, "rollback", key), numberAt(after, "rollback", key)],
      `rollback.${key}`,
      (was, is) => is > was,
      { verb: "rolls back", whole: words, instead: (was, is) => `${words(is)} instead of ${was}` },
    );
  }
  const onDrift = (definition: unknown) => (booleanAt(definition, "rollback", "onDrift") === true ? true : undefined);
  yield* limit([onDrift(before), onDrift(after)], "rollback.onDrift", () => true, {
    verb: "rolls back",
    whole: () => "on drift",
    instead: () => "",
  });
}

/** Who may roll back by hand. What that lets them do in Azure is told of their role. */
function* callerDifferences(before: unknown, after: unknown): Generator<Difference> {
  const setting = "rollback.callers";
  const [was, is] = [before, after].map((one) => groupsOf(listAt(one, "rollback", "callers"))) as [Names, Names];
  const [added, removed] = [missing(is, was), missing(was, is)];
  if (added.length > 0) yield { effect: "looser", text: `lets ${listed(added)} roll back by hand`, setting };
  if (removed.length > 0) {
    yield { effect: "label", text: `no longer lets ${listed(removed)} roll back by hand`, setting };
  }
  yield* renamed(was, is, "who may roll back", setting);
}

function* formerDifferences(before: unknown, after: unknown): Generator<Difference> {
  const kept = (definition: unknown) => textAt(definition, "keepFormer");
  yield* limit([kept(before), kept(after)], "keepFormer", shorter, {
    verb: "keeps",
    whole: (time) => `the former version for ${time}`,
    instead: (was, is) => `the former version for ${is} instead of ${was}`,
  });
}

/** What else is in a definition: a key that this review has no words for yet is told of by its name. */
function* otherDifferences(before: unknown, after: unknown): Generator<Difference> {
  const [was, is] = [leftOver(before), leftOver(after)];
  for (const path of [...new Set([...was.keys(), ...is.keys()])].sort()) {
    const [former, now] = [was.get(path), is.get(path)];
    if (former === now) continue;
    const text = `has promotion.${path} ${now ?? "no more"} instead of ${former ?? "nothing"}`;
    yield { effect: "other", text, setting: path };
  }
}

/** Paths that have words of their own; `*` is any key or index. */
const TOLD = [
  "gates.metrics.*.atLeast",
  "gates.metrics.*.atMost",
  "gates.soak",
  "gates.baseline",
  "gates.champion.metric",
  "gates.champion.mayLose",
  "gates.live.metric",
  "gates.live.mayLose",
  "smokeTest.requests",
  "smokeTest.latencyMilliseconds",
  "smokeTest.replay.rightAtLeast",
  "smokeTest.replay.absoluteErrorAtMost",
  "approvals.count",
  "approvals.approvers.*.group",
  "approvals.approvers.*.name",
  "approvals.teams.*",
  "rollout.*.mirrorPercent",
  "rollout.*.trafficPercent",
  "rollout.*.bake",
  "rollback.serverErrorPercent",
  "rollback.latencyP95Milliseconds",
  "rollback.onDrift",
  "rollback.callers.*.group",
  "rollback.callers.*.name",
  "keepFormer",
].map((path) => path.split("."));

/** Leaves without words of their own, as JSON, by path. */
function leftOver(definition: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const walk = (value: unknown, path: readonly string[]): void => {
    const inner: readonly (readonly [string, unknown])[] = Array.isArray(value)
      ? value.map((item, index) => [String(index), item] as const)
      : entriesAt(value);
    if (inner.length > 0) for (const [key, item] of inner) walk(item, [...path, key]);
    else if (!isTold(path) && !isEmpty(value)) found.set(path.join("."), JSON.stringify(value));
  };
  walk(definition, []);
  return found;
}

const isEmpty = (value: unknown): boolean => value == null || isJson(value) || Array.isArray(value);
const isTold = (path: readonly string[]): boolean =>
  TOLD.some((told) => told.length === path.length && told.every((part, index) => part === "*" || part === path[index]));
