import { z } from "zod";
import { stringify } from "yaml";
import { codeOfKind } from "../../schema/finding";
import { armId, email, guid, location, matching, networkBlock, teamSlug, text, title } from "../../schema/fields";
import { checkEnvironmentName } from "../../schema/organization/environment-name";
import { organizationSchema } from "../../schema/organization/schema";
import { shapeProblems } from "../../schema/shape-problems";
import { YamlFile } from "../../schema/yaml/file";
import { personaDefinitions, personas, type Persona } from "../../domain/access/access";
import { hyphenated } from "../../domain/text/hyphenated";
import type { Problem } from "../../domain/problem/problem";

const GITHUB = /^([A-Za-z0-9-]+)\/([\w.-]+)$/;
const AZURE_DEVOPS = /^https:\/\/dev\.azure\.com\/([^/\s]+)\/([^/]+)\/_git\/([^/\s]+)$/;
/** A git URL as npm takes it, with what cannot move behind it: a commit or a tag of a version. */
export const PINNED =
  /^(?:git\+(?:https|ssh|file):\/\/[^\s#]+|github:[\w.-]+\/[\w.-]+)#(?:[0-9a-f]{40}|v?\d+\.\d+\.\d+[\w.-]*)$/;
const GROUP = /^([^=\n\r\t]{1,256}?)(?:\s*=\s*(\S+))?$/;

const group = (who: string) =>
  text(
    (value) => {
      const [, name, id] = GROUP.exec(value) ?? [];
      const known = name !== undefined && name.trim() !== "" && (id === undefined || guid().safeParse(id).success);
      return known
        ? undefined
        : {
            kind: "pattern",
            says: "is no Entra group",
            allowed: "its name, which is looked up with az, or <name>=<object id in lower case>",
          };
    },
    { examples: ["ML Engineers=9b7e1c6e-3a1f-4c8d-9e7b-0d3e2f4c5b12"] },
  ).describe(`Entra group ${who}: its name, which is looked up with az, or <name>=<object id>.`);

const groupsByPersona = Object.fromEntries(
  personas.map((persona) => [persona, group(personaDefinitions[persona].asked)]),
) as Record<Persona, ReturnType<typeof group>>;

/** What a company may have for all its environments, and most have not at first. */
const NONE = "none";
const orNone = (type: string, what: string, example: string) =>
  text(
    (value) =>
      value === NONE || armId(type, example).safeParse(value).success
        ? undefined
        : { kind: "pattern", says: `is no ARM id of ${what}`, allowed: `${NONE}, or an id such as ${example}` },
    { examples: [NONE, example] },
  );
const hubOf = "/subscriptions/9a8b7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c6d/resourceGroups/rg-hub/providers";

/** What has to be known to make somebody's repository. Names of tags, teams and addresses have what is usual as a default. */
export const initSchema = z.strictObject({
  name: organizationSchema.shape.name,
  prefix: organizationSchema.shape.prefix,
  tenant: organizationSchema.shape.tenant,
  subscription: guid().describe("GUID of the subscription of Terraform state and model registry."),
  location: location().describe("Azure region of everything, as ARM writes it."),
  repository: text(
    (value) =>
      GITHUB.test(value) || AZURE_DEVOPS.test(value)
        ? undefined
        : {
            kind: "pattern",
            says: "is no repository that pipelines can run in",
            allowed: "<owner>/<name> on GitHub, or https://dev.azure.com/<organization>/<project>/_git/<name>",
          },
    { examples: ["pfs-corporation/mlops-environments"] },
  ).describe(
    "The repository: <owner>/<name> on GitHub, or https://dev.azure.com/<organization>/<project>/_git/<name>.",
  ),
  environments: z
    .record(text(checkEnvironmentName), guid())
    .refine((value) => Object.keys(value).length > 0, "is empty")
    .describe("Environments in the order models move through them, each with the GUID of its subscription."),
  network: networkBlock(8, 22, "10.40.0.0/16").describe(
    "Block of private addresses of which each environment gets a /22, one after another.",
  ),
  office: text(() => undefined).describe(
    "Public addresses or blocks that reach the first environment, with commas between.",
  ),
  hub: orNone(
    "Microsoft.Network/virtualNetworks",
    "a virtual network",
    `${hubOf}/Microsoft.Network/virtualNetworks/vnet-hub`,
  ).describe(
    "ARM id of the hub's network that private environments are peered with, whose team makes its own side, or none.",
  ),
  logs: orNone(
    "Microsoft.OperationalInsights/workspaces",
    "a Log Analytics workspace",
    `${hubOf}/Microsoft.OperationalInsights/workspaces/log-central`,
  ).describe("ARM id of the company's Log Analytics workspace that environments log to, or none for one each."),
  ...groupsByPersona,
  promoters: group("that may publish models to the registry by hand"),
  contact: email().describe("Mail address of the team, for warnings."),
  onCall: email().describe("Mail address of who is on call, for critical alerts."),
  approvers: teamSlug().describe("Team that approves deployments after the first environment."),
  security: teamSlug().describe("Team that approves what decides on rights."),
  owner: title(60).describe("Tag owner of every resource."),
  costCenter: title(60).describe("Tag cost-center of every resource."),
  project: matching(PINNED, "a git URL as npm takes it, with # and a commit of 40 hex digits or a tag like v1.2.0", {
    examples: ["git+https://git.example/ml/azure-mlops-environments.git#v0.1.0"],
  }).describe("The version of this project that the repository uses: git+https://…#<commit or tag>."),
});

export type InitAnswers = z.output<typeof initSchema>;
export type InitQuestion = keyof InitAnswers;
export const initQuestions = Object.keys(initSchema.shape) as readonly InitQuestion[];

/** What is taken if nobody says otherwise; undefined where only the adopter knows. */
export const usual: Partial<Record<InitQuestion, (given: Partial<InitAnswers>) => string | undefined>> = {
  network: () => "10.40.0.0/16",
  hub: () => NONE,
  logs: () => NONE,
  approvers: () => "ml-platform",
  security: () => "security",
  owner: ({ approvers }) => approvers ?? "ml-platform",
  onCall: ({ contact }) => contact,
};

/** The option of the command line for a question: `--data-scientists`. */
export const optionOf = (question: InitQuestion): string =>
  question === "environments" ? "--environment" : `--${hyphenated(question)}`;

/** What is wrong with one answer that was not read from a file. */
export function problemsWith(question: InitQuestion, answer: unknown): readonly Problem[] {
  const schema = z.strictObject({ [question]: initSchema.shape[question] });
  const file = YamlFile.parse(stringify({ [question]: answer }), "answer");
  return [...file.problems, ...(file.value === undefined ? [] : shapeProblems(schema, file))].map((problem) => ({
    ...problem,
    where: optionOf(question),
  }));
}

/** `dev=<guid>` of each `--environment`, in their order. */
export function environmentsOf(given: readonly string[]): {
  readonly environments: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
} {
  const environments = new Map<string, string>();
  const problems: Problem[] = [];
  for (const one of given) {
    const [, name, subscription] = /^([^=\s]+)=(\S+)$/.exec(one) ?? [];
    if (name !== undefined && !environments.has(name)) environments.set(name, subscription!);
    else {
      problems.push({
        code: codeOfKind["pattern"],
        where: "--environment",
        message: name === undefined ? "it is no environment with its subscription" : "it names an environment again",
        given: one,
        allowed: "<name>=<GUID of its subscription>, each name once",
      });
    }
  }
  return { environments: Object.fromEntries(environments), problems };
}

export type InitRepository =
  | { readonly provider: "github"; readonly owner: string; readonly name: string }
  | {
      readonly provider: "azure-devops";
      readonly organization: string;
      readonly project: string;
      readonly name: string;
    };

/** Of an answer that was checked. */
export function repositoryOf({ repository }: Pick<InitAnswers, "repository">): InitRepository {
  const [, owner, name] = GITHUB.exec(repository) ?? [];
  if (owner !== undefined) return { provider: "github", owner, name: name! };
  const [, organization, project, repo] = AZURE_DEVOPS.exec(repository)!;
  return { provider: "azure-devops", organization: organization!, project: decoded(project!), name: decoded(repo!) };
}

/** A part of a URL as people write it; one that is no encoding stays, and the configuration's own check judges it. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Of an answer that was checked. */
export const idOf = (answer: string): string | undefined => (answer === NONE ? undefined : answer);

/** Of an answer that was checked. */
export function groupOf(answer: string): { readonly name: string; readonly group?: string } {
  const [, name, group] = GROUP.exec(answer)!;
  return { name: name!.trim(), ...(group !== undefined && { group }) };
}
