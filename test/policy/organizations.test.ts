import fc from "fast-check";
import { stringify } from "yaml";
import { configuredPolicy } from "../../deploy/configured-policy";
import { blocks, evaluatePolicies, type PolicyFinding, type PolicyOptions } from "../../policy";
import { rolesOfPeople } from "../../domain/access/access";
import type { builtInRoles } from "../../domain/access/roles";
import { checkConfiguration, readSources } from "../../schema/load";
import { inFolder, writeFiles } from "../support/configuration";
import { cornerCases, filesOf, type Organization } from "../support/organizations";
import { runs, spread } from "../support/runs";
import { synthStacks } from "../support/stacks";
import { mutations as first, type Mutation, role, type Stacks } from "./mutations/basic";
import { moreMutations } from "./mutations";

const TODAY = "2026-11-21";

/** An organization that nobody wrote a rule for: its stacks, and what its configuration says. */
interface Estate {
  readonly stacks: Stacks;
  readonly options: PolicyOptions;
  /** What fails in some of its stacks as they are. */
  readonly failing: Map<string, readonly PolicyFinding[]>;
}

const estates = new Map<Organization, Estate>();
function estateOf(chosen: Organization): Estate {
  const known = estates.get(chosen);
  if (known !== undefined) return known;
  const estate = inFolder((folder) => {
    const texts = Object.entries(filesOf(chosen)).map(([path, value]) => [path, stringify(value)] as const);
    writeFiles(folder, new Map(texts));
    const sources = readSources(folder);
    const configuration = checkConfiguration(sources);
    const { promotionOrder } = configuration.organization;
    return {
      stacks: synthStacks(configuration),
      options: { waivers: [], today: TODAY, promotionOrder, ...configuredPolicy(sources, configuration) },
      failing: new Map(),
    };
  });
  estates.set(chosen, estate);
  return estate;
}

const judged = (stacks: Stacks, options: PolicyOptions): readonly PolicyFinding[] =>
  evaluatePolicies(
    Object.entries(stacks).map(([stack, synthesized]) => ({ stack, synthesized })),
    options,
  ).findings;
const key = ({ rule, stack, address }: PolicyFinding): string => `${rule} ${stack}/${address}`;

const title = (chosen: Organization): string =>
  Object.entries(chosen)
    .map(([name, value]) => `${name}: ${value}`)
    .sort()
    .join(", ");
const organizations = cornerCases().map((chosen) => [title(chosen), chosen] as const);

/** What an organization leaves out that policy asks for, and that no reason in a configuration stands for. */
const leftOut = ({ groups, level }: Organization): readonly string[] => [
  ...(groups === "one" ? ["action-group-has-receiver", "deployment-approved"] : []),
  // No reason lasts for that: it takes a waiver, which has an end.
  ...(level === "read-only" ? [] : ["role-no-data-write-in-production"]),
];

// More by MLOPS_RUNS=10 npx jest test/policy/organizations.test.ts.
describe("an organization with", () => {
  it.each(organizations)("%s breaks nothing high but what its configuration asks for with a reason", (_, chosen) => {
    const { stacks, options } = estateOf(chosen);
    const findings = judged(stacks, options);
    expect([...new Set(findings.filter(blocks).map(({ rule }) => rule))].sort()).toEqual(leftOut(chosen));
    expect(findings.filter(({ result }) => result === "unknown").map(key)).toEqual([]);
  });
});

/** Stacks of the example that mutations spoil, by what another organization calls them. */
function named(stack: string, stacks: Stacks): string {
  const other = stack.replace(/^(dev|prod)-customer-churn$/, "$1-churn");
  // Where nobody builds in an environment of its own, production is all there is.
  return other.startsWith("dev") && stacks["dev"] === undefined ? other.replace("dev", "prod") : other;
}

type Outcome = "found" | "asked for" | "open before" | "nothing to spoil" | "missed";

