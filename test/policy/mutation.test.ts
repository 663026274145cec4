import { loadConfiguration } from "../../config/load";
import { blocks, evaluatePolicies, rules, type PolicyFinding } from "../../policy";
import { SHIPPED } from "../support/configuration";
import { synthStacks } from "../support/stacks";
import { mutations, type Mutation, type Stacks } from "./mutations";

const configuration = loadConfiguration(SHIPPED);
const { promotionOrder } = configuration.organization;
const everything = synthStacks(configuration);
/** What mutations change; the rest would only cost time. */
const judged = ["bootstrap", "pipelines", "registry", "dev", "prod", "prod-customer-churn"];
const example: Stacks = Object.fromEntries(judged.map((name) => [name, everything[name]!]));

const TODAY = "2026-11-21";
const subjectsOf = (stacks: Stacks) => Object.entries(stacks).map(([stack, synthesized]) => ({ stack, synthesized }));
const evaluate = (stacks: Stacks) =>
  evaluatePolicies(subjectsOf(stacks), { waivers: [], today: TODAY, promotionOrder }).findings;

const key = ({ rule, stack, address }: PolicyFinding) => `${rule} ${stack}/${address}`;
const failing = (stacks: Stacks) =>
  new Map(
    evaluate(stacks)
      .filter(({ result }) => result === "fail")
      .map((one) => [key(one), one]),
  );

const failingAtFirst = failing(example);

/** Ids of the rules that fail somewhere they did not before. */
function newlyFailing({ spoil, given }: Mutation): string[] {
  const stacks = structuredClone(example);
  given?.(stacks);
  const before = given === undefined ? failingAtFirst : failing(stacks);
  spoil(stacks);
  const after = failing(stacks);
  return [...new Set([...after].filter(([one]) => !before.has(one)).map(([, { rule }]) => rule))];
}

describe("a setting of the example that is spoilt", () => {
  const rows = Object.entries(mutations).flatMap(([rule, list]) => list.map((one) => [rule, one.what, one] as const));

  it.each(rows)("fails %s and no other rule: %s", (rule, _, mutation) => {
    expect(newlyFailing(mutation)).toEqual([rule]);
  });

  it("is there for every rule", () => {
    expect(Object.keys(mutations).sort()).toEqual(Object.keys(rules).sort());
  });

  it("is there for every attribute that a rule looks at in the example", () => {
    const spoilt = new Set(
      Object.entries(mutations).flatMap(([rule, list]) =>
        list.flatMap(({ attribute }) => (attribute === undefined ? [] : [`${rule} ${attribute.join(" ")}`])),
      ),
    );
    const kinds = new Set(
      Object.values(example).flatMap(({ resource }) =>
        Object.entries(resource as Record<string, Record<string, { type?: string }>>).flatMap(([type, byName]) =>
          Object.values(byName).map((values) => (type.startsWith("azapi_") ? values.type!.split("@")[0]! : type)),
        ),
      ),
    );
    const covered = Object.entries(rules).flatMap(([rule, { attributes = {} }]) =>
      Object.entries(attributes)
        .filter(([kind]) => kinds.has(kind))
        .flatMap(([kind, paths]) => paths.map((path) => `${rule} ${kind} ${path}`)),
    );
    expect(covered.length).toBeGreaterThan(50);
    // A block that is taken away takes its attributes with it.
    const missing = covered.filter((one) => ![...spoilt].some((other) => one === other || one.startsWith(`${other}.`)));
    expect(missing).toEqual([]);
  });
});

describe("the shipped example", () => {
  const report = evaluatePolicies(subjectsOf(everything), {
    waivers: configuration.waivers,
    today: TODAY,
    promotionOrder,
    complete: true,
  });
  const failures = report.findings.filter(({ result }) => result === "fail");

  it("breaks no critical or high rule, waived or not, in any stack", () => {
    expect(failures.filter(({ severity }) => severity === "critical" || severity === "high").map(key)).toEqual([]);
    expect(failures.filter(blocks)).toEqual([]);
    expect(report.passed).toBeGreaterThan(1000);
  });

  it("leaves nothing unknown: whatever is known after apply only is told by what it refers to", () => {
    expect(report.findings.filter(({ result }) => result === "unknown").map(key)).toEqual([]);
  });

  it("breaks nothing in pre-production and production", () => {
    expect(failures.filter(({ stack }) => /^(preprod|prod)(-|$)/.test(stack)).map(key)).toEqual([]);
  });

  it("uses each of its waivers, for what is more than low", () => {
    expect(report.unused).toEqual([]);
    const waived = failures.filter(({ waiver }) => waiver !== undefined);
    expect(waived.map(({ rule, stack }) => `${stack} ${rule}`).sort()).toEqual([
      "bootstrap storage-default-deny",
      "bootstrap storage-no-public-network",
      "registry model-registry-no-public-network",
    ]);
  });

  it("is judged as loosely nowhere but in development", () => {
    expect(
      [
        ...new Set(failures.filter(({ severity }) => severity === "low").map(({ stack }) => stack.split("-")[0])),
      ].sort(),
    ).toEqual(["bootstrap", "dev"]);
  });
});
