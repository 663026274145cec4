import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { configuredPolicy } from "../../deploy/configured-policy";
import { evaluatePolicies, type PolicyFinding } from "../../policy";
import { checkConfiguration, readSources } from "../../schema/load";
import { synthStacks } from "../support/stacks";

const examples = join(__dirname, "../../examples");
const folders = readdirSync(examples).filter((name) => existsSync(join(examples, name, "config/organization.yaml")));

type Stacks = Readonly<Record<string, object>>;

/** Stacks of an example, and what of such stacks fails, or is not known, that is critical or high. */
function judged(name: string) {
  const sources = readSources(name === "" ? join(examples, "../config") : join(examples, name, "config"));
  const configuration = checkConfiguration(sources, "2026-11-30");
  const stacks = synthStacks(configuration) as Stacks;
  const judge = (given: Stacks, complete: boolean): readonly PolicyFinding[] => {
    const subjects = Object.entries(given).map(([stack, synthesized]) => ({ stack, synthesized }));
    const { findings } = evaluatePolicies(subjects, {
      ...configuredPolicy(sources, configuration),
      waivers: configuration.waivers,
      today: "2026-11-30",
      promotionOrder: configuration.organization.promotionOrder,
      complete,
    });
    return findings.filter(({ severity }) => /critical|high/.test(severity));
  };
  const failing = (given: Stacks) => judge(given, true).filter(({ result }) => result === "fail");
  return { stacks, judge, failing };
}

describe("an example of another organization", () => {
  it.each(folders)("breaks no critical or high rule but what it asks for with a reason: %s", (name) => {
    const { stacks, failing } = judged(name);

    expect(Object.keys(stacks).length).toBeGreaterThan(5);
    expect(failing(stacks).map(({ rule, stack, address }) => `${rule} ${stack}/${address}`)).toEqual([]);
  });

  it.each(["", ...folders])("knows roles that another stack makes, planned alone: %s", (name) => {
    const { stacks, judge } = judged(name);
    const said = ({ rule, result, address, stack }: PolicyFinding) => `${rule} ${result} ${stack}/${address}`;
    const together = judge(stacks, true).map(said);

    const alone = Object.entries(stacks).flatMap(([stack, json]) => judge({ [stack]: json }, false).map(said));

    expect(alone.filter((one) => one.startsWith("role-") && !together.includes(one))).toEqual([]);
  });

  it("looks at its own rows only of logs that others keep, and keeps none itself", () => {
    const { stacks } = judged("landing-zone");
    const own = /_ResourceId startswith \\"\/subscriptions\/[0-9a-f-]{36}\/resourcegroups\/rg-fab-(dev|prod)-ml\/\\"/;
    const queries = Object.entries(stacks).flatMap(([stack, json]) =>
      [...JSON.stringify(json).matchAll(/"query":"(?:[^"\\]|\\.)*"/g)].map(([query]) => ({ stack, query })),
    );
    expect(queries.length).toBeGreaterThan(5);
    for (const { stack, query } of queries) expect(own.exec(query)?.[1]).toBe(stack.split("-")[0]);
    expect(JSON.stringify(stacks)).not.toContain("azurerm_log_analytics_workspace");
  });

  it("is joined to no other network than the configuration names", () => {
    const { stacks, failing } = judged("landing-zone");
    const elsewhere = JSON.parse(
      JSON.stringify(stacks["prod"]).replaceAll("/vnet-fab-hub", "/vnet-of-others"),
    ) as object;

    expect(failing({ ...stacks, prod: elsewhere }).map(({ rule, stack }) => `${rule} ${stack}`)).toEqual([
      "own-environment-only prod",
      "own-environment-only prod",
    ]);
  });
});
