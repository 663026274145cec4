import { atLeast, attributes } from "../../attributes";
import type { Rule } from "../../rule";

/** As long as Azure offers; less needs a reason in the configuration. */
const DAYS = 90;
const blobs = "blob_properties";

export const softDeleteLong: Rule = {
  title: "What is deleted can be restored for 90 days",
  severity: "medium",
  severityIn: { development: "low" },
  upstream: [],
  why: "A deletion that nobody wanted is noticed at the next training or audit, weeks later.",
  fix: "set softDelete.retention of the environment to 90d",
  loosenedBy: ["softDelete"],
  ...attributes({
    azurerm_storage_account: [
      // That there is one at all is a matter of its own.
      { path: `${blobs}.delete_retention_policy.days`, is: atLeast(DAYS), absent: "pass" },
      { path: `${blobs}.container_delete_retention_policy.days`, is: atLeast(DAYS), absent: "pass" },
      { path: "share_properties.retention_policy.days", is: atLeast(DAYS), absent: "pass" },
    ],
    "Microsoft.KeyVault/vaults": { path: "properties.softDeleteRetentionInDays", is: atLeast(DAYS), absent: "pass" },
  }),
};
