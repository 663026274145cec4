import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Directory, numericId } from "../../sandbox/services/github/directory";
import { mergeRefusals, type PullRequest, type PullRequestReview } from "../../sandbox/services/github/merge";

/**
 * Puts people into teams of the simulated GitHub. While a sandbox runs it keeps its own memory of them, so this is for
 * before its start, or for those who only merge.
 * @param dir - folder of the sandbox
 * @param teams - logins by slug
 */
export function fillTeams(dir: string, owner: string, teams: Readonly<Record<string, readonly string[]>>): void {
  const file = join(dir, "github.json");
  // Makes the file if there is none.
  const directory = new Directory(dir);
  for (const slug of Object.keys(teams)) directory.idOf("teams", `${owner}/${slug}`);
  const content = JSON.parse(readFileSync(file, "utf8")) as { teams: Record<string, object> };
  for (const [slug, members] of Object.entries(teams)) {
    const key = `${owner}/${slug}`.toLowerCase();
    content.teams[key] = { ...(content.teams[key] ?? { id: numericId(`teams/${key}`) }), members };
  }
  writeFileSync(file, JSON.stringify(content, undefined, 2));
}

/** A pull request on the simulated GitHub: people review it, and it can be merged when the rules of its branch let it. */
export class SimulatedPullRequest {
  private state: PullRequest;

  /**
   * @param dir - folder of the sandbox into which `pipelines` was deployed
   * @param repository - as the configuration says
   */
  constructor(
    private readonly dir: string,
    private readonly repository: { readonly owner: string; readonly name: string },
    opened: Pick<PullRequest, "author" | "files" | "head"> & Partial<PullRequest>,
  ) {
    this.state = { base: "main", pushedBy: opened.author, reviews: [], checks: {}, ...opened };
  }

  /** Someone looks at the last commit. */
  review(user: string, state: PullRequestReview["state"] = "APPROVED"): this {
    this.state = { ...this.state, reviews: [...this.state.reviews, { user, state, commit: this.state.head }] };
    return this;
  }

  /** A further commit; checks have to run again. */
  push(head: string, user = this.state.author, files = this.state.files): this {
    this.state = { ...this.state, head, pushedBy: user, files, checks: {} };
    return this;
  }

  /** Results of checks on the last commit. */
  checked(results: PullRequest["checks"]): this {
    this.state = { ...this.state, checks: { ...this.state.checks, ...results } };
    return this;
  }

  /** What keeps it from being merged; empty: it is merged. */
  merge(): readonly string[] {
    return mergeRefusals(new Directory(this.dir), this.repository, this.state);
  }

  /** Its reviews as GitHub's API lists them. */
  get reviews(): readonly object[] {
    return this.state.reviews.map(({ user, state, commit }, id) => ({
      id,
      user: { login: user },
      state,
      commit_id: commit,
    }));
  }
}
