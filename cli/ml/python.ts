import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { isWithin, tools } from "../../domain/machine/tools";
import { UserError } from "../../domain/problem/problem";
import { writeWhole } from "../../files";
import { oneAtATime } from "./one-at-a-time";

/** Where the Python of this project lives. */
export const mlFolder = join(__dirname, "..", "..", "ml");

/** Names of an interpreter that may be new enough, best first. `MLOPS_PYTHON` names another. */
export const candidates: readonly string[] = ["python3.13", "python3.12", "python3.11", "python3", "python"];

/** An interpreter and its version. */
export interface Interpreter {
  readonly program: string;
  /** E.g. `3.11.7`. */
  readonly version: string;
}

/** Whether the locks are made for a version. */
export const fits = (version: string): boolean => isWithin(version, tools.python);

const versionOf = (program: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const code = "import platform; print(platform.python_version())";
    execFile(program, ["-c", code], { timeout: 10_000 }, (error, stdout) =>
      resolve(error === null ? stdout.trim() : undefined),
    );
  });

/** The best interpreter of this machine, or undefined if none is new enough. */
export async function findPython(env: NodeJS.ProcessEnv = process.env): Promise<Interpreter | undefined> {
  const named = env["MLOPS_PYTHON"];
  for (const program of named === undefined ? candidates : [named]) {
    const version = await versionOf(program);
    if (version !== undefined && fits(version)) return { program, version };
  }
  return undefined;
}

/** Packages that are locked: what computes, what tests need besides, what an endpoint's container holds, and what publishes. */
export type Requirements = "train" | "check" | "score" | "publish";

/** The locks of each, and where their packages go. */
const installed: Readonly<Record<Requirements, { readonly locks: readonly string[]; readonly folder: string }>> = {
  train: { locks: ["train"], folder: ".venv" },
  check: { locks: ["train", "check"], folder: ".venv-check" },
  score: { locks: ["score"], folder: ".venv-score" },
  publish: { locks: ["publish"], folder: ".venv-publish" },
};

/**
 * The interpreter of `ml/.venv`, which is made on first use from the locks in `ml/requirements/`, and again when they or the
 * machine's Python change.
 * @param needed - which packages; `check` brings `train`, too
 * @param tell - takes a line on what goes on, only if something has to be made
 * @throws UserError if there is no Python that is new enough, or the packages cannot be installed
 */
export async function python(needed: Requirements, tell: (line: string) => void): Promise<string> {
  const found = await findPython();
  if (found === undefined) {
    throw new UserError([
      {
        code: "MLOPS-ML-001",
        where: "python",
        message: "there is no Python that is new enough",
        given: process.env["MLOPS_PYTHON"] ?? "none on PATH",
        allowed: `${tools.python.oldest} to ${tools.python.newest}`,
        fix: tools.python.fix,
      },
    ]);
  }
  const { locks, folder, key } = placeOf(needed, found);
  const interpreter = join(folder, "bin", "python");
  const ready = () => keyIn(folder) === key && existsSync(interpreter);
  if (ready()) return interpreter;
  const waiting = () => tell("Somebody else is setting up Python in ml/: waiting for it.");
  await oneAtATime(`${folder}.making`, waiting, async () => {
    if (!ready()) await make(found, folder, locks, key, tell);
  });
  return interpreter;
}

function placeOf(needed: Requirements, found: Interpreter) {
  const locks = installed[needed].locks.map((name) => join(mlFolder, "requirements", `${name}.lock`));
  return { locks, folder: join(mlFolder, installed[needed].folder), key: keyOf(found, locks) };
}

/** Whether packages are installed for an interpreter, so that nothing has to be made. */
export function isReady(needed: Requirements, found: Interpreter): boolean {
  const { folder, key } = placeOf(needed, found);
  return keyIn(folder) === key && existsSync(join(folder, "bin", "python"));
}

const keyFile = (folder: string): string => join(folder, "locks.sha256");
const keyIn = (folder: string): string | undefined =>
  existsSync(keyFile(folder)) ? readFileSync(keyFile(folder), "utf8") : undefined;

function keyOf({ version }: Interpreter, locks: readonly string[]): string {
  const hash = createHash("sha256").update(version);
  for (const lock of locks) hash.update(readFileSync(lock));
  return hash.digest("hex");
}

/** Makes it aside and moves it into place when it is whole: who is killed on the way leaves nothing that looks whole. */
async function make(
  { program, version }: Interpreter,
  folder: string,
  locks: readonly string[],
  key: string,
  tell: (line: string) => void,
): Promise<void> {
  const aside = `${folder}-${process.pid}`;
  const started = Date.now();
  tell(`Setting up Python ${version} in ml/, once: about 300 MB are installed, which takes a minute or two.`);
  try {
    await run(program, ["-m", "venv", aside], tell);
    const pip = ["-m", "pip", "install", "--require-hashes", "--only-binary=:all:", "--no-input"];
    const files = locks.flatMap((lock) => ["--requirement", lock]);
    await run(join(aside, "bin", "python"), [...pip, ...files], tell);
    writeWhole(keyFile(aside), key);
    rmSync(folder, { recursive: true, force: true });
    renameSync(aside, folder);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  tell(`Python is ready after ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** Runs an installer; tells which package it is at. */
function run(program: string, parameters: readonly string[], tell: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...parameters], { stdio: ["ignore", "pipe", "pipe"] });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on("line", (line) => {
        if (line.trim() !== "") said.push(line.trim());
        const collected = /^Collecting ([\w.-]+)/.exec(line)?.[1];
        if (collected !== undefined) tell(`  ${collected}`);
      });
    }
    const failed = (reason: string) =>
      reject(
        new UserError([
          {
            code: "MLOPS-ML-002",
            where: "ml/requirements",
            message: `Python could not be set up: ${reason}`,
            fix: "mend the cause and run it again; nothing is left half-made. On Debian, python3-venv must be installed",
          },
        ]),
      );
    child.once("error", (error) => failed(error.message));
    child.once("close", (code) => (code === 0 ? resolve() : failed(said.slice(-3).join(" ") || `exit code ${code}`)));
  });
}

/** What keeps everything but the locked packages and the project's library out of Python, and nothing compiled in the tree. */
export const pythonEnvironment = (library: string): Record<string, string> => ({
  PYTHONPATH: library,
  PYTHONDONTWRITEBYTECODE: "1",
  PYTHONNOUSERSITE: "1",
});
