import {
  agentServiceAccess,
  batchReaderAccess,
  computeIdentityAccess,
  encryptionIdentityAccess,
  endpointCallerAccess,
  endpointIdentityAccess,
  eventTopicAccess,
  jumpHostAccess,
  liveReaderAccess,
  personaAccess,
  pipelineAccess,
  promoterAccess,
  publishingComputeAccess,
  publisherAccess,
  registryDeployerAccess,
  rollbackCallerAccess,
  useCaseTeamAccess,
  workflowAccess,
  wholeWorkspaceIdentityAccess,
  type Access,
} from "../domain/access/access";
import { targetTypes } from "../domain/access/targets";
import type { RoleName } from "../domain/access/roles";
import type { PolicyResource } from "./resource";
import { type Condition, parseCondition } from "../domain/access/abac";
import { fail, type Rule, unknownAt, type Verdict } from "./rule";
import { type GrantedRole, roleOf } from "./roles";
import type { Target, World } from "./world";

/** Terraform's and ARM's role assignments. */
export const assignmentKinds = ["azurerm_role_assignment", "Microsoft.Authorization/roleAssignments"] as const;

/** A role assignment, read. What is undefined is known after apply only, and nothing in the stack tells. */
export interface Grant {
  readonly assignment: PolicyResource;
  readonly role: GrantedRole | undefined;
  /** `people`: a user or a group. `identity`: an application or a managed identity. */
  readonly holder: "people" | "identity" | undefined;
  /** The identity, if it is made in the same stack. */
  readonly identity: PolicyResource | undefined;
  readonly scope: Target | undefined;
}

const paths = (assignment: PolicyResource) =>
  assignment.kind === "azurerm_role_assignment"
    ? {
        principal: "principal_id",
        type: "principal_type",
        scope: "scope",
        condition: "condition",
        version: "condition_version",
      }
    : {
        principal: "properties.principalId",
        type: "properties.principalType",
        scope: "parent_id",
        condition: "properties.condition",
        version: "properties.conditionVersion",
      };

export const principalPath = (assignment: PolicyResource): string => paths(assignment).principal;
export const principalTypePath = (assignment: PolicyResource): string => paths(assignment).type;
export const conditionPath = (assignment: PolicyResource): string => paths(assignment).condition;
export const scopePath = (assignment: PolicyResource): string => paths(assignment).scope;

/** The condition of an assignment as it is written, or what keeps it from being judged. */
export function conditionOf(
  assignment: PolicyResource,
): { readonly written: string; readonly read: Condition } | Verdict {
  const { condition: path, version } = paths(assignment);
  const written = assignment.at(path);
  if (written.state === "unknown") return unknownAt(path);
  if (written.state === "absent" || written.value === "") return fail("has no condition");
  const stated = assignment.at(version);
  if (stated.state === "unknown") return unknownAt(version);
  if (stated.state !== "known" || String(stated.value) !== "2.0") return fail(`${version} is not 2.0`);
  const read = parseCondition(String(written.value));
  return read === undefined
    ? fail("its condition cannot be read, and so not be relied upon")
    : { written: String(written.value), read };
}

/** What a role assignment grants to whom. */
export function grantOf(assignment: PolicyResource, world: World): Grant {
  const known = world.once("grants", () => new Map<PolicyResource, Grant>());
  let grant = known.get(assignment);
  if (grant === undefined) known.set(assignment, (grant = readGrant(assignment, world)));
  return grant;
}

function readGrant(assignment: PolicyResource, world: World): Grant {
  const { principal, type, scope } = paths(assignment);
  const written = assignment.text(type)?.toLowerCase();
  const references = assignment.references(principal);
  const made = references.flatMap((address) => world.at(assignment.stack, address) ?? [])[0];
  const targets = world.targets(assignment, scope);
  return {
    assignment,
    role: roleOf(assignment, world),
    holder: holderOf(written, made),
    identity: made ?? identityOf(assignment, principal, world),
    scope: targets === "unknown" ? undefined : targets[0],
  };
}

/** A resource that Terraform makes and grants something to is an identity. */
function holderOf(type: string | undefined, made: PolicyResource | undefined): Grant["holder"] {
  if (type === "user" || type === "group") return "people";
  return type !== undefined || made !== undefined ? "identity" : undefined;
}

