import { existsSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../../../files";
import type { CloudResource, Json, JsonObject, SoftDeleted } from "./resource";
import { readStore, type StoreFile } from "./store-file";

export type { CloudResource, Json, JsonObject, SoftDeleted };

/**
 * The memory of the simulated Azure: resources by ARM id, in one JSON file that a person may read and edit. Every
 * change is on disk, written atomically, before it is answered; so a killed process loses nothing that it confirmed.
 */
export class Store {
  readonly file: string;
  /** Counts changes: what was computed from the resources is good as long as it stays the same. */
  revision = 0;
  private readonly resources = new Map<string, CloudResource>();
  private readonly deleted = new Map<string, SoftDeleted>();

  constructor(folder: string) {
    this.file = join(folder, "cloud.json");
    if (!existsSync(this.file)) return;
    const content = readStore(this.file);
    for (const resource of Object.values(content.resources)) this.resources.set(keyOf(resource.id), resource);
    for (const gone of Object.values(content.softDeleted)) this.deleted.set(keyOf(gone.resource.id), gone);
  }

  get(id: string): CloudResource | undefined {
    return this.resources.get(keyOf(id));
  }

  /** All resources, in the order of their ids. */
  all(): readonly CloudResource[] {
    return [...this.resources].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, resource]) => resource);
  }

  /** Resources whose id starts with `id` and a slash. */
  below(id: string): readonly CloudResource[] {
    const prefix = `${keyOf(id)}/`;
    return [...this.resources].filter(([key]) => key.startsWith(prefix)).map(([, resource]) => resource);
  }

  softDeleted(): readonly SoftDeleted[] {
    return [...this.deleted.values()];
  }

  put(resource: CloudResource): void {
    this.change(() => this.resources.set(keyOf(resource.id), resource));
  }

  /** Removes resources for good, or, with what `keep` returns, keeps them soft-deleted. */
  remove(ids: readonly string[], kept: readonly SoftDeleted[]): void {
    this.change(() => {
      for (const id of ids) this.resources.delete(keyOf(id));
      for (const gone of kept) this.deleted.set(keyOf(gone.resource.id), gone);
    });
  }

  purge(id: string): void {
    if (this.deleted.has(keyOf(id))) this.change(() => this.deleted.delete(keyOf(id)));
  }

  /** Changes memory and file alike: what could not be written did not happen. */
  private change(make: () => unknown): void {
    const before = { resources: [...this.resources], deleted: [...this.deleted] };
    make();
    this.revision += 1;
    try {
      this.save();
    } catch (error) {
      restore(this.resources, before.resources);
      restore(this.deleted, before.deleted);
      throw error;
    }
  }

  private save(): void {
    const content: StoreFile = {
      version: 1,
      resources: Object.fromEntries(this.all().map((resource) => [resource.id, resource])),
      softDeleted: Object.fromEntries(this.softDeleted().map((gone) => [gone.resource.id, gone])),
    };
    writeWhole(this.file, `${JSON.stringify(content, undefined, 2)}\n`);
  }
}

function restore<Value>(map: Map<string, Value>, entries: readonly (readonly [string, Value])[]): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}

/** ARM compares ids without regard to case. */
export function keyOf(id: string): string {
  return id.toLowerCase();
}
