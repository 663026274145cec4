import type { Review } from "../../model";
import { comment } from "../escape";

/** The first line of every comment: pipelines find the one they are to update by it. */
export const MARKDOWN_MARKER = "<!-- mlops-review -->";

/** Version of the data in the second line. */
export const HEADER_SCHEMA = 1;

/**
 * What programs read: which commit and plans the comment is about, and whether something was left out.
 * @param digests - whether every stack's is in it; with very many stacks there is no room
 */
export function header({ source, verdict, stacks }: Review, truncated: boolean, digests: boolean): string {
  const data = {
    schema: HEADER_SCHEMA,
    verdict,
    commit: source.commit?.slice(0, 64),
    digest: source.digest.slice(0, 80),
    target: source.target,
    truncated,
    ...(digests && { stacks: Object.fromEntries(stacks.map(({ name, digest }) => [name, digest ?? null])) }),
  };
  return `${MARKDOWN_MARKER}\n${comment(data)}`;
}

/** What the header of a comment says; undefined if it has none. */
export function readHeader(markdown: string): Record<string, unknown> | undefined {
  const [marker, data] = markdown.split("\n", 2);
  const match = /^<!-- (\{.*\}) -->$/.exec(data ?? "");
  return marker?.trim() === MARKDOWN_MARKER && match !== null
    ? (JSON.parse(match[1]!) as Record<string, unknown>)
    : undefined;
}
