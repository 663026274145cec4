import { ArmError } from "../arm-error";
import { sameId } from "../../../../domain/azure/ids";
import type { ArmResource, WriteContext } from "../model";
import type { CloudResource, SoftDeleted } from "../../store/store";

interface SoftDeleteRule {
  readonly retentionDays: (resource: ArmResource) => number;
  readonly purgeProtected: (resource: ArmResource) => boolean;
  /** Whether the held name blocks all of Azure or only its own id. */
  readonly unique: "azure" | "id";
  readonly refusal: (name: string) => ArmError;
  /** Whether creating the same id again brings the old resource back instead of being refused. */
  readonly recovers: boolean;
}

const rules: Readonly<Record<string, SoftDeleteRule>> = {
  "microsoft.keyvault/vaults": {
    retentionDays: ({ properties }) => Number(properties["softDeleteRetentionInDays"] ?? 90),
    purgeProtected: ({ properties }) => properties["enablePurgeProtection"] === true,
    unique: "azure",
    recovers: false,
    refusal: (name) =>
      new ArmError(
        409,
        "ConflictError",
        `A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault '${name}'.`,
      ),
  },
  "microsoft.machinelearningservices/workspaces": {
    retentionDays: () => 14,
    purgeProtected: () => false,
    unique: "id",
    recovers: false,
    refusal: (name) =>
      new ArmError(
        409,
        "Conflict",
        `Soft-deleted workspace '${name}' exists. Please purge or recover it, or choose another name. https://aka.ms/wsoftdelete`,
      ),
  },
  "microsoft.operationalinsights/workspaces": {
    retentionDays: () => 14,
    purgeProtected: () => false,
    unique: "id",
    recovers: true,
    refusal: (name) => new ArmError(409, "Conflict", `The workspace '${name}' is soft-deleted.`),
  },
};

/** What Azure keeps of a deleted resource; undefined if nothing. */
export function softDeleteOf(
  resource: CloudResource,
  view: ArmResource,
  now: Date,
  purge: boolean,
): SoftDeleted | undefined {
  const rule = rules[resource.type.toLowerCase()];
  if (rule === undefined) return undefined;
  const purgeProtected = rule.purgeProtected(view);
  if (purge && !purgeProtected) return undefined;
  return { resource, deletedAt: now.toISOString(), retentionDays: rule.retentionDays(view), purgeProtected };
}

/** Refuses a name that a soft-deleted resource still holds. Ones past their retention are gone. */
export function refuseSoftDeletedName({ cloud, id, resource, before }: WriteContext): void {
  const rule = rules[id.type.toLowerCase()];
  if (rule === undefined || before !== undefined) return;
  for (const gone of cloud.store.softDeleted()) {
    if (!sameId(gone.resource.type, id.type)) continue;
    const sameName = sameId(gone.resource.id.split("/").at(-1)!, id.name);
    if (rule.unique === "azure" ? !sameName : !sameId(gone.resource.id, id.id)) continue;
    const retention = gone.retentionDays * 86_400_000;
    const expired = Date.parse(gone.deletedAt) + retention <= cloud.now().getTime();
    const recovered = rule.recovers || resource.properties["createMode"] === "recover";
    if (!expired && !recovered) throw rule.refusal(id.name);
    cloud.store.purge(gone.resource.id);
  }
}
