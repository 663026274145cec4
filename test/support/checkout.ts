import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const project = join(__dirname, "../..");
const madeHere = new Set([".git", ".sandbox", "cdktf.out", "coverage", "node_modules", ".venv", ".venv-check", ".venv-score", ".runs"]); // prettier-ignore

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
    for (const packages of ["node_modules", "ml/.venv", "ml/.venv-score"].filter((name) =>
      existsSync(join(project, name)),
    )) {
      execFileSync("cp", ["-al", join(project, packages), join(this.path, packages)]);
    }
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
