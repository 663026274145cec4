import { createHash } from "node:crypto";
import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { requireNone, UserError, type Problem } from "../../core/problem";
import type { TerraformPlan } from "../../core/terraform-plan";
import type { Waiver } from "../../policy/model";
import type { ReviewContext } from "../../review/context";
import type { ReviewInput } from "../../review/model";
import { filesOf, MANIFEST, manifestSchema, type PlanManifest } from "./manifest";

export const sha256 = (content: Uint8Array | string): string => createHash("sha256").update(content).digest("hex");

/**
 * The manifest of a plan folder; its files are not looked at.
 * @throws UserError if there is none or it is damaged
 */
export function readManifest(folder: string): PlanManifest {
  const path = join(folder, MANIFEST);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const missing = ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
    throw new UserError([
      missing
        ? {
            code: "MLOPS-PLAN-001",
            where: folder,
            message: "this is no plan folder: it has no manifest.json",
            fix: "make one with `mlops plan --out <folder>`",
          }
        : { code: "MLOPS-PLAN-002", where: path, message: "the manifest cannot be read", fix: "plan again" },
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

/** Every file that is missing or not what it was when the manifest was written. */
export function checkFiles(folder: string, manifest: PlanManifest): Problem[] {
  return filesOf(manifest).flatMap(({ path, sha256: expected }): Problem[] => {
    const where = join(folder, path);
    let content: Buffer;
    try {
      if (!lstatSync(where).isFile()) {
        return [{ code: "MLOPS-PLAN-005", where, message: "this is a link or a device in place of a file" }];
      }
      content = readFileSync(where);
    } catch {
      return [{ code: "MLOPS-PLAN-003", where, message: "the manifest names this file, but it is missing" }];
    }
    if (sha256(content) === expected) return [];
    return [
      { code: "MLOPS-PLAN-004", where, message: "this file was changed after it was planned", fix: "plan again" },
    ];
  });
}

/**
 * Everything a review or a check of policies needs, from a plan folder.
 * @throws UserError with every file that is missing or was altered
 */
export function readPlanFolder(folder: string): ReviewInput {
  const manifest = readManifest(folder);
  requireNone(checkFiles(folder, manifest));
  const json = (path: string): unknown => JSON.parse(readFileSync(join(folder, path), "utf8"));
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
