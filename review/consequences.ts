import { azureType } from "../domain/azure/types";
import type { Danger } from "./model";

type Values = Readonly<Record<string, unknown>>;
type Fate = Danger["action"];

/** What Azure does when something that holds state goes, in words. `before` is how it was, as far as the plan tells. */
type Consequence = (fate: Fate, before: Values) => string;

const workspace: Consequence = (fate, before) => {
  const lost = "runs, models, endpoints, schedules and datastores go with it";
  if (purged(before)) return `${lost}, at once and for good: it is purged, not kept as soft-deleted`;
  const kept = "it is kept as soft-deleted for 14 days, and its name is taken as long";
  return fate === "replace" ? `${lost}; ${kept}, so creating it again fails` : `${lost}; ${kept}`;
};

const vault: Consequence = (fate, before) => {
  const properties = record(record(before["body"])["properties"]);
  const days = properties["softDeleteRetentionInDays"] ?? before["soft_delete_retention_days"] ?? 90;
  const protection = properties["enablePurgeProtection"] === true || before["purge_protection_enabled"] === true;
  const kept = `its secrets are kept as soft-deleted for ${text(days)} days, and its name is taken as long`;
  const purge = protection ? "; purge protection lets nobody free it earlier" : "";
  return fate === "replace" ? `${kept}${purge}, so creating it again fails or brings the old one back` : kept + purge;
};

const logs: Consequence = (fate) => {
  const kept = "its logs are kept for 14 days, in which they can be brought back";
  return fate === "replace"
    ? "a log workspace of the same name and group is the old one recovered, with its old data and settings; under " +
        "another name it starts empty, and what pointed at the old one has to be changed"
    : `${kept}; diagnostic settings and alert rules on it stop working`;
};

const registryOfImages: Consequence = () =>
  "its images are lost: environments are built anew, and deployments that scale out or restart meanwhile fail";

const storage: Consequence = (fate) =>
  fate === "replace"
    ? "its data is lost: snapshots, logs, model files, notebooks and collected data; under the same name the old one " +
      "cannot be recovered"
    : "its data is lost: snapshots, logs, model files, notebooks and collected data; Azure may recover it within 14 " +
      "days if nobody takes its name";

const container: Consequence = () =>
  "its blobs are lost, unless the account keeps deleted containers for some days and they are restored in time";

const identity: Consequence = (fate) =>
  fate === "replace"
    ? "the new one has another principal id: every role is granted anew, and what runs as it fails until then"
    : "its roles become void, and what runs as it can no longer sign in";

const endpoint: Consequence = (fate) =>
  fate === "replace"
    ? "callers get errors until it and its deployments are there again; its keys are new ones"
    : "callers get errors: its URL, keys and deployments are gone";

const compute: Consequence = () =>
  "running jobs are cancelled; what is on the disk of a compute instance is lost, files in the workspace stay";

const datastore: Consequence = () =>
  "data assets, schedules and jobs that name it fail; the data itself stays where it is";

const modelRegistry: Consequence = () =>
  "models, components and environments that are shared by all environments are lost; deployments of them fail when " +
  "they scale out or restart";

const insights: Consequence = (fate) =>
  fate === "replace"
    ? "its connection string is another one; endpoints send nothing until they have it; dashboards start empty"
    : "endpoints have nowhere to send their metrics and traces";

const network: Consequence = () =>
  "private endpoints and whatever else is attached lose their connection, or keep Azure from deleting it";

const group: Consequence = () => "everything in it goes with it, also what Terraform does not know";

const byArmType: Readonly<Record<string, Consequence>> = {
  "microsoft.containerregistry/registries": registryOfImages,
  "microsoft.insights/components": insights,
  "microsoft.keyvault/vaults": vault,
  "microsoft.machinelearningservices/registries": modelRegistry,
  "microsoft.machinelearningservices/workspaces": workspace,
  "microsoft.machinelearningservices/workspaces/computes": compute,
  "microsoft.machinelearningservices/workspaces/datastores": datastore,
  "microsoft.machinelearningservices/workspaces/onlineendpoints": endpoint,
  "microsoft.managedidentity/userassignedidentities": identity,
  "microsoft.network/virtualnetworks": network,
  "microsoft.operationalinsights/workspaces": logs,
  "microsoft.resources/resourcegroups": group,
  "microsoft.storage/storageaccounts": storage,
  "microsoft.storage/storageaccounts/blobservices/containers": container,
};

/**
 * What happens in Azure. Sources: soft delete of workspaces, vaults and log workspaces (learn.microsoft.com, "Recover
 * workspace data after soft delete", "Azure Key Vault soft-delete overview", "Delete and recover a Log Analytics
 * workspace", "Recover a deleted storage account"), and azurerm issues 22171 and 26644.
 */
export function consequenceOf(type: string, armType: string | undefined, fate: Fate, before: unknown): string {
  if (fate === "forget") return "it stays in Azure as it is, and nothing here manages or watches it any more";
  const known = byArmType[azureType(type, armType)?.arm.toLowerCase() ?? ""];
  return known === undefined ? "what it holds is lost" : known(fate, record(before));
}

/** Whether deleting it also purges it, as azapi can ask of the workspace API. */
const purged = (before: Values): boolean => {
  const force = record(before["delete_query_parameters"])["forceToPurge"];
  return Array.isArray(force) && force.includes("true");
};

const record = (value: unknown): Values =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Values) : {};

const text = (value: unknown): string => (typeof value === "number" || typeof value === "string" ? `${value}` : "90");
