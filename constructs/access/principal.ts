/**
 * Who a role is granted to. People are granted roles through Entra groups only: whoever joins or leaves the group
 * needs no deployment, and one person's leaving leaves nothing behind.
 */
export type Principal = GroupPrincipal | IdentityPrincipal;

/** An Entra group. */
export interface GroupPrincipal {
  readonly kind: "group";
  /** The group's object id, a GUID. */
  readonly objectId: string;
}

/** A managed identity. */
export interface IdentityPrincipal {
  readonly kind: "identity";
  /** Object id of its service principal; usually known only once the identity exists, so a token. */
  readonly principalId: string;
  /** ARM id of the identity, computed from the configuration: what it is known by before it exists. */
  readonly key: string;
}

/** An Entra group by its object id. */
export const group = (objectId: string): GroupPrincipal => ({ kind: "group", objectId });
