import { z } from "zod";
import { logRetentionLimits, logRetentions } from "../../domain/azure/retention";
import { armId, duration, matching, reason } from "../fields";

const GROUP = "/subscriptions/2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10/resourceGroups/rg-central-logs/providers";
const logAnalytics = () =>
  armId("Microsoft.OperationalInsights/workspaces", `${GROUP}/Microsoft.OperationalInsights/workspaces/log-central`);

const copies = z
  .strictObject({
    workspace: logAnalytics().optional().describe("ARM id of a second Log Analytics workspace."),
    storageAccount: armId(
      "Microsoft.Storage/storageAccounts",
      `${GROUP}/Microsoft.Storage/storageAccounts/stcentrallogs`,
    )
      .optional()
      .describe("ARM id of a storage account in the environment's region, which trusted Azure services may reach."),
    eventHub: z
      .strictObject({
        authorizationRule: armId(
          "Microsoft.EventHub/namespaces/authorizationRules",
          `${GROUP}/Microsoft.EventHub/namespaces/evhns-central/authorizationRules/logs`,
        ).describe(
          "ARM id of a rule of the namespace with Manage, Send and Listen, whose keys whoever deploys may list. In the environment's region.",
        ),
        name: matching(
          /^[A-Za-z0-9]([\w.-]{0,254}[A-Za-z0-9])?$/,
          "the name of an event hub: 1 to 256 letters, digits, _, . and -",
          { examples: ["logs"] },
        ).describe("Name of the event hub."),
      })
      .optional()
      .describe("An event hub, such as one that a SIEM reads."),
  })
  .describe("Where logs go besides, one of each kind, by a second diagnostic setting.");

/** Where logs go, who sends them, and for how long they are kept. */
export const logs = z
  .strictObject({
    retention: duration({ ...logRetentionLimits, oneOf: logRetentions })
      .prefault("365d")
      .describe(
        `How long logs are kept: ${logRetentions.join(", ")}, which Log Analytics and Application Insights both offer. Less than 90d needs a reason.`,
      ),
    workspace: logAnalytics()
      .optional()
      .describe(
        "ARM id of a Log Analytics workspace that others made and keep, instead of one of the environment's own. Alerts look at rows of the environment only. People's roles, locks and retention there are its owner's.",
      ),
    diagnostics: z
      .enum(["own", "policy"])
      .default("own")
      .describe(
        "Who makes diagnostic settings to the workspace: `own`, or a `policy` of the company, which needs `workspace` and a reason.",
      ),
    copies: copies.optional(),
    reason: reason().optional(),
  })
  .prefault({})
  .describe("Logs and application insights.");
