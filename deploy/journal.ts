import { closeSync, constants, fsyncSync, openSync, readSync, writeSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { isUnread, readRegularFile } from "../files";
import type { Scrub } from "./scrub";

/** Name of a stack's journal in a plan folder. */
export const JOURNAL = "apply.jsonl";

/** More than any journal has. Bytes. */
const LARGEST = 2 ** 28;

/** A line of a journal: what Terraform did when. */
export interface JournalEntry {
  /** ISO instant. */
  readonly at: string;
  readonly event: "begin" | "apply_start" | "apply_complete" | "apply_errored" | "error" | "end";
  /** Terraform's address of a resource. */
  readonly address?: string;
  readonly action?: string;
  /** Id of a resource in Azure, once it is known. */
  readonly id?: string;
  /** What went wrong. */
  readonly message?: string;
  /** Digest of the plan, at the beginning. */
  readonly digest?: string;
  /** Why it was applied although the verdict was BLOCKED, at the beginning. */
  readonly blockedAnyway?: string;
  /** Terraform's exit code, at the end. */
  readonly code?: number;
}

/**
 * Keeps what an apply has begun and finished on disk, line by line, before anything else is done: after a crash it
 * tells which resources may exist without being in the state.
 */
export class Journal {
  private readonly file: number;
  private failure: string | undefined;

  constructor(
    path: string,
    private readonly scrub: Scrub,
  ) {
    // A link in its place would have it write elsewhere.
    const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
    this.file = openSync(path, flags, 0o600);
  }

  /** Why it is not complete, e.g. because the disk is full: that must not end what is being applied. */
  get trouble(): string | undefined {
    return this.failure === undefined ? undefined : `its journal is not complete: ${this.failure}`;
  }

  /** The first entry: without it nothing may be begun. @throws Error if it cannot be written */
  begin(entry: JournalEntry): void {
    this.write([entry]);
  }

  add(...entries: readonly JournalEntry[]): void {
    if (entries.length === 0 || this.failure !== undefined) return;
    try {
      this.write(entries);
    } catch (error) {
      this.failure = (error as Error).message;
    }
  }

  private write(entries: readonly JournalEntry[]): void {
    const bytes = Buffer.from(entries.map((entry) => `${this.scrub(JSON.stringify(entry))}\n`).join(""));
    for (let done = 0; done < bytes.length;) done += writeSync(this.file, bytes, done);
    fsyncSync(this.file);
  }

  close(): void {
    closeSync(this.file);
  }
}

/** What a journal says, the last apply only; empty if there was none. A line that a crash cut off is left out. */
export function readJournal(path: string): JournalEntry[] {
  const content = readRegularFile(path, { maxBytes: LARGEST, links: false });
  if (isUnread(content)) return [];
  const entries = content
    .toString("utf8")
    .split("\n")
    .flatMap((line): JournalEntry[] => {
      try {
        return [JSON.parse(line) as JournalEntry];
      } catch {
        return [];
      }
    });
  return entries.slice(
    Math.max(
      0,
      entries.findLastIndex(({ event }) => event === "begin"),
    ),
  );
}

/** Follows a file that another process appends lines to. */
export class Tail {
  private readonly file: number;
  private readonly decoder = new StringDecoder("utf8");
  private readonly timer: NodeJS.Timeout;
  private readonly buffer = Buffer.alloc(64 * 1024);
  private rest = "";

  constructor(
    path: string,
    private readonly lines: (lines: readonly string[]) => void,
  ) {
    this.file = openSync(path, "r");
    this.timer = setInterval(() => this.read(), 50);
  }

  /** Reads what is left, and ends. */
  end(): void {
    clearInterval(this.timer);
    this.read();
    closeSync(this.file);
  }

  private read(): void {
    let text = this.rest;
    for (let length = this.buffer.length; length === this.buffer.length;) {
      length = readSync(this.file, this.buffer, 0, this.buffer.length, null);
      text += this.decoder.write(this.buffer.subarray(0, length));
    }
    const lines = text.split("\n");
    this.rest = lines.pop()!;
    if (lines.length > 0) this.lines(lines);
  }
}
