import { existsSync } from "node:fs";
import { sameId } from "../../../domain/azure/ids";
import { isObject } from "../../engine/arm/json";
import type { ArmResource, CloudView } from "../../engine/arm/model";
import { at } from "../../engine/arm/rules/helpers";
import type { Json, JsonObject } from "../../engine/store/store";
import { accountOf } from "../../services/machine-learning/data-plane";
import { datastorePlace } from "../../services/network/runner";
import { blobAddress, blobId, type BlobId, type Blobs } from "../../services/storage/blobs";

/** What an input is: a text, or data at a place on this machine. */
export type JobValue = { readonly value: string } | { readonly path: string };

/** A step: a component as it was published, with the folder of its code. */
export interface RunnableStep {
  readonly name: string;
  /** The component's own description, as its version holds it. */
  readonly spec: JsonObject;
  /** Undefined: the command needs no code. */
  readonly code?: string;
  /** Texts, and bindings as `${{parent.…}}`. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}

/** A job of which everything that it names is there. */
export interface RunnableJob {
  readonly name: string;
  /** Declared inputs and outputs of the whole. */
  readonly ports: JsonObject;
  readonly inputs: Readonly<Record<string, JobValue>>;
  readonly steps: readonly RunnableStep[];
}

/** What a job can be made of. */
export interface JobHost {
  readonly cloud: CloudView;
  readonly blobs: Blobs;
  /** Where data at a datastore's path lies, of what storage does not hold. */
  readonly dataAt: (path: string) => string | undefined;
}

/** Why a job cannot run, as the service says it: `UserError.<code>: <what is missing>`. */
export class JobProblem extends Error {
  constructor(code: string, detail: string) {
    super(`UserError.${code}: ${detail}`);
  }
}

/**
 * Names of jobs, steps and ports become folders on this machine, so they are letters, digits, dashes and underscores.
 * @throws JobProblem for any other
 */
export function requirePlainName(what: string, name: string): void {
  if (!/^[A-Za-z0-9_-]+$/.test(name))
    throw new JobProblem("InvalidName", `The name of ${what} '${name}' may hold letters, digits, '-' and '_' only.`);
}

const REGISTRY_ASSET = /^azureml:\/\/registries\/([^/]+)\/(\w+)\/([^/]+)\/versions\/([^/]+)$/;
const ARTIFACTS = /^azureml:\/\/jobs\/([^/]+)\/outputs\/artifacts\/paths\/(.+?)\/*$/;
/** Its path may be empty: all of the datastore. */
const DATASTORE = /\/datastores\/([^/]+)\/paths(?:\/(.*?))?\/*$/;

/** What a job runs, with everything that it names. @throws JobProblem for the first thing that is not there */
export function runnableOf(host: JobHost, job: ArmResource): RunnableJob {
  return new Resolver(host, job.id.slice(0, job.id.search(/\/jobs\/[^/]+$/i))).job(job);
}

class Resolver {
  constructor(
    private readonly host: JobHost,
    private readonly workspace: string,
  ) {}

  job({ name, properties }: ArmResource): RunnableJob {
    this.requireCompute(properties);
    const { ports, steps } = this.parts(properties);
    const declared = object(ports["inputs"]);
    const given = object(properties["inputs"]);
    for (const [port, described] of Object.entries(declared)) {
      if (given[port] === undefined && at(described, "optional") !== true && at(described, "default") === undefined)
        throw new JobProblem("MissingInput", `Required input '${port}' of the job is not given.`);
    }
    const inputs = Object.entries(given).map(([port, input]) => [port, this.value(port, object(input))] as const);
    return { name, ports, inputs: Object.fromEntries(inputs), steps };
  }

  private requireCompute(properties: JsonObject): void {
    const named = at(properties, "settings.default_compute") ?? properties["computeId"];
    if (typeof named !== "string" || named === "" || sameId(named, "serverless")) return;
    const id = named.startsWith("/") ? named : `${this.workspace}/computes/${named.replace(/^azureml:/, "")}`;
    if (this.host.cloud.show(id) === undefined)
      throw new JobProblem("ComputeNotFound", `Compute '${id.split("/").at(-1)!}' is not found in the workspace.`);
  }

