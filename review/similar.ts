import type { ReviewContext } from "./context";

/**
 * A text of one stack with what is the stack's own left open, so that stacks which do the same can be told: the name
 * and subscription of its environment, and the hash behind that name in globally unique names (domain/azure/names.ts). Nothing
 * else is left open: a text that names another environment, another number or another id stays another text.
 */
export type Neutral = (text: string) => string;

/** Names of things whose whole name is a hash: role assignments and custom roles are called by a GUID of what they grant. */
export const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const ENVIRONMENT = "<environment>";

export function neutralFor(stack: string, context: ReviewContext): Neutral {
  const name = context.stacks.find((known) => known.name === stack)?.environment;
  const environment = context.environments.find((known) => known.name === name);
  if (environment === undefined) return (text) => text;
  const own = environment.name.replace(/[^a-z0-9]/gi, "\\$&");
  const compact = environment.name.replaceAll("-", "");
  const hashed = new RegExp(`${compact}[0-9a-f]{8}(?![A-Za-z0-9])`, "g");
  const word = new RegExp(`(?<![A-Za-z0-9])${own}(?![A-Za-z0-9])(-[0-9a-f]{8}|-[0-9a-f]{4})?(?![A-Za-z0-9])`, "g");
  const { subscription } = environment;
  const opened = new Map<string, string>();
  const open = (text: string): string => {
    const first = subscription === "" ? text : text.replaceAll(subscription, "<subscription>");
    if (!first.includes(compact) && !first.includes(environment.name)) return first;
    return first
      .replace(hashed, `${ENVIRONMENT}<hash>`)
      .replace(word, (_, hash: string | undefined) => (hash === undefined ? ENVIRONMENT : `${ENVIRONMENT}-<hash>`));
  };
  // Resources of one environment repeat its tags, groups and locations.
  return (text) => {
    let found = opened.get(text);
    if (found === undefined) opened.set(text, (found = open(text)));
    return found;
  };
}
