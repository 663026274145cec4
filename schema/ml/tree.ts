import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { z } from "zod";
import { requireNone, type Problem } from "../../domain/problem/problem";
import { shownPath } from "../folders";
import { Notes } from "../notes";
import { shapeProblems } from "../shape-problems";
import { salvage, type Draft } from "../walk";
import { makeProblem, YamlFile } from "../yaml/file";
import {
  componentSchema,
  environmentSchema,
  pipelineSchema,
  type ComponentFile,
  type EnvironmentFile,
  type PipelineFile,
} from "./assets";
import { checkContract, contractSchema, type ContractDraft } from "./contract";

/** An asset of `ml/` as far as it is right, with what is wrong with it. */
export interface Asset<File> {
  readonly kind: "environment" | "component" | "pipeline";
  readonly path: string;
  /** The folder of its file. */
  readonly folder: string;
  readonly file: YamlFile;
  readonly draft: Draft<File>;
  readonly notes: Notes;
  readonly shape: readonly Problem[];
}

export type EnvironmentAsset = Asset<EnvironmentFile>;
export type ComponentAsset = Asset<ComponentFile>;
export type PipelineAsset = Asset<PipelineFile>;

/** What one use case has in `ml/use-cases/`. */
export interface UseCaseFolder {
  readonly name: string;
  readonly folder: string;
  /** `pipeline.yaml`, which trains. Undefined: there is none. */
  readonly pipeline?: PipelineAsset | undefined;
  /** All of them, by the names of their files: `scoring.yaml` is one that scores. */
  readonly pipelines: ReadonlyMap<string, PipelineAsset>;
  readonly components: readonly ComponentAsset[];
  readonly contract?: { readonly file: YamlFile; readonly draft: ContractDraft | undefined } | undefined;
  /** What is wrong with its files beside those of assets. */
  readonly problems: readonly Problem[];
}

/** The file of the pipeline that trains. */
const TRAINING = "pipeline.yaml";

/** Everything in `ml/` that Azure ML or `mlops ml` reads as YAML. */
export interface MlTree {
  readonly folder: string;
  readonly environments: readonly EnvironmentAsset[];
  readonly components: readonly ComponentAsset[];
  readonly useCases: readonly UseCaseFolder[];
  /** Files that are no asset although they stand where assets do. */
  readonly problems: readonly Problem[];
}

/** The pipelines of all use cases. */
export const pipelinesIn = ({ useCases }: Pick<MlTree, "useCases">): readonly PipelineAsset[] =>
  useCases.flatMap(({ pipelines }) => [...pipelines.values()]);

/** Reads `ml/` as far as it is right. Never throws for what is written there. */
export function readTree(folder: string): MlTree {
  const problems: Problem[] = [];
  const environments = each(folder, "environments", "environment.yaml").map((path) =>
    readAsset("environment", environmentSchema, path),
  );
  const components: ComponentAsset[] = [];
  for (const path of each(folder, "components", "component.yaml")) {
    components.push(readAsset("component", componentSchema, path));
  }
  const useCases = folders(join(folder, "use-cases")).map((path) => readUseCase(path));
  components.push(...useCases.flatMap((useCase) => useCase.components));
  return { folder, environments, components, useCases, problems };
}

function readUseCase(folder: string): UseCaseFolder {
  const problems: Problem[] = [];
  const components: ComponentAsset[] = [];
  const pipelines = new Map<string, PipelineAsset>();
  let contract: UseCaseFolder["contract"];
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .sort()) {
    const path = join(folder, name);
    if (name === "contract.yaml") {
      const file = YamlFile.read(path, shownPath(path));
      problems.push(...file.problems);
      if (file.value !== undefined)
        problems.push(...shapeProblems(contractSchema, file), ...checkContract(file).problems);
      contract = { file, draft: file.value === undefined ? undefined : salvage(contractSchema, file.value) };
    } else if (name === "params.yaml") {
      problems.push(...YamlFile.read(path, shownPath(path)).problems);
    } else {
      const file = YamlFile.read(path, shownPath(path), undefined, "asset");
      const type = file.value?.["type"];
      if (type === "pipeline" || name === TRAINING)
        pipelines.set(basename(name, ".yaml"), asset("pipeline", pipelineSchema, path, file));
      else if (type === "command" || type === "spark" || file.value === undefined) {
        components.push(asset("component", componentSchema, path, file));
      }
    }
  }
  const absent = (name: string, fix: string): void => {
    const where = { file: shownPath(folder), line: 1, column: 1 };
    problems.push(makeProblem(where, name, { kind: "mlNoSuchFile", says: "is missing", fix }));
  };
  const pipeline = pipelines.get(basename(TRAINING, ".yaml"));
  if (pipeline === undefined) absent(TRAINING, "add the pipeline that trains the model");
  if (contract === undefined) absent("contract.yaml", "describe the columns of the data");
  for (const name of ["params.yaml", "features.py"]) {
    if (!existsSync(join(folder, name))) absent(name, "every use case has one; see ml/README.md");
  }
  return { name: basename(folder), folder, pipeline, pipelines, components, contract, problems };
}

const readAsset = <Schema extends z.ZodType>(kind: Asset<unknown>["kind"], schema: Schema, path: string) =>
  asset(kind, schema, path, YamlFile.read(path, shownPath(path), undefined, "asset"));

/** A component in a file of its own. @throws UserError with everything that is wrong with its shape */
export function readComponent(path: string): ComponentAsset {
  const read = readAsset("component", componentSchema, path);
  requireNone(read.shape);
  return read;
}

function asset<Schema extends z.ZodType>(
  kind: Asset<unknown>["kind"],
  schema: Schema,
  path: string,
  file: YamlFile,
): Asset<z.output<Schema>> {
  const { value } = file;
  return {
    kind,
    path,
    folder: dirname(path),
    file,
    draft: (value === undefined ? {} : (salvage(schema, value) ?? {})) as Draft<z.output<Schema>>,
    notes: new Notes(file),
    shape: value === undefined ? file.problems : [...file.problems, ...shapeProblems(schema, file)],
  };
}

/** Folders in a folder, in order of name; none if there is no such folder. */
function folders(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => !name.startsWith(".") && !name.startsWith("__") && statSync(join(path, name)).isDirectory())
    .sort()
    .map((name) => join(path, name));
}

const each = (folder: string, below: string, file: string): readonly string[] =>
  folders(join(folder, below))
    .map((path) => join(path, file))
    .filter((path) => existsSync(path));
