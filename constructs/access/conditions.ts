/**
 * Azure ABAC conditions (version 2.0), which narrow a role assignment. Written on one line: Azure returns them as
 * sent, and azurerm replaces an assignment whose condition reads differently.
 */

/** Roles that may be granted, and to what kind of principal. */
export interface Grantable {
  /** GUIDs of role definitions. */
  readonly roles: readonly string[];
  readonly principals: "Group" | "ServicePrincipal";
}

/**
 * Lets the holder of RBAC Administrator grant and revoke these roles and no others: not Owner, not RBAC Administrator,
 * not to a single person. Entries without roles are left out.
 */
export function onlyGrants(grantable: readonly Grantable[]): string {
  const entries = grantable.filter(({ roles }) => roles.length > 0);
  const clause = (action: "write" | "delete", source: "Request" | "Resource") => {
    const attribute = (name: string) => `@${source}[Microsoft.Authorization/roleAssignments:${name}]`;
    const allowed = entries.map(
      ({ roles, principals }) =>
        `(${attribute("RoleDefinitionId")} ForAnyOfAnyValues:GuidEquals {${[...roles].sort().join(", ")}}` +
        ` AND ${attribute("PrincipalType")} ForAnyOfAnyValues:StringEqualsIgnoreCase {'${principals}'})`,
    );
    const other = `!(ActionMatches{'Microsoft.Authorization/roleAssignments/${action}'})`;
    return `((${other}) OR (${allowed.join(" OR ")}))`;
  };
  return `${clause("write", "Request")} AND ${clause("delete", "Resource")}`;
}

const BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
const BLOB_ACTIONS = ["read", "write", "add/action", "delete", "move/action"];

/** Lets the holder of a blob role see and change only blobs whose path is like one of `like` and like none of `unlike`. */
export function onlyBlobs(like: readonly string[], unlike: readonly string[] = []): string {
  // Listing shows names, not contents; without it Terraform cannot find out whether there is a state yet.
  const other = BLOB_ACTIONS.map((action) =>
    action === "read"
      ? `!(ActionMatches{'${BLOBS}/read'} AND NOT SubOperationMatches{'Blob.List'})`
      : `!(ActionMatches{'${BLOBS}/${action}'})`,
  ).join(" AND ");
  const path = `@Resource[${BLOBS}:path]`;
  const wanted = like.map((pattern) => `${path} StringLike '${pattern}'`).join(" OR ");
  const unwanted = unlike.map((pattern) => ` AND ${path} StringNotLike '${pattern}'`).join("");
  return `((${other}) OR ((${wanted})${unwanted}))`;
}
