import { azurermEnvelope } from "../../sandbox/engine/azurerm/arm-body";
import { AzureClient } from "../../sandbox/engine/azure-client";
import type { Cloud } from "../../sandbox/engine/arm/cloud";
import { AzurermProvider } from "../../sandbox/engine/azurerm/azurerm-provider";
import { azurermSchema } from "../../sandbox/engine/azurerm/azurerm-schema";
import { notSimulated, notSimulatedFindings } from "../../sandbox/engine/azurerm/not-simulated";
import { Faults } from "../../sandbox/engine/faults";
import type { Block, CtyType } from "../../sandbox/engine/terraform/schema";
import type { ObjectValue, Value } from "../../sandbox/engine/terraform/wire";
import type { JsonObject } from "../../sandbox/engine/store/store";
import { dailyCap, parts } from "../../sandbox/services/parts";
import { shapes } from "../../sandbox/services/shapes";
import { azurermTypes } from "../../sandbox/services/types";
import { everything } from "../support/every-azurerm-type";

const schema = azurermSchema();
const nobody = { show: () => undefined, within: () => [], tenant: "t" };

interface Argument {
  readonly path: string;
  readonly type: CtyType;
}

/** Everything that may be written of a type, by dotted path. */
function argumentsOf(block: Block, prefix = ""): readonly Argument[] {
  const own = Object.entries(block.attributes)
    .filter(([, { optional, required }]) => optional === true || required === true)
    .flatMap(([name, { type }]) => membersOf(`${prefix}${name}`, type!));
  const below = Object.entries(block.blocks)
    .filter(([name]) => name !== "timeouts")
    .flatMap(([name, nested]) => argumentsOf(nested.block, `${prefix}${name}.`));
  return [...own, ...below];
}

function membersOf(path: string, type: CtyType): readonly Argument[] {
  if (typeof type === "string" || (type[0] !== "list" && type[0] !== "set")) return [{ path, type }];
  const element = type[1];
  if (typeof element === "string" || element[0] !== "object") return [{ path, type }];
  return Object.entries(element[1]).flatMap(([name, inner]) => membersOf(`${path}.${name}`, inner));
}

/** Values that an argument has to have for what is looked at, where two invented ones are alike to Azure. */
const samples: Readonly<Record<string, readonly [Value, Value]>> = {
  container_access_type: ["blob", "private"],
  dashboard_properties: ["{}", '{"lenses":[]}'],
  key_vault_key_id: ["https://kv-a.vault.azure.net/keys/a", "https://kv-a.vault.azure.net/keys/b"],
  queue_encryption_key_type: ["Account", "Service"],
  table_encryption_key_type: ["Account", "Service"],
  metadata: ['{"a":1}', '{"a":2}'],
  parameters: ['{"a":1}', '{"a":2}'],
  policy_rule: ['{"a":1}', '{"a":2}'],
};

function twoOf(type: CtyType): readonly [Value, Value] {
  if (type === "string" || type === "dynamic") return ["one", "other"];
  if (type === "number") return [17, 23];
  if (type === "bool") return [true, false];
  if (type[0] === "map") return [{ a: "one" }, { a: "other" }];
  const [one, other] = twoOf(type[1] as CtyType);
  return [[one], [other]];
}

/** Values with one argument set, in a block that is made for it where there is none. */
function having(values: ObjectValue, [step, ...rest]: readonly string[], value: Value): ObjectValue {
  if (rest.length === 0) return { ...values, [step!]: value };
  const [first = {}, ...others] = (values[step!] ?? []) as readonly ObjectValue[];
  return { ...values, [step!]: [having(first, rest, value), ...others] };
}

/** All that ARM's clients are told of a resource: itself, and what stands below it. */
function told(type: string, values: ObjectValue): string {
  const known = values as JsonObject;
  const { arm } = azurermTypes[type]!;
  const id = `/subscriptions/s/resourceGroups/rg/providers/${arm}/name`;
  const below = parts.filter((part) => part.of === type).map((part) => part.all(known));
  const cap = type === "azurerm_application_insights" ? dailyCap(known) : {};
  return JSON.stringify([azurermEnvelope(known), shapes[type]!({ id, values: known, cloud: nobody }), below, cap]);
}

/** What is of azurerm alone, or in the address of the resource; each with why. */
const notInBody: Readonly<Record<string, readonly string[]>> = {
  // By name or by id: azurerm looks the one up and sends the other.
  azurerm_role_assignment: ["role_definition_name", "skip_service_principal_aad_check"],
  // There is one action, and azurerm writes it.
  azurerm_container_registry: ["network_rule_set.ip_rule.action"],
  // Names of older versions, refused in favour of ids.
  azurerm_storage_container: ["storage_account_name"],
  azurerm_storage_queue: ["storage_account_name"],
};

