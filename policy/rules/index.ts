import type { Rule } from "../rule";
import { storageBlobSoftDelete } from "./storage/storage-blob-soft-delete";
import { storageContainerPrivate } from "./storage/storage-container-private";
import { storageContainerSoftDelete } from "./storage/storage-container-soft-delete";
import { storageDefaultDeny } from "./storage/storage-default-deny";
import { storageDiagnostics } from "./storage/storage-diagnostics";
import { storageHttpsOnly } from "./storage/storage-https-only";
import { storageInfrastructureEncryption } from "./storage/storage-infrastructure-encryption";
import { storageMinTls } from "./storage/storage-min-tls";
import { storageName } from "./storage/storage-name";
import { storageNoLocalUsers } from "./storage/storage-no-local-users";
import { storageNoPublicBlobs } from "./storage/storage-no-public-blobs";
import { storageNoPublicNetwork } from "./storage/storage-no-public-network";
import { storageNoSharedKey } from "./storage/storage-no-shared-key";
import { storagePrivateEndpoint } from "./storage/storage-private-endpoint";
import { storageReplication } from "./storage/storage-replication";
import { storageSasExpiry } from "./storage/storage-sas-expiry";
import { storageShareSoftDelete } from "./storage/storage-share-soft-delete";
import { storageTrustedServices } from "./storage/storage-trusted-services";

/** Every rule by its id, which is the name of its file. */
export const rules: Readonly<Record<string, Rule>> = {
  "storage-blob-soft-delete": storageBlobSoftDelete,
  "storage-container-private": storageContainerPrivate,
  "storage-container-soft-delete": storageContainerSoftDelete,
  "storage-default-deny": storageDefaultDeny,
  "storage-diagnostics": storageDiagnostics,
  "storage-https-only": storageHttpsOnly,
  "storage-infrastructure-encryption": storageInfrastructureEncryption,
  "storage-min-tls": storageMinTls,
  "storage-name": storageName,
  "storage-no-local-users": storageNoLocalUsers,
  "storage-no-public-blobs": storageNoPublicBlobs,
  "storage-no-public-network": storageNoPublicNetwork,
  "storage-no-shared-key": storageNoSharedKey,
  "storage-private-endpoint": storagePrivateEndpoint,
  "storage-replication": storageReplication,
  "storage-sas-expiry": storageSasExpiry,
  "storage-share-soft-delete": storageShareSoftDelete,
  "storage-trusted-services": storageTrustedServices,
};
