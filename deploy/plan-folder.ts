import { createHash } from "node:crypto";
import { lstatSync } from "node:fs";
import { join, resolve } from "node:path";
import { requireNone, UserError, type Problem } from "../domain/problem/problem";
import type { TerraformPlan } from "../domain/terraform/plan";
import { isUnread, readRegularFile, type Unread } from "../files";
import type { Waiver } from "../policy/model";
import type { ReviewContext } from "../review/context";
import type { ReviewInput } from "../review/model";
import { JOURNAL } from "./journal";
import { filesOf, folderDigest, MANIFEST, manifestSchema, type PlanManifest } from "./manifest";

export const sha256 = (content: Uint8Array | string): string => createHash("sha256").update(content).digest("hex");

/** What `mlops apply` writes into a stack's folder. */
const KEPT_BY_APPLY = [JOURNAL, "errored.tfstate", "errored.tfstate.enc"];
/** More than any plan has; what is larger is there to fill the memory. Bytes. */
const LARGEST = 2 ** 30;

/** A plan folder whose files were read once, and are what they were when the manifest was written. */
export interface PlanFolder {
  readonly folder: string;
  readonly manifest: PlanManifest;
  /** What is in a file that the manifest names, as it was checked; whoever changes it afterwards changes nothing. */
  content(path: string): Buffer;
  json(path: string): unknown;
}

/**
 * The manifest of a plan folder; its files are not looked at.
 * @throws UserError if there is none, it is damaged or lies behind a link
 */
export function readManifest(folder: string): PlanManifest {
  const path = join(folder, MANIFEST);
  const link = linkIn(folder);
  if (link !== undefined) throw new UserError([linkProblem(link)]);
  const content = readRegularFile(path, { maxBytes: LARGEST, links: false });
  if (isUnread(content)) {
    const missing = content.kind === "missing" || !isFolder(folder);
    throw new UserError([
      missing
        ? {
            code: "MLOPS-PLAN-001",
            where: folder,
            message: "this is no plan folder: it has no manifest.json",
            fix: "make one with `mlops plan --out <folder>`",
          }
        : unreadProblem(path, content),
    ]);
  }
  let value: unknown;
  try {
    value = JSON.parse(content.toString("utf8"));
  } catch {
    throw new UserError([
      { code: "MLOPS-PLAN-002", where: path, message: "the manifest cannot be read", fix: "plan again" },
    ]);
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UserError(
    parsed.error.issues.map((issue) => ({
      code: "MLOPS-PLAN-002",
      where: `${path} ${issue.path.join(".")}`.trim(),
      message: `the manifest is not one this version of mlops understands: ${issue.message}`,
      fix: "plan again",
    })),
  );
}

/**
 * Reads every file of a plan folder, once, and none of others: a link in the folder, or in place of it or of a stack's,
 * is refused, and so is a device.
 * @returns every problem there is, and the folder if there is none
 */
export function openPlanFolder(
  folder: string,
  manifest: PlanManifest,
): { readonly problems: readonly Problem[]; readonly opened?: PlanFolder } {
  const contents = new Map<string, Buffer>();
  const problems = manifest.stacks.flatMap(({ name }) => linksOf(folder, name));
  const behindLinks = new Set(manifest.stacks.flatMap(({ name }) => linkIn(join(folder, name)) ?? []));
  for (const { path, sha256: expected } of filesOf(manifest)) {
    const where = join(folder, path);
    if ([...behindLinks].some((link) => where.startsWith(`${link}/`))) continue;
    const content = readRegularFile(where, { maxBytes: LARGEST, links: false });
    if (isUnread(content)) problems.push(unreadProblem(where, content));
    else if (sha256(content) === expected) contents.set(path, content);
    else {
      const message = "this file was changed after it was planned";
      problems.push({ code: "MLOPS-PLAN-004", where, message, fix: "plan again" });
    }
  }
  if (problems.length > 0) return { problems };
  const content = (path: string): Buffer => contents.get(path)!;
  const json = (path: string): unknown => JSON.parse(content(path).toString("utf8"));
  const opened = { folder, manifest, content, json };
  const unparsed = [manifest.files.context.path, manifest.files.waivers.path, ...plansOf(manifest)].filter(
    (path) => !isJson(content(path)),
  );
  if (unparsed.length === 0) return { problems, opened };
  return {
    problems: unparsed.map((path) => ({
      code: "MLOPS-PLAN-006",
      where: join(folder, path),
      message: "this file holds no JSON",
      fix: "plan again",
    })),
  };
}

const plansOf = ({ stacks }: PlanManifest): string[] =>
  stacks.flatMap((stack) => (stack.status === "planned" ? [stack.files.json.path] : []));

/** Every file that is missing or not what it was when the manifest was written. */
export const checkFiles = (folder: string, manifest: PlanManifest): readonly Problem[] =>
  openPlanFolder(folder, manifest).problems;

/** Whether the manifest says what it said when it was approved: its digest is that of what it and its files say. */
export function isSealed({ manifest, json }: PlanFolder): boolean {
  const { context, waivers } = manifest.files;
  return folderDigest(manifest, { context: json(context.path), waivers: json(waivers.path) }) === manifest.digest;
}

/**
 * Everything a review or a check of policies needs, from a plan folder.
 * @throws UserError with every file that is missing or was altered
 */
export function readPlanFolder(folder: string): ReviewInput {
  const { problems, opened } = openPlanFolder(folder, readManifest(folder));
  requireNone(problems);
  return reviewInput(opened!);
}

/** What a review needs of a folder that was read. */
export function reviewInput({ manifest, json }: PlanFolder): ReviewInput {
  const { commit, plannedAt, target, digest } = manifest;
  return {
    source: { ...(commit !== undefined && { commit }), plannedAt, target, digest },
    context: json(manifest.files.context.path) as ReviewContext,
    waivers: json(manifest.files.waivers.path) as readonly Waiver[],
    stacks: manifest.stacks.map((stack) =>
      stack.status === "failed"
        ? { name: stack.name, failed: stack.error }
        : { name: stack.name, digest: stack.digest, plan: json(stack.files.json.path) as TerraformPlan },
    ),
  };
}

/** Links in place of a stack's folder, or of what `mlops apply` writes into it. */
function linksOf(folder: string, stack: string): Problem[] {
  const own = linkIn(join(folder, stack));
  if (own !== undefined) return [linkProblem(own)];
  return KEPT_BY_APPLY.map((name) => join(folder, stack, name))
    .filter((path) => lstatSync(path, { throwIfNoEntry: false })?.isFile() === false)
    .map(linkProblem);
}

/** The folder, if it is a link. */
function linkIn(folder: string): string | undefined {
  // A slash at the end would follow it.
  const path = resolve(folder);
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true ? folder : undefined;
}

const isFolder = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

function isJson(content: Buffer): boolean {
  try {
    JSON.parse(content.toString("utf8"));
    return true;
  } catch {
    return false;
  }
}

const linkProblem = (where: string): Problem => ({
  code: "MLOPS-PLAN-005",
  where,
  message: "this is a link or a device in place of a file or folder",
  fix: "plan again, into a folder of its own",
});

function unreadProblem(where: string, { kind, says }: Unread): Problem {
  if (kind === "missing") {
    return { code: "MLOPS-PLAN-003", where, message: "the manifest names this file, but it is missing" };
  }
  if (kind === "outside" || says.includes("device") || says.includes("pipe") || says.includes("socket")) {
    return linkProblem(where);
  }
  return { code: "MLOPS-PLAN-007", where, message: `this file ${says}`, fix: "mend that, or plan again" };
}
