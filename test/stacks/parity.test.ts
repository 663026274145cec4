import { join } from "node:path";
import { loadConfiguration } from "../../schema/load";
import type { Environment } from "../../schema/configuration";
import { environmentNames } from "../../domain/azure/names";
import { resourcesOf, synthStacks, type StackJson } from "../support/stacks";

/**
 * Pre-production is where production is rehearsed: the same resources with the same settings. Whatever may differ stands
 * here, with the reason; everything else is a failure.
 */
const allowedDifferences: readonly { readonly where: RegExp; readonly why: string }[] = [
  {
    where: /^azurerm_role_(assignment|definition)\.People_/,
    why: "people submit runs in pre-production and only read in production",
  },
  {
    where: /^azapi_resource\.Cluster-.* body\.properties\.properties\.(vmSize|scaleSettings\.\w+)$/,
    why: "cluster sizes and counts",
  },
  { where: /^azapi_resource\.Cluster-.* replace_triggers_external_values\.size$/, why: "cluster sizes" },
  { where: /^azurerm_consumption_budget_resource_group\..* amount$/, why: "budget" },
  { where: /^azurerm_virtual_network\..* address_space\./, why: "address space" },
  { where: /^azapi_resource\.Network_.* body\.properties\.addressPrefix$/, why: "address space" },
];

const configuration = loadConfiguration(join(__dirname, "../../config"));
const stacks = synthStacks(configuration);
const environment = (name: string): Environment => configuration.environments.find((one) => one.name === name)!;

/** A stack's resources with what tells environments apart taken out: name, subscription, hash, names of role assignments. */
function comparable(name: string, stack: StackJson): Map<string, string> {
  const { subscription, generation } = environment(name);
  const { prefix } = configuration.organization;
  const names = environmentNames({ prefix, environment: name, subscription, generation });
  const hash = names.storageAccount.slice(-8);
  const collectedHash = names.collectedStorageAccount.slice(-8);
  const leaves = new Map<string, string>();
  for (const [address, attributes] of resourcesOf(stack)) {
    for (const [path, value] of leavesOf({ ...attributes, ...computedNames(address) })) {
      const neutral = value
        .replaceAll(subscription, "<subscription>")
        .replaceAll(hash, "<hash>")
        .replaceAll(collectedHash, "<hash>")
        .replaceAll(name, "<environment>");
      leaves.set(path === "" ? address : `${address} ${path}`, neutral);
    }
  }
  return leaves;
}

/** Names that are hashes of what they name, and so differ with it. */
function computedNames(address: string): Record<string, string> {
  if (address.startsWith("azurerm_role_assignment.")) return { name: "uuid" };
  if (address.startsWith("azurerm_role_definition.")) return { role_definition_id: "uuid" };
  return {};
}

function leavesOf(value: unknown, path = ""): [string, string][] {
  if (typeof value !== "object" || value === null) return [[path, JSON.stringify(value)]];
  const entries = Object.entries(value);
  if (entries.length === 0) return [[path, JSON.stringify(value)]];
  return entries.flatMap(([key, inner]) => leavesOf(inner, path === "" ? key : `${path}.${key}`));
}

function differences(left: Map<string, string>, right: Map<string, string>): string[] {
  const paths = new Set([...left.keys(), ...right.keys()]);
  return [...paths].filter((path) => left.get(path) !== right.get(path)).sort();
}

const different = differences(comparable("preprod", stacks["preprod"]!), comparable("prod", stacks["prod"]!));

describe("pre-production and production", () => {
  it("differ in nothing but what is allowed to differ", () => {
    const unexplained = different.filter((path) => !allowedDifferences.some(({ where }) => where.test(path)));
    expect(unexplained).toEqual([]);
  });

  it.each(allowedDifferences.map(({ where, why }) => [why, where] as const))(
    "do differ where that is allowed: %s",
    (_why, where) => {
      expect(different.some((path) => where.test(path))).toBe(true);
    },
  );

  it("show a setting that is loosened in only one of them", () => {
    const loosened = structuredClone(stacks["preprod"]!);
    const [storage] = Object.values(loosened["resource"]["azurerm_storage_account"]) as Record<string, unknown>[];
    storage!["min_tls_version"] = "TLS1_0";
    const seen = differences(comparable("preprod", loosened), comparable("prod", stacks["prod"]!));
    expect(seen.filter((path) => /min_tls_version/.test(path))).toHaveLength(1);
  });
});
