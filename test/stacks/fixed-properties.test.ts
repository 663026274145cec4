import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { fixedPathsOf, mutabilities, mutabilityOf, refusedChanges } from "../../domain/azure/fixed-properties";
import type { ArmResource, WriteContext } from "../../sandbox/engine/arm/model";
import { replacedPaths } from "../../sandbox/engine/azurerm/azurerm-plan";
import type { ObjectValue, Value } from "../../sandbox/engine/terraform/wire";
import { azurermTypes } from "../../sandbox/services/types";
import { rulesFor } from "../../sandbox/services/rules";
import { cornerCases, filesOf } from "../support/organizations";
import { exampleOf } from "../support/features";
import { resourcesOf, synthStacks } from "../support/stacks";
import type { Attributes } from "../support/synth";
import { exampleFiles, type Files, loadFiles } from "../support/variants";
import { isTree } from "../../domain/json/tree";

/** Varies from one configuration to another and is refused rather than replaced, with why. */
const refused: Readonly<Record<string, string>> = {
  "Microsoft.KeyVault/vaults properties.softDeleteRetentionInDays":
    "a destroyed vault keeps its name, so that one made anew could not be made",
  "Microsoft.MachineLearningServices/workspaces/computes properties.computeLocation":
    "is the location of the resource, whose change replaces it",
  "Microsoft.MachineLearningServices/workspaces properties.hbiWorkspace":
    "comes with the company's key, whose address replaces the workspace",
  "Microsoft.MachineLearningServices/workspaces properties.enableServiceSideCMKEncryption": "comes with it as well",
  "Microsoft.MachineLearningServices/workspaces properties.encryption":
    "the key's address and whoever asks for it replace the workspace; its version is what it was at the start",
  "Microsoft.Insights/autoscalesettings properties.targetResourceUri": "is what the setting is named after",
};

/** The example that spokes of a landing zone start from, with runners that go out by a firewall, and by themselves. */
function landingZone(): Files {
  const root = join(__dirname, "../../examples/landing-zone/config");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) =>
    /^(?!schemas).*\.yaml$/.test(file),
  );
  const parsed = Object.fromEntries(
    files.map((file) => [file, parse(readFileSync(join(root, file), "utf8")) as Record<string, unknown>]),
  );
  for (const [name, businessId] of [
    ["dev", "9919"],
    ["prod", "17"],
  ] as const) {
    const network = parsed[`environments/${name}.yaml`]!["network"] as Record<string, unknown>;
    network["runners"] = { type: "github", businessId };
    if (name === "prod") delete network["firewall"];
  }
  return parsed;
}

const typeOf = (resource: Attributes) => String(resource["type"]).split("@")[0]!;

/** All resources of all stacks of the example and of a few organizations that differ in every choice. */
const everything: readonly (readonly [string, Attributes])[] = [
  exampleFiles(),
  landingZone(),
  exampleOf("azure-devops"),
  ...cornerCases().slice(0, 4).map(filesOf),
]
  .flatMap((files) => Object.values(synthStacks(loadFiles(files))))
  .flatMap((stack) => [...resourcesOf(stack)]);

const written: readonly Attributes[] = everything
  .filter(([address]) => /^azapi_(update_)?resource\./.test(address))
  .map(([address, resource]) => ({ ...resource, part: address.startsWith("azapi_update_resource.") }));

/** Without what only sets something of a resource that is made elsewhere. */
const whole: readonly Attributes[] = written.filter(({ part }) => !part);

/** Dotted paths of every value of a body, without the places in lists. */
const pathsOf = (value: unknown, path: readonly string[] = []): readonly string[] => {
  if (Array.isArray(value) && value.length > 0) return value.flatMap((item) => pathsOf(item, path));
  if (!isTree(value) || Object.keys(value).length === 0) return [path.join(".")];
  return Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]));
};

/** Every property that is sent, of every type: each once. */
const sent = [
  ...new Map(
    written.flatMap((resource) =>
      ["body", "sensitive_body"].flatMap((argument) =>
        pathsOf(resource[argument] ?? {})
          .filter((path) => path !== "")
          .map((path) => [`${typeOf(resource)} ${path}`, { type: typeOf(resource), path }] as const),
      ),
    ),
  ).values(),
];

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

