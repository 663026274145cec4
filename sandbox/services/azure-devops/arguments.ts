import { type Check } from "../../engine/azurerm/checks";
import type { TypeEntry } from "../../engine/azurerm/type-entry";
import type { Attribute, Block, CtyType, NestedBlock } from "../../engine/terraform/schema";

/** One argument or exported value, with all that the provider's Go schema says of it. */
export interface Argument {
  readonly type: CtyType;
  readonly is: "required" | "optional" | "computed" | "optional computed";
  readonly sensitive?: boolean;
  /** Whether a change makes a new resource. */
  readonly replaces?: boolean;
  readonly fallback?: string | number | boolean;
  /** What the provider refuses before it sends anything. */
  readonly checks?: readonly ((path: string) => Check)[];
}

/** A nested block. */
export interface Nested {
  readonly nesting: "list" | "set";
  readonly min?: number;
  readonly max?: number;
  readonly of: ArgumentTable;
}

export type ArgumentTable = { readonly [name: string]: Argument | Nested };

type More = Omit<Argument, "type" | "is">;

const argument =
  (type: CtyType, is: Argument["is"]) =>
  (more: More = {}): Argument => ({ type, is, ...more });

/** What is written as text, as a number or as true or false; and lists of them. */
export const requiredText = argument("string", "required");
export const optionalText = argument("string", "optional");
export const computedText = argument("string", "computed");
export const optionalComputedText = argument("string", "optional computed");
export const requiredNumber = argument("number", "required");
export const optionalNumber = argument("number", "optional");
export const computedNumber = argument("number", "computed");
export const requiredBool = argument("bool", "required");
export const optionalBool = (fallback?: boolean): Argument => ({
  type: "bool",
  is: "optional",
  ...(fallback !== undefined && { fallback }),
});
export const computedBool = argument("bool", "computed");
export const requiredTexts = argument(["list", "string"], "required");
export const optionalTexts = argument(["list", "string"], "optional");
export const computedMap = argument(["map", "string"], "computed");
export const setOf = (type: "string" | "number"): Argument => ({ type: ["set", type], is: "optional" });

export const list = (of: ArgumentTable, min?: number, max?: number): Nested => ({ nesting: "list", of, min, max });
export const set = (of: ArgumentTable, min?: number, max?: number): Nested => ({ nesting: "set", of, min, max });

/** What planning and checking need of a table. */
export type Compiled = Required<Pick<TypeEntry, "defaults" | "replaces" | "checks">> & { readonly block: Block };

/** A table as Terraform's schema, with what that has no place for beside it. */
export function compiled(table: ArgumentTable): Compiled {
  const defaults: Record<string, string | number | boolean> = {};
  const replaces: string[] = [];
  const checks: Check[] = [];
  const walk = (args: ArgumentTable, prefix: string): Block => {
    const attributes: Record<string, Attribute> = {};
    const blocks: Record<string, NestedBlock> = {};
    for (const [name, one] of Object.entries(args)) {
      const path = prefix + name;
      if ("of" in one) {
        blocks[name] = {
          nesting: one.nesting,
          ...(one.min !== undefined && { minItems: one.min }),
          ...(one.max !== undefined && { maxItems: one.max }),
          block: walk(one.of, `${path}.`),
        };
        continue;
      }
      attributes[name] = attributeOf(one);
      if (one.fallback !== undefined) defaults[path] = one.fallback;
      if (one.replaces === true) replaces.push(path);
      checks.push(...(one.checks ?? []).map((check) => check(path)));
    }
    return { attributes, blocks };
  };
  const block = walk(table, "");
  const id: Attribute = { type: "string", optional: true, computed: true };
  return { defaults, replaces, checks, block: { ...block, attributes: { ...block.attributes, id } } };
}

const attributeOf = ({ type, is, sensitive }: Argument): Attribute => ({
  type,
  ...(is === "required" && { required: true }),
  ...(is.includes("optional") && { optional: true }),
  ...(is.includes("computed") && { computed: true }),
  ...(sensitive === true && { sensitive: true }),
});
