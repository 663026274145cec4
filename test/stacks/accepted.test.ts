import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AzapiProvider } from "../../sandbox/engine/azapi/azapi-provider";
import { BodyShapes } from "../../sandbox/engine/arm/shapes";
import { AzureClient } from "../../sandbox/engine/azure-client";
import { AzurermProvider } from "../../sandbox/engine/azurerm/azurerm-provider";
import { Faults } from "../../sandbox/engine/faults";
import type { Provider } from "../../sandbox/engine/terraform/provider";
import type { Block } from "../../sandbox/engine/terraform/schema";
import { dynamicFromJson, type ObjectValue, UNKNOWN, type Value } from "../../sandbox/engine/terraform/wire";
import type { Cloud } from "../../sandbox/engine/arm/cloud";
import { AzureDevopsProvider } from "../../sandbox/services/azure-devops/azure-devops-provider";
import type { Memory } from "../../sandbox/services/azure-devops/memory";
import type { Directory } from "../../sandbox/services/github/directory";
import { GithubProvider } from "../../sandbox/services/github/github-provider";
import { exampleOf, features, together, withFeatures } from "../support/features";
import { cornerCases, filesOf } from "../support/organizations";
import { proposed } from "../support/proposed";
import { runs } from "../support/runs";
import { resourcesOf, synthStacks } from "../support/stacks";
import type { Attributes } from "../support/synth";
import { changesOf, exampleFiles, type Files, loadFiles, spreadOverPlaces, withMany } from "../support/variants";
import { UserError } from "../../domain/problem/problem";

const client = new AzureClient(Faults.none());
/** Nothing is asked of Azure: providers look at configurations only. */
const cloud = { tenant: "" } as Cloud;
const providers: Readonly<Record<string, Provider>> = {
  azurerm: new AzurermProvider(cloud, client),
  azapi: new AzapiProvider(cloud, client, new BodyShapes()),
  azuredevops: new AzureDevopsProvider({} as Memory, client, cloud),
  github: new GithubProvider({} as Directory, client, () => new Date("2026-12-01")),
};

/** What Terraform says of itself, not to a provider. */
const OF_TERRAFORM = ["depends_on", "lifecycle", "provider", "provisioner", "for_each", "count", "connection"];

/** What refers to something else is not known yet. */
function referring(value: unknown): Value {
  if (typeof value === "string") return value.includes("${") ? UNKNOWN : value;
  if (Array.isArray(value)) return value.map(referring);
  if (typeof value !== "object" || value === null) return value as Value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, referring(inner)])) as ObjectValue;
}

/** A resource's configuration as its provider gets it. */
function configured(block: Block, written: Attributes): ObjectValue {
  const values = Object.entries(written).map(([name, value]): [string, Value] => {
    if (block.attributes[name]?.type !== "dynamic") return [name, referring(value)];
    return [name, typeof value === "string" && value.includes("${") ? UNKNOWN : dynamicFromJson(value)];
  });
  return proposed(block, Object.fromEntries(values), null);
}

/** Arguments that a type does not have, and those it must have and has not. */
function misnamed(block: Block, written: ObjectValue, path = ""): readonly string[] {
  const names = [...Object.keys(block.attributes), ...Object.keys(block.blocks)];
  const unknown = Object.keys(written).filter((name) => !names.includes(name));
  const missing = Object.entries(block.attributes).filter(
    ([name, { required }]) => required === true && (written[name] ?? null) === null,
  );
  const below = Object.entries(block.blocks).flatMap(([name, nested]) =>
    [written[name] ?? []].flat().flatMap((item) => misnamed(nested.block, item as ObjectValue, `${path}${name}.`)),
  );
  return [
    ...unknown.map((name) => `no argument ${path}${name}`),
    ...missing.map(([name]) => `${path}${name} is required`),
    ...below,
  ];
}

interface Judged {
  readonly resources: number;
  readonly types: ReadonlySet<string>;
  readonly refused: readonly string[];
}

