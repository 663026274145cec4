import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { formatProblem, UserError } from "../../../domain/problem/problem";
import type { Authorizer, Somebody } from "../../services/access/authorizer";
import { on, requestsOf } from "../../services/access/requests";
import { sandboxFailure } from "../failure";
import { LostResponse, type Faults } from "../faults";
import type { CloudResource, Json, JsonObject } from "../store/store";
import { runAction } from "./actions";
import { ArmError } from "./arm-error";
import { sameId } from "../../../domain/azure/ids";
import { parseArmId } from "./arm-id";
import type { Cloud } from "./cloud";
import { merge } from "../../../domain/json/merge";
import { isObject } from "./json";
import { isJobType, jobIsAskedFor, jobReadOnly } from "../../services/machine-learning/jobs";
import { identityReadOnly } from "./identity-read-only";
import { putStatus } from "./put-status";
import { readOnlyOf } from "./read-only";
import { armReads } from "../../services/reads";
import { startRun, type RunByHand } from "../../services/logic/runs";
import { runDeployed } from "../../services/logic/triggers";
import { requireFitting } from "./require-fitting";
import { listGrants } from "../../services/access/lists";
import { arranged, madeByAzureMl } from "../../services/machine-learning/collections";
import { runMlAction } from "../../services/machine-learning/actions";
import {
  codeIsAskedFor,
  discovered,
  listsCodes,
  withoutRegion,
  withRegistryIds,
} from "../../services/machine-learning/data-plane";
import { machineLearning, type Recipient, requireAudience, resourceManager } from "../../services/sign-in/audience";
import { IDENTITY_PATH, signIn } from "../../services/sign-in/identity-endpoint";
import { ScoringFace } from "../../workload/scoring-face";
import type { OwnServices } from "../../services/own-services";
import { policyRestrictions } from "../../services/policy/restrictions";
import { BLOB_ROOT } from "../../services/storage/blob-face";
import { STATE_PATH, stateRights } from "../../services/storage/states";
import { shown } from "../../services/shown";
import { requireVersion } from "./api-versions";
import type { ArmResource } from "./model";
import { publishedBody } from "./published-body";
import { cloudMetadata } from "./reads/directory";
import { listResources } from "./reads/resources";
import { requestTarget } from "./request-target";
import { writeTags } from "./tags";
import { type Listeners, listen } from "./listen";
import type { BodyShapes } from "./shapes";
import type { ServerTrust } from "../tls/authority";

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: JsonObject;
  /** The address that was asked, without a path. */
  readonly origin: string;
}

/** `https` for what came over TLS. */
const originOf = ({ headers, socket }: IncomingMessage): string =>
  `${"encrypted" in socket ? "https" : "http"}://${headers.host ?? "localhost"}`;

const largestBody = 4 * 1024 * 1024;
/** Azure tells throttled clients when to come back, in seconds; its own clients read the shorter form first. */
const retrySoon = { "retry-after": "1", "x-ms-retry-after-ms": "20" } as const;

/** Serves ARM's HTTP interface over the cloud, on this machine only. Throws `UserError` if the port is taken. */
export async function serveArm(
  cloud: Cloud,
  faults: Faults,
  shapes: BodyShapes,
  access: Authorizer,
  trust: ServerTrust,
  services: OwnServices,
  port = 0,
): Promise<Listeners> {
  let own = "";
  const runByHand: RunByHand = (workflow) => runDeployed({ cloud, loopbackUrl: own }, workflow, { body: null });
  const face = new ArmFace(cloud, faults, shapes, access, runByHand, services);
  const answer = (request: IncomingMessage, response: ServerResponse): void =>
    // One request that goes wrong ends its own connection, not everybody's sandbox.
    void face.handle(request, response).catch(() => response.destroy());
  const listeners = await listen(answer, trust, port);
  own = listeners.loopbackUrl;
  return listeners;
}

