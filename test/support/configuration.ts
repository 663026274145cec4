import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import { UserError } from "../../domain/problem/problem";
import { loadConfiguration } from "../../schema/load";
import type { Configuration } from "../../schema/configuration";

/** The configuration that is shipped as the example. */
export const SHIPPED = join(__dirname, "..", "..", "config");

type Raw = Record<string, unknown>;
type RawByName = Readonly<Record<string, Raw | undefined>>;

/**
 * What differs from the shipped files, as one would write it in YAML. Mappings are changed key by key, everything else
 * is replaced; `undefined` takes a key away, and for a name its file. A name that is not shipped is a new file.
 */
export interface ConfigurationChanges {
  readonly organization?: Raw;
  readonly environments?: RawByName;
  readonly useCases?: RawByName;
  readonly releases?: RawByName;
}

const FOLDERS = { environments: "environments", useCases: "use-cases", releases: "releases" } as const;

/** Changes that take every use case away, for variants with other environments than the shipped ones. */
export const withoutUseCases: ConfigurationChanges = Object.fromEntries(
  (["useCases", "releases"] as const).map((kind) => [
    kind,
    Object.fromEntries(filesIn(FOLDERS[kind]).map((path) => [basename(path, ".yaml"), undefined])),
  ]),
);

/** The shipped configuration with changes, checked as any other. */
export function exampleConfiguration(changes: ConfigurationChanges = {}): Configuration {
  return inFolder((folder) => {
    writeConfiguration(folder, changes);
    return loadConfiguration(folder);
  });
}

/** Writes the shipped configuration with changes as files into `directory`, right or wrong. */
export function writeConfiguration(directory: string, changes: ConfigurationChanges = {}): void {
  const texts = shippedTexts();
  const shipped = (path: string): unknown => (texts.has(path) ? parsed(texts.get(path)!) : undefined);
  const files = new Map([
    ["organization.yaml", change(shipped("organization.yaml"), changes.organization ?? {})],
    ["waivers.yaml", shipped("waivers.yaml")],
  ]);
  for (const [kind, folder] of Object.entries(FOLDERS) as [keyof typeof FOLDERS, string][]) {
    for (const path of filesIn(folder)) files.set(path, shipped(path));
    for (const [name, raw] of Object.entries(changes[kind] ?? {})) {
      const path = `${folder}/${name}.yaml`;
      if (raw === undefined) files.delete(path);
      else files.set(path, change(shipped(path), raw));
    }
  }
  writeFiles(directory, new Map([...files].map(([path, raw]) => [path, stringify(raw)])));
}

const parsedTexts = new Map<string, unknown>();

/** What a shipped text says; nothing changes it. */
function parsed(text: string): unknown {
  if (!parsedTexts.has(text)) parsedTexts.set(text, parse(text));
  return parsedTexts.get(text);
}

/** Writes texts by path below a folder. */
export function writeFiles(directory: string, texts: ReadonlyMap<string, string | Buffer>): void {
  for (const [path, text] of texts) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}

/** Does something with a folder that exists only meanwhile. */
export function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "mlops-config-"));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What loading a folder complains about, one line per problem, paths without the folder; nothing where all is right. */
export function complaintsAbout(folder: string): readonly string[] {
  try {
    loadConfiguration(folder);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message.split("\n").map((line) => line.replaceAll(`${folder}/`, ""));
  }
}

/** Shipped files by path below the configuration's folder, as text. */
export function shippedTexts(): Map<string, string> {
  const paths = ["organization.yaml", "waivers.yaml", ...Object.values(FOLDERS).flatMap(filesIn)];
  return new Map(paths.map((path) => [path, readFileSync(join(SHIPPED, path), "utf8")]));
}

function filesIn(folder: string): string[] {
  if (!existsSync(join(SHIPPED, folder))) return [];
  const names = readdirSync(join(SHIPPED, folder)).filter((name) => name.endsWith(".yaml"));
  return names.map((name) => `${folder}/${name}`);
}

function change(base: unknown, changes: unknown): unknown {
  if (!isMapping(base) || !isMapping(changes)) return changes;
  const merged = Object.entries(changes).map(([key, value]) => [key, change(base[key], value)] as const);
  return Object.fromEntries(
    Object.entries({ ...base, ...Object.fromEntries(merged) }).filter(([, value]) => value !== undefined),
  );
}

const isMapping = (value: unknown): value is Raw =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What takes batch scoring out of the example's customer-churn, and what looks at it. */
export const withoutBatch = {
  data: { batch: undefined },
  serving: { batch: undefined },
  monitors: { signals: { "list-drift": undefined, "list-performance": undefined, "list-predictions": undefined } },
} as const;
