import { visible } from "../../domain/text/visible";

/**
 * Makes strings of others (names, addresses, values, messages) safe to print in Markdown and HTML: they can be read,
 * and do nothing. Whatever is in them, they stay in the place they are printed at: no other row, list, fold or comment
 * begins or ends, nobody is mentioned, nothing is linked or loaded.
 *
 * In words, Markdown is escaped; where an escape is not known, as in code, a zero-width space is put in between.
 */

export { visible };

/** Longest string that is printed in full, in characters. */
export const LONGEST = 300;

const ZERO_WIDTH = "\u200b";

/** Cut to a length, with how much is missing: `abc… (9,997 more characters)`. */
export function cut(value: string, longest = LONGEST): string {
  if (value.length <= longest) return value;
  const end = endOf(value, longest);
  return `${value.slice(0, end)}… (${thousands(value.length - end)} more characters)`;
}

/** After a whole word, unless that would leave out much; never within a surrogate pair. */
function endOf(value: string, longest: number): number {
  const word = /\s/.test(value[longest]!) ? longest : value.slice(0, longest).search(/\s\S*$/);
  if (word > longest * 0.8) return word;
  return /[\uD800-\uDBFF]/.test(value[longest - 1]!) ? longest - 1 : longest;
}

/** `12,345` */
export const thousands = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

/** Nobody is mentioned. */
const unmention = (value: string): string => value.replace(/@(?=\S)/g, `@${ZERO_WIDTH}`);

/** What is printed as code, where there are no escapes: nobody is mentioned and no tag begins. */
const plainCode = (value: string): string => unmention(visible(value)).replace(/<(?=[a-z/!?])/gi, `<${ZERO_WIDTH}`);

/** What is printed as words: nobody is mentioned, nothing is linked. */
const plainWords = (value: string): string => unlink(unmention(visible(value)));

/** Nothing is linked: issues, work items, pull requests, addresses; no name of an emoji is replaced by it. */
const unlink = (value: string): string =>
  value
    .replace(/(?<=[#!]|\bgh-)(?=\d)/gi, ZERO_WIDTH)
    .replace(/:(?=\/\/)/g, `:${ZERO_WIDTH}`)
    .replace(/\bwww(?=\.)/gi, (www) => `${www}${ZERO_WIDTH}`)
    .replace(/:(?=[\w+-]+:)/g, `:${ZERO_WIDTH}`);

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "|": "&#124;",
};

/** As words within a line of Markdown: a table's cell, a list's item. */
export function text(value: string, longest = LONGEST): string {
  const words = plainWords(cut(value, longest)).trim();
  if (words === "") return "(empty)";
  return (
    words
      .replace(/[\\`*[\]~$]/g, "\\$&")
      // Underscores within words are no emphasis.
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
      // What is an escape in a table is none in code, so a pipe is written as an entity, which is never structure.
      .replace(/[&<>|]/g, (character) => ENTITIES[character]!)
      .replace(/^(\d+)([.)])/, "$1\\$2")
      .replace(/^[#+\-=:]/, "\\$&")
  );
}

/** As code within a line of Markdown. */
export function code(value: string, longest = LONGEST): string {
  // Whether `\|` is a pipe depends on whether the line is a table's.
  if (value.includes("|")) return `<code>${text(value, longest)}</code>`;
  const shown = plainCode(cut(value, longest));
  if (shown.trim() === "") return "(empty)";
  const ticks = "`".repeat(longestRun(shown) + 1);
  const space = /^`|`$|^ .* $/.test(shown) ? " " : "";
  return `${ticks}${space}${shown}${space}${ticks}`;
}

/** As words within HTML, e.g. in `<summary>`, where Markdown means nothing. */
export function html(value: string, longest = LONGEST): string {
  return plainWords(cut(value, longest)).replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** A line within a fenced block. */
export const fenced = (value: string, longest = LONGEST): string => plainCode(cut(value, longest));

/** A fenced block. @param lines - as {@link fenced} gives them, or of our own */
export function fence(language: string, lines: readonly string[]): string {
  const ticks = "`".repeat(lines.reduce((longest, line) => Math.max(longest, longestRun(line) + 1), 3));
  return [`${ticks}${language}`, ...lines, ticks].join("\n");
}

function longestRun(value: string): number {
  if (!value.includes("`")) return 0;
  return Math.max(0, ...(value.match(/`+/g) ?? []).map((run) => run.length));
}

/** Data in an HTML comment: one line of JSON that cannot end the comment. */
export function comment(data: unknown): string {
  const json = JSON.stringify(data).replace(/[^ -~]|[<>&@`]|-(?=-)|-$/g, (character) =>
    Array.from({ length: character.length }, (_, index) => {
      return `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
    }).join(""),
  );
  return `<!-- ${json} -->`;
}

/** A link. @param url - checked with {@link isLink} */
export const link = (label: string, url: string): string =>
  `[${label}](<${url.replace(/[\s<>\\|]/g, (character) => encodeURIComponent(character))}>)`;

/** Whether it is an address to link to: of the web, and of a reasonable length. */
export function isLink(url: string): boolean {
  return url.length <= 500 && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
