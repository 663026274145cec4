import { randomUUID } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { LogFile } from "../../files";

/** Where collected requests and answers go, and as whose. */
export interface Collecting {
  /** The container's place on this machine. */
  readonly folder: string;
  readonly endpoint: string;
  readonly deployment: string;
  /** Collections that are kept. @default - all */
  readonly only?: readonly string[];
  /** Told of each event that was written. */
  readonly tell?: (collection: string, rows: number) => void;
}

/** What takes the place of Azure's data collector. */
export interface Collector {
  readonly port: number;
  /** Ends it when what was sent has been written. */
  close(): Promise<void>;
}

/** What one event may hold at most; above, Azure writes a reference instead of the data. */
const MOST_BYTES = 4 * 1024 * 1024;
const TYPE = /^azureml\.inference\.([A-Za-z0-9_]+)$/;

/**
 * Takes what `azureml-ai-monitoring` sends (`POST /modeldata/log` on loopback) and writes it as Azure does: events as lines of
 * `modelDataCollector/<endpoint>/<deployment>/<collection>/<year>/<month>/<day>/<hour>/<instance>.jsonl`. Source: the package's
 * 1.0.0 (`worker/sender.py`), and Microsoft's article on collecting production data.
 */
export async function startCollector(collecting: Collecting): Promise<Collector> {
  const writer = new EventWriter(collecting);
  const server = createServer((request, response) => {
    const answer = (status: number, text: string) => response.writeHead(status).end(text);
    if (request.method !== "POST" || request.url !== "/modeldata/log") return void answer(404, "not found");
    bodyOf(request)
      .then((body) => {
        const wrong = writer.write(request.headers, body);
        answer(wrong === undefined ? 200 : 400, wrong ?? "");
      })
      .catch((error: unknown) => answer(500, String(error)));
  });
  await new Promise<void>((done, failed) => {
    server.once("error", failed);
    server.listen(0, "127.0.0.1", done);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    close: () =>
      new Promise((done) => {
        server.close(() => {
          writer.close();
          done();
        });
        server.closeIdleConnections();
      }),
  };
}

class EventWriter {
  private readonly files = new Map<string, LogFile>();
  /** A name of its own for each start: what an earlier one wrote stays. */
  private readonly instance = randomUUID();

  constructor(private readonly collecting: Collecting) {}

  /** @returns what is wrong with the event; undefined if it was written */
  write(headers: IncomingHttpHeaders, body: Buffer): string | undefined {
    const collection = TYPE.exec(text(headers["ce-type"]) ?? "")?.[1];
    if (collection === undefined) return "ce-type names no collection";
    if (this.collecting.only?.includes(collection) === false) return undefined;
    let data: unknown;
    try {
      data = JSON.parse(body.toString("utf8"));
    } catch {
      return "the data is no JSON";
    }
    if (!Array.isArray(data)) return "the data is no list of rows";
    if (body.length > MOST_BYTES) return "the data is larger than 4 MB, of which Azure writes a reference only";
    const time = momentOf(text(headers["ce-time"]));
    const { endpoint, deployment } = this.collecting;
    const event = {
      specversion: "1.0",
      id: text(headers["trace-id"]) ?? randomUUID(),
      source: `/onlineEndpoints/${endpoint}/deployments/${deployment}`,
      type: `azureml.inference.${collection}`,
      datacontenttype: "application/json",
      time: time.toISOString(),
      data,
      contentrange: `bytes 0-${Math.max(0, body.length - 1)}/${body.length}`,
      correlationid: text(headers["ce-x-request-id"]) ?? randomUUID(),
      xrequestid: text(headers["ce-x-request-id"]) ?? "",
      modelversion: text(headers["ce-model-version"]) ?? "default",
      collectdatatype: text(headers["ce-collect-data-type"]) ?? "",
      agent: text(headers["ce-agent"]) ?? "",
    };
    this.fileOf(collection, time).add(`${JSON.stringify(event)}\n`);
    this.collecting.tell?.(collection, data.length);
    return undefined;
  }

  close(): void {
    for (const file of this.files.values()) {
      file.close();
      file.requireComplete();
    }
  }

  private fileOf(collection: string, time: Date): LogFile {
    const { folder, endpoint, deployment } = this.collecting;
    const hour = time.toISOString().slice(0, 13).split(/[-T]/);
    const path = join(
      folder,
      "modelDataCollector",
      endpoint,
      deployment,
      collection,
      ...hour,
      `${this.instance}.jsonl`,
    );
    const file = this.files.get(path) ?? new LogFile(path);
    this.files.set(path, file);
    return file;
  }
}

/** Seconds since 1970, or ISO 8601; without it now. */
function momentOf(given: string | undefined): Date {
  const found = new Date(given !== undefined && /^\d+$/.test(given) ? Number(given) * 1000 : (given ?? Date.now()));
  return Number.isNaN(found.getTime()) ? new Date() : found;
}

const text = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === "string" ? header : header?.[0];

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
