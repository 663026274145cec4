import { existsSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../../../files";
import type { CloudResource, Json, JsonObject, SoftDeleted } from "./resource";
import { readStore } from "./store-file";

export type { CloudResource, Json, JsonObject, SoftDeleted };

/**
 * The memory of the simulated Azure: resources by ARM id, in one JSON file that a person may read and edit. Every
 * change is in the file, written atomically, before it is answered; so a killed process loses nothing that it confirmed.
 */
export class Store {
  readonly file: string;
  private readonly resources = new Map<string, CloudResource>();
  private readonly deleted = new Map<string, SoftDeleted>();
  /** The resources in order, all and of each type, by its name in lower case; each is made anew once it has changed. */
  private sorted: readonly CloudResource[] | undefined;
  private readonly byType = new Map<string, readonly CloudResource[]>();
  /** What the file says of an entry. Entries are never changed, only replaced. */
  private readonly texts = new WeakMap<object, Buffer>();

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
    this.sorted ??= [...this.resources]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([, resource]) => resource);
    return this.sorted;
  }

  /** All resources of a type, in the order of their ids: the same list, as long as none of them changes. */
  ofType(type: string): readonly CloudResource[] {
    const wanted = type.toLowerCase();
    let found = this.byType.get(wanted);
    if (found === undefined) {
      found = this.all().filter((resource) => resource.type.toLowerCase() === wanted);
      this.byType.set(wanted, found);
    }
    return found;
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
    this.change([[this.resources, keyOf(resource.id), resource]]);
  }

  /** Removes resources for good, or, with what `keep` returns, keeps them soft-deleted. */
  remove(ids: readonly string[], kept: readonly SoftDeleted[]): void {
    this.change([
      ...ids.map((id): Change => [this.resources, keyOf(id), undefined]),
      ...kept.map((gone): Change => [this.deleted, keyOf(gone.resource.id), gone]),
    ]);
  }

  purge(id: string): void {
    if (this.deleted.has(keyOf(id))) this.change([[this.deleted, keyOf(id), undefined]]);
  }

  /** Changes memory and file alike: what could not be written did not happen. */
  private change(changes: readonly Change[]): void {
    const undo = changes.map(([map, key]): Change => [map, key, map.get(key)]).reverse();
    this.make(changes);
    try {
      this.save();
    } catch (error) {
      this.make(undo);
      throw error;
    }
  }

  private make(changes: readonly Change[]): void {
    for (const [map, key, value] of changes) {
      if (map === this.resources) this.forget(map.get(key), value as CloudResource | undefined);
      if (value === undefined) map.delete(key);
      else (map as Map<string, unknown>).set(key, value);
    }
  }

  private forget(...changed: readonly (CloudResource | undefined)[]): void {
    this.sorted = undefined;
    for (const resource of changed) if (resource !== undefined) this.byType.delete(resource.type.toLowerCase());
  }

  /** A deployment changes the store a thousand times: only what is new is turned into text, and no power cut is waited for. */
  private save(): void {
    const entries = [
      ...section("resources", this.all(), (resource) => this.textOf(resource, resource.id)),
      ...section("softDeleted", this.softDeleted(), (gone) => this.textOf(gone, gone.resource.id)),
    ];
    const content = Buffer.concat([Buffer.from('{\n  "version": 1'), ...entries, Buffer.from("\n}\n")]);
    writeWhole(this.file, content, { durable: false });
  }

  /** An entry as `JSON.stringify` writes it at its place in the file. */
  private textOf(entry: object, id: string): Buffer {
    let text = this.texts.get(entry);
    if (text === undefined) {
      const json = JSON.stringify(entry, undefined, 2).replaceAll("\n", "\n    ");
      text = Buffer.from(`\n    ${JSON.stringify(id)}: ${json}`);
      this.texts.set(entry, text);
    }
    return text;
  }
}

/** What becomes of an entry: another value, or none. */
type Change = readonly [
  map: Map<string, CloudResource> | Map<string, SoftDeleted>,
  key: string,
  value: object | undefined,
];

const COMMA = Buffer.from(",");

function section<Entry>(name: string, entries: readonly Entry[], textOf: (entry: Entry) => Buffer): readonly Buffer[] {
  if (entries.length === 0) return [Buffer.from(`,\n  "${name}": {}`)];
  const texts = entries.flatMap((entry, index) => (index === 0 ? [textOf(entry)] : [COMMA, textOf(entry)]));
  return [Buffer.from(`,\n  "${name}": {`), ...texts, Buffer.from("\n  }")];
}

/** ARM compares ids without regard to case. */
export function keyOf(id: string): string {
  return id.toLowerCase();
}
