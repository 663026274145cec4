import { at, booleanAt, difference, listAt, listed, numberAt, textAt, textsAt, type Json } from "../words/json";
import { doing } from "./opening";
import type { ReviewInput } from "../model";
import type { ApprovalChange, ApprovalChangesOf } from "./approval-change";
import { approverInWords } from "./approvers";
import { type AskedTeam, askedInWords, askedTeam, reviewerChanges } from "./required-reviewers";

/** One thing that a branch asks of a change, or forbids. */
interface Guard {
  readonly verb: "asks for" | "forbids" | "binds";
  readonly what: string;
  /** Path in the organization's file. */
  readonly setting: string;
}

/** What protects branches, however it is written. */
interface Protection {
  /** `ruleset protect main of the repository`. */
  readonly subject: string;
  readonly enforced: boolean;
  /** In words: `branch main`. */
  readonly covers: readonly string[];
  readonly leavesOut: readonly string[];
  readonly approvals: number;
  readonly reviewers: readonly AskedTeam[];
  readonly guards: readonly Guard[];
  /** Who is not bound by it, in words. */
  readonly past: readonly string[];
}

const SETTING = "repository.protection";

/** Changes of what protects branches, by rulesets and by the older protection of branches. What goes, opens. */
export const branchRuleChanges: ApprovalChangesOf = ({ type, before, after }, { input }) => {
  const read = readers[type];
  if (read === undefined) return [];
  const [was, is] = [before && read(before, input), after && read(after, input)];
  const told = (effect: "opens" | "closes", text: string, organizationSetting = SETTING): ApprovalChange => ({
    effect,
    text,
    organizationSetting,
  });
  if (is === undefined || was === undefined) {
    if (is === undefined)
      return was?.enforced === true ? [told("opens", `${was.subject} goes; ${sum(was, "past")}`)] : [];
    if (!is.enforced) return [];
    return [
      told("closes", `new ${is.subject}: ${sum(is, "present")}`),
      ...is.past.map((who) => told("opens", `new ${is.subject} lets ${who} past it`)),
    ];
  }
  if (!is.enforced)
    return was.enforced ? [told("opens", `${is.subject} is no longer enforced; ${sum(was, "past")}`)] : [];
  if (!was.enforced) return [told("closes", `${is.subject} is now enforced: ${sum(is, "present")}`)];
  return changed(was, is).map(([effect, text, setting]) => told(effect, `${is.subject} ${text}`, setting));
};

type Change = readonly [effect: "opens" | "closes", text: string, setting?: string];

function changed(was: Protection, is: Protection): readonly Change[] {
  const covers = difference(was.covers, is.covers);
  const leavesOut = difference(was.leavesOut, is.leavesOut);
  const past = difference(was.past, is.past);
  const changes = (items: readonly string[], change: (words: string) => Change): readonly Change[] =>
    items.length === 0 ? [] : [change(listed(items))];
  return [
    ...changes(covers.removed, (words) => ["opens", `no longer covers ${words}`, "repository.defaultBranch"]),
    ...changes(leavesOut.added, (words) => ["opens", `now leaves out ${words}`]),
    ...changes(past.added, (words) => ["opens", `now lets ${words} past it`]),
    ...approvalsChange(was.approvals, is.approvals),
    ...reviewerChanges(was.reviewers, is.reviewers),
    ...lost(was, is).map((guard): Change => ["opens", words(guard).loses, guard.setting]),
    ...changes(covers.added, (words) => ["closes", `now covers ${words}`, "repository.defaultBranch"]),
    ...changes(leavesOut.removed, (words) => ["closes", `no longer leaves out ${words}`]),
    ...changes(past.removed, (words) => ["closes", `no longer lets ${words} past it`]),
    ...lost(is, was).map((guard): Change => ["closes", words(guard).gets, guard.setting]),
  ];
}

function approvalsChange(was: number, is: number): readonly Change[] {
  if (was === is) return [];
  const now = is === 0 ? "asks for no approving review any more" : `asks for ${reviews(is)}`;
  const instead = is === 0 ? `; it asked for ${was}` : ` instead of ${was}`;
  return [[is < was ? "opens" : "closes", `${now}${instead}`, `${SETTING}.approvals`]];
}

