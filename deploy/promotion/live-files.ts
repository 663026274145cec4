import { mkdirSync } from "node:fs";
import { dirname, join, relative, isAbsolute } from "node:path";
import { propertiesOf, text } from "../../azure/arm-object";
import { blobStoreOf, type BlobStore } from "../../azure/blob-store";
import { BlobReader, UnreadBlobs, type BlobEntry } from "../../azure/blobs";
import type { AzureConnection } from "../../azure/connection";
import { collectedDatastore } from "../../domain/azure/datastore-uri";
import { writeWhole } from "../../files";
import { UserError } from "../../domain/problem/problem";
import type { UseCasePlace } from "./place";

const API = "2025-06-01";
/** More than this is no work for a command: it is downloaded where the network is fast, and given with --answers. */
const MOST_BYTES = 2 * 1024 ** 3;
const AT_ONCE = 8;

/** What is compared, and where it may lie. */
export interface LiveFilesQuestion {
  /** Name of the endpoint. */
  readonly endpoint: string;
  /** Names of the deployments. */
  readonly deployments: readonly string[];
  /** First instant that counts. ISO date-time. */
  readonly from: string;
  /** The data asset with what turned out. @default - the use case names none */
  readonly labels: { readonly asset: string; readonly version: string } | undefined;
}

/**
 * Downloads what deployments answered and what turned out, from where the environment keeps them, as whoever is signed in.
 * @param folder - an empty one
 * @returns where both are; a text that says what could not be read and what to do
 */
export async function liveFilesOf(
  azure: AzureConnection,
  { ids }: UseCasePlace,
  { endpoint, deployments, from, labels }: LiveFilesQuestion,
  folder: string,
): Promise<{ readonly answers: string; readonly labels: string } | string> {
  if (labels === undefined) return "the use case names no data.labels: set it, or give --answers and --labels";
  const blobs = new BlobReader(azure);
  const answersIn = join(folder, "answers");
  const labelsIn = join(folder, "labels");
  try {
    const collected = await storeOf(azure, ids.workspace, collectedDatastore.name);
    const files: Download[] = [];
    for (const deployment of deployments) {
      const root = `modelDataCollector/${endpoint}/${deployment}/answers/`;
      const kept = await blobs.list(collected.account, collected.container, root);
      const since = kept.filter(({ path }) => isSince(path.slice(root.length), from));
      files.push(...since.map((blob) => ({ ...collected, ...blob, to: join(answersIn, blob.path) })));
    }
    const asset = await placeOfData(azure, ids.workspace, labels);
    const found = await blobs.list(asset.account, asset.container, asset.path);
    const inside = asset.path.replace(/\/?$/, "/");
    const within = found.filter(({ path }) => path === asset.path || path.startsWith(inside));
    if (within.length === 0) return `data.labels, ${labels.asset}:${labels.version}, holds no files yet`;
    const single = within.length === 1 && within[0]!.path === asset.path;
    const root = single ? asset.path.replace(/[^/]*$/, "") : inside;
    files.push(...within.map((blob) => ({ ...asset, ...blob, to: join(labelsIn, blob.path.slice(root.length)) })));
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    if (bytes > MOST_BYTES)
      return `answers and labels are ${Math.ceil(bytes / 1024 ** 3)} GiB: download them and give --answers and --labels`;
    mkdirSync(answersIn, { recursive: true });
    for (let first = 0; first < files.length; first += AT_ONCE)
      await Promise.all(files.slice(first, first + AT_ONCE).map((file) => download(blobs, file, folder)));
    return { answers: answersIn, labels: single ? files.at(-1)!.to : labelsIn };
  } catch (error) {
    if (error instanceof UnreadBlobs) return error.message;
    if (error instanceof UserError) return error.problems[0]!.message;
    throw error;
  }
}

interface Download extends BlobStore, BlobEntry {
  /** File to write. */
  readonly to: string;
}

async function download(blobs: BlobReader, { account, container, path, to }: Download, folder: string): Promise<void> {
  // A blob's name is whatever somebody wrote.
  const inside = relative(folder, to);
  if (inside.startsWith("..") || isAbsolute(inside))
    throw new UnreadBlobs(`${account} holds a blob whose name leads elsewhere`);
  mkdirSync(dirname(to), { recursive: true });
  writeWhole(to, await blobs.read(account, container, path));
}

/** Whether a file of the collector, `2026/11/30/09/x.jsonl`, may hold something since an instant. */
function isSince(path: string, from: string): boolean {
  const [, year, month, day, hour] = /^(\d{4})\/(\d\d)\/(\d\d)\/(\d\d)\//.exec(path) ?? [];
  return year === undefined || `${year}-${month!}-${day!}T${hour!}` >= from.slice(0, 13);
}

/** Where a datastore leads to. */
async function storeOf(azure: AzureConnection, workspace: string, name: string): Promise<BlobStore> {
  const store = await blobStoreOf(azure, workspace, name);
  if (store !== undefined) return store;
  throw new UnreadBlobs(`the workspace has no datastore ${name} of blobs: give --answers and --labels`);
}

const DATASTORE = /^azureml:\/\/(?:subscriptions\/.*\/)?datastores\/([^/]+)\/paths\/(.*)$/i;
const HTTPS = /^(?:https|wasbs|abfss):\/\/([a-z0-9]+)\.(?:blob|dfs)\.core\.windows\.net\/([^/?]+)\/([^?]*)$/;
const ABFSS = /^(?:abfss|wasbs):\/\/([^@/]+)@([a-z0-9]+)\.(?:blob|dfs)\.core\.windows\.net\/(.*)$/;

async function placeOfData(
  azure: AzureConnection,
  workspace: string,
  { asset, version }: { readonly asset: string; readonly version: string },
): Promise<BlobStore & { readonly path: string }> {
  const found = propertiesOf(await azure.get(`${workspace}/data/${asset}/versions/${version}`, API));
  const uri = text(found["dataUri"]);
  if (uri === undefined) throw new UnreadBlobs(`data.labels, ${asset}:${version}, is not in the workspace`);
  const [, store, path] = DATASTORE.exec(uri) ?? [];
  if (store !== undefined) return { ...(await storeOf(azure, workspace, store)), path: path! };
  const [, account, container, blob] = HTTPS.exec(uri) ?? [];
  if (account !== undefined) return { account, container: container!, path: decodeURIComponent(blob!) };
  const [, system, owner, file] = ABFSS.exec(uri) ?? [];
  if (system !== undefined) return { account: owner!, container: system, path: file! };
  throw new UnreadBlobs(
    `data.labels lies at ${uri}, which is no storage that can be read: give --answers and --labels`,
  );
}
