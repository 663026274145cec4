import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A resource as Azure Resource Manager returns it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests walk into arbitrary JSON
export type ArmObject = Record<string, any>;

/** A request the server got. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: ArmObject | undefined;
  /** Which managed identity asked. */
  readonly identity: string | undefined;
}

/**
 * A small stand-in for Azure Resource Manager, for workflows: keeps what is put, lists collections page by page, and
 * fails when told to. Paths are compared without regard to case, as Azure does.
 */
export class FakeArm {
  readonly received: Received[] = [];
  private readonly resources = new Map<string, ArmObject>();
  private readonly failures: {
    readonly matches: (request: Received) => boolean;
    readonly status: number;
    left: number;
  }[] = [];
  private server: Server | undefined;
  /** The time at which what is put counts as created. */
  now = new Date("2026-12-10T12:00:00Z");
  /** Items per page of a list. */
  pageSize = 2;

  async start(): Promise<string> {
    this.server = createServer((request, response) => void this.handle(request, response));
    await new Promise<void>((done) => this.server!.listen(0, "127.0.0.1", done));
    return this.origin;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((done) => this.server?.close(done));
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server!.address() as AddressInfo).port}`;
  }

  /** Forgets everything. */
  reset(): void {
    this.received.length = 0;
    this.failures.length = 0;
    this.resources.clear();
  }

  put(id: string, resource: ArmObject): void {
    this.resources.set(id.toLowerCase(), { id, name: id.split("/").at(-1), ...resource });
  }

  get(id: string): ArmObject | undefined {
    return this.resources.get(id.toLowerCase());
  }

  /** Everything directly below a collection's path. */
  list(collection: string): ArmObject[] {
    const prefix = `${collection.toLowerCase()}/`;
    return [...this.resources]
      .filter(([id]) => id.startsWith(prefix) && !id.slice(prefix.length).includes("/"))
      .map(([, one]) => one);
  }

  /** Answers the next `times` requests that match with an error. */
  fail(status: number, times: number, matches: (request: Received) => boolean): void {
    this.failures.push({ matches, status, left: times });
  }

  requests(method: string): Received[] {
    return this.received.filter((request) => request.method === method);
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const url = new URL(request.url!, "http://arm");
    const got: Received = {
      method: request.method!,
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      body: text === "" ? undefined : (JSON.parse(text) as ArmObject),
      identity: request.headers["x-sandbox-identity"] as string | undefined,
    };
    this.received.push(got);
    const [status, body] = this.answer(got);
    response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
    response.end(JSON.stringify(body));
  }

  private answer(request: Received): [number, object] {
    const failure = this.failures.find((one) => one.left > 0 && one.matches(request));
    if (failure !== undefined) {
      failure.left -= 1;
      return [failure.status, { error: { code: "Injected", message: "as told" } }];
    }
    if (request.method === "PUT") return this.create(request);
    const one = this.get(request.path);
    if (one !== undefined) return [200, one];
    const isVersions = request.path.endsWith("/versions") && this.list(request.path).length > 0;
    if (!isVersions && !/\/(jobs|deployments)$/.test(request.path))
      return [404, { error: { code: "ResourceNotFound" } }];
    return [200, this.page(request)];
  }

  private create({ path, body }: Received): [number, object] {
    const existing = this.get(path);
    const merged = {
      systemData: { createdAt: this.now.toISOString().replace("Z", "+00:00") },
      ...existing,
      ...body,
      properties: { ...(path.includes("/jobs/") ? { status: "NotStarted" } : {}), ...body?.["properties"] },
    };
    if (existing?.["properties"].status !== undefined) merged.properties.status = existing["properties"].status;
    this.put(path, merged);
    return [existing === undefined ? 201 : 200, this.get(path)!];
  }

  private page(request: Received): object {
    const tag = request.query.get("tag");
    const all = this.list(request.path).filter((one) => tag === null || tag in (one["properties"].tags ?? {}));
    const from = Number(request.query.get("$skip") ?? 0);
    const next = from + this.pageSize;
    if (next >= all.length) return { value: all.slice(from) };
    request.query.set("$skip", String(next));
    const nextLink = `https://management.azure.com${request.path}?${request.query}`;
    return { value: all.slice(from, next), nextLink };
  }
}
