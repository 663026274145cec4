import { z } from "zod";
import { canonicalDigest } from "../domain/json/canonical-json";
import { isTree, type Tree } from "../domain/json/tree";
import { contradictedChecks, type Reread } from "../release";

/** Name of the file that describes a plan folder. */
export const MANIFEST = "manifest.json";

const fileSchema = z.strictObject({
  /** Path below the plan folder, with slashes. */
  path: z.string().regex(/^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[\w.-]+(?:\/[\w.-]+)?$/),
  /** SHA-256 of its content, lower-case hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const stackNameSchema = z.string().regex(/^[a-z0-9][a-z0-9-]*$/i);

const stateSchema = z.strictObject({
  /** Terraform's identity of a state; empty if there was none yet. */
  lineage: z.string(),
  serial: z.int().min(0),
});

const plannedSchema = z.strictObject({
  name: stackNameSchema,
  status: z.literal("planned"),
  /** Whether applying it does anything: resources, outputs or moves. */
  changes: z.boolean(),
  /** Digest of what is planned, independent of time and of the state's serial: `planDigest`. */
  digest: z.string(),
  /** Stacks that must be applied before this one. */
  dependencies: z.array(stackNameSchema),
  /** The state it was planned on: applying it on any other is refused. */
  state: stateSchema,
  files: z.strictObject({
    /** Terraform's plan, `plan.tfplan`; encrypted, `plan.tfplan.enc`. Holds the configuration and the providers' hashes, too. */
    plan: fileSchema,
    /** What `terraform show -json` says about it, redacted. */
    json: fileSchema,
    /** What Terraform printed, scrubbed. */
    log: fileSchema,
  }),
});

const failedSchema = z.strictObject({
  name: stackNameSchema,
  status: z.literal("failed"),
  /** Why, in words. */
  error: z.string(),
  dependencies: z.array(stackNameSchema),
  files: z.strictObject({ log: fileSchema }),
});

/** Content of `manifest.json`; docs/reference/plan-folder.md describes it. */
export const manifestSchema = z.strictObject({
  schema: z.literal(1),
  /** The commit that was planned; absent outside a git repository. */
  commit: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/)
    .optional(),
  /** Whether files were changed since that commit. */
  dirty: z.boolean(),
  /** Why they are to be applied all the same; without it, nothing that is dirty is applied to Azure. */
  dirtyBecause: z.string().min(1).optional(),
  /** ISO instant. */
  plannedAt: z.iso.datetime(),
  target: z.enum(["azure", "sandbox"]),
  /** `destroy`: plans of taking everything in the stacks away. `drift`: plans that only take note of what is there. */
  mode: z.enum(["normal", "destroy", "drift"]),
  /** What an approval is given for: `folderDigest`. */
  digest: z.string(),
  /** Version of Terraform: a plan is applied with the same. */
  terraform: z.string(),
  /** In the order in which they are applied. */
  stacks: z
    .array(z.discriminatedUnion("status", [plannedSchema, failedSchema]))
    .refine((stacks) => new Set(stacks.map(({ name }) => name)).size === stacks.length, "a stack is named twice"),
  /** Stacks that were to be looked at and not planned, and why: e.g. one that is gone from the configuration. */
  notPlanned: z.array(z.strictObject({ name: stackNameSchema, why: z.string() })),
  files: z.strictObject({
    /** What the configuration knows about the plans: a `ReviewContext`. */
    context: fileSchema,
    /** The waivers that hold: `Waiver[]`. */
    waivers: fileSchema,
  }),
});

export type PlanManifest = z.infer<typeof manifestSchema>;
export type ManifestFile = z.infer<typeof fileSchema>;
export type PlannedStack = z.infer<typeof plannedSchema>;
export type FailedStack = z.infer<typeof failedSchema>;
export type ManifestStack = PlanManifest["stacks"][number];
export type StateMark = z.infer<typeof stateSchema>;

/** What a folder says besides its plans, which decides over them, too. */
export interface FolderFacts {
  /** What is in `context.json`. */
  readonly context: unknown;
  /** What is in `waivers.json`. */
  readonly waivers: unknown;
}

/**
 * What an approval of a folder is given for: what each plan does, in which order, on what they wait, of which commit, how
 * and by which Terraform they were made, and what they were judged by. The same whenever it is planned again, wherever
 * the configuration stands in its files.
 * @returns 64 hex digits
 */
export function folderDigest(manifest: Omit<PlanManifest, "digest">, { context, waivers }: FolderFacts): string {
  const { schema, commit, dirty, dirtyBecause, target, mode, terraform, stacks, notPlanned } = manifest;
  const content = {
    ...{ schema, commit, dirty, dirtyBecause, target, mode, terraform, notPlanned },
    stacks: stacks.map((stack) => {
      const { name, status, dependencies } = stack;
      const common = { name, status, dependencies: [...dependencies].sort() };
      return stack.status === "failed" ? common : { ...common, changes: stack.changes, digest: stack.digest };
    }),
    context: withoutPositions(withContradictions(context)),
    waivers: withoutPositions(waivers),
  };
  return canonicalDigest(content);
}

/** A context of which what was read again in Azure is only what blocks: whoever plans again reads it again. */
const withContradictions = (context: unknown): unknown =>
  withEvidence(context, (entry) => {
    const { rereads, ...rest } = entry;
    if (!Array.isArray(rereads)) return entry;
    const decisions = (Array.isArray(rest["decisions"]) ? rest["decisions"] : []) as readonly { content?: unknown }[];
    const contents = decisions.map((decision) => decision?.content);
    const contradicted = contradictedChecks(contents, (rereads as readonly unknown[]).filter(isReread));
    return contradicted.length === 0 ? rest : { ...rest, contradicted };
  });

const isReread = (value: unknown): value is Reread =>
  isTree(value) &&
  typeof value["seal"] === "string" &&
  (value["reasons"] === undefined || (Array.isArray(value["reasons"]) && value["reasons"].every(isTree)));

/** A context without what was read again in Azure. */
export const withoutRereads = (context: unknown): unknown =>
  withEvidence(context, (entry) => Object.fromEntries(Object.entries(entry).filter(([key]) => key !== "rereads")));

/** A context with something else in place of each entry of its evidence. */
function withEvidence(context: unknown, change: (entry: Tree) => Tree): unknown {
  if (!isTree(context) || !Array.isArray(context["evidence"])) return context;
  const evidence = (context["evidence"] as readonly unknown[]).map((entry) => (isTree(entry) ? change(entry) : entry));
  return { ...context, evidence };
}

/** In which line something is written means nothing, nor from where the command was run. */
export function withoutPositions(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null), (key, part: unknown) =>
    isPosition(part) || (key === "folder" && typeof part === "string") ? undefined : part,
  );
}

const isPosition = (value: unknown): boolean =>
  value !== null &&
  typeof value === "object" &&
  Object.keys(value).sort().join() === "column,file,line" &&
  typeof (value as { line: unknown }).line === "number";

/** All files a manifest names. */
export function filesOf({ stacks, files }: PlanManifest): ManifestFile[] {
  return [...stacks.flatMap((stack): ManifestFile[] => Object.values(stack.files)), ...Object.values(files)];
}
