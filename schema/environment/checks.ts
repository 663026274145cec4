import {
  destination,
  destinationKey,
  isCalled,
  keyIn,
  MAX_CALLED_CHANNELS,
  type Channel,
} from "../../domain/alerts/channels";
import { severities } from "../../domain/alerts/environment";
import { personas } from "../../domain/access/access";
import { checkKeyPlace } from "../../domain/azure/customer-managed-key";
import { checkLogs } from "../../domain/azure/log-rules";
import { checkNodes } from "../../domain/azure/compute-rules";
import { buildsImages } from "../../domain/azure/image-builds";
import {
  checkRuleType,
  destinationOf,
  isStorageHost,
  partsOf,
  privateLinkTargets,
  typeOf,
} from "../../domain/network/managed-network";
import { checkJumpHost } from "../../domain/network/jump-host";
import { checkNetworkKeys } from "../../domain/network/landing-zone";
import { secretIn } from "../../domain/text/secret-shapes";
import { findRegion } from "../../domain/azure/regions";
import { checkDeployment } from "./deployment-checks";
import { checkLoosening } from "./loosening";
import { checkRecovery } from "./recovery-checks";
import { kindsIn, lacking } from "./regions";
import { networksOf } from "./networks";
import { checkSubnetsAt } from "./subnet-checks";
import { didYouMean } from "../../domain/problem/did-you-mean";
import type { Path } from "../yaml/file";
import { describePath } from "../yaml/file";
import type { Environment } from "../configuration";
import type { EnvironmentDraft } from "../drafts";
import type { Draft } from "../walk";
import { checkBudgetAt } from "../budget";
import type { Notes } from "../notes";

/** What must hold between the keys of one environment. */
export function checkEnvironment(environment: EnvironmentDraft, notes: Notes): void {
  checkLoosening(environment, notes);
  checkNetwork(environment, notes);
  checkSubnetsAt(environment, notes);
  checkRecovery(environment, notes);
  checkOutbound(environment, notes);
  checkAccess(environment, notes);
  checkDeployment(environment.deployment, notes);
  checkCompute(environment, notes);
  checkRegion(environment, notes);
  checkLogsAt(environment, notes);
  checkEncryption(environment, notes);
  checkBudgetAt(["budget"], environment.budget, notes);
  for (const severity of ["critical", "warning", "informational"] as const) {
    notes.addRepeated(["alerts", "receivers", severity], environment.alerts?.receivers?.[severity]);
  }
  checkChannels(environment, notes);
}

function checkChannels({ alerts }: EnvironmentDraft, notes: Notes): void {
  const seen = new Map<string, string>();
  for (const [name, channel] of Object.entries(alerts?.channels ?? {})) {
    if (channel?.type === undefined) continue;
    const path = ["alerts", "channels", name];
    notes.addRepeated([...path, "severities"], channel.severities);
    if (channel.type === "webhook") checkKeyless([...path, "url"], channel.url, notes);
    const whole = wholeChannel(channel);
    if (whole === undefined) continue;
    const key = destinationKey(whole.type, destination(whole));
    const first = seen.get(key);
    if (first === undefined) seen.set(key, name);
    else
      notes.add(
        path,
        {
          kind: "listedTwice",
          says: `leads where ${first} leads`,
          fix: "remove one, and give the other the severities of both",
        },
        { at: "key" },
      );
  }
  checkCalled(alerts, notes);
}

/** Each channel that is called has an action group of its own, of which an alert rule takes few. */
function checkCalled(alerts: EnvironmentDraft["alerts"], notes: Notes): void {
  for (const severity of severities) {
    const called = Object.entries(alerts?.channels ?? {}).flatMap(([name, channel]) => {
      const whole = channel?.type === undefined ? undefined : wholeChannel(channel);
      return whole !== undefined && isCalled(whole) && whole.severities?.includes(severity) === true ? [name] : [];
    });
    for (const name of called.slice(MAX_CALLED_CHANNELS)) {
      notes.add(
        ["alerts", "channels", name],
        {
          kind: "together",
          says: `is one more Logic App or function that hears of ${severity} alerts`,
          allowed: `at most ${MAX_CALLED_CHANNELS} of a severity: each has an action group of its own, and Azure takes five in an alert rule`,
          fix: "let one of them pass alerts on to the others",
        },
        { at: "key" },
      );
    }
  }
}

/** A channel whose destination is right; of what it hears nothing is asked here. */
function wholeChannel(channel: Draft<Channel>): Channel | undefined {
  const needed = {
    ...{ webhook: ["url"], sms: ["countryCode", "phoneNumber"], armRole: ["role"], eventHub: ["eventHub"] },
    ...{ logicApp: ["workflow"], function: ["function"] },
  };
  const there = channel as Readonly<Record<string, unknown>>;
  return needed[channel.type!].every((key) => there[key] !== undefined) ? (channel as Channel) : undefined;
}

