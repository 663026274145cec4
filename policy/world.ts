import { tagNames } from "../domain/azure/tags";
import type { Expected } from "./expected";
import type { PolicyResource } from "./resource";
import type { Tier } from "./tier";
import { leaves, type Path, Unknown } from "./value";

/** What an id in a resource leads to: a resource at hand, or the id of one elsewhere. */
export interface Target {
  readonly resource?: PolicyResource;
  readonly id?: string;
  /** ARM type without version. */
  readonly armType?: string;
}

/** All resources of all stacks that are looked at, for rules that ask what belongs to what. */
export class World {
  private readonly worked = new Map<string, unknown>();
  /** By address without index: references in a configuration have none. */
  private readonly byAddress = new Map<string, PolicyResource[]>();
  /** Several, as an association has the id of what it is about, and an update that of what it changes. */
  private readonly byId = new Map<string, PolicyResource[]>();
  private readonly byKind = new Map<string, PolicyResource[]>();
  private readonly byStack = new Map<string, PolicyResource[]>();
  /** Keys of the tags that say where a resource belongs. */
  readonly tags: NonNullable<Expected["tags"]>;

  constructor(
    readonly resources: readonly PolicyResource[],
    /** What kind of place a stack is. */
    private readonly tierOfStack: (stack: string) => Tier,
    /** What kind of place an environment is, for what names one without belonging to it. */
    private readonly tierOfName: (environment: string) => Tier,
    /** What the configuration says; empty where nobody gave it. */
    readonly expected: Expected = {},
  ) {
    this.tags = expected.tags ?? { environment: tagNames().environment, useCase: tagNames()["use-case"] };
    for (const resource of resources) {
      push(this.byAddress, `${resource.stack} ${resource.address.replace(/\[.*\]$/, "")}`, resource);
      if (resource.id !== undefined) push(this.byId, resource.id.toLowerCase(), resource);
      push(this.byKind, resource.kind.toLowerCase(), resource);
      push(this.byKind, `${resource.stack} ${resource.kind.toLowerCase()}`, resource);
      push(this.byStack, resource.stack, resource);
    }
  }

  /** Resources of these kinds in a stack. */
  in(stack: string, ...kinds: readonly string[]): readonly PolicyResource[] {
    return kinds.flatMap((kind) => this.byKind.get(`${stack} ${kind.toLowerCase()}`) ?? []);
  }

  /** The resource of a stack at an address without index; undefined if there are several, as nothing tells which. */
  at(stack: string, address: string): PolicyResource | undefined {
    const found = this.byAddress.get(`${stack} ${address}`) ?? [];
    return found.length === 1 ? found[0] : undefined;
  }

  /** Works something out about all resources once, for a rule that needs it for each. */
  once<Value>(what: string, work: () => Value): Value {
    if (!this.worked.has(what)) this.worked.set(what, work());
    return this.worked.get(what) as Value;
  }

  /** Resources of these kinds in any stack; `*` stands for every resource, but no setting. */
  all(...kinds: readonly string[]): readonly PolicyResource[] {
    if (kinds.includes("*")) return this.resources.filter(({ setting }) => !setting);
    return kinds.flatMap((kind) => this.byKind.get(kind.toLowerCase()) ?? []);
  }

  /** Everything in a stack. */
  stack(name: string): readonly PolicyResource[] {
    return this.byStack.get(name) ?? [];
  }

  tier(resource: PolicyResource): Tier {
    return this.tierOfStack(resource.stack);
  }

  /** The tier of an environment that a resource names; one that is not known counts as production. */
  tierOfEnvironment(name: string | undefined): Tier {
    return name === undefined ? "production" : this.tierOfName(name);
  }

  /**
   * What the ids at a path lead to. A storage account's services count as the account.
   * `unknown` if one of them cannot be told.
   */
  targets(resource: PolicyResource, path: Path): readonly Target[] | "unknown" {
    const found = resource.at(path);
    if (found.state === "absent") return [];
    const values = found.state === "unknown" ? [new Unknown(found.references)] : leaves(found.value);
    const targets = values.flatMap((value) => this.targetsOf(resource.stack, value));
    return targets.includes("unknown") ? "unknown" : (targets as Target[]);
  }

  /** Whether `other` refers to `resource` at a path; `unknown` if it cannot be told. */
  pointsAt(other: PolicyResource, path: Path, resource: PolicyResource): boolean | "unknown" {
    const targets = this.targets(other, path);
    return targets === "unknown" ? "unknown" : targets.some((target) => target.resource === resource);
  }

  private targetsOf(stack: string, value: unknown): readonly (Target | "unknown")[] {
    if (value instanceof Unknown) {
      const resources = value.references.flatMap((address) => this.at(stack, address) ?? []);
      return resources.length === 0
        ? ["unknown"]
        : resources.map((resource) => ({ resource, armType: resource.armType, id: resource.id }));
    }
    if (typeof value !== "string") return [];
    const found = this.byId.get(value.toLowerCase().replace(STORAGE_SERVICE, "")) ?? [];
    if (found.length === 0) return [{ id: value, armType: armTypeOf(value) }];
    return found.map((resource) => ({ resource, id: value, armType: resource.armType ?? armTypeOf(value) }));
  }
}

/** What diagnostic settings of a storage account are set on. */
const STORAGE_SERVICE = /\/(blob|file|queue|table)services\/default$/;

/** The type in an ARM id: `Microsoft.KeyVault/vaults`; subscriptions and resource groups have their own names here. */
export function armTypeOf(id: string): string | undefined {
  const provider = id.split(/\/providers\//i);
  if (provider.length > 1) {
    const [namespace, ...rest] = provider.at(-1)!.split("/");
    return [namespace, ...rest.filter((_, index) => index % 2 === 0)].join("/");
  }
  if (/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/i.test(id)) return "Microsoft.Resources/resourceGroups";
  if (/^\/subscriptions\/[^/]+$/i.test(id)) return "Microsoft.Resources/subscriptions";
  return id === "/" ? "/" : undefined;
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
