import { assignmentKinds, grantOf, principalPath, trustsOf } from "../../grants";
import type { PolicyResource } from "../../resource";
import { fail, pass, type Rule, unknown } from "../../rule";
import type { World } from "../../world";

/** Groups may span environments, as people do; what they hold in each is decided there. */
export const roleOneEnvironment: Rule = {
  title: "No identity holds roles in two environments",
  severity: "high",
  upstream: ["AMLZ-RBAC-09"],
  why: "Whoever takes over development would be in production, too.",
  fix: "make an identity of its own for each environment",
  kinds: assignmentKinds,
  check: (assignment, world) => {
    const { holder } = grantOf(assignment, world);
    if (holder === "people") return undefined;
    const key = keyOf(assignment, world);
    if (key === undefined || holder === undefined) return unknown("who holds it is known after apply only");
    const places = [...(world.once("places of principals", () => placesByPrincipal(world)).get(key) ?? [])];
    return places.length > 1 ? fail(`its identity holds roles in ${places.sort().join(" and ")}`) : pass;
  },
};

/** What tells a principal from others: its object id, or the resource it is made by. */
function keyOf(assignment: PolicyResource, world: World): string | undefined {
  const path = principalPath(assignment);
  const { identity } = grantOf(assignment, world);
  const id = identity?.text("principal_id") ?? assignment.text(path);
  if (id !== undefined) return id.toLowerCase();
  const [reference] = assignment.references(path);
  return reference === undefined ? undefined : `${assignment.stack} ${reference}`;
}

function placesByPrincipal(world: World): ReadonlyMap<string, ReadonlySet<string>> {
  const places = new Map<string, Set<string>>();
  for (const assignment of world.all(...assignmentKinds)) {
    const key = keyOf(assignment, world);
    const place = placeOf(assignment, world);
    if (key !== undefined && place !== undefined) places.set(key, (places.get(key) ?? new Set()).add(place));
  }
  return places;
}

/**
 * The environment that an assignment is in: that of its stack, or the subscription of one that a pipeline deploys. What
 * environments share, the model registry and the state, is none.
 */
function placeOf(assignment: PolicyResource, world: World): string | undefined {
  if (world.tier(assignment) !== "shared") return environmentOf(assignment, world);
  const subscription = subscriptionOf(assignment, world);
  const deployed = world.once(`subscriptions deployed by ${assignment.stack}`, () =>
    deployedBy(assignment.stack, world),
  );
  return subscription !== undefined && deployed.has(subscription) ? subscription : undefined;
}

const environmentOf = ({ stack }: PolicyResource, world: World): string =>
  world.once(
    `environment of ${stack}`,
    () => world.stack(stack).flatMap((resource) => resource.text("tags.environment") ?? [])[0] ?? stack,
  );

/** Subscriptions in which a pipeline's identity makes and changes what is there. */
const deployedBy = (stack: string, world: World): ReadonlySet<string> =>
  new Set(
    world.in(stack, ...assignmentKinds).flatMap((assignment) => {
      const { role, identity } = grantOf(assignment, world);
      const deploys = role?.name === "contributor" && trustsOf(identity, world).length > 0;
      return deploys ? (subscriptionOf(assignment, world) ?? []) : [];
    }),
  );

function subscriptionOf(assignment: PolicyResource, world: World): string | undefined {
  const { scope } = grantOf(assignment, world);
  return /^\/subscriptions\/([^/]+)/i.exec(scope?.id ?? "")?.[1]?.toLowerCase();
}
