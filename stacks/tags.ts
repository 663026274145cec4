import type { Construct } from "constructs";
import { MandatoryTags } from "../constructs/governance/mandatory-tags";
import { tagsInAzure, type TagMeaning } from "../domain/azure/tags";
import type { Organization } from "../schema/configuration";

/** What a stack says of itself. */
type OwnTags = Readonly<Partial<Record<TagMeaning, string>>>;

/** Gives everything in a stack the organization's tags, and what the stack says of itself, under the company's names. */
export function addTags(stack: Construct, organization: Organization, own: OwnTags = {}): void {
  MandatoryTags.add(stack, tagsOf(organization, own), organization.tagsManagedElsewhere);
}

/** The tags of everything in a stack, by their names in Azure. */
export const tagsOf = ({ tags, tagNames }: Organization, own: OwnTags): Record<string, string> =>
  tagsInAzure({ ...tags, ...own, "managed-by": "terraform" }, tagNames);
