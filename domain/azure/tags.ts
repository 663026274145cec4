/**
 * What tags of ours say. A company may have names of its own for them; everything that reads or writes one of these asks
 * {@link tagNames} what it is called.
 *
 * `owner` and `cost-center` are written in `tags`; stacks add the others by themselves.
 */
export const tagMeanings = ["owner", "cost-center", "environment", "use-case", "managed-by"] as const;
export type TagMeaning = (typeof tagMeanings)[number];

/** Of these the organization must say the value. */
export const mandatoryTags = ["owner", "cost-center"] as const satisfies readonly TagMeaning[];

/** The key in Azure of each tag of ours. */
export type TagNames = Readonly<Record<TagMeaning, string>>;

/** @param renamed - names that a company has; of what is absent, the meaning is the name */
export const tagNames = (renamed: Partial<TagNames> = {}): TagNames =>
  Object.fromEntries(tagMeanings.map((meaning) => [meaning, renamed[meaning] ?? meaning])) as TagNames;

/** Tags by the keys that they have in Azure; those that mean nothing to us keep theirs. */
export function tagsInAzure(
  tags: Readonly<Record<string, string>>,
  renamed: Partial<TagNames> = {},
): Readonly<Record<string, string>> {
  const names: Readonly<Record<string, string>> = tagNames(renamed);
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [names[key] ?? key, value]));
}
