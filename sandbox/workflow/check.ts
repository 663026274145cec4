import { arityOf } from "./evaluate";
import type { Action, Actions, WorkflowDefinition } from "./definition";
import { blocksOf } from "./definition";
import type { Expression } from "./expression";
import { expressionsOf, parseTemplate } from "./template";
import { isArray, isObject, WorkflowError, type Value } from "./value";

/** What each type of action may hold besides `type`, `runAfter` and `trackedProperties`. */
const actionKeys: Readonly<Record<string, readonly string[]>> = {
  Compose: ["inputs"],
  Http: ["inputs", "operationOptions", "limit"],
  If: ["expression", "actions", "else"],
  InitializeVariable: ["inputs"],
  Query: ["inputs"],
  Response: ["inputs", "kind"],
  Scope: ["actions"],
  Select: ["inputs"],
  SetVariable: ["inputs"],
  Switch: ["expression", "cases", "default"],
  Terminate: ["inputs"],
  Until: ["expression", "actions", "limit"],
  Wait: ["inputs"],
};

/** What the inputs of a type may hold; types that are not here take anything. */
const inputKeys: Readonly<Record<string, readonly string[]>> = {
  Http: ["method", "uri", "queries", "headers", "body", "authentication", "retryPolicy"],
  InitializeVariable: ["variables"],
  Query: ["from", "where"],
  Response: ["statusCode", "headers", "body"],
  Select: ["from", "select"],
  SetVariable: ["name", "value"],
  Terminate: ["runStatus", "runError"],
  Wait: ["interval"],
};

const SCHEMA =
  /^https:\/\/schema\.management\.azure\.com\/providers\/Microsoft\.Logic\/schemas\/2016-06-01\/workflowdefinition\.json#$/;
const STATUSES = ["Succeeded", "Failed", "Skipped", "TimedOut"];
const NAME = /^[^<>%&\\?/]{1,80}$/;

/**
 * Everything in a definition that Azure would refuse or that this interpreter does not know, in words. A definition
 * with no problems can be run.
 */
export function checkDefinition(definition: WorkflowDefinition): string[] {
  const check = new Check(definition);
  check.definition();
  return check.problems;
}

class Check {
  readonly problems: string[] = [];
  private readonly names = new Map<string, Action>();
  private readonly variables: string[] = [];

  constructor(private readonly subject: WorkflowDefinition) {}

  definition(): void {
    const { subject } = this;
    this.keys("the definition", subject, ["$schema", "contentVersion", "parameters", "triggers", "actions", "outputs"]);
    if (!SCHEMA.test(subject.$schema)) this.problems.push(`the definition names an unknown schema ${subject.$schema}`);
    this.triggers();
    this.collect(subject.actions);
    this.block("the workflow", subject.actions, { top: true, loop: false });
    for (const [name, output] of Object.entries(subject.outputs ?? {})) this.text(`output ${name}`, output.value);
  }

  private triggers(): void {
    const triggers = Object.entries(this.subject.triggers);
    if (triggers.length !== 1) this.problems.push(`a workflow has one trigger; this one has ${triggers.length}`);
    for (const [name, trigger] of triggers) {
      if (trigger["type"] !== "Request") this.problems.push(`trigger ${name} has the unknown type ${trigger["type"]}`);
      this.keys(`trigger ${name}`, trigger, ["type", "kind", "inputs"]);
      const inputs = trigger["inputs"];
      if (inputs !== undefined && isObject(inputs))
        this.keys(`inputs of trigger ${name}`, inputs, ["schema", "method"]);
    }
  }

  /** Names are unique in the whole workflow, however deep. */
  private collect(actions: Actions): void {
    for (const [name, action] of Object.entries(actions)) {
      if (this.names.has(name)) this.problems.push(`two actions are named ${name}`);
      if (!NAME.test(name)) this.problems.push(`${name} is no name for an action`);
      this.names.set(name, action);
      if (action.type === "InitializeVariable") {
        const inputs = action.inputs as { variables?: { name: string }[] } | undefined;
        this.variables.push(...(inputs?.variables ?? []).map((variable) => variable.name));
      }
      for (const block of blocksOf(action)) this.collect(block);
    }
  }

  private block(where: string, actions: Actions, place: { readonly top: boolean; readonly loop: boolean }): void {
    for (const [name, action] of Object.entries(actions)) {
      for (const [before, statuses] of Object.entries(action.runAfter ?? {})) {
        if (!Object.hasOwn(actions, before))
          this.problems.push(`${name} runs after ${before}, which is not in ${where}`);
        for (const status of statuses) {
          if (!STATUSES.includes(status)) this.problems.push(`${name} runs after the unknown status ${status}`);
        }
      }
      this.action(name, action, place);
      const loop = place.loop || action.type === "Until";
      for (const inner of blocksOf(action)) this.block(name, inner, { top: false, loop });
    }
    this.cycles(where, actions);
  }

