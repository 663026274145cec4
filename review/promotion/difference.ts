import { same, textAt } from "../words/json";

/** One thing that an environment asks of versions otherwise than before. */
export interface Difference {
  /** `other`: nothing tells whether it is as strict. `label`: only what people call something. */
  readonly effect: "looser" | "stricter" | "other" | "label";
  /** What the environment does now, in the third person: `asks auc ≥ 0.1 instead of 0.82`. */
  readonly text: string;
  /** What decides it, below `promotion` in the use case's file, the environment left out of `approvals`. */
  readonly setting: string;
}

export const graded = (looser: boolean): Difference["effect"] => (looser ? "looser" : "stricter");

/**
 * Differences of one number or length of time: it comes, goes, or becomes looser or stricter.
 * @param words - what is asked, of a value; and the same for a value that takes the place of another
 */
export function* limit<T>(
  [was, is]: readonly [T | undefined, T | undefined],
  setting: string,
  isLooser: (was: T, is: T) => boolean,
  words: { readonly whole: (value: T) => string; readonly instead: (was: T, is: T) => string; readonly verb?: string },
): Generator<Difference> {
  const { whole, instead, verb = "asks" } = words;
  if (was === undefined && is !== undefined) {
    yield { effect: "stricter", text: `${verb} ${whole(is)}, which it did not`, setting };
  } else if (was !== undefined && is === undefined) {
    yield { effect: "looser", text: `no longer ${verb} ${whole(was)}`, setting };
  } else if (was !== undefined && is !== undefined && !same(was, is)) {
    yield { effect: graded(isLooser(was, is)), text: `${verb} ${instead(was, is)}`, setting };
  }
}

/** A name that people chose; in quotes where it could be read as words of this review. */
export const named = (name: string): string => (/^[\p{L}\p{N} _./&'()-]+$/u.test(name) ? name : JSON.stringify(name));

/** Names by what tells their bearers apart. */
export type Names = ReadonlyMap<string, string>;

export function* renamed(was: Names, is: Names, who: string, setting: string): Generator<Difference> {
  for (const [key, name] of is) {
    const former = was.get(key);
    if (former === undefined || former === name) continue;
    yield { effect: "label", text: `calls ${who} ${key} ${name} instead of ${former}`, setting };
  }
}

/** Entra groups, by object id. */
export const groupsOf = (groups: readonly unknown[]): Names =>
  new Map(
    groups.map((one): [string, string] => {
      const group = textAt(one, "group") ?? JSON.stringify(one);
      return [group.toLowerCase(), named(textAt(one, "name") ?? group)];
    }),
  );

/** Names in one list and not in the other. */
export const missing = (from: Names, to: Names): readonly string[] =>
  [...from].flatMap(([key, name]) => (to.has(key) ? [] : [name]));
