import { sameId } from "../../azure/ids";
import { BASTION_SUBNET } from "../jump-host";
import { type DescribedResource, isUnsettled, nameOf, parentOf, Reading, scopeOf } from "./described";
import { automaticRules, type WorkspaceTargets } from "./managed-network";
import { peoplesWay, type PeoplesWay } from "./jump-host";
import { ResourceIndex } from "./resource-index";
import type { Isolation, ManagedNetwork, OutboundRule, PrivateEndpoint, Target, TargetKind } from "./model";

const ML = "microsoft.machinelearningservices";
const types = {
  storage: "microsoft.storage/storageaccounts",
  vault: "microsoft.keyvault/vaults",
  containerRegistry: "microsoft.containerregistry/registries",
  workspace: `${ML}/workspaces`,
  endpoint: `${ML}/workspaces/onlineendpoints`,
  datastore: `${ML}/workspaces/datastores`,
  rule: `${ML}/workspaces/outboundrules`,
  /** The call that provisions a managed network, which a configuration holds beside the workspace. */
  provisioning: `${ML}/workspaces/provisionmanagednetwork`,
  modelRegistry: `${ML}/registries`,
  logs: "microsoft.operationalinsights/workspaces",
  topic: "microsoft.eventgrid/systemtopics",
  privateEndpoint: "microsoft.network/privateendpoints",
  zone: "microsoft.network/privatednszones",
  zoneLink: "microsoft.network/privatednszones/virtualnetworklinks",
  subnet: "microsoft.network/virtualnetworks/subnets",
  peering: "microsoft.network/virtualnetworks/virtualnetworkpeerings",
  routeTable: "microsoft.network/routetables",
  networkInterface: "microsoft.network/networkinterfaces",
  bastion: "microsoft.network/bastionhosts",
} as const;

/** Types of resources that decide who reaches what, lower-case. */
export const networkTypes: readonly string[] = Object.values(types);

/** azurerm's resources that only set something of another, and belong here. */
export const networkSettings = {
  accountRules: "azurerm_storage_account_network_rules",
  natGateway: "azurerm_subnet_nat_gateway_association",
} as const;

/** A subnet that machines may stand in. */
export interface Subnet {
  readonly id: string;
  readonly name: string;
  /** ARM id of its virtual network. */
  readonly network: string;
  /** Whether a NAT gateway, a firewall or Azure's default leads out to the internet. */
  readonly egress: boolean;
  /** By which way people get to a machine that stands there; undefined if none does. */
  readonly people: PeoplesWay | undefined;
}

/** A network of others from which an environment's private endpoints may be reached. */
export interface OtherNetwork {
  /** ARM id. */
  readonly id: string;
  readonly name: string;
  /** The environment's networks that it is peered with; none if private endpoints stand in it. */
  readonly peers: readonly string[];
}

/** What a workspace is made of, as far as networks are concerned. */
export interface MappedWorkspace {
  readonly id: string;
  readonly region: string;
  /** Its own parts; undefined where the resource is not among what is described. */
  readonly targets: {
    readonly workspace: Target;
    readonly storage?: Target;
    readonly vault?: Target;
    readonly containerRegistry?: Target;
  };
  readonly network: ManagedNetwork;
  /** Of the network's rules those that Azure makes by itself. */
  readonly automatic: readonly OutboundRule[];
  /** Whether something about the network is known after apply only. */
  readonly isOpen: boolean;
  /** Accounts that a datastore of the workspace names. */
  readonly datastoreAccounts: readonly Target[];
  readonly endpoints: readonly Target[];
  /** The cluster that images are built on; undefined: Azure's own builders do. */
  readonly imageBuilds?: string;
}

/**
 * Targets and networks, read from resources: of a configuration, of a plan, of a simulated Azure. What is left out has Azure's
 * default.
 */
export class NetworkMap {
  private readonly resources: ResourceIndex;
  /** Lower-case ids of targets about which something is known after apply only. */
  private readonly open = new Set<string>();
  private readonly known = new Map<string, Target>();
  /** Whether everything is known that decides who reaches what. */
  readonly isSettled: boolean;

