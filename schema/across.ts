import { canonical, findOverlaps, firstFree, formatCidr, parseCidr } from "../domain/network/cidr";
import { didYouMean } from "../domain/problem/did-you-mean";
import { resourceId } from "../domain/azure/ids";
import { checkRunners } from "../domain/network/runners";
import { automaticEndpoints, ownEndpoints } from "../domain/network/managed-network";
import {
  checkName,
  environmentNameKinds,
  nameRules,
  type NamedByPattern,
  type NamePlace,
  placeOfName,
  sharedNameKinds,
} from "../domain/azure/names";
import { type PatternKind, patternOf } from "../domain/azure/naming";
import { modelRegistryIdOf, namesOf, sharedNamesOf, stackOfEnvironment } from "./names";
import { namingOf } from "./organization/naming";
import { checkEnvironmentName } from "./organization/environment-name";
import { type EnvironmentDraft, type OrganizationDraft, type RegionDraft, regionsOfDraft } from "./drafts";
import type { Notes } from "./notes";

/** Where a free block is suggested: in the same /16 first, as networks are handed out in such pieces. */
const NEARBY = 16;
const ANYWHERE = parseCidr("10.0.0.0/8")!;

/** An environment with the notes on its file. */
export interface NotedEnvironment {
  readonly draft: EnvironmentDraft;
  readonly notes: Notes;
}

/** What must hold between the organization and the environments, and among these. */
export function checkAcross(
  organization: OrganizationDraft | undefined,
  organizationNotes: Notes,
  environments: readonly NotedEnvironment[],
): void {
  if (organization !== undefined) {
    checkOrder(organization, organizationNotes, environments);
    checkNamesApart(organization, organizationNotes, environments);
    checkResourceGroups(organization, environments);
    for (const region of inRegions(environments)) checkNames(organization, region, organizationNotes);
    for (const environment of environments) {
      checkRegistryRegion(organization, environment);
      checkOwnDestinations(organization, environment);
      checkPlatform(organization, organizationNotes, environment);
    }
  }
  checkRecoveryStacks(environments);
  checkAddressSpaces(environments);
  checkInstanceNames(environments);
}

function checkOrder(
  { promotionOrder }: OrganizationDraft,
  notes: Notes,
  environments: readonly NotedEnvironment[],
): void {
  if (promotionOrder === undefined) return;
  const named = new Set(promotionOrder);
  const names = environments.map(({ draft }) => draft.name);
  const known = new Set(names);
  const unordered = environments.filter(({ draft }) => !named.has(draft.name));
  for (const [index, name] of promotionOrder.entries()) {
    if (name === undefined || known.has(name)) continue;
    const meant = didYouMean(
      name,
      unordered.map(({ draft }) => draft.name),
    );
    notes.add(["promotionOrder", index], {
      kind: "unknownEnvironment",
      says: "names an environment without a file",
      allowed: names.length === 0 ? undefined : names.join(", "),
      fix: meant === undefined ? `add environments/${name}.yaml, or remove the name` : `did you mean ${meant}?`,
    });
  }
  for (const { draft, notes: own } of unordered) {
    if (checkEnvironmentName(draft.name) !== undefined) continue;
    own.add([], {
      kind: "notInOrder",
      says: `makes an environment ${draft.name}, which promotionOrder in organization.yaml does not name`,
      fix: `add ${draft.name} to promotionOrder where models pass through it, or remove the file`,
    });
  }
}

const AGENT_SERVICE = ["repository", "agentServiceId"] as const;

