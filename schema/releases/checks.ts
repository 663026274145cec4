import { didYouMean } from "../../domain/problem/did-you-mean";
import { checkReleases, type ReleaseMistake } from "../../domain/promotion/release-rules";
import type { Notes } from "../notes";
import type { ProblemKind } from "../finding";
import type { ReleaseFile } from "./schema";
import type { Draft } from "../walk";
import type { VariantDraft } from "../use-case/drafts";
import { resolveRelease, resolveRollout } from "../use-case/resolve";

const KINDS: Readonly<Record<ReleaseMistake["kind"], ProblemKind>> = {
  version: "modelVersion",
  share: "releaseShare",
  candidate: "releaseCandidate",
  former: "releaseFormer",
  skipped: "skippedEnvironment",
  rejected: "rejectedVersion",
  twice: "listedTwice",
};

/** Whether a release speaks of environments in which its use case serves. */
export function checkReleaseKeys(
  release: Draft<ReleaseFile>,
  useCase: string,
  known: readonly string[],
  variants: readonly VariantDraft[],
  notes: Notes,
): void {
  for (const environment of Object.keys(release)) {
    if (known.includes(environment) || known.length === 0) continue;
    const meant = didYouMean(environment, known);
    notes.add(
      [environment],
      {
        kind: "noSuchEnvironment",
        says: `is no environment of ${useCase}`,
        allowed: known.join(", "),
        fix: meant === undefined ? undefined : `did you mean ${meant}?`,
      },
      { at: "key" },
    );
  }
  for (const { environment, serving } of variants) {
    if (serving !== undefined || !notes.has([environment])) continue;
    const says = `releases ${useCase} where it does not serve`;
    notes.add([environment], { kind: "releaseAlone", says, fix: "add serving, or remove it" }, { at: "key" });
  }
}

/**
 * Whether shares follow the rollout and versions passed through every environment.
 * @param variants - the use case in each of its environments, in promotion order
 */
export function checkRelease(release: Draft<ReleaseFile>, variants: readonly VariantDraft[], notes: Notes): void {
  const stages = variants.map(({ environment, promotion }) => ({
    release: resolveRelease(release, environment),
    rollout: resolveRollout(promotion?.rollout),
  }));
  for (const { environment, path, kind, ...finding } of checkReleases(stages)) {
    // The schema refuses malformed versions and times already.
    if (kind === "version" || path.at(-1) === "keepUntil") continue;
    notes.add([environment, ...path], { kind: KINDS[kind], ...finding });
  }
}
