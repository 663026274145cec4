import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { UserError } from "../domain/problem/problem";

/** Encrypts plan files when set: 32 bytes, as 64 hexadecimal digits or as base64. */
export const PLAN_KEY = "MLOPS_PLAN_KEY";

/** Keeps digests of secret values from being guessed. Any text; the same for all plans that are to be compared. */
export const DIGEST_KEY = "MLOPS_DIGEST_KEY";

const MAGIC = Buffer.from("MLOPSPLAN1");
const NONCE = 12;
const TAG = 16;

/** The key of plan files; undefined if none is set. Throws `UserError`, which never holds it, if it is no key. */
export function planKey(env: NodeJS.ProcessEnv): Buffer | undefined {
  const text = env[PLAN_KEY]?.trim();
  if (text === undefined || text === "") return undefined;
  const key = /^[0-9a-f]{64}$/i.test(text)
    ? Buffer.from(text, "hex")
    : /^[\w+/-]{43}=?$/.test(text)
      ? Buffer.from(text, "base64")
      : Buffer.alloc(0);
  if (key.length === 32) return key;
  throw new UserError([
    {
      code: "MLOPS-PLAN-010",
      where: PLAN_KEY,
      message: "this is no key for plan files",
      given: `${text.length} characters`,
      allowed: "32 bytes, as 64 hexadecimal digits or as base64",
      fix: "make one with `openssl rand -hex 32`",
    },
  ]);
}

/**
 * What secret values are hashed with in digests. Without a key of its own it is made of the organization's name: the
 * same everywhere, so that plans can be compared, and weaker, since who knows it can try likely secrets.
 */
export function digestKey(env: NodeJS.ProcessEnv, organization: string): string {
  const given = env[DIGEST_KEY]?.trim();
  if (given !== undefined && given !== "") return given;
  return createHash("sha256").update(`mlops plan digest\n${organization}`).digest("hex");
}

/** AES-256-GCM. @param name - the stack: what is encrypted for one cannot be read as another's */
export function encrypt(content: Buffer, key: Buffer, name: string): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(name));
  const body = Buffer.concat([cipher.update(content), cipher.final()]);
  return Buffer.concat([MAGIC, nonce, cipher.getAuthTag(), body]);
}

/** Undoes {@link encrypt}. Throws an `Error` if the key is another one or anything was altered. */
export function decrypt(content: Buffer, key: Buffer, name: string): Buffer {
  if (!content.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error("not encrypted by mlops");
  const nonce = content.subarray(MAGIC.length, MAGIC.length + NONCE);
  const tag = content.subarray(MAGIC.length + NONCE, MAGIC.length + NONCE + TAG);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG })
    .setAAD(Buffer.from(name))
    .setAuthTag(tag);
  return Buffer.concat([decipher.update(content.subarray(MAGIC.length + NONCE + TAG)), decipher.final()]);
}
