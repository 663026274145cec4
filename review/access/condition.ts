import { listed } from "../words/json";

const ATTRIBUTE = "Microsoft.Authorization/roleAssignments";
const BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";

/**
 * An Azure condition in words: `may grant only Reader to identities`, `only blobs dev.tfstate`. Only a condition of
 * exactly the shape this project writes is put into words; any other is shown as it is, because words that leave
 * something out would be believed.
 * @param titleOf - title of a role by the GUID of its definition
 */
export function conditionInWords(condition: string, titleOf: (guid: string) => string): string {
  return grantsInWords(condition, titleOf) ?? blobsInWords(condition) ?? condition;
}

function grantsInWords(condition: string, titleOf: (guid: string) => string): string | undefined {
  const [write, remove, ...rest] = condition.split(" AND ((!(ActionMatches");
  if (write === undefined || remove === undefined || rest.length > 0) return undefined;
  const granted = entriesIn(write, "write", "Request");
  const revoked = entriesIn(`((!(ActionMatches${remove}`, "delete", "Resource");
  if (granted === undefined || granted.join() !== revoked?.join()) return undefined;
  const parts = granted.map((entry) => {
    const [roles, principals] = entry.split("|") as [string, string];
    const titles = roles.split(", ").map(titleOf).sort();
    return `${listed(titles)} to ${principals === "Group" ? "groups" : "identities"}`;
  });
  return `may grant and revoke only ${parts.join("; ")}`;
}

/** `<role GUIDs>|<kind of principal>` of each allowed combination; undefined if the clause says anything else. */
function entriesIn(clause: string, action: "write" | "delete", source: string): readonly string[] | undefined {
  const start = `((!(ActionMatches{'${ATTRIBUTE}/${action}'})) OR (`;
  if (!clause.startsWith(start) || !clause.endsWith("))")) return undefined;
  const entries = clause.slice(start.length, -2).split(" OR ");
  const pattern = new RegExp(
    `^\\(@${source}\\[${ATTRIBUTE}:RoleDefinitionId\\] ForAnyOfAnyValues:GuidEquals \\{([0-9a-f-]{36}(?:, [0-9a-f-]{36})*)\\}` +
      ` AND @${source}\\[${ATTRIBUTE}:PrincipalType\\] ForAnyOfAnyValues:StringEqualsIgnoreCase \\{'(Group|ServicePrincipal)'\\}\\)$`,
  );
  const found = entries.map((entry) => pattern.exec(entry));
  return found.includes(null) ? undefined : found.map((match) => `${match![1]!}|${match![2]!}`);
}

function blobsInWords(condition: string): string | undefined {
  const other = ["read", "write", "add/action", "delete", "move/action"]
    .map((action) =>
      action === "read"
        ? `!(ActionMatches{'${BLOBS}/read'} AND NOT SubOperationMatches{'Blob.List'})`
        : `!(ActionMatches{'${BLOBS}/${action}'})`,
    )
    .join(" AND ");
  const start = `((${other}) OR ((`;
  if (!condition.startsWith(start) || !condition.endsWith("))")) return undefined;
  const [wanted, ...unwanted] = condition.slice(start.length, -2).split(" AND ");
  if (!wanted?.endsWith(")")) return undefined;
  const like = wanted.slice(0, -1).split(" OR ").map(patternIn("StringLike"));
  const unlike = unwanted.map(patternIn("StringNotLike"));
  if ([...like, ...unlike].includes(undefined)) return undefined;
  return `only blobs ${listed(like as string[])}${unlike.length > 0 ? `, but not ${listed(unlike as string[])}` : ""}`;
}

const patternIn =
  (operator: string) =>
  (term: string): string | undefined => {
    const start = `@Resource[${BLOBS}:path] ${operator} '`;
    const pattern = term.startsWith(start) && term.endsWith("'") ? term.slice(start.length, -1) : undefined;
    return pattern === undefined || pattern.includes("'") ? undefined : pattern;
  };
