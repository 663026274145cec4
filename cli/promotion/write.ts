import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";

/** A file to write, whole. */
export interface FileToWrite {
  readonly path: string;
  readonly text: string;
}

/**
 * Writes files one after the other, each at once: whoever is killed meanwhile leaves old files or new ones, never half of
 * one. The last is the one that counts; those before it mean nothing without it.
 */
export function writeFiles(files: readonly FileToWrite[]): void {
  for (const { path, text } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileAtomic.sync(path, text);
  }
}