  constructor(resources: readonly DescribedResource[]) {
    this.isSettled = !resources.some(
      ({ unsettled, arguments: written, body }) => unsettled ?? (isUnsettled(written) || isUnsettled(body)),
    );
    this.resources = new ResourceIndex(resources, (one) => (isSetting(one) ? one.terraform! : one.type.toLowerCase()));
  }

  /** Whether something that decides who reaches a target is known after apply only. */
  isOpen(target: Target): boolean {
    return [target.id, target.behind].some((id) => id !== undefined && this.open.has(id.toLowerCase()));
  }

  get storageAccounts(): readonly Target[] {
    return this.resources.of(types.storage).map((one) => this.target(one.id)!);
  }

  get modelRegistries(): readonly Target[] {
    return this.resources.of(types.modelRegistry).map((one) => this.target(one.id)!);
  }

  get workspaces(): readonly MappedWorkspace[] {
    return this.resources.of(types.workspace).map((one) => this.workspace(one.id)!);
  }

  /** Event topics of a workspace's resource group. */
  topicsBeside(workspace: string): readonly { readonly id: string; readonly identity: "system" | "user" | "none" }[] {
    return this.resources.by(types.topic, "scope", scopeOf(workspace)).map((topic) => {
      const text =
        new Reading(topic.arguments).text("identity.type") ?? new Reading(topic.body).text("identity.type") ?? "";
      return { id: topic.id, identity: /system/i.test(text) ? "system" : /user/i.test(text) ? "user" : "none" };
    });
  }

  /** Subnets of the networks in a workspace's resource group in which no private endpoint stands. */
  subnetsBeside(workspace: string): readonly Subnet[] {
    return (
      this.resources
        .by(types.subnet, "scope", scopeOf(workspace))
        // In its own subnet Bastion stands alone.
        .filter(({ id }) => !sameId(nameOf(id), BASTION_SUBNET))
        .filter(({ id }) => this.resources.by(types.privateEndpoint, "subnet", id).length === 0)
        .map((subnet) => {
          const [a, b] = [new Reading(subnet.arguments), new Reading(subnet.body)];
          const open = a.flag("default_outbound_access_enabled") ?? b.flag("properties.defaultOutboundAccess") ?? true;
          const gateway =
            b.text("properties.natGateway.id") !== undefined ||
            this.resources.by(networkSettings.natGateway, "subnet", subnet.id).length > 0;
          const routed = [...a.texts("route_table_id"), ...b.texts("properties.routeTable.id")].some((table) =>
            this.leadsOut(table),
          );
          const egress = open || gateway || routed;
          const people = peoplesWay(this.resources, subnet.id);
          return { id: subnet.id, name: nameOf(subnet.id), network: parentOf(subnet.id), egress, people };
        })
    );
  }

  /** Whether a route table sends everything to something that passes it on. */
  private leadsOut(table: string): boolean {
    return this.resources
      .by(types.routeTable, "id", table)
      .flatMap(({ arguments: written, body }) => [
        ...new Reading(written).entries("route").map((route) => [route["address_prefix"], route["next_hop_type"]]),
        ...new Reading(body).entries("properties.routes").map((route) => {
          const one = new Reading(route);
          return [one.text("properties.addressPrefix"), one.text("properties.nextHopType")];
        }),
      ])
      .some(([prefix, hop]) => prefix === "0.0.0.0/0" && !sameId(String(hop), "None"));
  }

  /** Networks of others that a workspace's private endpoints stand in, and those that theirs are peered with. */
  networksAround(workspace: string): readonly OtherNetwork[] {
    const isOwn = (network: string) => this.resources.by(types.subnet, "parent", network).length > 0;
    const holding = distinct((this.target(workspace)?.privateEndpoints ?? []).map(({ network }) => network));
    const foreign = holding.filter((network) => !isOwn(network));
    const peered = holding.flatMap((network) =>
      this.resources.by(types.peering, "parent", network).flatMap((peering) => {
        const far = remoteOf(peering);
        return far === undefined ? [] : [{ near: parentOf(peering.id), far }];
      }),
    );
    return [
      ...foreign.map((id) => ({ id, name: nameOf(id), peers: [] })),
      ...distinct(peered.map(({ far }) => far))
        .filter((far) => !holding.some((one) => sameId(one, far)))
        .map((id) => ({
          id,
          name: nameOf(id),
          peers: peered.filter(({ far }) => sameId(far, id)).map(({ near }) => near),
        })),
    ];
  }

