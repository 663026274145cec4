import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const project = join(__dirname, "../..");

/** How often the lock is taken by all processes together; LOCK_ACQUISITIONS=100000 for a long run. */
const ACQUISITIONS = Number(process.env["LOCK_ACQUISITIONS"] ?? 2_000);
const PROCESSES = 4;

describe("the lock of a store under stress", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "mlops-lock-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it(
    "has one holder at a time, whoever comes and however they end",
    async () => {
      const rounds = String(Math.ceil(ACQUISITIONS / PROCESSES));
      const worker = join(project, "test/support/lock-worker.ts");
      const ended = await Promise.all(
        Array.from({ length: PROCESSES }, () =>
          run(process.execPath, ["--require", "tsx/cjs", worker, folder, rounds], { cwd: project }),
        ),
      );
      const sum = { acquired: 0, refused: 0, unnamed: 0, double: 0, takenOver: 0 };
      for (const { stdout } of ended) {
        const seen = JSON.parse(stdout) as typeof sum;
        for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += seen[key];
      }
      if (process.env["LOCK_ACQUISITIONS"] !== undefined) console.log(JSON.stringify(sum));
      expect(sum).toMatchObject({ acquired: Number(rounds) * PROCESSES, double: 0, unnamed: 0 });
      // They did meet, and did find what others had left.
      expect(sum.refused).toBeGreaterThan(0);
      expect(sum.takenOver).toBeGreaterThan(sum.acquired / 10);
      expect(readdirSync(join(folder, "locks")).length).toBeLessThan(40);
    },
    ACQUISITIONS < 10_000 ? 120_000 : 3_600_000,
  );
});