class ArmFace {
  constructor(
    private readonly cloud: Cloud,
    private readonly faults: Faults,
    private readonly shapes: BodyShapes,
    private readonly access: Authorizer,
    private readonly runByHand: RunByHand,
    private readonly services: OwnServices,
  ) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let answer: Answer;
    try {
      const target = requestTarget(request.url ?? "/");
      const { query } = target;
      const path = withoutRegion(target.path);
      if (path.startsWith(`${BLOB_ROOT}/`))
        return await this.services.blobFace.handle(request, response, path, query, (blobs) =>
          this.callerOf(request, blobs),
        );
      if (ScoringFace.answers(path)) return await this.services.scoring.handle(request, response, path);
      const body = await readBody(request);
      const origin = originOf(request);
      const registry = discovered(path);
      if (sameId(path, "/metadata/endpoints")) {
        answer = { status: 200, body: cloudMetadata(request.headers.host ?? "localhost", query.get("api-version")) };
      } else if (path === STATE_PATH) {
        const right = stateRights.find((one) => one === query.get("right")) ?? "write";
        this.services.states.require(right, query.get("stack") ?? "", this.callerOf(request, resourceManager));
        answer = { status: 204 };
      } else if (path === IDENTITY_PATH) {
        if (request.headers["x-identity-header"] !== this.services.signInSecret)
          throw new ArmError(401, "Unauthorized", "The header X-IDENTITY-HEADER is not the one in IDENTITY_HEADER.");
        answer = { status: 200, body: signIn(this.cloud, this.access, this.services.tokens, query) };
      } else if (registry !== undefined) {
        const { dataPlane } = this.services;
        this.access.require(
          [{ operation: on(dataPlane.registryId(registry), "read") }],
          this.callerOf(request, machineLearning),
        );
        answer = { status: 200, body: dataPlane.discover(registry, origin) };
      } else {
        requireVersion(path, query.get("api-version"));
        const type = parseArmId(path)?.type ?? path;
        const kind = ["GET", "HEAD"].includes(request.method ?? "GET") ? "read" : "write";
        // Azure ML answers by itself where a region precedes what Resource Manager knows.
        const recipient = path === target.path ? resourceManager : machineLearning;
        answer = await this.faults.request(type, kind, () =>
          this.answer(
            { method: request.method ?? "GET", path, query, body, origin },
            this.callerOf(request, recipient),
          ),
        );
        if (path !== target.path) answer = { ...answer, body: withRegistryIds(answer.body) };
      }
    } catch (error) {
      // The work was done and nobody was told: the client sees its connection break.
      if (error instanceof LostResponse) return void response.destroy();
      // The answer has begun and cannot be taken back: the client left, or sees that the rest is missing.
      if (response.headersSent) return void response.destroy();
      answer = refusal(error);
    }
    const text = answer.body === undefined ? "" : JSON.stringify(answer.body);
    response.writeHead(answer.status, {
      "content-type": "application/json; charset=utf-8",
      date: this.cloud.now().toUTCString(),
      ...requestIds(request.headers["x-ms-client-request-id"]),
      ...(answer.status === 429 && retrySoon),
    });
    response.end(request.method === "HEAD" ? undefined : text);
  }

  private answer({ method, path, query, body, origin }: Asked, caller: Somebody): Answer {
    this.authorize(method === "HEAD" ? "GET" : method, path, body, caller);
    this.cloud.requireRegion(path);
    const tags = writeTags(this.cloud, method, path, body);
    if (tags !== undefined) return { status: 200, body: tags };
    switch (method) {
      case "GET":
        return this.get(path, query, caller);
      case "HEAD":
        // Whether there is such a thing: Resource Manager says 204 where a GET says 200.
        return this.get(path, query, caller) && { status: 204 };
      case "PUT":
        return this.put(path, body, origin);
      case "PATCH":
        return this.patch(path, body);
      case "DELETE":
        return this.delete(path, query.get("forceToPurge")?.toLowerCase() === "true");
      case "POST":
        return this.post(path, body, origin);
      default:
        throw new ArmError(405, "MethodNotAllowed", `${method} is not supported.`);
    }
  }

  /**
   * Who asks: whom a workflow's token is for, whom a token of the sandbox's sign-in is for, whom a client says it is, or else
   * whoever the sandbox runs as, whatever other token is shown.
   * @param recipient - who is asked, and takes no token for another service. @throws ArmError 401
   */
  private callerOf({ headers }: IncomingMessage, recipient: Recipient): Somebody {
    const identity = headers[WORKFLOW_IDENTITY];
    if (typeof identity === "string" && identity !== "") return this.access.identity(identity);
    const token = /^Bearer (.+)$/i.exec(headers.authorization ?? "")?.[1];
    const claims = token === undefined ? "unknown" : this.services.tokens.read(token);
    if (claims === "expired")
      throw new ArmError(401, "ExpiredAuthenticationToken", "The access token expiry has passed. Sign in again.");
    if (typeof claims === "object") {
      requireAudience(recipient, claims.aud);
      return this.access.somebody(claims.oid);
    }
    const as = headers[AS];
    return typeof as === "string" && as !== "" ? this.access.somebody(as) : this.access.caller;
  }

  /** Azure asks for the right before it looks whether there is such a thing. @throws ArmError 403 */
  private authorize(method: string, path: string, body: JsonObject, caller: Somebody): void {
    const requests = requestsOf(this.cloud, method, path, body);
    // Lists of a subscription or a group show what one may see of it, and refuse nobody.
    if (method === "GET" && isFilteredList(path)) return;
    this.access.require(requests, caller);
  }

  private get(path: string, query: URLSearchParams, caller: Somebody): Answer {
    for (const read of armReads) {
      const body = read(this.cloud, path, query);
      if (body !== undefined) return { status: 200, body };
    }
    const permissions = PERMISSIONS.exec(path)?.[1];
    if (permissions !== undefined)
      return { status: 200, body: { value: this.access.permissionsAt(permissions, caller) } };
    const resource = this.cloud.show(path) ?? this.madeBySomeService(path);
    if (resource !== undefined) return { status: 200, body: shown(this.cloud, resource) };
    const list = this.list(path, query)?.filter((one) => this.shows(path, one, caller));
    if (list === undefined) throw notFound(path);
    const type = typeOfCollection(path) ?? "";
    const wanted = isJobType(type)
      ? list.filter((job) => jobIsAskedFor(job, query))
      : listsCodes(path)
        ? list.filter((code) => codeIsAskedFor(code, query))
        : list;
    const value = /^microsoft\.machinelearningservices\/.*\//i.test(type) ? arranged(wanted, query) : wanted;
    return { status: 200, body: { value } };
  }

  private shows(path: string, one: Json, caller: Somebody): boolean {
    if (!isFilteredList(path)) return true;
    return this.access.decide(on(String((one as JsonObject)["id"]), "read"), caller).allowed;
  }

  /** The resources of one type in a scope; undefined if the path does not end in a type. */
  private list(path: string, query: URLSearchParams): readonly JsonObject[] | undefined {
    const special = listGrants(this.cloud, path, query) ?? listResources(this.cloud, path, query);
    if (special !== undefined) return special.map((resource) => shown(this.cloud, resource));
    const group = /^(\/subscriptions\/[^/]+)\/resourceGroups$/i.exec(path);
    const scope = group?.[1] ?? path.slice(0, path.lastIndexOf("/"));
    const type = group === null ? typeOfCollection(path) : "Microsoft.Resources/resourceGroups";
    if (type === undefined) return undefined;
    const root = group?.[1] ?? scope.replace(/\/providers\/[^/]+$/i, "");
    if (!this.cloud.exists(root)) throw notFound(root);
    const own = this.cloud
      .within(root)
      .filter((resource) => sameId(resource.type, type))
      .filter(({ id }) => !onOneScope.test(type) || sameId(parseArmId(id)!.parent, root));
    const made = madeByAzureMl(this.cloud, path) ?? [];
    return [...own, ...made.filter(({ id }) => this.cloud.get(id) === undefined)].map((one) => shown(this.cloud, one));
  }

  /** What a service keeps at an id by itself. */
  private madeBySomeService(path: string): ArmResource | undefined {
    return parseArmId(path) === undefined ? undefined : madeByAzureMl(this.cloud, path)?.[0];
  }

  /** One resource as clients see it. */
  private one(path: string): JsonObject {
    return shown(this.cloud, this.cloud.show(path)!);
  }

  private put(path: string, body: JsonObject, origin: string): Answer {
    const reference = this.services.dataPlane.temporaryReference(path, body, origin);
    if (reference !== undefined) return { status: 200, body: reference };
    const id = requireId(path);
    const existing = this.cloud.get(path);
    if (existing?.azurerm !== undefined) return this.patch(path, body);
    // A key that is there stays as it is.
    if (existing !== undefined && sameId(id.type, "Microsoft.KeyVault/vaults/keys"))
      return { status: 200, body: this.one(path) };
    const own = Object.entries(body).filter(([key]) => !["id", "name", "type", "systemData"].includes(key));
    const sent = this.services.dataPlane.kept(publishedBody(this.shapes, id.type, Object.fromEntries(own)));
    requireFitting(this.shapes, id.id, id.type, sent, "ignore");
    const readOnly = merge(
      readOnlyOf(path, id.type, sent),
      identityReadOnly(path, sent["identity"], this.cloud.tenant),
    );
    const added = isJobType(id.type) ? jobReadOnly(this.cloud.show(path), this.cloud.now()) : {};
    this.cloud.write({ id: path, type: id.type, body: sent, readOnly: merge(readOnly, added) as JsonObject });
    if (isJobType(id.type) && existing === undefined) this.services.onJob?.(path);
    return { status: putStatus(id.type, existing === undefined), body: this.one(path) };
  }

  private patch(path: string, body: JsonObject): Answer {
    const existing = this.cloud.get(path);
    if (existing === undefined) throw notFound(path);
    const sent = publishedBody(this.shapes, existing.type, body);
    const patched = existing.azurerm === undefined ? patchOwn(existing, sent) : patchAzurerm(existing, sent);
    if (existing.azurerm === undefined) requireFitting(this.shapes, path, existing.type, patched.body, "ignore");
    this.cloud.write(patched);
    return { status: 200, body: this.one(path) };
  }

  private delete(path: string, purge: boolean): Answer {
    const { type } = requireId(path);
    if (this.cloud.get(path) === undefined) return { status: 204 };
    const gone = tellsOfDeleted.test(type) ? this.one(path) : undefined;
    this.cloud.delete(path, { purge });
    return { status: 200, body: gone };
  }

  private post(path: string, body: JsonObject, origin: string): Answer {
    const upload = this.services.dataPlane.pendingUpload(path, origin);
    if (upload !== undefined) return { status: 200, body: upload };
    const restrictions = policyRestrictions(this.cloud, path, body);
    if (restrictions !== undefined) return { status: 200, body: restrictions };
    const run = startRun(this.cloud, path, this.runByHand);
    if (run !== undefined) return { status: 202, body: run };
    const own = runMlAction(this.cloud, path);
    if (own !== undefined) {
      const canceled = /^(.*\/jobs\/[^/]+)\/cancel$/i.exec(path)?.[1];
      if (canceled !== undefined) this.services.onCancel?.(canceled);
      const submitted = isObject(own.body ?? null) ? (own.body as JsonObject)["submissionId"] : undefined;
      const job = `${path.replace(/\/schedules\/[^/]+\/trigger$/i, "")}/jobs/${String(submitted)}`;
      if (submitted !== undefined && this.cloud.get(job) !== undefined) this.services.onJob?.(job);
      return own;
    }
    const slash = path.lastIndexOf("/");
    const target = path.slice(0, slash);
    return {
      status: 200,
      body: runAction(this.cloud, { target, method: "POST", action: path.slice(slash + 1), body }),
    };
  }
}

