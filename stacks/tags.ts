import type { Construct } from "constructs";
import { MandatoryTags } from "../constructs/governance/mandatory-tags";
import { tagsInAzure, type TagMeaning } from "../domain/azure/tags";
import type { Organization } from "../schema/configuration";

/** Gives everything in a stack the organization's tags, and what the stack says of itself, under the company's names. */
export function addTags(
  stack: Construct,
  { tags, tagNames, tagsManagedElsewhere }: Organization,
  own: Readonly<Partial<Record<TagMeaning, string>>> = {},
): void {
  const all = { ...tags, ...own, "managed-by": "terraform" };
  MandatoryTags.add(stack, tagsInAzure(all, tagNames), tagsManagedElsewhere);
}
