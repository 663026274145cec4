import type { Expression } from "./expression";
import { pureFunctions } from "./functions";
import { parseTemplate } from "./template";
import { formatTime } from "./time-functions";
import { isArray, isObject, toText, typeName, WorkflowError, type Value, type ValueObject } from "./value";

/** What an action's record holds while and after it runs. */
export interface ActionRecord {
  readonly status: ActionStatus;
  readonly inputs?: Value;
  readonly outputs?: Value;
  readonly error?: { readonly code: string; readonly message: string };
  /** What the action reports to the diagnostic log. */
  readonly trackedProperties?: ValueObject;
}

export type ActionStatus = "Succeeded" | "Failed" | "Skipped" | "TimedOut" | "Cancelled";

/** What expressions may ask about. */
export interface Scope {
  readonly parameters: ValueObject;
  readonly trigger: { readonly headers: ValueObject; readonly body: Value };
  readonly variables: ReadonlyMap<string, Value>;
  readonly actions: ReadonlyMap<string, ActionRecord>;
  readonly now: () => Date;
  readonly guid: () => string;
  readonly runId: string;
  /** The item that a filter looks at. */
  readonly item?: Value;
  /** The action whose tracked properties are evaluated. */
  readonly self?: { readonly inputs: Value; readonly outputs: Value };
}

type ContextFunction = (scope: Scope, args: readonly Value[]) => Value;

/** Functions that look at the run, with the number of their arguments. */
const contextFunctions: ReadonlyMap<
  string,
  { readonly arity: readonly [number, number]; readonly call: ContextFunction }
> = new Map([
  ["triggerBody", { arity: [0, 0], call: ({ trigger }) => trigger.body }],
  ["triggerOutputs", { arity: [0, 0], call: ({ trigger }) => ({ headers: trigger.headers, body: trigger.body }) }],
  ["parameters", { arity: [1, 1], call: ({ parameters }, args) => named("parameter", parameters, args) }],
  [
    "variables",
    { arity: [1, 1], call: ({ variables }, args) => named("variable", Object.fromEntries(variables), args) },
  ],
  ["outputs", { arity: [1, 1], call: (scope, args) => recordOf(scope, args).outputs ?? null }],
  ["body", { arity: [1, 1], call: (scope, args) => bodyOf(recordOf(scope, args)) }],
  [
    "actions",
    {
      arity: [1, 1],
      call: (scope, args) => {
        const { status, inputs, outputs, error } = recordOf(scope, args);
        return { status, inputs: inputs ?? null, outputs: outputs ?? null, error: error ?? null };
      },
    },
  ],
  ["item", { arity: [0, 0], call: ({ item }) => required(item, "item() stands outside a filter") }],
  ["action", { arity: [0, 0], call: ({ self }) => required(self, "action() stands outside tracked properties") }],
  ["utcNow", { arity: [0, 0], call: ({ now }) => formatTime(now().getTime()) }],
  ["guid", { arity: [0, 0], call: ({ guid }) => guid() }],
  ["workflow", { arity: [0, 0], call: ({ runId }) => ({ run: { name: runId } }) }],
]);

/** How many arguments a function takes; undefined if this interpreter does not know it. */
export const arityOf = (name: string): readonly [number, number] | undefined =>
  (pureFunctions.get(name) ?? contextFunctions.get(name))?.arity;

/** A part of a definition with all its expressions replaced by their values. */
export function resolve(part: Value, scope: Scope): Value {
  if (typeof part === "string") return resolveText(part, scope);
  if (isArray(part)) return part.map((item) => resolve(item, scope));
  if (!isObject(part)) return part;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, resolve(value, scope)]));
}

function resolveText(source: string, scope: Scope): Value {
  const template = parseTemplate(source);
  if (template.kind === "text") return template.text;
  if (template.kind === "whole") return evaluate(template.expression, scope);
  return template.parts.map((part) => (typeof part === "string" ? part : toText(evaluate(part, scope)))).join("");
}

/** The value of an expression. Every argument is evaluated, also those that turn out not to matter. */
export function evaluate(expression: Expression, scope: Scope): Value {
  if (expression.kind === "literal") return expression.value;
  if (expression.kind === "member") {
    return member(evaluate(expression.of, scope), evaluate(expression.key, scope), expression.safe);
  }
  const args = expression.args.map((arg) => evaluate(arg, scope));
  const pure = pureFunctions.get(expression.name);
  if (pure !== undefined) return pure.call(args);
  const context = contextFunctions.get(expression.name);
  if (context !== undefined) return context.call(scope, args);
  throw new WorkflowError("InvalidTemplate", `there is no function ${expression.name} here`);
}

function member(of: Value, key: Value, safe: boolean): Value {
  if (of === null && safe) return null;
  if (isArray(of) && typeof key === "number") {
    if (key >= 0 && key < of.length) return of[key]!;
    if (safe) return null;
    throw new WorkflowError("InvalidTemplate", `there is no item ${key} in an array of ${of.length}`);
  }
  if (isObject(of) && typeof key === "string") {
    if (Object.hasOwn(of, key)) return of[key]!;
    if (safe) return null;
    const keys = Object.keys(of).join(", ");
    throw new WorkflowError("InvalidTemplate", `there is no property '${key}'; there are: ${keys}`);
  }
  throw new WorkflowError("InvalidTemplate", `cannot look up ${toText(key)} in ${typeName(of)}`);
}

function named(what: string, values: ValueObject, [name]: readonly Value[]): Value {
  if (typeof name !== "string" || !Object.hasOwn(values, name)) {
    throw new WorkflowError("InvalidTemplate", `there is no ${what} '${toText(name ?? null)}'`);
  }
  return values[name]!;
}

function recordOf({ actions }: Scope, [name]: readonly Value[]): ActionRecord {
  const record = typeof name === "string" ? actions.get(name) : undefined;
  if (record === undefined) {
    throw new WorkflowError("InvalidTemplate", `the action '${toText(name ?? null)}' has not run`);
  }
  return record;
}

function bodyOf({ outputs }: ActionRecord): Value {
  return outputs !== undefined && isObject(outputs) ? (outputs["body"] ?? null) : null;
}

function required<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new WorkflowError("InvalidTemplate", message);
  return value;
}
