import { stripVTControlCharacters } from "node:util";
import type { Standing } from "../print/progress";

/** Resources by what is done with them. */
export interface ResourceCounts {
  readonly added: number;
  readonly changed: number;
  readonly destroyed: number;
}

/** What is known of one stack while it is deployed. */
export interface StackProgress {
  /** What it is doing. */
  readonly phase: "waiting" | "initializing" | "planning" | "applying" | "done" | "failed";
  /** What the plan creates, changes and destroys; undefined before there is a plan, and where it is empty. */
  readonly planned?: ResourceCounts;
  /** How many of them are finished. */
  readonly finished: number;
  /** The resource that was finished last. */
  readonly latest?: string;
  /** What was done, once it is done. */
  readonly result?: ResourceCounts;
  /** Terraform's error messages, first lines. */
  readonly errors: readonly string[];
}

const FINISHED = /^(\S+): (?:Creation|Modifications|Destruction) complete/;
const PLAN = /^Plan: (?:\d+ to import, )?(\d+) to add, (\d+) to change, (\d+) to destroy/;
const RESULT = /Resources: (?:\d+ imported, )?(\d+) added, (\d+) changed, (\d+) destroyed/;

/**
 * Reads what `cdktf deploy` prints: blocks of Terraform's output whose first line carries the stack's name, the rest of
 * a block being indented.
 */
export class DeployProgress {
  private readonly stacks: Map<string, StackProgress>;
  private rest = "";
  private current: string | undefined;

  /** @param changed - called with the name of a stack whenever something is new about it */
  constructor(
    names: readonly string[],
    private readonly changed: (name: string, progress: StackProgress) => void,
  ) {
    this.stacks = new Map(names.map((name) => [name, { phase: "waiting", finished: 0, errors: [] }]));
  }

  of(name: string): StackProgress {
    return this.stacks.get(name)!;
  }

  /** Takes the next piece of output, of any length. */
  feed(text: string): void {
    const lines = stripVTControlCharacters(this.rest + text).split("\n");
    this.rest = lines.pop()!;
    for (const line of lines) this.line(line.replace("\r", ""));
  }

  /**
   * Takes it that the whole deployment has ended well. Under load cdktf cuts lines in two and loses its last ones: of a stack
   * whose end is not among what it printed, all is done that was planned.
   */
  succeeded(): void {
    for (const [name, before] of this.stacks) {
      const result = before.planned ?? (before.finished === 0 ? nothing : undefined);
      if (before.phase === "done" || result === undefined) continue;
      const next = { ...before, phase: "done" as const, result };
      this.stacks.set(name, next);
      this.changed(name, next);
    }
  }

  private line(line: string): void {
    if (line.trim() === "") return;
    const [, name, after] = /^(\S+) {2,}(.*)$/.exec(line) ?? [];
    if (name !== undefined && this.stacks.has(name)) this.current = name;
    else if (!line.startsWith(" ")) this.current = undefined;
    if (this.current === undefined) return;
    const text = (name === this.current ? after! : line).replace(/^[│╷╵\s]+/, "");
    const next = advance(this.of(this.current), text);
    if (next === undefined) return;
    this.stacks.set(this.current, next);
    this.changed(this.current, next);
  }
}

/** What a line of Terraform's output changes; undefined if nothing. */
function advance(before: StackProgress, line: string): StackProgress | undefined {
  if (line.startsWith("Initializing the backend")) return { ...before, phase: "initializing" };
  if (line.startsWith("Terraform has been successfully initialized")) return { ...before, phase: "planning" };
  const plan = PLAN.exec(line);
  if (plan !== null) return { ...before, phase: "applying", planned: countsOf(plan) };
  const finished = FINISHED.exec(line);
  if (finished !== null) return { ...before, finished: before.finished + 1, latest: finished[1]! };
  const result = RESULT.exec(line);
  if (result !== null) return { ...before, phase: "done", result: countsOf(result) };
  if (line.startsWith("Error: ")) return { ...before, phase: "failed", errors: [...before.errors, line.slice(7)] };
  return undefined;
}

const nothing: ResourceCounts = { added: 0, changed: 0, destroyed: 0 };

function countsOf(found: RegExpExecArray): ResourceCounts {
  const [added, changed, destroyed] = found.slice(1).map(Number) as [number, number, number];
  return { added, changed, destroyed };
}

/** `12 added, 1 changed`, or `no changes`. */
export function describeResult({ added, changed, destroyed }: ResourceCounts): string {
  const parts = Object.entries({ added, changed, destroyed }).filter(([, count]) => count > 0);
  return parts.length === 0 ? "no changes" : parts.map(([what, count]) => `${count} ${what}`).join(", ");
}

/** How the progress of a deployment is shown. */
export function standingOf(progress: StackProgress): Standing {
  const { phase, planned, finished, latest, result, errors } = progress;
  if (phase === "done" && result !== undefined) return { text: describeResult(result), ended: "done" };
  if (phase === "failed") return { text: `failed: ${errors[0] ?? "see the log"}`, ended: "failed" };
  if (phase !== "applying" || planned === undefined) return { text: phase };
  const count = planned.added + planned.changed + planned.destroyed;
  const text = `${finished} of ${count}${latest === undefined ? "" : `  ${latest}`}`;
  return { text, plain: `applying ${count} changes`, share: finished / count };
}
