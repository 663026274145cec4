import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { asFileError } from "./problems";

/** A log that grows while something runs. Trouble with it does not stop what is logged: it is told at the end. */
export class LogFile {
  private readonly file: number;
  private trouble: unknown;

  /** @throws UserError MLOPS-FILE-001 if it cannot be opened */
  constructor(private readonly path: string) {
    try {
      mkdirSync(dirname(path), { recursive: true });
      this.file = openSync(path, "w");
    } catch (error) {
      throw asFileError(error, path);
    }
  }

  add(text: string): void {
    if (this.trouble !== undefined) return;
    const bytes = Buffer.from(text, "utf8");
    try {
      for (let done = 0; done < bytes.length;) done += writeSync(this.file, bytes, done);
    } catch (error) {
      this.trouble = error;
    }
  }

  close(): void {
    closeSync(this.file);
  }

  /** @throws UserError MLOPS-FILE-001 if not all that was added is in it */
  requireComplete(): void {
    if (this.trouble !== undefined) throw asFileError(this.trouble, this.path);
  }
}
