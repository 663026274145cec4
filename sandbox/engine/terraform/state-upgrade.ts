import type { Attribute, Block } from "./schema";

/**
 * Fits a stored state to today's schema: arguments that are gone are dropped, new ones are null. So a state written by
 * an earlier version of the bindings can still be read.
 */
export function upgradeState(state: unknown, block: Block): unknown {
  if (!isObject(state)) return state;
  const fitted: Record<string, unknown> = {};
  for (const [name, attribute] of Object.entries(block.attributes)) {
    fitted[name] = upgradeAttribute(state[name], attribute);
  }
  for (const [name, nested] of Object.entries(block.blocks)) {
    const value = state[name];
    if (nested.nesting === "single") fitted[name] = value === undefined ? null : upgradeState(value, nested.block);
    else fitted[name] = Array.isArray(value) ? value.map((item) => upgradeState(item, nested.block)) : [];
  }
  return fitted;
}

function upgradeAttribute(value: unknown, attribute: Attribute): unknown {
  if (attribute.writeOnly === true || value === undefined) return null;
  if (attribute.nested === undefined || !isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(attribute.nested).map(([name, inner]) => [name, upgradeAttribute(value[name], inner)]),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
