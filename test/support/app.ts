import { type App, Testing } from "cdktf";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * An app for stacks that `Testing.synth` renders in memory. cdktf makes an output folder with every app and writes there
 * in `app.synth()` only: this one is gone before the first stack is defined.
 */
export function testApp(): App {
  const outdir = mkdtempSync(join(tmpdir(), "mlops-app-"));
  try {
    return Testing.app({ outdir });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
