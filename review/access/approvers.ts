import type { ReviewInput } from "../model";
import { oncePer } from "../once-per";
import { listAt, textAt } from "../words/json";
import { lookedUp } from "../words/planned";

/** What the plans tell of those whom GitHub, Azure DevOps and Azure know by number. */
interface Known {
  /** Slugs of teams and logins of users, by kind and id: `team 17`. */
  readonly approvers: ReadonlyMap<string, string>;
  /** Names of managed identities by client id, in lower case. */
  readonly identities: ReadonlyMap<string, string>;
}

/**
 * Approvers are looked up by name; of one that goes, the look-up is gone, too, and only the output of the stack still
 * tells the name.
 */
const knownIn = oncePer((input: ReviewInput): Known => {
  const approvers = new Map<string, string>();
  const identities = new Map<string, string>();
  for (const { type, before } of lookedUp(input)) {
    const id = textAt(before, "id");
    const name = textAt(before, "slug") ?? textAt(before, "login") ?? textAt(before, "username");
    const kind = { github_team: "team", github_user: "user" }[type];
    if (kind !== undefined && id !== undefined && name !== undefined) approvers.set(`${kind} ${id}`, name);
    const [own, title] = [textAt(before, "group_id"), textAt(before, "name")];
    if (type === "azuredevops_group" && own !== undefined && title !== undefined) approvers.set(`group ${own}`, title);
    const client = textAt(before, "client_id");
    const identity = textAt(before, "name");
    if (client !== undefined && identity !== undefined) identities.set(client.toLowerCase(), identity);
  }
  for (const stack of input.stacks) {
    if (!("plan" in stack)) continue;
    const { before, after } = stack.plan.output_changes?.["approvers"] ?? {};
    for (const one of [...listAt(before), ...listAt(after)]) {
      const [kind, id, name] = ["kind", "id", "name"].map((key) => textAt(one, key));
      if (id !== undefined && name !== undefined) approvers.set(`${kind} ${id}`, name);
    }
  }
  return { approvers, identities };
});

/** `team ml-release`; by number where no plan tells the name. */
export const approverInWords = (input: ReviewInput, kind: "team" | "user" | "group", id: string): string =>
  `${kind} ${knownIn(input).approvers.get(`${kind} ${id}`) ?? `with the id ${id}`}`;

/** `identity id-pfs-prod-apply`; by its client id where no plan tells the name. */
export function identityInWords(input: ReviewInput, clientId: string): string {
  const name = knownIn(input).identities.get(clientId.toLowerCase());
  return name === undefined ? `the identity with the client id ${clientId}` : `identity ${name}`;
}
