import { App, TerraformStack, Testing } from "cdktf";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Configuration } from "../../schema/configuration";
import { defineStacks } from "../../stacks/app";
import type { Attributes } from "./synth";
import { fasterCdktf } from "../../stacks/faster-cdktf";

// As main.ts does: two fifths of a synthesis are traces that nobody reads.
fasterCdktf();

/** A synthesized stack as plain JSON, without cdktf's metadata. */
export type StackJson = Attributes;

/** Synthesizes every stack of a configuration in this process: name of the stack → its Terraform JSON. */
export function synthStacks(configuration: Configuration, only?: readonly string[]): Record<string, StackJson> {
  const outdir = mkdtempSync(join(tmpdir(), "mlops-synth-"));
  try {
    const app = new App({ outdir, stackTraces: false });
    defineStacks(app, configuration, { state: { kind: "azure" }, only });
    const stacks = app.node.children.filter((child) => TerraformStack.isStack(child));
    return Object.fromEntries(
      stacks.map((stack) => [stack.node.id, JSON.parse(Testing.synth(stack, true)) as StackJson]),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Every managed resource of a stack: address → arguments. */
export function resourcesOf(stack: StackJson): Map<string, Attributes> {
  const byType = (stack["resource"] ?? {}) as Record<string, Record<string, Attributes>>;
  return new Map(
    Object.entries(byType).flatMap(([type, byName]) =>
      Object.entries(byName).map(([name, attributes]) => [`${type}.${name}`, attributes] as const),
    ),
  );
}
