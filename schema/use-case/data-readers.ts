import { placeInEnvironment } from "../../domain/azure/datastore-uri";
import type { Path } from "../yaml/file";
import type { NotedVariant } from "./data-asset-checks";
import type { VariantDraft } from "./drafts";
import type { UseCase } from "./model";

const BATCH: Path = ["serving", "batch", "readers"];
const LIVE: Path = ["promotion", "gates", "live", "readers"];

/** Names of environments in which a use case names groups that read data. */
export const environmentsWithDataReaders = (useCases: readonly UseCase[]): readonly string[] => [
  ...new Set(
    useCases
      .flatMap(({ variants }) => variants)
      .filter(
        ({ serving, promotion }) =>
          (serving?.batch?.readers.length ?? 0) > 0 || (promotion?.gates.live?.readers?.length ?? 0) > 0,
      )
      .map(({ environment }) => environment),
  ),
];

type Draft = Pick<VariantDraft, "serving" | "promotion" | "data" | "isLast">;

/** Groups that a use case names as readers in an environment, each with where it stands. */
function readersIn({ serving, promotion, isLast }: Draft): readonly { readonly path: Path; readonly group: string }[] {
  const listed = [
    { path: BATCH, groups: serving?.batch?.readers ?? [] },
    { path: LIVE, groups: isLast ? (promotion?.gates?.live?.readers ?? []) : [] },
  ];
  return listed.flatMap(({ path, groups }) =>
    groups.flatMap((one, index) =>
      one?.group === undefined ? [] : [{ path: [...path, index, "group"], group: one.group.toLowerCase() }],
    ),
  );
}

/**
 * What is read must lie where a condition can tell it from the rest; and a group reads data of one use case, because Azure takes
 * one assignment of a role for a group and an account, with one condition.
 */
export function checkDataReaders(variants: readonly NotedVariant[]): void {
  const first = new Map<string, string>();
  for (const { draft, notes } of variants) {
    for (const { path, group } of readersIn(draft)) {
      const id = `${draft.environment}/${group}`;
      const other = first.get(id) ?? draft.useCase;
      first.set(id, other);
      if (other === draft.useCase) continue;
      const says = `reads data of ${other} already, and Azure takes one condition for a group and an account`;
      notes.add(path, { kind: "together", says, fix: "give each use case's readers a group of their own" });
    }
    for (const list of [BATCH, LIVE]) {
      const groups = list === BATCH ? draft.serving?.batch?.readers : draft.promotion?.gates?.live?.readers;
      notes.addRepeated(
        list,
        (groups ?? []).map((one) => one?.group),
        ["group"],
      );
    }
    checkPlaces({ draft, notes });
  }
}

function checkPlaces({ draft, notes }: NotedVariant): void {
  const says = "is no folder of workspaceblobstore, and so cannot be told from what others may not read";
  const allowed = "azureml://datastores/workspaceblobstore/paths/<folder>/";
  const isRight = (path: string | undefined): boolean => {
    const place = path === undefined ? undefined : placeInEnvironment(path);
    return place?.account === "storage" && /^[\w-]/.test(place.path) && !/[*?']/.test(place.path);
  };
  const { batch } = draft.serving ?? {};
  if ((batch?.readers ?? []).length > 0) {
    for (const [name, output] of Object.entries(batch?.outputs ?? {})) {
      if (output === undefined || isRight(output.path)) continue;
      const at = ["serving", "batch", "outputs", name];
      const path = notes.has([...at, "path"]) ? [...at, "path"] : at;
      notes.add(path, { kind: "together", says, allowed, fix: "name such a folder, or remove serving.batch.readers" });
    }
  }
  const { labels } = draft.data ?? {};
  if (!draft.isLast || (draft.promotion?.gates?.live?.readers ?? []).length === 0 || isRight(labels?.path)) return;
  const at = ["data", "labels", "path"];
  notes.add(notes.has(at) ? at : LIVE, {
    kind: "together",
    says: notes.has(at) ? says : "reads labels that data.labels gives no folder of",
    allowed,
    fix: "name such a folder, or remove promotion.gates.live.readers",
  });
}
