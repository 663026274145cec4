import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { isDataType, refusedValue } from "../../../domain/ml/ports";
import { didYouMean } from "../../../domain/problem/did-you-mean";
import { Bug, requireNone, UserError, type Problem } from "../../../domain/problem/problem";
import { shownPath } from "../../../schema/folders";
import { loadConfiguration } from "../../../schema/load";
import { componentOf, waitsFor } from "../../../schema/ml/pipeline-checks";
import type { ComponentAsset, MlTree, PipelineAsset, UseCaseFolder } from "../../../schema/ml/tree";
import type { UseCase } from "../../../schema/use-case/schema";

/** What an input of the pipeline is: a value as text, or data on this machine. */
export type Given = { readonly value: string } | { readonly path: string };

/** A step of a pipeline with its component. */
export interface Step {
  readonly name: string;
  readonly component: ComponentAsset;
  readonly inputs: Readonly<Record<string, string | number | boolean>>;
  /** Steps that must have ended before. */
  readonly after: readonly string[];
}

/** A pipeline that may start: the training, or another of the use case. */
export interface Training {
  readonly useCase: UseCaseFolder;
  readonly pipeline: PipelineAsset;
  /** Name of its file without the ending, if it is not the training. */
  readonly other?: string | undefined;
  readonly inputs: Readonly<Record<string, Given>>;
  /** In an order in which they can run. */
  readonly steps: readonly Step[];
  /** What the configuration says in one environment. Undefined: the use case is not configured. */
  readonly configured?: UseCase["variants"][number] | undefined;
}

export interface Asked {
  /** `name=value` or `name=path`. */
  readonly inputs: readonly string[];
  /** `name=value` of inputs, or of parameters. */
  readonly set: readonly string[];
  /** Whose settings count. @default - the last environment that the use case is in */
  readonly environment?: string;
  /** The file of another pipeline, without its ending. @default - the training */
  readonly pipeline?: string;
  /** A model for an input that must be given one, if what was asked gives none. */
  readonly lastModel?: () => string;
}

/** The pipeline that is asked for. @throws UserError MLOPS-ML-041 if the use case has none of the name */
function pipelineOf({ name, folder, pipeline, pipelines }: UseCaseFolder, asked: string | undefined): PipelineAsset {
  const found = asked === undefined ? pipeline : pipelines.get(asked);
  if (found !== undefined) return found;
  const known = [...pipelines.keys()];
  const meant = didYouMean(asked ?? "", known);
  throw new UserError([
    {
      code: "MLOPS-ML-041",
      where: "--pipeline",
      message: `${name} has no such pipeline`,
      given: asked ?? "",
      allowed: known.join(", "),
      fix: meant === undefined ? `add ${shownPath(join(folder, `${asked ?? ""}.yaml`))}` : `did you mean ${meant}?`,
    },
  ]);
}

/** What the configuration gives a pipeline. */
function givenTo({ draft: { name } }: PipelineAsset, isTraining: boolean, configured: Training["configured"]) {
  if (isTraining) return configured?.training.inputs ?? {};
  const { batch } = configured?.serving ?? {};
  return batch !== undefined && batch.component === name ? batch.inputs : {};
}

/**
 * Resolves what a run of a use case's training, or of another of its pipelines, reads and does.
 * @throws UserError with every problem of what was asked, and of data that is not there
 */
export function prepare(tree: MlTree, useCase: UseCaseFolder, config: string, asked: Asked): Training {
  const pipeline = pipelineOf(useCase, asked.pipeline);
  const isTraining = pipeline === useCase.pipeline;
  const what = isTraining ? "the training" : asked.pipeline!;
  const configured = configuredIn(config, useCase.name, asked.environment);
  const configuredInputs = givenTo(pipeline, isTraining, configured);
  const problems: Problem[] = [];
  const inputs: Record<string, Given> = {};
  const ports = pipeline.draft.inputs ?? {};

  for (const [name, port] of Object.entries(ports)) {
    if (port !== undefined && "default" in port && port.default !== undefined)
      inputs[name] = { value: String(port.default) };
  }
  const named = new Set([...asked.inputs, ...asked.set].map((text) => text.split("=")[0]!));
  for (const [name, given] of Object.entries(configuredInputs)) {
    if (named.has(name)) continue;
    if (given.type === "literal") inputs[name] = { value: given.value };
    else {
      const path = localCopy(tree.folder, useCase.name, given.path);
      if (path !== undefined) inputs[name] = { path };
      else problems.push(notHere(what, name, given.path));
    }
  }
  const take = (option: string, text: string, parameters: boolean): string | undefined => {
    const at = text.indexOf("=");
    const [name, value] = at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
    const port = ports[name];
    const problem = (message: string, given: string, allowed: string, fix?: string): void =>
      void problems.push({
        code: "MLOPS-ML-031",
        where: option,
        message,
        given,
        allowed,
        ...(fix !== undefined && { fix }),
      });
    if (at <= 0 || value === "") problem("this names nothing to set", text, `${option} <name>=<value>`);
    else if (port === undefined && parameters && "overrides" in ports) return text;
    else if (port === undefined) {
      const meant = didYouMean(name, Object.keys(ports));
      const fix = meant === undefined ? undefined : `did you mean ${meant}?`;
      problem(`${what} has no such input`, name, Object.keys(ports).join(", "), fix);
    } else if (isDataType(port.type)) {
      if (existsSync(value)) inputs[name] = { path: resolve(value) };
      else
        problems.push({
          code: "MLOPS-ML-032",
          where: option,
          message: `the data of ${name} is not there`,
          given: value,
        });
    } else {
      const allowed = refusedValue(port, value);
      if (allowed === undefined) inputs[name] = { value };
      else problem(`${name} does not take this`, value, allowed);
    }
    return undefined;
  };
  for (const text of asked.inputs) take("--input", text, false);
  const overrides = asked.set.flatMap((text) => take("--set", text, true) ?? []);
  if (overrides.length > 0) inputs["overrides"] = { value: overrides.join(" ") };

  for (const [name, port] of Object.entries(ports)) {
    if (port === undefined || port.optional === true || name in inputs || name in configuredInputs || named.has(name))
      continue;
    if (port.type === "mlflow_model" && asked.lastModel !== undefined) inputs[name] = { path: asked.lastModel() };
    else problems.push(notHere(what, name, undefined));
  }
  const steps = inOrder(pipeline, tree, problems);
  requireNone(problems);
  return { useCase, pipeline, inputs, steps, configured, other: isTraining ? undefined : asked.pipeline };
}

