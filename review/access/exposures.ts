import type { Exposure, ReviewInput } from "../model";
import { promotionExposures } from "../promotion";
import { listed } from "../words/json";
import { compare, type Planned } from "../words/planned";
import { keyOpenings } from "./keys";
import { networkOpenings } from "./network";
import { decidedAt, isWithin, type Opening } from "./opening";
import { approvalChanges } from "./approvals";
import { reachExposures } from "./reach";
import { stacksOf, type Stacks } from "./stacks";
import { roleDefinitionChanges, roleSettings, trustOpenings } from "./trust";

const EFFECTS: readonly Exposure["effect"][] = ["opens", "changes", "closes"];

/**
 * What opens or closes besides roles: ways through the network, keys, what anybody may read, whom identities trust, what
 * our own roles allow, whose approval pipelines wait for, what versions must meet to be promoted. A resource that is made
 * open opens, as does one that becomes so. A resource that goes takes its openings with it, which is told of trust only.
 *
 * What opens comes first. The same text in several stacks is one entry.
 */
export function exposures(input: ReviewInput): readonly Exposure[] {
  const stacks = stacksOf(input);
  const found = stacks.resources.flatMap((resource) => [
    ...openingsOf(resource, stacks),
    ...roleDefinitionChanges(resource).map(([effect, text]) => {
      const where = decidedAt(roleSettings(resource), resource, input.context);
      return exposure(resource, { kind: "custom-role", effect, text, where });
    }),
    ...approvalChanges(resource, stacks).map(({ effect, text, environment, ...settings }) => {
      const where = decidedAt(settings, { ...resource, environment }, input.context);
      return exposure(resource, { kind: "approvals", effect, text, where });
    }),
  ]);
  found.push(...promotionExposures(input), ...reachExposures(input));
  const groups = new Map<string, Exposure>();
  for (const one of found) {
    const key = JSON.stringify([one.kind, one.effect, one.text]);
    const known = groups.get(key);
    groups.set(key, known === undefined ? one : { ...known, stacks: [...new Set([...known.stacks, ...one.stacks])] });
  }
  return [...groups.values()].sort(
    (a, b) =>
      EFFECTS.indexOf(a.effect) - EFFECTS.indexOf(b.effect) ||
      compare([a.kind, a.text, a.address].join("\t"), [b.kind, b.text, b.address].join("\t")),
  );
}

function openingsOf(resource: Planned, stacks: Stacks): readonly Exposure[] {
  // An action is done once and sets nothing that lasts; what it sends, a resource says, too.
  if (resource.type === "azapi_resource_action" || resource.action === "none") return [];
  const whole = updated(resource, stacks);
  if (whole === undefined) return [];
  const before = openings(whole, whole.before, stacks);
  const after = openings(whole, whole.after, stacks);
  const { context } = stacks.input;
  const tell = (opening: Opening, effect: Exposure["effect"], text: string): Exposure =>
    exposure(resource, { kind: opening.kind, effect, text, where: decidedAt(opening, resource, context) });
  const opens = [...after].flatMap(([key, opening]) => {
    // A block inside what was let in before opens nothing.
    if (before.has(key) || [...before.values()].some((one) => isWithin(opening, one))) return [];
    const { subject, has, gets, outlives } = opening;
    const isNew = whole.before === undefined && outlives !== true;
    return [tell(opening, "opens", isNew ? `new ${subject} ${has}` : `${subject} ${gets}`)];
  });
  const closes = [...before].flatMap(([key, opening]) => {
    if (after.has(key) || [...after.values()].some((one) => isWithin(opening, one))) return [];
    if (whole.after === undefined && opening.outlives !== true) return [];
    const left = [...after.values()].filter((one) => isWithin(one, opening));
    const kept = left.length > 0 ? `, only ${listed(left.map(({ has }) => has.replace("is reachable ", "")))}` : "";
    return [tell(opening, "closes", `${opening.subject} ${opening.loses}${kept}`)];
  });
  return [...opens, ...closes];
}

function openings(resource: Planned, values: Planned["after"], stacks: Stacks): ReadonlyMap<string, Opening> {
  if (values === undefined) return new Map();
  const found = [networkOpenings, keyOpenings, trustOpenings].flatMap((of) => of(values, resource, stacks));
  return new Map(found.map((opening) => [opening.key, opening]));
}

/** An update of a resource that stands elsewhere counts as that resource's; undefined if that one says it itself. */
function updated(resource: Planned, stacks: Stacks): Planned | undefined {
  if (resource.type !== "azapi_update_resource") return resource;
  const target = stacks.referred(resource, "resource_id");
  if (target === undefined) return resource;
  if (target.action === "create" || resource.after === undefined) return undefined;
  return { ...resource, name: target.name, before: resource.before ?? target.before };
}

const exposure = (
  { stack, address }: Planned,
  { kind, effect, text, where }: Pick<Exposure, "kind" | "effect" | "text" | "where">,
): Exposure => ({ stacks: [stack], address, kind, effect, text, ...(where !== undefined && { where }) });
