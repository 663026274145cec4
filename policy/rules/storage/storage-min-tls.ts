import { attributes, oneOf } from "../../attributes";
import type { Rule } from "../../rule";

const current = oneOf("TLS1_2", "TLS1_3");

export const storageMinTls: Rule = {
  title: "Storage accounts refuse TLS below 1.2",
  severity: "high",
  upstream: ["CKV_AZURE_44", "AZU-0011", "Azure.Storage.MinTLS"],
  why: "TLS 1.0 and 1.1 have known weaknesses, and a client that offers them could be talked down to them.",
  fix: "set min_tls_version = TLS1_2",
  ...attributes({
    azurerm_storage_account: { path: "min_tls_version", is: current, absent: "pass" },
    "Microsoft.Storage/storageAccounts": { path: "properties.minimumTlsVersion", is: current },
  }),
};
