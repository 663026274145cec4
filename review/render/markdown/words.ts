import type { Position } from "../../../domain/problem/problem";
import { positionUrl } from "../../code-url";
import type { Heading } from "../../heading";
import type { Action, Review } from "../../model";
import { code, link, text } from "../escape";

/** How a verdict is written: an icon for the eye, the words for everybody. */
export const verdictTitles: Readonly<Record<Heading, string>> = {
  blocked: "⛔ BLOCKED",
  "needs-security-approval": "🔐 NEEDS SECURITY APPROVAL",
  review: "👀 REVIEW",
  "no-change": "✅ NO CHANGE",
  drift: "👣 DRIFT",
  "no-drift": "✅ NO DRIFT",
};

/** What has been done to a resource when it is applied, and its sign. */
export const actionWords: Readonly<Record<Action, { readonly sign: string; readonly done: string }>> = {
  destroy: { sign: "-", done: "destroyed" },
  replace: { sign: "-/+", done: "replaced" },
  forget: { sign: ".", done: "forgotten" },
  create: { sign: "+", done: "created" },
  update: { sign: "~", done: "updated" },
  import: { sign: "<", done: "imported" },
  move: { sign: ">", done: "moved" },
  read: { sign: "?", done: "read" },
  "no-op": { sign: "=", done: "unchanged" },
};

/** The weightiest action first. */
export const actionOrder = Object.keys(actionWords) as Action[];

/** Names of stacks or environments, the first six: more is counted. */
export function names(all: readonly string[]): string {
  const shown = all.length > 7 ? all.slice(0, 6) : all;
  const rest = all.length - shown.length;
  return shown.map((name) => text(name, 80)).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

/** `config/environments/dev.yaml:9`, and a link to it if it can be read somewhere. */
export function place(where: Position, review: Pick<Review, "codeUrl">): string {
  const label = code(`${where.file}:${where.line}`, 160);
  const url = positionUrl(review, where);
  return url === undefined ? label : link(label, url);
}

/** `2026-11-21 11:48 UTC`, of an ISO instant. */
export function instant(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z$/.exec(iso);
  return match === null ? text(iso, 40) : `${match[1]} ${match[2]} UTC`;
}