const lost = ({ guards }: Protection, to: Protection): readonly Guard[] =>
  guards.filter(({ verb, what }) => !to.guards.some((other) => other.verb === verb && other.what === what));

const infinitives = { "asks for": "ask for", forbids: "forbid", binds: "bind" } as const;
const pasts = { "asks for": "asked for", forbids: "forbade", binds: "bound" } as const;
const words = ({ verb, what }: Guard) => doing(verb, infinitives[verb], what);

/** All it does, in one sentence: what it asks for on which branches, and what it forbids. */
function sum({ covers, approvals, reviewers, guards }: Protection, tense: "past" | "present"): string {
  const verbs = ["asks for", "forbids", "binds"] as const;
  const parts = verbs.flatMap((verb) => {
    const own = guards.flatMap((guard) => (guard.verb === verb ? [guard.what] : []));
    const asked = reviewers.map(askedInWords);
    const counted = approvals > 0 ? [reviews(approvals), ...asked] : asked;
    const all = verb === "asks for" && counted.length > 0 ? [...own.slice(0, 1), ...counted, ...own.slice(1)] : own;
    return all.length === 0 ? [] : [`${tense === "past" ? pasts[verb] : verb} ${listed(all)}`];
  });
  return `on ${covers.length === 0 ? "no branch" : listed(covers)} it ${parts.length === 0 ? "asks for nothing" : listed(parts)}`;
}

const reviews = (count: number): string => `${count} approving ${count === 1 ? "review" : "reviews"}`;

const asks = (what: string, setting = SETTING): Guard => ({ verb: "asks for", what, setting });
const forbids = (what: string): Guard => ({ verb: "forbids", what, setting: SETTING });
const OWNERS = asks("the approval of code owners", `${SETTING}.codeOwners`);
const PULL_REQUEST = asks("a pull request");
const STALE = asks("approval anew after every push");
const LAST_PUSH = asks("approval of the last push by somebody else");
const CONVERSATIONS = asks("every conversation to be resolved");
const STRICT = asks("checks on top of the branch as it is");
const SIGNED = asks("signed commits");
const LINEAR = asks("a linear history");
const DELETING = forbids("deleting the branch");
const FORCE = forbids("force pushes");

const given = (guards: readonly (readonly [boolean | undefined, Guard])[]): readonly Guard[] =>
  guards.flatMap(([holds, guard]) => (holds === true ? [guard] : []));

/** Rules of a ruleset that are told of by their own words; any other is told of by its name. */
const TOLD = [
  "deletion",
  "non_fast_forward",
  "required_linear_history",
  "required_signatures",
  "pull_request",
  "required_status_checks",
];

function ruleset(values: Json, input: ReviewInput): Protection {
  const rules = at(values, "rules", 0);
  const [review] = listAt(rules, "pull_request");
  const [checks] = listAt(rules, "required_status_checks");
  const refs = at(values, "conditions", 0, "ref_name", 0);
  const others = Object.entries((rules ?? {}) as Json).filter(
    ([key, value]) => !TOLD.includes(key) && (value === true || (Array.isArray(value) && value.length > 0)),
  );
  return {
    subject: `ruleset ${textAt(values, "name") ?? "known after apply"} of the repository`,
    enforced: textAt(values, "enforcement") === "active",
    covers: textsAt(refs, "include").map(refInWords),
    leavesOut: textsAt(refs, "exclude").map(refInWords),
    approvals: numberAt(review, "required_approving_review_count") ?? 0,
    reviewers: listAt(review, "required_reviewers").map((one) => askedTeam(one, input)),
    past: listAt(values, "bypass_actors").map((actor) => actorInWords(actor, input)),
    guards: [
      ...given([
        [review !== undefined, PULL_REQUEST],
        [booleanAt(review, "require_code_owner_review"), OWNERS],
        [booleanAt(review, "dismiss_stale_reviews_on_push"), STALE],
        [booleanAt(review, "require_last_push_approval"), LAST_PUSH],
        [booleanAt(review, "required_review_thread_resolution"), CONVERSATIONS],
      ]),
      ...listAt(checks, "required_check").map((check) => asks(checkInWords(check))),
      ...given([
        [booleanAt(checks, "strict_required_status_checks_policy"), STRICT],
        [booleanAt(rules, "required_signatures"), SIGNED],
        [booleanAt(rules, "required_linear_history"), LINEAR],
        [booleanAt(rules, "deletion"), DELETING],
        [booleanAt(rules, "non_fast_forward"), FORCE],
      ]),
      ...others.map(([key, value]) =>
        asks(`${key.replaceAll("_", " ")}${value === true ? "" : ` ${JSON.stringify(value)}`}`),
      ),
    ],
  };
}

