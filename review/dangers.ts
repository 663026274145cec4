import { isIrreplaceable, isStateful } from "../domain/azure/types";
import type { ResourceChange } from "../domain/terraform/plan";
import { covers, holds, KEEPS_DATA, type Waiver } from "../policy";
import { consequenceOf } from "./consequences";
import type { Danger } from "./model";
import { armTypeOf } from "./names";
import { becauseOf, isUncertain } from "./reasons";
import type { Classified, PlannedStack } from "./stacks";

/** A danger, with whether what goes holds state. Left-overs are listed whatever they are. */
export interface Endangered {
  readonly danger: Danger;
  readonly stateful: boolean;
}

/** Waivers, and the day they are judged on. */
export interface Accepted {
  readonly waivers: readonly Waiver[];
  readonly today: string;
}

const WEIGHT: readonly Danger["action"][] = ["destroy", "replace", "forget"];

/** Everything stateful that goes, and every left-over of an interrupted replacement; what weighs most first. */
export function dangersOf(stacks: readonly PlannedStack[], accepted: Accepted): readonly Endangered[] {
  const merged = new Map<string, Endangered>();
  for (const stack of stacks) {
    const locks = stack.resources.filter(({ resource }) => isLock(resource));
    for (const classified of stack.resources) {
      const found = dangerOf(classified, locks, accepted);
      if (found === undefined) continue;
      const { address, ...rest } = found.danger;
      const key = [address, stack.useCase ?? "", stack.neutral(JSON.stringify({ ...rest, stacks: [] }))].join("\0");
      const same = merged.get(key);
      merged.set(key, same === undefined ? found : joined(same, found, stack));
    }
  }
  return [...merged.values()].sort(
    (a, b) =>
      Number(blocksChange(b.danger)) - Number(blocksChange(a.danger)) ||
      Number(b.stateful) - Number(a.stateful) ||
      WEIGHT.indexOf(a.danger.action) - WEIGHT.indexOf(b.danger.action),
  );
}

/** Whether a danger alone keeps a change from being applied. */
export const blocksChange = ({ irreplaceable, action, accepted }: Danger): boolean =>
  irreplaceable && action !== "forget" && accepted === undefined;

/** One row for both: what differs in their names by the environment only is left open. */
const joined = (one: Endangered, other: Endangered, { name, neutral }: PlannedStack): Endangered => {
  const what = one.danger.what === other.danger.what ? other.danger.what : neutral(other.danger.what);
  return { ...one, danger: { ...one.danger, stacks: [...one.danger.stacks, name], what } };
};

function dangerOf(
  { stack, action, resource, what }: Classified,
  locks: readonly Classified[],
  { waivers, today }: Accepted,
): Endangered | undefined {
  if (action !== "destroy" && action !== "replace" && action !== "forget") return undefined;
  const armType = armTypeOf(resource);
  const stateful = isStateful(resource.type, armType);
  const deposed = resource.deposed !== undefined;
  if (!stateful && !deposed) return undefined;
  const protection = protectionOf(resource, locks);
  const about = { rule: KEEPS_DATA, stack, address: resource.address };
  const waiver = waivers.find((one) => holds(one, today) && covers(one, about));
  const danger: Danger = {
    stacks: [stack],
    address: resource.address,
    what,
    action,
    because: becauseOf(resource) ?? "",
    consequence: deposed
      ? "the old one, which the new one has taken the place of already, is destroyed with what is still in it"
      : consequenceOf(resource.type, armType, action, resource.change.before),
    ...(protection !== undefined && { protection }),
    uncertain: isUncertain(resource),
    deposed,
    irreplaceable: isIrreplaceable(resource.type, armType),
    ...(waiver !== undefined && { accepted: waiver }),
  };
  return { danger, stateful };
}

const isLock = (resource: ResourceChange): boolean =>
  resource.type === "azurerm_management_lock" || armTypeOf(resource)?.toLowerCase() === "microsoft.authorization/locks";

/** The lock that covers a resource, and whether this plan lifts it. `prevent_destroy` stands in no plan: it stops one. */
function protectionOf(resource: ResourceChange, locks: readonly Classified[]): string | undefined {
  const id = textOf(resource.change.before, "id")?.toLowerCase();
  if (id === undefined || resource.change.actions.includes("forget")) return undefined;
  const covering = locks.filter(({ resource: lock }) => {
    const { before, after } = lock.change;
    const values = before ?? after;
    const scope = (textOf(values, "parent_id") ?? textOf(values, "scope"))?.toLowerCase();
    return scope !== undefined && (id === scope || id.startsWith(`${scope}/`)) && before != null;
  });
  const standing = covering.filter(({ action }) => action !== "destroy" && action !== "replace");
  if (standing.length > 0) return `lock ${standing[0]!.name} stands in the way: Azure will refuse`;
  if (covering.length > 0) return `this plan lifts its lock ${covering[0]!.name}`;
  return undefined;
}

function textOf(values: unknown, key: string): string | undefined {
  if (values === null || typeof values !== "object") return undefined;
  const value = (values as Record<string, unknown>)[key];
  return typeof value === "string" ? value : undefined;
}
