import { azureRoles } from "./roles";
import { ArmError } from "../../engine/arm/arm-error";
import { sameId } from "../../../domain/azure/ids";
import { parseArmId } from "../../engine/arm/arm-id";
import type { ArmResource, CloudView, RuleTable, WriteContext } from "../../engine/arm/model";
import { badRequest } from "../../engine/arm/rules/helpers";
import type { CloudResource } from "../../engine/store/store";

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const roleDefinition = /\/roleDefinitions\/([0-9a-f-]{36})$/i;

/** Identities, role assignments and role definitions. */
export const accessRules: RuleTable = {
  "microsoft.authorization/roleassignments": {
    write: [requireGuidName, requireRole, requirePrincipal, refuseDuplicateGrant, refuseRegrant],
  },
  "microsoft.authorization/roledefinitions": {
    write: [requireGuidName, refuseDuplicateRole],
    remove: [
      ({ cloud, id, resource }) => {
        const used = cloud
          .ofType("Microsoft.Authorization/roleAssignments")
          .filter((grant) => roleGuid(String(grant.properties["roleDefinitionId"])) === resource.name.toLowerCase());
        if (used.length === 0) return;
        throw new ArmError(
          400,
          "RoleDefinitionHasAssignments",
          `There are existing role assignments referencing role (code: RoleDefinitionHasAssignments): '${id.name}'.`,
        );
      },
    ],
  },
  "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials": {
    write: [limitCredentials, refuseDuplicateSubject],
  },
};

function requireGuidName(context: WriteContext): void {
  if (guid.test(context.id.name)) return;
  throw badRequest(context, "InvalidResourceName", "the name must be a GUID.");
}

const roleGuid = (id: string): string | undefined => roleDefinition.exec(id)?.[1]?.toLowerCase();

function requireRole(context: WriteContext): void {
  const definition = String(context.resource.properties["roleDefinitionId"]);
  const wanted = roleGuid(definition);
  const custom = context.cloud.ofType("Microsoft.Authorization/roleDefinitions").map((role) => role.name.toLowerCase());
  if (wanted !== undefined && (azureRoles.has(wanted) || custom.includes(wanted))) return;
  throw new ArmError(
    404,
    "RoleDefinitionDoesNotExist",
    `The specified role definition with ID '${wanted ?? definition}' does not exist.`,
  );
}

/** Object ids of the managed identities of a resource, in lower case. */
const principals = new WeakMap<CloudResource, readonly string[]>();

/** Object ids of every managed identity there is. */
export function managedPrincipals(cloud: CloudView): ReadonlySet<string> {
  return new Set(
    cloud.store.all().flatMap((resource) => {
      let own = principals.get(resource);
      if (own === undefined) principals.set(resource, (own = principalsOf(cloud.view(resource))));
      return own;
    }),
  );
}

function principalsOf({ type, identity, properties }: ArmResource): readonly string[] {
  const system = identity?.["principalId"];
  const user = sameId(type, "Microsoft.ManagedIdentity/userAssignedIdentities") ? properties["principalId"] : undefined;
  return [system, user].filter((id) => typeof id === "string").map((id) => id.toLowerCase());
}

function requirePrincipal(context: WriteContext): void {
  const { principalId, principalType } = context.resource.properties;
  const principal = String(principalId).toLowerCase();
  if (!guid.test(principal)) throw badRequest(context, "InvalidPrincipalId", "the principal id must be a GUID.");
  const isManaged = managedPrincipals(context.cloud).has(principal);
  if (principalType === "ServicePrincipal" && !isManaged && !isOpenToMicrosoft(context.id.parent)) {
    throw new ArmError(
      400,
      "PrincipalNotFound",
      `Principal ${principal.replaceAll("-", "")} does not exist in the directory ${context.cloud.tenant}.`,
    );
  }
  if (isManaged && typeof principalType === "string" && !["", "ServicePrincipal"].includes(principalType)) {
    throw new ArmError(
      400,
      "UnmatchedPrincipalType",
      `The PrincipalId '${principal}' has type 'ServicePrincipal', which is different from specified PrincipalType '${principalType}'.`,
    );
  }
}

/**
 * Whether a scope is of what services of Microsoft are let at by roles of their own principals, which the sandbox has no
 * directory of: networks that Azure DevOps puts agents into.
 */
const isOpenToMicrosoft = (scope: string): boolean =>
  sameId(parseArmId(scope)?.type ?? "", "Microsoft.Network/virtualNetworks");

function refuseDuplicateGrant({ cloud, id, resource, before }: WriteContext): void {
  if (before !== undefined) return;
  const { principalId, roleDefinitionId } = resource.properties;
  const twin = cloud
    .ofType("Microsoft.Authorization/roleAssignments")
    .find(
      (grant) =>
        sameId(grant.id.slice(0, grant.id.toLowerCase().lastIndexOf("/providers/")), id.parent) &&
        sameId(String(grant.properties["principalId"]), String(principalId)) &&
        roleGuid(String(grant.properties["roleDefinitionId"])) === roleGuid(String(roleDefinitionId)),
    );
  if (twin === undefined) return;
  throw new ArmError(
    409,
    "RoleAssignmentExists",
    `The role assignment already exists. The ID of the existing role assignment is ${twin.name}.`,
  );
}

function refuseRegrant({ resource, before }: WriteContext): void {
  if (before === undefined) return;
  const changed = ["principalId", "roleDefinitionId"].some(
    (key) => !sameId(String(before.properties[key]), String(resource.properties[key])),
  );
  if (changed) {
    throw new ArmError(
      400,
      "RoleAssignmentUpdateNotPermitted",
      "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
    );
  }
}

function refuseDuplicateRole({ cloud, id, resource }: WriteContext): void {
  const name = String(resource.properties["roleName"]);
  const twin = cloud
    .ofType("Microsoft.Authorization/roleDefinitions")
    .find((role) => sameId(String(role.properties["roleName"]), name) && !sameId(role.name, id.name));
  const builtIn = [...azureRoles.values()].some((title) => sameId(title, name));
  if (twin === undefined && !builtIn) return;
  throw new ArmError(
    409,
    "RoleDefinitionWithSameNameExists",
    `A custom role with the same name already exists in this directory. Use a different name: '${name}'.`,
  );
}

function limitCredentials(context: WriteContext): void {
  const most = 20;
  const credentials = siblings(context);
  if (credentials.length < most) return;
  throw badRequest(context, "TooManyFederatedIdentityCredentials", `an identity holds at most ${most} credentials.`);
}

function refuseDuplicateSubject(context: WriteContext): void {
  const { issuer, subject } = context.resource.properties;
  const twin = siblings(context).find(
    (other) => other.properties["issuer"] === issuer && other.properties["subject"] === subject,
  );
  if (twin === undefined) return;
  throw new ArmError(
    409,
    "Conflict",
    `Issuer and subject combination already exists for this Managed Identity (credential '${twin.name}').`,
  );
}

const siblings = ({ cloud, id }: WriteContext) =>
  cloud
    .ofType(id.type)
    .filter((other) => other.id.toLowerCase().startsWith(id.parent.toLowerCase()) && !sameId(other.id, id.id));
