import { attributesOf } from "./attributes";
import type { Action, AttributeChange, ResourceReview } from "./model";
import { armTypeOf } from "./names";
import { becauseOf } from "./reasons";
import { GUID } from "./similar";
import type { Classified, PlannedStack } from "./stacks";

/** What weighs most first. */
const ORDER: readonly Action[] = [
  "destroy",
  "replace",
  "forget",
  "create",
  "update",
  "move",
  "import",
  "read",
  "no-op",
];

interface Entry {
  readonly review: ResourceReview;
  /** The same with what is its environment's own left open. */
  readonly open: ResourceReview;
}

/**
 * Every change of a managed resource. The same change in several environments is one entry: same address, same use
 * case, same action and reason, and attributes that differ in nothing but what is the environment's own
 * (`./similar.ts`). In such an entry that part is left open: `mlw-pfs-<environment>`.
 */
export function resourceReviews(stacks: readonly PlannedStack[]): readonly ResourceReview[] {
  const groups = new Map<string, Entry[]>();
  for (const stack of stacks) {
    for (const classified of stack.resources) {
      if (classified.action === "no-op" || classified.action === "read") continue;
      const review = reviewOf(classified);
      const open = opened(review, stack);
      const key = keyOf(open, stack.useCase, classified.resource.deposed);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [{ review, open }]);
      else group.push({ review, open });
    }
  }
  return [...groups.values()].map(merged).sort((a, b) => ORDER.indexOf(a.action) - ORDER.indexOf(b.action));
}

function merged(entries: readonly Entry[]): ResourceReview {
  const [first] = entries;
  if (entries.length === 1) return first!.review;
  const same = entries.every(({ review }) => contentOf(review) === contentOf(first!.review));
  return { ...(same ? first!.review : first!.open), stacks: entries.flatMap(({ review }) => review.stacks) };
}

function reviewOf({ stack, action, resource, configured, what, name }: Classified): ResourceReview {
  const armType = armTypeOf(resource);
  const because = becauseOf(resource);
  const { previous_address: previousAddress } = resource;
  return {
    stacks: [{ stack, address: resource.address }],
    type: resource.type,
    ...(armType !== undefined && { armType }),
    name,
    what: resource.deposed === undefined ? what : `${what}, left over`,
    action,
    actions: resource.change.actions,
    ...(because !== undefined && { because }),
    ...(previousAddress !== undefined && previousAddress !== resource.address && { previousAddress }),
    attributes: attributesOf(resource, configured),
  };
}

function opened(review: ResourceReview, { neutral }: PlannedStack): ResourceReview {
  const attributes = review.attributes.map(({ path, before, after, forcesReplacement }): AttributeChange => {
    // Assignments and custom roles are called by a GUID of what they grant, which their other attributes say.
    const value = (text: string): string => (path === "name" && GUID.test(text) ? "<id>" : neutral(text));
    return {
      path: neutral(path),
      ...(before !== undefined && { before: value(before) }),
      ...(after !== undefined && { after: value(after) }),
      ...(forcesReplacement === true && { forcesReplacement }),
    };
  });
  return { ...review, name: neutral(review.name), what: neutral(review.what), attributes };
}

/** Equal for changes that are the same. */
const keyOf = (open: ResourceReview, useCase = "", deposed = ""): string =>
  [open.stacks[0]!.address, useCase, deposed, contentOf(open)].join("\0");

const contentOf = (review: ResourceReview): string => JSON.stringify({ ...review, stacks: [] });
