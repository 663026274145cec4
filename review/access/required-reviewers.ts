import type { ReviewInput } from "../model";
import { at, listed, listAt, numberAt, textsAt } from "../words/json";
import { approverInWords } from "./approvers";

/** A team that a ruleset asks about changes of some files. */
export interface AskedTeam {
  /** `team model-risk` */
  readonly team: string;
  /** People of it that must approve. */
  readonly approvals: number;
  /** Patterns of the files' paths. */
  readonly paths: readonly string[];
}

/** One entry of `required_reviewers`. */
export const askedTeam = (entry: unknown, input: ReviewInput): AskedTeam => ({
  team: approverInWords(input, "team", String(numberAt(at(listAt(entry, "reviewer")[0]), "id") ?? "known after apply")),
  approvals: numberAt(entry, "minimum_approvals") ?? 0,
  paths: textsAt(entry, "file_patterns"),
});

/** `the approval of 2 people of team model-risk for 3 patterns of files` */
export const askedInWords = ({ team, approvals, paths }: AskedTeam): string =>
  `the approval of ${people(approvals)} of ${team} for ${paths.length === 1 ? paths[0]! : `${paths.length} patterns of files`}`;

/** Most patterns that are named. */
const NAMED = 4;

const people = (count: number): string => `${count} ${count === 1 ? "person" : "people"}`;

function named(paths: readonly string[]): string {
  const rest = paths.length - NAMED;
  return rest <= 1 ? listed(paths) : listed([...paths.slice(0, NAMED), `${rest} more patterns`]);
}

/**
 * What becomes of the teams that are asked, pattern by pattern: asking fewer people opens, and so does a pattern that goes,
 * whatever takes its place. A pattern that takes files out (`!`) opens when it comes.
 */
export function reviewerChanges(
  before: readonly AskedTeam[],
  after: readonly AskedTeam[],
): readonly (readonly [effect: "opens" | "closes", text: string])[] {
  const [was, is] = [byPattern(before), byPattern(after)];
  const groups = new Map<string, { effect: "opens" | "closes"; verb: string; paths: string[] }>();
  const note = (effect: "opens" | "closes", verb: string, path: string): void => {
    const key = `${effect} ${verb}`;
    if (!groups.has(key)) groups.set(key, { effect, verb, paths: [] });
    groups.get(key)!.paths.push(path);
  };
  for (const key of [...new Set([...was.keys(), ...is.keys()])].sort()) {
    const { team, path } = (was.get(key) ?? is.get(key))!;
    const [old, now] = [was.get(key)?.approvals ?? 0, is.get(key)?.approvals ?? 0];
    if (old === now) continue;
    const takesOut = path.startsWith("!");
    const fewer = takesOut ? now > 0 && old === 0 : now < old;
    const verb = takesOut
      ? now === 0
        ? `asks ${team} about files that it left out:`
        : `does not ask ${team} about`
      : now === 0
        ? `no longer asks ${people(old)} of ${team} to approve changes of`
        : `asks ${people(now)} of ${team}${old === 0 ? "" : ` instead of ${old}`} to approve changes of`;
    note(fewer ? "opens" : "closes", verb, path);
  }
  return [...groups.values()]
    .sort((a, b) => Number(a.effect === "closes") - Number(b.effect === "closes"))
    .map(({ effect, verb, paths }) => [effect, `${verb} ${named(paths)}`] as const);
}

/** How many people of a team each pattern asks for: of several entries, the one that asks for most. */
function byPattern(
  entries: readonly AskedTeam[],
): ReadonlyMap<string, { readonly team: string; readonly path: string; readonly approvals: number }> {
  const found = new Map<string, { team: string; path: string; approvals: number }>();
  for (const { team, approvals, paths } of entries) {
    for (const path of paths) {
      const key = `${team}\n${path}`;
      found.set(key, { team, path, approvals: Math.max(approvals, found.get(key)?.approvals ?? 0) });
    }
  }
  return found;
}
