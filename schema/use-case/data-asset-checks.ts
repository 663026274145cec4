import { batchDataEnd, batchDataParts } from "../../domain/azure/use-case-names";
import type { Notes } from "../notes";
import type { VariantDraft } from "./drafts";
import type { UseCaseInEnvironment } from "./model";

/** A use case in an environment, with where its problems are taken down. */
export interface NotedVariant {
  readonly draft: VariantDraft;
  readonly notes: Notes;
}

type Data = NonNullable<VariantDraft["data"]>;
interface Asset {
  readonly key: "reference" | "production" | "labels";
  readonly asset: string;
  readonly version?: string;
  readonly type?: string;
  readonly path: string;
}

/** Azure does not tell upper from lower case in the names of assets. */
export const assetId = (environment: string, { asset }: Pick<Asset, "asset">): string =>
  `${environment}/${asset}`.toLowerCase();

/** What would be registered for a use case: data assets with a path. */
export const registeredIn = (data: Data | undefined): readonly Asset[] =>
  (["reference", "production", "labels"] as const).flatMap((key) => {
    const one = data?.[key];
    if (one === undefined || !("asset" in one) || one.asset === undefined || one.path === undefined) return [];
    return [{ key, asset: one.asset, version: one.version, type: one.type, path: one.path }];
  });

const isSame = (one: Asset, other: Asset): boolean =>
  one.version === other.version && one.type === other.type && one.path === other.path;

/**
 * A workspace holds one data asset of a name. Use cases may share it if they say the same of it: the first of them, by
 * name, registers it for all. What batches score is registered under names that follow from the use case's, and is nobody's else.
 */
export function checkDataAssets(variants: readonly NotedVariant[]): void {
  const ofBatches = batchAssets(variants);
  const registered = new Map<string, Asset & { readonly useCase: string }>();
  for (const { draft, notes } of variants) {
    for (const asset of registeredIn(draft.data)) {
      const id = assetId(draft.environment, asset);
      const scoredBy = ofBatches.get(id);
      if (scoredBy !== undefined) {
        notes.add(["data", asset.key, "asset"], {
          kind: "nameTaken",
          says: `is what data.batch of ${scoredBy} is registered as in the same workspace`,
          fix: "give it a name of its own",
        });
        continue;
      }
      const first = registered.get(id);
      if (first === undefined) registered.set(id, { ...asset, useCase: draft.useCase });
      else if (!isSame(first, asset)) {
        notes.add(["data", asset.key, "asset"], {
          kind: "nameTaken",
          says: `is registered in the same workspace by data.${first.key} of ${first.useCase}, with another version, type or path`,
          fix: "say the same there and here, or give it a name of its own",
        });
      }
    }
  }
}

/** The data assets of what batches score, by id, with the use case. */
const batchAssets = (variants: readonly NotedVariant[]): ReadonlyMap<string, string> =>
  new Map(
    variants.flatMap(({ draft: { environment, useCase, data } }) =>
      data?.batch === undefined
        ? []
        : batchDataParts.map(
            (part) => [assetId(environment, { asset: useCase + batchDataEnd(part) }), useCase] as const,
          ),
    ),
  );

/**
 * Who registers the data assets of each use case: by environment and use case, the names of those that another use case
 * registers, with whose they are. Takes use cases in order of their names.
 */
export function sharedDataAssets(
  variants: readonly Pick<UseCaseInEnvironment, "name" | "environment" | "data">[],
): (environment: string, useCase: string) => Readonly<Record<string, string>> {
  const registered = new Map<string, string>();
  const shared = new Map<string, Record<string, string>>();
  for (const { name, environment, data } of variants) {
    const own: Record<string, string> = {};
    for (const asset of registeredIn(data)) {
      const id = assetId(environment, asset);
      const first = registered.get(id) ?? name;
      registered.set(id, first);
      if (first !== name) own[asset.asset] = first;
    }
    shared.set(`${environment}/${name}`, own);
  }
  return (environment, useCase) => shared.get(`${environment}/${useCase}`) ?? {};
}
