import type { Position } from "../../domain/problem/problem";
import type { Describe, Draft, StackWords } from "./draft";
import { booleanAt, listAt, listed, numberAt, textAt, textsAt, type Json } from "./json";
import { type Planned, propertiesOf } from "./planned";
import { apart } from "./resource-name";
import { endpointWords, subnetWords } from "./subnets";
import { settingOf } from "./where";

const ENDPOINT = "microsoft.network/privateendpoints";
const NETWORK = "microsoft.network/virtualnetworks";
const PEERING = "microsoft.network/virtualnetworks/virtualnetworkpeerings";
const RUNNERS = "github.network/networksettings";
const POOL = "microsoft.devopsinfrastructure/pools";
const BASTION = "microsoft.network/bastionhosts";
const MACHINE = "microsoft.compute/virtualmachines";
const ROUTES = "microsoft.network/routetables";
const SUBNET = "microsoft.network/virtualnetworks/subnets";
const SHUTDOWN = "microsoft.devtestlab/schedules";
const OUTBOUND = "microsoft.machinelearningservices/workspaces/outboundrules";

type Where = (setting: string) => Position | undefined;

/** Ways between an environment's network and the company's: peering, routes, whose network it is, where names are kept. */
export const describeNetwork: Describe = (stack) => {
  if (stack.isNew || stack.isGone) return [];
  // Who gets in and out, and by which zones, is written once for both regions.
  const isShared = (setting: string) => /^network\.(inbound|outbound|privateDns)\b/.test(setting);
  const where: Where = (setting) =>
    settingOf(
      stack.context,
      stack.environment,
      stack.recovery === undefined || isShared(setting) ? setting : `recovery.${setting}`,
    );
  const draft = (setting: string, text: string | undefined, loosens = false): readonly Draft[] => {
    const place = where(setting);
    return text === undefined ? [] : [{ topic: "other", text, loosens, ...(place !== undefined && { where: place }) }];
  };
  return [
    ...stack.resources.flatMap((resource) => {
      if (resource.armType === PEERING) return draft("network.hub", peeringWords(resource));
      if (resource.armType === ROUTES) return draft("network.firewall", routeWords(resource));
      if (resource.armType === RUNNERS) return draft("network.runners", runnerWords(resource));
      if (resource.armType === POOL) return draft("network.runners", poolWords(resource));
      if (resource.armType === BASTION) return draft("network.jumpHost.bastion", bastionWords(resource));
      if (resource.armType === SUBNET) return draft("network.subnets", subnetWords(resource));
      if (resource.armType === SHUTDOWN) return draft("network.jumpHost.shutdown", shutdownWords(resource));
      if (resource.armType === MACHINE) return draft("network.jumpHost.size", machineWords(resource));
      if (resource.armType === OUTBOUND) return draft("network.outbound.rules", portWords(resource), true);
      return [];
    }),
    ...draft("network.existing", endpointWords(stack)),
    ...draft("network.jumpHost", jumpHostWords(stack)),
    ...draft("network", ownerWords(stack)),
    ...draft("network.privateDns", zoneWords(stack)),
  ];
};

function peeringWords({ before, after }: Planned): string | undefined {
  const old = before && networkOf(before);
  const now = after && networkOf(after);
  const [was, becomes] = (old && now && apart(old, now)) ?? [old, now].map((id) => id?.split("/").at(-1));
  if (was === undefined)
    return becomes && `the network is peered with ${becomes}: what is there and behind it may reach in`;
  if (becomes === undefined) return `the network is no longer peered with ${was}: nobody reaches in from there`;
  if (was !== becomes) return `the network is peered with ${becomes} instead of ${was}`;
  const gateway = (values: Json) => booleanAt(propertiesOf(values), "useRemoteGateways") === true;
  if (gateway(before!) === gateway(after!)) return undefined;
  return `offices are ${gateway(after!) ? "reached" : "no longer reached"} through the hub's gateway`;
}

const networkOf = (values: Json): string | undefined => textAt(propertiesOf(values), "remoteVirtualNetwork", "id");

/** `20:00 (W. Europe Standard Time)`, as Azure has it. */
function shutdownWords({ before, after }: Planned): string | undefined {
  const at = (values: Json | undefined) => {
    const time = textAt(propertiesOf(values), "dailyRecurrence", "time");
    return time && `${time.slice(0, 2)}:${time.slice(2)} (${textAt(propertiesOf(values), "timeZoneId") ?? "UTC"})`;
  };
  const [was, becomes] = [at(before), at(after)];
  if (was === undefined || becomes === undefined || was === becomes) return undefined;
  return `the jump host is shut down every day at ${was} → ${becomes}`;
}

function machineWords({ before, after }: Planned): string | undefined {
  const size = (values: Json | undefined) => textAt(propertiesOf(values), "hardwareProfile", "vmSize");
  const [was, becomes] = [size(before), size(after)];
  if (was === undefined || becomes === undefined || was === becomes) return undefined;
  return `the jump host runs on ${was} → ${becomes}, and starts anew: who is on it loses the connection`;
}

/** Ports and protocol of what computes may reach; the targets are told of among what opens. */
function portWords({ name, before, after }: Planned): string | undefined {
  const ports = (values: Json | undefined) => {
    const protocol = textAt(propertiesOf(values), "destination", "protocol");
    return protocol && `${protocol} ${textAt(propertiesOf(values), "destination", "portRanges") ?? "*"}`;
  };
  const [was, becomes] = [ports(before), ports(after)];
  if (was === undefined || becomes === undefined || was === becomes) return undefined;
  return `computes reach what rule ${name} names by ${was} → ${becomes}`;
}

