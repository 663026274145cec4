import { execFile } from "node:child_process";
import { existsSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { isAbsolute, join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { canonicalJson } from "../domain/json/canonical-json";
import type { Tree } from "../domain/json/tree";
import { UserError } from "../domain/problem/problem";
import { git } from "./git";
import { project, SynthesisFailed, synthesize, type SynthesizedStack } from "./synthesize";

const run = promisify(execFile);

/** How the stacks differ from those of another commit. */
export interface Affected {
  /** Commit they were compared with. */
  readonly base: string;
  /** Stacks that are new or whose synthesized output differs. */
  readonly differing: ReadonlySet<string>;
  /** Stacks of which there are none any more. */
  readonly removed: readonly string[];
  /** Why nothing could be compared: then every stack counts as differing. */
  readonly incomparable?: string;
}

export interface AffectedOptions {
  /** A commit, as git names it: `main`, `HEAD~1`, `origin/main`. */
  readonly ref: string;
  readonly config: string;
  readonly stacks: readonly SynthesizedStack[];
  /** Private folder for the other commit's files and output. */
  readonly temp: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Compares with what another commit's files synthesize, configuration included. That commit's code runs with the
 * packages that are installed now.
 * @throws UserError if git does not know the commit
 */
export async function affectedSince(options: AffectedOptions): Promise<Affected> {
  const { ref, stacks, temp, env } = options;
  const base = await commitOf(ref);
  const tree = join(temp, "tree");
  const archive = join(temp, "tree.tar");
  await mkdir(tree, { recursive: true });
  // In the project's folder, which may be below the repository's root: only what is below it is taken.
  await git(project, "archive", "--format=tar", `--output=${archive}`, base);
  await run("tar", ["-xf", archive, "-C", tree]);
  symlinkSync(join(project, "node_modules"), join(tree, "node_modules"), "dir");

  const config = join(tree, insideProject(options.config));
  const everything = new Set(stacks.map(({ name }) => name));
  if (!existsSync(config)) {
    return {
      base,
      differing: everything,
      removed: [],
      incomparable: `${base.slice(0, 12)} has no configuration there`,
    };
  }
  let former: readonly SynthesizedStack[];
  try {
    former = await synthesize({ tree, config, outdir: join(temp, "out"), env });
  } catch (error) {
    if (!(error instanceof SynthesisFailed) && !(error instanceof UserError)) throw error;
    const why = `${base.slice(0, 12)} cannot be synthesized: ${error.message.split("\n")[0]}`;
    return { base, differing: everything, removed: [], incomparable: why };
  }
  const before = new Map(former.map(({ name, dir }) => [name, normalized(dir, tree)]));
  return {
    base,
    differing: new Set(
      stacks.filter(({ name, dir }) => before.get(name) !== normalized(dir, project)).map(({ name }) => name),
    ),
    removed: former.map(({ name }) => name).filter((name) => !everything.has(name)),
  };
}

async function commitOf(ref: string): Promise<string> {
  try {
    // A name that begins with a dash would be an option.
    if (!ref.startsWith("-")) return await git(project, "rev-parse", "--verify", "--quiet", `${ref}^{commit}`);
  } catch {
    // Said below.
  }
  throw new UserError([
    {
      code: "MLOPS-PLAN-030",
      where: "--affected",
      message: "git knows no such commit here",
      given: ref,
      allowed: "a branch, tag or commit of this repository",
      fix: "a shallow clone lacks older commits: fetch them, e.g. with `fetch-depth: 0`",
    },
  ]);
}

/** Path of the configuration below the project. */
function insideProject(config: string): string {
  const path = relative(realpathSync(project), realpathSync(resolve(config)));
  if (!path.startsWith("..") && !isAbsolute(path)) return path;
  throw new UserError([
    {
      code: "MLOPS-PLAN-031",
      where: "--affected",
      message: "the configuration is outside of the project, so git cannot tell what it was",
      given: config,
      fix: "plan without --affected, or keep the configuration in the project",
    },
  ]);
}

/**
 * What a stack asks Terraform for: the same text for the same meaning, wherever it was synthesized.
 */
function normalized(dir: string, tree: string): string {
  const meaning = canonicalJson(askedFor(dir, tree));
  // Another build of a provider is another program.
  const locks = join(dir, ".terraform.lock.hcl");
  return meaning + (existsSync(locks) ? readFileSync(locks, "utf8") : "");
}

/**
 * What a stack asks Terraform for, without the engine's own remarks. Paths may be below the tree, as that of a state in a
 * file, or below this project, as that of a sandbox.
 */
export function askedFor(dir: string, tree: string): Tree {
  const text = readFileSync(join(dir, "cdk.tf.json"), "utf8").replaceAll(tree, "").replaceAll(project, "");
  // `//` is the engine's own: versions and paths of constructs.
  return JSON.parse(text, (key, part: unknown) => (key === "//" ? undefined : part)) as Tree;
}
