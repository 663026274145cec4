import { createHmac, timingSafeEqual } from "node:crypto";
import { sameId } from "../../../domain/azure/ids";

/** How long a token is good, in seconds: as long as Entra's are, about. */
const LIFETIME_SECONDS = 3600;

/** Whom a token is for, and for what. */
export interface Claims {
  /** Object id. */
  readonly oid: string;
  /** Audience: what is asked with it. */
  readonly aud: string;
  /** Seconds since 1970. */
  readonly exp: number;
}

/** Why a token is none that may be used. */
export type TokenProblem = "unknown" | "expired" | "another audience";

/** Tokens of the sandbox's own sign-in, by a secret of this sandbox: JSON web tokens, as Entra's are. */
export class Tokens {
  constructor(
    private readonly secret: string,
    private readonly tenant: string,
    private readonly now: () => Date,
  ) {}

  issue(oid: string, audience: string): { readonly token: string; readonly expires: number } {
    const issued = Math.floor(this.now().getTime() / 1000);
    const exp = issued + LIFETIME_SECONDS;
    const claims = { aud: audience, iss: `sandbox`, iat: issued, nbf: issued, exp, oid, sub: oid, tid: this.tenant };
    const text = [{ typ: "JWT", alg: "HS256" }, claims].map((part) => encoded(JSON.stringify(part))).join(".");
    return { token: `${text}.${this.sign(text)}`, expires: exp };
  }

  /** What a token says, or why it counts for nothing. @param audience - what it must be for. @default - anything */
  read(token: string, audience?: string): Claims | TokenProblem {
    const [header, body, signature] = token.split(".");
    if (header === undefined || body === undefined || signature === undefined) return "unknown";
    const [given, right] = [Buffer.from(signature), Buffer.from(this.sign(`${header}.${body}`))];
    if (given.length !== right.length || !timingSafeEqual(given, right)) return "unknown";
    const claims = JSON.parse(Buffer.from(body, "base64url").toString("utf8")) as Claims;
    if (claims.exp <= this.now().getTime() / 1000) return "expired";
    const plain = (text: string) => text.replace(/\/+$/, "");
    return audience === undefined || sameId(plain(claims.aud), plain(audience)) ? claims : "another audience";
  }

  private sign(text: string): string {
    return createHmac("sha256", `token|${this.secret}`).update(text).digest("base64url");
  }
}

const encoded = (text: string): string => Buffer.from(text).toString("base64url");
