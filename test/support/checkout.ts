import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const project = join(__dirname, "../..");
const madeHere = new Set([".git", ".sandbox", "cdktf.out", "coverage", "node_modules"]);

/** What a command did. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of the project as a new user has it after `npm ci`: what a test does there changes nothing here. */
export class Checkout {
  readonly path = mkdtempSync(join(tmpdir(), "mlops-checkout-"));

  constructor() {
    cpSync(project, this.path, {
      recursive: true,
      filter: (source) => source === project || !madeHere.has(basename(source)),
    });
    // Hard links: the packages are hundreds of megabytes, and nothing writes into them.
    execFileSync("cp", ["-al", join(project, "node_modules"), join(this.path, "node_modules")]);
  }

  /** Runs a command line as a shell would, in the copy. */
  run(commandLine: string, env: Record<string, string> = {}): Ran {
    const { status, stdout, stderr } = spawnSync("bash", ["-c", commandLine], {
      cwd: this.path,
      encoding: "utf8",
      maxBuffer: 256 * 1024 * 1024,
      env: { ...process.env, CI: "true", ...env },
    });
    return { code: status, stdout, stderr };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
