import { plainRegion } from "../../../domain/azure/regions";
import type { AttributePath } from "../terraform/provider";
import { type Attribute, type Block, type CtyType, type NestedBlock } from "../terraform/schema";
import { type ObjectValue, sameValue, UNKNOWN, type Value } from "../terraform/wire";
import type { TypeEntry } from "./type-entry";

/** What planning needs to know of a type. */
type PlanEntry = Pick<TypeEntry, "defaults" | "optionalComputed" | "objectLists" | "replaces" | "replacesWhen">;

/**
 * What azurerm plans: the configuration, with defaults where it is silent, earlier values for what Azure filled in, and
 * "known after apply" for what Azure will fill in.
 */
export function planValues(
  block: Block,
  entry: PlanEntry,
  proposed: ObjectValue,
  prior: ObjectValue | null,
): ObjectValue {
  return planBlock(block, entry, proposed, prior, { prefix: "", inSet: false, creating: prior === null });
}

/** Where in a resource planning is. */
interface Place {
  /** Dotted path of the block, with a dot behind it; empty for the resource itself. */
  readonly prefix: string;
  /** Whether the block lies in a set, however deep. */
  readonly inSet: boolean;
  /** Whether the resource is not there yet. */
  readonly creating: boolean;
}

function planBlock(
  block: Block,
  entry: PlanEntry,
  proposed: ObjectValue,
  prior: ObjectValue | null,
  place: Place,
): ObjectValue {
  const planned: ObjectValue = {};
  for (const [name, attribute] of Object.entries(block.attributes)) {
    planned[name] = planAttribute(attribute, entry, proposed[name] ?? null, prior, name, place);
  }
  for (const [name, nested] of Object.entries(block.blocks)) {
    planned[name] = planNested(nested, entry, proposed[name] ?? null, prior?.[name], name, place, prior === null);
  }
  return planned;
}

function planAttribute(
  attribute: Attribute,
  entry: PlanEntry,
  value: Value,
  prior: ObjectValue | null,
  name: string,
  { prefix, inSet, creating }: Place,
): Value {
  const path = prefix + name;
  const fallback = entry.defaults?.[path];
  const earlier = prior?.[name] ?? null;
  if (value === null && fallback !== undefined) return fallback;
  if (value === null && attribute.computed === true) return prior === null ? UNKNOWN : earlier;
  if (value === null) return inSet ? unsetInSet(attribute.type!) : null;
  if (entry.objectLists?.includes(path)) {
    return fillObjects(attribute.type!, entry, value, { path, earlier });
  }
  // An empty set is to the plugin SDK as if nothing were written, unless something is taken away by it.
  if (earlier === null && isEmptySet(attribute.type!, value)) {
    if (attribute.computed === true && creating) return UNKNOWN;
    return inSet ? value : null;
  }
  if (name === "location" && typeof value === "string") return plainRegion(value);
  return wholly(attribute.type!, value);
}

/**
 * Items that are not known yet make the whole list or set unknown. Source: `ResourceConfig.get` of terraform-plugin-sdk
 * ("If any value in a list is computed, this whole thing is computed").
 */
function wholly(type: CtyType, value: Value): Value {
  if (typeof type === "string" || (type[0] !== "list" && type[0] !== "set") || !Array.isArray(value)) return value;
  return (value as Value[]).includes(UNKNOWN) ? UNKNOWN : value;
}

const isEmptySet = (type: CtyType, value: Value): boolean =>
  Array.isArray(type) && type[0] === "set" && Array.isArray(value) && value.length === 0;

/**
 * What an argument that nobody wrote is in a set: the plugin SDK builds the items anew, with text and lists that are empty.
 * Numbers and yes or no stay unset. Source: `diffSet` and `applySingleAttrDiff` of terraform-plugin-sdk.
 */
function unsetInSet(type: CtyType): Value {
  if (type === "string") return "";
  return Array.isArray(type) && (type[0] === "list" || type[0] === "set") ? [] : null;
}

/**
 * Gives the objects of an attribute the defaults their members have. An empty set of an object in a list is, as anywhere, as if
 * nothing were written, unless something is taken away by it; of an object in a set it stays.
 */
function fillObjects(
  type: CtyType,
  entry: PlanEntry,
  value: Value,
  { path, earlier }: { readonly path: string; readonly earlier: Value },
): Value {
  if (typeof type === "string" || (type[0] !== "list" && type[0] !== "set")) return value;
  const element = type[1];
  if (typeof element === "string" || element[0] !== "object" || !Array.isArray(value)) return value;
  return (value as Value[]).map((item, index) => {
    if (item === null || item === UNKNOWN) return item;
    const before = Array.isArray(earlier) && type[0] === "list" ? asObject((earlier as Value[])[index]) : null;
    const filled = { ...(item as ObjectValue) };
    for (const [name, inner] of Object.entries(element[1])) {
      const place = { path: `${path}.${name}`, earlier: before?.[name] ?? null };
      filled[name] = wholly(inner, fillObjects(inner, entry, filled[name] ?? null, place));
      if (filled[name] === null) filled[name] = entry.defaults?.[place.path] ?? neutralObjectMember(inner);
      if (type[0] === "list" && place.earlier === null && isEmptySet(inner, filled[name])) filled[name] = null;
    }
    return filled;
  });
}