/** The identity of the stack whose principal id is known already. */
function identityOf(assignment: PolicyResource, principal: string, world: World): PolicyResource | undefined {
  const id = assignment.text(principal);
  if (id === undefined) return undefined;
  return world
    .once(`identities of ${assignment.stack} by principal`, () => {
      const identities = world.in(assignment.stack, "azurerm_user_assigned_identity");
      // The first that has an id is meant.
      return new Map(identities.map((one) => [one.text("principal_id"), one] as const).reverse());
    })
    .get(id);
}

/** A rule about role assignments. */
export const aboutGrants = (
  check: (grant: Grant, world: World) => Verdict | undefined,
): Pick<Rule, "kinds" | "check"> => ({
  kinds: assignmentKinds,
  check: (assignment, world) => check(grantOf(assignment, world), world),
});

/** Federated credentials of an identity: whose tokens may act as it. A pipeline's identity has some. */
export const trustsOf = (identity: PolicyResource | undefined, world: World): readonly PolicyResource[] =>
  identity === undefined
    ? []
    : world
        .in(identity.stack, "azurerm_federated_identity_credential")
        .filter(
          (trust) =>
            world.pointsAt(trust, "parent_id", identity) === true ||
            world.pointsAt(trust, "user_assigned_identity_id", identity) === true,
        );

/** Whether a scope covers more than one resource group. */
export const isAboveResourceGroup = ({ armType, id }: Target): boolean =>
  armType === "/" ||
  armType === "Microsoft.Resources/subscriptions" ||
  /^\/?(subscriptions\/[^/]+)?\/?$/i.test(id ?? "resource") ||
  /^Microsoft\.Management\/managementGroups$/i.test(armType ?? "");

/** Roles that write business data, or what becomes business data. */
export const dataWriters: readonly RoleName[] = [
  "storageBlobDataContributor",
  "storageBlobDataOwner",
  "storageFileDataPrivilegedContributor",
  "storageQueueDataMessageSender",
];

const key = (role: RoleName, type: string): string => `${role} ${type.toLowerCase()}`;

const peopleTables = [
  ...Object.values(personaAccess).flatMap((level) => Object.values(level).flat()),
  ...useCaseTeamAccess,
  ...endpointCallerAccess,
  ...batchReaderAccess,
  ...liveReaderAccess,
  ...jumpHostAccess,
  ...rollbackCallerAccess,
  ...promoterAccess,
];
const identityTables = [
  ...wholeWorkspaceIdentityAccess,
  ...publisherAccess,
  ...registryDeployerAccess,
  ...computeIdentityAccess,
  ...publishingComputeAccess,
  ...encryptionIdentityAccess,
  ...agentServiceAccess,
  ...endpointIdentityAccess,
  ...eventTopicAccess,
  ...Object.values(workflowAccess).flat(),
];
/** Where states are kept. */
export const STATE = "Microsoft.Storage/storageAccounts/blobServices/containers";

/** Every role on a type of resource that a table of `domain/access/access.ts` gives a reason for. */
const reasoned = new Set([
  ...[...peopleTables, ...identityTables].map(({ role, target }) => key(role, targetTypes[target])),
  ...Object.values(pipelineAccess)
    .flat()
    .map(({ role, target }) => key(role, target === "state" ? STATE : "Microsoft.Resources/subscriptions")),
]);

/** Whether a table has a role on a type of resource. */
export const isListed = (role: RoleName, armType: string, access: readonly Access[]): boolean =>
  access.some((row) => row.role === role && targetTypes[row.target].toLowerCase() === armType.toLowerCase());

const ofPipelines = new Set(
  Object.values(pipelineAccess)
    .flat()
    .filter(({ target }) => target === "environment" || target === "environmentBefore")
    .map(({ role }) => key(role, targetTypes.resourceGroup)),
);

/**
 * Whether the tables say why somebody has a role on a type of resource. What pipelines hold on a subscription they hold on a
 * resource group where others made it.
 */
export const hasReason = (role: RoleName, armType: string, isPipeline: boolean): boolean =>
  reasoned.has(key(role, armType)) || (isPipeline && ofPipelines.has(key(role, armType)));
