import { randomBytes, randomUUID } from "node:crypto";
import { checkDefinition } from "./check";
import { blocksOf, type Action, type Actions, type WorkflowDefinition } from "./definition";
import { resolve, type ActionRecord, type ActionStatus, type Scope } from "./evaluate";
import { runHttp, type SendRequest } from "./http-action";
import { isArray, isObject, typeName, WorkflowError, type Value, type ValueObject } from "./value";

/** What a caller sends to the workflow's trigger. */
export interface Trigger {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Value;
}

/** The world as a run sees it. */
export interface Environment {
  readonly http: SendRequest;
  /** Values of the definition's parameters. */
  readonly parameters?: ValueObject;
  /** @default - the real time */
  readonly now?: () => Date;
  /** @default - random */
  readonly guid?: () => string;
  /** Lets time pass, in seconds. @default - not at all: pauses are skipped */
  readonly sleep?: (seconds: number) => Promise<void>;
  /** Takes one line per request and per finished action. Bodies are never logged. @default - nowhere */
  readonly log?: (line: string) => void;
}

export interface RunResult {
  readonly status: "Succeeded" | "Failed" | "Cancelled";
  readonly error?: { readonly code: string; readonly message: string };
  /** What the caller of the trigger gets. */
  readonly response: { readonly statusCode: number; readonly headers: ValueObject; readonly body: Value };
  /** Every action, by name; what was never reached is skipped. */
  readonly actions: Readonly<Record<string, ActionRecord>>;
  /** The definition's outputs; none unless the run succeeded. */
  readonly outputs: Readonly<Record<string, Value>>;
}

/**
 * Runs a workflow definition once, as Logic Apps (Consumption) would. It knows the part of the language that this
 * project uses and refuses the rest before anything runs. Actions that could run side by side run one after the other.
 */
export async function runWorkflow(
  definition: WorkflowDefinition,
  trigger: Trigger,
  environment: Environment,
): Promise<RunResult> {
  const problems = checkDefinition(definition);
  if (problems.length > 0) throw new WorkflowError("InvalidTemplate", problems.join("\n"));
  return new Run(definition, trigger, environment).start();
}

/** Thrown by a Terminate action; ends the run at once. */
class Terminated extends Error {
  constructor(
    readonly status: RunResult["status"],
    readonly details: RunResult["error"],
  ) {
    super("terminated");
  }
}

class Run {
  private readonly records = new Map<string, ActionRecord>();
  private readonly variables = new Map<string, Value>();
  private readonly types = new Map<string, string>();
  private readonly scope: Scope;
  private readonly sleep: (seconds: number) => Promise<void>;
  private readonly log: (line: string) => void;
  private response: RunResult["response"] | undefined;

  constructor(
    private readonly definition: WorkflowDefinition,
    trigger: Trigger,
    private readonly environment: Environment,
  ) {
    this.sleep = environment.sleep ?? (() => Promise.resolve());
    this.log = environment.log ?? (() => undefined);
    this.scope = {
      parameters: parameterValues(definition, environment.parameters ?? {}),
      trigger: { headers: { ...trigger.headers }, body: trigger.body },
      variables: this.variables,
      actions: this.records,
      now: environment.now ?? (() => new Date()),
      guid: environment.guid ?? randomUUID,
      runId: randomBytes(16).toString("hex"),
    };
  }

  async start(): Promise<RunResult> {
    let status: RunResult["status"];
    let error: RunResult["error"];
    try {
      status = await this.block(this.definition.actions);
      if (status === "Failed") error = { code: "ActionFailed", message: "an action failed and nothing handled it" };
    } catch (stop) {
      if (!(stop instanceof Terminated)) throw stop;
      status = stop.status;
      error = stop.details;
    }
    this.skip(this.definition.actions);
    const outputs = Object.entries(status === "Succeeded" ? (this.definition.outputs ?? {}) : {});
    return {
      status,
      error,
      response: this.response ?? this.unanswered(),
      actions: Object.fromEntries(this.records),
      outputs: Object.fromEntries(outputs.map(([name, { value }]) => [name, resolve(value, this.scope)])),
    };
  }

  /** A caller that waits for a Response that never came gets 502; without any Response, 202 at once. */
  private unanswered(): RunResult["response"] {
    const responds = (actions: Actions): boolean =>
      Object.values(actions).some((action) => action.type === "Response" || blocksOf(action).some(responds));
    return { statusCode: responds(this.definition.actions) ? 502 : 202, headers: {}, body: null };
  }

