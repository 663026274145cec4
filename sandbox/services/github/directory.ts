import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../../../files";
import type { JsonObject } from "../../engine/store/store";
import { isTree } from "../../../domain/json/tree";
import { readSandboxFile } from "../../engine/store/store-file";

/** What GitHub has of its own, and Terraform refers to by name. */
export type Kind = "repositories" | "teams" | "users";

/** A repository, team or user; `exists: false`, written by hand, makes GitHub say that there is none of that name. */
interface Named {
  readonly id: number;
  readonly exists?: boolean;
  /** Logins of a team's members, written by hand. @default - nobody */
  readonly members?: readonly string[];
}

interface DirectoryFile {
  readonly version: 1;
  readonly repositories: Record<string, Named>;
  readonly teams: Record<string, Named>;
  readonly users: Record<string, Named>;
  /** What Terraform made: by type and id, with its arguments and exported values by Terraform's names. */
  readonly objects: Record<string, JsonObject>;
}

const empty: DirectoryFile = { version: 1, repositories: {}, teams: {}, users: {}, objects: {} };

/**
 * The memory of the simulated GitHub, `github.json` in the sandbox's folder: a file that a person may read and edit.
 * Repositories, teams and users come into being when they are first asked for, because nothing here could know them;
 * everything else must be made before it can be used.
 */
export class Directory {
  readonly file: string;
  private readonly named: Pick<DirectoryFile, Kind>;
  private readonly objects: Map<string, JsonObject>;

  constructor(folder: string) {
    this.file = join(folder, "github.json");
    const { objects, ...named } = existsSync(this.file) ? read(this.file) : empty;
    this.named = structuredClone(named);
    this.objects = new Map(Object.entries(objects));
  }

  /** Numeric id of what `name` stands for; undefined if there is none. Names are not case sensitive. */
  idOf(kind: Kind, name: string): number | undefined {
    const key = name.toLowerCase();
    const known = this.named[kind][key];
    if (known !== undefined) return known.exists === false ? undefined : known.id;
    const id = numericId(`${kind}/${key}`);
    this.named[kind][key] = { id };
    this.save();
    return id;
  }

  /** Logins of the members of a team (`owner/slug`), in lower case, sorted. */
  membersOf(team: string): readonly string[] {
    return (this.named.teams[team.toLowerCase()]?.members ?? []).map((login) => login.toLowerCase()).sort();
  }

  /** The team of an id, `owner/slug`, with its members. */
  teamOf(id: number): { readonly name: string; readonly members: readonly string[] } | undefined {
    const name = Object.keys(this.named.teams).find((one) => this.named.teams[one]!.id === id);
    return name === undefined ? undefined : { name, members: this.membersOf(name) };
  }

  /** Whether somebody of that id exists. */
  hasId(kind: Kind, id: number): boolean {
    return Object.values(this.named[kind]).some((one) => one.id === id && one.exists !== false);
  }

  get(key: string): JsonObject | undefined {
    return this.objects.get(key);
  }

  /** Objects whose key starts with `prefix`, in the order of their keys. */
  startingWith(prefix: string): readonly (readonly [key: string, values: JsonObject])[] {
    return [...this.objects]
      .filter(([key]) => key.startsWith(prefix))
      .sort(([left], [right]) => (left < right ? -1 : 1));
  }

  put(key: string, values: JsonObject): void {
    this.objects.set(key, values);
    this.save();
  }

  remove(keys: readonly string[]): void {
    for (const key of keys) this.objects.delete(key);
    this.save();
  }

  private save(): void {
    const objects = Object.fromEntries(this.startingWith(""));
    const content: DirectoryFile = { ...this.named, version: 1, objects };
    writeWhole(this.file, `${JSON.stringify(content, undefined, 2)}\n`);
  }
}

/** A number GitHub would hand out for what `name` stands for: the same in every run. */
export const numericId = (name: string): number => createHash("sha256").update(name).digest().readUIntBE(0, 4) + 1;

const read = (file: string): DirectoryFile =>
  readSandboxFile(file, "the simulated GitHub", wrongDirectory, "MLOPS-SANDBOX-008");

function wrongDirectory(content: unknown): string | undefined {
  const form = "does not have the form of a simulated GitHub, version 1";
  if (!isTree(content) || content["version"] !== 1) return form;
  for (const kind of ["repositories", "teams", "users"] as const) {
    const named = content[kind];
    if (!isTree(named) || !Object.values(named).every(isNamed)) return `${form}: ${kind} are no names with ids`;
  }
  const { objects } = content;
  return isTree(objects) && Object.values(objects).every(isTree) ? undefined : `${form}: objects are no objects`;
}

const isNamed = (value: unknown): value is Named =>
  isTree(value) &&
  typeof value["id"] === "number" &&
  (value["exists"] === undefined || typeof value["exists"] === "boolean");
