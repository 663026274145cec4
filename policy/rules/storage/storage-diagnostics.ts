import { logged } from "../../belongings";
import type { Rule } from "../../rule";

/** In place of the classic logging that CKV_AZURE_33 and its like ask for, see the catalogue. */
export const storageDiagnostics: Rule = {
  title: "Reads, writes and deletions of blobs are logged",
  severity: "medium",
  severityIn: { shared: "low" },
  upstream: [],
  why: "Nobody could say afterwards who read the training data or deleted a model.",
  fix: "add an azurerm_monitor_diagnostic_setting on …/blobServices/default with StorageRead, StorageWrite and StorageDelete",
  ...logged(
    ["azurerm_storage_account", "Microsoft.Storage/storageAccounts"],
    ["StorageRead", "StorageWrite", "StorageDelete"],
    /\/(file|queue|table)Services\/default$/i,
  ),
};
