import { existsSync, readFileSync } from "node:fs";
import type { TokenCredential } from "@azure/core-auth";
import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpClient,
  type Pipeline,
  type PipelinePolicy,
  type PipelineRequest,
  RestError,
} from "@azure/core-rest-pipeline";
import { type Problem, UserError } from "../domain/problem/problem";
import { azureProblem } from "./azure-problem";

/** A JSON object as ARM answers it. */
export interface ArmObject {
  readonly [key: string]: unknown;
}

/** Where Azure is: the real one, or the sandbox. */
export type AzureTarget = "azure" | "sandbox";

export interface ConnectOptions {
  /** A sandbox started in this process: its folder, or `true` for `.sandbox`. @default - `MLOPS_SANDBOX_ARM`, else Azure */
  readonly sandbox?: string | boolean;
  /** Entra tenant to sign in to. @default - the one of the signed-in account */
  readonly tenant?: string;
  /** `short`: an answer that takes longer than some seconds is none. @default - a minute, and five tries */
  readonly patience?: "short";
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
}

/** What Azure's own clients are made with. */
export interface AzureClientOptions {
  readonly endpoint: string;
  readonly credentialScopes: string;
  /** Whose certificates are trusted: for the sandbox its own authority. @default - Node's roots */
  readonly tlsOptions?: { readonly ca: string };
  readonly retryOptions: {
    readonly maxRetries: number;
    readonly retryDelayInMs: number;
    readonly maxRetryDelayInMs: number;
  };
}

/** Azure's clock beside ours, at the moment of one answer. */
export interface ClockReading {
  readonly azure: Date;
  readonly ours: Date;
}

/** A client as `@azure/arm-*` makes them. */
interface HasPipeline {
  readonly pipeline: {
    addPolicy(policy: PipelinePolicy, options?: { readonly phase?: "Sign" }): void;
  };
}

/** A connection to Azure Resource Manager. Throttling, server errors and connections that break are tried again. */
export interface AzureConnection {
  readonly target: AzureTarget;
  /** Base URL of Azure Resource Manager, without a slash at its end. */
  readonly armUrl: string;
  readonly credential: TokenCredential;
  readonly clientOptions: AzureClientOptions;
  /**
   * One of Azure's own clients, made so that it reaches this target:
   * `azure.client((credential, options) => new MonitorClient(credential, subscription, options))`.
   */
  client<Client extends HasPipeline>(
    make: (credential: TokenCredential, options: AzureClientOptions) => Client,
  ): Client;
  /** The resource at a path, or undefined if Azure says 404. Throws `UserError` if Azure refuses or does not answer. */
  get(id: string, apiVersion: string, query?: Readonly<Record<string, string>>): Promise<ArmObject | undefined>;
  /** Everything in a collection, all pages of it; empty if Azure says 404. */
  list(id: string, apiVersion: string, query?: Readonly<Record<string, string>>): Promise<readonly ArmObject[]>;
  /** Runs an action and waits until it is over. */
  post(id: string, apiVersion: string, body: ArmObject): Promise<void>;
  /** Creates or replaces a resource. @returns it as Azure answers it */
  put(id: string, apiVersion: string, body: ArmObject): Promise<ArmObject>;
  /** Runs an action that is over at once. @returns what it answers */
  act(id: string, apiVersion: string, body: ArmObject): Promise<ArmObject>;
  /** Writes a blob at a signed address, which alone lets it: no token goes there. */
  upload(address: string, content: Buffer): Promise<void>;
  /** Starts an action that takes no body, and does not wait for what comes of it. */
  start(id: string, apiVersion: string): Promise<void>;
  /** The clocks at the newest answer; undefined before the first. */
  clock(): ClockReading | undefined;
  /** Ends a sandbox that was started for this connection. */
  close(): Promise<void>;
}

const AZURE = "https://management.azure.com";
const REQUEST_TIMEOUT_MS = 60_000;
const SHORT_TIMEOUT_MS = 5_000;
/** Longest wait for an action: publishing a model copies all its files. */
const ACTION_TIMEOUT_MS = 30 * 60_000;

