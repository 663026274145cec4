import { rules } from "./rules";

/** Why a rule of another tool is not ours. */
export interface OutOfScope {
  /** What it asks for. */
  readonly asks: string;
  /** Why not, in one sentence. */
  readonly reason: string;
}

const platform = "It is a setting of the subscription, which the platform team decides for all that is in it.";
const directory = "It is about the directory at run time; no plan of a stack shows it.";
const customerKey =
  "A lost key loses the data, so that it is a company's choice: `encryption.customerManagedKey`, which `encryption-key-everywhere` holds to. Without, storage is encrypted twice (decision record 23).";
const classicLogs =
  "Classic logging is set through the data plane, and azurerm 5 drops the argument; `storage-diagnostics` asks for diagnostic settings instead (decision record 6).";

/**
 * Rules that other tools have for our types of resource and this project does not, by their id. Lasting decisions, and
 * so no waivers, which end. Sources: checkov, trivy checks, PSRule for Azure, Azure Policy's built-in definitions, KICS.
 */
export const outOfScope: Readonly<Record<string, OutOfScope>> = {
  CKV2_AZURE_1: { asks: "customer-managed key for storage", reason: customerKey },
  "AZU-0060": { asks: "customer-managed key for storage", reason: customerKey },
  Workspace_CMKEnabled_Audit: { asks: "customer-managed key for workspaces", reason: customerKey },
  Workspace_CMKEnabled_Audit_V2: { asks: "customer-managed key for workspaces", reason: customerKey },
  CKV_AZURE_33: { asks: "classic logging of queues", reason: classicLogs },
  CKV2_AZURE_20: { asks: "classic logging of tables", reason: classicLogs },
  CKV2_AZURE_21: { asks: "classic logging of blobs", reason: classicLogs },
  "AZU-0009": { asks: "classic logging of queues", reason: classicLogs },
  "AZU-0057": { asks: "classic logging of storage", reason: classicLogs },
  CKV_AZURE_164: {
    asks: "content trust in container registries",
    reason: "Docker has ended content trust and Azure retires it (decision record 6).",
  },
  "Azure.ACR.ContentTrust": {
    asks: "content trust in container registries",
    reason: "Docker has ended content trust and Azure retires it (decision record 6).",
  },
  CKV_AZURE_166: {
    asks: "quarantine in container registries",
    reason:
      "It keeps every image from Azure ML until a scanner releases it, and there is none here (decision record 6).",
  },
  CKV_AZURE_182: {
    asks: "two DNS servers of a network",
    reason: "Azure's own resolver answers unless a company names its own; then it decides how many there are.",
  },
  CKV_AZURE_183: {
    asks: "DNS servers within the network",
    reason: "A company's DNS servers stand in its hub, not in the network of an environment.",
  },
  "Azure.ACR.SoftDelete": {
    asks: "soft delete in container registries",
    reason: "A preview that azurerm has no argument for; images are built again from git (decision record 6).",
  },
  "Azure.ACR.ContainerScan": { asks: "Defender for container registries", reason: platform },
  "6ddb1705-c8cf-450e-aa4b-19ad6703c440": {
    asks: "approved outbound traffic only",
    reason:
      "Azure ML runs no model monitor in such a network; `workspace-network-isolation` asks for either kind of managed network (decision record 6).",
  },
  Workspace_EnableV1LegacyMode_Audit: {
    asks: "legacy mode of workspaces",
    reason: "It switches off the second API, by which endpoints, schedules and monitors are made.",
  },
  AllowedACRs_EnforceSetting: {
    asks: "listed container registries only",
    reason:
      "A policy over many workspaces, not a setting of one; assign it at the management group (decision record 6).",
  },
  AllowDeployRegistryModels_Audit: {
    asks: "listed model registries only",
    reason:
      "A policy over many workspaces, not a setting of one; assign it at the management group (decision record 6).",
  },
  ComputeInstanceUpdates_Audit: {
    asks: "current images on compute instances",
    reason: "It is about how old a running instance is; no plan shows it.",
  },
  CKV_AZURE_19: { asks: "Defender's paid plan", reason: platform },
  CKV_AZURE_84: { asks: "Defender for storage", reason: platform },
  CKV_AZURE_86: { asks: "Defender for container registries", reason: platform },
  CKV_AZURE_87: { asks: "Defender for key vaults", reason: platform },
  "AZU-0045": { asks: "Defender's paid plan", reason: platform },
  "Azure.Storage.DefenderCloud": { asks: "Defender for storage", reason: platform },
  "Azure.Storage.DefenderCloud.MalwareScan": { asks: "Defender's malware scan", reason: platform },
  "Azure.Storage.DefenderCloud.SensitiveData": { asks: "Defender's search for sensitive data", reason: platform },
  "Azure.RBAC.PIM": { asks: "roles that are activated when needed", reason: directory },
  "Azure.RBAC.CoAdministrator": { asks: "no classic administrators", reason: directory },
  "internet ingestion and query": {
    asks: "logs and telemetry through private links only",
    reason:
      "An Azure Monitor private link scope changes name resolution for every network that shares its DNS; local authentication is off instead (decision record 6).",
  },
};

/** What becomes of a rule of another tool: a rule of ours, or a reason why not. */
export type Coverage = { readonly rule: string } | { readonly outOfScope: OutOfScope };

/** Every id of another tool that this project takes a stand on. */
export function catalogue(): ReadonlyMap<string, Coverage> {
  const implemented = Object.entries(rules).flatMap(([rule, { upstream }]) =>
    upstream.map((id) => [id, { rule }] as const),
  );
  return new Map<string, Coverage>([
    ...implemented,
    ...Object.entries(outOfScope).map(([id, why]) => [id, { outOfScope: why }] as const),
  ]);
}
