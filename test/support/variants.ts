import { parse } from "yaml";
import { jsonSchemas, type JsonSchema } from "../../schema/json-schema";
import { checkConfiguration } from "../../schema/load";
import type { Configuration } from "../../schema/configuration";
import { UserError } from "../../domain/problem/problem";
import { YamlFile } from "../../schema/yaml/file";
import { shippedTexts } from "./configuration";
import { seed, spread } from "./runs";
import { sample, valuesFor } from "./schema-values";

/** Files of a configuration by path below its folder, as plain values. */
export type Files = Readonly<Record<string, Raw>>;
export type Raw = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];

/** One thing that is different in a variant of a configuration. */
export interface Change {
  /** In words: what a failure is told by. */
  readonly what: string;
  readonly apply: (files: Files) => Files;
  /** The file that is different; undefined if several are. */
  readonly file?: string;
  /** The setting that gets another value, as in the reference: `compute.clusters.<name>.size`. @default - none alone */
  readonly setting?: string;
  /** Whether the setting has a value already. @default - false */
  readonly isWritten?: boolean;
}

/** The shipped example as plain values. */
export const exampleFiles = (): Files =>
  Object.fromEntries([...shippedTexts()].map(([path, text]) => [path, parse(text) as Raw]));

/**
 * Every single change that the schemas bring to mind: each value at its bounds and one beyond, each optional key that is
 * not there, each one that is, each name of a name's shortest and longest form.
 */
