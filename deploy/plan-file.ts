import type { StateMark } from "./manifest";
import { unzip } from "./unzip";

/** What is in a plan file of Terraform besides the plan. Source: internal/plans/planfile of Terraform 1.9 to 1.11. */
export interface PlanFile {
  /** The state it was made on. */
  readonly state: StateMark;
  /** The same as it was kept, in JSON. */
  readonly stored: string;
  /** The files of the configuration it was made of, by name. */
  readonly configuration: ReadonlyMap<string, Buffer>;
  /** Providers that were selected, with their hashes: `.terraform.lock.hcl`. */
  readonly lock: Buffer | undefined;
}

/** Where the root module is in a plan file. */
const ROOT_MODULE = "tfconfig/m-/";

/** Reads a plan file. Throws an `Error` if it is none, or if a name in it would lead out of a folder. */
export function readPlanFile(content: Buffer): PlanFile {
  const files = unzip(content);
  const state = files.get("tfstate");
  if (state === undefined) throw new Error("no plan file: it holds no state");
  const configuration = [...files]
    .filter(([name]) => name.startsWith(ROOT_MODULE))
    .map(([name, file]) => [name.slice(ROOT_MODULE.length), file] as const);
  for (const [name] of configuration) if (!/^[\w-][\w.-]*$/.test(name)) throw new Error(`no file name: ${name}`);
  return {
    state: markOf(state.toString("utf8")),
    stored: (files.get("tfstate-prev") ?? state).toString("utf8"),
    configuration: new Map(configuration),
    lock: files.get(".terraform.lock.hcl"),
  };
}

/** Which state it is. @param state - its JSON; empty: there is none yet */
export function markOf(state: string): StateMark {
  if (state.trim() === "") return { lineage: "", serial: 0 };
  const { lineage = "", serial = 0 } = JSON.parse(state) as Partial<StateMark>;
  return { lineage, serial };
}