/** What stands in the configuration is in the history of the repository for ever. */
function checkKeyless(path: Path, url: string | undefined, notes: Notes): void {
  const key = url === undefined ? undefined : keyIn(url);
  // Of what is known by its looks, every file is searched anyway.
  if (key === undefined || secretIn(url!) !== undefined) return;
  notes.add(
    path,
    {
      kind: "secret",
      says: `holds ${key}, and everybody who reads the repository could use it`,
      allowed: "https://host/path without a key",
      fix: "have it revoked, and name an address of your own that holds the key and passes alerts on",
    },
    // Not into the logs of a pipeline, too.
    { given: `https://${new URL(url!).host}/…` },
  );
}

function checkNetwork({ network, recovery }: EnvironmentDraft, notes: Notes): void {
  for (const [path, own] of networksOf({ network, recovery })) {
    // Nothing is said of a network that is missing or no mapping.
    if (own === undefined || !notes.has(path)) continue;
    const written = new Set(Object.keys(own).filter((key) => notes.has([...path, key])));
    const source = { at: describePath(path), written, inbound: network?.inbound?.mode };
    for (const { rule, key, says, fix } of checkNetworkKeys(source)) {
      notes.add([...path, key], { kind: rule === "missing" ? "missingKey" : rule, says, fix }, { at: "key" });
    }
    notes.addRepeated([...path, "dnsServers"], own.dnsServers);
    checkJumpHostAt(path, own.jumpHost, notes);
  }
}

function checkJumpHostAt(
  network: Path,
  jumpHost: Draft<NonNullable<Environment["network"]["jumpHost"]>> | undefined,
  notes: Notes,
): void {
  const path = [...network, "jumpHost"];
  if (jumpHost === undefined || !notes.has(path)) return;
  notes.addRepeated(
    [...path, "access"],
    jumpHost.access?.map((entry) => entry?.group),
    ["group"],
  );
  // Of a network of others it is told that the machine does not go there.
  if (notes.has([...network, "existing"])) return;
  if (jumpHost.bastion === undefined && notes.has([...path, "bastion"])) return;
  const written = new Set(["hub", "wayIn"].filter((key) => notes.has([...network, key])));
  const mistake = checkJumpHost({ at: describePath(network), written, bastion: jumpHost.bastion });
  if (mistake !== undefined) notes.add(path, { kind: "together", ...mistake }, { at: "key" });
}

function checkOutbound({ network }: EnvironmentDraft, notes: Notes): void {
  const { outbound } = network ?? {};
  if (outbound?.mode === undefined) return;
  const seen = new Map<string, string>();
  for (const [name, rule] of Object.entries(outbound.rules ?? {})) {
    if (rule?.type === undefined) continue;
    const path = ["network", "outbound", "rules", name];
    checkOwnName(path, name, notes);
    const mistake = checkRuleType(outbound.mode, rule.type);
    if (mistake !== undefined) {
      notes.add([...path, "type"], { kind: "together", ...mistake });
      continue;
    }
    const destination = destinationOf(rule);
    const first = destination === undefined ? undefined : seen.get(destination);
    if (first !== undefined)
      notes.add(
        path,
        { kind: "listedTwice", says: `leads where ${first} leads, and Azure ML refuses a second`, fix: "remove one" },
        { at: "key" },
      );
    else if (destination !== undefined) seen.set(destination, name);
    if (rule.type === "fqdn") checkHost(path, rule.host, notes);
    else if (rule.type === "service-tag") checkPorts(path, rule, notes);
    else if (rule.type === "private-endpoint") checkPrivateLink(path, rule, notes);
  }
}

/** Names of rules that this project adds, or Azure ML itself. */
function checkOwnName(path: Path, name: string, notes: Notes): void {
  if (!/^(own-|__SYS_)/i.test(name)) return;
  notes.add(
    path,
    { kind: "nameTaken", says: "is kept for rules that are added for you", fix: "give it a name of its own" },
    { at: "key", given: name },
  );
}

function checkHost(path: Path, host: string | undefined, notes: Notes): void {
  if (host === undefined || !isStorageHost(host)) return;
  notes.add([...path, "host"], {
    kind: "together",
    says: "is storage, which Azure ML does not reach by host name",
    fix: "make it a rule of type private-endpoint to the account",
  });
}

function checkPorts(
  path: Path,
  { protocol, ports }: { protocol?: string | undefined; ports?: string | undefined },
  notes: Notes,
): void {
  if (protocol === undefined || ports === undefined || !["ICMP", "*"].includes(protocol) || ports === "*") return;
  notes.add([...path, "ports"], {
    kind: "together",
    says: `do not go with protocol ${protocol}, which has none`,
    allowed: '"*"',
    fix: "choose TCP or UDP to name ports",
  });
}

function checkPrivateLink(
  path: Path,
  { resource, subresource }: { type?: string; resource?: string; subresource?: string },
  notes: Notes,
): void {
  if (resource === undefined) return;
  const parts = partsOf(resource);
  if (parts === undefined) {
    notes.add([...path, "resource"], {
      kind: "together",
      says: `is a ${typeOf(resource)}, to which Azure ML makes no private endpoints`,
      allowed: Object.keys(privateLinkTargets).join(", "),
    });
    return;
  }
  if (subresource === undefined || parts.some((part) => part.toLowerCase() === subresource.toLowerCase())) return;
  notes.add([...path, "subresource"], {
    kind: "together",
    says: `is no part of a ${typeOf(resource)}`,
    allowed: parts.join(", "),
  });
}

