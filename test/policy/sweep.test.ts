import { configuredPolicy } from "../../deploy/configured-policy";
import { checkConfiguration, readSources } from "../../schema/load";
import { evaluatePolicies, rules as all } from "../../policy";
import { SHIPPED } from "../support/configuration";
import { synthStacks, type StackJson } from "../support/stacks";
import { harmless } from "./harmless";
import { spoil, spoils, spotsOf, type Spoil } from "./sweep";

const sources = readSources(SHIPPED);
const configuration = checkConfiguration(sources, "2026-11-30");
const { promotionOrder } = configuration.organization;
const { expected } = configuredPolicy(sources, configuration);
const everything = synthStacks(configuration);
/** In this order: what is in several is spoilt where it matters most. */
const swept = ["prod", "prod-customer-churn", "bootstrap", "registry", "pipelines", "dev"];
const HOWS: readonly Spoil[] = [...(Object.keys(spoils) as (keyof typeof spoils)[]), "gone"];

type Resources = Record<string, Record<string, Record<string, unknown>>>;

/** What fails in a stack beside the small ones that others are compared with. */
function failing(stack: string, json: StackJson, rules = all): ReadonlyMap<string, string> {
  const names = [
    ...new Set([
      stack,
      "registry",
      ...(stack === "bootstrap" || stack === "pipelines" ? ["bootstrap", "pipelines"] : []),
    ]),
  ];
  const { findings } = evaluatePolicies(
    names.map((name) => ({ stack: name, synthesized: name === stack ? json : everything[name] })),
    { waivers: [], today: "2026-11-30", promotionOrder, expected, rules },
  );
  return new Map(
    findings
      .filter(({ result }) => result !== "pass")
      .map(({ rule, stack: at, address }) => [`${rule} ${at} ${address}`, rule]),
  );
}

/** What guards the network matters otherwise where some addresses are let in than where nobody is. */
const opened = (stack: string, path: string): string =>
  stack === "dev" && /network|public|bypass|ip_?rule|default_?action/i.test(path) ? "opened " : "";

interface Result {
  readonly what: string;
  readonly seen: boolean;
}

function sweep(): readonly Result[] {
  const done = new Map<string, boolean>();
  /** Rules that saw something in a kind of resource: they are asked first, and most often it is one of them. */
  const sharp = new Map<string, Set<string>>();
  for (const stack of swept) {
    const json = structuredClone(everything[stack]!);
    const before = failing(stack, json);
    const resources = json["resource"] as Resources;
    for (const [type, byName] of Object.entries(resources)) {
      for (const [name, values] of Object.entries(byName)) {
        const kind = type.startsWith("azapi_") ? `${type} ${(values["type"] as string).split("@")[0]!}` : type;
        for (const { path, way } of spotsOf(values)) {
          for (const how of HOWS) {
            const what = `${opened(stack, path)}${kind} ${path} ${how}`;
            if (done.has(what)) continue;
            const copy = structuredClone(values);
            if (!spoil(copy, way, how)) continue;
            byName[name] = copy;
            const isNew = ([finding]: readonly [string, string]) => !before.has(finding);
            const first = Object.fromEntries([...(sharp.get(kind) ?? [])].map((rule) => [rule, all[rule]!]));
            const seen = [...failing(stack, json, first)].find(isNew) ?? [...failing(stack, json)].find(isNew);
            byName[name] = values;
            if (seen !== undefined) sharp.set(kind, (sharp.get(kind) ?? new Set()).add(seen[1]));
            done.set(what, seen !== undefined);
          }
        }
      }
    }
  }
  return [...done].map(([what, seen]) => ({ what, seen }));
}

describe("every attribute of every resource of the example, spoilt", () => {
  const results = sweep();
  const excused = (what: string) => harmless.filter(({ pattern }) => pattern.test(what));

  it("is seen by a rule, or is on the list with a reason why it is harmless", () => {
    const missed = results.filter(({ seen, what }) => !seen && excused(what).length === 0).map(({ what }) => what);
    expect(missed).toEqual([]);
    expect(results.length).toBeGreaterThan(1_500);
  });

  it("has no entry on the list that excuses nothing", () => {
    const idle = harmless.filter(({ pattern }) => !results.some(({ seen, what }) => !seen && pattern.test(what)));
    expect(idle.map(({ pattern }) => pattern.source)).toEqual([]);
  });
});