/** What GitHub has for a deployment and Azure DevOps has not, and the other way round. */
function checkPlatform(
  { repository }: OrganizationDraft,
  ofOrganization: Notes,
  { draft, notes }: NotedEnvironment,
): void {
  const type = draft.network?.runners?.type;
  const mistake = checkRunners({
    type,
    pipelines: repository?.provider === "azure-devops" ? "azure-devops" : "github",
  });
  if (repository !== undefined && mistake !== undefined) {
    notes.add(["network", "runners", "type"], { kind: "notOnPlatform", ...mistake });
  }
  if (repository?.provider !== "azure-devops") return;
  if (type === "azure-devops" && repository.agentServiceId === undefined && !ofOrganization.has(AGENT_SERVICE)) {
    notes.add(
      ["network", "runners"],
      {
        kind: "missingKey",
        says: `needs ${AGENT_SERVICE.join(".")} in organization.yaml: who puts agents into the network`,
        fix: "write what `az ad sp list --display-name DevOpsInfrastructure --query [].id -o tsv` says",
      },
      { at: "key" },
    );
  }
  const path = ["deployment", "approvers", "users"] as const;
  for (const index of (draft.deployment?.approvers?.users ?? []).keys()) {
    notes.add([...path, index], {
      kind: "notOnPlatform",
      says: "is a login of GitHub, and the repository is in Azure DevOps",
      allowed: "groups, in deployment.approvers.teams",
      fix: "make a group of whoever may approve, and name it in teams",
    });
  }
  if (!notes.has(["deployment", "wait"])) return;
  notes.add(
    ["deployment", "wait"],
    {
      kind: "notOnPlatform",
      says: "asks for a wait that environments of Azure DevOps have no check for",
      fix: "remove it; approvers may wait as long as they like",
    },
    { at: "key" },
  );
}

function checkRegistryRegion({ platform }: OrganizationDraft, { draft, notes }: NotedEnvironment): void {
  const registry = [platform?.location, ...(platform?.registry?.replicas ?? [undefined])];
  if (registry.includes(undefined)) return;
  const regions = [
    [["location"], draft.location],
    [["recovery", "location"], draft.recovery?.location],
  ] as const;
  for (const [path, location] of regions) {
    if (location === undefined || registry.includes(location)) continue;
    notes.add(path, {
      kind: "registryRegion",
      says: "has no replica of the model registry, so the workspace could not use it",
      allowed: registry.join(", "),
      fix: `add ${location} to platform.registry.replicas in organization.yaml`,
    });
  }
}

/** Environments, each followed by its second region where it has one. */
const inRegions = (environments: readonly NotedEnvironment[]) =>
  environments.flatMap(({ draft, notes }) => regionsOfDraft(draft).map((region) => ({ draft: region, notes })));

/** The environment as far as names are made of it; undefined if something is missing or wrong. */
function named({ name, subscription, generation, location, resourceGroup, inRecovery }: RegionDraft) {
  if (subscription === undefined || generation === undefined || checkEnvironmentName(name) !== undefined) return;
  // What the region is wrong about is said there.
  const existing = resourceGroup?.existing;
  return {
    ...{ name, subscription, generation, location: location ?? "" },
    ...(inRecovery === true && { inRecovery }),
    resourceGroup: existing === undefined ? undefined : { existing },
  };
}

function checkNames(
  organization: OrganizationDraft,
  { draft, notes }: ReturnType<typeof inRegions>[number],
  ofOrganization: Notes,
): void {
  const environment = named(draft);
  const { prefix, naming } = organization;
  if (prefix === undefined || environment === undefined) return;
  for (const [kind, composed, pattern = kind as PatternKind] of environmentNameKinds(
    namesOf({ prefix, naming: namingOf(naming) }, environment),
  )) {
    const wrong = checkName(kind, composed);
    if (wrong === undefined) continue;
    const excess = composed.length - nameRules[kind].max;
    const by = excess > 0 ? ` by ${excess}` : "";
    const path = ["naming", "patterns", pattern];
    if (ofOrganization.has(path)) {
      ofOrganization.add(
        path,
        {
          kind: "azureName",
          says: `makes a name in ${environment.name} that Azure does not accept`,
          allowed: wrong.allowed,
          fix: excess > 0 ? `shorten it${by}` : "write what Azure takes",
        },
        { given: wrong.given },
      );
      continue;
    }
    notes.add(
      [],
      {
        kind: "azureName",
        says: `leads to a name of the ${kind} that Azure does not accept`,
        allowed: wrong.allowed,
        fix: `shorten the file's name or the prefix in organization.yaml${by}`,
      },
      { given: wrong.given },
    );
  }
}

