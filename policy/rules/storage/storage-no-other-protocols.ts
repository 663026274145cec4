import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

const off = { is: equals(false), absent: "pass" as const };

export const storageNoOtherProtocols: Rule = {
  title: "Storage accounts speak neither SFTP nor NFS",
  severity: "high",
  upstream: [],
  why: "SFTP signs in with passwords and keys of its own, and NFS with none: neither asks Entra.",
  fix: "set sftp_enabled = false and nfsv3_enabled = false",
  ...attributes({
    azurerm_storage_account: [
      { path: "sftp_enabled", ...off },
      { path: "nfsv3_enabled", ...off },
    ],
    "Microsoft.Storage/storageAccounts": [
      { path: "properties.isSftpEnabled", ...off },
      { path: "properties.isNfsV3Enabled", ...off },
    ],
  }),
};