/** A check counts from one app only, or from anybody who may report one. */
function checkInWords(check: unknown): string {
  const app = numberAt(check, "integration_id") ?? 0;
  const who = app === 0 ? " by anybody" : app === GITHUB_ACTIONS ? "" : ` by the app ${app}`;
  return `the check ${textAt(check, "context") ?? "known after apply"}${who}`;
}

/** Id of the GitHub App of GitHub Actions. */
const GITHUB_ACTIONS = 15_368;

/** Ids of GitHub's own roles. Source: documentation of `github_repository_ruleset`. */
const roles: Readonly<Record<number, string>> = { 2: "maintainers", 4: "everybody who may write", 5: "administrators" };

function actorInWords(actor: unknown, input: ReviewInput): string {
  const [type, id] = [textAt(actor, "actor_type"), numberAt(actor, "actor_id") ?? 0];
  const when = textAt(actor, "bypass_mode") === "pull_request" ? " in pull requests" : "";
  if (type === "OrganizationAdmin") return `owners of the organization${when}`;
  if (type === "RepositoryRole") return `${roles[id] ?? `the role with the id ${id}`}${when}`;
  if (type === "Team") return `${approverInWords(input, "team", String(id))}${when}`;
  const kinds: Readonly<Record<string, string>> = {
    Integration: "the app",
    DeployKey: "the deploy key",
  };
  return `${kinds[type ?? ""] ?? type ?? "somebody"} with the id ${id}${when}`;
}

function refInWords(ref: string): string {
  if (ref === "~DEFAULT_BRANCH") return "the default branch";
  if (ref === "~ALL") return "every branch";
  return ref.replace(/^refs\/heads\//, "branch ").replace(/^refs\/tags\//, "tag ");
}

/** The older way. What is not said there lets administrators past it. */
function branchProtection(values: Json): Protection {
  const [review] = listAt(values, "required_pull_request_reviews");
  const [checks] = listAt(values, "required_status_checks");
  const pattern = textAt(values, "pattern") ?? "known after apply";
  return {
    subject: `protection of branch ${pattern} of the repository`,
    enforced: true,
    covers: [`branch ${pattern}`],
    leavesOut: [],
    approvals: numberAt(review, "required_approving_review_count") ?? 0,
    reviewers: [],
    past: [
      ...textsAt(review, "pull_request_bypassers"),
      ...textsAt(values, "force_push_bypassers").map((who) => `${who} with force pushes`),
    ],
    guards: [
      ...given([
        [review !== undefined, PULL_REQUEST],
        [booleanAt(review, "require_code_owner_reviews"), OWNERS],
        [booleanAt(review, "dismiss_stale_reviews"), STALE],
        [booleanAt(review, "require_last_push_approval"), LAST_PUSH],
        [booleanAt(values, "require_conversation_resolution"), CONVERSATIONS],
      ]),
      ...textsAt(checks, "contexts").map((name) => asks(`the check ${name} by anybody`)),
      ...given([
        [booleanAt(checks, "strict"), STRICT],
        [booleanAt(values, "require_signed_commits"), SIGNED],
        [booleanAt(values, "required_linear_history"), LINEAR],
        [booleanAt(values, "allows_deletions") !== true, DELETING],
        [booleanAt(values, "allows_force_pushes") !== true, FORCE],
        [booleanAt(values, "lock_branch"), forbids("every change")],
        [booleanAt(values, "enforce_admins"), { verb: "binds", what: "administrators", setting: SETTING }],
      ]),
    ],
  };
}

const readers: Readonly<Record<string, (values: Json, input: ReviewInput) => Protection>> = {
  github_branch_protection: branchProtection,
  github_repository_ruleset: ruleset,
};
