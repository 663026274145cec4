import type { Json, JsonObject } from "../store/store";
import { hasUnknown, type ObjectValue, sameValue, UNKNOWN, type Value } from "../terraform/wire";
import { isObject } from "../arm/json";

/** ARM's `identity` from azapi's block; undefined without one. */
export function identityToBody(block: Value | undefined): JsonObject | undefined {
  const identity = (block as readonly ObjectValue[] | null | undefined)?.[0];
  if (identity === undefined) return undefined;
  const ids = (identity["identity_ids"] ?? []) as readonly string[];
  return {
    type: String(identity["type"]).replaceAll(" ", ""),
    ...(ids.length > 0 && { userAssignedIdentities: Object.fromEntries(ids.map((id) => [id, {}])) }),
  };
}

/** azapi's block from what ARM returns. `before` keeps the order of ids as it was written. */
export function identityFromBody(body: Json | undefined, before: Value | undefined): Value {
  if (!isObject(body) || body["type"] === "None") return [];
  const returned = Object.keys((body["userAssignedIdentities"] ?? {}) as object);
  const written = ((before as readonly ObjectValue[] | null | undefined)?.[0]?.["identity_ids"] ?? null) as
    readonly string[] | null;
  const same = written !== null && sameIds(written, returned);
  return [
    {
      type: String(body["type"]).replace(",", ", ").replace(",  ", ", "),
      identity_ids: same ? written : returned.length === 0 ? written : returned,
      principal_id: (body["principalId"] as string | undefined) ?? null,
      tenant_id: (body["tenantId"] as string | undefined) ?? null,
    },
  ];
}

/** Whether two lists name the same identities, in any order and casing. Source: azapi 2.12.0, `IdentityIDsSemanticallyEqual`. */
function sameIds(left: Value | undefined, right: Value | undefined): boolean {
  if (hasUnknown(left) || hasUnknown(right)) return false;
  const sorted = (ids: Value | undefined) =>
    [...((ids ?? []) as readonly string[])].map((id) => id.toLowerCase()).sort();
  return sameValue(sorted(left), sorted(right));
}

/** The identity block as planned: who it will be is known only if it stays the same. */
export function planIdentity(config: Value | undefined, prior: Value | undefined): Value {
  const written = (config ?? []) as readonly ObjectValue[];
  const earlier = ((prior ?? []) as readonly ObjectValue[])[0];
  return written.map((identity) => {
    const unchanged =
      earlier !== undefined &&
      sameValue(identity["type"], earlier["type"]) &&
      sameIds(identity["identity_ids"], earlier["identity_ids"]);
    if (unchanged) return earlier;
    return { ...identity, principal_id: UNKNOWN, tenant_id: UNKNOWN };
  });
}
