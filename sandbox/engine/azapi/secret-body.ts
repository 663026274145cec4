import { canonicalDigest } from "../../../domain/json/canonical-json";
import type { Json } from "../store/store";
import { hasUnknown, type ObjectValue, sameValue, toJson } from "../terraform/wire";
import { bodyOf, itemIdsOf, mergeBody } from "./body";

/**
 * Whether a plan has to send `sensitive_body`: with `sensitive_body_version` if that changed, without it if its sum is
 * another than what was kept when it was sent last. Source: azapi 2.12.0, `ephemeralBodyChangeInPlan`.
 */
export function isSecretDue(config: ObjectValue, prior: ObjectValue, kept: string | undefined): boolean {
  const secret = config["sensitive_body"] ?? null;
  if (hasUnknown(secret)) return true;
  const versions = config["sensitive_body_version"] ?? null;
  if (versions !== null) return !sameValue(versions, prior["sensitive_body_version"] ?? null);
  return kept === undefined ? secret !== null : sumOf(config) !== kept;
}

/** What is kept, in what Terraform calls private state, of a `sensitive_body` that was sent: nothing if it has versions. */
export function keptSum(config: ObjectValue): string | undefined {
  return (config["sensitive_body_version"] ?? null) === null ? sumOf(config) : undefined;
}

const sumOf = (config: ObjectValue): string => canonicalDigest(toJson(config["sensitive_body"]));

/** A body with what is due of `sensitive_body`. */
export function withSecret(body: Json, config: ObjectValue, prior: ObjectValue | null): Json {
  const secret = config["sensitive_body"] ?? null;
  if (secret === null) return body;
  const versions = { before: prior?.["sensitive_body_version"], now: config["sensitive_body_version"] };
  return mergeBody(body, secretToSend(bodyOf(secret), versions), itemIdsOf(config));
}

/**
 * What is sent of `sensitive_body`: all of it without `sensitive_body_version`, else the parts whose version is another than
 * in the state. So an update for another reason leaves secrets out. Source: azapi 2.12.0, `unmarshalSensitiveBody`.
 */
function secretToSend(
  secret: Json,
  versions: { readonly before: ObjectValue[string] | undefined; readonly now: ObjectValue[string] | undefined },
): Json {
  const now = bodyOf(versions.now);
  if (versions.now === null || versions.now === undefined) return secret;
  const before = bodyOf(versions.before);
  const due = new Set(Object.keys(now).filter((path) => now[path] !== before[path]));
  return only(secret, due, "") ?? {};
}

function only(value: Json, paths: ReadonlySet<string>, path: string): Json | undefined {
  if (paths.has(path)) return value;
  if (Array.isArray(value)) {
    return (value as readonly Json[]).flatMap((item, index) => only(item, paths, `${path}[${index}]`) ?? []);
  }
  if (typeof value !== "object" || value === null) return undefined;
  const kept = Object.entries(value).flatMap(([key, inner]) => {
    const found = only(inner as Json, paths, path === "" ? key : `${path}.${key}`);
    return found === undefined ? [] : [[key, found] as const];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
