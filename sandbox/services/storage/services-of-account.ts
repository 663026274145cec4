import { block, blocks } from "../../engine/azurerm/shape";
import { isWithin } from "../../engine/arm/arm-id";
import type { ArmRead } from "../../engine/arm/model";
import type { Json, JsonObject } from "../../engine/store/store";

const SERVICE = /^(.*\/providers\/Microsoft\.Storage\/storageAccounts\/[^/]+)\/(blob|file)Services(?:\/default)?$/i;
const USAGES = /^(\/subscriptions\/[^/]+)\/providers\/Microsoft\.Storage\/locations\/([^/]+)\/usages$/i;
const ACCOUNTS = "Microsoft.Storage/storageAccounts";
/** Accounts of a region and subscription. Source: learn.microsoft.com/azure/storage/common/scalability-targets-standard-account. */
const MOST_ACCOUNTS = 250;
/** What azurerm and Azure set where nothing is said. */
const SHARE_RETENTION_DAYS = 7;

const retention = (policy: JsonObject | undefined): JsonObject => {
  const days = policy?.["days"];
  return days === undefined || days === null ? { enabled: false } : { enabled: true, days };
};

/** What is set on all blobs of an account: how long what was deleted is kept, versions, the log of changes. */
function blobProperties(values: JsonObject): JsonObject {
  const set = block(values, "blob_properties") ?? {};
  return {
    cors: { corsRules: [] },
    deleteRetentionPolicy: { allowPermanentDelete: false, ...retention(block(set, "delete_retention_policy")) },
    containerDeleteRetentionPolicy: retention(block(set, "container_delete_retention_policy")),
    isVersioningEnabled: set["versioning_enabled"] === true,
    changeFeed: { enabled: set["change_feed_enabled"] === true },
  };
}

function fileProperties(values: JsonObject): JsonObject {
  const [policy] = blocks(block(values, "share_properties") ?? {}, "retention_policy");
  return {
    cors: { corsRules: [] },
    shareDeleteRetentionPolicy: { enabled: true, days: policy?.["days"] ?? SHARE_RETENTION_DAYS },
  };
}

/** `GET …/storageAccounts/<name>/blobServices/default` and `fileServices/default`, which are there with their account; or the list of it. */
export const readStorageServices: ArmRead = (cloud, path) => {
  const [, account, kind] = SERVICE.exec(path) ?? [];
  const stored = account === undefined ? undefined : cloud.get(account);
  if (stored === undefined) return undefined;
  const values = stored.azurerm?.values ?? {};
  const blob = kind!.toLowerCase() === "blob";
  const id = `${stored.id}/${blob ? "blob" : "file"}Services/default`;
  const service = {
    id,
    name: "default",
    type: `${ACCOUNTS}/${blob ? "blob" : "file"}Services`,
    properties: {
      ...(blob ? blobProperties(values) : fileProperties(values)),
      // What a client has set there itself, as azurerm does after it made an account.
      ...(cloud.show(id)?.properties ?? {}),
    },
  };
  return /\/default$/i.test(path) ? service : { value: [service] };
};

/** `GET …/locations/<location>/usages`: how many accounts there are in a region, and may be. */
export const readStorageUsages: ArmRead = (cloud, path) => {
  const [, subscription, location] = USAGES.exec(path) ?? [];
  if (subscription === undefined) return undefined;
  const here = cloud.ofType(ACCOUNTS).filter((one) => isWithin(one.id, subscription) && one.location === location);
  const name = { value: "StorageAccounts", localizedValue: "Storage Accounts" };
  return { value: [{ unit: "Count", currentValue: here.length, limit: MOST_ACCOUNTS, name }] as Json };
};