/** A body that holds one value. */
const nested = (path: string, value: unknown) =>
  path.split(".").reduceRight<unknown>((inner, step) => ({ [step]: inner }), value) as Readonly<
    Record<string, unknown>
  >;

describe("what Azure cannot change in place", () => {
  it("replaces the resource, wherever configurations differ in it", () => {
    expect(unreplaced(whole)).toEqual([]);
  });

  it.each(["Microsoft.MachineLearningServices/workspaces/computes", "Microsoft.MachineLearningServices/workspaces"])(
    "is missed of %s without its triggers",
    (type) => {
      const bare = whole.map((resource) => ({
        ...resource,
        replace_triggers_external_values: undefined,
        replace_triggers_refs: undefined,
      }));
      expect(unreplaced(bare).some((found) => found.startsWith(`${type} `))).toBe(true);
    },
  );

  it("is known of every property that is sent", () => {
    expect(sent.filter(({ type, path }) => mutabilityOf(type, path) === undefined)).toEqual([]);
    expect(mutabilityOf("Microsoft.KeyVault/vaults", "properties.unheardOf")).toBeUndefined();
  });

  it("is refused, and nothing else, of each property that is changed alone", () => {
    const told = sent.map(({ type, path }) => {
      const [before, after] = ["before", "after"].map((value) => nested(path, value));
      return { type, path, refused: refusedChanges(type, before, after).length > 0 };
    });
    expect(told.filter(({ type, path, refused }) => refused !== (mutabilityOf(type, path) === "fixed"))).toEqual([]);
  });

  const oneWay = mutabilities.flatMap(({ type, oneWay }) =>
    Object.entries(oneWay ?? {}).flatMap(([path, never]) => never.map((to) => ({ type, path, to }))),
  );
  it.each(oneWay)("is refused in one direction: $type $path to $to", ({ type, path, to }) => {
    const since = path.endsWith("isolationMode") ? "AllowInternetOutbound" : true;
    expect(refusedChanges(type, nested(path, since), nested(path, to))).toEqual([path]);
    expect(refusedChanges(type, nested(path, to), nested(path, since))).toEqual([]);
    const context = {
      id: { name: "it" },
      before: nested(path, since),
      resource: { properties: {}, ...nested(path, to) },
    };
    const said = rulesFor(type).write!.map((rule) => {
      try {
        return rule(context as unknown as WriteContext);
      } catch (error) {
        return String(error);
      }
    });
    expect(said.join("\n")).toMatch(/cannot be (set to false|turned off)/);
  });

  it.each(mutabilities.flatMap(({ type, fixed = [] }) => fixed.map((path) => ({ type, path }))))(
    "is refused by the sandbox: $type $path",
    ({ type, path }) => {
      const holding = (value: string) => nested(path, value) as unknown as ArmResource;
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
    expect(mutabilities.filter(({ type, source }) => !types.has(type) || source === "")).toEqual([]);
  });
});

/** Facts of azurerm's own schemas, by type: what replaces a resource when it changes, and all else that may be written. */
const azurerm = JSON.parse(readFileSync(join(__dirname, "azurerm-arguments.json"), "utf8")) as {
  readonly provider: string;
  readonly types: Readonly<
    Record<string, { readonly replaces: readonly string[]; readonly inPlace: readonly string[] }>
  >;
};

/** Arguments that Terraform has of its own, for every type. */
const OF_TERRAFORM = /^(count|depends_on|for_each|lifecycle|provider|provisioner|timeouts)(\.|$)/;