  /** Runs the actions of one block in order of their dependencies. */
  private async block(actions: Actions): Promise<"Succeeded" | "Failed"> {
    const waiting = new Map(Object.entries(actions));
    this.forget(actions);
    while (waiting.size > 0) {
      for (const [name, action] of waiting) {
        const before = Object.entries(action.runAfter ?? {});
        if (before.some(([other]) => waiting.has(other))) continue;
        waiting.delete(name);
        const runs = before.every(([other, statuses]) => statuses.includes(this.records.get(other)!.status));
        if (runs) await this.run(name, action);
        else this.skip({ [name]: action });
      }
    }
    return blockFailed(actions, this.records) ? "Failed" : "Succeeded";
  }

  /** A loop runs its actions anew each time. */
  private forget(actions: Actions): void {
    for (const [name, action] of Object.entries(actions)) {
      this.records.delete(name);
      for (const inner of blocksOf(action)) this.forget(inner);
    }
  }

  private skip(actions: Actions): void {
    for (const [name, action] of Object.entries(actions)) {
      if (!this.records.has(name)) this.records.set(name, { status: "Skipped" });
      for (const inner of blocksOf(action)) this.skip(inner);
    }
  }

  private async run(name: string, action: Action): Promise<void> {
    let record: ActionRecord;
    try {
      record = await this.perform(name, action);
      if (action.trackedProperties !== undefined) {
        const self = { inputs: record.inputs ?? null, outputs: record.outputs ?? null };
        const tracked = resolve(action.trackedProperties, { ...this.scope, self }) as ValueObject;
        record = { ...record, trackedProperties: tracked };
      }
    } catch (error) {
      if (!(error instanceof WorkflowError)) throw error;
      record = { status: "Failed", error: { code: error.code, message: error.message } };
    }
    this.records.set(name, record);
    this.log(`${name} ${record.status}`);
  }

  private async perform(name: string, action: Action): Promise<ActionRecord> {
    switch (action.type) {
      case "If": {
        const holds = resolve(action.expression!, this.scope);
        if (typeof holds !== "boolean") {
          throw new WorkflowError("InvalidTemplate", `${name} asks whether ${typeName(holds)} holds`);
        }
        const [taken, left] = [action.actions ?? {}, action.else?.actions ?? {}];
        this.skip(holds ? left : taken);
        return { status: await this.block(holds ? taken : left), outputs: holds };
      }
      case "Switch":
        return { status: await this.switch(action) };
      case "Scope":
        return { status: await this.block(action.actions ?? {}) };
      case "Until":
        return { status: await this.until(action) };
      case "Query":
        return this.filter(name, action.inputs as ValueObject);
      case "Select":
        return this.select(name, action.inputs as ValueObject);
    }
    const inputs = resolve(action.inputs ?? null, this.scope);
    return { inputs, ...(await this.simple(name, action, inputs)) };
  }

  private async simple(name: string, action: Action, inputs: Value): Promise<ActionRecord> {
    if (action.type === "Compose") return { status: "Succeeded", outputs: inputs };
    const given = inputs as ValueObject;
    switch (action.type) {
      case "Http": {
        const { http } = this.environment;
        const outputs = await runHttp(name, given, { http, sleep: this.sleep, log: this.log });
        const failed = (outputs["statusCode"] as number) >= 400;
        const error = { code: "ActionFailed", message: `HTTP ${outputs["statusCode"] as number}` };
        return failed ? { status: "Failed", outputs, error } : { status: "Succeeded", outputs };
      }
      case "Response":
        return this.respond(name, given);
      case "InitializeVariable":
        for (const variable of given["variables"] as readonly { name: string; type: string; value?: Value }[]) {
          this.types.set(variable.name, variable.type);
          this.assign(name, variable.name, variable.value ?? null);
        }
        return { status: "Succeeded" };
      case "SetVariable":
        this.assign(name, given["name"] as string, given["value"] ?? null);
        return { status: "Succeeded" };
      case "Terminate": {
        const status = given["runStatus"] as RunResult["status"];
        this.records.set(name, { status: "Succeeded", inputs });
        throw new Terminated(status, given["runError"] as RunResult["error"]);
      }
      case "Wait": {
        const { count, unit } = given["interval"] as { count: number; unit: string };
        await this.sleep(count * ({ Second: 1, Minute: 60, Hour: 3_600 }[unit] ?? Number.NaN));
        return { status: "Succeeded" };
      }
    }
    throw new WorkflowError("InvalidTemplate", `nothing is known about the type ${action.type}`);
  }

