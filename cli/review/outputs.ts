import { relative, resolve } from "node:path";
import { type Problem, UserError } from "../../domain/problem/problem";
import { writeWhole } from "../../files";

export const formats = ["markdown", "html", "json", "sarif"] as const;
export type Format = (typeof formats)[number];

/** Where each format goes: a file, or `-` for stdout. */
export type Outputs = Partial<Readonly<Record<Format, string>>>;

/** What is wrong with where things are to go. Plans stay what was planned, so no report is written among them. */
export function checkOutputs(outputs: Outputs, folder: string): Problem[] {
  const given = formats.flatMap((format) =>
    outputs[format] === undefined ? [] : [[format, outputs[format]] as const],
  );
  const printed = given.filter(([, path]) => path === "-");
  const twice = given.filter(
    ([, path], index) => path !== "-" && given.slice(0, index).some(([, other]) => resolve(other) === resolve(path)),
  );
  return [
    ...printed.slice(1).map(([format]): Problem => ({
      code: "MLOPS-REVIEW-012",
      where: `--${format}`,
      message: `--${printed[0]![0]} is printed to stdout already`,
      fix: "write one of the two into a file",
    })),
    ...twice.map(([format, path]): Problem => ({
      code: "MLOPS-REVIEW-013",
      where: `--${format}`,
      message: "two formats cannot go into the same file",
      given: path,
    })),
    ...given
      .filter(([, path]) => path !== "-" && isWithin(path, folder))
      .map(([format, path]): Problem => ({
        code: "MLOPS-REVIEW-014",
        where: `--${format}`,
        message: "reports are not kept among the plans",
        given: path,
        fix: `choose a file outside of ${folder}`,
      })),
  ];
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(resolve(folder), resolve(path));
  return way === "" || !/^\.\.(?:[/\\]|$)|^[a-z]:/i.test(way);
}

/**
 * Writes files, each wholly or not at all.
 * @throws UserError that lists those that could not be written
 */
export function writeOutputs(files: readonly (readonly [format: Format, path: string, content: string])[]): void {
  const problems = files.flatMap(([format, path, content]): Problem[] => {
    try {
      writeWhole(path, content);
      return [];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return error.problems.map(({ message, fix }) => ({
        code: "MLOPS-REVIEW-015",
        where: `--${format}`,
        message: message.replace(/^this /, "this file "),
        given: path,
        fix,
      }));
    }
  });
  if (problems.length > 0) throw new UserError(problems);
}
