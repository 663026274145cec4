import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { parseAssetReference } from "../../domain/ml/placeholders";
import { requireNone, type Position, type Problem } from "../../domain/problem/problem";
import { shownPath } from "../folders";
import { shapeProblems } from "../shape-problems";
import { YamlFile, type Path } from "../yaml/file";
import { componentKey, environmentKey, pipelineKey, scoringKey } from "./keys";
import { pipelinesIn, type Asset, type MlTree } from "./tree";

/*
 * Versions whose content is fixed. A registry refuses other content under a number that it has; the lock tells of it in the
 * change itself, without a registry.
 */

/** Key of the content by `<kind> <name>:<version>`. */
export type Lock = Readonly<Record<string, string>>;

const lockSchema = z.record(
  z.string().regex(/^(environment|component|pipeline|code) [^:\s]+:[^:\s]+$/),
  z.string().regex(/^[0-9a-f]{64}$/),
);

/** Something that is published under a number, and the file that has the number. */
interface Numbered {
  readonly kind: "environment" | "component" | "pipeline" | "code";
  readonly name: string;
  readonly version: string;
  readonly key: string;
  readonly asset: Asset<{ readonly name: string; readonly version: string }>;
  /** What makes its content, in words. */
  readonly content: string;
}

/** Where the lock of a folder as `ml/` is one lies. */
export const lockFileOf = (folder: string): string => join(folder, "assets.lock.json");

/** A lock as text: an asset per line, so that branches that add some merge. */
export const lockText = (lock: Lock): string =>
  `${JSON.stringify(Object.fromEntries(Object.entries(lock).sort(([one], [other]) => (one < other ? -1 : 1))), null, 2)}\n`;

/**
 * The lock of a tree in which nothing is wrong, and what it would be now.
 * @throws UserError with everything that is wrong in its file
 */
export function locksOf(tree: MlTree): { readonly before: Lock; readonly now: Lock } {
  const now = numberedIn(tree).map(({ kind, name, version, key }) => [`${kind} ${name}:${version}`, key]);
  return { before: readLock(tree.folder), now: Object.fromEntries(now) as Lock };
}

/**
 * Versions of a tree in which nothing else is wrong that have other content than the lock says, each with the places to raise.
 * @param useCases - what is configured, which names versions, too
 * @throws UserError with everything that is wrong in the lock's file
 */
export function lockProblems(tree: MlTree, useCases: ReadonlyMap<string, YamlFile>): readonly Problem[] {
  const lock = readLock(tree.folder);
  return numberedIn(tree).flatMap(({ kind, name, version, key, asset, content }) => {
    const known = Object.hasOwn(lock, `${kind} ${name}:${version}`) ? lock[`${kind} ${name}:${version}`]! : key;
    if (known === key) return [];
    const places = placesOf({ kind, name, version }, tree, useCases).map(({ file, line }) => `${file}:${line}`);
    const also = places.length === 0 ? "" : `, and where it is named: ${places.join(", ")}`;
    return [
      asset.file.problemAt(["version"], {
        kind: "mlVersion",
        says: `is the number of other content of ${kind} ${name} (key ${known.slice(0, 12)}, here ${key.slice(0, 12)}); its content is ${content}`,
        allowed: "a number that has no content yet",
        fix: `raise it here${also}; then mlops ml lock`,
      }),
    ];
  });
}

function readLock(folder: string): Lock {
  const path = lockFileOf(folder);
  if (!existsSync(path)) return {};
  // JSON is YAML, and this reader knows lines.
  const file = YamlFile.read(path, shownPath(path));
  requireNone(file.value === undefined ? file.problems : [...file.problems, ...shapeProblems(lockSchema, file)]);
  return lockSchema.parse(file.value);
}

function numberedIn(tree: MlTree): readonly Numbered[] {
  const keys = new Map<string, string>();
  const found: Numbered[] = [];
  const add = (kind: Numbered["kind"], name: string, key: string, asset: Numbered["asset"], content: string): void => {
    const version = asset.draft.version!;
    keys.set(`${kind} azureml:${name}:${version}`, key);
    found.push({ kind, name, version, key, asset, content });
  };
  for (const asset of tree.environments) {
    add("environment", asset.draft.name!, environmentKey(asset.path), asset, "this file and what it installs");
  }
  for (const asset of tree.components) {
    const { draft, path } = asset;
    const environment = typeof draft.environment === "string" ? draft.environment : "spark";
    const key = componentKey(path, draft, keys.get(`environment ${environment}`) ?? environment);
    const parts = [draft.code, ...(draft.additional_includes ?? []), environment].filter((part) => part !== undefined);
    add("component", draft.name!, key, asset, `this file, ${parts.join(", ")}`);
  }
  for (const asset of pipelinesIn(tree)) {
    const jobs = Object.entries(asset.draft.jobs ?? {}).map(([job, step]) => [job, step?.component ?? ""] as const);
    const components = new Map(jobs.map(([job, named]) => [job, keys.get(`component ${named}`) ?? named]));
    add("pipeline", asset.draft.name!, pipelineKey(asset.path, components), asset, "this file and its components");
  }
  for (const { name, folder, pipeline } of tree.useCases) {
    const script = join(folder, "score.py");
    if (pipeline === undefined || !existsSync(script)) continue;
    const key = scoringKey(script, join(tree.folder, "library/mlkit"));
    add("code", `${name}-score`, key, pipeline, "score.py and library/mlkit");
  }
  return found;
}

type Named = Pick<Numbered, "kind" | "name" | "version">;

/** Where else a version is named: in `ml/`, and in what is configured. */
function placesOf(named: Named, tree: MlTree, useCases: ReadonlyMap<string, YamlFile>): readonly Position[] {
  const inTree = [
    ...(named.kind === "environment"
      ? tree.components.map(({ file, draft }) => ({ file, path: ["environment"] as Path, text: draft.environment }))
      : []),
    ...(named.kind === "component"
      ? pipelinesIn(tree).flatMap(({ file, draft }) =>
          Object.entries(draft.jobs ?? {}).map(([job, step]) => ({
            file,
            path: ["jobs", job, "component"] as Path,
            text: step?.component,
          })),
        )
      : []),
  ].filter(({ text }) => {
    const reference = typeof text === "string" ? parseAssetReference(text) : undefined;
    return reference?.name === named.name && reference.version === named.version;
  });
  const configured = [...useCases.values()].flatMap((file) =>
    versionsOf(file.value, named).map((path) => ({ file, path })),
  );
  return [...inTree, ...configured].map(({ file, path }) => file.positionOf(path));
}

/** The paths of `version` beside a name that the asset has, below a value. */
function versionsOf(value: unknown, named: Named, above: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [];
  const fields = value as Readonly<Record<string, unknown>>;
  const keys = { environment: ["name"], component: ["component"], pipeline: ["component"], code: ["asset"] }[
    named.kind
  ];
  const own = fields["version"] === named.version && keys.some((key) => fields[key] === named.name);
  const below = Object.entries(fields).flatMap(([key, each]) => versionsOf(each, named, [...above, key]));
  return own ? [[...above, "version"], ...below] : below;
}
