import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cloud } from "../../sandbox/engine/arm/cloud";
import { AzureClient } from "../../sandbox/engine/azure-client";
import { bodyOfAzurerm } from "../../sandbox/engine/azurerm/arm-body";
import { AzurermProvider } from "../../sandbox/engine/azurerm/azurerm-provider";
import { Faults } from "../../sandbox/engine/faults";
import { Store } from "../../sandbox/engine/store/store";
import type { ConfiguredProvider } from "../../sandbox/engine/terraform/provider";
import type { Block } from "../../sandbox/engine/terraform/schema";
import { type ObjectValue, UNKNOWN, type Value } from "../../sandbox/engine/terraform/wire";
import { rulesFor } from "../../sandbox/services/rules";
import { azurermTypes } from "../../sandbox/services/types";
import { everything } from "../support/every-azurerm-type";
import { proposed } from "../support/proposed";
import { group, subscription } from "../support/terraform";

const ADDRESS = /^\$\{(\w+)\.(\w+)((?:\.\w+|\[\d+\])+)\}$/;

/** A configuration with every default of its type written down, in the blocks that it has. */
function withDefaults(type: string, configuration: ObjectValue): ObjectValue {
  const write = (value: ObjectValue, path: readonly string[], fallback: Value): ObjectValue => {
    const [step, ...rest] = path as [string, ...string[]];
    if (rest.length === 0) return step in value ? value : { ...value, [step]: fallback };
    const blocks = value[step];
    if (!Array.isArray(blocks)) return value;
    return { ...value, [step]: (blocks as ObjectValue[]).map((block) => write(block, rest, fallback)) };
  };
  return Object.entries(azurermTypes[type]!.defaults ?? {}).reduce(
    (all, [path, fallback]) => write(all, path.split("."), fallback),
    configuration,
  );
}

