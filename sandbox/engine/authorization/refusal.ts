import { authorize, type Caller, type Decision, type Grants, type Operation } from "./authorize";

/** What a call asks for: one operation, and what Azure checks on other resources that it names. */
export interface Request {
  readonly operation: Operation;
  /** E.g. that whoever makes an endpoint may assign the identity it runs as. @default - nothing */
  readonly linked?: readonly Operation[];
}

/** A refusal, as the service that is asked words it. */
export interface Refusal {
  readonly status: 403;
  readonly code: string;
  readonly message: string;
  /** The operation that was refused. */
  readonly operation: Operation;
}

/** The operation is missing, or what it is linked with: undefined if the call may go on. */
export function refusal(grants: Grants, caller: Caller, { operation, linked = [] }: Request): Refusal | undefined {
  const own = authorize(grants, caller, operation);
  if (!own.allowed) return worded(caller, operation, own);
  for (const other of linked) {
    const decision = authorize(grants, caller, other);
    if (decision.allowed) continue;
    return other.plane === "data" || isRegistryAsset(other)
      ? worded(caller, other, decision)
      : {
          status: 403,
          code: "LinkedAuthorizationFailed",
          message: `The client '${caller.name}' with object id '${caller.objectId}' has permission to perform action '${operation.name}' on scope '${operation.scope}'; however, it does not have permission to perform action(s) '${other.name}' on the linked scope(s) '${other.scope}' (respectively) or the linked scope(s) are invalid.`,
          operation: other,
        };
  }
  return undefined;
}

/** Reading an asset of a model registry, which Azure ML checks itself, in its own words. */
const isRegistryAsset = ({ name }: Operation): boolean =>
  /^Microsoft\.MachineLearningServices\/registries\/(assets\/)?read$/i.test(name);

/** A refusal in the words of the service that decides. */
function worded(caller: Caller, operation: Operation, decision: Exclude<Decision, { allowed: true }>): Refusal {
  const { name, scope } = operation;
  const refused = (code: string, message: string): Refusal => ({ status: 403, code, message, operation });
  // What services say of data names nobody; who asked for what is added, as key vaults do.
  const told = `\nCaller: oid=${caller.objectId} (${caller.name})\nAction: '${name}'\nResource: '${scope}'\nAssignment: ${assignmentOf(decision)}`;
  if (operation.plane === "data") {
    if (/^Microsoft\.KeyVault\//i.test(name)) {
      return refused(
        "ForbiddenByRbac",
        `Caller is not authorized to perform action on resource.\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.${told}`,
      );
    }
    return refused(
      "AuthorizationPermissionMismatch",
      `This request is not authorized to perform this operation using this permission.${told}`,
    );
  }
  if (decision.because === "deny assignment") {
    return refused(
      "DenyAssignmentAuthorizationFailed",
      `The client '${caller.name}' with object id '${caller.objectId}' has permission to perform action '${name}' on scope '${scope}'; however, the access is denied because of the deny assignment with name '${decision.by.name}' and Id '${decision.by.id}' at scope '${decision.by.scope}'.`,
    );
  }
  if (isRegistryAsset(operation) && /\/assets\/read$/i.test(name)) {
    return refused(
      "UserError",
      `User/tenant/subscription is not allowed to access registry ${/\/registries\/([^/]+)/i.exec(scope)?.[1] ?? scope}. The client '${caller.name}' with object id '${caller.objectId}' does not have authorization to perform action '${name}' over scope '${scope}'.`,
    );
  }
  const has =
    decision.because === "condition"
      ? "has an authorization with ABAC condition that is not fulfilled"
      : "does not have authorization";
  return refused(
    "AuthorizationFailed",
    `The client '${caller.name}' with object id '${caller.objectId}' ${has} to perform action '${name}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

const assignmentOf = (decision: Exclude<Decision, { allowed: true }>): string =>
  decision.because === "no role" ? "(not found)" : decision.by.id;
