import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { basename, delimiter, join, relative } from "node:path";
import { python, type Requirements } from "../../cli/ml/python";

const project = join(__dirname, "../..");
const madeHere = new Set([".git", ".sandbox", "cdktf.out", "coverage", "node_modules", ".venv", ".venv-check", ".venv-score", ".venv-publish", ".venv-spark", ".runs", ".computed"]); // prettier-ignore

/** A folder for the PATH with an `npx` that starts what is installed without starting npm for it. */
export const quickNpx = join(__dirname, "bin");

/** `XDG_CACHE_HOME` of who has a home of their own, for a command that was compiled by anybody not to be compiled again. */
export const compiledBefore = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");

/**
 * The shell command that makes a `node_modules` out of another one. Links to each package: there are 50,000 files, and
 * nothing writes into them. `mlops` is a link of its own, to the folder `cli` beside it.
 */
export const linkPackages = (from: string, to: string): string =>
  `mkdir '${to}' && ln -s '${from}'/* '${to}' && rm '${to}/mlops' && cp -a '${from}/mlops' '${from}/.bin' '${to}'`;

/**
 * Gives a folder the files of another that it has not. Each is there as a whole or not at all, whoever looks meanwhile: it is
 * linked, not copied.
 */
export function linkNew(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    try {
      linkSync(join(from, name), join(to, name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}

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
    execFileSync("bash", ["-c", linkPackages(join(project, "node_modules"), join(this.path, "node_modules"))]);
    this.take("ml/.computed");
  }

  /**
   * Python's packages and what was computed with them, as somebody has them who has used them before. They are made once,
   * in the project, where all tests that need them look.
   */
  async withPython(...needed: readonly Requirements[]): Promise<void> {
    for (const one of needed) this.take(relative(project, join(await python(one, () => undefined), "../..")));
    if (!existsSync(join(this.path, "ml/.computed"))) this.take("ml/.computed");
  }

  /** Hard links: nothing of it is changed in place, only replaced as a whole. */
  private take(name: string): void {
    if (existsSync(join(project, name))) execFileSync("cp", ["-al", join(project, name), join(this.path, name)]);
  }

  /** Runs a command line as a shell would, in the copy. */
  run(commandLine: string, env: Record<string, string> = {}): Ran {
    // bash takes a socket on its input for a remote shell and reads the user's file, which may put something before the PATH given.
    const { status, stdout, stderr } = spawnSync("bash", ["--norc", "-c", commandLine], {
      cwd: this.path,
      encoding: "utf8",
      maxBuffer: 256 * 1024 * 1024,
      env: { ...process.env, PATH: `${quickNpx}${delimiter}${process.env["PATH"]}`, CI: "true", ...env },
    });
    return { code: status, stdout, stderr };
  }

  remove(): void {
    const computed = join(this.path, "ml/.computed");
    // Named by all that decides it: whoever asks the same next has the answer.
    if (existsSync(computed)) {
      linkNew(computed, join(project, "ml/.computed"));
    }
    rmSync(this.path, { recursive: true, force: true });
  }
}
