import type { PrincipalContext } from "../context";
import type { AccessChange } from "../model";
import type { Planned } from "../words/planned";
import type { Stacks } from "./stacks";

/** Who holds a role. */
export interface Principal {
  /** Tells it from every other. */
  readonly key: string;
  readonly who: AccessChange["who"];
  readonly context?: PrincipalContext;
}

/**
 * Who a grant is for. A group is named by the configuration. A managed identity is known by the resource it belongs to:
 * by object id once it exists, before that by what the grant refers to.
 * @param type - Azure's kind of principal, e.g. `Group`
 */
export function principalOf(
  objectId: string | undefined,
  type: string | undefined,
  { grant, argument, stacks }: { readonly grant: Planned; readonly argument: string; readonly stacks: Stacks },
): Principal {
  const group = objectId === undefined ? undefined : stacks.groupOf(objectId);
  if (group !== undefined) return known(group);
  const holder = objectId === undefined ? stacks.referred(grant, argument) : stacks.holderOf(objectId);
  if (holder !== undefined) {
    const context = stacks.contextOf(holder);
    if (context !== undefined) return known(context);
    const { name, useCase } = holder;
    return {
      key: `${holder.stack}/${holder.address}`,
      who: { name, kind: "identity", ...(useCase !== undefined && { useCase }) },
    };
  }
  const kind = type === "Group" ? "group" : type === "ServicePrincipal" ? "identity" : "unknown";
  if (objectId === undefined) {
    return { key: `${grant.stack}/${grant.address}`, who: { name: "known after apply", kind } };
  }
  return { key: objectId.toLowerCase(), who: { name: objectId, kind } };
}

const known = (context: PrincipalContext): Principal => ({
  key: context.key,
  who: {
    name: context.name,
    kind: context.kind,
    ...(context.useCase !== undefined && { useCase: context.useCase }),
  },
  context,
});
