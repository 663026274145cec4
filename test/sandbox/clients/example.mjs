// Prints as JSON what in a deployed example has which name: of each type one in the last environment, with its id. Reads the
// sandbox's store: node example.mjs <folder of the sandbox>
import { readFileSync } from "node:fs";
import { join } from "node:path";

const { resources } = JSON.parse(readFileSync(join(process.argv[2], "cloud.json"), "utf8"));
const all = Object.values(resources);
const workspaceId = all.find(({ id }) => /Microsoft.MachineLearningServices\/workspaces\/[^/]*-prod$/i.test(id)).id;
const [, , subscription, , group] = workspaceId.split("/");
const groupId = workspaceId.split("/providers/")[0];
const here = all.filter(({ id }) => id.startsWith(`${groupId}/`));
const ofType = (type) => here.filter((one) => one.type.toLowerCase() === type.toLowerCase());
const ML = "Microsoft.MachineLearningServices/workspaces";
const types = {
  actionGroup: "Microsoft.Insights/actionGroups",
  activityAlert: "Microsoft.Insights/activityLogAlerts",
  autoscale: "Microsoft.Insights/autoscalesettings",
  cluster: `${ML}/computes`,
  container: "Microsoft.Storage/storageAccounts/blobServices/containers",
  data: `${ML}/data`,
  deployment: `${ML}/onlineEndpoints/deployments`,
  events: "Microsoft.EventGrid/systemTopics/eventSubscriptions",
  identity: "Microsoft.ManagedIdentity/userAssignedIdentities",
  insights: "Microsoft.Insights/components",
  link: "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
  lock: "Microsoft.Authorization/locks",
  logs: "Microsoft.OperationalInsights/workspaces",
  metricAlert: "Microsoft.Insights/metricAlerts",
  network: "Microsoft.Network/virtualNetworks",
  privateEndpoint: "Microsoft.Network/privateEndpoints",
  queryAlert: "Microsoft.Insights/scheduledQueryRules",
  registry: "Microsoft.ContainerRegistry/registries",
  rule: `${ML}/outboundRules`,
  securityGroup: "Microsoft.Network/networkSecurityGroups",
  storage: "Microsoft.Storage/storageAccounts",
  subnet: "Microsoft.Network/virtualNetworks/subnets",
  topic: "Microsoft.EventGrid/systemTopics",
  vault: "Microsoft.KeyVault/vaults",
  workflow: "Microsoft.Logic/workflows",
  zone: "Microsoft.Network/privateDnsZones",
};
const named = Object.entries(types).flatMap(([name, type]) => {
  const [found] = ofType(type);
  if (found === undefined) throw new Error(`The example has no ${type} in ${groupId}.`);
  return [
    [name, found.id.split("/").at(-1)],
    [`${name}Id`, found.id],
  ];
});
const { deploymentId, eventsId, linkId } = Object.fromEntries(named);
const schedules = ofType(`${ML}/schedules`);
const nameOf = (action) =>
  schedules
    .find(({ body }) => body.properties.action.actionType === action)
    .id.split("/")
    .at(-1);
const grants = here.filter(({ id }) => /^\/[^/]+\/[^/]+\/[^/]+\/[^/]+\/providers\/[^/]+\/roleAssignments\//i.test(id));
const setting = ofType("Microsoft.Insights/diagnosticSettings").find(({ id }) => id.startsWith(`${workspaceId}/`));
const role = all.find(
  ({ id, type }) => type === "Microsoft.Authorization/roleDefinitions" && id.includes(subscription),
);
console.log(
  JSON.stringify({
    ...Object.fromEntries(named),
    subscription,
    subscriptionId: `/subscriptions/${subscription}`,
    group,
    groupId,
    workspace: workspaceId.split("/").at(-1),
    workspaceId,
    endpoint: deploymentId.split("/").at(-3),
    endpointId: deploymentId.split("/deployments/")[0],
    eventsTopic: eventsId.split("/").at(-3),
    linkZone: linkId.split("/").at(-3),
    schedule: nameOf("CreateJob"),
    monitor: nameOf("CreateMonitor"),
    grant: grants[0].id.split("/").at(-1),
    grantId: grants[0].id,
    setting: setting.id.split("/").at(-1),
    roleId: role.id,
  }),
);
