import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type PipelineResponse,
} from "@azure/core-rest-pipeline";
import { sandboxPerson, type AzureConnection } from "./connection";

/** A blob of a list. */
export interface BlobEntry {
  /** Path in its container. */
  readonly path: string;
  readonly bytes: number;
}

/** Why blobs were not read, with what to do about it. */
export class UnreadBlobs extends Error {
  override readonly name = "UnreadBlobs";
}

/** Service version of Blob Storage that is asked: learn.microsoft.com/rest/api/storageservices/versioning-for-the-azure-storage-services. */
const VERSION = "2023-11-03";
const SCOPE = "https://storage.azure.com/.default";

/** Reads blobs as whoever is signed in, in Azure or in the sandbox. */
export class BlobReader {
  private readonly http = createDefaultHttpClient();

  constructor(private readonly azure: AzureConnection) {}

  /**
   * The blobs whose path begins with a prefix, in order of their paths.
   * @throws UnreadBlobs if they may not be read, or storage is not reached
   */
  async list(account: string, container: string, prefix: string): Promise<readonly BlobEntry[]> {
    const found: BlobEntry[] = [];
    for (let marker = ""; ;) {
      const query = { restype: "container", comp: "list", prefix, ...(marker !== "" && { marker }) };
      const answer = await this.send(account, `${container}?${new URLSearchParams(query).toString()}`, false);
      const { bodyAsText: xml } = answer;
      for (const [, blob] of (xml ?? "").matchAll(/<Blob>(.*?)<\/Blob>/gs)) {
        const bytes = Number(/<Content-Length>(\d+)</.exec(blob!)?.[1] ?? 0);
        const name = /<Name(?: Encoded="true")?>([^<]*)</.exec(blob!)?.[1] ?? "";
        const path = blob!.includes('<Name Encoded="true">') ? decodeURIComponent(name) : unescaped(name);
        // An account with a hierarchical namespace lists folders, too.
        if (!/<hdi_isfolder>true<|<ResourceType>directory</i.test(blob!)) found.push({ path, bytes });
      }
      marker = unescaped(/<NextMarker>([^<]+)</.exec(xml ?? "")?.[1] ?? "");
      if (marker === "") return found;
    }
  }

  /**
   * What is in a blob.
   * @throws UnreadBlobs if it may not be read, is gone, or storage is not reached
   */
  async read(account: string, container: string, path: string): Promise<Buffer> {
    const where = path.split("/").map(encodeURIComponent).join("/");
    const { readableStreamBody: stream } = await this.send(account, `${container}/${where}`, true);
    const parts: Buffer[] = [];
    for await (const part of (stream ?? []) as AsyncIterable<Buffer>) parts.push(part);
    return Buffer.concat(parts);
  }

  private async send(account: string, path: string, isFile: boolean): Promise<PipelineResponse> {
    const { armUrl, target, credential, clientOptions } = this.azure;
    const { tlsOptions, retryOptions } = clientOptions;
    const pipeline = createPipelineFromOptions({ retryOptions, ...(tlsOptions !== undefined && { tlsOptions }) });
    pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: SCOPE }));
    const root = target === "sandbox" ? `${armUrl}/blob/${account}` : `https://${account}.blob.core.windows.net`;
    const request = createPipelineRequest({
      url: `${root}/${path}`,
      headers: createHttpHeaders({ "x-ms-version": VERSION, ...(target === "sandbox" && sandboxPerson()) }),
      ...(isFile && { streamResponseStatusCodes: new Set([200]) }),
    });
    let answer: PipelineResponse;
    try {
      answer = await pipeline.sendRequest(this.http, request);
    } catch (error) {
      throw new UnreadBlobs(notReached(account, (error as Error).message.split("\n")[0]!), { cause: error });
    }
    if (answer.status === 200) return answer;
    throw new UnreadBlobs(refused(account, answer.status, answer.headers.get("x-ms-error-code")));
  }
}

const notReached = (account: string, why: string): string =>
  `${account} was not reached (${why}): run the command from a machine in the environment's network`;

/** Source: Azure Storage, "Common REST API error codes". */
function refused(account: string, status: number, code = ""): string {
  if (code === "AuthorizationFailure" || code === "PublicAccessNotPermitted")
    return `${account} refuses this address: run the command from a machine in the environment's network`;
  if (status === 403)
    return `whoever asks may not read ${account}: somebody with Storage Blob Data Reader on it runs the command, or gets that role`;
  return `${account} answered HTTP ${status}${code === "" ? "" : ` ${code}`}`;
}

const unescaped = (text: string): string =>
  text
    .replaceAll(/&#(\d+);/g, (_whole, point: string) => String.fromCodePoint(Number(point)))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
