import { existsSync } from "node:fs";
import { join } from "node:path";
import { readSources } from "../../schema/load";
import { checkTree } from "../../schema/ml/check";
import { shownPath } from "../../schema/folders";
import { tools } from "../../domain/machine/tools";
import { formatProblem } from "../../domain/problem/problem";
import { findPython, isReady, mlFolder, type Requirements } from "../ml/python";
import type { Report } from "./doctor";
import { fail, pass, unknown, type Finding, type Line } from "./line";

/** What each set of packages is for, and the command that installs it on first use. */
const packages: readonly (readonly [Requirements, string])[] = [
  ["train", "train and score"],
  ["score", "serve"],
];

/**
 * Whether this machine can train and serve: Python, its packages, and `ml/`. Asks nobody but this machine.
 * @param config - the configuration's folder
 */
export async function mlDoctor(config: string, ml = "ml"): Promise<Report> {
  const lines: Line[] = [];
  const add = (check: string, finding: Finding): void => void lines.push({ about: "this machine", check, ...finding });
  const found = await findPython();
  add(
    "python",
    found === undefined
      ? fail(
          `no Python that is new enough${process.env["MLOPS_PYTHON"] === undefined ? " is on PATH" : ""}`,
          tools.python.fix,
        )
      : pass(`${found.version} (${found.program})`),
  );
  for (const [needed, use] of packages) {
    const check = `packages to ${use}`;
    if (found === undefined) add(check, unknown("not looked at: there is no Python", tools.python.fix));
    else if (isReady(needed, found)) add(check, pass(`installed in ${shownPath(mlFolder)}, as locked`));
    else add(check, pass("not installed yet: it is done on first use, and takes a minute or two"));
  }
  if (!existsSync(ml)) add("ml", fail(`there is no folder ${ml}`, "run it in the project"));
  else {
    const { tree, problems } = checkTree(ml, existsSync(config) ? readSources(config) : undefined);
    const names = tree.useCases.map(({ name }) => name).join(", ");
    const more = problems.length > 1 ? `, and ${problems.length - 1} more` : "";
    add(
      "ml",
      problems.length === 0 ? pass(names) : fail(`${formatProblem(problems[0]!)}${more}`, "npx mlops ml check"),
    );
    for (const { name, folder } of tree.useCases) {
      const data = existsSync(join(folder, "data"));
      add(`data of ${name}`, data ? pass("there is some to try it with") : unknown("none is kept with it", "name your own with --input")); // prettier-ignore
    }
  }
  const count = (result: Line["result"]): number => lines.filter((line) => line.result === result).length;
  return { target: "machine", lines, counts: { pass: count("pass"), fail: count("fail"), unknown: count("unknown") } };
}