  private parts(properties: JsonObject): { readonly ports: JsonObject; readonly steps: readonly RunnableStep[] } {
    if (properties["jobType"] === "Command") return this.commandJob(properties);
    const component = properties["componentId"];
    if (typeof component === "string" && component !== "") {
      const spec = this.component(component);
      if (spec["type"] === "pipeline") return { ports: portsOf(spec), steps: this.steps(object(spec["jobs"])) };
      return { ports: portsOf(spec), steps: [this.single(String(spec["name"]), spec)] };
    }
    const ports = { inputs: declaredBy(properties["inputs"]), outputs: object(properties["outputs"]) };
    return { ports, steps: this.steps(object(properties["jobs"])) };
  }

  /** A job of one command line: a step whose ports are the job's own. */
  private commandJob(properties: JsonObject) {
    const declared = declaredBy(properties["inputs"]);
    const outputs = Object.entries(object(properties["outputs"])).map(([name, output]) => [
      name,
      { type: at(output, "jobOutputType") ?? "uri_folder" },
    ]);
    const spec: JsonObject = {
      type: "command",
      name: "command",
      version: "1",
      is_deterministic: false,
      command: properties["command"] ?? "",
      inputs: declared,
      outputs: Object.fromEntries(outputs) as JsonObject,
      environment: properties["environmentId"] ?? "",
      ...(properties["codeId"] !== undefined && { code: properties["codeId"] }),
      ...(properties["environmentVariables"] !== undefined && {
        environment_variables: properties["environmentVariables"],
      }),
    };
    return { ports: portsOf(spec), steps: [this.single("command", spec)] };
  }

  private single(name: string, spec: JsonObject): RunnableStep {
    const bound = (side: "inputs" | "outputs") =>
      Object.fromEntries(Object.keys(object(spec[side])).map((port) => [port, `\${{parent.${side}.${port}}}`]));
    return this.step(name, spec, bound("inputs"), bound("outputs"));
  }

  private steps(jobs: JsonObject): readonly RunnableStep[] {
    return Object.entries(jobs).map(([name, described]) => {
      const job = object(described);
      const id = job["componentId"];
      if (typeof id !== "string") throw new JobProblem("InvalidJob", `Step '${name}' names no component.`);
      const spec = this.component(id);
      const nodes = [at(job, "resources.instance_type"), at(job, "resources.runtime_version")];
      if (spec["type"] === "spark" && job["computeId"] === undefined && nodes.some((one) => typeof one !== "string"))
        throw new JobProblem("InvalidJob", `Step '${name}' is for Spark and names neither its nodes nor a compute.`);
      return this.step(name, spec, texts(job["inputs"]), texts(job["outputs"]));
    });
  }

  private step(
    name: string,
    spec: JsonObject,
    inputs: RunnableStep["inputs"],
    outputs: RunnableStep["outputs"],
  ): RunnableStep {
    requirePlainName("step", name);
    for (const port of [...Object.keys(object(spec["inputs"])), ...Object.keys(object(spec["outputs"]))])
      requirePlainName("port", port);
    const environment = String(spec["environment"] ?? "");
    // A program for Spark may do without: its settings say what Azure's own Spark is to have besides.
    if (this.asset(environment) === undefined && !(spec["type"] === "spark" && environment === ""))
      throw new JobProblem("EnvironmentNotFound", `Step '${name}': environment '${environment}' is not found.`);
    const code = spec["code"];
    return { name, spec, inputs, outputs, ...(typeof code === "string" && { code: this.code(name, code) }) };
  }

  private code(step: string, id: string): string {
    const blob = blobAddress(String(this.asset(id)?.properties["codeUri"] ?? ""));
    const folder = blob && this.host.blobs.fileOf(blob);
    if (folder !== undefined && existsSync(folder)) return folder;
    throw new JobProblem("CodeNotFound", `Step '${step}': code '${id}' is not found.`);
  }

  private component(id: string): JsonObject {
    const found = this.asset(id);
    const spec = found?.properties["componentSpec"];
    if (spec === undefined) throw new JobProblem("ComponentNotFound", `Component '${id}' is not found.`);
    return object(spec);
  }

  private asset(reference: string): ArmResource | undefined {
    return assetAt(this.host.cloud, reference);
  }

