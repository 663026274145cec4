import { atLeast, expect } from "../../attributes";
import { ofDeployingBranches } from "../../deployments";
import type { Expected } from "../../expected";
import type { PolicyResource } from "../../resource";
import { every, fail, pass, type Rule, unknownAt, type Verdict } from "../../rule";
import { lookup, leaves, Unknown } from "../../value";
import type { World } from "../../world";

const REVIEWERS = "rules.pull_request.required_reviewers";
const CHECKS = "rules.required_status_checks.required_check";

/** In place of a team's number that nothing is known of. */
const NOBODY_TELLS = "";

type Asked = NonNullable<Expected["branch"]>["reviewers"][number];

const asConfigured = ofDeployingBranches((ruleset, world) => {
  const { approvals, checks, reviewers } = world.expected.branch!;
  const count = { path: "rules.pull_request.required_approving_review_count", is: atLeast(approvals) };
  return every([expect(ruleset, count), asksChecks(ruleset, checks), asksTeams(ruleset, reviewers, world)]) ?? pass;
});

export const deploymentBranchAsConfigured: Rule = {
  title: "A branch that deploys asks for as many approvals, of the teams and checks, as the configuration says",
  severity: "high",
  upstream: [],
  why: "Approvals of a release, and those of security, are counted here and nowhere else: what the branch does not ask, nobody gives.",
  fix: "name who approves in promotion.approvals and repository.protection, and let the stack pipelines write the ruleset",
  kinds: asConfigured.kinds,
  check: (ruleset, world) => (world.expected.branch === undefined ? undefined : asConfigured.check(ruleset, world)),
};

function asksChecks(ruleset: PolicyResource, wanted: readonly string[]): Verdict {
  const asked = ruleset.entries(CHECKS);
  if (asked === "unknown") return unknownAt(CHECKS);
  const names = asked.map((check) => lookup(check, "context"));
  const missing = wanted.filter((name) => !names.some((found) => found.state === "known" && found.value === name));
  if (missing.length === 0) return pass;
  if (names.some(({ state }) => state === "unknown")) return unknownAt(`${CHECKS}.context`);
  return fail(`does not ask for the check ${missing.join(", ")}`);
}

/** One entry of what is asked, as far as it is known. */
interface Entry {
  /** Undefined: the number of a team, of which nothing here tells the name. */
  readonly team: string | undefined;
  /** What tells one team from another. */
  readonly reviewer: string;
  /** Whether neither its name nor its number is known: it may be any team. */
  readonly unsure: boolean;
  readonly approvals: number | "unknown";
  readonly paths: readonly string[] | "unknown";
}

function asksTeams(ruleset: PolicyResource, wanted: readonly Asked[], world: World): Verdict {
  const found = ruleset.entries(REVIEWERS);
  if (found === "unknown") return unknownAt(REVIEWERS);
  const entries = found.map((entry) => entryOf(entry, ruleset, world));
  const takenOut = entries.flatMap(({ paths }) =>
    paths === "unknown" ? [] : paths.filter((path) => path.startsWith("!")),
  );
  if (takenOut.length > 0) return fail(`asks nobody about ${takenOut.map((path) => path.slice(1)).join(", ")}`);
  const verdicts = wanted.flatMap(({ team, approvals, paths }) =>
    paths.map((path) => {
      const fits = entries.filter((entry) => entry.team === undefined || entry.team === team);
      const asks = fits.map((entry) => asksFor(entry, path, approvals));
      if (asks.includes(true)) return pass;
      return asks.includes("unknown")
        ? unknownAt(REVIEWERS)
        : fail(`does not ask ${approvals} of team ${team} about ${path}`);
    }),
  );
  // Of numbers nothing tells whose they are, but two teams do not have the same.
  const teams = new Set(wanted.map(({ team }) => team));
  const known = new Set(entries.map(({ reviewer }) => reviewer));
  const fewer =
    !known.has(NOBODY_TELLS) && known.size < teams.size ? fail(`asks ${known.size} of ${teams.size} teams`) : undefined;
  return every([...summed(verdicts), fewer]) ?? pass;
}

/** Whether an entry asks so many about a file. */
function asksFor({ approvals, paths, unsure }: Entry, path: string, wanted: number): boolean | "unknown" {
  if (paths !== "unknown" && !paths.includes(path)) return false;
  if (approvals !== "unknown" && approvals < wanted) return false;
  return unsure || paths === "unknown" || approvals === "unknown" ? "unknown" : true;
}

function entryOf(entry: unknown, { stack, whole }: PolicyResource, world: World): Entry {
  const approvals = lookup(entry, "minimum_approvals");
  const paths = lookup(entry, "file_patterns");
  const id = lookup(entry, "reviewer.id");
  const source = id.state === "unknown" ? id.references.find((one) => one.startsWith("data.github_team.")) : undefined;
  const slug = source === undefined ? undefined : world.at(stack, source)?.text("slug");
  return {
    team: slug,
    // Of a team that is looked up a plan tells the number alone; what is looked up nowhere may be any team.
    unsure: id.state === "unknown" && (source === undefined || (whole && slug === undefined)),
    reviewer: id.state === "known" ? String(id.value) : (source ?? NOBODY_TELLS),
    approvals: approvals.state === "known" ? Number(approvals.value) : approvals.state === "absent" ? 0 : "unknown",
    paths: pathsOf(paths),
  };
}

/** One pattern that is not known yet may be one that takes all others back. */
function pathsOf(found: ReturnType<typeof lookup>): readonly string[] | "unknown" {
  if (found.state === "absent") return [];
  const paths = found.state === "known" ? leaves(found.value) : [];
  return found.state === "unknown" || paths.some((path) => path instanceof Unknown) ? "unknown" : paths.map(String);
}

/** Most failures that are told one by one. */
const NAMED = 3;

/** The same with the rest in a number: a list of a hundred files tells nobody more. */
function summed(verdicts: readonly Verdict[]): readonly Verdict[] {
  const failed = verdicts.filter(({ result }) => result === "fail");
  const others = verdicts.filter(({ result }) => result !== "fail");
  const rest = failed.length - NAMED;
  return [...others, ...failed.slice(0, NAMED), ...(rest > 0 ? [fail(`and ${rest} more patterns of files`)] : [])];
}