  private cycles(where: string, actions: Actions): void {
    const done = new Set<string>();
    const names = Object.keys(actions);
    for (let found = true; found;) {
      const ready = names.filter(
        (name) => !done.has(name) && Object.keys(actions[name]!.runAfter ?? {}).every((before) => done.has(before)),
      );
      for (const name of ready) done.add(name);
      found = ready.length > 0;
    }
    const stuck = names.filter((name) => !done.has(name));
    if (stuck.length > 0) this.problems.push(`actions in ${where} wait for each other: ${stuck.join(", ")}`);
  }

  private action(name: string, action: Action, place: { readonly top: boolean; readonly loop: boolean }): void {
    const keys = actionKeys[action.type];
    if (keys === undefined) {
      this.problems.push(`action ${name} has the unknown type ${action.type}`);
      return;
    }
    this.keys(`action ${name}`, action, ["type", "runAfter", "trackedProperties", ...keys]);
    if (action.type === "InitializeVariable" && !place.top) {
      this.problems.push(`${name} initializes a variable inside another action`);
    }
    if (place.loop && ["Response", "Terminate"].includes(action.type)) {
      this.problems.push(`${name} is a ${action.type} inside a loop`);
    }
    if (action.type === "Until" && action.limit?.count === undefined) this.problems.push(`${name} has no limit.count`);
    const allowed = inputKeys[action.type];
    if (allowed !== undefined) {
      if (action.inputs === undefined || !isObject(action.inputs)) this.problems.push(`${name} has no inputs`);
      else this.keys(`inputs of ${name}`, action.inputs, allowed);
    }
    if (action.type === "SetVariable" && isObject(action.inputs ?? null)) {
      this.setsVariable(name, action.inputs as { readonly name?: Value; readonly value?: Value });
    }
    this.text(`action ${name}`, [action.inputs ?? null, action.expression ?? null, action.trackedProperties ?? null]);
  }

  private setsVariable(action: string, inputs: { readonly name?: Value; readonly value?: Value }): void {
    const name = String(inputs.name);
    if (!this.variables.includes(name)) this.problems.push(`${action} sets ${name}, which nothing initializes`);
    if (JSON.stringify(inputs.value).includes(`variables('${name}')`)) {
      this.problems.push(`${action} sets ${name} from itself`);
    }
  }

  private keys(where: string, value: object, known: readonly string[]): void {
    for (const key of Object.keys(value)) {
      if (!known.includes(key)) this.problems.push(`${where} has the unknown property ${key}`);
    }
  }

  /** Every expression in a part of the definition: whether it can be read, and what it refers to exists. */
  private text(where: string, part: Value): void {
    if (isArray(part)) for (const item of part) this.text(where, item);
    else if (isObject(part)) for (const item of Object.values(part)) this.text(where, item);
    else if (typeof part === "string") {
      try {
        for (const expression of expressionsOf(parseTemplate(part))) this.expression(where, expression);
      } catch (error) {
        if (!(error instanceof WorkflowError)) throw error;
        this.problems.push(`${where}: ${error.message}`);
      }
    }
  }

  private expression(where: string, expression: Expression): void {
    if (expression.kind === "literal") return;
    if (expression.kind === "member") {
      this.expression(where, expression.of);
      this.expression(where, expression.key);
      return;
    }
    const { name, args } = expression;
    const arity = arityOf(name);
    if (arity === undefined) this.problems.push(`${where} calls the unknown function ${name}`);
    else if (args.length < arity[0] || args.length > arity[1]) {
      this.problems.push(`${where} calls ${name} with ${args.length} arguments`);
    }
    const target = args[0]?.kind === "literal" ? String(args[0].value) : undefined;
    if (target !== undefined) this.reference(where, name, target);
    for (const arg of args) this.expression(where, arg);
  }

  private reference(where: string, name: string, target: string): void {
    const missing =
      (["outputs", "body", "actions"].includes(name) && !this.names.has(target)) ||
      (name === "variables" && !this.variables.includes(target)) ||
      (name === "parameters" && !Object.hasOwn(this.subject.parameters ?? {}, target));
    if (missing) this.problems.push(`${where} asks for ${name}('${target}'), which the definition does not have`);
  }
}
