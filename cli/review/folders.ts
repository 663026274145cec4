import { basename } from "node:path";
import { type Problem, requireNone, UserError } from "../../domain/problem/problem";
import { overallDigest, type StackInput } from "../../review";
import type { PlanManifest } from "../../deploy/manifest";
import { type OtherWaivers, type ReviewedFolder, readFolder } from "./folder";

/** What a review needs of the manifests. */
type About = Pick<PlanManifest, "mode" | "dirty" | "dirtyBecause" | "notPlanned">;

/** Plans of one or more folders as one. */
export interface ReviewedPlans extends Pick<ReviewedFolder, "input"> {
  readonly manifest: About;
}

/**
 * Reads folders of plans that were made apart, for example by jobs with an identity each, as if they were one. Of
 * several folders, one that holds no plans stands for a job that failed: it is a stack that could not be planned.
 * @throws UserError with every problem of every folder; if no folder holds plans; if they do not belong together
 */
export function readFolders(folders: readonly string[], waivers: OtherWaivers | undefined): ReviewedPlans {
  if (folders.length === 1) return readFolder(folders[0]!, waivers);
  const problems: Problem[] = [];
  const found: (readonly [folder: string, plans: ReviewedFolder])[] = [];
  const missing: StackInput[] = [];
  for (const folder of folders) {
    try {
      found.push([folder, readFolder(folder, waivers)]);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const none = error.problems.every(({ code }) => code === "MLOPS-PLAN-001");
      if (none) missing.push({ name: basename(folder), failed: "there are no plans: what was to make them failed" });
      else problems.push(...error.problems);
    }
  }
  if (found.length === 0 && problems.length === 0) {
    problems.push({
      code: "MLOPS-PLAN-001",
      where: folders.join(", "),
      message: "none of these is a plan folder: they have no manifest.json",
      fix: "make one with `mlops plan --out <folder>`",
    });
  }
  requireNone(distinct([...problems, ...notTogether(found)]));
  return merged(
    found.map(([, plans]) => plans),
    missing,
  );
}

/** Each problem once: what is wrong with an option is found for every folder. */
export const distinct = (problems: readonly Problem[]): Problem[] => [
  ...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values(),
];

/** Plans of two commits, of two kinds or twice of one stack make no review that could be approved. */
function notTogether(found: readonly (readonly [string, ReviewedFolder])[]): Problem[] {
  const first = found[0];
  if (first === undefined) return [];
  const [reference, { manifest: wanted }] = first;
  const problems: Problem[] = [];
  const planned = new Map<string, string>();
  for (const [folder, { manifest }] of found) {
    const same = { commit: manifest.commit === wanted.commit, mode: manifest.mode === wanted.mode };
    for (const [what, given, allowed] of [
      ...(same.commit ? [] : [["commit", manifest.commit, wanted.commit] as const]),
      ...(same.mode ? [] : [["mode", manifest.mode, wanted.mode] as const]),
    ]) {
      problems.push({
        code: "MLOPS-REVIEW-017",
        where: folder,
        message: `its plans are of another ${what} than those in ${reference}`,
        given: given ?? "none",
        allowed: allowed ?? "none",
        fix: "plan all of them again",
      });
    }
    for (const { name } of manifest.stacks) {
      const other = planned.get(name);
      if (other !== undefined) {
        const message = `${name} was planned in ${other}, too`;
        problems.push({ code: "MLOPS-REVIEW-018", where: folder, message, fix: "review one of the two" });
      }
      planned.set(name, folder);
    }
  }
  return problems;
}

function dirtyBecause(found: readonly ReviewedFolder[]): Pick<PlanManifest, "dirtyBecause"> {
  const reasons = new Set(found.flatMap(({ manifest }) => manifest.dirtyBecause ?? []));
  return reasons.size === 0 ? {} : { dirtyBecause: [...reasons].join("; ") };
}

function merged(found: readonly ReviewedFolder[], missing: readonly StackInput[]): ReviewedPlans {
  const [{ manifest, input }] = found as [ReviewedFolder];
  const stacks = [...found.flatMap((plans) => plans.input.stacks), ...missing];
  const planned = new Set(stacks.map(({ name }) => name));
  const notPlanned = found.flatMap((plans) => plans.manifest.notPlanned).filter(({ name }) => !planned.has(name));
  const about: About = {
    mode: manifest.mode,
    dirty: found.some((plans) => plans.manifest.dirty),
    ...dirtyBecause(found),
    notPlanned: notPlanned.filter(({ name }, at) => notPlanned.findIndex((other) => other.name === name) === at),
  };
  return {
    manifest: about,
    input: {
      ...input,
      source: {
        ...input.source,
        ...about,
        plannedAt: found
          .map((plans) => plans.input.source.plannedAt)
          .sort()
          .at(-1)!,
        // What a person approves is what happens in Azure; that some were simulated is said beside it.
        target: found.some((plans) => plans.input.source.target === "azure") ? "azure" : "sandbox",
        ...simulatedOf(found),
        digest: overallDigest(
          stacks.map((stack) => ({ name: stack.name, ...("digest" in stack && { digest: stack.digest }) })),
        ),
      },
      stacks,
    },
  };
}

/** Stacks that were planned in a sandbox beside others that were planned against Azure. */
function simulatedOf(found: readonly ReviewedFolder[]): { readonly simulated?: readonly string[] } {
  const inSandbox = found.filter((plans) => plans.input.source.target === "sandbox");
  if (inSandbox.length === found.length) return {};
  const simulated = inSandbox.flatMap(({ input: { stacks } }) => stacks.map(({ name }) => name));
  return simulated.length === 0 ? {} : { simulated };
}
