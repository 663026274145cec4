import { personas, type Persona } from "../../domain/access/access";
import { formatCidr, parseCidr } from "../../domain/network/cidr";
import { headed, setInYaml } from "../../schema/yaml/edit";
import { idOf, repositoryOf, type InitAnswers } from "./questions";

const DAY = 24 * 60 * 60 * 1000;
/** Longest that a finding may be accepted for is half a year. */
const WAIVED_DAYS = 179;
/** Addresses of a /22. */
const PER_ENVIRONMENT = 1024;
/** What the shipped use cases are written for. */
export const SHIPPED_ENVIRONMENTS: readonly string[] = ["dev", "preprod", "prod"];

/** Whose groups are known by id. */
export type Groups = Readonly<Record<Persona | "promoters", { readonly group: string; readonly name: string }>>;

export interface Draft {
  readonly answers: InitAnswers;
  readonly groups: Groups;
  /** `YYYY-MM-DD` in UTC. */
  readonly today: string;
  /** Text of a file of the shipped configuration. */
  readonly shipped: (path: string) => string;
  /** Where runbooks are read. */
  readonly documentation: string;
}

type Edit = readonly [keys: readonly string[], value: unknown];

/** Files of the adopter's `config/` that are no use cases, by path below it. */
export function draftConfiguration(draft: Draft): ReadonlyMap<string, string> {
  const { answers, today, shipped } = draft;
  const names = Object.keys(answers.environments);
  return new Map([
    ["organization.yaml", draftOrganization(draft)],
    ["waivers.yaml", draftWaivers(shipped("waivers.yaml"), answers, today)],
    ...names.map((name, index) => [`environments/${name}.yaml`, draftEnvironment(draft, name, index)] as const),
  ]);
}

/** Why the state has a public address where pipelines are Azure's. */
const REACHED_BY_AGENTS =
  "Microsoft-hosted agents reach the state over the internet; only Entra identities may read it";

function draftOrganization({ answers, groups, documentation, shipped }: Draft): string {
  const { name, prefix, tenant, subscription, location, owner, costCenter, security } = answers;
  return edited(headed(shipped("organization.yaml"), name), [
    [["name"], name],
    [["prefix"], prefix],
    [["tenant"], tenant],
    [["documentation"], documentation],
    [
      ["repository"],
      { ...repositoryOf(answers), defaultBranch: "main", protection: { security: { teams: [security] } } },
    ],
    [["promotionOrder"], Object.keys(answers.environments)],
    [["tags", "owner"], owner],
    [["tags", "cost-center"], costCenter],
    [["platform", "subscription"], subscription],
    [["platform", "location"], location],
    // What the example says of it speaks of GitHub.
    ...(repositoryOf(answers).provider === "github"
      ? []
      : ([[["platform", "state", "inbound", "reason"], REACHED_BY_AGENTS]] as const)),
    [["platform", "registry", "promoters"], [groups.promoters]],
  ]);
}

/** The first is made like `dev`, the last like `prod`, and what is between like `preprod`. */
function draftEnvironment({ answers, groups, today, shipped }: Draft, name: string, index: number): string {
  const { environments, location, network, office, approvers, contact, onCall } = answers;
  const last = Object.keys(environments).length - 1;
  const like = index === 0 ? "dev" : index === last ? "prod" : "preprod";
  const { address } = parseCidr(network)!;
  const [hub, logs] = [idOf(answers.hub), idOf(answers.logs)];
  const edits: readonly Edit[] = [
    [["subscription"], environments[name]],
    [["location"], location],
    [["network", "addressSpace"], formatCidr({ address: address + index * PER_ENVIRONMENT, prefix: 22 })],
    ...personas.map((persona): Edit => [["access", persona], [groups[persona]]]),
    [["alerts", "receivers", "critical"], [onCall]],
    [["alerts", "receivers", "warning"], [contact]],
    [["alerts", "receivers", "informational"], [contact]],
    [["budget", "startMonth"], today.slice(0, 7)],
    ...(logs === undefined ? [] : ([[["logs"], { workspace: logs }]] as const)),
    // The first environment lets people in over the internet.
    ...(hub === undefined || like === "dev" ? [] : ([[["network", "hub"], { virtualNetwork: hub }]] as const)),
    ...(like === "dev"
      ? ([
          [["network", "inbound", "allowedAddresses"], office.split(",").map((one) => one.trim())],
          // A machine belongs to one person, who is not known here.
          [["compute", "instances"], undefined],
        ] as const)
      : ([
          [["deployment", "approvers", "teams"], [approvers]],
          // The second region of the example's registries is the pair of the example's region.
          [["resilience"], undefined],
        ] as const)),
  ];
  return edited(headed(shipped(`environments/${like}.yaml`), `${name}: begun from ${like} of the example.`), edits);
}

/** Reasons speak of the runners that the company has. */
function draftWaivers(text: string, answers: InitAnswers, today: string): string {
  const expires = dayAfter(today, WAIVED_DAYS);
  const told =
    repositoryOf(answers).provider === "github"
      ? text
      : text
          .replaceAll("GitHub-hosted runners", "Microsoft-hosted agents")
          .replaceAll("hosted runners", "hosted agents");
  return told
    .replaceAll(/^( +owner:).*$/gm, (_, key: string) => `${key} ${JSON.stringify(answers.owner)}`)
    .replaceAll(/^( +granted:).*$/gm, `$1 ${today}`)
    .replaceAll(/^( +expires:).*$/gm, `$1 ${expires}`);
}

/** A shipped use case in the hands of the adopter's groups. Its schedules start at least a week from now, on the same day of a week. */
export function draftUseCase(path: string, { answers, groups, today, shipped }: Draft): string {
  const text = edited(shipped(path), [
    [["owner", "team"], groups.dataScientists.name],
    [["owner", "name"], groups.dataScientists.name],
    [["owner", "group"], groups.dataScientists.group],
    [["owner", "contact"], answers.contact],
    [["serving", "callers"], [groups.dataScientists]],
    [["promotion", "approvals", "prod", "approvers"], [groups.mlEngineers]],
    [["promotion", "approvals", "prod", "teams"], [answers.approvers]],
  ]);
  return text.replaceAll(/(startDate: )(\d{4}-\d\d-\d\d)/g, (_, key: string, day: string) => {
    const weeks = Math.ceil((Date.parse(today) + 7 * DAY - Date.parse(day)) / (7 * DAY));
    return `${key}${weeks > 0 ? dayAfter(day, 7 * weeks) : day}`;
  });
}

const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);

const edited = (text: string, edits: readonly Edit[]): string =>
  edits.reduce((written, [keys, value]) => setInYaml(written, [...keys], value), text);
