/** HTML that was put together by {@link markup}: the only kind of text that reaches the page unescaped. */
export class Markup {
  constructor(readonly html: string) {}
}

/** What a template takes: text is escaped, `undefined` and `false` are nothing, lists follow each other. */
export type Slot = Markup | string | number | undefined | false | readonly Slot[];

/** Longest name or sentence shown, in characters. A resource name in Azure ends at 260. */
const longestText = 400;
/** Longest value of an attribute shown, in characters. */
const longestValue = 2_000;

/**
 * A template that escapes what it is given, so that no name in a plan can become an element, an attribute or a script.
 * Attributes are always written in double quotes.
 */
export function markup(strings: TemplateStringsArray, ...slots: readonly Slot[]): Markup {
  let html = strings[0] ?? "";
  slots.forEach((slot, index) => {
    html += slotHtml(slot) + (strings[index + 1] ?? "");
  });
  return new Markup(html);
}

/** Constant text of ours that is HTML already, such as the style sheet. Never for anything that comes from a plan. */
export function trusted(html: string): Markup {
  return new Markup(html);
}

/** An attribute's value: longer than a name, and its line breaks and tabs stay. */
export function value(text: string): Markup {
  return new Markup(escapeHtml(visibleValue(text)));
}

/** `visible` for an attribute's value. */
export function visibleValue(text: string): string {
  return cut(text, longestValue).replace(unseenInValue, codePoint);
}

/**
 * Text in which every character can be seen: control characters, zero-width characters and those that turn the
 * direction of writing become their code points, e.g. `[U+202E]`, and what is too long is cut and counted.
 */
export function visible(text: string): string {
  return cut(text, longestText).replace(unseen, codePoint);
}

/** `12,345` */
export function count(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 stack`, `2 stacks` */
export function counted(number: number, noun: string, plural = `${noun}s`): string {
  return `${count(number)} ${number === 1 ? noun : plural}`;
}

/** JSON that can stand in a `script` element: nothing in it ends the element or opens a comment. */
export function embeddedJson(data: unknown): Markup {
  return new Markup(JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, unicodeEscape));
}

// Categories: Cc control, Cf format (bidi, zero-width, soft hyphen, tags), Cs lone surrogates, Co private use,
// Zl and Zp separators; and the variation selectors and fillers that show nothing but are letters to Unicode.
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0\ufe00-\ufe0f]/gu;
const unseenInValue = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0\ufe00-\ufe0f]/gu;

function codePoint(character: string): string {
  return `[U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}]`;
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // Not between the halves of a surrogate pair.
  const end = /[\ud800-\udbff]/.test(text.charAt(limit - 1)) ? limit - 1 : limit;
  return `${text.slice(0, end)}… (${count(text.length - end)} more characters)`;
}

function slotHtml(slot: Slot): string {
  if (slot === undefined || slot === false) return "";
  if (slot instanceof Markup) return slot.html;
  if (typeof slot === "number") return String(slot);
  if (typeof slot === "string") return escapeHtml(visible(slot));
  return slot.map(slotHtml).join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}
