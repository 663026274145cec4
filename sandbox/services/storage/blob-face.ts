import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { writeWhole } from "../../../files";
import { ArmError } from "../../engine/arm/arm-error";
import type { CloudView } from "../../engine/arm/model";
import type { Authorizer, Somebody } from "../access/authorizer";
import { blobsOf, type Recipient } from "../sign-in/audience";
import { blobId, type BlobFacts, type BlobId, type Blobs } from "./blobs";
import type { Signatures } from "./signature";

/** Below this path of the sandbox's address are the blobs of every account: `/blob/<account>/<container>/<path>`. */
export const BLOB_ROOT = "/blob";

const BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
/** Of one request; clients send larger files in blocks. */
const MOST_BYTES = 256 * 1024 * 1024;
const SERVICE_VERSION = "2023-11-03";

/** What is asked of a blob or a container. */
interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  readonly blob: BlobId;
}

/**
 * The part of Blob Storage's interface that Azure's clients use for code, data and models: put (whole and in blocks), get (whole
 * and in ranges), properties, metadata, list and delete. Whoever asks shows a signed address, or a token of somebody who has a
 * role on the container. Source: learn.microsoft.com/rest/api/storageservices/blob-service-rest-api.
 */
export class BlobFace {
  constructor(
    private readonly cloud: CloudView,
    private readonly access: Authorizer,
    private readonly blobs: Blobs,
    private readonly signatures: Signatures,
    /** Told of each blob that has been written whole. */
    private readonly written: (blob: BlobId) => Promise<unknown> | undefined,
  ) {}

