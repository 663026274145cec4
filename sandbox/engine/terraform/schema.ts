/** A Terraform type as its wire format writes it in JSON. */
export type CtyType =
  | "string"
  | "number"
  | "bool"
  | "dynamic"
  | readonly ["list" | "set" | "map", CtyType]
  | readonly ["object", Readonly<Record<string, CtyType>>]
  | readonly ["tuple", readonly CtyType[]];

/** One argument or exported value of a block. */
export interface Attribute {
  /** Absent exactly if `nested` is present. */
  readonly type?: CtyType;
  /** Attributes of a nested object, as the newer plugin framework writes objects. */
  readonly nested?: Readonly<Record<string, Attribute>>;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
  readonly deprecated?: boolean;
  readonly writeOnly?: boolean;
}

export interface NestedBlock {
  readonly nesting: "single" | "list" | "set";
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly block: Block;
}

export interface Block {
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly blocks: Readonly<Record<string, NestedBlock>>;
}

/** Everything a provider tells Terraform about what may be written. */
export interface ProviderSchema {
  readonly provider: Block;
  readonly resources: Readonly<Record<string, Block>>;
  readonly dataSources: Readonly<Record<string, Block>>;
  /** Resources that are in no state: asked for on every run. @default - none */
  readonly ephemerals?: Readonly<Record<string, Block>>;
}

const types = new WeakMap<Block, CtyType>();

/** The object type of a block's values: every attribute and every nested block. */
export function blockType(block: Block): CtyType {
  const known = types.get(block);
  if (known !== undefined) return known;
  const fields: Record<string, CtyType> = {};
  for (const [name, attribute] of Object.entries(block.attributes)) fields[name] = attributeType(attribute);
  for (const [name, nested] of Object.entries(block.blocks)) {
    const inner = blockType(nested.block);
    fields[name] = nested.nesting === "single" ? inner : [nested.nesting, inner];
  }
  const type: CtyType = ["object", fields];
  types.set(block, type);
  return type;
}

export function attributeType(attribute: Attribute): CtyType {
  if (attribute.nested === undefined) return attribute.type!;
  const fields = Object.entries(attribute.nested).map(([name, inner]) => [name, attributeType(inner)] as const);
  return ["object", Object.fromEntries(fields)];
}

const nestingNumber = { single: 1, list: 2, set: 3 } as const;

function attributeToProto(name: string, attribute: Attribute): Record<string, unknown> {
  const nested =
    attribute.nested === undefined
      ? { type: Buffer.from(JSON.stringify(attribute.type)) }
      : {
          nested_type: {
            attributes: Object.entries(attribute.nested).map(([inner, value]) => attributeToProto(inner, value)),
            nesting: nestingNumber.single,
          },
        };
  return {
    name,
    ...nested,
    required: attribute.required === true,
    optional: attribute.optional === true,
    computed: attribute.computed === true,
    sensitive: attribute.sensitive === true,
    deprecated: attribute.deprecated === true,
    write_only: attribute.writeOnly === true,
  };
}

function blockToProto(block: Block): Record<string, unknown> {
  return {
    version: 0,
    attributes: Object.entries(block.attributes).map(([name, attribute]) => attributeToProto(name, attribute)),
    block_types: Object.entries(block.blocks).map(([name, nested]) => ({
      type_name: name,
      block: blockToProto(nested.block),
      nesting: nestingNumber[nested.nesting],
      min_items: nested.minItems ?? 0,
      max_items: nested.maxItems ?? 0,
    })),
  };
}

/** The schema in the shape of the protocol's `GetProviderSchema.Response`. */
export function schemaToProto(schema: ProviderSchema): Record<string, unknown> {
  const all = (blocks: Readonly<Record<string, Block>>) =>
    Object.fromEntries(
      Object.entries(blocks).map(([name, block]) => [name, { version: 0, block: blockToProto(block) }]),
    );
  return {
    provider: { version: 0, block: blockToProto(schema.provider) },
    resource_schemas: all(schema.resources),
    data_source_schemas: all(schema.dataSources),
    ephemeral_resource_schemas: all(schema.ephemerals ?? {}),
    server_capabilities: { move_resource_state: true },
  };
}
