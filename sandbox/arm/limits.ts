import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ArmError } from "./arm-error";
import type { Cloud } from "./cloud";

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
export function limitsOf({ store }: Cloud): Limits {
  const file = join(dirname(store.file), "limits.json");
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Limits;
  } catch (error) {
    throw new ArmError(400, "InvalidLimits", `The sandbox's ${file} cannot be read: ${(error as Error).message}`);
  }
}
