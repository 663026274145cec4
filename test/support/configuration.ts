import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { checkConfiguration } from "../../config/load";
import type { Configuration } from "../../config/schema";
import { YamlFile } from "../../config/yaml-file";

/** The configuration that is shipped as the example. */
export const SHIPPED = join(__dirname, "..", "..", "config");

type Raw = Record<string, unknown>;

/**
 * What differs from the shipped files, as one would write it in YAML. Mappings are changed key by key, everything else
 * is replaced; `undefined` takes a key away, and for an environment its file.
 */
export interface ConfigurationChanges {
  readonly organization?: Raw;
  /** By environment. One that is not shipped is made from these keys alone. */
  readonly environments?: Readonly<Record<string, Raw | undefined>>;
}

/** The shipped configuration with changes, checked as if it had been read from files. */
export function exampleConfiguration(changes: ConfigurationChanges = {}): Configuration {
  const { organization, environments } = changedFiles(changes);
  return checkConfiguration({
    organization: YamlFile.parse(stringify(organization), "config/organization.yaml"),
    environments: new Map(
      Object.entries(environments).map(([name, raw]) => [
        name,
        YamlFile.parse(stringify(raw), `config/environments/${name}.yaml`),
      ]),
    ),
    problems: [],
  });
}

/** Writes the shipped configuration with changes as files into `directory`, right or wrong. */
export function writeConfiguration(directory: string, changes: ConfigurationChanges = {}): void {
  const { organization, environments } = changedFiles(changes);
  mkdirSync(join(directory, "environments"), { recursive: true });
  writeFileSync(join(directory, "organization.yaml"), stringify(organization));
  for (const [name, raw] of Object.entries(environments)) {
    writeFileSync(join(directory, "environments", `${name}.yaml`), stringify(raw));
  }
}

/** Shipped files by path below the configuration's folder, as text. */
export function shippedTexts(): Map<string, string> {
  const environments = readdirSync(join(SHIPPED, "environments")).map((name) => `environments/${name}`);
  return new Map(
    ["organization.yaml", ...environments].map((path) => [path, readFileSync(join(SHIPPED, path), "utf8")]),
  );
}

function changedFiles({ organization, environments = {} }: ConfigurationChanges) {
  const shipped = new Map([...shippedTexts()].map(([path, text]) => [path, parse(text) as Raw]));
  const nameOf = (path: string): string => path.replace(/^environments\/(.*)\.yaml$/, "$1");
  const shippedEnvironments = Object.fromEntries(
    [...shipped].filter(([path]) => path.startsWith("environments/")).map(([path, raw]) => [nameOf(path), raw]),
  );
  return {
    organization: change(shipped.get("organization.yaml"), organization ?? {}) as Raw,
    environments: change(shippedEnvironments, environments) as Record<string, Raw>,
  };
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
