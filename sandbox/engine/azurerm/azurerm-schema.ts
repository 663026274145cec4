import type { Attribute, Block, CtyType, NestedBlock, ProviderSchema } from "../terraform/schema";
import { Bindings } from "./bindings";
import { dataSources } from "./data-sources";
import type { TypeEntry } from "./type-entry";
import { azurermTypes } from "../../services/types";

/** The azurerm provider's schema, for the types the sandbox knows. Takes about 40 ms. */
export function azurermSchema(): ProviderSchema {
  const bindings = new Bindings();
  const resources = Object.entries(azurermTypes).map(
    ([type, entry]) => [type, completeBlock(bindings.block(folderOf(type)), entry)] as const,
  );
  const data = Object.keys(dataSources).map(
    (type) => [type, withComputedId(bindings.block(`data-${type.replaceAll("_", "-")}`))] as const,
  );
  return {
    provider: providerBlock(bindings.block("provider")),
    resources: Object.fromEntries(resources),
    dataSources: Object.fromEntries(data),
  };
}

const folderOf = (type: string): string => type.replace(/^azurerm_/, "").replaceAll("_", "-");

/** What the bindings do not tell of a schema. */
type SchemaEntry = Pick<TypeEntry, "optionalComputed" | "sensitive" | "deprecated" | "objectLists" | "items">;

/** Completes what the bindings tell with what the type table knows. */
export function completeBlock(derived: Block, entry: SchemaEntry): Block {
  return complete(withComputedId(derived), entry, "");
}

function complete(block: Block, entry: SchemaEntry, prefix: string): Block {
  const attributes: Record<string, Attribute> = {};
  const blocks: Record<string, NestedBlock> = {};
  for (const [name, attribute] of Object.entries(block.attributes)) {
    const path = prefix + name;
    attributes[name] = {
      ...attribute,
      ...(entry.optionalComputed?.includes(path) && { computed: true }),
      ...(entry.sensitive?.includes(path) && { sensitive: true }),
      ...(entry.deprecated?.includes(path) && { deprecated: true }),
    };
  }
  for (const [name, nested] of Object.entries(block.blocks)) {
    const path = prefix + name;
    if (entry.objectLists?.includes(path)) {
      attributes[name] = { type: objectListType(nested), optional: true, computed: true };
      continue;
    }
    // An optional block may be absent, whatever its fewest items are: the provider checks those by itself.
    const [fewest, maxItems] = entry.items?.[path] ?? [];
    blocks[name] = {
      ...nested,
      ...(nested.minItems !== undefined && fewest !== undefined && { minItems: fewest }),
      ...(maxItems !== undefined && { maxItems }),
      block: complete(nested.block, entry, `${path}.`),
    };
  }
  return { attributes, blocks };
}

function objectListType(nested: NestedBlock): CtyType {
  return [nested.nesting as "list" | "set", ["object", objectFields(nested.block)]];
}

function objectFields(block: Block): Record<string, CtyType> {
  const fields: Record<string, CtyType> = {};
  for (const [name, attribute] of Object.entries(block.attributes)) fields[name] = attribute.type!;
  for (const [name, nested] of Object.entries(block.blocks)) fields[name] = objectListType(nested);
  return fields;
}

/** The provider fills in `id` where it is left out. */
function withComputedId(block: Block): Block {
  const id: Attribute = { type: "string", optional: true, computed: true };
  return { ...block, attributes: { ...block.attributes, id } };
}

/** `alias` is Terraform's own, not the provider's; `features` must be written, once. */
function providerBlock(derived: Block): Block {
  const attributes = Object.entries(derived.attributes).filter(([name]) => name !== "alias");
  const single = (nested: NestedBlock): NestedBlock => ({
    ...nested,
    maxItems: 1,
    block: { ...nested.block, blocks: mapBlocks(nested.block.blocks, single) },
  });
  const features = single(derived.blocks["features"]!);
  return { attributes: Object.fromEntries(attributes), blocks: { features: { ...features, minItems: 1 } } };
}

function mapBlocks(
  blocks: Readonly<Record<string, NestedBlock>>,
  change: (block: NestedBlock) => NestedBlock,
): Record<string, NestedBlock> {
  return Object.fromEntries(Object.entries(blocks).map(([name, block]) => [name, change(block)]));
}
