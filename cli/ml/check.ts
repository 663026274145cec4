import { existsSync } from "node:fs";
import { requireNone, UserError, type Problem } from "../../domain/problem/problem";
import { writeWhole } from "../../files";
import { readSources } from "../../schema/load";
import { checkTree, problemsOf, useCaseIn, type CheckedTree } from "../../schema/ml/check";
import { lockFileOf, lockProblems, locksOf, lockText } from "../../schema/ml/lock";
import type { UseCaseFolder } from "../../schema/ml/tree";
import { render, type ValidateFormat, type ValidateResult } from "../validation";

/** Checks `ml/`, or what one use case has and uses in it, and tells all that is wrong. */
export function check(folder: string, config: string, format: ValidateFormat, name?: string): ValidateResult {
  const checked = checkedTree(folder, config);
  const { tree } = checked;
  const problems =
    name === undefined ? allProblems(checked, config) : problemsOf(checked, useCaseIn(tree, name), config);
  if (problems.length > 0 || format === "json" || format === "sarif") {
    return { exitCode: problems.length > 0 ? 2 : 0, output: render(problems, format) };
  }
  const names = name === undefined ? tree.useCases.map((useCase) => useCase.name) : [name];
  const counts = `${tree.components.length} components, ${tree.environments.length} environments`;
  return { exitCode: 0, output: `${folder}: ${names.join(", ")}; ${counts}, no problems` };
}

/** Keys can be told of a tree only that is right. */
const allProblems = ({ tree, problems }: CheckedTree, config: string): readonly Problem[] =>
  problems.length > 0 ? problems : lockProblems(tree, readSources(config).useCases);

/**
 * Writes down which content each version in `ml/` has. Numbers that are written down stay.
 * @returns what is new, in words
 * @throws UserError with everything that is wrong in `ml/`, other content under a number that is written down among it
 */
export function lock(folder: string, config: string): string {
  const checked = checkedTree(folder, config);
  requireNone(allProblems(checked, config));
  const { before, now } = locksOf(checked.tree);
  const added = Object.keys(now).filter((asset) => !Object.hasOwn(before, asset));
  if (added.length === 0) return `${lockFileOf(folder)}: all versions are in it`;
  writeWhole(lockFileOf(folder), lockText({ ...before, ...now }));
  return `${lockFileOf(folder)}: ${added.sort().join(", ")}`;
}

/**
 * One use case with nothing wrong in it.
 * @throws UserError with every problem of its files, of what it uses and of what is configured for it
 */
export function checkedUseCase(
  folder: string,
  config: string,
  name: string,
): { readonly useCase: UseCaseFolder; readonly checked: CheckedTree } {
  const checked = checkedTree(folder, config);
  const useCase = useCaseIn(checked.tree, name);
  const problems: readonly Problem[] = problemsOf(checked, useCase, config);
  if (problems.length > 0) throw new UserError(problems);
  return { useCase, checked };
}

function checkedTree(folder: string, config: string): CheckedTree {
  requireMl(folder);
  return checkTree(folder, readSources(config));
}

/**
 * Looks for the folder of components and use cases before anything in it is run.
 * @throws UserError if it is not there
 */
export function requireMl(folder: string): void {
  if (existsSync(folder)) return;
  const fix = "run it in the project, or name the folder with --ml";
  throw new UserError([{ code: "MLOPS-FILE-001", where: folder, message: "there is no such folder", fix }]);
}
