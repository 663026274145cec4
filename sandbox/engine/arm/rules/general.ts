import { plainRegion } from "../../../../domain/azure/regions";
import { ArmError } from "../arm-error";
import { sameId } from "../../../../domain/azure/ids";
import { isWithin } from "../arm-id";
import type { DeleteContext, WriteContext } from "../model";
import { refuseSoftDeletedName } from "./soft-delete";
import { refuseBadName } from "./names";

const lockType = "Microsoft.Authorization/locks";

/** Rules for every write, in the order in which ARM applies them. */
export const generalWriteRules: readonly ((context: WriteContext) => void)[] = [
  requireParent,
  refuseReadOnly,
  refuseBadName,
  refuseSoftDeletedName,
  refuseMove,
  requireIdentities,
];

export const generalDeleteRules: readonly ((context: DeleteContext) => void)[] = [refuseLocked];

function requireParent({ cloud, id }: WriteContext): void {
  const group = /^(\/subscriptions\/[^/]+\/resourceGroups\/([^/]+))\//i.exec(id.id);
  if (group !== null && !cloud.exists(group[1]!)) {
    throw new ArmError(404, "ResourceGroupNotFound", `Resource group '${group[2]!}' could not be found.`);
  }
  if (cloud.exists(id.parent)) return;
  const isChild = id.type.split("/").length > 2;
  if (isChild) {
    throw new ArmError(
      404,
      "ParentResourceNotFound",
      `Failed to perform 'write' on resource(s) of type '${id.type}', because the parent resource '${id.parent}' could not be found.`,
    );
  }
  throw new ArmError(404, "ResourceNotFound", `The Resource '${id.parent}' was not found.`);
}

function locksOver({ cloud, id }: Pick<WriteContext, "cloud" | "id">, level: string): readonly string[] {
  return cloud
    .ofType(lockType)
    .filter((lock) => isWithin(id.id, lock.id.slice(0, lock.id.toLowerCase().lastIndexOf("/providers/"))))
    .filter((lock) => sameId(String(lock.properties["level"]), level))
    .map((lock) => lock.id);
}

function refuseReadOnly(context: WriteContext): void {
  if (sameId(context.id.type, lockType)) return;
  const locks = locksOver(context, "ReadOnly");
  if (locks.length === 0) return;
  throw new ArmError(
    409,
    "ScopeLocked",
    `The scope '${context.id.id}' cannot perform write operation because following scope(s) are locked: '${locks.join("', '")}'. Please remove the lock and try again.`,
  );
}

function refuseLocked(context: DeleteContext): void {
  if (sameId(context.id.type, lockType)) return;
  const below = context.cloud.within(context.id.id).filter((resource) => sameId(resource.type, lockType));
  const locks = [
    ...locksOver(context, "CanNotDelete"),
    ...locksOver(context, "ReadOnly"),
    ...below.map((lock) => lock.id),
  ];
  if (locks.length === 0) return;
  throw new ArmError(
    409,
    "ScopeLocked",
    `The scope '${context.id.id}' cannot perform delete operation because following scope(s) are locked: '${[...new Set(locks)].join("', '")}'. Please remove the lock and try again.`,
  );
}

function refuseMove({ resource, before }: WriteContext): void {
  if (before?.location === undefined || resource.location === undefined) return;
  if (plainRegion(before.location) === plainRegion(resource.location)) return;
  throw new ArmError(
    409,
    "InvalidResourceLocation",
    `The resource '${resource.name}' already exists in location '${before.location}'. A resource with the same name cannot be created in location '${resource.location}'. Please select a new resource name.`,
  );
}

function requireIdentities({ cloud, resource }: WriteContext): void {
  const identities = Object.keys((resource.identity?.["userAssignedIdentities"] ?? {}) as object);
  const missing = identities.find((identity) => cloud.get(identity) === undefined);
  if (missing === undefined) return;
  throw new ArmError(
    400,
    "FailedIdentityOperation",
    `Identity operation for resource '${resource.id}' failed with error 'Failed to perform resource identity operation. Status: 'NotFound'. The user-assigned identity '${missing}' was not found.'`,
  );
}
