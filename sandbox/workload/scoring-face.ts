import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { ArmError } from "../engine/arm/arm-error";
import { sameId } from "../../domain/azure/ids";
import { keyOf } from "../engine/arm/identities";
import type { ArmResource, CloudView } from "../engine/arm/model";
import { at, objects } from "../engine/arm/rules/helpers";
import type { Json, JsonObject } from "../engine/store/store";
import type { Authorizer, Somebody } from "../services/access/authorizer";
import { whyNot } from "../services/network/runner";
import type { Tokens } from "../services/sign-in/tokens";
import type { Blobs } from "../services/storage/blobs";
import { assetAt, blobAt, placeOnDisk } from "./jobs/runnable";

/** A scoring server of one deployment. */
export interface ScoringServer {
  /** Without a slash at its end. */
  readonly address: string;
  close(): Promise<void>;
}

/** What a deployment serves, on this machine. */
export interface Served {
  readonly endpoint: string;
  readonly deployment: string;
  /** Files of the code and of the model. */
  readonly script: string;
  readonly model: string;
  /** Folder of the container that is collected into, and which collections are. @default - nothing is collected */
  readonly collected?: { readonly folder: string; readonly collections: readonly string[] };
}

/** Starts scoring servers. */
export interface ScoringRunner {
  start(served: Served): Promise<ScoringServer>;
}

interface ScoringHost {
  readonly cloud: CloudView;
  readonly access: Authorizer;
  readonly blobs: Blobs;
  readonly tokens: Tokens;
}

/** A server that answers, or is about to. */
interface Started {
  /** What it serves, to see when that has changed. */
  readonly key: string;
  readonly server: Promise<ScoringServer>;
}

/** Where endpoints answer: `/inference/<endpoint>/score`. */
const ADDRESS = /^\/inference\/([^/]+)\/score$/;
/** What a token for scoring is for. Source: Microsoft's article on authentication of online endpoints. */
const AUDIENCE = "https://ml.azure.com";
const ENDPOINTS = "Microsoft.MachineLearningServices/workspaces/onlineEndpoints";
/** What a request may hold. Source: Microsoft's page of limits: 1.5 MB of managed online endpoints. */
const MOST_BYTES = 1.5 * 1024 * 1024;

/**
 * Online endpoints that answer: whoever shows a token, or the key, that the endpoint asks for is answered by the deployment that
 * the traffic gives the request to, or that the header names. Copies go where mirrored traffic goes, and their answers nowhere.
 * Statuses: Microsoft's article on troubleshooting online endpoints, "Common error codes".
 */
export class ScoringFace {
  private readonly servers = new Map<string, Started>();
  /** How far behind its share each deployment is, by its id: what is furthest behind is next. */
  private readonly behind = new Map<string, number>();

  constructor(
    private readonly host: ScoringHost,
    private readonly runner: ScoringRunner | undefined,
  ) {}

  /** Whether a path is an endpoint's. */
  static answers = (path: string): boolean => ADDRESS.test(path);

