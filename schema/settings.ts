import { Duration } from "../domain/time/duration";
import type { Position } from "../domain/problem/problem";
import type { ConfigurationSources } from "./load";
import { releaseSchema } from "./releases/schema";
import { environmentSchema, organizationSchema } from "./configuration";
import { variantSchema } from "./use-case/schema";
import { variantSource } from "./use-case/variant-sources";
import type { Path, YamlFile } from "./yaml/file";

/** One value of a configuration as it counts, and where it comes from. */
export interface Setting {
  /** Keys from the root, with dots: `retraining.onDrift.mode`. */
  readonly key: string;
  /** As one would write it in YAML, lists and texts included. */
  readonly value: string;
  /** `default`: nobody wrote it. `override`: written for this environment alone. */
  readonly origin: "file" | "override" | "default";
  /** Where it is written; undefined for a default. */
  readonly where?: Position;
}

/**
 * Every setting of a use case in an environment: what its file says, what an override changes, what nobody wrote.
 * Takes sources that were checked.
 */
export function useCaseSettings(sources: ConfigurationSources, useCase: string, environment: string): Setting[] {
  const file = sources.useCases.get(useCase)!;
  const merged = variantSource(file, environment);
  return leaves(variantSchema.parse(merged.value)).map(({ path, value }) => {
    const written = merged.originOf(path);
    if (!file.has(written)) return { key: keyOf(path), value, origin: "default" };
    const origin = written[0] === "overrides" ? "override" : "file";
    return { key: keyOf(path), value, origin, where: file.positionOf(written) };
  });
}

/** Every setting of the organization. */
export const organizationSettings = ({ organization }: ConfigurationSources): Setting[] =>
  settingsIn(organization, organizationSchema.parse(organization.value));

/** Every setting of an environment itself. */
export function environmentSettings(sources: ConfigurationSources, environment: string): Setting[] {
  const file = sources.environments.get(environment)!;
  return settingsIn(file, environmentSchema.parse(file.value));
}

/** What a use case's release says about an environment; nothing if it has no release or does not name it. */
export function releaseSettings(sources: ConfigurationSources, useCase: string, environment: string): Setting[] {
  const file = sources.releases.get(useCase);
  if (file === undefined) return [];
  const { [environment]: release } = releaseSchema.parse(file.value);
  return release === undefined ? [] : settingsIn(file, release, [environment]);
}

const settingsIn = (file: YamlFile, parsed: unknown, below: Path = []): Setting[] =>
  leaves(parsed).map(({ path, value }) => {
    const key = keyOf(path);
    const place = [...below, ...path];
    return file.has(place)
      ? { key, value, origin: "file", where: file.positionOf(place) }
      : { key, value, origin: "default" };
  });

/** Keys with dots; those of a list in brackets, as messages have them. */
const keyOf = (path: Path): string =>
  path.map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`)).join("");

/** Single values with their paths; a list of single values is one. What is left out altogether is not there. */
function leaves(value: unknown, path: Path = []): { readonly path: Path; readonly value: string }[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.some((item) => typeof item === "object" && item !== null)) {
    return value.flatMap((item: unknown, index) => leaves(item, [...path, index]));
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Duration)) {
    return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
  }
  return [{ path, value: shown(value) }];
}

const shown = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
  return value === "" ? '""' : String(value);
};