  /** Logs of a workspace's resource group, as far as asking them goes. */
  logsBeside(workspace: string): Target | undefined {
    const [found] = this.resources.by(types.logs, "scope", scopeOf(workspace));
    return found && this.target(found.id);
  }

  workspace(id: string): MappedWorkspace | undefined {
    const [described] = this.resources.by(types.workspace, "id", id);
    const workspace = this.target(id);
    if (described === undefined || workspace === undefined) return undefined;
    const [a, b] = [new Reading(described.arguments), new Reading(bodyOf(described))];
    // Of what is known after apply only, a plan names everything that the body refers to: the kind tells.
    const part = (kind: TargetKind, body: string, argument: string): Target | undefined =>
      [...b.texts(body), ...a.texts(argument)].map((one) => this.target(one)).find((one) => one?.kind === kind);
    const targets = {
      workspace,
      ...defined("storage", part("storage", "storageAccount", "storage_account_id")),
      ...defined("vault", part("vault", "keyVault", "key_vault_id")),
      ...defined("containerRegistry", part("container-registry", "containerRegistry", "container_registry_id")),
    };
    const isolation = isolationOf(b.text("managedNetwork.isolationMode") ?? a.text("managed_network.isolation_mode"));
    const automatic = automaticRules(isolation, withPlaceholders(targets));
    const imageBuilds = b.text("imageBuildCompute") ?? a.text("image_build_compute_name");
    const region = workspace.region ?? "";
    const written = this.rulesOf(id);
    const called = this.resources
      .by(types.provisioning, "parent", id)
      .some((call) => new Reading(call.body).flag("includeSpark") === true);
    return {
      id: described.id,
      region,
      targets,
      network: {
        workspace: described.id,
        region,
        isolation,
        sparkReady: b.flag("managedNetwork.status.sparkReady") === true || called,
        rules: [...automatic, ...written.rules],
      },
      automatic,
      isOpen: a.isOpen || b.isOpen || written.isOpen,
      datastoreAccounts: this.datastoreAccounts(id),
      endpoints: this.resources.by(types.endpoint, "parent", id).map((one) => this.target(one.id)!),
      ...(imageBuilds !== undefined && { imageBuilds }),
    };
  }

  /** What can be called at an id; undefined if it is not described. */
  target(id: string): Target | undefined {
    const key = id.toLowerCase();
    const known = this.known.get(key);
    if (known !== undefined) return known;
    for (const [type, read] of Object.entries(readers)) {
      const [resource] = this.resources.by(type, "id", id);
      if (resource === undefined) continue;
      const [a, b] = [new Reading(resource.arguments), new Reading(bodyOf(resource))];
      const [beside] = this.resources.by(networkSettings.accountRules, "account", id);
      const rules = new Reading(beside?.arguments);
      const behind = type === types.endpoint ? parentOf(resource.id) : undefined;
      const target: Target = {
        ...read(a, b, rules),
        id: resource.id,
        ...defined("region", regionOf(resource) ?? (behind && this.target(behind)?.region)),
        privateEndpoints: this.privateEndpointsTo(behind ?? resource.id),
        ...(behind !== undefined && { behind }),
      };
      if (a.isOpen || b.isOpen || rules.isOpen) this.open.add(key);
      this.known.set(key, target);
      return target;
    }
    return undefined;
  }

  /** Private endpoints in virtual networks that lead to a resource. */
  private privateEndpointsTo(id: string): readonly PrivateEndpoint[] {
    return this.resources.by(types.privateEndpoint, "leadsTo", id).flatMap((endpoint) => {
      const a = new Reading(endpoint.arguments);
      const network = a.text("subnet_id");
      if (network === undefined) return [];
      const zones = a.texts("private_dns_zone_group.private_dns_zone_ids");
      const elsewhere =
        zones.length > 0 ? zones.every((zone) => this.isElsewhere(zone)) : this.isElsewhere(endpoint.id);
      return a.texts("private_service_connection.subresource_names").map((subresource) => ({
        network: parentOf(network),
        subresource,
        approved: a.flag("private_service_connection.is_manual_connection") !== true,
        resolves: elsewhere || (zones.length > 0 && zones.every((zone) => this.isLinked(zone, parentOf(network)))),
        resolvesInPeers: elsewhere,
      }));
    });
  }