/** Types of which a scope's list holds its own only, and not what stands further below. */
const onOneScope = /^Microsoft\.(Insights\/diagnosticSettings|EventGrid\/eventSubscriptions)$/i;
/** Types whose DELETE answers with what was deleted, which `az role assignment delete` reads. Source: Microsoft.Authorization's published operations. */
const tellsOfDeleted = /^Microsoft\.Authorization\/role(Assignments|Definitions)$/i;

/** Every answer of Azure can be told by these; a client's own id comes back. */
function requestIds(client: string | readonly string[] | undefined): Record<string, string> {
  const id = randomUUID();
  return {
    "x-ms-request-id": id,
    "x-ms-correlation-request-id": id,
    ...(typeof client === "string" && { "x-ms-client-request-id": client }),
  };
}

/** Who asks, where a test or a user wants to be somebody: there is no sign-in here. An object id. */
const AS = "x-mlops-sandbox-as";
/** Whose token a workflow shows: the ARM id of its identity. */
const WORKFLOW_IDENTITY = "x-sandbox-identity";

/** What whoever asks may do at a scope. */
const PERMISSIONS = /^(\/subscriptions\/.*)\/providers\/Microsoft\.Authorization\/permissions$/i;

/** Lists at a subscription or a resource group. */
const isFilteredList = (path: string): boolean =>
  /^\/subscriptions$/i.test(path) ||
  /^\/subscriptions\/[^/]+\/resourceGroups$/i.test(path) ||
  /^\/subscriptions\/[^/]+(\/resourceGroups\/[^/]+)?\/resources$/i.test(path) ||
  /^\/subscriptions\/[^/]+(\/resourceGroups\/[^/]+)?\/providers\/[^/]+\/[^/]+$/i.test(path);