function checkAccess({ access, compute }: EnvironmentDraft, notes: Notes): void {
  for (const persona of personas) {
    notes.addRepeated(
      ["access", persona],
      access?.[persona]?.map((entry) => entry?.group),
      ["group"],
    );
  }
  const level = access?.level;
  if (level === undefined || level === "full" || Object.keys(compute?.instances ?? {}).length === 0) return;
  notes.add(
    ["compute", "instances"],
    {
      kind: "accessLevel",
      says: `need access level full, this environment's is ${level}`,
      fix: "remove the instances: people work on them, and here they may not",
    },
    { at: "key" },
  );
}

function checkCompute({ compute }: EnvironmentDraft, notes: Notes): void {
  checkImageBuilds(compute, notes);
  for (const [name, cluster] of Object.entries(compute?.clusters ?? {})) {
    const mistake = checkNodes(cluster ?? {});
    if (mistake === undefined) continue;
    const { says, allowed } = mistake;
    notes.add(["compute", "clusters", name, "minNodes"], { kind: "together", says, allowed });
  }
}

function checkImageBuilds(compute: EnvironmentDraft["compute"], notes: Notes): void {
  const wanted = compute?.imageBuilds;
  if (wanted === undefined || compute?.clusters === undefined) return;
  const names = Object.keys(compute.clusters);
  if (!names.includes(wanted)) {
    const meant = didYouMean(wanted, names);
    notes.add(["compute", "imageBuilds"], {
      kind: "unknownCluster",
      says: "is no cluster of this environment",
      allowed: names.length === 0 ? undefined : names.join(", "),
      fix: meant === undefined ? "add it to compute.clusters" : `did you mean ${meant}?`,
    });
    return;
  }
  const size = compute.clusters[wanted]?.size;
  if (size === undefined || buildsImages(size)) return;
  notes.add(["compute", "imageBuilds"], {
    kind: "together",
    says: `has machines with a GPU (${size}), on which Azure ML builds no images`,
    fix: "name a cluster without one",
  });
}

function checkLogsAt({ logs }: EnvironmentDraft, notes: Notes): void {
  if (logs === undefined || !notes.has(["logs"])) return;
  const { workspace, diagnostics, copies } = logs;
  const source = { retentionWritten: notes.has(["logs", "retention"]), workspace, diagnostics, copies };
  for (const { path, says, fix } of checkLogs(source)) {
    notes.add(["logs", ...path], { kind: "together", says, fix }, { at: "key" });
  }
}

function checkEncryption({ subscription, encryption }: EnvironmentDraft, notes: Notes): void {
  const { customerManagedKey } = encryption ?? {};
  if (
    encryption !== undefined &&
    customerManagedKey === undefined &&
    !notes.has(["encryption", "customerManagedKey"])
  ) {
    notes.add(
      ["encryption"],
      { kind: "missingKey", says: "asks for nothing", fix: "name a customerManagedKey, or remove it" },
      { at: "key" },
    );
  }
  if (customerManagedKey?.source !== "existing" || subscription === undefined) return;
  for (const what of ["vault", "identity"] as const) {
    const id = customerManagedKey[what];
    const mistake = id === undefined ? undefined : checkKeyPlace(subscription, what, id);
    if (mistake !== undefined) notes.add(["encryption", "customerManagedKey", what], { kind: "together", ...mistake });
  }
}

function checkRegion({ location, resilience }: EnvironmentDraft, notes: Notes): void {
  notes.addRepeated(["resilience", "registryReplicas"], resilience?.registryReplicas);
  const region = location === undefined ? undefined : findRegion(location);
  if (region === undefined) return;
  const { storageReplication, zoneRedundant, registryReplicas } = resilience ?? {};
  const lackingFor = [
    ["zoneRedundant", zoneRedundant === true && !region.zones ? "availability zones" : undefined, "false"],
    ["storageReplication", lacking(storageReplication ?? "LRS", region), kindsIn(region).join(", ")],
  ] as const;
  for (const [key, lacks, allowed] of lackingFor) {
    if (lacks === undefined) continue;
    const path = ["resilience", key];
    const written = notes.has(path);
    notes.add(written ? path : ["location"], {
      kind: "regionLacks",
      says: written
        ? `needs ${lacks}, and ${location} has none`
        : `has no ${lacks}, which the default of ${describePath(path)} needs`,
      allowed: written ? allowed : undefined,
      fix: `set ${describePath(path)} to ${allowed.replace(/, (?=[^,]*$)/, " or ")} with a reason, or choose another region`,
    });
  }
  for (const [index, replica] of (registryReplicas ?? []).entries()) {
    if (replica !== location) continue;
    notes.add(["resilience", "registryReplicas", index], {
      kind: "ownReplica",
      says: "is the environment's own region, where the registry is already",
      fix: "remove it",
    });
  }
}
