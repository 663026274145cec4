import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { ArmError } from "./arm-error";
import { formatProblem, UserError } from "../../../domain/problem/problem";
import { isTree } from "../../../domain/json/tree";
import { readSandboxFile } from "../store/store-file";
import type { CloudView } from "./model";

/** What the simulated subscriptions lack, in `limits.json` beside the store. Everything may be left out. */
export interface Limits {
  /** Cores by VM family as Azure names it, e.g. `standardDDSv5Family`; `total` for all of them. @default 500 and 2000 */
  readonly cores?: Readonly<Record<string, number>>;
  /** VM sizes that no region offers. */
  readonly missingSizes?: readonly string[];
  /** Namespaces of resource providers that are not registered. */
  readonly unregistered?: readonly string[];
  /** What whoever asks may do, in every scope. @default - everything */
  readonly permissions?: readonly { readonly actions: readonly string[]; readonly notActions?: readonly string[] }[];
  /** Ids that whoever asks may not read, nor anything below them. */
  readonly denied?: readonly string[];
  /** Names that somebody else in Azure has taken. */
  readonly takenNames?: readonly string[];
}

/** The limits as they are now: the file may be edited while the sandbox runs. */
export function limitsOf({ store }: CloudView): Limits {
  const file = join(dirname(store.file), "limits.json");
  if (!existsSync(file)) return {};
  try {
    return readSandboxFile(file, "what the sandbox lacks", wrongLimits);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new ArmError(400, "InvalidLimits", error.problems.map(formatProblem).join("\n"));
  }
}

function wrongLimits(content: unknown): string | undefined {
  if (!isTree(content)) return "is no mapping of limits";
  const { cores, permissions, ...lists } = content;
  if (cores !== undefined && !(isTree(cores) && Object.values(cores).every((count) => typeof count === "number"))) {
    return "has cores that are no numbers by VM family";
  }
  if (permissions !== undefined && !(Array.isArray(permissions) && permissions.every(isPermission))) {
    return "has permissions that are no lists of actions";
  }
  for (const key of ["missingSizes", "unregistered", "denied", "takenNames"]) {
    if (lists[key] !== undefined && !isTexts(lists[key])) return `has ${key} that is no list of texts`;
  }
  return undefined;
}

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === "string");

const isPermission = (value: unknown): boolean =>
  isTree(value) && isTexts(value["actions"]) && (value["notActions"] === undefined || isTexts(value["notActions"]));
