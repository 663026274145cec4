import { stripVTControlCharacters } from "node:util";
import type { Standing } from "../print/progress";

/** What is known of one stack while it is deployed. */
export interface StackProgress {
  /** What it is doing. */
  readonly phase: "waiting" | "initializing" | "planning" | "applying" | "done" | "failed";
  /** Resources that the plan creates, changes or destroys; undefined before there is a plan. */
  readonly planned?: number;
  /** How many of them are finished. */
  readonly finished: number;
  /** The resource that was finished last. */
  readonly latest?: string;
  /** What was done, once it is done. */
  readonly result?: { readonly added: number; readonly changed: number; readonly destroyed: number };
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
  if (plan !== null) return { ...before, phase: "applying", planned: sum(plan) };
  const finished = FINISHED.exec(line);
  if (finished !== null) return { ...before, finished: before.finished + 1, latest: finished[1]! };
  const result = RESULT.exec(line);
  if (result !== null) {
    const [added, changed, destroyed] = result.slice(1).map(Number) as [number, number, number];
    return { ...before, phase: "done", result: { added, changed, destroyed } };
  }
  if (line.startsWith("Error: ")) return { ...before, phase: "failed", errors: [...before.errors, line.slice(7)] };
  return undefined;
}

const sum = (plan: RegExpExecArray): number => plan.slice(1).reduce((total, count) => total + Number(count), 0);

/** `12 added, 1 changed`, or `no changes`. */
export function describeResult({ added, changed, destroyed }: NonNullable<StackProgress["result"]>): string {
  const parts = Object.entries({ added, changed, destroyed }).filter(([, count]) => count > 0);
  return parts.length === 0 ? "no changes" : parts.map(([what, count]) => `${count} ${what}`).join(", ");
}

/** How the progress of a deployment is shown. */
export function standingOf(progress: StackProgress): Standing {
  const { phase, planned, finished, latest, result, errors } = progress;
  if (phase === "done" && result !== undefined) return { text: describeResult(result), ended: "done" };
  if (phase === "failed") return { text: `failed: ${errors[0] ?? "see the log"}`, ended: "failed" };
  if (phase !== "applying") return { text: phase };
  const text = `${finished} of ${planned}${latest === undefined ? "" : `  ${latest}`}`;
  return { text, plain: `applying ${planned} changes`, share: finished / (planned ?? 0) };
}
