import { ArmError } from "../../engine/arm/arm-error";
import { sameId } from "../../../domain/azure/ids";
import { isWithin } from "../../engine/arm/arm-id";
import type { ArmResource, CloudView } from "../../engine/arm/model";
import type { RequestAccess } from "../../engine/azure-client";
import { Elapsed } from "../../engine/elapsed";
import { deployer, principalIdOf } from "../../engine/arm/identities";
import {
  authorize,
  builtInDefinitions,
  type Caller,
  type Decision,
  type Grants,
  type Operation,
  type Permission,
  refusal,
  type Request,
  type RoleAssignment,
  type RoleDefinition,
} from "../../engine/authorization";
import type { CloudResource, Json, JsonObject } from "../../engine/store/store";

/** Somebody that the sandbox knows. */
export interface Somebody extends Caller {
  /** Object ids of the groups that they are in. @default - none */
  readonly groups?: readonly string[];
}

/** Who the sandbox takes a caller for that says nothing else: the owner of every subscription. */
export const OWNER: Somebody = { objectId: deployer.objectId, name: "owner" };

const OWNER_ROLE = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
const ASSIGNMENTS = "Microsoft.Authorization/roleAssignments";

const authorizers = new WeakMap<object, Authorizer>();

/** One decision, as it was asked for. */
export interface RecordedCall {
  readonly caller: Caller;
  readonly request: Request;
  readonly allowed: boolean;
  /** Whether whoever called goes on without it. */
  readonly tolerated: boolean;
}

/** Whom the sandbox lets do what: by the role assignments in its store. */
export class Authorizer {
  /** Who calls where nothing else is said. */
  caller: Somebody;
  /** Every decision, while somebody listens. */
  onCall: ((call: RecordedCall) => void) | undefined;
  private readonly people = new Map<string, Somebody>();

  /**
   * @param propagationMs - how long after it was made a role assignment takes effect, by `elapsed`
   */
  constructor(
    private readonly cloud: CloudView,
    private readonly options: {
      readonly caller?: Somebody;
      readonly propagationMs?: number;
      readonly elapsed?: Elapsed;
    } = {},
  ) {
    this.caller = options.caller ?? OWNER;
    authorizers.set(cloud.store, this);
  }

  /** The one that a sandbox asks; of a cloud on its own, one of its own. */
  static of(cloud: CloudView): Authorizer {
    return authorizers.get(cloud.store) ?? new Authorizer(cloud);
  }

  /** @throws ArmError 403 if a role is missing, in the words of the service that is asked */
  require(requests: readonly Request[], caller: Somebody = this.caller): void {
    for (const request of requests) {
      const refused = refusal(this.grants(caller), caller, request);
      this.onCall?.({ caller, request, allowed: refused === undefined, tolerated: false });
      if (refused !== undefined) throw new ArmError(refused.status, refused.code, refused.message);
    }
  }

  /** Whether something may be done, of callers that go on if not. */
  may(operation: Operation, caller: Somebody = this.caller): boolean {
    const { allowed } = this.decide(operation, caller);
    this.onCall?.({ caller, request: { operation }, allowed, tolerated: true });
    return allowed;
  }

  decide(operation: Operation, caller: Somebody = this.caller): Decision {
    return authorize(this.grants(caller), caller, operation);
  }

  /** Whether a call that was recorded would be let through without one of the role assignments. */
  allowedWithout(assignment: string, { caller, request }: RecordedCall): boolean {
    const grants = this.grants(caller);
    const assignments = grants.assignments.filter(({ id }) => !sameId(id, assignment));
    return refusal({ ...grants, assignments }, caller, request) === undefined;
  }

  /** What roles give a caller at a scope, as ARM lists it. */
  permissionsAt(scope: string, caller: Somebody = this.caller): readonly Permission[] {
    const { assignments, definition } = this.grants(caller);
    const held = new Set([caller.objectId, ...(caller.groups ?? [])].map((id) => id.toLowerCase()));
    return assignments
      .filter((one) => held.has(one.principalId.toLowerCase()) && (one.scope === "/" || isWithin(scope, one.scope)))
      .flatMap(({ role }) => definition(role)?.permissions ?? []);
  }

  /** What decides over the calls of somebody, who is known by their object id from now on. */
  as(caller: Somebody): RequestAccess {
    this.people.set(caller.objectId.toLowerCase(), caller);
    return {
      caller,
      require: (requests) => this.require(requests, caller),
      may: (operation) => this.may(operation, caller),
    };
  }

