/**
 * Texts of a configuration are data, whatever is in them: nothing of it is evaluated, neither by Terraform (`${…}`, `%{…}`)
 * nor by cdktf, which keeps references in strings as `${TfToken[…]}` and as certain large numbers. On the way in, what
 * would be taken for one of these is written with characters that mean nothing to either; on the way out these become what
 * Terraform reads as the text itself. So constructs need not think of it, and cannot forget to.
 */

/** Of Unicode's private ones: nobody's text has them, and nothing on the way gives them a meaning. */
const FIRST = 0xe5c0;
const stand = (index: number): string => String.fromCharCode(FIRST + index);

/** What is dangerous, and what Terraform must read for it. */
const DANGERS = [
  { written: "${", read: "$${" },
  { written: "%{", read: "%%{" },
  { written: "#{", read: "#{" },
  { written: "&{", read: "&{" },
  { written: "TfToken[", read: "TfToken[" },
  // The exponent of cdktf's encoded numbers.
  { written: "e+28", read: "e+28" },
  { written: "e+29", read: "e+29" },
] as const;
/** Stands before a character of a text that is one of ours by chance. */
const ESCAPE = stand(DANGERS.length);
const OURS = new RegExp(`[${stand(0)}-${ESCAPE}]`, "g");
const WRITTEN = new RegExp(DANGERS.map(({ written }) => written.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("|"), "g");
const INNER = new RegExp(`${ESCAPE}([a-z])|[${stand(0)}-${stand(DANGERS.length - 1)}]`, "g");

const asLiteral = (text: string): string =>
  text
    .replace(OURS, (own) => `${ESCAPE}${String.fromCharCode(97 + own.charCodeAt(0) - FIRST)}`)
    .replace(WRITTEN, (danger) => stand(DANGERS.findIndex(({ written }) => written === danger)));

/** A value with every text in it, keys included, as data. What is no plain object or list stays as it is. */
export const asLiterals = <Value>(value: Value): Value => mapTexts(value, asLiteral) as Value;

/** What a stack synthesizes, with texts as Terraform reads them. */
export const asTerraformReads = <Value>(json: Value): Value => mapTexts(json, restored) as Value;

/** A sign before what is escaped is no part of the escape to Terraform: `$$${` reads as `$${`. */
const restored = (text: string): string =>
  text.replace(INNER, (found, own: string | undefined) =>
    own === undefined
      ? DANGERS[found.charCodeAt(0) - FIRST]!.read
      : String.fromCharCode(FIRST + own.charCodeAt(0) - 97),
  );

function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === "string") return map(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map));
  if (typeof value !== "object" || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [map(key), mapTexts(inner, map)]));
}
