/**
 * Data that has come, as storage tells it: what a subscription waits for, and what the workflow that trains goes by.
 * Azure ML itself tells of no new version of a data asset (its events are models, runs and their status), so it is the files
 * that count. Source: learn.microsoft.com/azure/event-grid/event-schema-blob-storage and
 * learn.microsoft.com/azure/machine-learning/how-to-use-event-grid, "Event types".
 */

/** Raised when a blob has been written whole. */
export const BLOB_CREATED = "Microsoft.Storage.BlobCreated";

/** Value of the tag `trigger` of a training that new data started. */
export const NEW_DATA = "new-data";

/** The workspace's own store: the one whose storage account is the environment's. */
const WATCHED = /^azureml:\/\/datastores\/workspaceblobstore\/paths\/((?:[^\s/]+\/)+)$/;

/** What a watched path looks like, for people. */
export const watchedPathForm = "azureml://datastores/workspaceblobstore/paths/<folder>/, ending in a slash";
export const watchedPathPattern = WATCHED;

/** The folder below the workspace's own store that an address means; undefined if it means none. */
export const watchedFolder = (path: string): string | undefined => WATCHED.exec(path)?.[1];

const OWN_STORE =
  /^azureml:\/\/(?:subscriptions\/[^/]+\/resourcegroups\/[^/]+\/(?:providers\/[^/]+\/)?workspaces\/[^/]+\/)?datastores\/workspaceblobstore\/paths\/(.*)$/i;

/**
 * Whether an output of a job lies in a watched folder. Event Grid does not tell upper from lower case.
 * @param output - where the job writes. @default - Azure ML's own place, `azureml/<job>/` in the workspace's own store
 */
export function writesInto(folder: string, output: string | undefined): boolean {
  const written = output === undefined ? "azureml/" : OWN_STORE.exec(output)?.[1];
  return written?.toLowerCase().startsWith(folder.toLowerCase()) === true;
}

/**
 * What the subject of an event about a blob begins with, up to the part of the container's name that only Azure knows: it
 * makes one per workspace.
 */
export const SUBJECT_PREFIX = "/blobServices/default/containers/azureml-blobstore-";

/** What the subject of an event about a blob in a folder holds. */
export const subjectPart = (folder: string): string => `/blobs/${folder}`;

/** The action of the workflow that only new data reaches; the alert on missing data counts it. */
export const NEW_DATA_ACTION = "NewData";
