import { sameId } from "../../azure/ids";
import { coversAddress } from "./ip-rules";
import { REQUIRED_TAGS } from "./managed-network";
import type { BackendService, Caller, Door, ManagedNetwork, Reach, Target, TargetKind } from "./model";

const through = (door: Door): Reach => ({ reached: true, door });
const not = (reason: string, hint?: string): Reach => ({
  reached: false,
  reason,
  ...(hint !== undefined && { hint }),
});

/**
 * By which door a caller reaches a part of a target, or why not: the first of these that decides.
 *
 * Roles are another matter: a call needs both.
 * Source: the network pages of each service at learn.microsoft.com, for storage
 * learn.microsoft.com/azure/storage/common/storage-network-security.
 * @param subresource - `blob`, `file`, `dfs`, `vault`, `registry`, `amlworkspace`, …; of no concern on the internet
 */
export function reach(caller: Caller, target: Target, subresource: string): Reach {
  if (target.kind === "control-plane")
    return wayOut(caller) ? through("public") : not("there is no way out to the internet");
  const { usable, hint } = privateDoor(caller, target, subresource);
  if (usable) return through("private endpoint");
  const trusted = trustedDoor(caller, target);
  if (trusted !== undefined) return through(trusted);
  if (!target.publicAccess) return not(closed(target), hint ?? untrusted(caller, target));
  const out = wayTo(caller, target);
  if (typeof out !== "string") return { ...out, ...(hint !== undefined && !out.reached && { hint }) };
  if ((target.defaultAction ?? "Allow") === "Allow") return through(out as Door);
  if (isBrowserOnStorage(caller, target)) {
    return not("studio shows data of storage with a firewall only from within its virtual network", hint);
  }
  if (subnetOf(caller) !== undefined && (target.subnets ?? []).some((one) => sameId(one, subnetOf(caller)!)))
    return through("network rule");
  const from = addressOf(caller, target);
  if (typeof from === "string" && (target.addresses ?? []).some((rule) => coversAddress(rule, from)))
    return through("IP rule");
  return not(`its firewall lets nobody in but those it names, and ${refusedBy(caller, target, from)}`, hint);
}

const closed = ({ kind, addresses = [] }: Target): string =>
  addresses.length > 0 && kind !== "endpoint"
    ? "public access is disabled, so that its firewall's addresses count for nothing"
    : "public access is disabled";

/** Why nothing of the rules fits. */
function refusedBy(caller: Caller, target: Target, from: string | undefined | false): string {
  if (caller.from === "azure") return untrusted(caller, target) ?? "it is none of the trusted services";
  if (from === false) return "callers in the same region come from private addresses, which no rule matches";
  if (from === undefined) return "its address is not known";
  return `${from} is not among them`;
}

/** The address that rules see; false where Azure routes the call privately: within one region. */
function addressOf(caller: Caller, target: Target): string | undefined | false {
  const region = regionOf(caller);
  if (region !== undefined && target.region !== undefined && sameId(region, target.region)) return false;
  return caller.from === "internet" || caller.from === "virtual-network" ? caller.address : undefined;
}

function regionOf(caller: Caller): string | undefined {
  switch (caller.from) {
    case "internet":
      return caller.azureRegion;
    case "virtual-network":
      return caller.region;
    case "managed-network":
    case "spark":
      return caller.network.region;
    case "azure":
      return undefined;
  }
}

const subnetOf = (caller: Caller): string | undefined =>
  caller.from === "virtual-network" ? caller.subnet : undefined;

const isBrowserOnStorage = (caller: Caller, { kind }: Target): boolean =>
  caller.from === "internet" && caller.browser === true && kind === "storage";

/** A private endpoint in the caller's own network, and why there is one that does not help. */
function privateDoor(
  caller: Caller,
  target: Target,
  subresource: string,
): { readonly usable: boolean; readonly hint?: string } {
  if (caller.from === "virtual-network") {
    const here = (target.privateEndpoints ?? []).flatMap(({ network, resolves, resolvesInPeers, ...one }) => {
      if (sameId(network, caller.network)) return [{ ...one, resolves }];
      const isPeer = (caller.peers ?? []).some((peer) => sameId(peer, network));
      return isPeer ? [{ ...one, resolves: resolvesInPeers === true }] : [];
    });
    const fitting = here.filter((one) => sameId(one.subresource, subresource));
    if (fitting.some(({ approved, resolves }) => approved && resolves)) return { usable: true };
    if (fitting.some(({ approved }) => approved))
      return { usable: false, hint: "its private endpoint's DNS zone is not linked to the network" };
    if (fitting.length > 0) return { usable: false, hint: "its private endpoint is not approved" };
    return here.length === 0 ? { usable: false } : { usable: false, hint: otherParts(here, subresource) };
  }
  if (caller.from !== "managed-network" && caller.from !== "spark") return { usable: false };
  const id = target.behind ?? target.id;
  const { network } = caller;
  const rules = network.rules.filter((rule) => rule.type === "private-endpoint");
  const leading = id === undefined ? [] : rules.filter((rule) => sameId(rule.resource, id));
  const fitting = leading.filter((rule) => sameId(rule.subresource, subresource) && rule.active !== false);
  if (caller.from === "managed-network") {
    if (fitting.length > 0) return { usable: true };
    return leading.length === 0 ? { usable: false } : { usable: false, hint: otherParts(leading, subresource) };
  }
  const forSpark = fitting.filter(({ spark }) => spark);
  if (forSpark.length > 0 && network.sparkReady) return { usable: true };
  if (forSpark.length > 0) return { usable: false, hint: "the managed network is not provisioned for Spark" };
  if (fitting.length > 0) return { usable: false, hint: "its private endpoint is not for Spark" };
  return leading.length === 0 ? { usable: false } : { usable: false, hint: otherParts(leading, subresource) };
}

