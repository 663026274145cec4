import type { PlanManifest } from "./manifest";
import type { PlanStackResult } from "./plan-stack";
import { sameTarget } from "./same-target";

/** What came of planning. */
export interface Planned {
  /** Undefined if a signal stopped it: then nothing was written. */
  readonly manifest: PlanManifest | undefined;
  readonly results: readonly PlanStackResult[];
  /** Providers, as `azapi 2.12.0`, of which no sum says which build made the plans. @default - none, or simulated ones did */
  readonly withoutSums?: readonly string[];
}

/** What came of a stack's plan, in one line. */
export function describePlan({ entry, counts, first }: PlanStackResult, mode: PlanManifest["mode"]): string {
  if (entry.status === "failed") return `failed: ${entry.error}`;
  const { add, change, destroy, drift } = counts!;
  const drifted = drift > 0 ? `${drift} changed outside Terraform` : undefined;
  if (mode === "drift") return drifted ?? "as Terraform left it";
  const changes = [
    add > 0 ? `${add} to add` : undefined,
    change > 0 ? `${change} to change` : undefined,
    destroy > 0 ? `${destroy} to destroy` : undefined,
  ].filter((part) => part !== undefined);
  const none = entry.changes ? "outputs or addresses change, resources do not" : "no changes";
  const main = changes.length > 0 ? changes.join(", ") : none;
  return [main, first === true && add > 0 ? "nothing was deployed before" : undefined, drifted]
    .filter((part) => part !== undefined)
    .join("; ");
}

/** What `mlops plan --json` prints: as the report, for programs. */
export function planData({ manifest, results, withoutSums = [] }: Planned, folder: string) {
  if (manifest === undefined) return { stopped: true as const };
  const { digest, mode, target, commit, dirty, notPlanned } = manifest;
  return {
    ...{ folder, digest, mode, target, commit, dirty },
    stacks: results.map(({ entry, counts, first }) => ({
      ...{ name: entry.name, status: entry.status, first: first === true },
      ...(entry.status === "failed"
        ? { error: entry.error }
        : { changes: entry.changes, digest: entry.digest, counts }),
    })),
    ...{ notPlanned, withoutSums },
  };
}

/**
 * What `mlops plan` prints when it is done.
 * @param sandbox - the simulated Azure it planned for. @default - Azure itself
 */
export function planReport(
  { manifest, results, withoutSums = [] }: Planned,
  folder: string,
  sandbox?: string | boolean,
): string {
  if (manifest === undefined) return "Stopped by a signal; no plans were written.";
  const { stacks, notPlanned, mode, digest, commit, dirty } = manifest;
  const width = Math.max(0, ...[...stacks, ...notPlanned].map(({ name }) => name.length));
  const row = (name: string, text: string) => `${name.padEnd(width)}  ${text}`;
  const rows = [
    ...results.map((result) => row(result.entry.name, describePlan(result, mode))),
    ...notPlanned.map(({ name, why }) => row(name, `not planned: ${why}`)),
  ];
  const failed = stacks.filter(({ status }) => status === "failed").length;
  const changed = stacks.filter((stack) => stack.status === "planned" && stack.changes).length;
  const what = mode === "drift" ? "changed outside Terraform" : mode === "destroy" ? "to take away" : "with changes";
  const planned = stacks.length - failed;
  const sum = [`${planned} ${planned === 1 ? "stack" : "stacks"} planned`, `${changed} ${what}`];
  if (failed > 0) sum.push(`${failed} failed`);
  if (commit !== undefined) sum.push(`of commit ${commit.slice(0, 12)}${dirty ? " with files changed since" : ""}`);
  return [
    ...(rows.length === 0 ? ["No stack differs."] : rows),
    "",
    `${sum.join(", ")}.`,
    ...(withoutSums.length === 0
      ? []
      : [
          `.terraform.lock.hcl has no sums of ${withoutSums.join(" and ")}: no build of them is pinned, see pipelines/lock-providers.sh.`,
        ]),
    `Plans: ${folder}  Digest: ${digest}`,
    ...(changed > 0 && mode !== "drift"
      ? [`Next:  mlops review ${folder}, then mlops apply ${folder} --expect-digest ${digest}${sameTarget(sandbox)}`]
      : []),
  ].join("\n");
}
