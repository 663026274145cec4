/** A text to look for. */
export interface Pattern {
  readonly text: string;
  /** Only where no letter or digit stands next to it: what is short stands in other words by chance. */
  readonly bounded: boolean;
  /** Neighbouring characters that carry bits of the secret, too. */
  readonly before: 0 | 1;
  readonly after: 0 | 1;
}

/** Below this many bytes, what base64 makes of a secret inside a longer text is too short to tell. */
const MIN_EMBEDDED_BYTES = 8;

/**
 * Every form in which a secret is looked for: as it is, JSON-escaped (as Go and as JavaScript do it, also twice),
 * URL-encoded, in hex, in base64 and URL-safe base64, alone or anywhere inside a longer text, also base64 of UTF-16
 * and base64 of base64. What is compressed or hashed is not found.
 */
export function patternsOf(secret: string, bounded: boolean): readonly Pattern[] {
  const plain = new Set([secret, secret.trim()]);
  const escaped = [...plain].flatMap((text) => [jsonEscaped(text), goJsonEscaped(text)]);
  const urls = [...plain].flatMap(urlEncoded);
  const texts = new Set([...plain, ...escaped, ...escaped.flatMap((text) => [jsonEscaped(text)]), ...urls]);
  const patterns: Pattern[] = [...texts].map((text) => ({ text, bounded, before: 0, after: 0 }));

  const bytes = Buffer.from(secret, "utf8");
  if (bytes.length < MIN_EMBEDDED_BYTES) {
    const whole = bytes.toString("base64");
    for (const text of new Set([whole, bytes.toString("base64url"), bytes.toString("hex")])) {
      patterns.push({ text, bounded: true, before: 0, after: 0 });
    }
    return patterns;
  }
  for (const hex of new Set([bytes.toString("hex"), bytes.toString("hex").toUpperCase()])) {
    patterns.push({ text: hex, bounded: false, before: 0, after: 0 });
  }
  const once = embedded(bytes);
  const wide = embedded(Buffer.from(secret, "utf16le"));
  const twice = once.flatMap(({ text }) => embedded(Buffer.from(text, "latin1")));
  return [...patterns, ...once, ...wide, ...twice];
}

/** What is sure to stand in the base64 of any text that holds `bytes`, by the three positions these can start at. */
function embedded(bytes: Buffer): readonly Pattern[] {
  return [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    const from = Math.ceil((shift * 8) / 6);
    const to = Math.floor(((shift + bytes.length) * 8) / 6);
    const text = encoded.slice(from, to);
    const before = shift === 0 ? 0 : 1;
    const after = to < encoded.length ? 1 : 0;
    const safe = text.replaceAll("+", "-").replaceAll("/", "_");
    return [...new Set([text, safe, ...urlEncoded(text)])].map((form): Pattern => ({
      text: form,
      bounded: false,
      before,
      after,
    }));
  });
}

const jsonEscaped = (text: string): string => JSON.stringify(text).slice(1, -1);

/** As Terraform's `jsonencode` writes it. */
const goJsonEscaped = (text: string): string =>
  jsonEscaped(text).replace(/[<>&\u2028\u2029]/g, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** As browsers do it, as Terraform's `urlencode` does it, and with hex digits in lower case. */
function urlEncoded(text: string): readonly string[] {
  const component = encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd"));
  const strict = component.replace(/[!'()*]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);
  const forms = [component, strict, strict.replaceAll("%20", "+")];
  return [...forms, ...forms.map((form) => form.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()))];
}
