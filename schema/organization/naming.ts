import { z } from "zod";
import { checkPattern, namePatterns, nameTokens, type NamingScheme, type PatternKind } from "../../domain/azure/naming";
import type { Draft } from "../walk";
import { location, matching, namedRecord, text } from "../fields";
import { checkEnvironmentName } from "./environment-name";

/** Short words for places; each Azure name that they stand in is checked as a whole. */
const word = () => matching(/^[a-z0-9]{1,12}$/, "1 to 12 lower-case letters and digits", { examples: ["weu"] });

/** Another than the usual, within the limits of short and long names. */
function exampleOf(kind: PatternKind): string {
  const { pattern: usual } = namePatterns[kind];
  if (!usual.includes("{hash}")) return usual.replace(/\{(environment|prefix)\}(?!.*\{\1\})/, "{$1}-{region}");
  return usual
    .replace(/\{prefix\}-?/, "")
    .replace(/^\{/, "ml-{")
    .replace(/^(st|kv|cr)/, "ml$1");
}

const pattern = (kind: PatternKind) =>
  text(
    (value) => {
      const wrong = checkPattern(kind, value);
      return wrong === undefined ? undefined : { kind: "naming", ...wrong };
    },
    { examples: [exampleOf(kind)] },
  )
    .optional()
    .describe(`Default: \`${namePatterns[kind].pattern}\`.`);

const environmentName = () => text(checkEnvironmentName);

const kinds = Object.keys(namePatterns) as readonly PatternKind[];

/** What each token says, for the reference. */
const tokens = Object.entries(nameTokens)
  .map(([token, says]) => `\`{${token}}\` ${says}`)
  .join("; ");

/** The scheme as far as it is right: of what is wrong, what is usual here stands in. */
export const namingOf = (draft: Draft<z.output<typeof namingSchema>> | undefined): NamingScheme => ({
  patterns: draft?.patterns ?? {},
  regions: draft?.regions ?? {},
  environments: draft?.environments ?? {},
});

export const namingSchema = z
  .strictObject({
    patterns: z
      .strictObject(
        Object.fromEntries(kinds.map((kind) => [kind, pattern(kind)])) as Record<
          PatternKind,
          ReturnType<typeof pattern>
        >,
      )
      .default({})
      .describe(
        `A pattern for each kind of resource that is called otherwise. ${tokens}. ` +
          "Changing one renames what is deployed: Azure makes it anew, and what was in the old one is lost.",
      ),
    regions: namedRecord(location(), word())
      .default({})
      .describe("What `{region}` says, by Azure region: `westeurope: weu`."),
    environments: namedRecord(environmentName(), word())
      .default({})
      .describe("What `{environment}` says, by environment: `preprod: pre`."),
  })
  .default({ patterns: {}, regions: {}, environments: {} })
  .describe("What resources are called. Left out, names are made of prefix, environment and what a thing is for.");
