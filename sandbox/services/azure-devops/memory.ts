import { existsSync } from "node:fs";
import { join } from "node:path";
import { isTree } from "../../../domain/json/tree";
import { writeWhole } from "../../../files";
import { guidOf } from "../../engine/arm/identities";
import type { JsonObject } from "../../engine/store/store";
import { readSandboxFile } from "../../engine/store/store-file";

/** What Azure DevOps has of its own, and Terraform refers to by name. */
export type Kind = "project" | "repository" | "group" | "queue";

interface MemoryFile {
  readonly version: 1;
  /** Ids of what has been asked for, by kind and name: GUIDs, of queues numbers. */
  readonly known: Record<string, string>;
  /** Kinds and names that Azure DevOps says there is nothing of; written by hand. */
  readonly missing: readonly string[];
  /** What Terraform made: by type and id, with its arguments and exported values by Terraform's names. */
  readonly objects: Record<string, JsonObject>;
}

/**
 * The memory of the simulated Azure DevOps, `azure-devops.json` in the sandbox's folder: a file that a person may read and
 * edit. Projects, repositories and groups come into being when they are first asked for, because nothing here could know
 * them; everything else must be made before it can be used. Pools of agents are those that Azure manages, and those that
 * somebody writes here: `"queue <project's id>/<name>": "<number>"` in `known`.
 */
export class Memory {
  readonly file: string;
  private readonly ids: Record<string, string>;
  private readonly missing: readonly string[];
  private readonly objects: Map<string, JsonObject>;

  constructor(folder: string) {
    this.file = join(folder, "azure-devops.json");
    const { known, missing, objects } = existsSync(this.file)
      ? readSandboxFile<MemoryFile>(this.file, "the simulated Azure DevOps", wrong, "MLOPS-SANDBOX-011")
      : { known: {}, missing: [], objects: {} };
    this.ids = { ...known };
    this.missing = missing;
    this.objects = new Map(Object.entries(objects));
  }

  /** GUID of what is called so; undefined if there is none. Names are not case sensitive. */
  idOf(kind: Kind, name: string): string | undefined {
    const key = `${kind} ${name}`.toLowerCase();
    if (this.missing.some((one) => one.toLowerCase() === key)) return undefined;
    const id = this.ids[key] ?? guidOf("azure-devops", key);
    if (!(key in this.ids)) {
      this.ids[key] = id;
      this.save();
    }
    return id;
  }

  /** The id of what is known already; undefined if nothing is. Names are not case sensitive. */
  known(kind: Kind, name: string): string | undefined {
    return this.ids[`${kind} ${name}`.toLowerCase()];
  }

  /** Keeps the id of something. */
  learn(kind: Kind, name: string, id: string): void {
    const key = `${kind} ${name}`.toLowerCase();
    if (this.ids[key] === id) return;
    this.ids[key] = id;
    this.save();
  }

  /** Whether something of that kind has this id. */
  hasId(kind: Kind, id: string): boolean {
    return Object.entries(this.ids).some(([key, known]) => known === id.toLowerCase() && key.startsWith(`${kind} `));
  }

  get(type: string, id: string): JsonObject | undefined {
    return this.objects.get(keyOf(type, id));
  }

  /** What Terraform made of a type. */
  all(type: string): readonly JsonObject[] {
    return [...this.objects].filter(([key]) => key.startsWith(`${type} `)).map(([, values]) => values);
  }

  put(type: string, id: string, values: JsonObject): void {
    this.objects.set(keyOf(type, id), values);
    this.save();
  }

  remove(type: string, id: string): void {
    this.objects.delete(keyOf(type, id));
    this.save();
  }

  private save(): void {
    const sorted = [...this.objects].sort(([left], [right]) => (left < right ? -1 : 1));
    const content: MemoryFile = {
      version: 1,
      known: this.ids,
      missing: this.missing,
      objects: Object.fromEntries(sorted),
    };
    writeWhole(this.file, `${JSON.stringify(content, undefined, 2)}\n`);
  }
}

const keyOf = (type: string, id: string): string => `${type} ${id}`;

function wrong(content: unknown): string | undefined {
  const form = "does not have the form of a simulated Azure DevOps, version 1";
  if (!isTree(content) || content["version"] !== 1) return form;
  const { known, missing, objects } = content;
  if (!isTree(known) || !Object.values(known).every((id) => typeof id === "string")) return `${form}: known are no ids`;
  if (!Array.isArray(missing) || !missing.every((name) => typeof name === "string")) {
    return `${form}: missing are no names`;
  }
  return isTree(objects) && Object.values(objects).every(isTree) ? undefined : `${form}: objects are no objects`;
}
