import { attributes, empty } from "../../attributes";
import type { Rule } from "../../rule";

const none = { is: empty, absent: "pass" as const };

/** Of queues, which Azure fills in by itself, `argument-known` refuses the block. */
export const storageNoCors: Rule = {
  title: "No web page reads storage from a browser",
  severity: "high",
  upstream: [],
  why: "With a CORS rule any page that it fits reads data as whoever looks at it.",
  fix: "remove the cors_rule",
  ...attributes({
    azurerm_storage_account: [
      { path: "blob_properties.cors_rule", ...none },
      { path: "share_properties.cors_rule", ...none },
    ],
    "Microsoft.Storage/storageAccounts/blobServices": { path: "properties.cors.corsRules", ...none },
  }),
};