/** What the providers refuse of a configuration; undefined if the configuration is refused itself. */
function judge(files: Files, only?: readonly string[]): Judged | undefined {
  let stacks;
  try {
    stacks = synthStacks(loadFiles(files), only);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
  const all = Object.entries(stacks).flatMap(([stack, json]) =>
    [...resourcesOf(json)].map(([address, written]) => ({ stack, address, written })),
  );
  const types = new Set(all.map(({ address }) => address.split(".")[0]!));
  const refused = all.flatMap(({ stack, address, written }) => {
    const type = address.split(".")[0]!;
    const provider = providers[type.split("_")[0]!]!;
    const block = provider.schema.resources[type]!;
    const own = Object.fromEntries(Object.entries(written).filter(([name]) => !OF_TERRAFORM.includes(name)));
    const found = provider.validateResource(type, configured(block, own));
    return [
      ...misnamed(block, own as ObjectValue),
      ...found.map(({ summary, detail }) => `${summary} ${detail ?? ""}`),
    ].map((message) => `${stack}: ${address}: ${message}`);
  });
  return { resources: all.length, types, refused };
}

const bases: Readonly<Record<string, Files>> = {
  "the example": exampleFiles(),
  "the landing zone": exampleOf("landing-zone"),
  "Azure DevOps": exampleOf("azure-devops"),
  ...Object.fromEntries(
    cornerCases()
      .slice(0, 4)
      .map((one, index) => [`organization ${index + 1}`, filesOf(one)]),
  ),
};
const judgedBefore = new Map<string, Judged>();
/** An organization with all features of a set, judged once. */
function judgedCase(base: string, set: string): Judged {
  const key = `${base} with ${set}`;
  const judged = judgedBefore.get(key) ?? judge(withFeatures(bases[base]!, together[set]!))!;
  judgedBefore.set(key, judged);
  return judged;
}
const cases = Object.keys(bases).flatMap((base) => Object.keys(together).map((set) => [base, set] as const));

describe("what providers refuse", () => {
  it.each(cases)("is nothing of %s with %s", (base, set) => {
    const judged = judgedCase(base, set);
    expect(judged.refused).toEqual([]);
    expect(judged.resources).toBeGreaterThan(100);
  });

  it.each(features)("is nothing of the example with $what", (feature) => {
    const only = ["pipelines", "registry", "dev", "dev-customer-churn", "dev-recovery"];
    const judged = judge(withFeatures(bases["the example"]!, [feature]), only);
    expect(judged?.refused).toEqual([]);
  });

  // More by MLOPS_RUNS=10 npx jest test/stacks/accepted.test.ts --selectProjects unit; others by FC_SEED.
  it.each(["the example", "the landing zone", "the example with everything"])(
    "is nothing of what is accepted, whatever values of %s are others, many at once",
    (name) => {
      const base = bases[name] ?? withFeatures(bases["the example"]!, Object.values(together)[0]!);
      const tried = spreadOverPlaces(changesOf(base), runs(120));
      const { files, taken } = withMany(base, tried);
      expect(taken.length).toBeGreaterThan(10);
      expect(judge(files)?.refused).toEqual([]);
    },
  );

  it("is known of every type that they write", () => {
    const facts = JSON.parse(readFileSync(join(__dirname, "../sandbox-parts/azurerm-validators.json"), "utf8")) as {
      readonly types: Readonly<Record<string, unknown>>;
    };
    const sets = Object.keys(together).flatMap((set) => [...judgedCase("the example", set).types]);
    const written = new Set(sets.filter((type) => type.startsWith("azurerm_")));
    // azurerm has no validator for what stacks write of a zone: its name is Azure's to judge.
    written.delete("azurerm_private_dns_zone");
    expect(Object.keys(facts.types).sort()).toEqual([...written].sort());
  });

  it("is found where there is something", () => {
    const azurerm = providers["azurerm"]!;
    const block = azurerm.schema.resources["azurerm_user_assigned_identity"]!;
    const wrong = { name: "id-a", resource_group_name: "rg.", location: "westeurope", nonsense: 1 };
    expect(azurerm.validateResource("azurerm_user_assigned_identity", configured(block, wrong))).toHaveLength(1);
    expect(misnamed(block, { name: "id", nonsense: 1 })).toEqual([
      "no argument nonsense",
      "location is required",
      "resource_group_name is required",
    ]);
  });
});
