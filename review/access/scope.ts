import { sameId } from "../../domain/azure/ids";
import { nounOf } from "../../domain/azure/types";
import type { AccessTarget } from "../../domain/access/access";
import { targetTypes } from "../../domain/access/targets";
import type { EnvironmentContext } from "../context";
import { textAt } from "../words/json";
import { referencesOf, type Planned } from "../words/planned";
import type { Stacks } from "./stacks";

/** What a role is granted on. */
export interface Scope {
  /** Tells it from every other: the ARM id in lower case, or where it is made if it has none yet. */
  readonly key: string;
  /** Azure's noun: `storage account`. */
  readonly noun: string;
  /** Its name; for a subscription the environments in it. */
  readonly name: string;
  /** ARM type in lower case, if it has one. */
  readonly type?: string;
  /** What the access tables call what has no type of its own to be known by: a subscription, by its part. */
  readonly part?: string;
  /** Subscription, if known. */
  readonly subscription?: string;
}

/** `storage account stpfsprod`. */
export const inWords = ({ noun, name }: Pick<Scope, "noun" | "name">): string =>
  noun === "subscription" ? `subscription of ${name}` : `${noun} ${name}`;

/** The scope of a grant, from its id or, before the target exists, from what it refers to. */
export function scopeOf(id: string | undefined, grant: Planned, argument: string, stacks: Stacks): Scope {
  if (id !== undefined) return scopeOfId(id, stacks.environments);
  const target = stacks.referred(grant, argument);
  if (target !== undefined) {
    // What is replaced under its name gets its id again.
    const renamed = textAt(target.before, "name") !== textAt(target.after, "name");
    const known = renamed ? undefined : textAt(target.before, "id");
    if (known !== undefined) return scopeOfId(known, stacks.environments);
    const { armType: type, name } = target;
    return { key: `${target.stack}/${target.address}`, noun: nounOf(type), name, type };
  }
  const [address] = referencesOf(grant.configured, argument);
  return { key: `${grant.stack}/${address ?? grant.address}`, noun: "scope", name: address ?? "known after apply" };
}

/** The scope an ARM id names. */
export function scopeOfId(id: string, environments: readonly EnvironmentContext[]): Scope {
  const key = id.replace(/\/+$/, "").toLowerCase();
  const parts = id.split("/").filter((part) => part !== "");
  const subscription = parts[0]?.toLowerCase() === "subscriptions" ? parts[1]?.toLowerCase() : undefined;
  const common = { key, ...(subscription !== undefined && { subscription }) };
  const providers = parts.map((part) => part.toLowerCase()).lastIndexOf("providers");
  if (providers >= 0) {
    const [namespace, ...segments] = parts.slice(providers + 1);
    const type = [namespace, ...segments.filter((_, index) => index % 2 === 0)].join("/");
    return { ...common, noun: nounOf(type), name: segments.at(-1) ?? type, type: type.toLowerCase() };
  }
  if (subscription === undefined) return { ...common, noun: "scope", name: id };
  if (parts.length >= 4) {
    const home = environments.some(
      (one) => one.subscription.toLowerCase() === subscription && sameId(one.resourceGroup ?? "", parts[3]!),
    );
    const group = { ...common, noun: "resource group", name: parts[3]!, type: RESOURCE_GROUP };
    return home ? { ...group, part: "environment" } : group;
  }
  const inside = environments.filter((one) => one.subscription.toLowerCase() === subscription).map(({ name }) => name);
  // Without an environment in it, it is the one that all environments share.
  return inside.length > 0
    ? { ...common, noun: "subscription", name: inside.join(" and "), part: "environment" }
    : { ...common, noun: "subscription", name: `the platform (${subscription})`, part: "platform" };
}

const RESOURCE_GROUP = targetTypes.resourceGroup.toLowerCase();
const STATE = "microsoft.storage/storageaccounts/blobservices/containers";

/** Whether a scope is of a kind that the access tables name. */
export const isTarget = (target: string, { type, part }: Pick<Scope, "type" | "part">): boolean =>
  target in targetTypes
    ? targetTypes[target as AccessTarget].toLowerCase() === type
    : target === part || (target === "state" && type === STATE);
