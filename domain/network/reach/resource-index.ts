import { type DescribedResource, nameOf, parentOf, Reading, scopeOf } from "./described";

type Resources = readonly DescribedResource[];

/** What resources are looked up by. */
const keysOf = {
  id: ({ id }: DescribedResource) => [id],
  name: ({ id }: DescribedResource) => [nameOf(id)],
  parent: ({ id }: DescribedResource) => [parentOf(id)],
  scope: ({ id }: DescribedResource) => [scopeOf(id)],
  subnet: (one: DescribedResource) => new Reading(one.arguments).texts("subnet_id"),
  account: (one: DescribedResource) => new Reading(one.arguments).texts("storage_account_id"),
  leadsTo: (one: DescribedResource) =>
    new Reading(one.arguments).texts("private_service_connection.private_connection_resource_id"),
};

/** Resources by type and by what is looked up in them. A plan can hold ten thousand: nothing here searches a list. */
export class ResourceIndex {
  private readonly byType: ReadonlyMap<string, Resources>;
  /** By type and kind of key: each is made when it is first asked. */
  private readonly byKey = new Map<string, ReadonlyMap<string, Resources>>();

  constructor(resources: Resources, typeOf: (resource: DescribedResource) => string) {
    this.byType = grouped(resources, (one) => [typeOf(one)]);
  }

  /** All of a type, in their own order. */
  of(type: string): Resources {
    return this.byType.get(type) ?? [];
  }

  /** Those of a type that have a key, in any case, in their own order. */
  by(type: string, kind: keyof typeof keysOf, key: string): Resources {
    const name = `${type} ${kind}`;
    let index = this.byKey.get(name);
    if (index === undefined) {
      index = grouped(this.of(type), (one) => keysOf[kind](one).map((text) => text.toLowerCase()));
      this.byKey.set(name, index);
    }
    return index.get(key.toLowerCase()) ?? [];
  }
}

function grouped(
  resources: Resources,
  keys: (resource: DescribedResource) => readonly string[],
): ReadonlyMap<string, Resources> {
  const groups = new Map<string, DescribedResource[]>();
  for (const resource of resources) {
    for (const key of new Set(keys(resource))) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [resource]);
      else group.push(resource);
    }
  }
  return groups;
}