  /**
   * Whether a zone, or the zones of an endpoint that names none, are kept where their links are not at hand: they are taken to
   * answer. Of an endpoint without zones that is so where no zone stands beside it: others connect it to theirs.
   */
  private isElsewhere(id: string): boolean {
    return [types.zoneLink, types.zone].every((type) => this.resources.by(type, "scope", scopeOf(id)).length === 0);
  }

  /** Whether a zone answers in a network. One that is kept elsewhere is taken to: its links are not at hand. */
  private isLinked(zone: string, network: string): boolean {
    const links = this.resources.by(types.zoneLink, "parent", zone);
    if (links.length === 0) return this.isElsewhere(zone);
    return links.some((link) =>
      new Reading(link.arguments).texts("virtual_network_id").some((one) => sameId(one, network)),
    );
  }

  private rulesOf(workspace: string): { readonly rules: readonly OutboundRule[]; readonly isOpen: boolean } {
    const read = this.resources.by(types.rule, "parent", workspace).map((one) => {
      const b = new Reading(bodyOf(one));
      return { rule: outboundRule(b), isOpen: b.isOpen };
    });
    return {
      rules: read.flatMap(({ rule }) => (rule === undefined ? [] : [rule])),
      isOpen: read.some(({ isOpen }) => isOpen),
    };
  }

  private datastoreAccounts(workspace: string): readonly Target[] {
    const stores = this.resources.by(types.datastore, "parent", workspace);
    const accounts = distinct(stores.flatMap((one) => new Reading(bodyOf(one)).texts("accountName")));
    return accounts.flatMap((name) =>
      this.resources.by(types.storage, "name", name).map((one) => this.target(one.id)!),
    );
  }
}

/** The network that one side of a peering leads to. */
const remoteOf = ({ arguments: written, body }: DescribedResource): string | undefined =>
  new Reading(body).text("properties.remoteVirtualNetwork.id") ??
  new Reading(written).text("remote_virtual_network_id");

/** Ids, each once. */
function distinct(ids: readonly string[]): readonly string[] {
  const seen = new Map<string, string>();
  for (const id of ids) if (!seen.has(id.toLowerCase())) seen.set(id.toLowerCase(), id);
  return [...seen.values()];
}

const isSetting = ({ terraform }: DescribedResource): boolean =>
  terraform !== undefined && (Object.values(networkSettings) as readonly string[]).includes(terraform);

const bodyOf = ({ body }: DescribedResource): unknown => new Reading(body).at("properties");

const regionOf = ({ arguments: written, body }: DescribedResource): string | undefined =>
  new Reading(body).text("location") ?? new Reading(written).text("location");

const defined = <Key extends string, Value>(key: Key, value: Value | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value };

const isolationOf = (mode: string | undefined): Isolation =>
  sameId(mode ?? "", "AllowInternetOutbound")
    ? "internet"
    : sameId(mode ?? "", "AllowOnlyApprovedOutbound")
      ? "approved-only"
      : "none";

/** To what is not described, no rule is made either. */
function withPlaceholders(targets: MappedWorkspace["targets"]): WorkspaceTargets {
  const none = (kind: TargetKind): Target => ({ kind, publicAccess: true });
  return {
    storage: none("storage"),
    vault: none("vault"),
    containerRegistry: none("container-registry"),
    ...targets,
  };
}

function outboundRule(b: Reading): OutboundRule | undefined {
  switch (b.text("type")?.toLowerCase()) {
    case "privateendpoint": {
      const [resource, subresource] = [
        b.text("destination.serviceResourceId"),
        b.text("destination.subresourceTarget"),
      ];
      if (resource === undefined || subresource === undefined) return undefined;
      return {
        type: "private-endpoint",
        resource,
        subresource,
        spark: b.flag("destination.sparkEnabled") === true,
        active: !sameId(b.text("status") ?? "Active", "Failed"),
      };
    }
    case "servicetag": {
      const tag = b.text("destination.serviceTag");
      return tag === undefined ? undefined : { type: "service-tag", tag };
    }
    case "fqdn": {
      const host = b.text("destination");
      return host === undefined ? undefined : { type: "fqdn", host };
    }
    default:
      return undefined;
  }
}