describe("what azurerm cannot change in place", () => {
  it("is known by the version that is pinned", () => {
    const bindings = join(__dirname, "../../node_modules/@cdktf/provider-azurerm/package.json");
    const { cdktf } = JSON.parse(readFileSync(bindings, "utf8")) as {
      readonly cdktf: { readonly provider: { readonly version: string } };
    };
    expect(cdktf.provider.version).toBe(azurerm.provider);
  });

  it("is known of every argument that a stack writes", () => {
    const own = everything.filter(([address]) => address.startsWith("azurerm_"));
    const unknown = own.flatMap(([address, resource]) => {
      const type = address.split(".")[0]!;
      const { replaces, inPlace } = azurerm.types[type] ?? { replaces: [], inPlace: [] };
      return pathsOf(resource)
        .filter((path) => !OF_TERRAFORM.test(path))
        .filter(
          (path) =>
            ![...replaces, ...inPlace].some((one) => `${path}.`.startsWith(`${one}.`) || one.startsWith(`${path}.`)),
        )
        .map((path) => `${type} ${path}`);
    });
    expect(own.length).toBeGreaterThan(100);
    expect([...new Set(unknown)]).toEqual([]);
  });

  it("is what the sandbox replaces for, and nothing else", () => {
    const known = Object.entries(azurermTypes).map(([type, { replaces = [] }]) => [type, [...replaces].sort()]);
    expect(Object.fromEntries(known)).toEqual(
      Object.fromEntries(Object.entries(azurerm.types).map(([type, { replaces }]) => [type, replaces])),
    );
  });

  /** Values with one argument; a block is a list of one item. */
  const holding = (path: string, value: Value) =>
    path.split(".").reduceRight<Value>((inner, step, depth) => {
      const one: ObjectValue = { [step]: inner };
      return depth === 0 ? one : [one];
    }, value) as ObjectValue;
  const each = Object.entries(azurerm.types).flatMap(([type, { replaces, inPlace }]) => [
    ...replaces.map((path) => ({ type, path, anew: true })),
    ...inPlace.map((path) => ({ type, path, anew: false })),
  ]);

  it("is replaced of each argument that is changed alone, and the others are not", () => {
    const isBlock = (type: string, path: string) =>
      each.some((one) => one.type === type && one.path.startsWith(`${path}.`));
    const wrong = each
      // Decided by the values, see below.
      .filter(({ type, path }) => !Object.keys(azurermTypes[type]!.replacesWhen ?? {}).includes(path.split(".")[0]!))
      .filter(({ type, path, anew }) => {
        const [before, after]: readonly Value[] = isBlock(type, path) ? [[], [{}]] : ["before", "after"];
        const paths = replacedPaths(azurermTypes[type]!, holding(path, after!), holding(path, before!));
        return paths.length > 0 !== anew;
      });
    expect(wrong).toEqual([]);
  });
});

describe("what azurerm makes anew for some values only", () => {
  const policy = (state: string) => [{ state }];
  it.each<readonly [string, string, Value, Value, boolean]>([
    ["azurerm_storage_account", "immutability_policy", policy("Locked"), policy("Unlocked"), true],
    ["azurerm_storage_account", "immutability_policy", policy("Unlocked"), policy("Locked"), false],
    ["azurerm_storage_account", "immutability_policy", [], policy("Unlocked"), true],
    ["azurerm_policy_definition", "parameters", '{"a":{},"b":{}}', '{"a":{}}', true],
    ["azurerm_policy_definition", "parameters", '{"a":{}}', null, true],
    ["azurerm_policy_definition", "parameters", '{"a":{}}', '{"a":{},"b":{}}', false],
    ["azurerm_monitor_data_collection_rule", "kind", "Linux", "Windows", true],
    ["azurerm_monitor_data_collection_rule", "kind", null, "Windows", false],
    ["azurerm_storage_account", "account_replication_type", "LRS", "ZRS", true],
    ["azurerm_storage_account", "account_replication_type", "LRS", "GRS", false],
    ["azurerm_storage_account", "account_kind", "StorageV2", "BlobStorage", true],
    ["azurerm_storage_account", "account_kind", "Storage", "StorageV2", false],
    ["azurerm_storage_account", "large_file_share_enabled", true, false, true],
    ["azurerm_storage_account", "large_file_share_enabled", false, true, false],
    ["azurerm_storage_container", "storage_account_id", "/a", "/b", true],
    ["azurerm_storage_queue", "storage_account_id", "/a", "/b", true],
    ["azurerm_log_analytics_workspace", "sku", "PerGB2018", "Free", true],
    ["azurerm_log_analytics_workspace", "sku", "PerGB2018", "CapacityReservation", false],
    ["azurerm_log_analytics_workspace", "sku", "LACluster", "PerGB2018", false],
  ])("is anew in the sandbox, too: %s %s from %p to %p: %p", (type, argument, before, after, anew) => {
    const paths = replacedPaths(azurermTypes[type]!, { [argument]: after }, { [argument]: before });
    expect(paths).toEqual(anew ? [[argument]] : []);
  });
});
