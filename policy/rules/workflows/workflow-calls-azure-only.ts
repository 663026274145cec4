import { shown } from "../../attributes";
import { every, fail, pass, type Rule, unknownAt } from "../../rule";
import { isTree, leaves, lookup, Unknown } from "../../value";

const ACTIONS = "properties.definition.actions";
const AZURE = "https://management.azure.com";

/** Kinds of action that compute, decide and answer, and the one that calls. */
const KNOWN =
  /^(Http|Response|Compose|Query|Select|ParseJson|If|Switch|Scope|Until|Foreach|InitializeVariable|SetVariable|AppendToArrayVariable|IncrementVariable|Wait|Terminate|Join|Table)$/;
/** Any web address in a text, with its host. */
const ADDRESS = /https?:\/\/[^/'"\s)]*/gi;

export const workflowCallsAzureOnly: Rule = {
  title: "Workflows call Azure Resource Manager as their own identity, and nothing else",
  severity: "critical",
  upstream: [],
  why: "An action that calls elsewhere takes the token of the identity, or names of models and data, out of the tenant.",
  fix: `call ${AZURE} with ManagedServiceIdentity and its audience`,
  kinds: ["Microsoft.Logic/workflows"],
  partial: true,
  check: (workflow) => {
    const actions = workflow.at(ACTIONS);
    if (actions.state === "unknown") return unknownAt(ACTIONS);
    if (actions.state === "absent") return undefined;
    return every([pass, ...actionsIn(actions.value).map(([name, action]) => verdictOf(name, action))]);
  },
};

/** All actions, those inside of others, too. */
function actionsIn(actions: unknown): readonly (readonly [name: string, action: unknown])[] {
  if (!isTree(actions)) return actions instanceof Unknown ? [["an action", actions]] : [];
  return Object.entries(actions).flatMap(([name, action]) => [
    [name, action] as const,
    ...["actions", "else.actions", "default.actions"].flatMap((path) => {
      const inner = lookup(action, path);
      return inner.state === "known" ? actionsIn(inner.value) : [];
    }),
    ...(isTree(action) && isTree(action["cases"])
      ? Object.values(action["cases"]).flatMap((one) => actionsIn(isTree(one) ? one["actions"] : undefined))
      : []),
  ]);
}

function verdictOf(name: string, action: unknown) {
  const type = lookup(action, "type");
  if (action instanceof Unknown || type.state === "unknown") return unknownAt(`action ${name}`);
  if (type.state === "absent" || !KNOWN.test(String(type.value))) return fail(`${shown(name)} is of an unknown kind`);
  const parts = leaves(isTree(action) ? { ...action, actions: null, else: null, cases: null, default: null } : action);
  if (parts.some((leaf) => leaf instanceof Unknown && leaf.references.length === 0)) return unknownAt(`action ${name}`);
  const strange = parts
    .flatMap((leaf) => (typeof leaf === "string" ? (leaf.match(ADDRESS) ?? []) : []))
    .find((host) => host.toLowerCase() !== AZURE);
  if (strange !== undefined) return fail(`${shown(name)} names ${shown(strange)}`);
  if (type.value !== "Http") return pass;
  const [uri, by, audience, headers] = [
    "inputs.uri",
    "inputs.authentication.type",
    "inputs.authentication.audience",
    "inputs.headers",
  ].map((path) => lookup(action, path));
  if ([uri, by, audience].some((one) => one!.state === "unknown")) return unknownAt(`action ${name}`);
  const text = uri!.state === "known" ? String(uri!.value) : "";
  const hosts = text.match(ADDRESS) ?? [];
  const computed = hosts.length === 0 && !/@?variables\('nextPage'\)/.test(text);
  if (hosts.some((host) => host.toLowerCase() !== AZURE) || computed)
    return fail(`${shown(name)} calls ${shown(hosts[0] ?? text)}`);
  if (by!.state !== "known" || by!.value !== "ManagedServiceIdentity") return fail(`${shown(name)} signs in otherwise`);
  if (audience!.state !== "known" || String(audience!.value).replace(/\/$/, "") !== AZURE) {
    return fail(
      `${shown(name)} asks for a token for ${shown(audience!.state === "known" ? audience!.value : "anything")}`,
    );
  }
  return headers!.state === "absent" ? pass : fail(`${shown(name)} sends headers of its own`);
}
