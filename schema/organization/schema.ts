import { z } from "zod";
import { mandatoryTags, tagMeanings, tagNames, type TagMeaning, type TagNames } from "../../domain/azure/tags";
import { group, guid, httpsUrl, location, matching, namedRecord, reason, text, title } from "../fields";
import { inbound } from "../environment/inbound";
import type { Finding } from "../finding";
import { namingSchema } from "./naming";
import { checkEnvironmentName, ENVIRONMENT_NAME, RESERVED_ENVIRONMENTS } from "./environment-name";
import { repositorySchema } from "./repository";

/** Fewest tags that any Azure resource we make accepts is 15 (private DNS zones); stacks add up to three of their own. */
const MAX_TAGS = 12;
const TAG_KEY = /^[A-Za-z_][^<>%&\\?/\s()]*$/;

const tagKey = () =>
  text(
    (key) => {
      const known = TAG_KEY.test(key) && key.length <= 128;
      if (known && !/^(azure|microsoft|windows)/i.test(key)) return undefined;
      return {
        kind: "tags",
        says: "is not a key for a tag",
        allowed:
          "1 to 128 characters without < > % & \\ ? / ( ) and blanks, starting with a letter, not with azure, microsoft or windows",
      };
    },
    { maxLength: 128, pattern: TAG_KEY.source },
  );

const tagValue = () =>
  text(
    (value) =>
      value.trim() !== "" && value.length <= 256 && !/[<>%&\\?\n\r\t]/.test(value)
        ? undefined
        : { kind: "tags", says: "is not a value for a tag", allowed: "1 to 256 characters without < > % & \\ ?" },
    { maxLength: 256 },
  );

const tagSays: Readonly<Record<TagMeaning, string>> = {
  owner: "who owns a resource",
  "cost-center": "who pays for it",
  environment: "which environment it belongs to",
  "use-case": "which use case it belongs to",
  "managed-by": "that Terraform made it",
};

export const organizationSchema = z
  .strictObject({
    name: title(60).describe("The organization's name, 1 to 60 characters. For people; names are made from `prefix`."),
    prefix: matching(/^[a-z][a-z0-9]{1,5}$/, "2 to 6 lower-case letters and digits, starting with a letter", {
      examples: ["pfs"],
    }).describe(
      "Leads every name, 2 to 6 lower-case letters and digits. Changing it replaces everything: choose it once.",
    ),
    tenant: guid().describe("GUID of the Entra tenant that all subscriptions belong to."),
    documentation: httpsUrl().describe("https URL of the `docs` folder; alerts link their runbooks below it."),
    repository: repositorySchema.describe(
      "The repository whose pipelines deploy. They get no secret: Azure trusts the tokens of this repository's pipelines.",
    ),
    promotionOrder: z
      .array(text(checkEnvironmentName, { pattern: ENVIRONMENT_NAME.source, not: { enum: RESERVED_ENVIRONMENTS } }))
      .min(1)
      .describe("Every environment once, in the order models move through them."),
    tags: namedRecord(tagKey(), tagValue())
      .meta({ required: [...mandatoryTags], maxProperties: MAX_TAGS })
      .describe(
        `Tags on every resource, at most ${MAX_TAGS}: Azure's smallest limit is 15, and stacks add their own. Mandatory: ${mandatoryTags.join(" and ")}.`,
      ),
    tagNames: z
      .strictObject(
        Object.fromEntries(
          tagMeanings.map((meaning) => [
            meaning,
            tagKey()
              .optional()
              .describe(`Key in Azure of the tag that says ${tagSays[meaning]}. Default: \`${meaning}\`.`),
          ]),
        ) as Record<TagMeaning, z.ZodOptional<ReturnType<typeof tagKey>>>,
      )
      .default({})
      .describe(
        "What the company calls tags that we write: `cost-center: CostCenter`. Values stay in `tags`, under our names.",
      ),
    naming: namingSchema,
    tagsManagedElsewhere: z
      .array(tagKey())
      .max(MAX_TAGS)
      .default([])
      .describe(
        "Keys of tags that others set, such as a policy of the company: Terraform neither sets nor removes them, and no change of theirs is drift. As Azure writes them, upper and lower case included.",
      ),
    platform: z
      .strictObject({
        subscription: guid().describe(
          "GUID of the subscription that holds the Terraform state and the model registry.",
        ),
        location: location().describe("Azure region of both."),
        state: z
          .strictObject({
            inbound: inbound("every address may try").default({ mode: "private" }),
            migrated: z
              .boolean()
              .default(false)
              .describe("Whether the state of `bootstrap` has moved into the storage that `bootstrap` made."),
          })
          .prefault({})
          .describe("The storage account of the Terraform state."),
        registry: z
          .strictObject({
            inbound: inbound("every address may try", { maxAddresses: 0 }).default({
              mode: "private",
            }),
            replicas: z
              .array(location())
              .default([])
              .describe("Further regions of the registry. Every environment's region must have one."),
            publishedByPipelines: z
              .boolean()
              .default(false)
              .describe(
                "Whether a merge publishes what `ml/` holds before it deploys, with an identity of its own. Deploy `bootstrap`, `registry` and `pipelines` when it changes. Default: somebody does so by hand.",
              ),
            promoters: z.array(group()).default([]).describe("Groups that may publish models to the registry by hand."),
            protection: z
              .strictObject({
                preventDestroy: z
                  .boolean()
                  .default(true)
                  .describe("Whether Terraform refuses to destroy the registry. false needs a reason."),
                reason: reason().optional(),
              })
              .prefault({})
              .describe("Protection against deletion."),
          })
          .prefault({})
          .describe("The model registry that models are promoted through."),
      })
      .describe("What all environments share."),
  })
  .describe("What holds for all environments.");