/** What comes of a mutation that was written for the example, in another organization. */
function outcomeOf(
  rule: string,
  { what, spoil, given }: Mutation,
  { stacks, options, failing: known }: Estate,
): Outcome {
  // What another environment may do is nothing where there is none.
  if (/\bdev\b/.test(what) && stacks["dev"] === undefined) return "nothing to spoil";
  // Their repository is on GitHub, and what is spoilt there is of the example on Azure DevOps.
  if (/^azuredevops_/.test(what) || rule.startsWith("azure-")) return "nothing to spoil";
  const touched = new Map<string, string>();
  const copies: Stacks = {};
  const changeable = new Proxy(copies, {
    get: (_, stack: string) => {
      const name = named(stack, stacks);
      touched.set(stack, name);
      if (stacks[name] === undefined) throw new Error(`there is no ${name}`);
      return (copies[name] ??= structuredClone(stacks[name]));
    },
  });
  let prepared: Stacks;
  try {
    given?.(changeable);
    prepared = structuredClone({ ...copies });
    spoil(changeable);
  } catch {
    // It is about a resource or a person that this organization does not have.
    return "nothing to spoil";
  }
  const names = [...new Set([...touched.values(), "pipelines", "registry", "bootstrap"])];
  const some = (changed: Stacks): Stacks =>
    Object.fromEntries(names.map((name) => [name, changed[name] ?? stacks[name]!]));
  const before = some(given === undefined ? {} : prepared);
  const after = some(copies);
  if (JSON.stringify(before) === JSON.stringify(after)) return "nothing to spoil";
  const failing = (given: Stacks) => judged(given, options).filter(({ result }) => result === "fail");
  const which = names.join(" ");
  if (given === undefined && !known.has(which)) known.set(which, failing(before));
  const was = new Set((given === undefined ? known.get(which)! : failing(before)).map(key));
  const broken = failing(after).filter((finding) => !was.has(key(finding)));
  if (broken.some((finding) => finding.rule === rule && finding.accepted === undefined)) return "found";
  // What another rule blocks is found, too.
  if (broken.some(blocks)) return "found";
  // What the configuration asks for with a reason is shown, and what it leaves open cannot be opened.
  if (broken.some((finding) => finding.rule === rule)) return "asked for";
  return [...was].some((one) => one.startsWith(`${rule} `)) ? "open before" : "missed";
}

describe("a mutation of the example", () => {
  const all = [...Object.entries(first), ...Object.entries(moreMutations)].flatMap(([rule, list]) =>
    list.map((mutation) => ({ rule, mutation })),
  );
  const tried = spread(
    organizations.map(([, chosen]) => chosen),
    runs(4),
  );

  it("is found in organizations that it was not written for", () => {
    const outcomes = new Map<Outcome, string[]>();
    for (const [index, chosen] of tried.entries()) {
      const estate = estateOf(chosen);
      for (const { rule, mutation } of fc.sample(fc.constantFrom(...all), { numRuns: runs(70), seed: index })) {
        const outcome = outcomeOf(rule, mutation, estate);
        outcomes.set(outcome, [...(outcomes.get(outcome) ?? []), `${rule}: ${mutation.what} IN ${title(chosen)}`]);
      }
    }
    expect(outcomes.get("missed") ?? []).toEqual([]);
    expect(outcomes.get("found")!.length).toBeGreaterThan(100);
  });
});

describe("a level of access that gives its reason", () => {
  it("asks for its own roles, and for no other level's", () => {
    const chosen = cornerCases().find(({ level, environments }) => level === "restricted" && environments === 1)!;
    const { stacks, options } = estateOf(chosen);
    const spoilt = structuredClone(stacks);
    const { azurerm_role_assignment: all } = spoilt["prod"]!["resource"] as Record<string, Record<string, object>>;
    const [, people] = Object.entries(all!).find(([name]) => name.startsWith("People_"))!;
    const others = rolesOfPeople("full").filter((name) => !rolesOfPeople("restricted").includes(name));
    const builtIn = others.find((name): name is keyof typeof builtInRoles => name === "amlDataScientist")!;
    all!["Added"] = { ...people, role_definition_id: role(builtIn) };
    const about = judged(spoilt, options).filter(({ rule }) => rule === "role-people-allowed");
    const [added, ...own] = [...about].sort((a) => (a.address.endsWith(".Added") ? -1 : 1));
    expect(added).toMatchObject({ result: "fail", address: "azurerm_role_assignment.Added" });
    expect(added!.accepted).toBeUndefined();
    expect(own.length).toBeGreaterThan(0);
    expect(own.every(({ accepted }) => accepted?.choice === "restricted")).toBe(true);
  });
});