const otherParts = (found: readonly { readonly subresource: string }[], wanted: string): string => {
  const parts = [...new Set(found.map(({ subresource }) => subresource))]
    .filter((part) => !sameId(part, wanted))
    .sort();
  return parts.length === 0
    ? "its private endpoint is not active"
    : `there are private endpoints for ${parts.join(", ")} and none for ${wanted}`;
};

/**
 * Services that pass `bypass: AzureServices`. They come from Azure's own machines and show the identity of their resource: a
 * system-assigned one. Azure ML's workspace is said to pass with a user-assigned one, which nobody has proved.
 */
const trusted: Readonly<Partial<Record<TargetKind, readonly BackendService[]>>> = {
  storage: [
    "Microsoft.EventGrid/systemTopics",
    "Microsoft.Logic/workflows",
    "Microsoft.MachineLearningServices/workspaces",
    "Microsoft.MachineLearningServices/registries",
  ],
  vault: ["Microsoft.MachineLearningServices/workspaces"],
  "container-registry": [
    "Microsoft.MachineLearningServices/workspaces",
    "Microsoft.ContainerRegistry/registries/tasks",
  ],
};
const passesAsUser: readonly BackendService[] = ["Microsoft.MachineLearningServices/workspaces"];

function trustedDoor(caller: Caller, target: Target): Door | undefined {
  if (caller.from !== "azure") return undefined;
  const { service, identity, resource } = caller;
  // What Azure collects of its own resources takes Azure's own way.
  if (service === "Microsoft.Insights" && target.kind === "logs") return "trusted service";
  const passes = identity === "system" || (identity === "user" && passesAsUser.includes(service));
  if (!passes) return undefined;
  if (resource !== undefined && (target.resources ?? []).some((rule) => names(rule, resource))) return "resource rule";
  return target.trustsAzure === true && (trusted[target.kind] ?? []).includes(service) ? "trusted service" : undefined;
}

/** Whether a resource instance rule names a resource: its id, or all of its type with `*` for the name. */
const names = (rule: string, resource: string): boolean => {
  if (sameId(rule, resource)) return true;
  if (!rule.endsWith("/*")) return false;
  const tail = /\/providers\/(.+)\/\*$/i.exec(rule)?.[1];
  const scope = /^(\/subscriptions\/[^/]+(?:\/resourceGroups\/[^/]+)?)\//i.exec(rule)?.[1];
  return (
    tail !== undefined &&
    scope !== undefined &&
    resource.toLowerCase().startsWith(`${scope.toLowerCase()}/`) &&
    sameId(/\/providers\/(.+)\/[^/]+$/i.exec(resource)?.[1] ?? "", tail)
  );
};

/** Why a service of Azure's does not pass where others do. */
function untrusted(caller: Caller, target: Target): string | undefined {
  if (caller.from !== "azure") return undefined;
  if (target.trustsAzure !== true) return "it does not let Azure's trusted services pass";
  if (!(trusted[target.kind] ?? []).includes(caller.service)) return `it does not trust ${caller.service}`;
  return "only a resource with a system-assigned identity passes as a trusted service";
}

function wayOut(caller: Caller): boolean {
  if (caller.from === "virtual-network") return caller.egress;
  // An approved-only network has Azure Resource Manager and Entra ID among the tags that it cannot do without.
  return true;
}

/** The door through which a call leaves for a public address, or why it cannot. */
function wayTo(caller: Caller, target: Target): Door | Reach {
  if (caller.from === "virtual-network" && !caller.egress) return not("there is no way out to the internet");
  if (caller.from !== "managed-network" && caller.from !== "spark") return "public";
  const { network } = caller;
  if (network.isolation !== "approved-only") return "public";
  return approvedWay(network, target) ?? not("outbound traffic that no rule approves is not allowed");
}

/** What an approved-only network lets out to a target, beside private endpoints. */
function approvedWay(network: ManagedNetwork, target: Target): Door | undefined {
  const tags = new Set(
    [...REQUIRED_TAGS, ...network.rules.flatMap((rule) => (rule.type === "service-tag" ? [rule.tag] : []))].map((tag) =>
      tag.toLowerCase(),
    ),
  );
  const wanted = tagsOf(target);
  if (wanted.length > 0 && wanted.every((options) => options.some((tag) => tags.has(tag.toLowerCase()))))
    return "service tag";
  const { host } = target;
  const named = network.rules.some((rule) => rule.type === "fqdn" && host !== undefined && coversHost(rule.host, host));
  // A firewall's names are for hosts on the internet: Azure takes none for storage.
  return named && target.kind === "host" ? "firewall" : undefined;
}

/** Service tags of a target's addresses: one of each group. */
function tagsOf({ kind, region = "" }: Target): readonly (readonly string[])[] {
  const regional = (tag: string) => [tag, `${tag}.${region}`];
  switch (kind) {
    case "storage":
      return [regional("Storage")];
    case "vault":
      return [regional("AzureKeyVault")];
    case "container-registry":
      return [regional("AzureContainerRegistry")];
    case "model-registry":
      return [
        regional("AzureMachineLearning"),
        regional("Storage"),
        regional("MicrosoftContainerRegistry"),
        regional("AzureContainerRegistry"),
      ];
    case "workspace":
    case "endpoint":
      return [regional("AzureMachineLearning")];
    case "logs":
      return [["AzureMonitor"]];
    default:
      return [];
  }
}

const coversHost = (rule: string, host: string): boolean =>
  rule.startsWith("*.") ? host.toLowerCase().endsWith(rule.slice(1).toLowerCase()) : sameId(rule, host);
