import { commandCodes } from "./codes/commands";
import { configurationCodes } from "./codes/configuration";
import { environmentCodes } from "./codes/environments";
import type { Meaning, Repeated } from "./codes/meaning";
import { mlCodes } from "./codes/ml";
import { modelCodes } from "./codes/models";
import { planCodes } from "./codes/plans";
import { useCaseCodes } from "./codes/use-cases";

const parts = [
  configurationCodes,
  useCaseCodes,
  environmentCodes,
  modelCodes,
  mlCodes,
  planCodes,
  commandCodes,
] as const;

/** Does not compile if a code stands in two of the parts: a code has one meaning, for ever. */
true satisfies [Repeated<typeof parts>] extends [never] ? true : Repeated<typeof parts>;

/**
 * Every code that a problem can have, with its meaning. A problem with another code does not compile; the reference
 * (`docs/reference/problems.md`) is made from this.
 */
export const problemCodes = Object.assign({}, ...parts) as Readonly<Record<ProblemCode, Meaning>>;

/** Stable identifier of a kind of problem, for example `MLOPS-CONFIG-012`. */
export type ProblemCode = KeyOfAny<(typeof parts)[number]>;

type KeyOfAny<Part> = Part extends unknown ? keyof Part : never;

export { problemAreas } from "./codes/areas";

const inFiles = { ...configurationCodes, ...useCaseCodes, ...mlCodes };
type FileCodes = typeof inFiles;

/** Our name for a kind of problem that a file of the configuration or of `ml/` can have. */
export type ProblemKind = FileCodes[keyof FileCodes]["kind"];

/** The code of each kind of problem that such a file can have. */
export const codeOfKind = Object.fromEntries(
  Object.entries(inFiles).map(([code, { kind }]) => [kind, code]),
) as Readonly<Record<ProblemKind, ProblemCode>>;

/** Whether a text is the code of a kind of problem. */
export const isProblemCode = (text: string): text is ProblemCode => Object.hasOwn(problemCodes, text);
