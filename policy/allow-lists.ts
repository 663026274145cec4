import type { PolicyResource } from "./resource";
import { leaves, lookup, Unknown } from "./value";

/** Where a kind of resource lists who gets through its firewall. */
interface AllowList {
  readonly kind: string;
  /** Lists of addresses, with the key in each entry where it is an object. */
  readonly addresses: readonly (readonly [path: string, key?: string])[];
  /** Lists of subnets. */
  readonly subnets: readonly string[];
  /** Lists of resources that are let in whatever their address, with the key of the id in each entry. */
  readonly resources?: readonly (readonly [path: string, key: string])[];
  /** Whether the firewall lets anyone through at all, and what says so. */
  readonly open?: readonly [path: string, value: string | boolean];
}

export const allowLists: readonly AllowList[] = [
  {
    kind: "azurerm_storage_account",
    addresses: [["network_rules.ip_rules"]],
    subnets: ["network_rules.virtual_network_subnet_ids"],
    resources: [["network_rules.private_link_access", "endpoint_resource_id"]],
    open: ["public_network_access_enabled", true],
  },
  {
    kind: "azurerm_storage_account_network_rules",
    addresses: [["ip_rules"]],
    subnets: ["virtual_network_subnet_ids"],
    resources: [["private_link_access", "endpoint_resource_id"]],
  },
  {
    kind: "Microsoft.Storage/storageAccounts",
    addresses: [["properties.networkAcls.ipRules", "value"]],
    subnets: ["properties.networkAcls.virtualNetworkRules"],
    resources: [["properties.networkAcls.resourceAccessRules", "resourceId"]],
    open: ["properties.publicNetworkAccess", "Enabled"],
  },
  {
    kind: "azurerm_key_vault",
    addresses: [["network_acls.ip_rules"]],
    subnets: ["network_acls.virtual_network_subnet_ids"],
    open: ["public_network_access_enabled", true],
  },
  {
    kind: "Microsoft.KeyVault/vaults",
    addresses: [["properties.networkAcls.ipRules", "value"]],
    subnets: ["properties.networkAcls.virtualNetworkRules"],
    open: ["properties.publicNetworkAccess", "Enabled"],
  },
  {
    kind: "azurerm_container_registry",
    addresses: [["network_rule_set.ip_rule", "ip_range"]],
    subnets: ["network_rule_set.virtual_network"],
    open: ["public_network_access_enabled", true],
  },
  {
    kind: "Microsoft.ContainerRegistry/registries",
    addresses: [["properties.networkRuleSet.ipRules", "value"]],
    subnets: ["properties.networkRuleSet.virtualNetworkRules"],
    open: ["properties.publicNetworkAccess", "Enabled"],
  },
  {
    kind: "Microsoft.MachineLearningServices/workspaces",
    addresses: [["properties.ipAllowlist"]],
    subnets: [],
    open: ["properties.publicNetworkAccess", "Enabled"],
  },
];

export const allowListKinds: readonly string[] = allowLists.map(({ kind }) => kind);

/** Whom the firewall of a resource lets through. */
export interface LetIn {
  readonly addresses: readonly string[];
  readonly subnets: number;
  /** Ids of resources that are let in; undefined where one is known after apply only. */
  readonly resources: readonly (string | undefined)[];
  /** Whether something of it is known after apply only. */
  readonly partlyUnknown: boolean;
  /** Whether the firewall lets anyone through; undefined where nothing says. */
  readonly open: boolean | "unknown" | undefined;
}

export function letIn(resource: PolicyResource): LetIn {
  const list = allowLists.find(({ kind }) => kind.toLowerCase() === resource.kind.toLowerCase())!;
  const addresses = list.addresses.flatMap(([path, key]) => {
    // What is left out lets nobody in.
    const entries = resource.isFilledIn(path) ? [] : resource.entries(path);
    if (entries === "unknown") return [new Unknown()];
    return key === undefined ? leaves(entries) : entries.map((entry) => valueIn(entry, key));
  });
  const entriesOf = (path: string) => (resource.isFilledIn(path) ? [] : resource.entries(path));
  const subnets = list.subnets.map(entriesOf);
  const resources = (list.resources ?? []).map(([path, key]) => ({ key, entries: entriesOf(path) }));
  return {
    addresses: addresses.flatMap((one) => (one instanceof Unknown || one === undefined ? [] : [String(one)])),
    subnets: subnets.flatMap((entries) => (entries === "unknown" ? [] : entries)).length,
    resources: resources.flatMap(({ key, entries }) =>
      entries === "unknown"
        ? []
        : entries.map((entry) => {
            const id = valueIn(entry, key);
            return typeof id === "string" ? id : undefined;
          }),
    ),
    partlyUnknown:
      addresses.some((one) => one instanceof Unknown) ||
      subnets.includes("unknown") ||
      resources.some(({ entries }) => entries === "unknown"),
    open: openness(resource, list),
  };
}

function valueIn(entry: unknown, key: string): unknown {
  if (entry instanceof Unknown) return entry;
  const found = lookup(entry, key);
  return found.state === "unknown" ? new Unknown(found.references) : found.state === "known" ? found.value : undefined;
}

function openness(resource: PolicyResource, { open }: AllowList): LetIn["open"] {
  if (open === undefined) return undefined;
  const found = resource.at(open[0]);
  if (found.state === "unknown") return "unknown";
  // Azure opens what nothing closes.
  return found.state === "absent" ? true : found.value === open[1];
}
