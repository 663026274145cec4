import { spawnSync } from "node:child_process";
import { dirname, resolve } from "node:path";
import { UserError } from "../../domain/problem/problem";
import type { ProblemCode } from "../../domain/problem/codes";

export interface PullRequest {
  readonly branch: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  readonly files: readonly string[];
}

/** The commands that do by hand what {@link openPullRequest} does. */
export const gitCommands = ({ branch, title, files }: PullRequest): readonly string[] => [
  `git switch -c ${branch}`,
  `git add ${files.join(" ")}`,
  `git commit -m "${title}"`,
  `git push -u origin ${branch}`,
];

/**
 * Fails early if a pull request cannot be opened from here.
 * @throws UserError without `gh`, or outside of a git repository
 */
export function requireGh(directory: string): void {
  const cwd = resolve(directory);
  if (spawnSync("gh", ["--version"], { stdio: "ignore" }).error !== undefined) {
    throw problem("MLOPS-PROMOTE-005", "the GitHub CLI gh was not found, so that no pull request can be opened", {
      fix: "install gh (https://cli.github.com), or leave --open-pr out: the git commands are printed then; nothing was written",
    });
  }
  if (spawnSync("git", ["rev-parse", "--show-toplevel"], { cwd, stdio: "ignore" }).status === 0) return;
  throw problem(
    "MLOPS-PROMOTE-006",
    "the configuration is in no git repository, so that no pull request can be opened",
    {
      given: directory,
      fix: "leave --open-pr out; nothing was written",
    },
  );
}

/**
 * Commits the files on a branch of their own, pushes it and opens a pull request. Other changes in the working tree stay
 * as they are; so does the branch one is on. Returns the pull request's address.
 */
export function openPullRequest(directory: string, request: PullRequest): string {
  const { branch, title, body, files } = request;
  const cwd = resolve(directory);
  const paths = files.map((file) => resolve(file));
  const before = run("git", ["rev-parse", "--abbrev-ref", "HEAD"], cwd, request);
  const here = before === "HEAD" ? run("git", ["rev-parse", "HEAD"], cwd, request) : before;
  run("git", ["switch", "-c", branch], cwd, request);
  // When one of these fails, the branch stays: leaving it would hide the files that were written.
  run("git", ["add", "--", ...paths], cwd, request);
  run("git", ["commit", "-m", title, "--", ...paths], cwd, request);
  run("git", ["push", "-u", "origin", branch], cwd, request);
  const create = ["pr", "create", "--title", title, "--body-file", "-", "--head", branch];
  const url = run("gh", create, dirname(paths[0]!), request, body);
  run("git", ["switch", ...(before === "HEAD" ? ["--detach"] : []), here], cwd, request);
  return url.split("\n").at(-1)!;
}

function run(
  program: string,
  parameters: readonly string[],
  cwd: string,
  request: PullRequest,
  input?: string,
): string {
  const { status, stdout, stderr, error } = spawnSync(program, parameters, { cwd, encoding: "utf8", input });
  if (status === 0) return stdout.trim();
  const said = (error?.message ?? stderr ?? "").trim().split("\n").at(-1) ?? "";
  throw problem("MLOPS-PROMOTE-007", `${program} ${parameters[0]} failed: ${said}`, {
    fix: `the files are written; go on by hand: ${gitCommands(request).join(" && ")} && gh pr create`,
  });
}

const problem = (
  code: ProblemCode,
  message: string,
  more: { readonly given?: string; readonly fix: string },
): UserError => new UserError([{ code, where: "--open-pr", message, ...more }]);
