import { join } from "node:path";
import { type handleUnaryCall, Server, ServerCredentials, type ServerUnaryCall } from "@grpc/grpc-js";
import { loadSync, type ServiceDefinition } from "@grpc/proto-loader";
import { Bug, formatProblem, UserError } from "../../../domain/problem/problem";
import { ArmError } from "../arm/arm-error";
import { sandboxFailure } from "../failure";
import { type AttributePath, type ConfiguredProvider, type Diagnostic, type Provider, ProviderError } from "./provider";
import { type Block, blockType, schemaToProto } from "./schema";
import { upgradeState } from "./state-upgrade";
import { fromMsgpack, type ObjectValue, toMsgpack } from "./wire";

interface DynamicValue {
  readonly msgpack: Uint8Array;
}
interface Request {
  readonly type_name: string;
  readonly id: string;
  readonly config: DynamicValue | null;
  readonly raw_state: { readonly json: Uint8Array };
  readonly current_state: DynamicValue;
  readonly prior_state: DynamicValue;
  readonly proposed_new_state: DynamicValue;
  readonly planned_state: DynamicValue;
  readonly private: Uint8Array;
  readonly prior_private: Uint8Array;
  readonly planned_private: Uint8Array;
  readonly source_type_name: string;
  readonly source_state: { readonly json: Uint8Array };
  readonly target_type_name: string;
}
type Answer = Record<string, unknown>;
type Call = ServerUnaryCall<Request, unknown>;

let readProtocol: ServiceDefinition | undefined;

/** The calls between Terraform and a provider: read once, as each of the sandbox's providers has the same. */
function protocol(): ServiceDefinition {
  const options = { keepCase: true, longs: Number, defaults: true };
  readProtocol ??= loadSync(join(__dirname, "tfplugin6.proto"), options)["tfplugin6.Provider"] as ServiceDefinition;
  return readProtocol;
}

/** Serves one provider on a unix socket. Returns what stops it. */
export async function serveProvider(provider: Provider, socket: string): Promise<() => void> {
  const unlimited = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
  const server = new Server(unlimited);
  const definition = protocol();
  const schemaCall = definition["GetProviderSchema"]!;
  const encodedSchema = schemaCall.responseSerialize(schemaToProto(provider.schema));
  const service = {
    ...definition,
    GetProviderSchema: { ...schemaCall, responseSerialize: (encoded: object) => encoded as Buffer },
  };
  const handlers = new PluginHandlers(provider).all();
  server.addService(service, { ...handlers, GetProviderSchema: answer(() => encodedSchema) });
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(`unix:${socket}`, ServerCredentials.createInsecure(), (error) =>
      error === null ? resolve() : reject(error),
    );
  });
  return () => server.forceShutdown();
}

function answer(work: (call: Call) => unknown): handleUnaryCall<Request, unknown> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => work(call))
      .then(
        (value) => callback(null, value),
        (error: unknown) => callback(null, { diagnostics: [toProto(diagnosticOf(error))] }),
      );
  };
}

/** The protocol's calls, each decoded, handed to the provider, and encoded. */
class PluginHandlers {
  /** Terraform opens a connection per provider block, so the connection tells which configuration a call is for. */
  private readonly configured = new WeakMap<object, ConfiguredProvider>();

  constructor(private readonly provider: Provider) {}

  all(): Record<string, handleUnaryCall<Request, unknown>> {
    return {
      ValidateProviderConfig: answer(() => ({ diagnostics: [] })),
      ValidateResourceConfig: answer((call) => this.validate(call.request)),
      ValidateDataResourceConfig: answer(() => ({ diagnostics: [] })),
      UpgradeResourceState: answer((call) => this.upgrade(call.request)),
      ConfigureProvider: answer((call) => this.configure(call)),
      ReadResource: answer((call) => this.read(call)),
      PlanResourceChange: answer((call) => this.plan(call)),
      ApplyResourceChange: answer((call) => this.apply(call)),
      ImportResourceState: answer((call) => this.import(call)),
      ReadDataSource: answer((call) => this.readData(call)),
      MoveResourceState: answer((call) => this.move(call.request)),
      ValidateEphemeralResourceConfig: answer(() => ({ diagnostics: [] })),
      OpenEphemeralResource: answer((call) => this.open(call)),
      CloseEphemeralResource: answer(() => ({ diagnostics: [] })),
      StopProvider: answer(() => ({ Error: "" })),
    };
  }

  private validate(request: Request): Answer {
    const config = this.decode(this.resource(request.type_name), request.config!);
    const found = config === null ? [] : this.provider.validateResource(request.type_name, config);
    return { diagnostics: found.map(toProto) };
  }

  private upgrade(request: Request): Answer {
    const state: unknown = JSON.parse(Buffer.from(request.raw_state.json).toString("utf8"));
    const upgraded = upgradeState(state, this.resource(request.type_name));
    return { upgraded_state: { json: Buffer.from(JSON.stringify(upgraded)) }, diagnostics: [] };
  }

  private configure(call: Call): Answer {
    const config = this.decode(this.provider.schema.provider, call.request.config!);
    this.configured.set(connectionOf(call), this.provider.configure(config ?? {}));
    return { diagnostics: [] };
  }

  private async read(call: Call): Promise<Answer> {
    const { type_name: type, current_state: state, private: kept } = call.request;
    const block = this.resource(type);
    const now = await this.current(call).read(type, this.decode(block, state)!);
    return { new_state: this.encode(block, now), private: kept, diagnostics: [] };
  }

