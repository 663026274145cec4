import { nounOf } from "../../domain/azure/types";
import { at, booleanAt, entriesAt, listAt, listed, textAt, textsAt, type Json } from "../words/json";
import { propertiesOf, type Planned } from "../words/planned";
import { being, doing, EVERYONE, type Opening, type OpeningsOf, type Settings } from "./opening";
import { inWords } from "./scope";

/** Who is let in from outside. */
interface Reach {
  readonly everyone: boolean;
  readonly addresses: readonly string[];
  readonly subnets: readonly string[];
  /** Azure's own services that pass the firewall: `AzureServices`, `Logging`. */
  readonly bypass: readonly string[];
}

/** Types that Azure opens to the internet unless told otherwise. */
const OPEN_BY_DEFAULT = [
  "microsoft.cognitiveservices/accounts",
  "microsoft.containerregistry/registries",
  "microsoft.keyvault/vaults",
  "microsoft.machinelearningservices/registries",
  "microsoft.machinelearningservices/workspaces",
  "microsoft.machinelearningservices/workspaces/onlineendpoints",
  "microsoft.storage/storageaccounts",
];

const WORKSPACE = "microsoft.machinelearningservices/workspaces";
const COMPUTE = `${WORKSPACE}/computes`;

/** Ways through the network into a resource, and out of a workspace's managed network. */
export const networkOpenings: OpeningsOf = (values, resource) => [
  ...reachOpenings(values, resource),
  ...ruleOpenings(values, resource),
  ...internetOpenings(values, resource),
  ...computeOpenings(values, resource),
  ...outboundOpenings(values, resource),
];

/** What decides who is let in: of what environments share, the organization. */
const inbound = ({ stack }: Planned): Settings => ({
  setting: "network.inbound",
  ...(stack === "bootstrap" && { organizationSetting: "platform.state.inbound" }),
  ...(stack === "registry" && { organizationSetting: "platform.registry.inbound" }),
});

function reachOpenings(values: Json, resource: Planned): readonly Opening[] {
  const reach = reachOf(values, resource);
  if (reach === undefined) return [];
  const opening = (key: string, what: string, lets?: string): Opening => ({
    key,
    kind: "network",
    subject: subjectOf(resource),
    ...being(what),
    ...inbound(resource),
    lets,
  });
  const bypass = reach.bypass.map((service) =>
    opening(`bypass ${service}`, service === "AzureServices" ? "open to trusted Azure services" : `open to ${service}`),
  );
  if (reach.everyone) return [opening("everyone", "reachable from the internet", EVERYONE), ...bypass];
  return [
    ...reach.addresses.map((address) => opening(`address ${address}`, `reachable from ${address}`, address)),
    ...reach.subnets.map((subnet) =>
      opening(`subnet ${subnet}`, `reachable from subnet ${subnet.split("/").at(-1)!}`, subnet),
    ),
    ...bypass,
  ];
}

/** Undefined: the resource has no such setting. */
function reachOf(values: Json, { armType, type }: Planned): Reach | undefined {
  const azapi = type.startsWith("azapi_");
  const from = azapi ? propertiesOf(values) : values;
  const set = azapi ? textAt(from, "publicNetworkAccess") : booleanAt(from, "public_network_access_enabled");
  const standalone = type === "azurerm_storage_account_network_rules";
  const assumed = type !== "azapi_update_resource" && OPEN_BY_DEFAULT.includes(armType);
  if (set === undefined && !assumed) return undefined;
  // What is neither refused by name nor known: Azure takes other values, such as `SecuredByPerimeter`, to let nobody in.
  const enabled = set === undefined || set === true || set === "Enabled";
  const rules = azapi
    ? (at(from, "networkAcls") ?? at(from, "networkRuleSet"))
    : standalone
      ? from
      : (["network_rules", "network_acls", "network_rule_set"].map((name) => at(from, name, 0)).find(Boolean) ?? {});
  const action = textAt(rules, "defaultAction") ?? textAt(rules, "default_action");
  const addresses = [
    ...textsAt(rules, "ip_rules"),
    ...[...listAt(rules, "ip_rule"), ...listAt(rules, "ipRules")].flatMap(
      (rule) => textAt(rule, "ip_range") ?? textAt(rule, "value") ?? [],
    ),
  ];
  const subnets = [
    ...textsAt(rules, "virtual_network_subnet_ids"),
    ...listAt(rules, "virtualNetworkRules").flatMap((rule) => textAt(rule, "id") ?? []),
  ];
  const bypass = [
    ...textsAt(rules, "bypass"),
    ...(textAt(rules, "bypass") ?? textAt(from, "network_rule_bypass_option") ?? "").split(/,\s*/),
  ].filter((service) => service !== "" && service !== "None");
  if (!enabled) return { everyone: false, addresses: [], subnets: [], bypass };
  return { everyone: action?.toLowerCase() !== "deny", addresses, subnets, bypass };
}