export function changesOf(files: Files): Change[] {
  const inFiles = Object.entries(files).flatMap(([file, value]) =>
    [...changesIn(schemaOf(file), value, [])].map((change): Change => {
      const place = change.path.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`)).join("");
      const to =
        "rename" in change
          ? `renamed ${shorten(change.rename)}`
          : change.to === undefined
            ? "removed"
            : `= ${shorten(JSON.stringify(change.to))}`;
      return {
        what: `${file}: ${place.replace(/^\./, "")} ${to}`,
        file,
        setting: "to" in change && change.to !== undefined ? change.setting : undefined,
        isWritten: isWritten(value, change.path),
        apply: (all) => (all[file] === undefined ? all : { ...all, [file]: changed(all[file], change) as Raw }),
      };
    }),
  );
  return [...inFiles, ...renames(files)];
}

/**
 * So many changes of a list, evenly over the places that change rather than over the values tried there: of a text there
 * are a hundred, of a choice two.
 */
export function spreadOverPlaces(changes: readonly Change[], count: number): readonly Change[] {
  const places = new Map<string, Change[]>();
  for (const change of changes) {
    const place = placeOf(change);
    places.set(place, [...(places.get(place) ?? []), change]);
  }
  const perPlace = Math.ceil(count / places.size);
  return spread([...places.values()], count)
    .flatMap((group, index) => {
      const first = (index + seed) % group.length;
      return spread([...group.slice(first), ...group.slice(0, first)], perPlace);
    })
    .slice(0, count);
}

const placeOf = ({ what }: Change): string => what.replace(/ (=|renamed|removed).*$/s, "");

/**
 * A configuration with as many of the changes as it accepts, one after the other. A change below or above another one is left
 * out, as it would undo it.
 */
export function withMany(files: Files, changes: readonly Change[]): { files: Files; taken: readonly Change[] } {
  const taken: Change[] = [];
  let changed = files;
  for (const change of changes) {
    const place = placeOf(change);
    const overlaps = taken.map(placeOf).some((other) => other.startsWith(place) || place.startsWith(other));
    const next = overlaps ? undefined : acceptedWith(changed, change);
    if (next === undefined) continue;
    changed = next;
    taken.push(change);
  }
  return { files: changed, taken };
}

/** Files with a change; undefined where they are refused with it, or where it finds no place any more. */
function acceptedWith(files: Files, change: Change): Files | undefined {
  try {
    const changed = change.apply(files);
    loadFiles(changed);
    return changed;
  } catch (error) {
    if (error instanceof UserError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Files that were parsed before: of a variant's most are the same as its base's. */
const known = new WeakMap<Raw, Map<string, YamlFile>>();

function parsed(path: string, value: Raw): YamlFile {
  const files = known.get(value) ?? new Map<string, YamlFile>();
  known.set(value, files);
  const file = files.get(path) ?? YamlFile.parse(`${JSON.stringify(value)}\n`, `config/${path}`);
  files.set(path, file);
  return file;
}

/** A configuration of files in memory, checked as any other. What is read of an object may not be changed in place later. */
export function loadFiles(files: Files): Configuration {
  const read = (path: string) => parsed(path, files[path]!);
  const below = (folder: string) =>
    new Map(
      Object.keys(files)
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => [path.slice(folder.length + 1, -".yaml".length), read(path)]),
    );
  return checkConfiguration({
    organization: read("organization.yaml"),
    environments: below("environments"),
    useCases: below("use-cases"),
    releases: below("releases"),
    waivers: "waivers.yaml" in files ? read("waivers.yaml") : undefined,
    problems: [],
  });
}

function isWritten(value: unknown, [key, ...rest]: Path): boolean {
  if (key === undefined) return value !== undefined;
  return (
    typeof value === "object" && value !== null && isWritten((value as Record<string | number, unknown>)[key], rest)
  );
}

type PlainChange = { readonly path: Path; readonly setting: string } & (
  { readonly to: unknown } | { readonly rename: string }
);

function* changesIn(schema: JsonSchema, value: unknown, path: Path, setting = ""): Generator<PlainChange> {
  const option = optionOf(schema, value);
  if (option !== undefined) {
    const chosenBy = `${setting}.${chooserOf(schema) ?? ""}`;
    for (const other of schema.oneOf!) if (other !== option) yield { path, setting: chosenBy, to: sample(other) };
    return yield* changesIn(option, value, path, setting);
  }
  if (isMapping(value)) {
    for (const [key, inner] of Object.entries(schema.properties ?? {})) {
      const here = { path: [...path, key], setting: setting === "" ? key : `${setting}.${key}` };
      if (key in value) {
        if (!schema.required?.includes(key)) yield { ...here, to: undefined };
        yield* changesIn(inner, value[key], here.path, here.setting);
      } else {
        const options = inner.oneOf?.flatMap((one) => [sample(one)]) ?? [];
        for (const to of [...options, ...valuesFor(inner)]) yield { ...here, to };
        if (inner.properties !== undefined) yield* changesIn(inner, sample(inner), here.path, here.setting);
      }
    }
    if (typeof schema.additionalProperties !== "object") return;
    const named = setting === "" ? "<name>" : `${setting}.<name>`;
    for (const key of Object.keys(value)) {
      const here = { path: [...path, key], setting: named };
      yield { ...here, to: undefined };
      yield* changesIn(schema.additionalProperties, value[key], here.path, named);
      const names = (schema["propertyNames"] as JsonSchema | undefined) ?? { type: "string" };
      for (const name of valuesFor(names, key)) if (typeof name === "string") yield { ...here, rename: name };
    }
    const news = schema.additionalProperties.oneOf?.map(sample) ?? [sample(schema.additionalProperties)];
    for (const to of news) yield { path: [...path, "another"], setting: named, to };
    return yield { path, setting, to: {} };
  }
  if (Array.isArray(value) && schema.items !== undefined) {
    for (const [index, item] of value.entries()) {
      const here = { path: [...path, index], setting: `${setting}[]` };
      if (typeof item === "object") yield* changesIn(schema.items, item, here.path, here.setting);
      yield { ...here, to: undefined };
    }
  }
  for (const to of valuesFor(schema, value)) yield { path, setting, to };
}

/** Every setting of a schema that has a value of its own, as in the reference: `compute.clusters.<name>.size`. */
export function settingsOf(file: string): readonly string[] {
  const settings = (schema: JsonSchema, setting: string): string[] => {
    const { properties = {}, additionalProperties, items, oneOf = [] } = schema;
    const below = [
      ...Object.entries(properties).flatMap(([key, inner]) =>
        settings(inner, setting === "" ? key : `${setting}.${key}`),
      ),
      ...oneOf.flatMap((option) => settings(option, setting)),
      ...(typeof additionalProperties === "object"
        ? settings(additionalProperties, setting === "" ? "<name>" : `${setting}.<name>`)
        : []),
      ...(items?.properties === undefined ? [] : settings(items, `${setting}[]`)),
    ];
    return below.length > 0 ? below : [setting];
  };
  return [...new Set(settings(schemaOf(file), ""))];
}

/** Keys by which members of some choice or other are told apart. */
const CHOOSERS = ["type", "mode", "source", "provider"];

/** The key by which the members of a choice are told apart. */
const chooserOf = ({ oneOf = [] }: JsonSchema): string | undefined =>
  CHOOSERS.find((key) => oneOf.every(({ properties = {} }) => key in properties));

/** The member of a choice that a value is. */
function optionOf({ oneOf }: JsonSchema, value: unknown): JsonSchema | undefined {
  if (oneOf === undefined || !isMapping(value)) return undefined;
  return oneOf.find(({ properties = {} }) =>
    Object.entries(properties).every(([key, { const: constant, enum: choices }]) => {
      const chooses = constant !== undefined || (choices !== undefined && CHOOSERS.includes(key));
      return !chooses || (choices ?? [constant]).includes(value[key]) || (value[key] === undefined && key !== "type");
    }),
  );
}

function changed(value: unknown, change: PlainChange): unknown {
  const [key, ...rest] = change.path;
  if (key === undefined) return "to" in change ? change.to : value;
  if (typeof value !== "object" || value === null) return value;
  const last = rest.length === 0;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown, index) =>
      index === key ? changed(item, { ...change, path: rest }) : item,
    );
    return items.filter((item) => item !== undefined);
  }
  const entries = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    if (name !== key) return [[name, inner]];
    if (last && "rename" in change) return [[change.rename, inner]];
    const next = changed(inner, { ...change, path: rest });
    return next === undefined ? [] : [[name, next]];
  });
  if (!(key in value) && "to" in change && change.to !== undefined) {
    entries.push([String(key), last ? change.to : changed({}, { ...change, path: rest })]);
  }
  return Object.fromEntries(entries);
}

/** Environments and use cases by other names, wherever they are named; files that are missing. */
function* renames(files: Files): Generator<Change> {
  const names = (folder: string) =>
    Object.keys(files)
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => path.slice(folder.length + 1, -".yaml".length));
  for (const from of names("environments")) {
    for (const to of ["ab", "twelve-chars", "a-b-c-d-e-f1", "registry2", "z9"]) {
      yield { what: `environment ${from} renamed ${to}`, apply: (all) => renamed(all, from, to) };
    }
  }
  for (const from of names("use-cases")) {
    for (const length of [3, 8, 15, 16, 17, 18, 19, 20, 21, 22, 24, 25, 32, 40]) {
      const to = `${from
        .slice(0, length - 1)
        .replace(/-+$/, "")
        .padEnd(length - 1, "x")}z`;
      yield { what: `use case ${from} renamed ${to}`, apply: (all) => moved(all, from, to) };
    }
    for (const folder of ["releases", "use-cases"]) {
      const path = `${folder}/${from}.yaml`;
      yield { what: `no ${path}`, file: path, apply: without(path) };
    }
  }
  yield { what: "no waivers.yaml", apply: without("waivers.yaml") };
}

const without =
  (missing: string) =>
  (files: Files): Files =>
    Object.fromEntries(Object.entries(files).filter(([path]) => path !== missing));

const moved = (files: Files, from: string, to: string): Files =>
  Object.fromEntries(
    Object.entries(files).map(([path, value]) => [path.replace(`/${from}.yaml`, `/${to}.yaml`), value]),
  );

function renamed(files: Files, from: string, to: string): Files {
  const replace = (value: unknown): unknown => {
    if (value === from) return to;
    if (Array.isArray(value)) return value.map(replace);
    if (!isMapping(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key === from ? to : key, replace(inner)]));
  };
  return moved(replace(files) as Files, from, to);
}

function schemaOf(file: string): JsonSchema {
  const name = file.includes("/") ? file.split("/")[0]!.slice(0, -1) : file.slice(0, -".yaml".length);
  return jsonSchemas()[`${name}.schema.json`]!;
}

const shorten = (text: string): string =>
  text.length <= 120 ? text : `${text.slice(0, 80)}… (${text.length} characters)`;

const isMapping = (value: unknown): value is Raw =>
  typeof value === "object" && value !== null && !Array.isArray(value);
