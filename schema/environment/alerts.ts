import { z } from "zod";
import { severities } from "../../domain/alerts/environment";
import { trainingBounds, type TrainingLimit } from "../../domain/alerts/training";
import { armId, email, guid, matching, namedRecord, text } from "../fields";

const receivers = (which: string) => z.array(email()).describe(which);

const webhookUrl = () =>
  text(
    (value) =>
      URL.canParse(value) && new URL(value).protocol === "https:" && !/\s/.test(value)
        ? undefined
        : { kind: "url", says: "is not an https URL", allowed: "https://host/path" },
    { pattern: "^https://[^\\s?#@]+$", examples: ["https://alerts.pfs.example/azure"] },
  );

const told = z
  .array(z.enum(severities))
  .min(1)
  .default(["critical"])
  .describe("Severities of alerts that it hears of, at least one.");

const HUB =
  "/subscriptions/2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10/resourceGroups/rg-siem/providers/Microsoft.EventHub/namespaces/evhns-siem/eventhubs/alerts";

const WORKFLOW =
  "/subscriptions/2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10/resourceGroups/rg-alerts/providers/Microsoft.Logic/workflows/logic-teams-alerts";
const FUNCTION =
  "/subscriptions/2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10/resourceGroups/rg-alerts/providers/Microsoft.Web/sites/func-alerts/functions/on-alert";

const channel = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("webhook").describe("A web address that is posted to, in Azure Monitor's common alert schema."),
    url: webhookUrl().describe("Its https URL, without a key: what is in this file is read by everybody."),
    severities: told,
  }),
  z.strictObject({
    type: z.literal("sms").describe("A telephone that gets text messages, one in five minutes at most."),
    countryCode: matching(/^[1-9]\d{0,2}$/, "1 to 3 digits without + and zeros", { examples: ["31"] }).describe(
      'Country code, in quotes: `"31"`.',
    ),
    phoneNumber: matching(/^[1-9]\d{3,13}$/, "4 to 14 digits without the leading zero", {
      examples: ["201234567"],
    }).describe("Number within the country, in quotes."),
    severities: told,
  }),
  z.strictObject({
    type: z.literal("armRole").describe("Mail to people who have a built-in role in the environment's subscription."),
    role: guid().describe("GUID of the built-in role, such as that of Monitoring Reader."),
    severities: told,
  }),
  z.strictObject({
    type: z.literal("eventHub").describe("An event hub in the organization's tenant."),
    eventHub: armId("Microsoft.EventHub/namespaces/eventhubs", HUB).describe("ARM id of the event hub."),
    severities: told,
  }),
  z.strictObject({
    type: z
      .literal("logicApp")
      .describe(
        "A Logic App that others made, such as one that posts to Teams. Nobody writes its address: Azure tells it to whoever applies.",
      ),
    workflow: armId("Microsoft.Logic/workflows", WORKFLOW).describe("ARM id of the workflow (Consumption)."),
    trigger: matching(/^[A-Za-z0-9_-]{1,80}$/, "1 to 80 letters, digits, dashes and underscores", {
      examples: ["When_a_HTTP_request_is_received"],
    })
      .default("manual")
      .describe("Name of its HTTP request trigger, as its definition has it."),
    severities: told,
  }),
  z.strictObject({
    type: z
      .literal("function")
      .describe("A function with an HTTP trigger that others made. Azure tells its key to whoever applies."),
    function: armId("Microsoft.Web/sites/functions", FUNCTION).describe("ARM id of the function."),
    severities: told,
  }),
]);

/** A limit that makes an alert. */
const trainingLimit = (limit: TrainingLimit, which: string) => {
  const { min, max } = trainingBounds[limit];
  return z.number().int().min(min).max(max).optional().describe(`${which} Default: no such alert.`);
};

/** Who is told when something goes wrong. */
export const alerts = z
  .strictObject({
    receivers: z
      .strictObject({
        critical: receivers("Woken at once; at least one.").min(1),
        warning: receivers("Told in working hours."),
        informational: receivers("Kept informed."),
      })
      .describe("E-mail addresses by the severity of an alert."),
    channels: namedRecord(
      matching(/^[a-z][a-z0-9-]{0,31}$/, "1 to 32 lower-case letters, digits and dashes, starting with a letter"),
      channel,
    )
      .prefault({})
      .describe(
        "Who else is told, by a name of your choice: a `webhook`, an `sms`, an `armRole`, an `eventHub`, a `logicApp` or a `function`.",
      ),
    quotaPercent: z
      .number()
      .int()
      .min(1)
      .max(100)
      .default(90)
      .describe("Share of the VM quota in use, in percent (1 to 100), above which an alert is sent."),
    baseline: z
      .boolean()
      .default(false)
      .describe(
        "Whether alerts of Azure Monitor's baseline set watch what the workspace stands on: key vault, storage, container registry, logs, and events that were lost.",
      ),
    training: z
      .strictObject({
        queuedRuns: trainingLimit(
          "queuedRuns",
          "Runs that had to queue for nodes within an hour, 0 to 10000, above which an alert is sent.",
        ),
        idleNodes: trainingLimit(
          "idleNodes",
          "Nodes of one cluster without work for a whole hour, 0 to 999, above which an alert is sent: those kept by `minNodes` count.",
        ),
        memoryPercent: trainingLimit(
          "memoryPercent",
          "Share of a node's memory that a run uses, in percent (50 to 95), above which an alert is sent.",
        ),
        cpuPercent: trainingLimit(
          "cpuPercent",
          "Average use of the CPU of a cluster's busy nodes over six hours, in percent (1 to 90), below which an alert is sent.",
        ),
        gpuPercent: trainingLimit(
          "gpuPercent",
          "Average use of the GPU of a cluster's busy nodes over six hours, in percent (1 to 90), below which an alert is sent.",
        ),
      })
      .optional()
      .describe("Alerts on training's own nodes and queue, one for each limit that is stated. Default: none."),
  })
  .describe("Who is told when something goes wrong.");
