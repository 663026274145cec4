import { isTree } from "../domain/json/tree";
import { matchItems } from "./lists";
import type { Path } from "./paths";

/** What stands in place of a value that is secret, or not known before apply. */
export const SENSITIVE = "(sensitive)";
export const UNKNOWN = "(known after apply)";

/** A list of plain values up to this long as text is shown whole; of a longer one, the items that differ. */
const MAX_LIST = 300;

/** A value with Terraform's marks of the same shape. */
export interface Side {
  readonly value: unknown;
  readonly unknown?: unknown;
  readonly sensitive?: unknown;
}

export interface Difference {
  /** As in the JSON of the plan; for items that have a name, with that name. */
  readonly path: Path;
  readonly before?: string;
  readonly after?: string;
  /** The value may be the same; what hides it is a mask or that it is not known. */
  readonly hidden: boolean;
}

/** Every value that differs, as deep as there are objects and lists on either side. Nothing and empty are the same. */
export function differences(before: Side, after: Side, path: Path = []): Difference[] {
  if (before.sensitive === true || after.sensitive === true) return [secret(before, after, path)].filter(isSomething);
  if (after.unknown === true) return [{ path, before: textOf(before.value), after: UNKNOWN, hidden: true }];
  const old = parsed(before.value);
  const now = parsed(after.value);
  // Marks go with the value as it is, not with what a text holds.
  const marks = now === after.value ? after : { value: now };
  const marksBefore = old === before.value ? before : { value: old };
  if (isListOrNothing(old) && isListOrNothing(now) && (old ?? now) != null) {
    return listDifferences({ ...marksBefore, value: old ?? [] }, { ...marks, value: now ?? [] }, path);
  }
  if (isTreeOrNothing(old) && isTreeOrNothing(now) && (isTree(old) || isTree(now) || isTree(marks.unknown))) {
    return treeDifferences({ ...marksBefore, value: old }, { ...marks, value: now }, path);
  }
  const [was, is] = [textOf(before.value), textOf(after.value)];
  const hidden = was === is && is !== undefined && is.includes(SENSITIVE);
  return was === is && !hidden ? [] : [{ path, before: was, after: is, hidden }];
}

function treeDifferences(before: Side, after: Side, path: Path): Difference[] {
  const keys = new Set(
    [before.value, after.value, after.unknown].flatMap((tree) => (isTree(tree) ? Object.keys(tree) : [])),
  );
  if (keys.size === 0 && isTree(before.value) !== isTree(after.value)) {
    // An empty object may say something by being there, e.g. an identity in the list of a resource's identities.
    return path.length > 1
      ? [
          {
            path,
            before: isTree(before.value) ? "{}" : undefined,
            after: isTree(after.value) ? "{}" : undefined,
            hidden: false,
          },
        ]
      : [];
  }
  return [...keys].flatMap((key) => differences(below(before, key), below(after, key), [...path, key]));
}

function listDifferences(before: Side, after: Side, path: Path): Difference[] {
  const [old, now] = [before.value as unknown[], after.value as unknown[]];
  const plain = [...old, ...now].every((item) => item === null || typeof item !== "object");
  if (plain && !anyTrue(after.unknown) && !anyTrue(before.sensitive) && !anyTrue(after.sensitive)) {
    const [was, is] = [textOf(old), textOf(now)];
    const hidden = was === is && is?.includes(SENSITIVE) === true;
    if (was === is && !hidden) return [];
    if ((was ?? "").length + (is ?? "").length <= MAX_LIST) return [{ path, before: was, after: is, hidden }];
  }
  const marked = Array.isArray(after.unknown) ? after.unknown.length : 0;
  const padded = marked > now.length ? [...now, ...Array.from({ length: marked - now.length }, () => null)] : now;
  return matchItems(old, anyTrue(after.unknown) ? withUnknown(padded, after.unknown) : padded).flatMap(
    ({ key, was, is }) =>
      differences(
        was === undefined ? { value: undefined } : below(before, was),
        is === undefined ? { value: undefined } : below({ ...after, value: padded }, is),
        [...path, key],
      ),
  );
}

/** Items that are not known are like no other. */
const withUnknown = (items: readonly unknown[], unknown: unknown): readonly unknown[] =>
  items.map((item, index) => (item === null && anyTrue(member(unknown, index)) ? { unknown: index } : item));

const secret = (before: Side, after: Side, path: Path): Difference => ({
  path,
  before: before.value == null ? undefined : SENSITIVE,
  after: after.value == null && after.unknown !== true ? undefined : SENSITIVE,
  hidden: before.value != null && after.value != null,
});

const isSomething = ({ before, after }: Difference): boolean => before !== undefined || after !== undefined;

function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return undefined;
  if (Array.isArray(value))
    return `[${value.map((item) => (typeof item === "string" ? item : JSON.stringify(item))).join(", ")}]`;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A text that holds an object or list as JSON, parsed; anything else as it is. */
function parsed(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

const below = ({ value, unknown, sensitive }: Side, key: string | number): Side => ({
  value: member(value, key),
  unknown: member(unknown, key),
  sensitive: member(sensitive, key),
});

const member = (value: unknown, key: string | number): unknown =>
  value !== null && typeof value === "object" && Object.hasOwn(value, key)
    ? (value as Record<string | number, unknown>)[key]
    : undefined;

/** Whether anything in a tree of marks is marked. */
export function anyTrue(marks: unknown): boolean {
  if (marks === null || typeof marks !== "object") return marks === true;
  return Object.values(marks).some(anyTrue);
}

const isTreeOrNothing = (value: unknown): boolean => value == null || isTree(value);
const isListOrNothing = (value: unknown): boolean => value == null || Array.isArray(value);