  /** The managed identity with an ARM id: user-assigned, or the system-assigned one of a resource. */
  identity(id: string): Somebody {
    return { objectId: principalIdOf(id), name: id.split("/").at(-1)! };
  }

  /** Whoever has an object id: an identity of the store by its name. */
  somebody(objectId: string): Somebody {
    if (sameId(objectId, this.caller.objectId)) return this.caller;
    const known = this.people.get(objectId.toLowerCase());
    if (known !== undefined) return known;
    const identity = this.cloud.store.all().find(({ id }) => sameId(principalIdOf(id), objectId));
    const found: Somebody = { objectId, name: identity?.id.split("/").at(-1) ?? objectId };
    if (identity !== undefined) this.people.set(objectId.toLowerCase(), found);
    return found;
  }

  /** Role assignments that have taken effect. */
  assignments(): readonly RoleAssignment[] {
    return assignmentsOf(this.cloud, this.options.propagationMs ?? 0, this.options.elapsed);
  }

  private grants(caller: Somebody): Grants {
    const assignments = this.assignments();
    return {
      assignments: [ownerOfAll, ...assignments],
      definition: (guid) => builtInDefinitions.get(guid) ?? customDefinition(this.cloud, guid),
      groupsOf: (principal) => (sameId(principal, caller.objectId) ? (caller.groups ?? []) : []),
      // The sandbox knows no hierarchy: whatever a management group grants, it grants everywhere.
      managementGroupsOf: () =>
        assignments.map(({ scope }) => scope).filter((scope) => /^\/providers\/Microsoft\.Management\//i.test(scope)),
    };
  }
}

const ownerOfAll: RoleAssignment = { id: "owner", scope: "/", principalId: OWNER.objectId, role: OWNER_ROLE };

/** Assignments by the store's list that they were read from. */
const read = new WeakMap<readonly CloudResource[], readonly RoleAssignment[]>();
/** When each assignment was seen first, by lower-case id. */
const since = new WeakMap<object, Map<string, number>>();

/** Role assignments of a cloud that have taken effect. */
export function assignmentsOf(cloud: CloudView, propagationMs = 0, elapsed = new Elapsed()): readonly RoleAssignment[] {
  const { store } = cloud;
  const stored = store.ofType(ASSIGNMENTS);
  let known = read.get(stored);
  const isNew = known === undefined;
  if (known === undefined) read.set(stored, (known = cloud.ofType(ASSIGNMENTS).map(assignmentOf)));
  const first = since.get(store);
  const now = elapsed.now();
  if (first === undefined) {
    // What a store begins with is old.
    since.set(store, new Map(known.map(({ id }) => [id.toLowerCase(), 0])));
    return known;
  }
  if (isNew) for (const { id } of known) if (!first.has(id.toLowerCase())) first.set(id.toLowerCase(), now);
  return propagationMs === 0 ? known : known.filter(({ id }) => now - first.get(id.toLowerCase())! >= propagationMs);
}

function assignmentOf({ id, properties }: ArmResource): RoleAssignment {
  const condition = text(properties["condition"]);
  return {
    id,
    scope: id.slice(0, id.toLowerCase().lastIndexOf("/providers/microsoft.authorization/")) || "/",
    principalId: String(properties["principalId"]),
    role: String(properties["roleDefinitionId"]).split("/").at(-1)!.toLowerCase(),
    ...(condition !== undefined && condition !== "" && { condition }),
  };
}

function customDefinition(cloud: CloudView, guid: string): RoleDefinition | undefined {
  const role = cloud.ofType("Microsoft.Authorization/roleDefinitions").find(({ name }) => sameId(name, guid));
  if (role === undefined) return undefined;
  const permissions = (role.properties["permissions"] ?? []) as readonly JsonObject[];
  return {
    id: guid,
    title: String(role.properties["roleName"]),
    permissions: permissions.map((one) => ({
      actions: strings(one["actions"]),
      notActions: strings(one["notActions"]),
      dataActions: strings(one["dataActions"]),
      notDataActions: strings(one["notDataActions"]),
    })),
    assignableScopes: strings(role.properties["assignableScopes"]),
  };
}

const text = (value: Json | undefined): string | undefined => (typeof value === "string" ? value : undefined);
const strings = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? (value as readonly Json[]).map(String) : [];
