import { checkName, sharedNameKinds } from "../../domain/azure/names";
import type { PatternKind } from "../../domain/azure/naming";
import { sharedNamesOf } from "../names";
import { namingOf } from "./naming";
import { checkRegistryInbound } from "../../domain/azure/registry-rules";
import { checkProtection } from "../environment/deployment-checks";
import { checkTags, sameTags, tagsOfBoth } from "./schema";
import type { OrganizationDraft } from "../drafts";
import type { Notes } from "../notes";

/** What must hold between the keys of the organization. */
export function checkOrganization(organization: OrganizationDraft, notes: Notes): void {
  const { tags, repository, platform, promotionOrder, prefix } = organization;
  const tagFinding = tags === undefined ? undefined : checkTags(tags);
  if (tagFinding !== undefined) notes.add(["tags"], tagFinding, { at: "key" });

  const renamed = organization.tagNames ?? {};
  for (const { key, at } of tagFinding === undefined ? sameTags(tags ?? {}, renamed) : []) {
    notes.add(
      at,
      {
        kind: "tags",
        says: "is the key of a tag that we write already: Azure does not tell upper from lower case",
        fix: at[0] === "tags" ? "remove it, or give ours another name in tagNames" : "choose another name",
      },
      { at: at[0] === "tags" ? "key" : "value", given: key },
    );
  }

  notes.addRepeated(["tagsManagedElsewhere"], organization.tagsManagedElsewhere);
  for (const { index, key } of tagsOfBoth(tags ?? {}, renamed, organization.tagsManagedElsewhere ?? [])) {
    notes.add(["tagsManagedElsewhere", index], {
      kind: "tags",
      says: "is a tag that we set, too",
      fix: `remove it here, or from tags or tagNames if ${key} is one of yours there`,
    });
  }

  notes.addRepeated(["promotionOrder"], promotionOrder);
  notes.addRepeated(["platform", "registry", "replicas"], platform?.registry?.replicas);
  notes.addRepeated(
    ["platform", "registry", "promoters"],
    platform?.registry?.promoters?.map((entry) => entry?.group),
    ["group"],
  );

  const ids = ["ownerId", "repositoryId"] as const;
  const [present, absent] = notes.has(["repository", ids[0]]) ? ids : ([ids[1], ids[0]] as const);
  if (repository !== undefined && notes.has(["repository", present]) && !notes.has(["repository", absent])) {
    notes.add(["repository", present], {
      kind: "together",
      says: `stands without ${absent}, and tokens carry both or none`,
      fix: `add ${absent}`,
    });
  }

  checkProtection(repository?.protection, notes);

  const protection = ["platform", "registry", "protection"] as const;
  if (platform?.registry?.protection?.preventDestroy === false && !notes.has([...protection, "reason"])) {
    notes.add([...protection, "preventDestroy"], {
      kind: "reasonMissing",
      says: "lets Terraform destroy every shared model and needs a reason",
      fix: "add platform.registry.protection.reason, or remove the key for the safe default",
    });
  }

  const registryInbound = checkRegistryInbound(platform?.registry?.inbound ?? {});
  if (registryInbound !== undefined) {
    const { given, ...finding } = registryInbound;
    const path = ["platform", "registry", "inbound", "allowedAddresses"];
    notes.add(path, { kind: "together", ...finding }, { given });
  }

  for (const [index, replica] of (platform?.registry?.replicas ?? []).entries()) {
    if (replica === undefined || replica !== platform?.location) continue;
    notes.add(["platform", "registry", "replicas", index], {
      kind: "ownReplica",
      says: "is platform.location, where the registry is already",
      fix: "remove it",
    });
  }

  if (prefix === undefined || platform?.subscription === undefined) return;
  const { subscription, location = "" } = platform;
  const names = sharedNamesOf({ prefix, naming: namingOf(organization.naming), platform: { subscription, location } });
  for (const [kind, name, pattern = kind as PatternKind] of sharedNameKinds(names)) {
    const wrong = checkName(kind, name);
    if (wrong === undefined) continue;
    const path = ["naming", "patterns", pattern];
    notes.add(
      notes.has(path) ? path : ["prefix"],
      { kind: "azureName", says: `makes a bad name: ${wrong.message}`, allowed: wrong.allowed },
      { given: wrong.given },
    );
  }
}
