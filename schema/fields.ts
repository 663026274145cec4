import { z } from "zod";
import {
  formatCidr,
  canonical,
  isCanonical,
  isInternal,
  isNetwork,
  overlaps,
  isPublic,
  parseAddress,
  parseCidr,
} from "../domain/network/cidr";
import { didYouMean } from "../domain/problem/did-you-mean";
import { Duration } from "../domain/time/duration";
import { regionNames } from "../domain/azure/regions";
import { retirementOf, vmSizes } from "../domain/azure/vm-sizes";
import type { Finding } from "./finding";

/** Kinds of value that several keys share. Each refuses with one finding, and describes itself to editors. */

type Check = (value: string) => Finding | undefined;

/** Text that `check` finds nothing wrong with. `meta` goes into the JSON Schema as it is. */
export function text(check: Check, meta: Readonly<Record<string, unknown>> = {}) {
  return z
    .string()
    .superRefine((value, context) => {
      const finding = check(value);
      if (finding !== undefined) context.addIssue({ code: "custom", message: finding.says, params: { finding } });
    })
    .meta(meta);
}

/** Text of a form; `allowed` says it in words. */
export const matching = (pattern: RegExp, allowed: string, meta: Readonly<Record<string, unknown>> = {}) =>
  text(
    (value) => (pattern.test(value) ? undefined : { kind: "pattern", says: "does not have the right form", allowed }),
    {
      pattern: pattern.source,
      ...meta,
    },
  );

/** A name or title for people. */
export const title = (longest: number) =>
  text(
    (value) =>
      value.trim() === "" || value.length > longest || /[\n\r\t]/.test(value)
        ? { kind: "pattern", says: "is blank, too long or more than one line", allowed: `1 to ${longest} characters` }
        : undefined,
    { minLength: 1, maxLength: longest },
  );

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A GUID as Azure prints it: lower case, with dashes. Ids are compared as text, so one spelling only. */
export const guid = () =>
  text(
    (value) => {
      if (GUID.test(value)) return undefined;
      const lower = value.replace(/^\{|\}$/g, "").toLowerCase();
      return {
        kind: "guid",
        says: "is not a GUID",
        allowed: "32 lower-case hex digits as 8-4-4-4-12",
        fix: GUID.test(lower) ? `write ${lower}` : undefined,
      };
    },
    { pattern: GUID.source, examples: ["0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101"] },
  );

/** An Entra group, by object id; the name is for people who read plans and reviews. */
export const group = () =>
  z.strictObject({
    group: guid().describe("Object id of an Entra group."),
    name: title(256).describe("Name of the group, for people who read plans and reviews. Not looked up."),
  });