/** Inbound rules of network security groups that let something in. */
function ruleOpenings(values: Json, resource: Planned): readonly Opening[] {
  const single = resource.type === "azurerm_network_security_rule";
  if (!single && resource.armType !== "microsoft.network/networksecuritygroups") return [];
  const rules = single
    ? [values]
    : resource.type.startsWith("azapi_")
      ? listAt(propertiesOf(values), "securityRules").map((rule) => ({
          name: at(rule, "name"),
          ...(at(rule, "properties") as object),
        }))
      : listAt(values, "security_rule");
  const group = (single ? textAt(values, "network_security_group_name") : undefined) ?? resource.name;
  return rules.flatMap((rule): readonly Opening[] => {
    const read = (snake: string, camel: string) => textAt(rule, snake) ?? textAt(rule, camel);
    if (read("access", "access") !== "Allow" || read("direction", "direction") !== "Inbound") return [];
    const many = (snake: string, camel: string) => [
      ...[read(snake, camel) ?? []].flat(),
      ...textsAt(rule, `${snake}es`),
      ...textsAt(rule, `${snake}s`),
      ...textsAt(rule, `${camel}es`),
      ...textsAt(rule, `${camel}s`),
    ];
    const anyOf = (items: readonly string[], any: string) =>
      items.length === 0 || items.includes("*") ? any : listed(items);
    const protocol = read("protocol", "protocol") ?? "*";
    const ports = anyOf(many("destination_port_range", "destinationPortRange"), "every port");
    const sources = anyOf(many("source_address_prefix", "sourceAddressPrefix"), "anywhere");
    const what = `${protocol === "*" ? "" : `${protocol.toUpperCase()} `}${ports} from ${sources}`;
    return [
      {
        key: `rule ${what}`,
        kind: "network",
        subject: `network security group ${group}`,
        ...doing("lets in", "let in", what),
        setting: "network",
        outlives: single,
      },
    ];
  });
}

/** Log Analytics and Application Insights: who may send and who may ask. */
function internetOpenings(values: Json, resource: Planned): readonly Opening[] {
  const settings = { internet_ingestion_enabled: "data", internet_query_enabled: "queries" };
  return Object.entries(settings)
    .filter(([name]) => booleanAt(values, name) === true)
    .map(([name, what]) => ({
      key: name,
      kind: "network",
      subject: subjectOf(resource),
      ...being(`open to ${what} from the internet`),
      ...inbound(resource),
    }));
}

function computeOpenings(values: Json, resource: Planned): readonly Opening[] {
  if (resource.armType !== COMPUTE) return [];
  const settings = at(propertiesOf(values), "properties");
  const found = [
    textAt(settings, "sshSettings", "sshPublicAccess") === "Enabled" && "reachable by SSH from the internet",
    textAt(settings, "remoteLoginPortPublicAccess") === "Enabled" && "reachable by SSH from the internet",
    booleanAt(settings, "enableNodePublicIp") === true && "on public addresses",
  ];
  return found
    .filter((what) => what !== false)
    .map((what) => ({ key: what, kind: "network", subject: subjectOf(resource), ...being(what), setting: "compute" }));
}

function outboundOpenings(values: Json, resource: Planned): readonly Opening[] {
  const lets = (key: string, workspace: string, what: string): Opening => ({
    key,
    kind: "network",
    subject: `workspace ${workspace}`,
    ...doing("lets its computes reach", "let its computes reach", what),
    setting: "network.outbound",
  });
  if (resource.armType === WORKSPACE && resource.type.startsWith("azapi_")) {
    const mode = textAt(propertiesOf(values), "managedNetwork", "isolationMode");
    return mode === "AllowOnlyApprovedOutbound" ? [] : [lets("outbound", resource.name, "the whole internet")];
  }
  if (resource.armType !== `${WORKSPACE}/outboundrules`) return [];
  const rule = propertiesOf(values);
  const target =
    textAt(rule, "destination") ??
    textAt(rule, "destination", "serviceTag") ??
    textAt(rule, "destination", "serviceResourceId")?.split("/").at(-1) ??
    entriesAt(rule, "destination")
      .map(([, value]) => String(value))
      .join(" ");
  const workspace = textAt(values, "parent_id")?.split("/").at(-1) ?? "of this environment";
  return [{ ...lets(`rule ${target}`, workspace, target), outlives: true }];
}

const subjectOf = ({ armType, name }: Planned): string => inWords({ noun: nounOf(armType), name });
