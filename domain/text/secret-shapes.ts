/** What stands in place of a secret. */
export const MASK = "(sensitive)";

/** A kind of credential that is known by its looks, wherever it stands. */
interface SecretShape {
  /** In words that follow "what looks like". */
  readonly name: string;
  /** With the group `keep` for what may stay before the secret. Linear in the length of any text. */
  readonly pattern: RegExp;
}

const shape = (name: string, pattern: RegExp): SecretShape => ({ name, pattern });

/** Values that say that there is none: a mask, or a gap to fill in. */
const REAL = String.raw`(?!\(sensitive\)|<|\*\*\*)`;

/** Not within a longer word: so that each is looked for once, and `task-…` is no `sk-…`. */
const WORD = String.raw`(?<![A-Za-z0-9])`;

/**
 * Credentials that carry their form with them. Of a kind that has none, such as a short password, only the name before it
 * tells.
 */
export const secretShapes: readonly SecretShape[] = [
  shape("a bearer token", /(?<keep>\bBearer\s+)(?=[^\s]{0,4096}\d)[\w.~+/=-]{12,}/gi),
  shape("a JSON web token", /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g),
  shape(
    "an address with a signature or key in it",
    new RegExp(
      String.raw`(?<keep>(?:[?&;]|\\u0026|%26|\b(?=sig))(?:sig|code|access_token|subscription-key)(?:=|%3D))${REAL}[^&\s"';\\│]{8,}`,
      "gi",
    ),
  ),
  shape(
    "a connection string with a key in it",
    new RegExp(
      String.raw`(?<keep>\b(?:AccountKey|SharedAccessKey|SharedAccessSignature|InstrumentationKey|Password|Passwd|Pwd|client[_-]?secret|api[_-]?key|secret[_-]?key)(?:=|%3D))${REAL}[^;"'\s\\&]{4,}`,
      "gi",
    ),
  ),
  shape("a password in an address", /(?<keep>:\/\/[^\s/:@]{0,256}:)(?!\(sensitive\)@)[^\s/@]{1,256}(?=@)/g),
  shape(
    "a private key",
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  ),
  shape("an account key", /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{86}==(?!=)/g),
  shape("a client secret of Entra", /[\w.~-]{3}\dQ~[\w.~-]{31,34}/g),
  shape("a token of GitHub", new RegExp(String.raw`${WORD}(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{16,})`, "g")),
  shape("a token of GitLab", new RegExp(String.raw`${WORD}gl(?:pat|rt|dt)-[\w-]{16,}`, "g")),
  shape("a token of Azure DevOps", /(?<![A-Za-z0-9])[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}/g),
  shape("a token of Databricks", new RegExp(String.raw`${WORD}dapi[0-9a-f]{32}`, "g")),
  shape("a token of Hugging Face", new RegExp(String.raw`${WORD}hf_[A-Za-z0-9]{30,}`, "g")),
  shape("a token of npm or PyPI", new RegExp(String.raw`${WORD}(?:npm_[A-Za-z0-9]{36}|pypi-[\w-]{40,})`, "g")),
  shape("a token of Slack", new RegExp(String.raw`${WORD}xox[abeoprs]-[\w-]{10,}`, "g")),
  shape("a webhook of Slack", /(?<keep>hooks\.slack\.com\/(?:services|workflows)\/)[\w/]{20,}/gi),
  shape("a key of AWS", new RegExp(String.raw`${WORD}(?:AKIA|ASIA)[0-9A-Z]{16}(?!\w)`, "g")),
  shape("a key of Google", new RegExp(String.raw`${WORD}AIza[\w-]{35}`, "g")),
  shape(
    "a key of OpenAI or Anthropic",
    new RegExp(String.raw`${WORD}sk-(?=[\w-]{0,200}\d)(?=[\w-]{0,200}[A-Z])[\w-]{20,}`, "g"),
  ),
  shape("a key of Stripe", new RegExp(String.raw`${WORD}[sr]k_(?:live|test)_[A-Za-z0-9]{16,}`, "g")),
];

/** The text with every credential that is known by its shape masked. Of one that is cut off, the rest is not known again. */
export function maskSecrets(text: string): string {
  return secretShapes.reduce(
    (clean, { pattern }) => clean.replace(pattern, (...found) => `${kept(found)}${MASK}`),
    text,
  );
}

/** The first credential in a text, in words, and where it begins; undefined if none is known by its shape. */
export function secretIn(text: string): { readonly name: string; readonly at: number } | undefined {
  let first: { readonly name: string; readonly at: number } | undefined;
  for (const { name, pattern } of secretShapes) {
    const at = text.search(pattern);
    if (at !== -1 && (first === undefined || at < first.at)) first = { name, at };
  }
  return first;
}

/** What may stay before a secret, of what `replace` hands to its function: the groups come last. */
function kept(found: readonly unknown[]): string {
  const groups = found.at(-1) as { readonly keep?: string } | string;
  return typeof groups === "object" ? (groups.keep ?? "") : "";
}