/** What the plugin SDK puts for an unset member of an object in a list: never null, or sets would not compare equal. */
function neutralObjectMember(type: CtyType): Value {
  if (type === "string") return "";
  if (type === "bool") return false;
  if (type === "number") return 0;
  return [];
}

function planNested(
  nested: NestedBlock,
  entry: PlanEntry,
  value: Value,
  prior: Value | undefined,
  name: string,
  place: Place,
  fresh: boolean,
): Value {
  if (value === UNKNOWN) return UNKNOWN;
  const path = place.prefix + name;
  const inside = { ...place, prefix: `${path}.`, inSet: place.inSet || nested.nesting === "set" };
  if (nested.nesting === "single") {
    return value === null ? null : planBlock(nested.block, entry, value as ObjectValue, asObject(prior), inside);
  }
  const items = (value ?? []) as readonly Value[];
  if (items.length === 0 && entry.optionalComputed?.includes(path)) return fresh ? UNKNOWN : (prior ?? []);
  const before = Array.isArray(prior) ? (prior as Value[]) : [];
  return items.map((item, index) => {
    if (item === UNKNOWN || item === null) return item;
    const earlier =
      nested.nesting === "list"
        ? before[index]
        : before.find((candidate) => matchesItem(nested.block, item, candidate));
    return planBlock(nested.block, entry, item as ObjectValue, asObject(earlier), inside);
  });
}

/** Whether a set's earlier item is the same one: all that the configuration says of it is equal. */
function matchesItem(block: Block, item: Value, candidate: Value): boolean {
  const left = asObject(item);
  const right = asObject(candidate);
  if (left === null || right === null) return false;
  return Object.keys(block.attributes).every(
    (name) => left[name] === null || left[name] === undefined || sameValue(left[name], right[name]),
  );
}

function asObject(value: Value | undefined): ObjectValue | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) && value !== UNKNOWN
    ? (value as ObjectValue)
    : null;
}

/** The arguments whose planned change means a new resource. */
export function replacedPaths(entry: PlanEntry, planned: ObjectValue, prior: ObjectValue): readonly AttributePath[] {
  const always = (entry.replaces ?? []).flatMap((path) => changedPaths(path.split("."), planned, prior, []));
  const sometimes = Object.entries(entry.replacesWhen ?? {})
    .filter(([name, decides]) => !isSame(planned[name], prior[name]) && decides(prior[name], planned[name]))
    .map(([name]) => [name]);
  return [...always, ...sometimes];
}

function changedPaths(
  steps: readonly string[],
  planned: Value | undefined,
  prior: Value | undefined,
  walked: AttributePath,
): readonly AttributePath[] {
  const [step, ...rest] = steps;
  if (step === undefined) {
    // Of a block only the number of items is its own; what its arguments do, they say themselves. Source: `diffList` and `diffSet`
    // of terraform-plugin-sdk.
    if (isBlocks(planned) || isBlocks(prior)) return itemsOf(planned) === itemsOf(prior) ? [] : [walked];
    return isSame(planned, prior) ? [] : [walked];
  }
  if (Array.isArray(planned) || Array.isArray(prior)) {
    const left = (planned ?? []) as readonly Value[];
    const right = (prior ?? []) as readonly Value[];
    if (!Array.isArray(left) || !Array.isArray(right)) return [walked];
    const length = Math.max(left.length, right.length);
    return Array.from({ length }).flatMap((_, index) =>
      changedPaths(steps, left[index], right[index], [...walked, index]),
    );
  }
  if (planned === UNKNOWN) return [walked];
  return changedPaths(rest, asObject(planned)?.[step], asObject(prior)?.[step], [...walked, step]);
}

const itemsOf = (value: Value | undefined): number | undefined =>
  value === UNKNOWN ? undefined : Array.isArray(value) ? value.length : 0;

const isBlocks = (value: Value | undefined): boolean =>
  Array.isArray(value) && asObject((value as Value[])[0]) !== null;

/** An absent list and an empty one are the same to the plugin SDK. */
function isSame(left: Value | undefined, right: Value | undefined): boolean {
  const plain = (value: Value | undefined) =>
    value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)
      ? null
      : value;
  return sameValue(plain(left), plain(right));
}
