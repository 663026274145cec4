import { pipelineAccess } from "../../../domain/access/access";
import { assignmentKinds, grantOf, principalPath } from "../../grants";
import { pipelineIdentity } from "../../pipeline-identity";
import type { PolicyResource } from "../../resource";
import { fail, pass, type Rule, unknown } from "../../rule";
import type { World } from "../../world";

/**
 * Groups may span environments, as people do; what they hold in each is decided there. What plans an environment also looks
 * at the one that versions come from: every pull request may act as either.
 */
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
    const principal = principalOf(assignment, world);
    if (principal === undefined || holder === undefined) return unknown("who holds it is known after apply only");
    const { byPrincipal, unattributed } = world.once("places of principals", () => placesOfAll(world));
    const places = [...(byPrincipal.get(principal) ?? [])];
    const known = places.filter((place) => place !== "unknown");
    if (known.length > 1) return fail(`its identity holds roles in ${known.sort().join(" and ")}`);
    return places.length > known.length || unattributed
      ? unknown("what else its identity holds is known after apply only")
      : pass;
  },
};

interface Places {
  readonly byPrincipal: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether somebody holds something, and nothing tells who. */
  readonly unattributed: boolean;
}

function placesOfAll(world: World): Places {
  const byPrincipal = new Map<string, Set<string>>();
  let unattributed = false;
  for (const assignment of world.all(...assignmentKinds)) {
    const principal = principalOf(assignment, world);
    const place = placeOf(assignment, world);
    if (principal === undefined) unattributed ||= grantOf(assignment, world).holder !== "people";
    else if (place !== undefined) {
      byPrincipal.set(principal, (byPrincipal.get(principal) ?? new Set()).add(place));
    }
  }
  return { byPrincipal, unattributed };
}

const lookingBack = pipelineAccess.plan.filter(
  ({ target }) => target === "environmentBefore" || target === "firstEnvironment",
);

/** What tells a principal from others: its object id, or the resource it is made by. */
function principalOf(assignment: PolicyResource, world: World): string | undefined {
  const path = principalPath(assignment);
  const { identity } = grantOf(assignment, world);
  const id = identity?.text("principal_id") ?? assignment.text(path);
  if (id !== undefined) return id.toLowerCase();
  const [reference] = assignment.references(path);
  return reference === undefined ? undefined : `${assignment.stack} ${reference}`;
}

/**
 * The environment that an assignment is in: that of its stack, or the subscription of one that a pipeline deploys. What
 * environments share, the model registry and the state, is none.
 */
function placeOf(assignment: PolicyResource, world: World): string | undefined {
  if (world.tier(assignment) !== "shared") return environmentOf(assignment, world);
  const { scope, role, identity } = grantOf(assignment, world);
  if (scope === undefined || role === undefined) return "unknown";
  if (lookingBack.some((row) => row.role === role.name) && pipelineIdentity(identity)?.use === "plan") return undefined;
  const subscription = subscriptionOf(scope.id);
  const deployed = world.once(`subscriptions deployed by ${assignment.stack}`, () =>
    deployedBy(assignment.stack, world),
  );
  if (subscription === undefined) return undefined;
  // What lies in no subscription of the configuration is somebody else's, and no less a place.
  const platform = world.expected.subscriptions?.[assignment.stack]?.toLowerCase();
  return deployed.has(subscription) || (platform !== undefined && subscription !== platform) ? subscription : undefined;
}

const environmentOf = ({ stack }: PolicyResource, world: World): string =>
  world.once(
    `environment of ${stack}`,
    () =>
      world.stack(stack).flatMap((resource) => {
        const tag = resource.tag(world.tags.environment);
        return tag.state === "known" ? String(tag.value) : [];
      })[0] ?? stack,
  );

/** Subscriptions in which somebody may make and change everything: those that pipelines deploy. */
const deployedBy = (stack: string, world: World): ReadonlySet<string> =>
  new Set(
    world.in(stack, ...assignmentKinds).flatMap((assignment) => {
      const { role, scope } = grantOf(assignment, world);
      return role?.name === "contributor" ? (subscriptionOf(scope?.id) ?? []) : [];
    }),
  );

const subscriptionOf = (id: string | undefined): string | undefined =>
  /^\/subscriptions\/([^/]+)/i.exec(id ?? "")?.[1]?.toLowerCase();