  /** Answers a call below `BLOB_ROOT`. */
  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: URLSearchParams,
    callerOf: (recipient: Recipient) => Somebody,
  ) {
    try {
      const [account = "", container = "", ...rest] = path.slice(BLOB_ROOT.length + 1).split("/");
      const call = { request, response, query, blob: blobId(account, container, rest.join("/")) };
      this.authorize(call, callerOf);
      await this.answer(call);
    } catch (error) {
      if (!(error instanceof ArmError)) throw error;
      request.resume();
      const body = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${error.code}</Code><Message>${escaped(error.detail)}</Message></Error>`;
      send(response, error.status, { "x-ms-error-code": error.code, "content-type": "application/xml" }, request, body);
    }
  }

  private authorize({ request, query, blob }: Call, callerOf: (recipient: Recipient) => Somebody): void {
    const reads = request.method === "GET" || request.method === "HEAD";
    if (query.has("sig")) {
      // `comp` is not signed: it changes what is needed only where it really is a list.
      const lists = reads && blob.path === "" && query.get("comp") === "list";
      const permission = lists ? "l" : reads ? "r" : request.method === "DELETE" ? "d" : "w";
      return this.signatures.require(query, blob.account, blob.container, permission);
    }
    const caller = callerOf(blobsOf(blob.account));
    const account = this.cloud.ofType("Microsoft.Storage/storageAccounts").find(({ name }) => name === blob.account);
    if (account === undefined) throw new ArmError(404, "ResourceNotFound", "The specified resource does not exist.");
    const verb = reads ? "read" : request.method === "DELETE" ? "delete" : "write";
    const scope = `${account.id}/blobServices/default/containers/${blob.container}`;
    if (!this.access.decide({ name: `${BLOBS}/${verb}`, plane: "data", scope }, caller).allowed)
      throw new ArmError(
        403,
        "AuthorizationPermissionMismatch",
        "This request is not authorized to perform this operation using this permission.",
      );
  }

  private async answer(call: Call): Promise<void> {
    const { request, response, query, blob } = call;
    const comp = query.get("comp");
    if (comp === "list" && request.method !== "GET" && request.method !== "HEAD") throw unsupportedVerb();
    if (blob.path === "") {
      if (comp === "list") return this.list(call);
      // A container is there as soon as something is in it.
      return send(response, request.method === "PUT" ? 201 : 200, {}, request);
    }
    switch (request.method) {
      case "HEAD":
      case "GET":
        return this.get(call);
      case "PUT":
        if (comp === "metadata") {
          this.facts(blob);
          this.blobs.annotate(blob, metadataOf(request));
          return send(response, 200, headersOf(this.facts(blob)), request);
        }
        if (comp === "block") return this.block(call);
        return comp === "blocklist" ? this.blockList(call) : this.put(call);
      case "DELETE":
        this.facts(blob);
        this.blobs.delete(blob);
        return send(response, 202, {}, request);
      default:
        throw unsupportedVerb();
    }
  }

  private facts(blob: BlobId): BlobFacts {
    const facts = this.blobs.facts(blob);
    if (facts === undefined) throw new ArmError(404, "BlobNotFound", "The specified blob does not exist.");
    return facts;
  }

  private async put({ request, response, blob }: Call): Promise<void> {
    if (request.headers["x-ms-blob-type"] !== "BlockBlob")
      throw new ArmError(400, "InvalidHeaderValue", "The sandbox keeps block blobs only.");
    if (request.headers["if-none-match"] === "*" && this.blobs.facts(blob) !== undefined)
      throw new ArmError(409, "BlobAlreadyExists", "The specified blob already exists.");
    this.blobs.write(blob, await bytesOf(request), metadataOf(request));
    await this.written(blob);
    send(response, 201, headersOf(this.facts(blob)), request);
  }

  /** By hashes: what a client calls a block is neither a place on this machine nor too long for a file's name. */
  private blockFile({ account, container, path }: BlobId, block: string): string {
    const [folder, file] = [path, block].map((text) => createHash("sha256").update(text).digest("hex"));
    return join(this.blobs.folder, ".blocks", account, container, folder!, file!);
  }

  private async block({ request, response, query, blob }: Call): Promise<void> {
    const file = this.blockFile(blob, query.get("blockid") ?? "");
    mkdirSync(join(file, ".."), { recursive: true });
    writeWhole(file, await bytesOf(request));
    send(response, 201, {}, request);
  }

  private async blockList({ request, response, blob }: Call): Promise<void> {
    const wanted = [
      ...(await bytesOf(request)).toString("utf8").matchAll(/<(?:Latest|Uncommitted|Committed)>([^<]*)</g),
    ].map(([, id]) => this.blockFile(blob, id!));
    if (!wanted.every((file) => existsSync(file)))
      throw new ArmError(400, "InvalidBlockList", "The specified block list is invalid.");
    this.blobs.write(blob, Buffer.concat(wanted.map((file) => readFileSync(file))), metadataOf(request));
    rmSync(join(this.blockFile(blob, "x"), ".."), { recursive: true, force: true });
    await this.written(blob);
    send(response, 201, headersOf(this.facts(blob)), request);
  }

  private async get({ request, response, blob }: Call): Promise<void> {
    const facts = this.facts(blob);
    const asked = rangeOf(request);
    const start = asked?.start ?? 0;
    const end = Math.min(asked?.end ?? Infinity, facts.size - 1);
    if (asked !== undefined && start >= facts.size)
      throw new ArmError(416, "InvalidRange", "The range specified is invalid for the current size of the resource.");
    response.writeHead(asked === undefined ? 200 : 206, {
      ...headersOf(facts),
      "content-type": "application/octet-stream",
      "accept-ranges": "bytes",
      "x-ms-version": SERVICE_VERSION,
      "content-length": Math.max(0, end - start + 1),
      ...(asked !== undefined && { "content-range": `bytes ${start}-${end}/${facts.size}` }),
    });
    if (request.method === "HEAD" || facts.size === 0) return void response.end();
    await pipeline(createReadStream(this.blobs.fileOf(blob), { start, end }), response);
  }

  private list({ request, response, query, blob }: Call): void {
    const { account, container } = blob;
    const prefix = query.get("prefix") ?? "";
    const delimiter = query.get("delimiter");
    const folders = new Set<string>();
    const shown = this.blobs.list(account, container, prefix).filter((path) => {
      const cut = delimiter === null ? -1 : path.indexOf(delimiter, prefix.length);
      if (cut !== -1) folders.add(path.slice(0, cut + 1));
      return cut === -1;
    });
    const one = (path: string): string => {
      const { size, etag, modified, metadata } = this.facts(blobId(account, container, path));
      const told = Object.entries(metadata).map(([key, value]) => `<${key}>${escaped(value)}</${key}>`);
      return `<Blob><Name>${escaped(path)}</Name><Properties><Last-Modified>${modified.toUTCString()}</Last-Modified><Etag>${etag}</Etag><Content-Length>${size}</Content-Length><Content-Type>application/octet-stream</Content-Type><BlobType>BlockBlob</BlobType></Properties><Metadata>${told.join("")}</Metadata></Blob>`;
    };
    const prefixes = [...folders].map((name) => `<BlobPrefix><Name>${escaped(name)}</Name></BlobPrefix>`);
    const body = `<?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="${container}"><Prefix>${escaped(prefix)}</Prefix><Blobs>${shown.map(one).join("")}${prefixes.join("")}</Blobs><NextMarker /></EnumerationResults>`;
    send(response, 200, { "content-type": "application/xml" }, request, body);
  }
}

const unsupportedVerb = () =>
  new ArmError(405, "UnsupportedHttpVerb", "The resource doesn't support the specified HTTP verb.");

/** The bytes that are asked for; undefined for all of them, also if the range ends before it starts: RFC 9110, 14.1.1. */
function rangeOf({ headers }: IncomingMessage): { readonly start: number; readonly end: number } | undefined {
  const asked = /^bytes=(\d+)-(\d*)$/.exec(String(headers["x-ms-range"] ?? headers["range"] ?? ""));
  if (asked === null) return undefined;
  const [start, end] = [Number(asked[1]), asked[2] === "" ? Infinity : Number(asked[2])];
  return end < start ? undefined : { start, end };
}

const headersOf = ({ etag, modified, metadata }: BlobFacts): Record<string, string> => ({
  etag,
  "last-modified": modified.toUTCString(),
  "x-ms-blob-type": "BlockBlob",
  "x-ms-request-server-encrypted": "true",
  ...Object.fromEntries(Object.entries(metadata).map(([key, value]) => [`x-ms-meta-${key}`, value])),
});

function metadataOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  const found = Object.entries(headers).filter(([name]) => name.startsWith("x-ms-meta-"));
  return Object.fromEntries(found.map(([name, value]) => [name.slice("x-ms-meta-".length), String(value)]));
}

function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  { method }: IncomingMessage,
  body = "",
): void {
  response.writeHead(status, {
    ...headers,
    "x-ms-version": SERVICE_VERSION,
    "content-length": Buffer.byteLength(body),
  });
  response.end(method === "HEAD" ? undefined : body);
}

/** What is sent. @throws ArmError 413 for more than one request of storage takes here */
async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MOST_BYTES)
      throw new ArmError(413, "RequestBodyTooLarge", "The request body is too large and exceeds the maximum limit.");
    parts.push(part);
  }
  return Buffer.concat(parts);
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
