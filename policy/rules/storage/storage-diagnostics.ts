import { logged } from "../../belongings";
import type { Rule } from "../../rule";

const blobs = logged(
  ["azurerm_storage_account", "Microsoft.Storage/storageAccounts"],
  ["StorageRead", "StorageWrite", "StorageDelete"],
  /\/(file|queue|table)Services\/default$/i,
);

/** In place of the classic logging that CKV_AZURE_33 and its like ask for, see the catalogue. */
export const storageDiagnostics: Rule = {
  title: "Reads, writes and deletions of blobs are logged",
  severity: "medium",
  upstream: [],
  why: "Nobody could say afterwards who read the training data or deleted a model.",
  fix: "add an azurerm_monitor_diagnostic_setting on …/blobServices/default with StorageRead, StorageWrite and StorageDelete",
  loosenedBy: ["logs.diagnostics"],
  ...blobs,
  // Where the state is kept comes first of all, before there is anything to log to: decision record 6.
  check: (account, world) =>
    world.tier(account) === "shared" && world.in(account.stack, "azurerm_log_analytics_workspace").length === 0
      ? undefined
      : blobs.check(account, world),
};
