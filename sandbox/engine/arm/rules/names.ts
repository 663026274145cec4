import { checkName, type NameKind } from "../../../../domain/azure/names";
import { ArmError } from "../arm-error";
import { sameId } from "../../../../domain/azure/ids";
import type { WriteContext } from "../model";

interface NameRule {
  readonly kind?: NameKind;
  readonly pattern?: RegExp;
  /** Within what the name must be unique: all of Azure, a region, or not beyond its parent. */
  readonly unique?: "azure" | "region";
  /** ARM's code when the name is taken. */
  readonly taken?: string;
}

const endpointName = /^[a-zA-Z](?!.*--)[a-zA-Z0-9-]{1,30}[a-zA-Z0-9]$/;
const assetName = /^[a-zA-Z0-9][\w-]{0,254}$/;

/** Names that ARM itself checks, by lower-case resource type. Sources: Azure resource name rules, Azure ML quotas page. */
const nameRulesByType: Readonly<Record<string, NameRule>> = {
  "microsoft.resources/resourcegroups": { kind: "resourceGroup" },
  "microsoft.network/virtualnetworks": { kind: "virtualNetwork" },
  "microsoft.network/networksecuritygroups": { kind: "networkSecurityGroup" },
  "microsoft.devcenter/devcenters": { kind: "devCenter" },
  "microsoft.devcenter/projects": { kind: "devCenterProject" },
  "microsoft.devopsinfrastructure/pools": { kind: "agentPool" },
  "microsoft.storage/storageaccounts": { kind: "storageAccount", unique: "azure", taken: "StorageAccountAlreadyTaken" },
  "microsoft.keyvault/vaults": { kind: "keyVault", unique: "azure", taken: "VaultAlreadyExists" },
  "microsoft.containerregistry/registries": { kind: "containerRegistry", unique: "azure", taken: "AlreadyInUse" },
  "microsoft.operationalinsights/workspaces": { kind: "logAnalytics" },
  "microsoft.insights/components": { kind: "applicationInsights" },
  "microsoft.managedidentity/userassignedidentities": { kind: "managedIdentity" },
  "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials": { kind: "federatedCredential" },
  "microsoft.authorization/locks": { pattern: /^[^<>%&\\?/]{1,260}$/ },
  "microsoft.insights/actiongroups": { kind: "actionGroup" },
  "microsoft.insights/metricalerts": { kind: "alertRule" },
  "microsoft.insights/scheduledqueryrules": { kind: "alertRule" },
  "microsoft.insights/activitylogalerts": { kind: "alertRule" },
  "microsoft.eventgrid/systemtopics": { kind: "systemTopic" },
  "microsoft.eventgrid/systemtopics/eventsubscriptions": { pattern: /^[-a-zA-Z0-9]{3,64}$/ },
  "microsoft.logic/workflows": { pattern: /^[-()_.A-Za-z0-9]{1,80}$/ },
  "microsoft.machinelearningservices/workspaces": { kind: "workspace" },
  "microsoft.machinelearningservices/registries": { kind: "registry", unique: "azure", taken: "RegistryNameInUse" },
  "microsoft.machinelearningservices/workspaces/computes": {
    pattern: /^[a-zA-Z](?![a-zA-Z0-9-]*-\d+$)[a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/,
  },
  "microsoft.machinelearningservices/workspaces/onlineendpoints": {
    pattern: endpointName,
    unique: "region",
    taken: "EndpointNameAlreadyInUse",
  },
  "microsoft.machinelearningservices/workspaces/onlineendpoints/deployments": { pattern: endpointName },
  "microsoft.machinelearningservices/workspaces/batchendpoints": {
    pattern: endpointName,
    unique: "region",
    taken: "EndpointNameAlreadyInUse",
  },
  "microsoft.machinelearningservices/workspaces/schedules": { pattern: assetName },
  "microsoft.machinelearningservices/workspaces/data": { pattern: assetName },
  "microsoft.machinelearningservices/workspaces/models": { pattern: assetName },
  "microsoft.machinelearningservices/workspaces/outboundrules": { pattern: /^[a-zA-Z0-9][\w-]{2,32}$/ },
  "microsoft.storage/storageaccounts/blobservices/containers": {
    pattern: /^(?:\$root|\$web|(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9])$/,
  },
  "microsoft.storage/storageaccounts/queueservices/queues": { pattern: /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/ },
};

/** Refuses a name that Azure does not accept, or that is taken where it must be unique. */
export function refuseBadName({ cloud, id, resource, before }: WriteContext): void {
  const rule = nameRulesByType[id.type.toLowerCase()];
  if (rule === undefined || before !== undefined) return;
  const wrong = rule.kind === undefined ? undefined : checkName(rule.kind, id.name);
  const pattern = rule.pattern?.test(id.name) === false ? rule.pattern.source : undefined;
  if (wrong !== undefined || pattern !== undefined) {
    throw new ArmError(
      400,
      "InvalidResourceName",
      `'${id.name}' is not a valid name for a resource of type '${id.type}': allowed are ${wrong?.allowed ?? pattern!}.`,
    );
  }
  if (rule.unique === undefined) return;
  const rival = cloud
    .ofType(id.type)
    .find((other) => sameId(other.name, id.name) && (rule.unique === "azure" || other.location === resource.location));
  if (rival !== undefined) {
    const where = rule.unique === "azure" ? "in Azure" : `in region '${resource.location ?? ""}'`;
    throw new ArmError(
      409,
      rule.taken!,
      `The name '${id.name}' is already in use ${where}; names must be unique there.`,
    );
  }
}