  private respond(name: string, { statusCode, headers, body }: ValueObject): ActionRecord {
    if (this.response !== undefined) throw new WorkflowError("InvalidTemplate", `${name} answers a second time`);
    if (typeof statusCode !== "number") throw new WorkflowError("InvalidTemplate", `${name} has no status code`);
    this.response = { statusCode, headers: (headers ?? {}) as ValueObject, body: body ?? null };
    return { status: "Succeeded" };
  }

  private async switch(action: Action): Promise<ActionStatus> {
    const value = resolve(action.expression!, this.scope);
    const cases = Object.values(action.cases ?? {});
    const taken = cases.find((branch) => branch.case === value)?.actions ?? action.default?.actions ?? {};
    const status = await this.block(taken);
    for (const branch of blocksOf(action)) this.skip(branch);
    return status;
  }

  /** Stops without failing when the limit is reached, so a definition that needs more must look for itself. */
  private async until(action: Action): Promise<ActionStatus> {
    for (let round = 0; round < action.limit!.count!; round += 1) {
      if ((await this.block(action.actions ?? {})) === "Failed") return "Failed";
      if (resolve(action.expression!, this.scope) === true) break;
    }
    return "Succeeded";
  }

  private select(name: string, { from, select }: ValueObject): ActionRecord {
    const body = this.items(name, from).map((item) => resolve(select ?? null, { ...this.scope, item }));
    return { status: "Succeeded", outputs: { body } };
  }

  private items(name: string, from: Value | undefined): readonly Value[] {
    const items = resolve(from ?? null, this.scope);
    if (isArray(items)) return items;
    throw new WorkflowError("InvalidTemplate", `${name} takes an array, not ${typeName(items)}`);
  }

  private filter(name: string, { from, where }: ValueObject): ActionRecord {
    const body = this.items(name, from).filter((item) => {
      const keep = resolve(where ?? null, { ...this.scope, item });
      if (typeof keep !== "boolean") throw new WorkflowError("InvalidTemplate", `${name} decides by ${typeName(keep)}`);
      return keep;
    });
    return { status: "Succeeded", outputs: { body } };
  }

  private assign(action: string, name: string, value: Value): void {
    const type = this.types.get(name);
    const fits = {
      string: typeof value === "string",
      boolean: typeof value === "boolean",
      integer: Number.isInteger(value),
      array: isArray(value),
      object: isObject(value),
    }[type ?? ""];
    if (fits !== true) {
      throw new WorkflowError("InvalidTemplate", `${action} puts ${typeName(value)} into ${name}, of type ${type}`);
    }
    this.variables.set(name, value);
  }
}

/**
 * Whether a block failed: a branch counts by its last action, or, if that was skipped, by the one before. So a failure
 * that a later action handled is none.
 */
function blockFailed(actions: Actions, records: ReadonlyMap<string, ActionRecord>): boolean {
  const followed = new Set(Object.values(actions).flatMap((action) => Object.keys(action.runAfter ?? {})));
  const failed = (name: string): boolean => {
    const { status } = records.get(name)!;
    if (status === "Skipped") return Object.keys(actions[name]!.runAfter ?? {}).some(failed);
    return status !== "Succeeded";
  };
  return Object.keys(actions)
    .filter((name) => !followed.has(name))
    .some(failed);
}

function parameterValues(definition: WorkflowDefinition, given: ValueObject): ValueObject {
  const declared = Object.entries(definition.parameters ?? {});
  const unknown = Object.keys(given).filter((name) => !declared.some(([known]) => known === name));
  if (unknown.length > 0) throw new WorkflowError("InvalidTemplate", `unknown parameters: ${unknown.join(", ")}`);
  return Object.fromEntries(
    declared.map(([name, { defaultValue }]) => {
      const value = Object.hasOwn(given, name) ? given[name] : defaultValue;
      if (value === undefined) throw new WorkflowError("InvalidTemplate", `the parameter ${name} has no value`);
      return [name, value];
    }),
  );
}
