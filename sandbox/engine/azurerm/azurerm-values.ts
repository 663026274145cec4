import type { JsonObject } from "../store/store";
import type { Block, CtyType } from "../terraform/schema";
import { type ObjectValue, UNKNOWN, type Value } from "../terraform/wire";
import type { Values } from "./type-entry";

/** Puts computed values where the plan says "known after apply", and something neutral where nothing computes one. */
export function settleValues(block: Block, planned: ObjectValue, computed: Values): Values {
  const settled: ObjectValue = {};
  for (const [name, attribute] of Object.entries(block.attributes)) {
    const value = planned[name] ?? null;
    if (attribute.computed === true && name in computed && (value === UNKNOWN || attribute.optional !== true)) {
      settled[name] = computed[name] as Value;
    } else {
      settled[name] = settle(value, attribute.type!, computed[name] as Value | undefined);
    }
  }
  for (const [name, nested] of Object.entries(block.blocks)) {
    const value = planned[name] ?? null;
    const extra = computed[name];
    if (nested.nesting === "single") {
      settled[name] = value === null ? null : settleValues(nested.block, value as ObjectValue, {});
    } else if (value === UNKNOWN) {
      settled[name] = (extra as Value | undefined) ?? [];
    } else {
      settled[name] = ((value ?? []) as readonly Value[]).map((item, index) =>
        settleValues(
          nested.block,
          item as ObjectValue,
          ((extra as readonly Values[] | undefined)?.[index] ?? {}) as Values,
        ),
      );
    }
  }
  return settled as Values;
}

function settle(value: Value, type: CtyType, computed: Value | undefined): Value {
  if (value === UNKNOWN) return computed ?? neutral(type);
  if (value === null || typeof value !== "object" || typeof type === "string") return value;
  if (type[0] === "object") {
    const fields = Object.entries(type[1]).map(([name, inner]) => [
      name,
      settle((value as ObjectValue)[name] ?? null, inner, undefined),
    ]);
    return Object.fromEntries(fields) as ObjectValue;
  }
  if (type[0] === "list" || type[0] === "set") {
    return (value as readonly Value[]).map((item) => settle(item, type[1] as CtyType, undefined));
  }
  return value;
}

/** What the plugin SDK stores for a value the service did not return. */
function neutral(type: CtyType): Value {
  if (type === "string") return "";
  if (type === "number") return 0;
  if (type === "bool") return false;
  if (type === "dynamic") return null;
  if (type[0] === "map" || type[0] === "object") return {};
  return [];
}

/** What a data source tells: arguments as they were given, and what was found in place of what is computed. */
export function settleData(block: Block, config: ObjectValue, found: Values): ObjectValue {
  const computed = Object.entries(block.attributes).filter(([, attribute]) => attribute.computed === true);
  const unknown = Object.fromEntries(computed.map(([name]) => [name, UNKNOWN as Value]));
  return settleValues(block, { ...unknown, ...written(config) }, found) as ObjectValue;
}

/** Arguments that are given. */
export const written = (config: ObjectValue): ObjectValue =>
  Object.fromEntries(Object.entries(config).filter(([, value]) => value !== null));

/** What is stored, with every member the schema has: a hand edit may have taken some away. */
export function withMembers({ attributes, blocks }: Block, values: JsonObject): ObjectValue {
  const names = [...Object.keys(attributes), ...Object.keys(blocks)];
  return Object.fromEntries(
    names.map((name) => [name, (values[name] as Value | undefined) ?? (name in blocks ? [] : null)]),
  );
}
