import { isTree, type Tree } from "../../json/tree";

/** Stands for a value that is known after apply only. */
export const NOT_KNOWN = Symbol("known after apply only");

/**
 * A resource as a configuration, a plan or Azure describes it. What it refers to stands in it as an id, whoever made that id up:
 * ids are compared, without regard to case, and taken apart at their slashes.
 */
export interface DescribedResource {
  readonly id: string;
  /** ARM type, in any case. */
  readonly type: string;
  /** azurerm's type, where azurerm makes it. */
  readonly terraform?: string;
  /** azurerm's arguments by their names; a block is an object or a list of one. */
  readonly arguments?: unknown;
  /** ARM body. It counts before arguments. */
  readonly body?: unknown;
  /** Whether something of it is known after apply only, so that nobody can tell what it leads to. @default - its values say */
  readonly unsettled?: boolean;
}

/** Whether something in a value is known after apply only. */
export function isUnsettled(value: unknown): boolean {
  if (value === NOT_KNOWN) return true;
  if (Array.isArray(value)) return value.some(isUnsettled);
  return isTree(value) && Object.values(value).some(isUnsettled);
}

/** What a resource above contains: everything before the last type and name. */
export const parentOf = (id: string): string => id.split("/").slice(0, -2).join("/");
export const nameOf = (id: string): string => id.split("/").at(-1)!;
/** Resource group of an id, with its subscription; ids of one group have the same. */
export const scopeOf = (id: string): string => id.toLowerCase().split("/providers/")[0]!;

/** Reads values of one resource by path, and remembers whether one of them was not known. */
export class Reading {
  /** Whether something that was asked for is known after apply only. */
  isOpen = false;

  constructor(private readonly root: unknown) {}

  /** `a.b` below the root; the first of a list where a block may stand in one. */
  at(path: string): unknown {
    let value = this.root;
    for (const key of path.split(".")) {
      if (Array.isArray(value)) value = value[0] as unknown;
      if (value === NOT_KNOWN) break;
      value = isTree(value) ? value[key] : undefined;
    }
    if (value === NOT_KNOWN) this.isOpen = true;
    return value === NOT_KNOWN || value === null ? undefined : value;
  }

  text(path: string): string | undefined {
    return this.texts(path)[0];
  }

  flag(path: string): boolean | undefined {
    const value = this.at(path);
    return typeof value === "boolean" ? value : undefined;
  }

  texts(path: string): readonly string[] {
    const all = ([this.at(path)].flat(3) as readonly unknown[]).filter((one) => {
      if (one === NOT_KNOWN) this.isOpen = true;
      return typeof one === "string";
    });
    return all as readonly string[];
  }

  /** Entries of a list of objects or of a block. */
  entries(path: string): readonly Tree[] {
    return ([this.at(path)].flat() as readonly unknown[]).filter((one): one is Tree => {
      if (one === NOT_KNOWN) this.isOpen = true;
      return isTree(one);
    });
  }

  /** A text of every entry of a list. */
  each(path: string, key: string): readonly string[] {
    return this.entries(path).flatMap((entry) => {
      const inner = new Reading(entry);
      const found = inner.texts(key);
      this.isOpen ||= inner.isOpen;
      return found;
    });
  }
}
