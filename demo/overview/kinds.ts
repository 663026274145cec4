import { nounOf } from "../../domain/azure/types";
import type { CloudResource } from "../../sandbox/engine/store/store";

/** How many of each kind, in one indented paragraph. */
export const kinds = (inside: readonly CloudResource[]): string =>
  wrap(countOfKinds(inside.map(({ type }) => nounOf(type))), 2);

/** `1 endpoint, 3 metric alert`, sorted by noun. */
export function countOfKinds(nouns: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const noun of nouns) counts.set(noun, (counts.get(noun) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([noun, count]) => `${count} ${noun}`)
    .join(", ");
}

/** Breaks a line at commas to 110 characters, indented. */
function wrap(text: string, indent: number): string {
  const lines: string[] = [];
  for (const part of text.split(", ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length < 110) lines[lines.length - 1] = `${last}, ${part}`;
    else lines.push(part);
  }
  return lines.map((line, index) => " ".repeat(indent) + line + (index < lines.length - 1 ? "," : "")).join("\n");
}