/** Connects to Azure, or to the sandbox. Nothing is asked of Azure yet. */
export async function connect(options: ConnectOptions = {}): Promise<AzureConnection> {
  const { url, ca, close } = await findSandbox(options);
  const target: AzureTarget = url === undefined ? "azure" : "sandbox";
  const armUrl = (url ?? AZURE).replace(/\/+$/, "");
  const clientOptions: AzureClientOptions = {
    endpoint: armUrl,
    credentialScopes: `${AZURE}/.default`,
    ...(ca !== undefined && { tlsOptions: { ca } }),
    retryOptions: {
      maxRetries: options.patience === "short" ? 1 : 5,
      ...(target === "azure"
        ? { retryDelayInMs: 1000, maxRetryDelayInMs: 30_000 }
        : { retryDelayInMs: 20, maxRetryDelayInMs: 200 }),
    },
  };
  const credential = target === "azure" ? azureCredential(options.tenant) : sandboxCredential;
  return new Connection(
    target,
    armUrl,
    credential,
    clientOptions,
    options.patience === "short" ? SHORT_TIMEOUT_MS : REQUEST_TIMEOUT_MS,
    close,
    target === "sandbox" ? sandboxPerson(options.env ?? process.env) : {},
  );
}

interface Found {
  readonly url?: string;
  /** Certificates that prove it is the sandbox, PEM. */
  readonly ca?: string;
  readonly close: () => Promise<void>;
}

async function findSandbox(options: ConnectOptions): Promise<Found> {
  const { sandbox } = options;
  if (sandbox !== undefined && sandbox !== false) {
    // Loaded when one is asked for: it takes a second, and most commands find a running one or go to Azure.
    // eslint-disable-next-line @typescript-eslint/no-require-imports, @typescript-eslint/consistent-type-imports
    const { startSandbox } = require("../sandbox") as typeof import("../sandbox");
    const running = await startSandbox(typeof sandbox === "string" ? { dir: sandbox } : {});
    return { url: running.armUrl, ...trusted(running.env), close: () => running.close() };
  }
  const env = options.env ?? process.env;
  const url = sandboxInEnvironment(env);
  return { ...(url !== undefined && { url, ...trusted(env) }), close: async () => undefined };
}

/**
 * Node reads `NODE_EXTRA_CA_CERTS` when it starts; a sandbox may have been started since, in this very process.
 */
export function trusted(env: NodeJS.ProcessEnv): { readonly ca?: string } {
  const file = env["NODE_EXTRA_CA_CERTS"] ?? "";
  return file !== "" && existsSync(file) ? { ca: readFileSync(file, "utf8") } : {};
}

/** Address of the sandbox that this process runs in; undefined if it runs in none. */
export const sandboxInEnvironment = (env: NodeJS.ProcessEnv): string | undefined =>
  env["MLOPS_SANDBOX_ARM"] === "" ? undefined : env["MLOPS_SANDBOX_ARM"];

/** The sandbox asks for no token; whoever wants to be somebody there names an object id. */
export const sandboxPerson = (env: NodeJS.ProcessEnv = process.env): { readonly [header: string]: string } =>
  env["MLOPS_SANDBOX_AS"] === undefined ? {} : { "x-mlops-sandbox-as": env["MLOPS_SANDBOX_AS"] };

