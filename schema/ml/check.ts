import { join } from "node:path";
import { didYouMean } from "../../domain/problem/did-you-mean";
import { formatProblem, UserError, type Problem } from "../../domain/problem/problem";
import { environmentSchema } from "../environment/schema";
import type { ConfigurationSources } from "../load";
import type { ProblemKind } from "../finding";
import { shownPath } from "../folders";
import { checkComponent, checkEnvironmentAsset } from "./component-checks";
import { checkPipeline, componentOf } from "./pipeline-checks";
import { checkSampleRequest } from "./sample-request";
import { pipelinesIn, readTree, type Asset, type MlTree, type UseCaseFolder } from "./tree";
import { salvage } from "../walk";
import { checkConfigured } from "./use-case-checks";

/** What of a configuration says anything of `ml/`. */
export type SourcesOfMl = Pick<ConfigurationSources, "environments" | "useCases">;

/** `ml/` as it was read, and everything that is wrong with it. */
export interface CheckedTree {
  readonly tree: MlTree;
  /** In order of file, line and column. */
  readonly problems: readonly Problem[];
}

/**
 * Checks everything in `ml/` that can be checked without Python, and what the configuration says of it.
 * @param folder - `ml/`
 * @param sources - the configuration's files. @default - use cases are looked at without what is configured
 */
export function checkTree(folder: string, sources?: SourcesOfMl): CheckedTree {
  const tree = readTree(folder);
  for (const asset of tree.environments) checkEnvironmentAsset(asset);
  for (const asset of tree.components) checkComponent(asset, tree.environments);
  const pipelines = pipelinesIn(tree);
  for (const pipeline of pipelines) checkPipeline(pipeline, tree.components);
  const assets = [...tree.environments, ...tree.components, ...pipelines];
  const problems = [
    ...tree.problems,
    ...repeatedNames(assets),
    ...assets.flatMap(({ shape, notes }) => [...shape, ...notes.problems]),
    ...tree.useCases.flatMap((useCase) => [
      ...useCase.problems,
      ...checkSampleRequest(useCase.folder, useCase.contract?.draft),
    ]),
    ...(sources === undefined ? [] : configuredProblems(tree, sources)),
  ];
  return { tree, problems: inOrder(problems) };
}

/** What is wrong with one use case: its own files, the components and environments it uses, and its configuration. */
export function problemsOf(checked: CheckedTree, useCase: UseCaseFolder, config: string): readonly Problem[] {
  const { tree, problems } = checked;
  const used = [...useCase.pipelines.values()].flatMap(({ draft }) =>
    Object.values(draft.jobs ?? {}).flatMap((step) => componentOf(step?.component, tree.components) ?? []),
  );
  const shared = [...used, ...tree.environments].map(({ file }) => file.shownAs);
  const own = `${shownPath(useCase.folder)}/`;
  const configured = shownPath(join(config, "use-cases", `${useCase.name}.yaml`));
  return problems.filter(({ where }) => {
    const file = typeof where === "string" ? where : where.file;
    return `${file}/`.startsWith(own) || shared.includes(file) || file === configured;
  });
}

/** The use case of a name. @throws UserError MLOPS-ML-030 if `ml/` has none */
export function useCaseIn(tree: MlTree, name: string): UseCaseFolder {
  const found = tree.useCases.find((useCase) => useCase.name === name);
  if (found !== undefined) return found;
  const known = tree.useCases.map((useCase) => useCase.name);
  const meant = didYouMean(name, known);
  throw new UserError([
    {
      code: "MLOPS-ML-030",
      where: shownPath(join(tree.folder, "use-cases")),
      message: "there is no such use case",
      given: name,
      allowed: known.join(", ") || "none is there",
      ...(meant !== undefined && { fix: `did you mean ${meant}?` }),
    },
  ]);
}

/**
 * What the configuration says of `ml/` that is not so, in order of file, line and column.
 * @param wanted - kinds of findings in the configuration that are asked for. @default - all
 */
export const configuredProblems = (
  tree: MlTree,
  sources: SourcesOfMl,
  wanted?: readonly ProblemKind[],
): readonly Problem[] => {
  const publishing = new Set(
    [...sources.environments].flatMap(([name, { value }]) => {
      const draft = value === undefined ? undefined : salvage(environmentSchema, value);
      return draft?.compute?.publishesModels === true ? [name] : [];
    }),
  );
  return inOrder(
    [...sources.useCases].flatMap(([name, file]) => checkConfigured(name, file, tree, publishing, wanted)),
  );
};

/** Assets of which two have one name: a reference could mean either. */
function repeatedNames(assets: readonly Asset<{ readonly name: string }>[]): readonly Problem[] {
  const seen = new Map<string, string>();
  return assets.flatMap(({ kind, draft: { name }, file }) => {
    if (name === undefined) return [];
    // In a registry pipelines are components, too.
    const id = `${kind === "environment" ? kind : "component"} ${name}`;
    const before = seen.get(id);
    seen.set(id, file.shownAs);
    if (before === undefined) return [];
    return [
      file.problemAt(["name"], { kind: "mlName", says: `is the name of ${before}, too`, fix: "rename one of the two" }),
    ];
  });
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const unique = [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
  const key = ({ where }: Problem): readonly [string, number, number] =>
    typeof where === "string" ? [where, 0, 0] : [where.file, where.line, where.column];
  return unique.sort((a, b) => {
    const [left, right] = [key(a), key(b)];
    if (left[0] !== right[0]) return left[0] < right[0] ? -1 : 1;
    return left[1] - right[1] || left[2] - right[2];
  });
}
