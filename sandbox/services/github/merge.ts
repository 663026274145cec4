import type { Values } from "../../engine/azurerm/type-entry";
import { matchesAny, ownersOf, parseOwners } from "./code-owners";
import type { Directory } from "./directory";
import { requiredReviewersOf } from "./required-reviewers";

/** A review of a pull request. */
export interface PullRequestReview {
  /** Login of who gave it. */
  readonly user: string;
  readonly state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED";
  /** The commit it was given for. */
  readonly commit: string;
}

/** A pull request, as far as the rules of a branch look at it. */
export interface PullRequest {
  /** Name of the branch it is to get into. */
  readonly base: string;
  /** Login of who opened it. */
  readonly author: string;
  /** Login of who pushed last. */
  readonly pushedBy: string;
  /** The last commit. */
  readonly head: string;
  /** Paths of files that it adds, changes, renames or deletes. */
  readonly files: readonly string[];
  /** Oldest first. */
  readonly reviews: readonly PullRequestReview[];
  /** Results of checks on the last commit, by name. */
  readonly checks: Readonly<Record<string, "success" | "failure" | "pending">>;
  /** Text of CODEOWNERS on the base branch. @default - nobody owns a file */
  readonly codeOwners?: string;
}

const isOn = (flag: unknown): boolean => flag === true;

/**
 * What keeps a pull request from being merged, as GitHub counts it by the rulesets that Terraform made; empty: it may be
 * merged. Every team is taken to have the right to write, without which its approvals do not count.
 */
export function mergeRefusals(
  directory: Directory,
  repository: { readonly owner: string; readonly name: string },
  pull: PullRequest,
): readonly string[] {
  const prefix = `github_repository_ruleset ${repository.owner}/`.toLowerCase();
  const rulesets = directory
    .startingWith(prefix)
    .map(([, values]) => values as Values)
    .filter((ruleset) => ruleset["repository"] === repository.name && isInForce(ruleset, pull.base));
  return [...new Set(rulesets.flatMap((ruleset) => refusalsOf(ruleset, directory, repository.owner, pull)))];
}

function isInForce(ruleset: Values, branch: string): boolean {
  const [conditions] = (ruleset["conditions"] ?? []) as readonly Values[];
  const [names] = (conditions?.["ref_name"] ?? []) as readonly Values[];
  const has = (key: string) => ((names?.[key] ?? []) as readonly string[]).includes(`refs/heads/${branch}`);
  return ruleset["target"] === "branch" && ruleset["enforcement"] === "active" && has("include") && !has("exclude");
}

function refusalsOf(ruleset: Values, directory: Directory, owner: string, pull: PullRequest): readonly string[] {
  const [rules] = (ruleset["rules"] ?? []) as readonly Values[];
  const [review] = (rules?.["pull_request"] ?? []) as readonly Values[];
  const [status] = (rules?.["required_status_checks"] ?? []) as readonly Values[];
  const checks = ((status?.["required_check"] ?? []) as readonly Values[]).map(({ context }) => String(context));
  return [
    ...(review === undefined ? [] : reviewRefusals(review, ruleset, directory, owner, pull)),
    ...checks
      .filter((name) => pull.checks[name] !== "success")
      .map((name) => `the required check ${name} has ${pull.checks[name] === "failure" ? "failed" : "not passed"}`),
  ];
}

function reviewRefusals(
  review: Values,
  ruleset: Values,
  directory: Directory,
  owner: string,
  pull: PullRequest,
): readonly string[] {
  const approved = approversOf(pull, isOn(review["dismiss_stale_reviews_on_push"]));
  const fromTeam = (members: readonly string[]) => approved.filter((login) => members.includes(login)).length;
  const wanted = Number(review["required_approving_review_count"] ?? 0);
  const others = approved.filter((login) => login !== pull.pushedBy.toLowerCase());
  const refusals: string[] = [];
  if (approved.length < wanted) refusals.push(`${approved.length} of ${wanted} approving reviews`);
  if (isOn(review["require_last_push_approval"]) && others.length === 0) {
    refusals.push("the last push is approved by nobody but who pushed it");
  }
  if (latestStates(pull).some(([, { state }]) => state === "CHANGES_REQUESTED")) refusals.push("changes are requested");
  for (const { id, approvals, paths } of requiredReviewersOf(ruleset)) {
    const touched = pull.files.find((file) => matchesAny(paths, file));
    if (touched === undefined) continue;
    const team = directory.teamOf(id);
    const found = fromTeam(team?.members ?? []);
    const name = team?.name.split("/")[1] ?? `with the id ${id}`;
    if (found < approvals) refusals.push(`${found} of ${approvals} approvals of team ${name}, for ${touched}`);
  }
  if (isOn(review["require_code_owner_review"])) {
    const lines = parseOwners(pull.codeOwners ?? "");
    for (const file of pull.files) {
      const owners = ownersOf(lines, file);
      const members = owners.flatMap((one) =>
        one.includes("/") ? directory.membersOf(one.slice(1)) : [one.slice(1).toLowerCase()],
      );
      if (owners.length > 0 && fromTeam(members) === 0) {
        refusals.push(`no approval of a code owner of ${file} (${owners.join(" or ")})`);
      }
    }
  }
  return refusals.map((refusal) => refusal.replaceAll(`@${owner}/`, "@"));
}

/** The last word of each reviewer; a comment is none. */
function latestStates({ reviews, author }: PullRequest): readonly (readonly [login: string, PullRequestReview])[] {
  const last = new Map<string, PullRequestReview>();
  for (const one of reviews) {
    if (one.state !== "COMMENTED" && one.user.toLowerCase() !== author.toLowerCase()) {
      last.set(one.user.toLowerCase(), one);
    }
  }
  return [...last];
}

/** Whose approval counts: not the author's, not one that was taken back, not one of an earlier commit if these go stale. */
const approversOf = (pull: PullRequest, isStaleGone: boolean): readonly string[] =>
  latestStates(pull)
    .filter(([, { state, commit }]) => state === "APPROVED" && (!isStaleGone || commit === pull.head))
    .map(([login]) => login);
