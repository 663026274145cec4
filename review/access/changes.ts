import type { AccessChange, ReviewInput } from "../model";
import { listed } from "../words/json";
import { compare } from "../words/planned";
import { conditionOf, grantChanges, keyOf, reasonOf, type Grant } from "./grants";
import { inWords } from "./scope";
import { stacksOf, type Stacks } from "./stacks";

/** A row before rows that say the same are merged. */
interface Row {
  readonly change: AccessChange;
  readonly grant: Grant;
}

const EFFECTS: readonly AccessChange["effect"][] = ["widens", "changes", "narrows", "regrants"];

/**
 * Who gains or loses which role, in all stacks. A right that is taken at one place and given at another, as when an
 * assignment is replaced or moves to another address, is one row: it narrows or widens only by its condition. The same
 * change in several environments is one row if who, role and kind of scope are the same.
 *
 * The order says how much attention a row needs: what widens first, and of that privileged roles.
 */
export function accessChanges(input: ReviewInput): readonly AccessChange[] {
  const stacks = stacksOf(input);
  const changes = grantChanges(stacks);
  const lost = new Map<string, Grant>();
  const gained = new Map<string, Grant>();
  const kept = new Set<string>();
  for (const { before, after } of changes) {
    if (before !== undefined && after !== undefined && stays(before, after)) kept.add(keyOf(before));
    else {
      if (before !== undefined) lost.set(keyOf(before), before);
      if (after !== undefined) gained.set(keyOf(after), after);
    }
  }
  const rows = [
    ...[...gained].map(([key, after]) => rowOf(lost.get(key), after, stacks)),
    // What another assignment still grants is not lost: a left-over of an interrupted replacement goes.
    ...[...lost]
      .filter(([key]) => !gained.has(key) && !kept.has(key))
      .map(([, before]) => rowOf(before, undefined, stacks)),
  ];
  return merged(rows).sort(
    (a, b) =>
      EFFECTS.indexOf(a.effect) - EFFECTS.indexOf(b.effect) ||
      Number(b.privileged) - Number(a.privileged) ||
      compare([a.who.name, a.role, a.scope, a.address].join("\t"), [b.who.name, b.role, b.scope, b.address].join("\t")),
  );
}

/** Whether nothing happens to the right. A replaced assignment has the same rights, but goes and comes back. */
const stays = (before: Grant, after: Grant): boolean =>
  before.resource.action !== "replace" && keyOf(before) === keyOf(after) && before.condition === after.condition;

function rowOf(before: Grant | undefined, after: Grant | undefined, stacks: Stacks): Row {
  const grant = (after ?? before)!;
  const condition = conditionOf(grant, stacks);
  return {
    grant,
    change: {
      stacks: [...new Set([before, after].flatMap((one) => one?.resource.stack ?? []))],
      address: grant.resource.address,
      change: before === undefined ? "+" : after === undefined ? "-" : "~",
      effect: effectOf(before, after),
      who: grant.principal.who,
      role: grant.role.title,
      privileged: grant.role.privileged,
      scope: inWords(grant.scope),
      ...reasonOf(grant, stacks),
      ...(condition !== undefined && { condition }),
    },
  };
}

function effectOf(before: Grant | undefined, after: Grant | undefined): AccessChange["effect"] {
  if (before === undefined) return "widens";
  if (after === undefined) return "narrows";
  if (before.condition === after.condition) return "regrants";
  if (before.condition === undefined) return "narrows";
  return after.condition === undefined ? "widens" : "changes";
}

/** Rows that differ in nothing but the environment become one. */
function merged(rows: readonly Row[]): AccessChange[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const { change, grant } = row;
    const { who, role, effect, why, condition } = change;
    const key = JSON.stringify([change.change, effect, who, role, grant.scope.noun, why, condition]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group as [Row, ...Row[]];
    const names = [...new Set(group.map(({ grant }) => grant.scope.name))];
    return {
      ...first.change,
      stacks: [...new Set(group.flatMap(({ change }) => change.stacks))],
      scope: names.length === 1 ? first.change.scope : severalInWords(first.grant.scope.noun, names),
    };
  });
}

const severalInWords = (noun: string, names: readonly string[]): string =>
  `${noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`}${noun === "subscription" ? " of" : ""} ${listed(names)}`;
