import { attributes, matches } from "../../attributes";
import type { Rule } from "../../rule";

const name = { path: "name", is: matches(/^[a-z0-9]{3,24}$/, "3 to 24 lower-case letters and digits") };

export const storageName: Rule = {
  title: "Names of storage accounts are ones that Azure takes",
  severity: "low",
  upstream: ["CKV_AZURE_43", "Azure.Storage.Name"],
  why: "Azure refuses any other name, but only when it is deployed.",
  fix: "use 3 to 24 lower-case letters and digits",
  ...attributes({ azurerm_storage_account: name, "Microsoft.Storage/storageAccounts": name }),
};