  private value(port: string, input: JsonObject): JobValue {
    const uri = input["uri"];
    if (uri === undefined) return { value: String(input["value"] ?? "") };
    const asset = this.asset(String(uri));
    const address = String(asset === undefined ? uri : (asset.properties["dataUri"] ?? asset.properties["modelUri"]));
    const path = placeOnDisk(this.host, this.workspace, address);
    if (path !== undefined) return { path };
    throw new JobProblem("DataNotFound", `Input '${port}': there is no data at ${address}.`);
  }
}

/** A version that is named by its ARM id, or by its id in a registry. */
export function assetAt(cloud: CloudView, reference: string): ArmResource | undefined {
  const [, registry, kind, name, version] = REGISTRY_ASSET.exec(reference) ?? [];
  if (registry === undefined) return cloud.show(reference.replace(/^azureml:(?=\/subscriptions)/, ""));
  const owner = cloud.ofType("Microsoft.MachineLearningServices/registries").find((one) => sameId(one.name, registry));
  return owner && cloud.show(`${owner.id}/${kind!}/${name!}/versions/${version!}`);
}

/** Where what lies at an address is on this machine; undefined if there is nothing. */
export function placeOnDisk(host: JobHost, workspace: string, address: string): string | undefined {
  const blob = blobAt(host.cloud, workspace, address);
  const held = blob && host.blobs.fileOf(blob);
  if (held !== undefined && existsSync(held)) return held;
  const path = DATASTORE.exec(address)?.[2];
  return path === undefined || path === "" ? undefined : host.dataAt(path);
}

/** The blob, or the folder of blobs, at an address of storage, of a datastore or among a job's artifacts. */
export function blobAt(cloud: CloudView, workspace: string, address: string): BlobId | undefined {
  const [, job, artifact] = ARTIFACTS.exec(address) ?? [];
  if (job !== undefined) {
    // Assets of registries keep the address that they had in the workspace that they come from.
    const ran = cloud.ofType("Microsoft.MachineLearningServices/workspaces/jobs").find(({ name }) => name === job);
    const owner = ran === undefined ? workspace : ran.id.slice(0, ran.id.search(/\/jobs\/[^/]+$/i));
    const account = accountOf(cloud, owner).name;
    return blobId(account, "azureml", `ExperimentRun/dcid.${job}/${artifact!}`);
  }
  const [, store, path] = DATASTORE.exec(address) ?? [];
  if (store === undefined) return blobAddress(address);
  const own = /\/workspaces\/([^/]+)\/datastores\//i.exec(address)?.[1];
  const owner = own === undefined ? workspace : workspace.replace(/[^/]+$/, own);
  const place = datastorePlace(cloud, owner, store);
  const account = place?.account.split("/").at(-1) ?? accountOf(cloud, owner).name;
  const container = place?.container ?? containerOf(cloud, owner, store);
  return account === "" ? undefined : blobId(account, container, path ?? "");
}

/** The container of a datastore that Azure makes with a workspace. */
function containerOf(cloud: CloudView, workspace: string, store: string): string {
  const id = cloud.show(workspace)?.properties["workspaceId"];
  return store === "workspaceblobstore" && typeof id === "string" ? `azureml-blobstore-${id}` : "azureml";
}

const object = (value: Json | undefined): JsonObject => (value !== undefined && isObject(value) ? value : {});
const portsOf = (spec: JsonObject): JsonObject => ({
  inputs: object(spec["inputs"]),
  outputs: object(spec["outputs"]),
});

/** Inputs that a job declares by giving them. */
function declaredBy(given: Json | undefined): JsonObject {
  const declared = Object.entries(object(given)).map(([name, input]) => {
    const type = String(at(input, "jobInputType") ?? at(input, "job_input_type") ?? "literal");
    return [name, { type: type === "literal" ? "string" : type }];
  });
  return Object.fromEntries(declared) as JsonObject;
}

/** Values of a step's ports: as texts, whatever the service wraps them in. */
function texts(ports: Json | undefined): Readonly<Record<string, string>> {
  const found = Object.entries(object(ports)).flatMap(([name, port]) => {
    const value = isObject(port) ? (port["value"] ?? port["uri"]) : port;
    return value === undefined ? [] : [[name, String(value)]];
  });
  return Object.fromEntries(found) as Readonly<Record<string, string>>;
}
