import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Bug } from "../../../domain/problem/problem";
import type { Attribute, Block, CtyType, NestedBlock } from "../terraform/schema";

/**
 * Derives the schemas of a provider's types from its pinned bindings, by reading the text of the generated code: the tables
 * of its HCL rendering say what may be set, what is a block and what is a list, a set or a map; a member that can be
 * reset is optional; a comment marks what is only computed. What the bindings do not tell (optional and computed at
 * once, defaults, what replaces a resource) is in the type table. The bindings are never loaded: that would load the
 * engine as well.
 */
export class Bindings {
  private readonly root: string;

  /** @param package_ The bindings' npm package. */
  constructor(package_ = "@cdktf/provider-azurerm") {
    this.root = join(dirname(require.resolve(`${package_}/package.json`)), "lib");
  }

  /** The schema of the type whose bindings are in `folder`, e.g. `storage-account` or `data-azurerm-client-config`. */
  block(folder: string): Block {
    const text = readFileSync(join(this.root, folder, "index.js"), "utf8");
    const typings = () => readFileSync(join(this.root, folder, "index.d.ts"), "utf8");
    return new BindingText(text.slice(0, text.indexOf("//# sourceMappingURL")), typings, folder).root();
  }
}

interface TableRow {
  readonly isBlock: boolean;
  readonly shape: string;
  readonly storage: string;
  /** The member that holds the value, in camel case. */
  readonly member: string;
}

const simpleTypes: Readonly<Record<string, CtyType>> = {
  string: "string",
  number: "number",
  boolean: "bool",
  any: "dynamic",
};

const getterTypes: readonly (readonly [RegExp, CtyType])[] = [
  [/tolist\(this\.getListAttribute/, ["set", "string"]],
  [/tolist\(this\.getNumberListAttribute/, ["set", "number"]],
  [/getStringAttribute/, "string"],
  [/getNumberAttribute/, "number"],
  [/getBooleanAttribute/, "bool"],
  [/getListAttribute/, ["list", "string"]],
  [/getNumberListAttribute/, ["list", "number"]],
  [/getStringMapAttribute/, ["map", "string"]],
  [/interpolationForAttribute/, ["list", ["list", "number"]]],
];

class BindingText {
  private readonly classes = new Map<string, string>();
  private readonly tables = new Map<string, string>();
  private readonly rootClass: string;

  constructor(
    text: string,
    private readonly typings: () => string,
    private readonly folder: string,
  ) {
    for (const part of text.split(/^(?=class |function )/m)) {
      const className = /^class (\w+) extends/.exec(part)?.[1];
      if (className !== undefined) this.classes.set(className, part);
      const tableName = /^function (\w+)ToHclTerraform\(/.exec(part)?.[1];
      if (tableName !== undefined) this.tables.set(tableName, part);
    }
    const root = [...this.classes].find(([, body]) =>
      /^class \w+ extends cdktf\.Terraform(Resource|DataSource|Provider)/.test(body),
    );
    if (root === undefined) throw new Bug(`the bindings in ${folder} have no resource class`);
    this.rootClass = root[0];
  }

  root(): Block {
    const body = this.classes.get(this.rootClass)!;
    const table = body.slice(body.indexOf("synthesizeHclAttributes()"));
    return this.blockFrom(body, parseTable(table));
  }

  private blockFrom(body: string, rows: ReadonlyMap<string, TableRow>): Block {
    const attributes: Record<string, Attribute> = {};
    const blocks: Record<string, NestedBlock> = {};
    for (const [name, row] of rows) {
      const optional = body.includes(` reset${row.member.charAt(0).toUpperCase()}${row.member.slice(1)}() {`);
      if (row.isBlock) blocks[name] = this.nestedBlock(row, optional);
      else attributes[name] = { type: rowType(row), ...(optional ? { optional } : { required: true }) };
    }
    for (const [name, source] of computedMembers(body)) {
      if (!rows.has(name)) attributes[name] = { type: this.computedType(name, source), computed: true };
    }
    return { attributes, blocks };
  }

  private nestedBlock(row: TableRow, optional: boolean): NestedBlock {
    const block = this.structure(row.storage.replace(/List$/, ""));
    if (row.shape === "struct") return { nesting: "single", block };
    return { nesting: row.shape === "set" ? "set" : "list", ...(optional ? {} : { minItems: 1 }), block };
  }

  private structure(name: string): Block {
    const table = this.tables.get(name.charAt(0).toLowerCase() + name.slice(1));
    const body = this.classes.get(`${name}OutputReference`) ?? this.interfaceAsResets(name);
    return this.blockFrom(body, table === undefined ? new Map() : parseTable(table));
  }

  /** A provider's blocks have no class, only an interface: its optional members, written as a class would reset them. */
  private interfaceAsResets(name: string): string {
    const members = new RegExp(`^export interface ${name} \\{\\n([^]*?)^\\}`, "m").exec(this.typings())?.[1];
    if (members === undefined) throw new Bug(`the bindings in ${this.folder} do not describe ${name}`);
    const optional = [...members.matchAll(/^ {4}readonly (\w)(\w*)\?:/gm)];
    return optional.map((match) => ` reset${match[1]!.toUpperCase()}${match[2]!}() {`).join("\n");
  }

  /** The type of a member that cannot be set: from its getter, or from the class of the complex object it holds. */
  private computedType(name: string, source: string): CtyType {
    const known = getterTypes.find(([pattern]) => pattern.test(source));
    if (known !== undefined) return known[1];
    const complex = /new ([\w.]+)\(this, "\w+"(?:, (true|false))?\)/.exec(source);
    if (complex === null) throw new Bug(`the bindings in ${this.folder} do not tell the type of ${name}`);
    if (complex[1] === "cdktf.StringMap") return ["map", "string"];
    const structure = this.structure(complex[1]!.replace(/(List|OutputReference)$/, ""));
    return [complex[2] === "true" ? "set" : "list", objectType(structure)];
  }
}

function objectType(block: Block): CtyType {
  return ["object", Object.fromEntries(Object.entries(block.attributes).map(([name, { type }]) => [name, type!]))];
}

function parseTable(text: string): ReadonlyMap<string, TableRow> {
  const row =
    /^\s+(\w+): \{\n\s+value: .*?(?:this\._|struct\.)(\w+)[^\n]*\n\s+isBlock: (true|false),\n\s+type: "(\w+)",\n\s+storageClassType: "(\w+)"/gm;
  return new Map(
    [...text.matchAll(row)].map((match) => [
      match[1]!,
      { member: match[2]!, isBlock: match[3] === "true", shape: match[4]!, storage: match[5]! },
    ]),
  );
}

/** Names of members that are only computed, with the code that tells their type. */
function computedMembers(text: string): ReadonlyMap<string, string> {
  const member = /\/\/ (\w+) - computed: true, optional: false, required: false\n((?:\s+get \w+\(\) \{\n)?[^\n]*)/g;
  return new Map([...text.matchAll(member)].map((match) => [match[1]!, match[2]!]));
}

function rowType(row: TableRow): CtyType {
  if (row.shape === "simple") return simpleTypes[row.storage]!;
  if (row.storage === "numberListList") return ["list", ["list", "number"]];
  const element = simpleTypes[row.storage.replace(/(List|Map)$/, "")]!;
  if (row.shape === "map") return ["map", element];
  return [row.shape === "set" ? "set" : "list", element];
}
