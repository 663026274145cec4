import { personas } from "../../domain/access/access";
import { checkBudget, type BudgetMistake } from "../../domain/azure/budget-rules";
import { containsCidr, overlaps, parseCidr } from "../../domain/network/cidr";
import type { ProblemKind } from "../../domain/problem/codes";
import { findRegion } from "../../domain/azure/regions";
import { checkDeployment } from "./deployment-checks";
import { subnetsOf } from "./subnets";
import { checkLoosening } from "./loosening";
import { describePath } from "../yaml/file";
import type { EnvironmentDraft } from "../drafts";
import type { Notes } from "../notes";

/** What must hold between the keys of one environment. */
export function checkEnvironment(environment: EnvironmentDraft, notes: Notes): void {
  checkLoosening(environment, notes);
  checkSubnets(environment, notes);
  checkOutbound(environment, notes);
  checkAccess(environment, notes);
  checkDeployment(environment.deployment, notes);
  checkCompute(environment, notes);
  checkRegion(environment, notes);
  checkBudgetAt(environment, notes);
  for (const severity of ["critical", "warning", "informational"] as const) {
    notes.addRepeated(["alerts", "receivers", severity], environment.alerts?.receivers?.[severity]);
  }
}

function checkSubnets({ network }: EnvironmentDraft, notes: Notes): void {
  const { addressSpace, subnets } = network ?? {};
  if (addressSpace === undefined) return;
  const space = parseCidr(addressSpace)!;
  const given = (["privateEndpoints", "operations"] as const).filter((name) => subnets?.[name] !== undefined);
  const outside = given.filter((name) => !containsCidr(space, parseCidr(subnets![name]!)!));
  for (const name of outside) {
    notes.add(["network", "subnets", name], {
      kind: "subnetOutside",
      says: "is not inside the address space",
      allowed: `blocks inside ${addressSpace}`,
    });
  }
  if (outside.length > 0) return;
  const blocks = subnetsOf({ network: { addressSpace, subnets } });
  if (!overlaps(parseCidr(blocks.privateEndpoints)!, parseCidr(blocks.operations)!)) return;
  const named = given.includes("operations") ? "operations" : "privateEndpoints";
  const other = named === "operations" ? "privateEndpoints" : "operations";
  notes.add(["network", "subnets", named], {
    kind: "subnetOverlap",
    says: given.includes(other)
      ? `shares addresses with ${other} (${blocks[other]})`
      : `leaves no room for ${other}, which needs a /26`,
    fix: `choose blocks inside ${addressSpace} that share nothing`,
  });
}

function checkOutbound({ network }: EnvironmentDraft, notes: Notes): void {
  if (network?.outbound?.mode !== "approved-only") return;
  for (const [name, rule] of Object.entries(network.outbound.rules ?? {})) {
    if (rule?.type !== "service-tag" || rule.protocol === undefined || rule.ports === undefined) continue;
    if (!["ICMP", "*"].includes(rule.protocol) || rule.ports === "*") continue;
    notes.add(["network", "outbound", "rules", name, "ports"], {
      kind: "together",
      says: `do not go with protocol ${rule.protocol}, which has none`,
      allowed: '"*"',
      fix: "choose TCP or UDP to name ports",
    });
  }
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
  for (const [name, cluster] of Object.entries(compute?.clusters ?? {})) {
    const { minNodes, maxNodes } = cluster ?? {};
    if (minNodes === undefined || maxNodes === undefined || minNodes <= maxNodes) continue;
    notes.add(["compute", "clusters", name, "minNodes"], {
      kind: "together",
      says: "is more than maxNodes",
      allowed: `0 to ${maxNodes}`,
    });
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

/** What a region would need for a kind of storage replication and does not have. */
function lacking(kind: string, region: { readonly zones: boolean; readonly pair?: string }): string | undefined {
  if (kind.includes("ZRS") && !region.zones) return "availability zones";
  if (kind.includes("G") && region.pair === undefined) return "paired region";
  return undefined;
}

const kindsIn = (region: { readonly zones: boolean; readonly pair?: string }): readonly string[] =>
  ["LRS", "ZRS", "GRS", "GZRS", "RAGRS", "RAGZRS"].filter((kind) => lacking(kind, region) === undefined);

const BUDGET_KINDS: Readonly<Record<BudgetMistake["rule"], ProblemKind>> = {
  amount: "outOfRange",
  month: "month",
  percent: "outOfRange",
  ascending: "ascending",
  notifications: "notifications",
};

function checkBudgetAt({ budget = {} }: EnvironmentDraft, notes: Notes): void {
  for (const { rule, key, index, says, allowed, fix } of checkBudget(budget)) {
    const path = ["budget", ...(key === undefined ? [] : [key]), ...(index === undefined ? [] : [index])];
    notes.add(path, { kind: BUDGET_KINDS[rule], says, allowed, fix }, { at: key === undefined ? "key" : "value" });
  }
}
