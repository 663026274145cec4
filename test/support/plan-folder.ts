import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { folderDigest, type PlanManifest } from "../../deploy/manifest";
import { changesAnything } from "../../deploy/plan-stack";
import type { Waiver } from "../../policy/model";
import type { StackInput } from "../../review";
import { context } from "./review-plan";

const digestOf = (content: string): string => createHash("sha256").update(content).digest("hex");

/** Writes a folder as `mlops plan` does, of hand-made plans. */
export function writePlanFolder(
  folder: string,
  stacks: readonly StackInput[],
  { waivers = [], ...more }: { readonly waivers?: readonly Waiver[] } & Partial<PlanManifest> = {},
): void {
  const file = (path: string, content: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
    return { path, sha256: digestOf(content) };
  };
  const described: PlanManifest = {
    schema: 1,
    commit: "4f9d2c7b1e0a86d35c74b9f21ad0e6c8b7a51f30",
    dirty: false,
    plannedAt: "2026-12-01T12:00:00.000Z",
    target: "azure",
    mode: "normal",
    digest: "",
    terraform: "1.11.4",
    stacks: stacks.map((stack) => {
      const { name } = stack;
      const log = file(`${name}/plan.log`, "what Terraform printed\n");
      if ("failed" in stack) return { name, status: "failed", error: stack.failed, dependencies: [], files: { log } };
      return {
        name,
        status: "planned",
        changes: changesAnything(stack.plan, more.mode ?? "normal"),
        digest: stack.digest,
        dependencies: [],
        state: { lineage: "", serial: 0 },
        files: {
          plan: file(`${name}/plan.tfplan`, "the plan"),
          json: file(`${name}/plan.json`, JSON.stringify(stack.plan)),
          log,
        },
      };
    }),
    notPlanned: [],
    files: {
      context: file("context.json", JSON.stringify(context)),
      waivers: file("waivers.json", JSON.stringify(waivers)),
    },
    ...more,
  };
  const manifest = { ...described, digest: more.digest ?? folderDigest(described, { context, waivers }) };
  writeFileSync(join(folder, ".gitignore"), "*\n");
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
}
