import { checkName, placeOfName, useCaseNameKinds } from "../../domain/azure/names";
import type { PatternKind } from "../../domain/azure/naming";
import { type EnvironmentDraft, type OrganizationDraft, type RegionDraft, regionsOfDraft } from "../drafts";
import { namesOf, stackOfEnvironment, useCaseNamesOf } from "../names";
import type { Notes } from "../notes";
import { namingOf } from "../organization/naming";

/** A use case, as far as names are made of it. */
export interface NamedUseCase {
  readonly name: string;
  readonly drafts: readonly { readonly environment: string }[];
  readonly notes: Notes;
}

/** The environment in one of its regions, as far as names are made of it; undefined if something is missing. */
function placeOf({ name, subscription, generation, location, resourceGroup, inRecovery }: RegionDraft) {
  if (subscription === undefined || generation === undefined || location === undefined) return undefined;
  const existing = resourceGroup?.existing;
  return {
    ...{ name, subscription, generation, location },
    ...(inRecovery === true && { inRecovery }),
    ...(existing !== undefined && { resourceGroup: { existing } }),
  };
}

/**
 * With patterns of a company's own, names of use cases may be too long, or those of two the same: in each region of an
 * environment, where they may be others.
 */
export function checkNamesByPattern(
  useCases: readonly NamedUseCase[],
  organization: OrganizationDraft | undefined,
  environments: readonly EnvironmentDraft[],
): void {
  const { prefix, naming } = organization ?? {};
  const patterns = Object.keys(naming?.patterns ?? {});
  if (prefix === undefined || patterns.length === 0) return;
  const scheme = { prefix, naming: namingOf(naming) };
  const taken = new Map<string, string>();
  for (const { name: useCase, drafts, notes } of useCases) {
    const told = new Set<string>();
    const tell = (pattern: string, says: string, given: string, more: { allowed?: string; fix: string }): void => {
      if (told.has(pattern)) return;
      told.add(pattern);
      const by = `by naming.patterns.${pattern} in organization.yaml`;
      notes.add([], { kind: "naming", says: `${says} ${by}`, ...more }, { given });
    };
    const homes = drafts.flatMap(({ environment }) => environments.find(({ name }) => name === environment) ?? []);
    for (const place of homes.flatMap((home) => regionsOfDraft(home).flatMap((region) => placeOf(region) ?? []))) {
      const where = stackOfEnvironment(place);
      const names = namesOf(scheme, place);
      const own = useCaseNamesOf(scheme, place, useCase);
      for (const [kind, name, pattern = kind as PatternKind] of useCaseNameKinds(names, useCase, own)) {
        if (!patterns.includes(pattern)) continue;
        const wrong = checkName(kind, name);
        // Of an endpoint that is said in any case.
        if (wrong !== undefined && kind !== "onlineEndpoint") {
          const fix = "shorten the pattern, or give the use case a shorter name";
          const allowed = wrong.allowed === undefined ? {} : { allowed: wrong.allowed };
          tell(pattern, `has a name in ${where} that Azure does not accept,`, wrong.given ?? name, { ...allowed, fix });
        }
        const key = placeOfName(kind, name, { ...place, resourceGroup: names.resourceGroup });
        const other = key === undefined ? undefined : taken.get(key);
        if (key !== undefined && other === undefined) taken.set(key, `${useCase} in ${where}`);
        if (other === undefined) continue;
        tell(pattern, `has a name that ${other} has,`, name, { fix: "let the pattern tell them apart" });
      }
    }
  }
}