function runnerWords({ before, after }: Planned): string | undefined {
  const businessOf = (values: Json | undefined) => values && textAt(propertiesOf(values), "businessId");
  const [was, becomes] = [businessOf(before), businessOf(after)];
  if (was === becomes) return undefined;
  if (becomes === undefined)
    return "GitHub puts no more runners into the network: what needs one there waits until there are others";
  const whose = `of the organization or enterprise ${becomes}`;
  return was === undefined
    ? `GitHub puts runners ${whose} into the network: what they run reaches what is private there`
    : `runners in the network are those ${whose} instead of ${was}`;
}

function poolWords({ before, after }: Planned): string | undefined {
  const whose = (values: Json): string => {
    const [organization] = listAt(propertiesOf(values), "organizationProfile", "organizations");
    return `${textsAt(organization, "projects").join(", ")} in ${textAt(organization, "url") ?? "an organization"}`;
  };
  if (after === undefined)
    return "Azure DevOps puts no more agents into the network: what needs one there waits until there are others";
  if (before === undefined)
    return `Azure DevOps puts agents of ${whose(after)} into the network: what they run reaches what is private there`;
  const of = (values: Json) => ({
    agents: numberAt(propertiesOf(values), "maximumConcurrency"),
    size: textAt(propertiesOf(values), "fabricProfile", "sku", "name"),
    image: textAt(propertiesOf(values), "fabricProfile", "images", 0, "wellKnownImageName")?.split("/")[0],
    whose: whose(values),
  });
  const [was, becomes] = [of(before), of(after)];
  const changes = [
    ...(was.whose === becomes.whose
      ? []
      : [`agents in the network are those of ${becomes.whose} instead of ${was.whose}`]),
    ...(was.agents === becomes.agents ? [] : [`agents at once ${was.agents ?? "?"} → ${becomes.agents ?? "?"}`]),
    ...(was.size === becomes.size ? [] : [`machines of agents ${was.size ?? "?"} → ${becomes.size ?? "?"}`]),
    ...(was.image === becomes.image ? [] : [`agents start from ${was.image ?? "?"} → ${becomes.image ?? "?"}`]),
  ];
  return changes.length === 0 ? undefined : changes.join("; ");
}

/** Whether people get in by a machine from now on, and by which way. */
function jumpHostWords({ resources }: StackWords): string | undefined {
  const machine = resources.find(({ armType }) => armType === MACHINE);
  if (machine === undefined) return undefined;
  const { before, after } = machine;
  if (before !== undefined && after !== undefined) return undefined;
  if (after === undefined) return "the jump host goes: people no longer get in by it, and what they kept on it is gone";
  const bastion = resources.find(({ armType, after: there }) => armType === BASTION && there !== undefined);
  const way =
    bastion === undefined ? "from the hub, or by whatever else leads in" : `through Bastion (${tierOf(bastion.after)})`;
  return `after this people get in ${way}: from the jump host ${textAt(after, "name") ?? machine.name} they reach what is private`;
}

const tierOf = (values: Json | undefined): string =>
  textAt(values, "body", "sku", "name") ?? textAt(values, "sku") ?? "Basic";

function bastionWords({ before, after }: Planned): string | undefined {
  if (before === undefined) return undefined;
  if (after === undefined) return "Bastion goes: nobody gets to the jump host through it";
  const [was, becomes] = [tierOf(before), tierOf(after)];
  return was === becomes
    ? undefined
    : `Bastion becomes ${was} → ${becomes}; while it is made anew nobody gets in through it`;
}

function routeWords({ before, after }: Planned): string | undefined {
  const way = (values: Json | undefined) => {
    const hop =
      values &&
      listAt(propertiesOf(values), "routes").flatMap(
        (route) => textAt(route, "properties", "nextHopIpAddress") ?? [],
      )[0];
    return hop === undefined ? "by Azure's own routes" : `through ${hop}`;
  };
  const [was, becomes] = [way(before), way(after)];
  return was === becomes ? undefined : `what leaves the network goes ${was} → ${becomes}`;
}

/** Whether the environment's own network gives way to one of others, or comes in its place. */
function ownerWords({ resources }: StackWords): string | undefined {
  const networks = resources.filter(({ armType }) => armType === NETWORK);
  const [gone, made] = [
    networks.some(({ before, after }) => before !== undefined && after === undefined),
    networks.some(({ before, after }) => before === undefined && after !== undefined),
  ];
  if (gone === made) return undefined;
  return gone ? "moves into a network that others made; its own goes" : "gets a network of its own";
}

/** Where the names of private endpoints are kept, if that changes. */
function zoneWords({ resources }: StackWords): string | undefined {
  const moves = resources.flatMap(({ armType, before, after }) => {
    if (armType !== ENDPOINT || before === undefined || after === undefined) return [];
    const [was, becomes] = [zoneGroupsOf(before), zoneGroupsOf(after)];
    return was.length === 0 || becomes.length === 0 || was.join() === becomes.join() ? [] : [{ was, becomes }];
  });
  const [first] = moves;
  if (first === undefined) return undefined;
  return `names of private endpoints are kept in ${listed(first.was)} → ${listed(first.becomes)}; in between they do not resolve`;
}

/** Resource groups of the zones that an endpoint's names are in. */
const zoneGroupsOf = (values: Json): readonly string[] => [
  ...new Set(
    listAt(values, "private_dns_zone_group")
      .flatMap((group) => textsAt(group, "private_dns_zone_ids"))
      .map((id) => id.split("/")[4] ?? id),
  ),
];
