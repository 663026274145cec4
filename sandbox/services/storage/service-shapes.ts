import { block, blocks, items, present } from "../../engine/azurerm/shape";
import type { JsonObject } from "../../engine/store/store";

/** For how long something deleted is kept, where it is. */
const kept = (policy: JsonObject | undefined): JsonObject =>
  policy === undefined
    ? { enabled: false }
    : {
        enabled: true,
        ...present({ days: policy["days"], allowPermanentDelete: policy["permanent_delete_enabled"] }),
      };

/** Which pages of other sites may ask. */
const cors = (service: JsonObject): JsonObject => ({
  corsRules: blocks(service, "cors_rule").map((rule) => ({
    allowedHeaders: items(rule, "allowed_headers"),
    allowedMethods: items(rule, "allowed_methods"),
    allowedOrigins: items(rule, "allowed_origins"),
    exposedHeaders: items(rule, "exposed_headers"),
    ...present({ maxAgeInSeconds: rule["max_age_in_seconds"] }),
  })),
});

/** The blobs of an account that azurerm made. Source: `expandAccountBlobServiceProperties` of azurerm 4.55.0. */
export function blobService(account: JsonObject): JsonObject {
  const service = block(account, "blob_properties") ?? {};
  const restore = block(service, "restore_policy");
  return {
    cors: cors(service),
    deleteRetentionPolicy: kept(block(service, "delete_retention_policy")),
    containerDeleteRetentionPolicy: kept(block(service, "container_delete_retention_policy")),
    isVersioningEnabled: service["versioning_enabled"] === true,
    changeFeed: {
      enabled: service["change_feed_enabled"] === true,
      ...present({ retentionInDays: service["change_feed_retention_in_days"] || undefined }),
    },
    lastAccessTimeTrackingPolicy: { enable: service["last_access_time_enabled"] === true },
    restorePolicy:
      restore === undefined ? { enabled: false } : { enabled: true, ...present({ days: restore["days"] }) },
    ...present({ defaultServiceVersion: service["default_service_version"] }),
  };
}

/** The file shares of an account that azurerm made. Source: `expandAccountShareProperties` of azurerm 4.55.0. */
export function fileService(account: JsonObject): JsonObject {
  const service = block(account, "share_properties") ?? {};
  const smb = block(service, "smb");
  const listed = (name: string) => items(smb, name).join(";");
  return {
    cors: cors(service),
    shareDeleteRetentionPolicy: kept(block(service, "retention_policy")),
    protocolSettings: {
      smb: {
        ...(smb !== undefined && {
          authenticationMethods: listed("authentication_types"),
          channelEncryption: listed("channel_encryption_type"),
          kerberosTicketEncryption: listed("kerberos_ticket_encryption_type"),
          versions: listed("versions"),
          multichannel: { enabled: smb["multichannel_enabled"] === true },
        }),
      },
    },
  };
}
