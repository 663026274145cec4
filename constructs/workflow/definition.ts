/**
 * A workflow definition of Logic Apps (Consumption), as far as this project uses the language. Strings that begin with
 * `@` are expressions.
 * Source: learn.microsoft.com/azure/logic-apps/logic-apps-workflow-actions-triggers.
 */
export interface WorkflowDefinition {
  readonly $schema: typeof SCHEMA;
  readonly contentVersion: "1.0.0.0";
  readonly parameters: Readonly<Record<string, { readonly type: ParameterType }>>;
  readonly triggers: Readonly<Record<string, RequestTrigger>>;
  readonly actions: Actions;
}

/** Parameters are never secret here: workflows sign in with managed identities. */
export type ParameterType = "String" | "Int" | "Bool" | "Array" | "Object";

export const SCHEMA =
  "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#";

/** Starts a run for every POST to the trigger's address, which is a secret. */
export interface RequestTrigger {
  readonly type: "Request";
  readonly kind: "Http";
  readonly inputs: { readonly method: "POST"; readonly schema: object };
}

export type Actions = Readonly<Record<string, Action>>;
type Ended = "Succeeded" | "Failed" | "Skipped" | "TimedOut";

/** What all actions may say. */
interface ActionBase {
  /** Sibling actions that must have ended so before this one runs; `inOrder` fills it in. */
  readonly runAfter?: Readonly<Record<string, readonly Ended[]>>;
  /** What goes to the diagnostic log besides the action's status; may look at the action's own inputs and outputs only. */
  readonly trackedProperties?: Readonly<Record<string, string>>;
}

export type Action = ActionBase &
  (
    | { readonly type: "Compose"; readonly inputs: unknown }
    | { readonly type: "Http"; readonly inputs: HttpInputs }
    | {
        readonly type: "If";
        readonly expression: string;
        readonly actions: Actions;
        readonly else?: { readonly actions: Actions };
      }
    | {
        readonly type: "InitializeVariable";
        readonly inputs: { readonly variables: readonly [{ name: string; type: "string" | "array"; value: unknown }] };
      }
    | { readonly type: "Query"; readonly inputs: { readonly from: string; readonly where: string } }
    | { readonly type: "Select"; readonly inputs: { readonly from: string; readonly select: string } }
    | {
        readonly type: "Response";
        readonly kind: "Http";
        readonly inputs: { readonly statusCode: number; readonly body?: unknown };
      }
    | { readonly type: "Scope"; readonly actions: Actions }
    | { readonly type: "SetVariable"; readonly inputs: { readonly name: string; readonly value: unknown } }
    | {
        readonly type: "Terminate";
        readonly inputs:
          | { readonly runStatus: "Succeeded" }
          | { readonly runStatus: "Failed"; readonly runError: { readonly code: string; readonly message: string } };
      }
    | {
        readonly type: "Until";
        readonly expression: string;
        readonly limit: { readonly count: number; readonly timeout: string };
        readonly actions: Actions;
      }
    | {
        readonly type: "Wait";
        readonly inputs: { readonly interval: { readonly count: number; readonly unit: "Second" } };
      }
  );

export interface HttpInputs {
  readonly method: "GET" | "PUT";
  readonly uri: string;
  readonly body?: unknown;
  readonly authentication: {
    readonly type: "ManagedServiceIdentity";
    readonly identity: string;
    readonly audience: string;
  };
  readonly retryPolicy: { readonly type: "exponential"; readonly count: number; readonly interval: string };
}

/**
 * Lets each action run after the one before it has succeeded, unless it says otherwise itself. The order of the keys
 * is the order of the actions.
 */
export function inOrder(actions: Actions): Actions {
  const names = Object.keys(actions);
  return Object.fromEntries(
    Object.entries(actions).map(([name, action], index): [string, Action] => {
      const before = index === 0 ? {} : { [names[index - 1]!]: ["Succeeded" as const] };
      return [name, { ...action, runAfter: action.runAfter ?? before }];
    }),
  );
}

/** What Azure Resource Manager answers to, and what tokens for it are made out to. */
export const ARM = "https://management.azure.com";

/**
 * A request to Azure Resource Manager as the workflow's identity, which the parameter `identity` names. Repeated four
 * times on throttling and server errors, so whatever it does must be harmless to do twice.
 */
export const armRequest = (method: HttpInputs["method"], uri: string, body?: unknown): Action => ({
  type: "Http",
  inputs: {
    method,
    uri,
    ...(body === undefined ? {} : { body }),
    authentication: { type: "ManagedServiceIdentity", identity: "@parameters('identity')", audience: `${ARM}/` },
    retryPolicy: { type: "exponential", count: 4, interval: "PT5S" },
  },
});

/** Keeps a value, or what an expression gives, for the actions after it. */
export const compose = (inputs: unknown): Action => ({ type: "Compose", inputs });

/** Answers the caller of the trigger. */
export const respond = (statusCode: number, body?: unknown): Action => ({
  type: "Response",
  kind: "Http",
  inputs: { statusCode, ...(body === undefined ? {} : { body }) },
});

/** Ends the run as failed: it counts as such in metrics, and the log carries code and message. */
export const failRun = (code: string, message: string): Action => ({
  type: "Terminate",
  inputs: { runStatus: "Failed", runError: { code, message } },
});
