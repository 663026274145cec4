/** Control characters, line ends, bidirectional and other invisible ones, halves of pairs, private ones. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;
/** More marks on one letter than any script needs: they would be drawn over the lines above. */
const STACKED_MARKS = /(?<=\p{M}{4})\p{M}+/gu;
const SHORT_ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Text of people for a line on a terminal: every character can be seen, and none moves the cursor, changes colours, turns
 * the writing direction or begins another line.
 */
export function visible(value: string): string {
  return value.replace(INVISIBLE, escaped).replace(STACKED_MARKS, (marks) => Array.from(marks, escaped).join(""));
}

function escaped(character: string): string {
  const hex = character.codePointAt(0)!.toString(16);
  return SHORT_ESCAPES[character] ?? (hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, "0")}`);
}

/** Data as JSON for a program, which a terminal may show, too: the same data, with nothing in it that a terminal obeys. */
export const jsonText = (data: unknown): string =>
  JSON.stringify(data, undefined, 2).replace(/[\p{Cf}\p{Co}\p{Zl}\p{Zp}\u007f-\u009f]/gu, (character) =>
    Array.from({ length: character.length }, (_, index) => {
      return `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
    }).join(""),
  );
