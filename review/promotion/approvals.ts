import { at, isJson, listAt, listed, numberAt, textsAt } from "../words/json";
import { type Difference, graded, groupsOf, limit, missing, named, type Names, renamed } from "./difference";

interface Approvals {
  readonly count: number;
  /** Any of them may agree. */
  readonly approvers: Names;
  /** People of each of them are counted. */
  readonly teams: Names;
}

function approvalsOf(definition: unknown): Approvals | undefined {
  const approvals = at(definition, "approvals");
  if (!isJson(approvals)) return undefined;
  return {
    count: numberAt(approvals, "count") ?? 0,
    approvers: groupsOf(listAt(approvals, "approvers")),
    teams: new Map(textsAt(approvals, "teams").map((team) => [team, `team ${named(team)}`])),
  };
}

const whole = ({ count, approvers, teams }: Approvals): string =>
  [
    `${count} ${count === 1 ? "approval" : "approvals"}`,
    ...(approvers.size === 0 ? [] : [`of ${[...approvers.values()].join(" or ")}`]),
    ...(teams.size === 0 ? [] : [`counted in ${listed([...teams.values()])}`]),
  ].join(" ");

/** What differs in who must agree before a version enters. */
export function* approvalDifferences(before: unknown, after: unknown): Generator<Difference> {
  const [was, is] = [approvalsOf(before), approvalsOf(after)];
  if (was === undefined || is === undefined) {
    yield* limit([was, is], "approvals", () => true, { whole, instead: () => "" });
    return;
  }
  if (was.count !== is.count) {
    const text = `asks ${is.count} instead of ${was.count} ${was.count === 1 ? "approval" : "approvals"}`;
    yield { effect: graded(is.count < was.count), text, setting: "approvals.count" };
  }
  yield* approverDifferences(was.approvers, is.approvers);
  yield* teamDifferences(was.teams, is.teams);
}

/** Whoever is added may agree instead of those who were asked before. */
function* approverDifferences(was: Names, is: Names): Generator<Difference> {
  const setting = "approvals.approvers";
  const [added, removed] = [missing(is, was), missing(was, is)];
  if (added.length > 0) {
    const own = removed.length > 0 ? "" : ", too";
    yield { effect: "looser", text: `lets ${listed(added)} approve${own}`, setting };
  }
  if (removed.length > 0) {
    const only = is.size === 0 ? "" : `, only ${[...is.values()].join(" or ")}`;
    yield { effect: "other", text: `no longer asks ${listed(removed)} for approval${only}`, setting };
  }
  yield* renamed(was, is, "the approvers", setting);
}

/** A team that is added is asked besides those that were. */
function* teamDifferences(was: Names, is: Names): Generator<Difference> {
  const setting = "approvals.teams";
  const [added, removed] = [missing(is, was), missing(was, is)];
  if (removed.length > 0) {
    yield { effect: "looser", text: `no longer asks approvals of ${listed(removed)}`, setting };
  }
  if (added.length > 0) yield { effect: "stricter", text: `asks approvals of ${listed(added)}, too`, setting };
}
