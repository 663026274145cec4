/** Services of a storage account, each with an address of its own. */
export const storageServices = ["blob", "dfs", "file", "queue", "table", "web"] as const;

/** The host that a service of an account answers at in Azure's public cloud. @param account - its name, with `-secondary` for a copy */
export const storageHost = (account: string, service: (typeof storageServices)[number]): string =>
  `${account}.${service}.core.windows.net`;