/** What is wrong with the tags as a whole. */
export function checkTags(tags: Readonly<Record<string, unknown>>): Finding | undefined {
  const keys = Object.keys(tags);
  const missing = mandatoryTags.filter((key) => !keys.includes(key));
  if (missing.length > 0) {
    return {
      kind: "tags",
      says: `lack the mandatory ${missing.length === 1 ? "tag" : "tags"} ${missing.join(" and ")}`,
      fix: "add it: cost reports and on-call look for it",
    };
  }
  if (keys.length > MAX_TAGS) return { kind: "tags", says: `are ${keys.length}`, allowed: `up to ${MAX_TAGS}` };
  const folded = keys.map((key) => key.toLowerCase());
  const double = keys.find((key, index) => folded.indexOf(key.toLowerCase()) !== index);
  if (double === undefined) return undefined;
  return { kind: "tags", says: `hold ${double} twice: Azure does not tell upper from lower case in tag keys` };
}

/** What each of our tags is called in Azure, and where in the organization that is written. */
function keysInAzure(tags: Readonly<Record<string, unknown>>, renamed: Partial<TagNames>) {
  const names = tagNames(renamed);
  const meant = tagMeanings.map((meaning) => ({
    key: names[meaning],
    at: renamed[meaning] === undefined ? undefined : (["tagNames", meaning] as const),
  }));
  const free = Object.keys(tags)
    .filter((key) => !(mandatoryTags as readonly string[]).includes(key))
    .map((key) => ({ key, at: ["tags", key] as const }));
  // Of two that are the same, the place of the second is told, and our own names have none.
  return [...meant.filter(({ at }) => at === undefined), ...meant.filter(({ at }) => at !== undefined), ...free];
}

/** Tags that Azure would take for one: stacks would write one of the two, and which is chance. */
export function sameTags(tags: Readonly<Record<string, unknown>>, renamed: Partial<TagNames>) {
  const seen = new Set<string>();
  return keysInAzure(tags, renamed).flatMap(({ key, at }) => {
    const isNew = !seen.has(key.toLowerCase());
    seen.add(key.toLowerCase());
    return isNew || at === undefined ? [] : [{ key, at }];
  });
}

/** Keys that others set and we set, too: who wins would change with every deployment. */
export const tagsOfBoth = (
  tags: Readonly<Record<string, unknown>>,
  renamed: Partial<TagNames>,
  elsewhere: readonly (string | undefined)[],
): readonly { readonly index: number; readonly key: string }[] => {
  const ours = new Set(keysInAzure(tags, renamed).map(({ key }) => key.toLowerCase()));
  return elsewhere.flatMap((key, index) => (key !== undefined && ours.has(key.toLowerCase()) ? [{ index, key }] : []));
};
