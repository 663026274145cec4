import { existsSync } from "node:fs";
import type { Problem } from "../../domain/problem/problem";
import type { ComponentRef, Monitors } from "../use-case/model";
import { codeOfKind } from "../finding";
import { configuredProblems, type SourcesOfMl } from "./check";
import { pipelinesIn, readTree } from "./tree";

/** Whether a component exists: `ml/` has it in that version, or it is said to be kept elsewhere. */
export type Inventory = (named: ComponentRef) => boolean;

/**
 * What exists, by a folder as `ml/` is one. Of a folder that is not there nothing exists but what is kept elsewhere.
 * @param folder - `ml/`
 */
export function inventoryOf(folder: string): Inventory {
  const tree = existsSync(folder) ? readTree(folder) : { components: [], useCases: [] };
  const assets = [...tree.components, ...pipelinesIn(tree)];
  const there = new Set(assets.map(({ draft }) => `${draft.name ?? ""}:${draft.version ?? ""}`));
  return ({ component, version, external }) => external === true || there.has(`${component}:${version}`);
}

/** The components that monitors run: those of custom signals, and what prepares their data. */
export const signalComponents = (monitors: Pick<Monitors, "signals"> | undefined): readonly ComponentRef[] =>
  (monitors?.signals ?? []).flatMap((signal) =>
    signal.type === "custom"
      ? [signal.component, ...(signal.preprocessing === undefined ? [] : [signal.preprocessing])]
      : [],
  );

/**
 * What the configuration names and `ml/` does not have, each where it is named. It may still be in the registry: it is told,
 * and `mlops ml check` refuses it.
 * @param folder - `ml/`
 * @param sources - the configuration's files
 */
export function namedButAbsent(folder: string, sources: SourcesOfMl): readonly Problem[] {
  if (!existsSync(folder)) return [];
  return configuredProblems(readTree(folder), sources, ["mlComponent"]).filter(
    ({ code }) => code === codeOfKind.mlComponent,
  );
}