/** Whatever token it is, the sandbox does not look at it. */
const sandboxCredential: TokenCredential = {
  getToken: async () => ({ token: "sandbox", expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
};

/** Workload identity in a pipeline, else whoever is signed in with the Azure CLI. Loaded when the first token is asked for. */
function azureCredential(tenant: string | undefined): TokenCredential {
  let credential: TokenCredential | undefined;
  return {
    getToken: async (scopes, options) => {
      if (credential === undefined) {
        const { DefaultAzureCredential } = await import("@azure/identity");
        credential = new DefaultAzureCredential({ ...(tenant !== undefined && { tenantId: tenant }) });
      }
      return credential.getToken(scopes, options);
    },
  };
}

class Connection implements AzureConnection {
  private reading: ClockReading | undefined;
  private pipeline: Pipeline | undefined;
  /** One for all requests: it keeps connections open, and a new one costs a TLS handshake. */
  private readonly http: HttpClient = createDefaultHttpClient();

  constructor(
    readonly target: AzureTarget,
    readonly armUrl: string,
    readonly credential: TokenCredential,
    readonly clientOptions: AzureClientOptions,
    private readonly timeoutMs: number,
    private readonly end: () => Promise<void>,
    /** Headers that say who asks, where no token does. */
    private readonly person: { readonly [header: string]: string },
  ) {}

  client<Client extends HasPipeline>(
    make: (credential: TokenCredential, options: AzureClientOptions) => Client,
  ): Client {
    const client = make(this.credential, this.clientOptions);
    client.pipeline.addPolicy(this.watch, { phase: "Sign" });
    return client;
  }

  async get(id: string, apiVersion: string, query: Readonly<Record<string, string>> = {}) {
    return this.read(this.url(id, apiVersion, query), id);
  }

  async list(id: string, apiVersion: string, query: Readonly<Record<string, string>> = {}) {
    const items: ArmObject[] = [];
    const seen = new Set<string>();
    for (let next: string | undefined = this.url(id, apiVersion, query); next !== undefined && !seen.has(next);) {
      // Tokens go to Azure Resource Manager only, whatever a page says comes next.
      if (!next.startsWith(`${this.armUrl}/`)) throw new UserError([foreignPage(id, next)]);
      seen.add(next);
      const page: ArmObject | undefined = await this.read(next, id);
      items.push(...((page?.["value"] ?? []) as readonly ArmObject[]));
      next = typeof page?.["nextLink"] === "string" && page["nextLink"] !== "" ? page["nextLink"] : undefined;
    }
    return items;
  }

  async put(id: string, apiVersion: string, body: ArmObject): Promise<ArmObject> {
    return this.written(id, apiVersion, "PUT", body);
  }

  async act(id: string, apiVersion: string, body: ArmObject): Promise<ArmObject> {
    return this.written(id, apiVersion, "POST", body);
  }

  async upload(address: string, content: Buffer): Promise<void> {
    const { tlsOptions, retryOptions } = this.clientOptions;
    const options = { retryOptions, ...(tlsOptions !== undefined && { tlsOptions }) };
    const headers = createHttpHeaders({ "x-ms-blob-type": "BlockBlob", "x-ms-version": "2023-11-03" });
    const request = createPipelineRequest({ url: address, method: "PUT", headers, body: content });
    const [place] = address.split("?") as [string];
    try {
      const answer = await createPipelineFromOptions(options).sendRequest(this.http, request);
      if (answer.status < 300) return;
      throw new RestError(`HTTP ${answer.status}`, { statusCode: answer.status, response: answer });
    } catch (error) {
      throw azureProblem(error, place) ?? error;
    }
  }

  private async written(id: string, apiVersion: string, method: "PUT" | "POST", body: ArmObject): Promise<ArmObject> {
    const answer = await this.send(this.url(id, apiVersion, {}), id, { method, body: JSON.stringify(body) });
    return (parse(answer.bodyAsText) ?? {}) as ArmObject;
  }

  async start(id: string, apiVersion: string): Promise<void> {
    await this.send(this.url(id, apiVersion, {}), id, { method: "POST" });
  }

  async post(id: string, apiVersion: string, body: ArmObject): Promise<void> {
    const answer = await this.send(this.url(id, apiVersion, {}), id, { method: "POST", body: JSON.stringify(body) });
    const poll = answer.headers.get("azure-asyncoperation") ?? answer.headers.get("location");
    if (answer.status !== 202 || poll === undefined) return;
    const until = Date.now() + ACTION_TIMEOUT_MS;
    for (let url = poll; ;) {
      if (!url.startsWith(`${this.armUrl}/`)) throw new UserError([foreignPage(id, url)]);
      await new Promise((resolve) => setTimeout(resolve, pause(answer.headers.get("retry-after"), this.target)));
      const state = await this.send(url, id);
      const status = (parse(state.bodyAsText) as ArmObject | undefined)?.["status"];
      if (state.status !== 202 && (status === undefined || status === "Succeeded")) return;
      if (status === "Failed" || status === "Canceled") {
        throw new UserError([
          { code: "MLOPS-AZURE-004", where: id, message: `Azure began this and ended it as ${status}` },
        ]);
      }
      if (Date.now() > until) {
        throw new UserError([
          {
            code: "MLOPS-AZURE-005",
            where: id,
            message: "Azure has not finished this in half an hour",
            fix: "run the command again: it goes on where Azure is",
          },
        ]);
      }
      url = state.headers.get("location") ?? url;
    }
  }

  clock(): ClockReading | undefined {
    return this.reading;
  }

  close(): Promise<void> {
    return this.end();
  }

  private url(id: string, apiVersion: string, query: Readonly<Record<string, string>>): string {
    return `${this.armUrl}${id}?${new URLSearchParams({ "api-version": apiVersion, ...query }).toString()}`;
  }

  private async read(url: string, what: string): Promise<ArmObject | undefined> {
    const { status, bodyAsText } = await this.send(url, what);
    return status === 404 ? undefined : (parse(bodyAsText) as ArmObject);
  }

  private async send(url: string, what: string, more: Partial<Pick<PipelineRequest, "method" | "body">> = {}) {
    const request = createPipelineRequest({
      url,
      method: "GET",
      headers: createHttpHeaders({
        accept: "application/json",
        "content-type": "application/json",
      }),
      ...more,
    });
    try {
      const answer = await this.rawPipeline().sendRequest(this.http, request);
      const missing = answer.status === 404 && request.method === "GET";
      if (answer.status < 300 || missing) return answer;
      throw new RestError(messageOf(answer.bodyAsText) ?? `HTTP ${answer.status}`, {
        statusCode: answer.status,
        request,
        response: answer,
      });
    } catch (error) {
      throw azureProblem(error, what) ?? error;
    }
  }

  private rawPipeline(): Pipeline {
    if (this.pipeline !== undefined) return this.pipeline;
    const { credentialScopes, ...options } = this.clientOptions;
    const { credential } = this;
    this.pipeline = createPipelineFromOptions(options);
    this.pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: credentialScopes }));
    this.pipeline.addPolicy(this.watch, { phase: "Sign" });
    return this.pipeline;
  }

  /** Gives every request an end and says who asks, and looks at the clock of every answer. */
  private readonly watch: PipelinePolicy = {
    name: "mlopsWatch",
    sendRequest: async (request, next) => {
      // Not `request.timeout`: its timer outlives a connection that broke, and would keep the process for a minute.
      // For this try only: the time until the next one is Azure's to say.
      const before = request.abortSignal;
      for (const [header, value] of Object.entries(this.person)) request.headers.set(header, value);
      request.abortSignal = AbortSignal.timeout(this.timeoutMs);
      const answer = await next(request).finally(() => (request.abortSignal = before));
      const date = Date.parse(answer.headers.get("date") ?? "");
      if (!Number.isNaN(date)) this.reading = { azure: new Date(date), ours: new Date() };
      return answer;
    },
  };
}

const parse = (text: string | null | undefined): unknown =>
  text === undefined || text === null || text === "" ? undefined : JSON.parse(text);

function messageOf(text: string | null | undefined): string | undefined {
  try {
    const { error } = parse(text) as { error?: { code?: string; message?: string } };
    return error?.message === undefined ? undefined : `${error.code ?? "Error"}: ${error.message}`;
  } catch {
    return undefined;
  }
}

const pause = (retryAfter: string | undefined, target: AzureTarget): number =>
  target === "sandbox" ? 20 : Math.min(Math.max(Number(retryAfter ?? 5) || 5, 1), 60) * 1000;

const foreignPage = (where: string, url: string): Problem => ({
  code: "MLOPS-AZURE-006",
  where,
  message: "Azure's answer goes on at another host, which gets no token",
  given: new URL(url).host,
});