const EMAIL = /^[^\s@<>"(),;:]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;

export const email = () =>
  text(
    (value) =>
      EMAIL.test(value) && value.length <= 254
        ? undefined
        : { kind: "email", says: "is not an e-mail address", allowed: "name@domain" },
    { pattern: EMAIL.source, maxLength: 254, examples: ["ml-platform@pfs.example"] },
  );

export const httpsUrl = () =>
  text(
    (value) => {
      const url = URL.canParse(value) ? new URL(value) : undefined;
      if (url?.protocol === "https:" && url.username === "" && !/\s/.test(value) && !value.endsWith("/"))
        return undefined;
      return {
        kind: "url",
        says: "is not an https URL to build links from",
        allowed: "https://host/path without user name and closing slash",
      };
    },
    { pattern: "^https://.+[^/]$" },
  );

/** Allowed lengths of time; `wholeDays` or `wholeMinutes` where they are counted so, `oneOf` where it knows a few values only. */
interface DurationLimits {
  readonly min: Duration;
  readonly max: Duration;
  readonly wholeDays?: boolean;
  readonly wholeMinutes?: boolean;
  readonly oneOf?: readonly Duration[];
  /** Whether `0h` may be written, for no time at all. */
  readonly orNone?: boolean;
}

/** Written for no time at all, where that is allowed. */
const NONE = /^0[smhd]$/;

/** A length of time, `30s`, `15m`, `24h` or `7d`, as a {@link Duration}. */
export const duration = (limits: DurationLimits) =>
  text(
    (written) => {
      if (limits.orNone === true && NONE.test(written)) return undefined;
      const value = Duration.parse(written);
      if (value === undefined) {
        return {
          kind: "duration",
          says: "is not a length of time",
          allowed: "a whole number from 1 and s, m, h or d",
          fix: suggestDuration(written),
        };
      }
      const seconds = value.toSeconds();
      if (limits.oneOf !== undefined && !limits.oneOf.some((allowed) => allowed.toSeconds() === seconds)) {
        return { kind: "notInSet", says: "is not a length Azure offers", allowed: limits.oneOf.join(", ") };
      }
      if (seconds < limits.min.toSeconds() || seconds > limits.max.toSeconds()) {
        return {
          kind: "outOfRange",
          says: "is out of range",
          allowed: `${limits.min} to ${limits.max}${limits.orNone === true ? ", or 0h" : ""}`,
        };
      }
      if (limits.wholeDays === true && seconds % 86_400 !== 0) {
        return { kind: "outOfRange", says: "is not a number of whole days", allowed: `${limits.min} to ${limits.max}` };
      }
      if (limits.wholeMinutes === true && seconds % 60 !== 0) {
        return { kind: "outOfRange", says: "is not in whole minutes", allowed: `${limits.min} to ${limits.max}` };
      }
      return undefined;
    },
    limits.oneOf === undefined
      ? { pattern: limits.orNone === true ? `${NONE.source}|${Duration.pattern.source}` : Duration.pattern.source }
      : { pattern: `^(${limits.oneOf.flatMap(spellings).join("|")})$`, examples: limits.oneOf.map(String) },
  ).transform((written) => Duration.parse(written) ?? Duration.seconds(0));

/** Every way to write a length of time: `1d`, `24h`, `1440m`, `86400s`. */
const spellings = (value: Duration): readonly string[] =>
  Object.entries({ s: 1, m: 60, h: 3_600, d: 86_400 })
    .map(([unit, seconds]) => `${value.toSeconds() / seconds}${unit}`)
    .filter((written) => Duration.parse(written) !== undefined);

/** `PT15M` and `15 min` as `15m`; undefined for what is not near a length of time. */
function suggestDuration(written: string): string | undefined {
  const match = /^P?T?(\d+)\s*([smhd])[a-z]*$/i.exec(written);
  const suggestion = match === null ? undefined : `${Number(match[1])}${match[2]!.toLowerCase()}`;
  return suggestion !== undefined && Duration.parse(suggestion) ? `did you mean ${suggestion}?` : undefined;
}

const PLACEHOLDERS = /^(todo|fixme|tbd|tba|xxx|n\/a|none|lorem)\b/i;

/** Why something is looser than the safe default. Read in reviews, so it must say something. */
export const reason = () =>
  text(
    (value) => {
      const words = new Set(value.trim().toLowerCase().split(/\s+/));
      if (value.trim().length >= 15 && words.size >= 3 && !PLACEHOLDERS.test(value.trim())) return undefined;
      return {
        kind: "reasonPoor",
        says: "does not say why",
        allowed: "a sentence of 15 characters or more",
        fix: "write for the person who reviews this in a year",
      };
    },
    { minLength: 15, pattern: "^\\s*\\S+\\s+\\S+\\s+\\S" },
  ).describe("Why this is looser than the default: a sentence of 15 characters or more.");

/** A region of public Azure. */
export const location = () =>
  text(
    (value) => {
      if ((regionNames as string[]).includes(value)) return undefined;
      const meant = didYouMean(value, regionNames);
      return {
        kind: "unknownRegion",
        says: "is not a region of public Azure",
        fix: meant === undefined ? "take a name from `az account list-locations`" : `did you mean ${meant}?`,
      };
    },
    { enum: regionNames },
  );

const PREFIX = /^Standard_/i;
/** Without what all have in common: it would make everything look alike. */
const shortVmSizes = vmSizes.map((size) => size.replace(PREFIX, ""));

/** A VM size that Azure ML runs and that has a future. */
export const vmSize = () =>
  text(
    (value) => {
      if (vmSizes.includes(value)) return undefined;
      const retirement = retirementOf(value);
      if (retirement !== undefined) {
        return {
          kind: "retiredVmSize",
          says: `is of the ${retirement.series} series, whose end Azure has set for ${retirement.date}`,
          fix: `use ${retirement.replacement}`,
        };
      }
      const meant = didYouMean(value.replace(PREFIX, ""), shortVmSizes);
      return {
        kind: "unknownVmSize",
        says: "is not a VM size offered for Azure ML",
        fix: meant === undefined ? "take one from docs/reference/configuration.md" : `did you mean Standard_${meant}?`,
      };
    },
    { enum: vmSizes },
  );

/** A number of an IPv4 address, as a pattern for editors. */
const OCTET = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const prefixes = (widest: number, narrowest: number): readonly number[] =>
  Array.from({ length: narrowest - widest + 1 }, (_, index) => widest + index);

function wellFormed(value: string): Finding | undefined {
  const cidr = parseCidr(value);
  if (cidr === undefined) {
    return {
      kind: "notCidr",
      says: "is not a block of IPv4 addresses",
      allowed: "four numbers and a length: 10.40.0.0/22",
    };
  }
  if (isCanonical(cidr)) return undefined;
  return {
    kind: "hostBits",
    says: "is not written with the first address of its block",
    fix: `write ${formatCidr(canonical(cidr))}`,
  };
}

/** Docker's bridge. Source: Azure ML, "Configure a private endpoint" (learn.microsoft.com). */
const DOCKER = parseCidr("172.17.0.0/16")!;

/**
 * A block of addresses of `widest` to `narrowest` prefix length that Azure takes for a network. Whether it is somebody's on the
 * internet is judged where a reason can be given.
 */
export const networkBlock = (widest: number, narrowest: number, example: string) =>
  text(
    (value) => {
      const malformed = wellFormed(value);
      if (malformed !== undefined) return malformed;
      const cidr = parseCidr(value)!;
      if (cidr.prefix < widest || cidr.prefix > narrowest) {
        return { kind: "blockSize", says: "is too large or too small", allowed: `/${widest} to /${narrowest}` };
      }
      if (overlaps(cidr, DOCKER)) {
        return {
          kind: "notPrivate",
          says: "shares addresses with the network of Docker on runners and in Azure ML's images",
          allowed: `blocks outside ${formatCidr(DOCKER)}`,
        };
      }
      if (isNetwork(cidr)) return undefined;
      return {
        kind: "notPrivate",
        says: "is kept by Azure for purposes of its own, or is nobody's",
        allowed: "inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10",
      };
    },
    { pattern: `^${OCTET}(\\.${OCTET}){3}/(${prefixes(widest, narrowest).join("|")})$`, examples: [example] },
  );

/** One public IPv4 address, or a block /8 to /30: what the firewall of a storage account takes. */
export const publicAddress = () =>
  text(
    (value) => {
      const single = parseAddress(value);
      const malformed = single === undefined ? wellFormed(value) : undefined;
      if (malformed !== undefined) return malformed;
      const cidr = single === undefined ? parseCidr(value)! : { address: single, prefix: 32 };
      if (single === undefined && cidr.prefix > 30) {
        return {
          kind: "allowedAddress",
          says: "is a block too small for Azure's firewalls",
          allowed: "single addresses, and blocks /8 to /30",
          fix: `list its addresses one by one, without /${cidr.prefix}`,
        };
      }
      if (cidr.prefix < 8) {
        return {
          kind: "allowedAddress",
          says: "is so large that it restricts nothing",
          allowed: "single addresses, and blocks /8 to /30",
          fix: "name the public ranges that your own people come from",
        };
      }
      if (isPublic(cidr)) return undefined;
      return {
        kind: "allowedAddress",
        says: "is not public: Azure sees the address that leaves your network",
        allowed: "public IPv4 addresses",
        fix: "use the public address of your proxy or gateway",
      };
    },
    {
      pattern: `^${OCTET}(\\.${OCTET}){3}(/(${prefixes(8, 30).join("|")}))?$`,
      examples: ["203.0.113.0/24", "198.51.100.7"],
    },
  );

/** A mapping from names to settings, with its keys in order so that nothing depends on how the file is sorted. */
export const namedRecord = <Value extends z.ZodType>(name: z.ZodString, value: Value) =>
  z.record(name, value).transform(sortKeys);

function sortKeys<Value>(record: Record<string, Value>): Record<string, Value> {
  const byKey = ([a]: [string, Value], [b]: [string, Value]): number => (a < b ? -1 : 1);
  return Object.fromEntries(Object.entries(record).sort(byKey));
}

/** The slug of a team on GitHub. */
export const teamSlug = () =>
  matching(/^[a-z0-9][a-z0-9_-]{0,99}$/, "the slug of a team, as in its URL: lower-case letters, digits and dashes", {
    examples: ["ml-platform"],
  });

/** One address inside networks of one's own: a name server, a firewall. */
export const innerAddress = (example: string) =>
  text(
    (value) => {
      const address = parseAddress(value);
      if (address === undefined) {
        return { kind: "notCidr", says: "is not an IPv4 address", allowed: `four numbers: ${example}` };
      }
      if (isInternal({ address, prefix: 32 })) return undefined;
      return {
        kind: "notPrivate",
        says: "is not an address inside your networks",
        allowed: "inside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10",
      };
    },
    { pattern: `^${OCTET}(\\.${OCTET}){3}$`, examples: [example] },
  );

const SUBSCRIPTION_ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** The ARM id of a resource of one type that somebody else made, upper and lower case as Azure writes them. */
export const armId = (type: string, example: string) => {
  const [namespace, ...kinds] = type.split("/");
  const segments = kinds.map((kind) => `${kind}/[^/\\s]+`).join("/");
  const provider =
    namespace === "Microsoft.Resources" ? "" : `/providers/${namespace!.replaceAll(".", "\\.")}/${segments}`;
  return matching(
    new RegExp(`^/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/[-\\w.()]{1,90}${provider}$`),
    `the ARM id of a ${kinds.at(-1)!.replace(/s$/, "")}: ${example}`,
    { examples: [example] },
  );
};
