export { isWithin } from "../../../domain/azure/ids";

/** An ARM id taken apart. */
export interface ArmId {
  readonly id: string;
  /** E.g. `Microsoft.Storage/storageAccounts/blobServices/containers`; for groups `Microsoft.Resources/resourceGroups`. */
  readonly type: string;
  readonly name: string;
  /** Id of what it lives in: the parent resource, the scope of an extension resource, the group, the subscription. */
  readonly parent: string;
  readonly subscription?: string;
  readonly resourceGroup?: string;
}

const subscriptionPattern = /^\/subscriptions\/([^/]+)$/i;
const groupPattern = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)$/i;

/** Takes an ARM id apart; undefined if it is none. */
export function parseArmId(id: string): ArmId | undefined {
  const subscription = subscriptionPattern.exec(id);
  if (subscription !== null) {
    const name = subscription[1]!;
    return { id, type: "Microsoft.Resources/subscriptions", name, parent: "", subscription: name };
  }
  const group = groupPattern.exec(id);
  if (group !== null) {
    return {
      id,
      type: "Microsoft.Resources/resourceGroups",
      name: group[2]!,
      parent: `/subscriptions/${group[1]!}`,
      subscription: group[1]!,
      resourceGroup: group[2]!,
    };
  }
  const providers = id.toLowerCase().lastIndexOf("/providers/");
  if (providers === -1) return undefined;
  const scope = id.slice(0, providers);
  const [namespace, ...segments] = id.slice(providers + "/providers/".length).split("/");
  if (segments.length < 2 || segments.length % 2 !== 0 || segments.includes("")) return undefined;
  const types = segments.filter((_, index) => index % 2 === 0);
  const parent = segments.length === 2 ? scope : id.slice(0, id.length - segments.slice(-2).join("/").length - 1);
  const place = /^\/subscriptions\/([^/]+)(?:\/resourceGroups\/([^/]+))?/i.exec(id);
  return {
    id,
    type: [namespace, ...types].join("/"),
    name: segments.at(-1)!,
    parent,
    ...(place?.[1] !== undefined && { subscription: place[1] }),
    ...(place?.[2] !== undefined && { resourceGroup: place[2] }),
  };
}