/** Who may deploy one environment may change whatever lies in its group. */
function checkResourceGroups(organization: OrganizationDraft, environments: readonly NotedEnvironment[]): void {
  const { prefix, naming, platform } = organization;
  if (prefix === undefined || !environments.some(({ draft }) => draft.resourceGroup !== undefined)) return;
  const scheme = { prefix, naming: namingOf(naming) };
  const owners = new Map<string, string>();
  const keyOf = (subscription: string, group: string): string => `${subscription}/${group}`.toLowerCase();
  if (platform?.subscription !== undefined) {
    const { subscription, location = "" } = platform;
    const names = sharedNamesOf({ ...scheme, platform: { subscription, location } });
    for (const group of [names.stateResourceGroup, names.registryResourceGroup]) {
      owners.set(keyOf(subscription, group), "what all environments share");
    }
  }
  const found = environments.flatMap(({ draft, notes }) => {
    const environment = named(draft);
    return environment === undefined ? [] : [{ environment, notes, made: draft.resourceGroup === undefined }];
  });
  // What names a group is told, whichever of the two comes first.
  for (const { environment, notes } of [...found.filter(({ made }) => made), ...found.filter(({ made }) => !made)]) {
    const { resourceGroup } = namesOf(scheme, environment);
    const key = keyOf(environment.subscription, resourceGroup);
    const other = owners.get(key);
    if (other === undefined) owners.set(key, environment.name);
    else if (environment.resourceGroup !== undefined) {
      notes.add(["resourceGroup", "existing"], {
        kind: "nameTaken",
        says: `is the resource group of ${other}: whoever deploys one could change the other`,
        fix: "give each a group of its own",
      });
    }
  }
}

/** With patterns of a company's own, names of two environments, or of one and the platform, may be the same. */
function checkNamesApart(
  organization: OrganizationDraft,
  notes: Notes,
  environments: readonly NotedEnvironment[],
): void {
  const { prefix, platform, naming } = organization;
  for (const name of Object.keys(naming?.environments ?? {})) {
    if (environments.some(({ draft }) => draft.name === name)) continue;
    notes.add(
      ["naming", "environments", name],
      { kind: "unknownEnvironment", says: "names an environment without a file", fix: "remove it, or add the file" },
      { at: "key", given: name },
    );
  }
  if (prefix === undefined || !notes.has(["naming"])) return;
  const scheme = { prefix, naming: namingOf(naming) };
  const taken = new Map<string, string>();
  const take = (names: readonly NamedByPattern[], place: NamePlace, owner: string) => {
    for (const [kind, name, pattern = kind as PatternKind] of names) {
      const key = placeOfName(kind, name, place);
      const other = key === undefined ? undefined : taken.get(key);
      if (key !== undefined && other === undefined) taken.set(key, owner);
      if (other === undefined) continue;
      const path = ["naming", "patterns", pattern];
      notes.add(
        notes.has(path) ? path : ["naming"],
        {
          kind: "naming",
          says: `gives ${other} and ${owner} one name`,
          fix: `let ${patternOf(pattern, scheme.naming)} tell them apart, or what it says of the environment`,
        },
        { at: notes.has(path) ? "value" : "key", given: name },
      );
    }
  };
  if (platform?.subscription !== undefined && platform.location !== undefined) {
    const { subscription, location } = platform;
    const names = sharedNamesOf({ ...scheme, platform: { subscription, location } });
    take(sharedNameKinds(names), { subscription, location, resourceGroup: names.stateResourceGroup }, "the platform");
  }
  for (const { draft } of inRegions(environments)) {
    const environment = named(draft);
    if (environment === undefined) continue;
    const names = namesOf(scheme, environment);
    const { subscription, location } = environment;
    take(
      [...environmentNameKinds(names), ["storageAccount", names.collectedStorageAccount]],
      { subscription, location, resourceGroup: names.resourceGroup },
      stackOfEnvironment(environment),
    );
  }
}

