import type { AccessCell, ReviewInput } from "../model";
import { compare } from "../words/planned";
import { grantChanges } from "./grants";
import { inWords } from "./scope";
import { stacksOf } from "./stacks";

/** Every role that anybody holds or will hold, before and after: by environment in promotion order, then by who. */
export function accessMatrix(input: ReviewInput): readonly AccessCell[] {
  const cells = new Map<string, AccessCell>();
  for (const { before, after } of grantChanges(stacksOf(input))) {
    for (const [grant, time] of [
      [before, "before"],
      [after, "after"],
    ] as const) {
      if (grant === undefined) continue;
      const { principal, role, environment } = grant;
      const scope = inWords(grant.scope);
      const key = JSON.stringify([principal.who.name, principal.who.kind, environment, scope, role.title]);
      const cell = cells.get(key) ?? {
        who: principal.who.name,
        kind: principal.who.kind,
        environment,
        scope,
        role: role.title,
        before: false,
        after: false,
      };
      cells.set(key, { ...cell, [time]: true });
    }
  }
  const rank = ["shared", ...input.context.environments.map(({ name }) => name)];
  return [...cells.values()].sort(
    (a, b) =>
      rank.indexOf(a.environment) - rank.indexOf(b.environment) ||
      compare([a.who, a.scope, a.role].join("\t"), [b.who, b.scope, b.role].join("\t")),
  );
}
