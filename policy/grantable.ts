import { builtInRoles } from "../domain/access/roles";
import { type Condition, holds } from "../domain/access/abac";
import { privilegedGuids } from "./roles";

/** A grant that a condition lets through, or might. */
export interface Grantable {
  /** GUID of the role, in lower case; {@link ANY_ROLE} for one that nobody has named. */
  readonly role: string;
  readonly principalType: string;
  /** Object id; {@link ANYBODY} for one that nobody has named. */
  readonly principal: string;
  readonly action: "write" | "delete";
}

export const ANY_ROLE = "ffffffff-ffff-4fff-8fff-fffffffffff1";
export const ANYBODY = "ffffffff-ffff-4fff-8fff-fffffffffff2";
const PRINCIPAL_TYPES = ["User", "Group", "ServicePrincipal", "ForeignGroup", "Device"];
const ASSIGNMENTS = "Microsoft.Authorization/roleAssignments";
const GUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/**
 * What a condition on a role that grants roles lets through: every role that it names, that we know or that nobody knows, for
 * every kind of principal, those that it names and one that it does not.
 */
export function grantableBy(condition: Condition, written: string): readonly Grantable[] {
  let grantable = known.get(written);
  if (grantable === undefined) known.set(written, (grantable = tryAll(condition, written)));
  return grantable;
}

/** By the condition as it is written: environments have the same ones, and each is tried a thousand times. */
const known = new Map<string, readonly Grantable[]>();

function tryAll(condition: Condition, written: string): readonly Grantable[] {
  const named = [...new Set((written.match(GUID) ?? []).map((guid) => guid.toLowerCase()))];
  const roles = [
    ...new Set([...named, ...Object.values(builtInRoles).map(({ id }) => id), ...privilegedGuids, ANY_ROLE]),
  ];
  // Whom it names matters only where it asks whom.
  const principals = /:PrincipalId\]/i.test(written) ? [ANYBODY, ...named] : [ANYBODY];
  return (["write", "delete"] as const).flatMap((action) =>
    roles.flatMap((role) =>
      PRINCIPAL_TYPES.flatMap((principalType) =>
        principals
          .filter((principal) => holds(condition, asked(action, role, principalType, principal)) !== false)
          .slice(0, 1)
          .map((principal): Grantable => ({ role, principalType, principal, action })),
      ),
    ),
  );
}

/** What is granted stands in the request; what is revoked is a resource already. */
const asked = (action: Grantable["action"], role: string, principalType: string, principal: string) => {
  const source = action === "write" ? "request" : "resource";
  const attribute = (name: string) => `${source} ${ASSIGNMENTS}:${name}`.toLowerCase();
  return {
    action: `${ASSIGNMENTS}/${action}`,
    attributes: {
      [attribute("RoleDefinitionId")]: role,
      [attribute("PrincipalType")]: principalType,
      [attribute("PrincipalId")]: principal,
    },
  };
};
