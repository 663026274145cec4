import { propertiesOf, text } from "./arm-object";
import type { AzureConnection } from "./connection";

/** A container of blobs. */
export interface BlobStore {
  readonly account: string;
  readonly container: string;
}

const API = "2025-06-01";

/** Where a datastore of a workspace leads to; undefined: it is not there, or is none of blobs. */
export async function blobStoreOf(
  azure: AzureConnection,
  workspace: string,
  datastore: string,
): Promise<BlobStore | undefined> {
  const properties = propertiesOf(await azure.get(`${workspace}/datastores/${datastore}`, API));
  const [account, container] = [text(properties["accountName"]), text(properties["containerName"])];
  return account === undefined || container === undefined ? undefined : { account, container };
}