  private async plan(call: Call): Promise<Answer> {
    const { type_name: type, prior_state, proposed_new_state, config, prior_private } = call.request;
    const block = this.resource(type);
    const proposed = this.decode(block, proposed_new_state);
    if (proposed === null) return { planned_state: this.encode(block, null), diagnostics: [] };
    const plan = await this.current(call).plan({
      type,
      prior: this.decode(block, prior_state),
      proposed,
      config: this.decode(block, config!)!,
      ...keptOf(prior_private),
    });
    return {
      planned_state: this.encode(block, plan.planned),
      planned_private: prior_private,
      requires_replace: plan.replaces.map(pathToProto),
      diagnostics: (plan.warnings ?? []).map(toProto),
      legacy_type_system: this.provider.legacyTypeSystem,
    };
  }

  private async apply(call: Call): Promise<Answer> {
    const { type_name: type, prior_state, planned_state, config, planned_private } = call.request;
    const block = this.resource(type);
    const prior = this.decode(block, prior_state);
    const planned = this.decode(block, planned_state);
    const legacy_type_system = this.provider.legacyTypeSystem;
    try {
      if (planned === null) {
        await this.current(call).destroy(type, prior!);
        return { new_state: this.encode(block, null), diagnostics: [], legacy_type_system };
      }
      const applied = await this.current(call).apply({
        type,
        prior,
        planned,
        config: this.decode(block, config!)!,
        ...keptOf(planned_private),
      });
      const diagnostics = applied.error === undefined ? [] : [toProto(diagnosticOf(applied.error))];
      const kept = Buffer.from(applied.kept ?? "");
      return { new_state: this.encode(block, applied.state), private: kept, diagnostics, legacy_type_system };
    } catch (error) {
      const diagnostics = [toProto(diagnosticOf(error))];
      return { new_state: prior_state, private: planned_private, diagnostics, legacy_type_system };
    }
  }

  private async import(call: Call): Promise<Answer> {
    const { type_name: type, id } = call.request;
    const state = this.encode(this.resource(type), await this.current(call).import(type, id));
    return { imported_resources: [{ type_name: type, state }], diagnostics: [] };
  }

  private async readData(call: Call): Promise<Answer> {
    const { type_name: type, config } = call.request;
    const block = this.provider.schema.dataSources[type]!;
    const values = await this.current(call).readData(type, this.decode(block, config!)!);
    return { state: this.encode(block, values), diagnostics: [] };
  }

  private async open(call: Call): Promise<Answer> {
    const { type_name: type, config } = call.request;
    const block = this.provider.schema.ephemerals![type]!;
    const result = await this.current(call).open!(type, this.decode(block, config!)!);
    return { result: this.encode(block, result), diagnostics: [] };
  }

  private move({ source_type_name: from, source_state, target_type_name: to }: Request): Answer {
    const source = JSON.parse(Buffer.from(source_state.json).toString("utf8")) as Record<string, unknown>;
    if (this.provider.move === undefined) {
      throw new ProviderError("Move not supported", `What was a ${from} cannot become a ${to}.`);
    }
    return { target_state: this.encode(this.resource(to), this.provider.move(from, source, to)), diagnostics: [] };
  }

  private resource(type: string): Block {
    const block = this.provider.schema.resources[type];
    if (block === undefined) throw new ProviderError("Unknown type", `The sandbox does not simulate ${type}.`);
    return block;
  }

  private current(call: Call): ConfiguredProvider {
    const configured = this.configured.get(connectionOf(call));
    if (configured === undefined) throw new Bug("Terraform called a provider before configuring it");
    return configured;
  }

  private decode(block: Block, value: DynamicValue): ObjectValue | null {
    return fromMsgpack(value.msgpack, blockType(block)) as ObjectValue | null;
  }

  private encode(block: Block, value: ObjectValue | null): DynamicValue {
    return { msgpack: toMsgpack(value, blockType(block)) };
  }
}

const keptOf = (bytes: Uint8Array): { readonly kept?: string } =>
  bytes.length === 0 ? {} : { kept: Buffer.from(bytes).toString("utf8") };

/** grpc-js names no connection in its public interface; the HTTP/2 session below the call is one object per connection. */
function connectionOf(call: Call): object {
  let inner = (call as unknown as { call?: InnerCall }).call;
  while (inner?.nextCall !== undefined) inner = inner.nextCall;
  const session = inner?.stream?.session;
  if (session === undefined) throw new Bug("the installed @grpc/grpc-js does not tell connections apart");
  return session;
}

interface InnerCall {
  readonly nextCall?: InnerCall;
  readonly stream?: { readonly session?: object };
}

function diagnosticOf(error: unknown): Diagnostic {
  if (error instanceof ProviderError) {
    return { severity: "error", summary: error.summary, detail: error.detail, ...(error.path && { path: error.path }) };
  }
  if (error instanceof ArmError) return { severity: "error", summary: error.message };
  if (error instanceof UserError) return { severity: "error", summary: error.problems.map(formatProblem).join("\n") };
  return { severity: "error", ...sandboxFailure(error) };
}

function toProto(diagnostic: Diagnostic): Answer {
  return {
    severity: diagnostic.severity === "error" ? 1 : 2,
    summary: diagnostic.summary,
    detail: diagnostic.detail ?? "",
    ...(diagnostic.path !== undefined && { attribute: pathToProto(diagnostic.path) }),
  };
}

function pathToProto(path: AttributePath): Answer {
  return {
    steps: path.map((step) => (typeof step === "number" ? { element_key_int: step } : { attribute_name: step })),
  };
}