/** Rules to what Azure ML or this project leads to already: a second is refused. */
function checkOwnDestinations(
  { prefix, naming, platform }: OrganizationDraft,
  { draft, notes }: NotedEnvironment,
): void {
  const { inbound, outbound } = draft.network ?? {};
  const environment = named(draft);
  if (prefix === undefined || environment === undefined) return;
  if (inbound?.mode === undefined || outbound?.mode === undefined) return;
  const scheme = { prefix, naming: namingOf(naming) };
  const names = namesOf(scheme, environment);
  const group = { subscriptionId: environment.subscription, resourceGroup: names.resourceGroup };
  const ids = {
    storage: resourceId(group, "Microsoft.Storage/storageAccounts", names.storageAccount),
    collected: resourceId(group, "Microsoft.Storage/storageAccounts", names.collectedStorageAccount),
    vault: resourceId(group, "Microsoft.KeyVault/vaults", names.keyVault),
    containerRegistry: resourceId(group, "Microsoft.ContainerRegistry/registries", names.containerRegistry),
    modelRegistry:
      platform?.subscription &&
      modelRegistryIdOf({
        ...scheme,
        platform: { subscription: platform.subscription, location: platform.location ?? "" },
      }),
  };
  const modes = { inbound: { mode: inbound.mode }, outbound: { mode: outbound.mode } };
  const workspace = resourceId(group, "Microsoft.MachineLearningServices/workspaces", names.workspace);
  const taken = [
    ...[
      ...automaticEndpoints(modes),
      ...Object.values(ownEndpoints(modes, { mode: platform?.registry?.inbound?.mode ?? "public" })),
    ].map(({ target, part }) => `${ids[target]} ${part}`),
    `${workspace} amlworkspace`,
  ].map((one) => one.toLowerCase());
  for (const [rule, { resource, subresource }] of Object.entries(
    (outbound.rules ?? {}) as Readonly<Record<string, { resource?: string; subresource?: string }>>,
  )) {
    if (!taken.includes(`${resource} ${subresource}`.toLowerCase())) continue;
    notes.add(
      ["network", "outbound", "rules", rule],
      {
        kind: "listedTwice",
        says: "leads to what has a rule already, and Azure ML refuses a second",
        fix: "remove it",
      },
      { at: "key" },
    );
  }
}

/** What an environment and the second region of another would both be called. */
function checkRecoveryStacks(environments: readonly NotedEnvironment[]): void {
  for (const { draft, notes } of environments) {
    const stack = stackOfEnvironment({ name: draft.name, inRecovery: true });
    if (draft.recovery === undefined || environments.every((other) => other.draft.name !== stack)) continue;
    notes.add(
      ["recovery"],
      {
        kind: "stackName",
        says: `makes a stack ${stack}, which is an environment already`,
        fix: "rename one of the two",
      },
      { at: "key" },
    );
  }
}

function checkAddressSpaces(environments: readonly NotedEnvironment[]): void {
  const blocks = environments
    .flatMap(({ draft, notes }) =>
      (
        [
          [draft.name, ["network"], draft.network],
          [
            stackOfEnvironment({ name: draft.name, inRecovery: true }),
            ["recovery", "network"],
            draft.recovery?.network,
          ],
        ] as const
      ).flatMap(([name, path, network]) => {
        const text = network?.addressSpace;
        return text === undefined ? [] : [{ name, path, notes, text, cidr: parseCidr(text)! }];
      }),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const overlaps = findOverlaps(blocks, ({ cidr }) => cidr);
  if (overlaps.length === 0) return;
  const taken = blocks.map(({ cidr }) => cidr);
  for (const { item, other } of overlaps) {
    const nearby = canonical({ ...item.cidr, prefix: Math.min(NEARBY, item.cidr.prefix) });
    const free = firstFree(nearby, item.cidr.prefix, taken) ?? firstFree(ANYWHERE, item.cidr.prefix, taken);
    if (free !== undefined) taken.push(free);
    item.notes.add([...item.path, "addressSpace"], {
      kind: "addressOverlap",
      says: `shares addresses with ${other.name} (${other.text})`,
      fix: free === undefined ? "choose a block of its own" : `${formatCidr(free)} is free among the environments`,
    });
  }
}

/** Azure ML keeps the names of compute instances unique within a region. */
function checkInstanceNames(environments: readonly NotedEnvironment[]): void {
  const owners = new Map<string, string>();
  for (const { draft, notes } of inRegions(environments)) {
    for (const name of Object.keys(draft.compute?.instances ?? {})) {
      if (draft.location === undefined) continue;
      const id = `${draft.location}/${name.toLowerCase()}`;
      const owner = owners.get(id);
      if (owner === undefined) {
        owners.set(id, draft.name);
        continue;
      }
      notes.add(
        ["compute", "instances", name],
        {
          kind: "nameTaken",
          says: `is the name of an instance in ${owner}, in the same region`,
          fix: "give it another name: Azure ML wants instance names unique per region",
        },
        { at: "key", given: name },
      );
    }
  }
}
