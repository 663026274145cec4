import { armTypeOfAzurerm } from "../domain/azure/types";
import type { Tree } from "../domain/json/tree";
import { entries, isTree, type Leaf, leaves, leavesWithPaths, lookup, type Lookup, type Path, Unknown } from "./value";

/** Whether the body of a resource is what a resource in Azure becomes. Of actions, those that write one. */
function isWrittenThroughAzapi(type: string, values: unknown): boolean {
  if (type === "azapi_resource" || type === "azapi_update_resource") return true;
  const method = lookup(values, "method");
  return type === "azapi_resource_action" && method.state === "known" && /^(PUT|PATCH)$/i.test(String(method.value));
}

/**
 * One resource as a rule reads it, whether it comes from a plan or a synthesized stack, through azurerm or azapi. Of an
 * azapi resource, the keys of its body stand beside its own arguments: `properties.publicNetworkAccess`, `location`.
 */
export class PolicyResource {
  /** Its ARM type without version, e.g. `Microsoft.KeyVault/vaults`; undefined where none is known. */
  readonly armType: string | undefined;
  /** What rules name it by: the ARM type of an azapi resource, the Terraform type of any other. */
  readonly kind: string;
  /** Whether it holds only what it changes of a resource that exists: what is absent is decided elsewhere. */
  readonly partial: boolean;
  /** Whether it is no resource but a setting of the stack, see `policy/settings.ts`. */
  readonly setting: boolean;
  /** An azapi resource's body, and what stands beside it. */
  private parts: { readonly body: unknown; readonly rest: Tree } | undefined;
  private allLeaves: readonly unknown[] | undefined;
  private allWritten: readonly Leaf[] | undefined;

  constructor(
    readonly stack: string,
    readonly address: string,
    /** Terraform's type. */
    readonly type: string,
    /** Its arguments; {@link Unknown} where a value is known after apply only. */
    readonly values: unknown,
    /**
     * What is written in the configuration: of a plan only that, as its values hold what the provider added.
     * @default - the values
     */
    readonly written: unknown = values,
    /** Whether blocks about its life are there to be read; plans have none. */
    readonly whole = false,
  ) {
    const arm = isWrittenThroughAzapi(type, values) ? this.typeWritten(values) : undefined;
    this.armType = arm ?? armTypeOfAzurerm(type);
    this.kind = arm ?? type;
    this.partial = type === "azapi_update_resource" || (type === "azapi_resource_action" && arm !== undefined);
    this.setting = type.startsWith("stack.");
  }

  private typeWritten(values: unknown): string | undefined {
    const written = lookup(values, "type");
    return written.state === "known" ? String(written.value).split("@")[0] : undefined;
  }

  /** What stands at a path. */
  at(path: Path): Lookup {
    return lookup(this.rootOf(path), path);
  }

  /** A tag by its key in Azure, which may hold dots. Of a type that has no tags, a plan says that they are known after apply. */
  tag(key: string): Lookup {
    const tags = this.at("tags");
    const written = isTree(this.written) ? this.written["tags"] : undefined;
    const leftOut = this.isLeftOut("tags") || (isTree(written) && !Object.hasOwn(written, key));
    if (tags.state === "unknown") return leftOut ? { state: "absent" } : tags;
    return tags.state === "known" && isTree(tags.value) && Object.hasOwn(tags.value, key)
      ? lookup(tags.value[key], "")
      : { state: "absent" };
  }

  /** The entries of a list or block, or `unknown`. */
  entries(path: Path): readonly unknown[] | "unknown" {
    return entries(this.rootOf(path), path);
  }

  /** Whether a value is known after apply only. */
  isUnknown(path: Path): boolean {
    return this.at(path).state === "unknown";
  }

  /**
   * Whether nobody wrote an argument, so that the provider says what Azure makes of that. False where nothing tells what was
   * written, and of a body, which is all written.
   */
  isLeftOut(path: Path): boolean {
    const ofBody = this.type.startsWith("azapi_") && path.startsWith("properties.");
    const isWritten = isTree(this.written) && Object.keys(this.written).length > 0;
    return isWritten && !ofBody && lookup(this.written, path).state === "absent";
  }

  /** Whether what the provider says of an argument that is left out is known after apply only. */
  isFilledIn(path: Path): boolean {
    return this.isUnknown(path) && this.isLeftOut(path);
  }

  /** A text at a path; undefined if there is none or it is not known. */
  text(path: Path): string | undefined {
    const found = this.at(path);
    return found.state === "known" && typeof found.value === "string" ? found.value : undefined;
  }

  /** Addresses of the resources that the value at a path refers to, parts of it included. */
  references(path: Path): readonly string[] {
    const found = this.at(path);
    if (found.state === "unknown") return found.references;
    if (found.state === "absent") return [];
    return leaves(found.value).flatMap((leaf) => (leaf instanceof Unknown ? leaf.references : []));
  }

  /** Every value among its arguments. */
  get leaves(): readonly unknown[] {
    return (this.allLeaves ??= leaves(this.values));
  }

  /** Every value that is written in the configuration, with the way to it. */
  get writtenLeaves(): readonly Leaf[] {
    return (this.allWritten ??= leavesWithPaths(this.written));
  }

  /** Its id in Azure, where it is known. */
  get id(): string | undefined {
    return this.text("id");
  }

  private rootOf(path: Path): unknown {
    if (this.kind === this.type || !isTree(this.values)) return this.values;
    if (this.parts === undefined) {
      const { body: own, ...beside } = this.values;
      this.parts = { body: own, rest: beside };
    }
    const { body, rest } = this.parts;
    const first = path.split(".")[0]!;
    if (body instanceof Unknown) return Object.hasOwn(rest, first) ? rest : { [first]: body };
    return isTree(body) && Object.hasOwn(body, first) ? body : rest;
  }
}