  async handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const told = { "x-request-id": randomUUID(), "content-type": "application/json" };
    try {
      if (request.method !== "POST") throw new ArmError(405, "MethodNotAllowed", "An endpoint answers POST.");
      const endpoint = this.endpoint(ADDRESS.exec(path)![1]!);
      this.authorize(endpoint, request);
      const body = await bodyOf(request);
      const named = request.headers["azureml-model-deployment"];
      const chosen = typeof named === "string" ? named : this.next(endpoint, "traffic", true);
      if (chosen === undefined)
        throw new ArmError(404, "NotFound", "The endpoint doesn't have any valid deployment with positive weight.");
      const mirror = typeof named === "string" ? undefined : this.next(endpoint, "mirrorTraffic", false);
      if (mirror !== undefined) void this.asked(endpoint, mirror, body).catch(() => undefined);
      const answer = await this.asked(endpoint, chosen, body);
      const failed = answer.status !== 200;
      response.writeHead(failed ? 424 : 200, {
        ...told,
        "azureml-model-deployment": chosen,
        ...(failed && {
          "ms-azureml-model-error-statuscode": String(answer.status),
          "ms-azureml-model-error-reason": "model_error",
        }),
      });
      response.end(answer.text);
    } catch (error) {
      if (!(error instanceof ArmError)) throw error;
      request.resume();
      response.writeHead(error.status, told);
      response.end(JSON.stringify({ error: { code: error.code, message: error.detail } }));
    }
  }

  async close(): Promise<void> {
    const running = [...this.servers.values()].map(({ server }) => server.then((one) => one.close()));
    await Promise.allSettled(running);
  }

  private endpoint(name: string): ArmResource {
    const found = this.host.cloud.ofType(ENDPOINTS).find((one) => sameId(one.name, name));
    if (found === undefined) throw new ArmError(404, "NotFound", `There is no endpoint '${name}'.`);
    return found;
  }

  /** @throws ArmError 401 */
  private authorize({ id, properties }: ArmResource, { headers }: IncomingMessage): void {
    const shown = /^Bearer (.+)$/i.exec(headers.authorization ?? "")?.[1];
    const refused = (why: string) => new ArmError(401, "Unauthorized", why);
    if (shown === undefined) throw refused("The header Authorization: Bearer <token or key> is missing.");
    if (sameId(String(properties["authMode"]), "Key")) {
      if (shown !== keyOf("primary", id) && shown !== keyOf("secondary", id))
        throw refused("The key is not the endpoint's.");
      return;
    }
    const claims = this.host.tokens.read(shown, AUDIENCE);
    if (claims === "expired") throw refused("The token is expired.");
    if (claims === "another audience") throw refused(`The token is for something else than ${AUDIENCE}.`);
    if (claims === "unknown") throw refused("The token is not of the sandbox's sign-in.");
    const why = whyNot(
      this.host,
      { as: this.person(claims.oid), from: { from: "internet" } },
      {
        name: `${ENDPOINTS}/score/action`,
        plane: "control",
        scope: id,
      },
    );
    if (why !== undefined) throw refused(why);
  }

  private person(oid: string): Somebody {
    return this.host.access.somebody(oid);
  }

  /**
   * The deployment that is next: shares are kept to exactly over a hundred requests, spread evenly.
   * @param all - whether every request goes somewhere, however many percent there are
   */
  private next(endpoint: ArmResource, property: "traffic" | "mirrorTraffic", all: boolean): string | undefined {
    const given = Object.entries((endpoint.properties[property] ?? {}) as Readonly<Record<string, number>>);
    const shares = given.filter(([, percent]) => percent > 0);
    const total = shares.reduce((sum, [, percent]) => sum + percent, 0);
    if (total === 0) return undefined;
    const candidates: (readonly [string | undefined, number])[] = all ? shares : [...shares, [undefined, 100 - total]];
    const whole = all ? total : 100;
    const place = (name: string | undefined) => `${endpoint.id}|${property}|${name ?? ""}`;
    for (const [name, percent] of candidates)
      this.behind.set(place(name), (this.behind.get(place(name)) ?? 0) + percent);
    const [chosen] = [...candidates].sort(
      ([left], [right]) => this.behind.get(place(right))! - this.behind.get(place(left))!,
    )[0]!;
    this.behind.set(place(chosen), this.behind.get(place(chosen))! - whole);
    return chosen;
  }

  private async asked(endpoint: ArmResource, name: string, body: Buffer) {
    const id = `${endpoint.id}/deployments/${name}`;
    const started = this.started(endpoint, name, id);
    try {
      const server = await started.server;
      const answer = await fetch(`${server.address}/score`, {
        method: "POST",
        body,
        headers: { "content-type": "application/json" },
      });
      return { status: answer.status, text: await answer.text() };
    } catch (error) {
      // It did not start, or it died: the next request starts another, unless a newer one is there already.
      if (this.servers.get(id) === started) {
        this.servers.delete(id);
        void started.server.then((one) => one.close()).catch(() => undefined);
      }
      throw new ArmError(503, "ServiceUnavailable", error instanceof Error ? error.message : String(error));
    }
  }

  private started(endpoint: ArmResource, name: string, id: string): Started {
    const deployment = this.host.cloud.show(id);
    if (deployment === undefined) throw new ArmError(404, "NotFound", `The endpoint has no deployment '${name}'.`);
    const served = this.served(endpoint, deployment);
    const key = JSON.stringify(served);
    const running = this.servers.get(id);
    if (running?.key === key) return running;
    // The deployment has changed since: what it was is not asked any more.
    void running?.server.then((one) => one.close()).catch(() => undefined);
    const started = { key, server: this.runner!.start(served) };
    this.servers.set(id, started);
    return started;
  }

  /** @throws ArmError 503 with what the deployment lacks, so that it cannot answer here */
  private served(endpoint: ArmResource, { name, properties }: ArmResource): Served {
    const lacks = (what: string) =>
      new ArmError(503, "ServiceUnavailable", `Deployment '${name}' cannot answer: ${what}.`);
    if (this.runner === undefined) throw lacks("this sandbox runs nothing");
    const workspace = endpoint.id.slice(0, endpoint.id.search(/\/onlineEndpoints\/[^/]+$/i));
    const host = { ...this.host, dataAt: () => undefined };
    const script = at(properties, "codeConfiguration.scoringScript");
    if (typeof script !== "string") throw lacks("it has no scoring script, and the sandbox has no server without one");
    const code = assetAt(this.host.cloud, String(at(properties, "codeConfiguration.codeId")));
    const folder = code && placeOnDisk(host, workspace, String(code.properties["codeUri"]));
    if (folder === undefined || !existsSync(join(folder, script))) throw lacks("its code is not published");
    const version = assetAt(this.host.cloud, String(properties["model"]));
    const model = version && placeOnDisk(host, workspace, String(version.properties["modelUri"]));
    if (model === undefined) throw lacks("no job has trained its model here");
    const collected = this.collected(workspace, properties["dataCollector"]);
    return {
      endpoint: endpoint.name,
      deployment: name,
      script: join(folder, script),
      model,
      ...(collected !== undefined && { collected }),
    };
  }

  /** Where collections go: to the data asset that each names, else to the workspace's own container. */
  private collected(workspace: string, collector: Json | undefined): Served["collected"] {
    const all = Object.entries((at(collector ?? {}, "collections") ?? {}) as Readonly<Record<string, JsonObject>>);
    const wanted = all.filter(([, one]) => sameId(String(one["dataCollectionMode"]), "Enabled"));
    if (wanted.length === 0) return undefined;
    const [asset] = objects(wanted.map(([, one]) => one)).flatMap((one) => {
      const found = typeof one["dataId"] === "string" ? assetAt(this.host.cloud, one["dataId"]) : undefined;
      return found === undefined ? [] : [String(found.properties["dataUri"])];
    });
    const address = asset ?? "azureml://datastores/workspaceblobstore/paths/modelDataCollector";
    const blob = blobAt(this.host.cloud, workspace, address);
    if (blob === undefined) return undefined;
    return { folder: this.host.blobs.fileOf({ ...blob, path: "" }), collections: wanted.map(([name]) => name) };
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MOST_BYTES) throw new ArmError(413, "RequestEntityTooLarge", "A request holds 1.5 MB at most.");
    parts.push(part);
  }
  return Buffer.concat(parts);
}
