import { z } from "zod";
import { azureProtectionSchema, protectionSchema } from "../environment/deployment";
import { guid, matching, namedRecord, text, title } from "../fields";

/** Name of a branch. */
const branch = () =>
  matching(/^[\w./-]{1,200}$/, "the name of a branch")
    .describe("The branch that deploys.")
    .default("main");

const ORGANIZATION = /^[A-Za-z0-9]([A-Za-z0-9-]{0,48}[A-Za-z0-9])?$/;
const ORGANIZATION_URL = /^https:\/\/dev\.azure\.com\/([^/]+)$/;

/** An organization of Azure DevOps by its name or its URL; taken over as its name. */
const azureOrganization = () =>
  text(
    (value) => {
      const name = ORGANIZATION_URL.exec(value)?.[1] ?? value;
      if (ORGANIZATION.test(name)) return undefined;
      const old = /^https:\/\/([\w-]+)\.visualstudio\.com\/?$/i.exec(value)?.[1];
      return {
        kind: "pattern",
        says: "is not an organization of Azure DevOps",
        allowed: "its name, or https://dev.azure.com/ and its name",
        fix: old === undefined ? undefined : `write ${old}`,
      };
    },
    {
      pattern: `^(https://dev\\.azure\\.com/)?${ORGANIZATION.source.slice(1)}`,
      examples: ["pfs-corporation", "https://dev.azure.com/pfs-corporation"],
    },
  ).transform((value) => ORGANIZATION_URL.exec(value)?.[1] ?? value);

/** Characters that names of projects, repositories and groups must not have. Source: "Naming restrictions and conventions". */
const FORBIDDEN = /[\\/:*?"<>;#$|{},+=[\]\n\r\t]/;

/** Name of a project, repository or group of Azure DevOps. */
const azureName = (kind: string) =>
  text(
    (value) => {
      const fits = value.trim() === value && value !== "" && value.length <= 64;
      if (fits && !FORBIDDEN.test(value) && !/^[_.]|\.$/.test(value)) return undefined;
      return {
        kind: "pattern",
        says: `is not the name of a ${kind} of Azure DevOps`,
        allowed:
          'up to 64 characters without \\ / : * ? " < > ; # $ | { } , + = [ ], not beginning with _ or a dot, not ending in a dot',
      };
    },
    { minLength: 1, maxLength: 64 },
  );

/** What approvals call a group by: of the form of a team's slug on GitHub. */
const GROUP = {
  pattern: /^[a-z0-9][a-z0-9_-]{0,99}$/,
  allowed: "the name that approvals use: lower-case letters, digits, _ and dashes",
};

const github = z.strictObject({
  provider: z
    .literal("github")
    .optional()
    .describe("Where the repository is: `github`, the default, or `azure-devops`."),
  owner: matching(/^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}$/, "a GitHub user or organization", {
    examples: ["pfs-corporation"],
  }).describe("The GitHub organization or user."),
  name: matching(/^[\w.-]{1,100}$/, "the name of a GitHub repository").describe("The repository's name."),
  defaultBranch: branch(),
  ownerId: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe(
      "Numeric id of the owner. Repositories made since 2026-07-15 carry it in the subject of their OIDC tokens; give both ids or none.",
    ),
  repositoryId: z.number().int().min(1).optional().describe("Numeric id of the repository; see `ownerId`."),
  protection: protectionSchema
    .prefault({})
    .describe("What a change to the default branch needs, besides checks that passed."),
});

const azureDevops = z.strictObject({
  provider: z.literal("azure-devops").describe("The repository is in Azure Repos, and Azure Pipelines deploy."),
  organization: azureOrganization().describe("The organization: its name, or its URL `https://dev.azure.com/<name>`."),
  project: azureName("project").describe("The project of the repository and its pipelines."),
  name: azureName("repository").describe("The repository's name."),
  defaultBranch: branch(),
  groups: namedRecord(
    matching(GROUP.pattern, GROUP.allowed),
    z.strictObject({
      name: title(256).describe("Name of the group in Azure DevOps."),
      of: z
        .enum(["project", "organization"])
        .default("project")
        .describe("Whether it is a group of the project or one of the whole organization."),
    }),
  )
    .default({})
    .describe(
      "Groups that are called otherwise in Azure DevOps than where approvals name them. Those that are not here are groups of the project of that name.",
    ),
  agentServiceId: guid()
    .optional()
    .describe(
      "Object id of the enterprise application `DevOpsInfrastructure` in the tenant, which puts agents into networks; each tenant has another: `az ad sp list --display-name DevOpsInfrastructure --query [].id -o tsv`. Needed where an environment has `network.runners`.",
    ),
  protection: azureProtectionSchema
    .prefault({})
    .describe("What a change to the default branch needs, besides the build that validates it."),
});

/** The repository whose pipelines deploy. */
export const repositorySchema = z.discriminatedUnion("provider", [github, azureDevops]);

/** A repository on GitHub. */
export type GithubRepository = z.output<typeof github>;
/** A repository in Azure Repos. */
export type AzureRepository = z.output<typeof azureDevops>;
/** Wherever it is. */
export type Repository = z.output<typeof repositorySchema>;

/** Whether Azure DevOps holds the repository and runs its pipelines. */
export const isAzureDevops = (repository: Repository): repository is AzureRepository =>
  repository.provider === "azure-devops";
