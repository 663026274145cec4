import type { AsRead, JsonValue, Values } from "./type-entry";

/** Several in a row, each on what the one before left. */
export const readAs =
  (...steps: readonly AsRead[]): AsRead =>
  (values) =>
    steps.reduce<Values>((changed, step) => ({ ...changed, ...step({ ...values, ...changed }) }), {});

/** Changes what stands at a dotted path, through lists and sets of blocks. */
export const rewritten =
  (path: string, change: (value: JsonValue) => JsonValue): AsRead =>
  (values) => {
    const [first, ...rest] = path.split(".") as [string, ...string[]];
    return first in values ? { [first]: within(values[first]!, rest, change) } : {};
  };

function within(
  value: JsonValue,
  [step, ...rest]: readonly string[],
  change: (value: JsonValue) => JsonValue,
): JsonValue {
  if (step === undefined) return value === null ? value : change(value);
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => within(item, [step, ...rest], change));
  if (typeof value !== "object" || value === null || !(step in value)) return value;
  const members = value as Values;
  return { ...members, [step]: within(members[step]!, rest, change) };
}

/** Text that Azure returns in any casing, as the provider knows it. */
export const recased = (path: string, ...known: readonly string[]): AsRead =>
  rewritten(path, (value) => known.find((one) => one.toLowerCase() === String(value).toLowerCase()) ?? value);

/** Blocks in the order of one of their members. */
export const sortedBy = (path: string, member: string): AsRead =>
  rewritten(path, (value) => {
    const key = (item: Values) => String(item[member]);
    return [...(value as readonly Values[])].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  });

/** Blocks that hold nothing but what Azure has anyway are read as none: who writes them down has a change in every plan. */
export const dropped = (path: string, isDefault: (block: Values) => boolean): AsRead =>
  rewritten(path, (value) => (value as readonly Values[]).filter((block) => !isDefault(block)));