/** Reads arguments, then the body; for storage what stands in a resource of its own beside it. */
type Read = (a: Reading, b: Reading, beside: Reading) => Target;

/** Azure takes other values, such as `SecuredByPerimeter`, to let nobody in. */
const isEnabled = (text: string | undefined): boolean | undefined =>
  text === undefined ? undefined : sameId(text, "Enabled");
const action = (text: string | undefined): "Allow" | "Deny" => (sameId(text ?? "Allow", "Deny") ? "Deny" : "Allow");
/** Azure's default is to trust; an empty list that somebody wrote trusts nobody. */
function trusts(...bypasses: readonly unknown[]): boolean {
  const written = bypasses.filter((one) => one !== undefined);
  const words = (written.flat() as readonly unknown[]).flatMap((one) => String(one).split(/,\s*/));
  return written.length === 0 || words.some((word) => sameId(word, "AzureServices"));
}

const readers: Readonly<Record<string, Read>> = {
  [types.storage]: (a, b, beside) => ({
    kind: "storage",
    publicAccess: isEnabled(b.text("publicNetworkAccess")) ?? a.flag("public_network_access_enabled") ?? true,
    defaultAction: action(
      b.text("networkAcls.defaultAction") ?? beside.text("default_action") ?? a.text("network_rules.default_action"),
    ),
    addresses: [
      ...b.each("networkAcls.ipRules", "value"),
      ...beside.texts("ip_rules"),
      ...a.texts("network_rules.ip_rules"),
    ],
    subnets: [
      ...b.each("networkAcls.virtualNetworkRules", "id"),
      ...beside.texts("virtual_network_subnet_ids"),
      ...a.texts("network_rules.virtual_network_subnet_ids"),
    ],
    trustsAzure: trusts(b.at("networkAcls.bypass"), beside.at("bypass"), a.at("network_rules.bypass")),
    resources: [
      ...b.each("networkAcls.resourceAccessRules", "resourceId"),
      ...beside.each("private_link_access", "endpoint_resource_id"),
      ...a.each("network_rules.private_link_access", "endpoint_resource_id"),
    ],
  }),
  [types.vault]: (a, b) => ({
    kind: "vault",
    publicAccess: isEnabled(b.text("publicNetworkAccess")) ?? a.flag("public_network_access_enabled") ?? true,
    defaultAction: action(b.text("networkAcls.defaultAction") ?? a.text("network_acls.default_action")),
    addresses: [...b.each("networkAcls.ipRules", "value"), ...a.texts("network_acls.ip_rules")],
    subnets: [
      ...b.each("networkAcls.virtualNetworkRules", "id"),
      ...a.texts("network_acls.virtual_network_subnet_ids"),
    ],
    trustsAzure: trusts(b.at("networkAcls.bypass"), a.at("network_acls.bypass")),
  }),
  [types.containerRegistry]: (a, b) => ({
    kind: "container-registry",
    publicAccess: isEnabled(b.text("publicNetworkAccess")) ?? a.flag("public_network_access_enabled") ?? true,
    defaultAction: action(b.text("networkRuleSet.defaultAction") ?? a.text("network_rule_set.default_action")),
    addresses: [...b.each("networkRuleSet.ipRules", "value"), ...a.each("network_rule_set.ip_rule", "ip_range")],
    trustsAzure: trusts(b.at("networkRuleBypassOptions"), a.at("network_rule_bypass_option")),
  }),
  [types.workspace]: (a, b) => ({
    kind: "workspace",
    publicAccess: isEnabled(b.text("publicNetworkAccess")) ?? a.flag("public_network_access_enabled") ?? true,
  }),
  [types.endpoint]: (_, b) => ({
    kind: "endpoint",
    publicAccess: isEnabled(b.text("publicNetworkAccess")) ?? true,
  }),
  [types.modelRegistry]: (_, b) => ({
    kind: "model-registry",
    publicAccess: isEnabled(b.text("publicNetworkAccess")) ?? true,
  }),
  [types.logs]: (a, b) => ({
    kind: "logs",
    publicAccess: isEnabled(b.text("publicNetworkAccessForQuery")) ?? a.flag("internet_query_enabled") ?? true,
  }),
};