function patchOwn(existing: CloudResource, body: JsonObject): CloudResource {
  return { ...existing, body: merge(existing.body, body) as JsonObject };
}

/** Tags of what azurerm made are azurerm's own, so that its next plan shows the change. */
function patchAzurerm(existing: CloudResource, { tags, ...rest }: JsonObject): CloudResource {
  const azurerm = existing.azurerm!;
  const values = tags === undefined ? azurerm.values : { ...azurerm.values, tags };
  return { ...existing, azurerm: { ...azurerm, values }, body: merge(existing.body, rest) as JsonObject };
}

/** `…/providers/Microsoft.X/parents/p/children` → `Microsoft.X/parents/children`. */
function typeOfCollection(path: string): string | undefined {
  const providers = path.toLowerCase().lastIndexOf("/providers/");
  if (providers === -1) return undefined;
  const [namespace, ...segments] = path.slice(providers + "/providers/".length).split("/");
  if (segments.length % 2 === 0) return undefined;
  return [namespace, ...segments.filter((_, index) => index % 2 === 0)].join("/");
}

function requireId(path: string) {
  const id = parseArmId(path);
  if (id === undefined) throw new ArmError(400, "InvalidResourceId", `'${path}' is not a resource id.`);
  return id;
}

const notFound = (path: string) => new ArmError(404, "ResourceNotFound", `The Resource '${path}' was not found.`);

async function readBody(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) throw new ArmError(413, "RequestContentTooLarge", "The request body is too large.");
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  if (text === "") return {};
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null && !Array.isArray(body)) return body as JsonObject;
  } catch {
    // Falls through to the refusal: not JSON at all.
  }
  throw new ArmError(400, "InvalidRequestContent", "The request content was invalid and could not be deserialized.");
}

function refusal(error: unknown): Answer {
  if (error instanceof ArmError) return { status: error.status, body: error.toJson() };
  if (error instanceof UserError) {
    // What the file system refused: nothing was changed.
    return {
      status: 507,
      body: { error: { code: "InsufficientStorage", message: error.problems.map(formatProblem).join("\n") } },
    };
  }
  const { summary, detail } = sandboxFailure(error);
  return { status: 500, body: { error: { code: "InternalServerError", message: `${summary}: ${detail}` } } };
}
