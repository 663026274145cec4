import {
  type Access,
  computeIdentityAccess,
  encryptionIdentityAccess,
  endpointIdentityAccess,
  eventTopicAccess,
  publishingComputeAccess,
  workflowAccess,
  wholeWorkspaceIdentityAccess,
} from "../../../domain/access/access";
import { aboutGrants, isListed } from "../../grants";
import type { PolicyResource } from "../../resource";
import { leavesWithPaths } from "../../value";
import { fail, pass, type Rule, unknown } from "../../rule";
import type { World } from "../../world";

/** What an identity is used by, and what it may hold for that. */
interface Use {
  readonly by: string;
  /** Kind of what runs as it, and where that names it. */
  readonly kind: string;
  readonly path: string;
  readonly access: readonly Access[];
}

const ML = "Microsoft.MachineLearningServices/workspaces";
const uses: readonly Use[] = [
  { by: "the workspace", kind: ML, path: "identity.identity_ids", access: wholeWorkspaceIdentityAccess },
  {
    by: "computes",
    kind: `${ML}/computes`,
    path: "identity.identity_ids",
    access: [...computeIdentityAccess, ...publishingComputeAccess],
  },
  { by: "an endpoint", kind: `${ML}/onlineEndpoints`, path: "identity.identity_ids", access: endpointIdentityAccess },
];
/** Where resources name the identity that asks for the key they are encrypted with. */
const ASKING_FOR_KEYS = [
  ["azurerm_storage_account", "customer_managed_key.user_assigned_identity_id"],
  [ML, "properties.encryption.identity.userAssignedIdentity"],
] as const;
const WORKFLOW = "Microsoft.Logic/workflows";
const ofWriters: readonly Access[] = [...workflowAccess.drift, ...workflowAccess.rollback];
const ofReaders: readonly Access[] = workflowAccess.notices;

export const roleFitsIdentity: Rule = {
  title: "Identities hold the roles of what runs as them, and no others",
  severity: "critical",
  upstream: [],
  why: "A role that fits the workspace makes whoever submits a job its master when the compute's identity holds it.",
  fix: "grant the role to the identity that the tables of domain/access/access.ts name, or add a row with its reason there",
  ...aboutGrants(({ identity, role, scope, assignment }, world) => {
    if (identity === undefined) return undefined;
    if (identity.type === "azurerm_eventgrid_system_topic") {
      return fits(role?.name, scope?.armType, eventTopicAccess, "the event topic");
    }
    const isUsed = (kind: string, path: string) => runsAs(identity, kind, path, assignment.stack, world);
    // Assigned to whatever is encrypted, which does not run as it.
    if (
      ASKING_FOR_KEYS.some(([kind, path]) => isUsed(kind, path)) &&
      !isUsed(ML, "properties.primaryUserAssignedIdentity")
    )
      return fits(role?.name, scope?.armType, encryptionIdentityAccess, "what asks for the key");
    const own = uses.filter((use) => runsAs(identity, use.kind, use.path, assignment.stack, world));
    if (own.length > 0) {
      return fits(
        role?.name,
        scope?.armType,
        own.flatMap(({ access }) => access),
        own.map(({ by }) => by).join(" and "),
      );
    }
    const workflows = usersOf(identity, WORKFLOW, "identity.identity_ids", assignment.stack, world);
    if (workflows.length === 0) return undefined;
    if (role === undefined) return unknown("its role is known after apply only");
    // One that changes something reads no more than it needs for that; one that tells of everything changes nothing.
    const named = (workflows.some(changesSomething) ? ofWriters : ofReaders).filter((row) => row.role === role.name);
    if (named.length === 0) return fail(`grants ${role.title} to the identity of a workflow`);
    return fits(role.name, scope?.armType, named, "a workflow");
  }),
};

function fits(role: Access["role"] | undefined, armType: string | undefined, access: readonly Access[], by: string) {
  if (role === undefined || armType === undefined) return unknown("role or scope is known after apply only");
  return isListed(role, armType, access)
    ? pass
    : fail(`the tables give the identity of ${by} no such role on ${armType}`);
}

const usersOf = (identity: PolicyResource, kind: string, path: string, stack: string, world: World) =>
  world.in(stack, kind).filter((user) => !user.partial && world.pointsAt(user, path, identity) === true);

const runsAs = (...use: Parameters<typeof usersOf>): boolean => usersOf(...use).length > 0;

/** Whether a workflow sends more than reads. One whose actions cannot be read may. */
const changesSomething = (workflow: PolicyResource): boolean => {
  const actions = workflow.at("properties.definition.actions");
  return (
    actions.state !== "known" ||
    !leavesWithPaths(actions.value).every(({ path, value }) => !path.endsWith(".inputs.method") || value === "GET")
  );
};
