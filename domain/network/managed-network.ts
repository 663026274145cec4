/**
 * What a workspace's managed network may lead to, what Azure ML puts into it by itself, and what we add: the one place where
 * that stands. Source: Azure ML, how-to-managed-network ("Private endpoints", "List of required rules", "Limitations").
 */

const storageParts = ["blob", "file", "queue", "table", "dfs", "web"];

/**
 * Types that Azure ML makes private endpoints to, by lower-case ARM type, with the parts each has; ARM compares them without
 * regard to case. A closed list: anything else is refused.
 */
export const privateLinkTargets: Readonly<Record<string, readonly string[]>> = {
  "microsoft.machinelearningservices/workspaces": ["amlworkspace"],
  "microsoft.machinelearningservices/registries": ["amlregistry"],
  "microsoft.storage/storageaccounts": [...storageParts, ...storageParts.map((part) => `${part}_secondary`)],
  "microsoft.containerregistry/registries": ["registry"],
  "microsoft.keyvault/vaults": ["vault"],
  "microsoft.cognitiveservices/accounts": ["account"],
  "microsoft.search/searchservices": ["searchService"],
  "microsoft.sql/servers": ["sqlServer"],
  "microsoft.datafactory/factories": ["dataFactory", "portal"],
  "microsoft.documentdb/databaseaccounts": ["Sql", "MongoDB", "Cassandra", "Gremlin", "Table", "Analytical"],
  "microsoft.eventhub/namespaces": ["namespace"],
  "microsoft.cache/redis": ["redisCache"],
  "microsoft.databricks/workspaces": ["databricks_ui_api", "browser_authentication"],
  "microsoft.dbformariadb/servers": ["mariadbServer"],
  "microsoft.dbforpostgresql/servers": ["postgresqlServer"],
  "microsoft.dbforpostgresql/flexibleservers": ["postgresqlServer"],
  "microsoft.dbformysql/servers": ["mysqlServer"],
  "microsoft.dbformysql/flexibleservers": ["mysqlServer"],
  "microsoft.apimanagement/service": ["Gateway"],
  "microsoft.insights/privatelinkscopes": ["azuremonitor"],
};

/** Lower-case ARM type of a resource id, e.g. `microsoft.storage/storageaccounts`. */
export function typeOf(resource: string): string {
  const [namespace, ...segments] = (/\/providers\/(?!.*\/providers\/)(.+)$/i.exec(resource)?.[1] ?? "").split("/");
  return [namespace, ...segments.filter((_, index) => index % 2 === 0)].join("/").toLowerCase();
}

/** Parts of a resource that an endpoint of a managed network may lead to; undefined for a type that has none. */
export const partsOf = (resource: string): readonly string[] | undefined => privateLinkTargets[typeOf(resource)];

/** Serverless Spark goes through endpoints that are made for it; only storage has those. */
export const isForSpark = (resource: string): boolean => typeOf(resource) === "microsoft.storage/storageaccounts";

/** Hosts of a storage account: Azure ML refuses them as host names and wants endpoints. */
export const isStorageHost = (host: string): boolean =>
  /(^|\.)(blob|file|queue|table|dfs|web)\.core\.windows\.net$/i.test(host);

/** What jobs need: the environment's own resources, and the model registry that environments share. */
export type OwnTarget = "storage" | "collected" | "vault" | "containerRegistry" | "modelRegistry";

export interface OwnEndpoint {
  readonly target: OwnTarget;
  readonly part: string;
}

interface NetworkModes {
  readonly inbound: Inbound;
  readonly outbound: { readonly mode: "internet" | "approved-only" };
}

interface Inbound {
  readonly mode: "private" | "public";
}

const closed: readonly OwnEndpoint[] = [
  { target: "storage", part: "blob" },
  { target: "storage", part: "file" },
  { target: "vault", part: "vault" },
  { target: "containerRegistry", part: "registry" },
];

/**
 * Endpoints that Azure ML makes by itself. With internet access only to what is closed to the public altogether: to storage
 * that lets named addresses in there is none.
 */
export const automaticEndpoints = ({ inbound, outbound }: NetworkModes): readonly OwnEndpoint[] =>
  inbound.mode === "private" || outbound.mode === "approved-only" ? closed : [];

/**
 * Endpoints that we add, by the name of their rule. Monitors read and write storage by `dfs`, for which Azure ML makes none;
 * to the account of collected data it makes none at all. Where the environment's resources let named addresses in, jobs would
 * be shut out of them as well: a job comes from an address of Azure's, which no list of addresses matches. A model registry
 * without public access is reached by no other way.
 * @param modelRegistry - who may reach the registry
 */
export function ownEndpoints(modes: NetworkModes, modelRegistry: Inbound): Readonly<Record<string, OwnEndpoint>> {
  const missing = automaticEndpoints(modes).length > 0 ? [] : closed;
  const all: readonly OwnEndpoint[] = [
    ...missing,
    { target: "storage", part: "dfs" },
    { target: "collected", part: "blob" },
    { target: "collected", part: "dfs" },
    ...(modelRegistry.mode === "private" ? [{ target: "modelRegistry", part: "amlregistry" } as const] : []),
  ];
  return Object.fromEntries(all.map((endpoint) => [ownRuleName(endpoint), endpoint]));
}

const targetNames: Readonly<Record<OwnTarget, string>> = {
  storage: "storage",
  collected: "collected",
  vault: "vault",
  containerRegistry: "container-registry",
  modelRegistry: "model-registry",
};

const ownRuleName = ({ target, part }: OwnEndpoint): string =>
  target === "storage" || target === "collected" ? `own-${targetNames[target]}-${part}` : `own-${targetNames[target]}`;

/** What a rule leads to, the same text for the same destination. */
export function destinationOf(rule: {
  readonly type?: string | undefined;
  readonly host?: string | undefined;
  readonly tag?: string | undefined;
  readonly protocol?: string | undefined;
  readonly ports?: string | undefined;
  readonly resource?: string | undefined;
  readonly subresource?: string | undefined;
}): string | undefined {
  const parts =
    rule.type === "fqdn"
      ? [rule.host]
      : rule.type === "service-tag"
        ? [rule.tag, rule.protocol, rule.ports]
        : [rule.resource, rule.subresource];
  return parts.includes(undefined) ? undefined : [rule.type, ...parts].join(" ").toLowerCase();
}

/** ARM's own pattern for the name of an outbound rule. */
export const outboundRuleName = {
  pattern: /^[a-zA-Z0-9][a-zA-Z0-9_-]{2,32}$/,
  allowed: "3 to 33 letters, digits, dashes and underscores, first a letter or digit",
} as const;

/** What is wrong with a rule of a type where the network is open so far; undefined if nothing is. */
export const checkRuleType = (mode: "internet" | "approved-only", type: string) =>
  mode !== "internet" || type === "private-endpoint"
    ? undefined
    : {
        says: "needs mode approved-only: where the internet is open, Azure ML takes private endpoints only",
        allowed: "private-endpoint",
        fix: "remove the rule: the address is open already",
      };
