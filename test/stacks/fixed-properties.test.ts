import { fixedPathsOf, fixedProperties } from "../../domain/azure/fixed-properties";
import type { ArmResource, WriteContext } from "../../sandbox/engine/arm/model";
import { rulesFor } from "../../sandbox/services/rules";
import { cornerCases, filesOf } from "../support/organizations";
import { resourcesOf, synthStacks } from "../support/stacks";
import type { Attributes } from "../support/synth";
import { exampleFiles, loadFiles } from "../support/variants";

/** Varies from one configuration to another and is refused rather than replaced, with why. */
const refused: Readonly<Record<string, string>> = {
  "Microsoft.KeyVault/vaults properties.softDeleteRetentionInDays":
    "a destroyed vault keeps its name, so that one made anew could not be made",
  "Microsoft.MachineLearningServices/workspaces/computes properties.computeLocation":
    "is the location of the resource, whose change replaces it",
};

/** All resources of all stacks of the example and of a few organizations that differ in every choice. */
const written = [exampleFiles(), ...cornerCases().slice(0, 4).map(filesOf)]
  .flatMap((files) => Object.values(synthStacks(loadFiles(files))))
  .flatMap((stack) => [...resourcesOf(stack)])
  .filter(([address]) => address.startsWith("azapi_resource."))
  .map(([, resource]) => resource);

const typeOf = (resource: Attributes) => String(resource["type"]).split("@")[0]!;

function pick(body: unknown, path: string): unknown {
  return path.split(".").reduce((value, step) => (value as Record<string, unknown> | undefined)?.[step], body);
}

/** Every value below a value, as text. */
const leavesOf = (value: unknown): readonly string[] =>
  typeof value === "object" && value !== null ? Object.values(value).flatMap(leavesOf) : [JSON.stringify(value)];

/** Whether a change of each value at the path is one of a replace trigger, too. */
function replaces(resource: Attributes, path: string): boolean {
  const refs = (resource["replace_triggers_refs"] ?? []) as readonly string[];
  if (refs.some((ref) => path === ref || path.startsWith(`${ref}.`))) return true;
  const triggers = leavesOf(resource["replace_triggers_external_values"] ?? {});
  // Somebody's tenant is the organization's: people do not move to another.
  const values = leavesOf(pick(resource["body"], path)).filter((value) => value !== JSON.stringify(tenantOf(resource)));
  return values.every((value) => triggers.includes(value));
}

const tenantOf = (resource: Attributes) =>
  pick(resource["body"], "properties.properties.personalComputeInstanceSettings.assignedUser.tenantId");

/** A cluster and an instance have only their type in common. */
const kindOf = (resource: Attributes) =>
  `${typeOf(resource)} ${String(pick(resource["body"], "properties.computeType"))}`;

/** What refers to another resource reads the same everywhere and leads to something else. */
const differs = (values: readonly string[]) => values.length > 1 || values.some((value) => value.includes("${"));

/** What is fixed and differs between resources of a kind, but does not replace them. */
function unreplaced(resources: readonly Attributes[]): readonly string[] {
  const values = new Map<string, Set<string>>();
  for (const resource of resources)
    for (const path of fixedPathsOf(typeOf(resource))) {
      const key = `${kindOf(resource)} ${path}`;
      values.set(key, (values.get(key) ?? new Set()).add(JSON.stringify(pick(resource["body"], path))));
    }
  const found = resources.flatMap((resource) =>
    fixedPathsOf(typeOf(resource))
      .filter((path) => pick(resource["body"], path) !== undefined)
      .filter((path) => differs([...values.get(`${kindOf(resource)} ${path}`)!]) && !replaces(resource, path))
      .map((path) => `${typeOf(resource)} ${path}`),
  );
  return [...new Set(found)].filter((found) => refused[found] === undefined);
}

describe("what Azure cannot change in place", () => {
  it("replaces the resource, wherever configurations differ in it", () => {
    expect(unreplaced(written)).toEqual([]);
  });

  it.each(["Microsoft.MachineLearningServices/workspaces/computes", "Microsoft.MachineLearningServices/workspaces"])(
    "is missed of %s without its triggers",
    (type) => {
      const bare = written.map((resource) => ({
        ...resource,
        replace_triggers_external_values: undefined,
        replace_triggers_refs: undefined,
      }));
      expect(unreplaced(bare).some((found) => found.startsWith(`${type} `))).toBe(true);
    },
  );

  it.each(fixedProperties.flatMap(({ type, paths }) => paths.map((path) => ({ type, path }))))(
    "is refused by the sandbox: $type $path",
    ({ type, path }) => {
      const holding = (value: string) =>
        path.split(".").reduceRight<unknown>((inner, step) => ({ [step]: inner }), value) as ArmResource;
      const write = (after: string) => () =>
        rulesFor(type).write![0]!({
          id: { name: "it" },
          before: holding("before"),
          resource: holding(after),
        } as WriteContext);
      expect(write("after")).toThrow(`PropertyChangeNotAllowed: Changing property '${path}' of 'it' is not allowed`);
      expect(write("BEFORE")).not.toThrow();
    },
  );

  it("is known of types that are written, each by a source", () => {
    const types = new Set(written.map((resource) => typeOf(resource)));
    expect(fixedProperties.filter(({ type, source }) => !types.has(type) || source === "")).toEqual([]);
  });
});
