import { azurermSchema } from "../../sandbox/engine/azurerm/azurerm-schema";
import { azurermTypes } from "../../sandbox/services/types";
import type { Block } from "../../sandbox/engine/terraform/schema";

const schema = azurermSchema();

/** Every argument and block of a schema, by dotted path; members of object lists included. */
function pathsOf(block: Block, prefix = ""): string[] {
  const attributes = Object.entries(block.attributes).flatMap(([name, { type }]) => [
    prefix + name,
    ...pathsOfType(type, `${prefix}${name}.`),
  ]);
  const blocks = Object.entries(block.blocks).flatMap(([name, nested]) => [
    prefix + name,
    ...pathsOf(nested.block, `${prefix}${name}.`),
  ]);
  return [...attributes, ...blocks];
}

function pathsOfType(type: unknown, prefix: string): string[] {
  if (!Array.isArray(type)) return [];
  if (type[0] !== "object") return pathsOfType(type[1], prefix);
  return Object.entries(type[1] as object).flatMap(([name, inner]) => [
    prefix + name,
    ...pathsOfType(inner, `${prefix}${name}.`),
  ]);
}

describe("the azurerm schema derived from the bindings", () => {
  it("knows arguments, blocks, sets and computed values of a type", () => {
    const endpoint = schema.resources["azurerm_private_endpoint"]!;
    expect(endpoint.attributes["subnet_id"]).toEqual({ type: "string", required: true });
    expect(endpoint.attributes["tags"]).toEqual({ type: ["map", "string"], optional: true });
    expect(endpoint.attributes["network_interface"]).toEqual({
      type: ["list", ["object", { id: "string", name: "string" }]],
      computed: true,
    });
    expect(endpoint.blocks["private_service_connection"]).toMatchObject({ nesting: "list", minItems: 1, maxItems: 1 });
    expect(endpoint.blocks["timeouts"]).toMatchObject({ nesting: "single" });
    expect(schema.resources["azurerm_monitor_metric_alert"]!.blocks["action"]!.nesting).toBe("set");
  });

  it("writes five blocks as attributes that hold objects, as azurerm does", () => {
    const objectLists = Object.entries(schema.resources).flatMap(([type, block]) =>
      Object.entries(block.attributes)
        .filter(([, { type: shape, optional }]) => optional === true && JSON.stringify(shape).includes("object"))
        .map(([name]) => `${type}.${name}`),
    );
    expect(objectLists.sort()).toEqual([
      "azurerm_container_registry.encryption",
      "azurerm_container_registry.network_rule_set",
      "azurerm_key_vault.access_policy",
      "azurerm_network_security_group.security_rule",
      "azurerm_virtual_network.subnet",
    ]);
  });

  it("marks secrets", () => {
    expect(schema.resources["azurerm_storage_account"]!.attributes["primary_access_key"]!.sensitive).toBe(true);
    expect(schema.resources["azurerm_storage_account"]!.attributes["primary_blob_host"]!.sensitive).toBeUndefined();
  });

  it("asks for one features block, and leaves Terraform's own alias out", () => {
    expect(schema.provider.blocks["features"]).toMatchObject({ minItems: 1, maxItems: 1 });
    expect(schema.provider.attributes).toHaveProperty("storage_use_azuread");
    expect(schema.provider.attributes).not.toHaveProperty("alias");
  });

  it.each(Object.entries(azurermTypes))("has every argument that the table of %s names", (type, entry) => {
    const known = new Set(pathsOf(schema.resources[type]!));
    const named = [
      ...(entry.optionalComputed ?? []),
      ...(entry.replaces ?? []),
      ...(entry.sensitive ?? []),
      ...(entry.deprecated ?? []),
      ...(entry.objectLists ?? []),
      ...Object.keys(entry.defaults ?? {}),
      ...Object.keys(entry.items ?? {}),
      ...[...entry.id.matchAll(/\{(\w+)\}/g)]
        .map((match) => match[1]!)
        .filter((name) => name !== "group" && name !== "subscription"),
    ];
    expect(named.filter((path) => !known.has(path))).toEqual([]);
  });
});