const isAddress = (type: string, path: string): boolean =>
  ["id", "name", "resource_group_name"].includes(path) || azurermTypes[type]!.id.includes(`{${path}}`);
const isRefused = (type: string, path: string): boolean =>
  (notSimulated[type] ?? []).some((refused) => `${path}.`.startsWith(`${refused}.`));

/** What stands in the way of an argument in the configuration of `everything`: only one of them may be written. */
const without: Readonly<Record<string, readonly string[]>> = {
  azurerm_eventgrid_system_topic: ["source_resource_id"],
  azurerm_eventgrid_system_topic_event_subscription: ["storage_queue_endpoint"],
  azurerm_log_analytics_workspace: ["local_authentication_enabled"],
  azurerm_private_endpoint: ["private_service_connection"],
};
/** What has to be there for an argument to count. */
const given: Readonly<Record<string, ObjectValue>> = {
  "azurerm_eventgrid_system_topic_event_subscription dead_letter_identity": {
    storage_blob_dead_letter_destination: [{ storage_account_id: "a", storage_blob_container_name: "b" }],
  },
  "azurerm_eventgrid_system_topic_event_subscription delivery_property.source_field": {
    delivery_property: [{ type: "Dynamic" }],
  },
  "azurerm_storage_account customer_managed_key": {
    customer_managed_key: [{ key_vault_key_id: "https://kv-a.vault.azure.net/keys/a" }],
  },
};

const cases = Object.keys(shapes).flatMap((resource) =>
  argumentsOf(schema.resources[resource]!).map((argument) => ({ resource, ...argument })),
);

/** Whether ARM's answer is the same, whatever the argument is. */
function isUnseen({ resource, path, type }: (typeof cases)[number]): boolean {
  const values = samples[path.split(".").at(-1)!] ?? twoOf(type);
  const written = Object.entries(Object.values(everything[resource]!)[0]! as ObjectValue);
  const base = Object.fromEntries(written.filter(([name]) => without[resource]?.includes(name) !== true));
  const more = Object.entries(given).find(([start]) => `${resource} ${path}`.startsWith(start))?.[1] ?? {};
  const [one, other] = values.map((value) => told(resource, having({ ...base, ...more }, path.split("."), value)));
  return one === other;
}

describe("arguments of azurerm 4.55.0", () => {
  it("are seen in ARM's answer when they change, or refused by name", () => {
    const unseen = cases
      .filter(({ resource, path }) => !isAddress(resource, path) && !isRefused(resource, path))
      .filter(({ resource, path }) => notInBody[resource]?.includes(path) !== true)
      .filter(isUnseen)
      .map(({ resource, path }) => `${resource} ${path}`);
    expect(unseen).toEqual([]);
    expect(cases.length).toBeGreaterThan(400);
  });

  it("are on the list of those that no body holds only as long as none does", () => {
    const seen = Object.entries(notInBody).flatMap(([resource, paths]) =>
      paths.filter((path) => !isUnseen(cases.find((one) => one.resource === resource && one.path === path)!)),
    );
    expect(seen).toEqual([]);
  });

  const refused = Object.entries(notSimulated).flatMap(([type, paths]) => paths.map((path) => [type, path] as const));
  it.each(refused)("of %s, %s is refused where it is written, by its name", (type, path) => {
    const written = (value: Value) => having({}, path.split("."), value);
    const known = argumentsOf(schema.resources[type]!).some((one) => `${one.path}.`.startsWith(`${path}.`));
    expect(known).toBe(true);
    const isBlock = argumentsOf(schema.resources[type]!).every((one) => one.path !== path);
    const [found] = notSimulatedFindings(type, written(isBlock ? [{}] : "x"));
    expect(found).toMatchObject({ severity: "error", path: [path.split(".")[0]] });
    expect(found!.detail).toContain(`The sandbox does not simulate "${path}" of ${type}`);
    for (const nothing of [null, "", false, []] as const)
      expect(notSimulatedFindings(type, written(nothing as unknown as Value))).toEqual([]);
  });

  it("are refused when a configuration is validated", () => {
    const provider = new AzurermProvider({ tenant: "" } as Cloud, new AzureClient(Faults.none()));
    const config = { name: "vnet", subnet: [{ name: "s", address_prefixes: ["10.0.0.0/24"] }] };
    const found = provider.validateResource("azurerm_virtual_network", config as unknown as ObjectValue);
    expect(found.map(({ summary }) => summary)).toContain("Not simulated");
  });
});
