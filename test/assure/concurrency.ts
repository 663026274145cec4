import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Campaign } from "./campaign";

const AT_ONCE = 8;
const worker = join(__dirname, "../support/lock-worker.ts");

interface Seen {
  readonly acquired: number;
  readonly refused: number;
  /** Let in beside another. */
  readonly double: number;
  /** Refused without being told who is there. */
  readonly unnamed: number;
}

export const concurrency: Campaign = {
  promise: "of eight processes that want a sandbox at once one has it, and the others are told who",
  trials: { short: 1_000, long: 100_000 },
  async run(trials, _, told) {
    const folder = mkdtempSync(join(tmpdir(), "mlops-at-once-"));
    try {
      const rounds = String(Math.ceil(trials / AT_ONCE));
      const run = promisify(execFile);
      const ended = await Promise.all(
        Array.from({ length: AT_ONCE }, () => run(process.execPath, ["--require", "tsx/cjs", worker, folder, rounds])),
      );
      let trial = 0;
      for (const { stdout } of ended) {
        const { acquired, double, unnamed } = JSON.parse(stdout) as Seen;
        for (let left = acquired; left > 0; left--) {
          const broken = left <= double ? "two had it at once" : left <= unnamed ? "nobody was named" : undefined;
          told(trial++, broken === undefined ? { what: "alone" } : { what: "not alone", broken });
        }
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