describe("what azurerm reads back", () => {
  const dir = mkdtempSync(join(tmpdir(), "mlops-reads-"));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  let provider: AzurermProvider;
  let azurerm: ConfiguredProvider;
  let states: Map<string, ObjectValue>;
  let configurations: Map<string, ObjectValue>;

  /** A cloud with nothing in it. */
  const open = (name: string) => {
    const options = {
      rulesFor,
      tenant: "7b1f7a52-3c0e-4f6b-9a65-0e5a3f0c9d11",
      bodyOf: bodyOfAzurerm,
      now: () => new Date("2026-11-21T00:00:00Z"),
    };
    const cloud = new Cloud(new Store(join(dir, name)), options);
    provider = new AzurermProvider(cloud, new AzureClient(Faults.none()));
    azurerm = provider.configure({ subscription_id: subscription });
    states = new Map();
    configurations = new Map();
  };

  const schemaOf = (type: string): Block => provider.schema.resources[type]!;

  /** A resource's configuration with the values that it refers to; what it refers to is made first. */
  async function resolved(value: unknown, change: typeof withDefaults): Promise<Value> {
    if (Array.isArray(value)) {
      const items: Value[] = [];
      for (const item of value) items.push(await resolved(item, change));
      return items;
    }
    if (typeof value === "object" && value !== null) {
      const members: ObjectValue = {};
      for (const [name, inner] of Object.entries(value)) members[name] = await resolved(inner, change);
      return members;
    }
    const found = typeof value === "string" ? ADDRESS.exec(value) : null;
    if (found === null) return value as Value;
    const [, type, name, path] = found as unknown as [string, string, string, string];
    const state = await made(type, name, change);
    const steps = path.split(/[.[\]]+/).filter((step) => step !== "");
    return steps.reduce<Value>((at, step) => (at as unknown as Record<string, Value>)[step]!, state);
  }

  async function made(type: string, name: string, change: typeof withDefaults): Promise<ObjectValue> {
    const known = states.get(`${type}.${name}`);
    if (known !== undefined) return known;
    const { depends_on: after = [], ...written } = everything[type]![name]! as { depends_on?: string[] };
    for (const address of after) await made(...(address.split(".") as [string, string]), change);
    const configuration = change(type, (await resolved(written, change)) as ObjectValue);
    const planned = await plan(type, configuration, null);
    const { state } = await azurerm.apply({ type, prior: null, planned, config: configuration });
    states.set(`${type}.${name}`, state);
    configurations.set(`${type}.${name}`, configuration);
    return state;
  }

  async function plan(type: string, config: ObjectValue, prior: ObjectValue | null): Promise<ObjectValue> {
    return (await azurerm.plan({ type, prior, proposed: proposed(schemaOf(type), config, prior), config })).planned;
  }

  /** One resource of a type beside the group, made and read, with other arguments than it has elsewhere. */
  async function readBack(type: string, name: string, others: ObjectValue) {
    open(`${type}-${JSON.stringify(others).length}`);
    const asWritten = (one: string, written: ObjectValue) => (one === type ? { ...written, ...others } : written);
    await made(type, name, asWritten);
    const address = `${type}.${name}`;
    const prior = (await azurerm.read(type, states.get(address)!))!;
    return { prior, planned: await plan(type, configurations.get(address)!, prior) };
  }

  const planNew = (type: string, config: ObjectValue) => {
    open("plan");
    return plan(type, config, null);
  };

  it.each([
    ["left out", (_type: string, configuration: ObjectValue) => configuration],
    ["written down", withDefaults],
  ])("is what was written, with every default %s", async (what, change) => {
    open(what);
    for (const [type, resources] of Object.entries(everything)) {
      for (const name of Object.keys(resources)) await made(type, name, change);
    }
    for (const [address, configuration] of configurations) {
      const type = address.split(".")[0]!;
      const prior = await azurerm.read(type, states.get(address)!);
      expect({ address, planned: await plan(type, configuration, prior) }).toEqual({ address, planned: prior });
    }
    expect(configurations.size).toBeGreaterThan(50);
  });

  it.each([
    [
      "network rules that hold nothing but Azure's defaults",
      "azurerm_storage_account",
      "st",
      "network_rules",
      [{ default_action: "Allow", bypass: ["AzureServices"] }],
    ],
    [
      "replicas that are not in the order of their names",
      "azurerm_container_registry",
      "cr",
      "georeplications",
      [{ location: "northeurope" }, { location: "eastus" }],
    ],
    [
      "an address without its mask",
      "azurerm_container_registry",
      "cr",
      "network_rule_set",
      [{ default_action: "Deny", ip_rule: [{ action: "Allow", ip_range: "203.0.113.7" }] }],
    ],
  ])("is a change in every plan: %s", async (_what, type, name, argument, value) => {
    const { prior, planned } = await readBack(type, name, { [argument]: value as unknown as Value });
    const changed = Object.keys(planned).filter((key) => JSON.stringify(planned[key]) !== JSON.stringify(prior[key]));
    expect(changed).toEqual([argument]);
  });

  it.each([
    [
      "other rules of a network",
      "azurerm_storage_account",
      "st",
      "network_rules",
      [{ default_action: "Allow", bypass: ["AzureServices", "Logging"] }],
    ],
    ["a region in Azure's own words", "azurerm_container_registry", "cr", "location", "West Europe"],
    [
      "no lists where none are wanted",
      "azurerm_storage_account",
      "st",
      "network_rules",
      [{ default_action: "Deny", ip_rules: [], virtual_network_subnet_ids: [] }],
    ],
    [
      "an alert on health without saying which",
      "azurerm_monitor_activity_log_alert",
      "a",
      "criteria",
      [{ category: "ResourceHealth" }],
    ],
  ])("is no change: %s", async (_what, type, name, argument, value) => {
    const { prior, planned } = await readBack(type, name, { [argument]: value as unknown as Value });
    expect(planned).toEqual(prior);
  });

  it("is planned as the plugin SDK plans it: what is not known makes its whole list unknown", async () => {
    const role = await planNew("azurerm_role_definition", {
      name: "r",
      scope: group,
      assignable_scopes: [group, UNKNOWN],
      permissions: [{ actions: [UNKNOWN], not_actions: ["*/write"] }],
    });
    expect(role["assignable_scopes"]).toBe(UNKNOWN);
    expect(role["permissions"]).toMatchObject([{ actions: UNKNOWN, not_actions: ["*/write"], data_actions: null }]);
    const setting = await planNew("azurerm_monitor_diagnostic_setting", {
      name: "d",
      target_resource_id: UNKNOWN,
      enabled_log: [{ category: "Audit" }],
    });
    expect(setting["target_resource_id"]).toBe(UNKNOWN);
    expect(setting["enabled_log"]).toEqual([{ category: "Audit", category_group: "", retention_policy: [] }]);
  });

  it("is planned as the plugin SDK plans it: an empty set is one that nobody wrote", async () => {
    const { planned } = await readBack("azurerm_storage_account", "st", {
      network_rules: [{ default_action: "Deny", bypass: ["None"], ip_rules: ["203.0.113.0/24"] }],
    });
    const account = (ip_rules: Value) => ({
      ...configurations.get("azurerm_storage_account.st"),
      network_rules: [{ default_action: "Deny", bypass: ["None"], ip_rules }],
    });
    const rules = async (ip_rules: Value, prior: ObjectValue | null) =>
      (await plan("azurerm_storage_account", account(ip_rules), prior))["network_rules"];
    expect(await rules([], null)).toMatchObject([{ ip_rules: UNKNOWN }]);
    expect(await rules([], planned)).toMatchObject([{ ip_rules: [] }]);
  });

  it("is planned as the plugin SDK plans it: an empty set of an object in a list, too, until something is in it", async () => {
    const { prior, planned } = await readBack("azurerm_container_registry", "cr", {
      network_rule_set: [{ default_action: "Deny", ip_rule: [] }],
    });
    expect(planned).toEqual(prior);
    const registry = configurations.get("azurerm_container_registry.cr")!;
    expect((await plan("azurerm_container_registry", registry, null))["network_rule_set"]).toEqual([
      { default_action: "Deny", ip_rule: null },
    ]);
    const full = [{ default_action: "Deny", ip_rule: [{ action: "Allow", ip_range: "203.0.113.0/24" }] }];
    const emptied = await plan("azurerm_container_registry", registry, { ...prior, network_rule_set: full });
    expect(emptied["network_rule_set"]).toEqual([{ default_action: "Deny", ip_rule: [] }]);
  });
});
