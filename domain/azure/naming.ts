/**
 * How names of Azure resources are composed: a pattern for each kind, with tokens in braces. A company may have patterns of its
 * own; those here are what is used otherwise.
 */

interface NamePattern {
  readonly pattern: string;
  /** Without these tokens two resources of ours would have one name. */
  readonly must: readonly NameToken[];
  /** What else may stand in it. */
  readonly may: readonly NameToken[];
  /** Whether Azure takes no dashes: those of prefix, environment and others are left out. */
  readonly compact?: true;
  /** Must be the last token: the names are told apart by what they end in. */
  readonly last?: NameToken;
}

/** What a pattern may hold, with what it stands for. */
export const nameTokens = {
  prefix: "the organization's `prefix`",
  environment: "the environment's name, or what `naming.environments` has for it",
  region: "the Azure region, or what `naming.regions` has for it",
  useCase: "the use case's name",
  use: "what it is for, where there are several: `workspace`, `blob`, `critical`, `customer-churn-drift`",
  hash: "hex digits of subscription, organization and environment, eight of them; of an endpoint and its use case, four",
} as const;
export type NameToken = keyof typeof nameTokens;

const OF_ALL = ["prefix", "region", "hash"] as const;
const one = (pattern: string, more: Partial<NamePattern> = {}): NamePattern => ({
  pattern,
  must: ["environment"],
  may: OF_ALL,
  ...more,
});
const several = (pattern: string, more: Partial<NamePattern> = {}): NamePattern =>
  one(pattern, { must: ["environment", "use"], ...more });
const shared = (pattern: string, more: Partial<NamePattern> = {}): NamePattern => one(pattern, { must: [], ...more });

/** By kind of resource. Of two accounts of one environment the hashes differ. */
export const namePatterns = {
  resourceGroup: one("rg-{prefix}-{environment}-ml"),
  virtualNetwork: one("vnet-{prefix}-{environment}"),
  virtualNetworkPeering: one("peer-{prefix}-{environment}-hub"),
  routeTable: one("rt-{prefix}-{environment}"),
  natGateway: one("ng-{prefix}-{environment}"),
  publicIpAddress: one("pip-{prefix}-{environment}"),
  gitHubNetworkSettings: one("ghns-{prefix}-{environment}"),
  agentPool: one("mdp-{prefix}-{environment}"),
  devCenter: one("dc-{prefix}-{environment}"),
  devCenterProject: one("dcp-{prefix}-{environment}"),
  jumpHost: one("vm-{prefix}-{environment}-jump"),
  bastion: one("bas-{prefix}-{environment}"),
  bastionPublicIpAddress: one("pip-{prefix}-{environment}-bastion"),
  networkSecurityGroup: several("nsg-{prefix}-{environment}-{use}"),
  privateEndpoint: several("pep-{prefix}-{environment}-{use}"),
  storageAccount: one("st{prefix}{environment}{hash}", { must: ["environment", "hash"], compact: true }),
  keyVault: one("kv-{prefix}-{environment}-{hash}"),
  containerRegistry: one("cr{prefix}{environment}{hash}", { compact: true }),
  logAnalytics: one("log-{prefix}-{environment}"),
  applicationInsights: one("appi-{prefix}-{environment}"),
  workspace: one("mlw-{prefix}-{environment}"),
  managedIdentity: several("id-{prefix}-{environment}-{use}"),
  actionGroup: several("ag-{prefix}-{environment}-{use}"),
  alertRule: several("{prefix}-{environment}-{use}", { last: "use" }),
  systemTopic: several("evgt-{prefix}-{environment}-{use}"),
  budget: one("budget-{prefix}-{environment}"),
  useCaseBudget: one("budget-{prefix}-{environment}-{useCase}", { must: ["environment", "useCase"] }),
  logicApp: one("logic-{prefix}-{environment}-{useCase}-{use}", {
    must: ["environment", "useCase", "use"],
    may: ["prefix", "region"],
  }),
  onlineEndpoint: one("{useCase}-{environment}-{hash}", {
    must: ["environment", "useCase", "hash"],
    may: ["prefix", "region"],
  }),
  registryResourceGroup: shared("rg-{prefix}-ml-registry"),
  registry: shared("mlr-{prefix}"),
  stateResourceGroup: shared("rg-{prefix}-ml-state"),
  stateStorageAccount: shared("st{prefix}tf{hash}", { compact: true }),
} as const satisfies Record<string, NamePattern>;

/** A kind of resource that a pattern names. */
export type PatternKind = keyof typeof namePatterns;

/** What a company has of its own. */
export interface NamingScheme {
  readonly patterns?: Readonly<Partial<Record<PatternKind, string | undefined>>>;
  /** By name of the region in Azure: what `{region}` says. */
  readonly regions?: Readonly<Record<string, string | undefined>>;
  /** By name of the environment: what `{environment}` says. */
  readonly environments?: Readonly<Record<string, string | undefined>>;
}

const TOKEN = /\{([^{}]*)\}/g;

/** The tokens of a pattern in their order, be they known or not. */
const tokensOf = (pattern: string): readonly string[] => [...pattern.matchAll(TOKEN)].map(([, token]) => token!);

export const patternOf = (kind: PatternKind, scheme: NamingScheme = {}): string =>
  scheme.patterns?.[kind] ?? namePatterns[kind].pattern;

export const hasToken = (kind: PatternKind, token: NameToken, scheme: NamingScheme = {}): boolean =>
  tokensOf(patternOf(kind, scheme)).includes(token);

/** A name by its pattern. A token that is not given, which no checked pattern holds, stands for nothing. */
export function composeName(
  kind: PatternKind,
  tokens: Readonly<Partial<Record<NameToken, string>>>,
  scheme: NamingScheme = {},
): string {
  const { compact }: NamePattern = namePatterns[kind];
  const said = (token: string): string => (tokens as Readonly<Record<string, string | undefined>>)[token] ?? "";
  return patternOf(kind, scheme).replace(TOKEN, (_, token: string) =>
    compact === true ? said(token).replaceAll("-", "") : said(token),
  );
}

/** What is wrong with a pattern by itself, in words; undefined if nothing is. */
export function checkPattern(
  kind: PatternKind,
  pattern: string,
): { readonly says: string; readonly allowed: string; readonly fix?: string } | undefined {
  const { must, may, last }: NamePattern = namePatterns[kind];
  const known: readonly string[] = [...must, ...may.filter((token) => !must.includes(token))];
  const allowed = known.map((token) => `{${token}}`).join(" ");
  const tokens = tokensOf(pattern);
  const strange = tokens.find((token) => !known.includes(token));
  if (strange !== undefined) return { says: `holds {${strange}}, which nothing is known of here`, allowed };
  if (/[{}]/.test(pattern.replace(TOKEN, ""))) return { says: "holds a brace without its other", allowed };
  const missing = must.filter((token) => !tokens.includes(token));
  if (missing.length > 0) {
    const words = missing.map((token) => `{${token}}`).join(" and ");
    return { says: `lacks ${words}: several resources would have one name`, allowed, fix: `add ${words}` };
  }
  if (last === undefined || pattern.endsWith(`{${last}}`)) return undefined;
  return { says: `does not end in {${last}}, which says what it is`, allowed: `…{${last}}` };
}
