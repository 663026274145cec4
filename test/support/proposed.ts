import type { Attribute, Block, CtyType } from "../../sandbox/engine/terraform/schema";
import { type ObjectValue, UNKNOWN, type Value } from "../../sandbox/engine/terraform/wire";

/**
 * What Terraform proposes: what is written, and what was there of what the provider fills in. A single block may
 * be written without brackets, as in JSON. Source: `objchange.ProposedNew`.
 */
export function proposed(block: Block, written: ObjectValue, prior: ObjectValue | null): ObjectValue {
  const attributes = Object.entries(block.attributes).map(([name, attribute]): [string, Value] => {
    const value = written[name] ?? null;
    if (value === null && attribute.computed === true) return [name, prior?.[name] ?? null];
    return [name, filled(attribute, value)];
  });
  const blocks = Object.entries(block.blocks).map(([name, nested]): [string, Value] => {
    if (nested.nesting === "single") return [name, null];
    const before = (prior?.[name] ?? []) as readonly ObjectValue[];
    const items = [written[name] ?? []].flat() as readonly ObjectValue[];
    return [name, items.map((item, index) => proposed(nested.block, item, before[index] ?? null))];
  });
  return Object.fromEntries([...attributes, ...blocks]);
}

/** Objects of attributes with all of their members, as Terraform demands them. */
function filled({ type, nested }: Attribute, value: Value): Value {
  if (nested !== undefined) {
    if (value === null || value === UNKNOWN) return value;
    const members = Object.keys(nested).map((name) => [name, (value as ObjectValue)[name] ?? null]);
    return Object.fromEntries(members) as ObjectValue;
  }
  const fill = (shape: CtyType, inner: Value): Value => {
    if (typeof shape === "string" || inner === null || inner === UNKNOWN) return inner;
    if (Array.isArray(inner)) return (inner as Value[]).map((item) => fill(shape[1] as CtyType, item));
    if (shape[0] !== "object") return inner;
    const members = Object.entries(shape[1]).map(([name, one]) => [
      name,
      fill(one, (inner as ObjectValue)[name] ?? null),
    ]);
    return Object.fromEntries(members) as ObjectValue;
  };
  return fill(type!, value);
}