/** What the configuration says of a use case in one environment: the last one, if none is named. */
export function configuredIn(config: string, name: string, environment: string | undefined) {
  if (!existsSync(join(config, "use-cases", `${name}.yaml`))) return undefined;
  const { useCases } = loadConfiguration(config);
  const useCase = useCases.find((each) => each.name === name);
  if (useCase === undefined) throw new Bug(`${name} is configured and was not loaded`);
  if (environment === undefined) return useCase.variants.at(-1);
  const found = useCase.variants.find((variant) => variant.environment === environment);
  if (found !== undefined) return found;
  const meant = didYouMean(environment, useCase.environments);
  requireNone([
    {
      code: "MLOPS-CLI-002",
      where: "--env",
      message: `${name} is in no such environment`,
      given: environment,
      allowed: useCase.environments.join(", "),
      ...(meant !== undefined && { fix: `did you mean ${meant}?` }),
    },
  ]);
  return undefined;
}

/**
 * Where the data of a datastore's address lies on this machine: what the use case keeps of it for this purpose,
 * `…/paths/<use case>/<folder>/` in `data/<folder>/`.
 */
export function localCopy(ml: string, useCase: string, address: string): string | undefined {
  const below = /^azureml:\/\/datastores\/[^/]+\/paths\/(.+?)\/*$/.exec(address)?.[1];
  if (below === undefined || !below.startsWith(`${useCase}/`)) return undefined;
  const path = join(ml, "use-cases", useCase, "data", below.slice(useCase.length + 1));
  return existsSync(path) ? resolve(path) : undefined;
}

const notHere = (what: string, name: string, address: string | undefined): Problem => ({
  code: "MLOPS-ML-032",
  where: "--input",
  message: `${what} reads ${name}, which is not on this machine`,
  ...(address !== undefined && { given: address }),
  fix: `name a file or folder: --input ${name}=<path>`,
});

function inOrder({ draft }: PipelineAsset, tree: MlTree, problems: Problem[]): readonly Step[] {
  const steps = Object.entries(draft.jobs ?? {}).flatMap(([name, step]): Step[] => {
    const component = componentOf(step?.component, tree.components);
    if (component === undefined) {
      problems.push({
        code: "MLOPS-ML-035",
        where: name,
        message: "this step's component is not in ml/, and cannot run on this machine",
        ...(step?.component !== undefined && { given: step.component }),
      });
      return [];
    }
    const inputs = (step?.inputs ?? {}) as Step["inputs"];
    return [{ name, component, inputs, after: waitsFor(inputs) }];
  });
  const ordered: Step[] = [];
  const waiting = new Map(steps.map((step) => [step.name, step]));
  while (waiting.size > 0) {
    const next = [...waiting.values()].find(({ after }) => !after.some((name) => waiting.has(name)));
    // The check refuses circles; steps that are no steps are told above.
    if (next === undefined) break;
    waiting.delete(next.name);
    ordered.push(next);
  }
  return ordered;
}

/** A pipeline's steps in an order in which they can run. @throws UserError if a component is not there */
export function stepsOf(pipeline: PipelineAsset, tree: MlTree): readonly Step[] {
  const problems: Problem[] = [];
  const steps = inOrder(pipeline, tree, problems);
  requireNone(problems);
  return steps;
}

/** Whether a path is a folder. */
export const isFolder = (path: string): boolean => statSync(path).isDirectory();
