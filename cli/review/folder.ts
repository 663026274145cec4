import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { checkWaivers, waiversFromTheFuture } from "../../schema/waivers/checks";
import { YamlFile } from "../../schema/yaml/file";
import { type Problem, requireNone, UserError } from "../../domain/problem/problem";
import type { Waiver } from "../../policy/model";
import { failureOf, parsePlan, type ReviewInput, type StackInput } from "../../review";
import { filesOf, MANIFEST, type PlanManifest } from "../../deploy/manifest";
import { contradictions } from "../../deploy/apply-verdict";
import { isSealed, openPlanFolder, type PlanFolder, readManifest, reviewInput } from "../../deploy/plan-folder";

/** Plans as they were made, with the waivers to judge them by. */
export interface ReviewedFolder {
  readonly manifest: PlanManifest;
  readonly input: ReviewInput;
}

/** Waivers to judge by in place of those that were kept when planning. */
export interface OtherWaivers {
  readonly file: string;
  /** `YYYY-MM-DD`, UTC: none may be granted later. */
  readonly today: string;
}

/** What is in a plan folder besides what its manifest names: `mlops plan` hides it from git, `mlops apply` keeps notes. */
const KNOWN = new Set([MANIFEST, ".gitignore"]);
const KEPT_BY_APPLY = /^[^/]+\/(apply\.jsonl|errored\.tfstate(\.enc)?)$/;

/**
 * Reads a plan folder in order to review it.
 * @throws UserError with every file that is missing, altered or of others, and every problem in the waivers
 */
export function readFolder(folder: string, waivers: OtherWaivers | undefined): ReviewedFolder {
  const granted =
    waivers === undefined ? { problems: [], resolve: () => undefined } : readWaivers(waivers.file, waivers.today);
  let manifest: PlanManifest;
  try {
    manifest = readManifest(folder);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError([...error.problems, ...granted.problems]);
  }
  const { problems, opened } = openPlanFolder(folder, manifest);
  requireNone([
    ...problems,
    ...(opened === undefined ? [] : checkDigest(opened)),
    ...strangers(folder, manifest),
    ...granted.problems,
  ]);
  const input = reviewInput(opened!);
  requireNone(input.stacks.flatMap(unreadable));
  requireNone(contradictions(opened!, manifest.stacks));
  const { mode, dirty, dirtyBecause, notPlanned } = manifest;
  return {
    manifest,
    input: {
      ...input,
      source: { ...input.source, mode, dirty, ...(dirtyBecause !== undefined && { dirtyBecause }), notPlanned },
      waivers: granted.resolve() ?? input.waivers,
    },
  };
}

/** What is approved is the digest that the review shows: it must be that of what is reviewed. */
function checkDigest(opened: PlanFolder): Problem[] {
  if (isSealed(opened)) return [];
  const message = "the manifest was changed after it was planned: its digest is not that of what it says";
  return [{ code: "MLOPS-REVIEW-019", where: join(opened.folder, MANIFEST), message, fix: "plan again" }];
}

/** A plan of a format that is not known is refused; one that Terraform did not finish is a row in the review. */
function unreadable(stack: StackInput): readonly Problem[] {
  if (!("plan" in stack) || failureOf(stack.plan) !== undefined) return [];
  try {
    parsePlan(stack.plan, stack.name);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.problems;
  }
}

/** Files that nobody planned: whoever reviews the folder may not know what they are. */
function strangers(folder: string, manifest: PlanManifest): Problem[] {
  const named = new Set(filesOf(manifest).map(({ path }) => path));
  return filesIn(folder)
    .filter((path) => !named.has(path) && !KNOWN.has(path) && !KEPT_BY_APPLY.test(path))
    .map((path) => ({
      code: "MLOPS-REVIEW-010",
      where: join(folder, path),
      message: "this file is not one of the plans: the manifest does not name it",
      fix: "move it away, or plan again",
    }));
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, "/").length).replaceAll("\\", "/"))
    .sort();
}

function readWaivers(
  path: string,
  today: string,
): {
  readonly problems: readonly Problem[];
  readonly resolve: () => readonly Waiver[];
} {
  if (!existsSync(path)) {
    const problem: Problem = {
      code: "MLOPS-REVIEW-011",
      where: "--waivers",
      message: "there is no such file",
      given: path,
    };
    return { problems: [problem], resolve: () => [] };
  }
  const file = YamlFile.read(path, path);
  const checked = checkWaivers(file);
  return { ...checked, problems: [...checked.problems, ...waiversFromTheFuture(file, today)] };
}
