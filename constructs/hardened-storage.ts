/**
 * What every storage account of ours has in common: reached over TLS with Entra identities only, nothing public,
 * encrypted twice with Microsoft's keys. Names, copies, network and retention are each account's own.
 */
export const hardenedStorage = {
  accountKind: "StorageV2",
  accountTier: "Standard",
  httpsTrafficOnlyEnabled: true,
  minTlsVersion: "TLS1_2",
  sharedAccessKeyEnabled: false,
  defaultToOauthAuthentication: true,
  localUserEnabled: false,
  allowNestedItemsToBePublic: false,
  crossTenantReplicationEnabled: false,
  infrastructureEncryptionEnabled: true,
  sasPolicy: { expirationPeriod: "01.00:00:00", expirationAction: "Log" },
} as const;
