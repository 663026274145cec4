import { networksOf } from "../schema/environment/networks";
import { namesOf, sharedNamesOf } from "../schema/names";
import { environmentStacks, withRecovery } from "../schema/recovery";
import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { checkConfiguration, readSources, type ConfigurationSources } from "../schema/load";
import { isAzureDevops } from "../schema/organization/repository";
import type { Configuration, Environment } from "../schema/configuration";
import type { Group } from "../schema/use-case/model";
import type { Path, YamlFile } from "../schema/yaml/file";
import {
  computeIdentityAccess,
  encryptionIdentityAccess,
  batchReaderAccess,
  endpointCallerAccess,
  jumpHostAccess,
  liveReaderAccess,
  endpointIdentityAccess,
  eventTopicAccess,
  personaAccess,
  personas,
  pipelineAccess,
  promoterAccess,
  publishingComputeAccess,
  publisherAccess,
  registryDeployerAccess,
  rollbackCallerAccess,
  useCaseTeamAccess,
  workflowAccess,
  wholeWorkspaceIdentityAccess,
  type Access,
} from "../domain/access/access";
import { resourceId, type ResourceGroupRef } from "../domain/azure/ids";
import { type EnvironmentNames } from "../domain/azure/names";
import type { Position } from "../domain/problem/problem";
import { roleTitle, type RoleName } from "../domain/access/roles";
import { releaseValue } from "../domain/promotion/release";
import { configuredPolicy } from "./configured-policy";
import { ownRolesOf } from "../schema/own-roles";
import { leadingTo } from "../release";
import type {
  AccessReason,
  CustomRoleContext,
  EnvironmentContext,
  EvidenceContext,
  PrincipalContext,
  ReviewContext,
  StackContext,
  UseCaseContext,
} from "../review/context";
import { foundEvidence } from "./promotion/evidence";
import { alertThresholds } from "./promotion/ground";

/**
 * What a review must know of the configuration: names behind ids, reasons for roles, and where each thing is written.
 * Positions are shown as messages about the configuration show them.
 * @throws UserError with every problem of the configuration
 */
export function reviewContext(configDirectory: string): ReviewContext {
  const sources = readSources(configDirectory);
  const configuration = checkConfiguration(sources);
  const all = { sources, configuration, places: placesOf(configuration) };
  return {
    organization: configuration.organization.name,
    at: positionsIn(sources.organization),
    ...repositoryOf(configuration),
    environments: environmentsOf(all),
    stacks: stacksOf(configuration),
    principals: [...groupsOf(all), ...identitiesOf(all)],
    useCases: useCasesOf(all),
    customRoles: customRolesOf(all),
    evidence: evidenceOf(configDirectory, configuration),
    policy: configuredPolicy(sources, configuration),
  };
}

interface Everything {
  readonly sources: ConfigurationSources;
  readonly configuration: Configuration;
  readonly places: readonly Place[];
}

/** An environment with the names of what it makes. */
interface Place {
  readonly environment: Environment;
  readonly names: EnvironmentNames;
  readonly group: ResourceGroupRef;
}

const placesOf = ({ organization, environments }: Configuration): readonly Place[] =>
  withRecovery(environments).map((environment) => {
    const { subscription } = environment;
    const names = namesOf(organization, environment);
    return { environment, names, group: { subscriptionId: subscription, resourceGroup: names.resourceGroup } };
  });

/** Positions are relative to where the command runs; outside of the repository that it belongs to they name nothing in it. */
function repositoryOf({ organization }: Configuration): Pick<ReviewContext, "repository"> {
  const root = repositoryRoot(__dirname);
  const folder = root === undefined ? ".." : relative(root, process.cwd()).split(sep).join("/");
  if (/^\.\.(\/|$)/.test(folder) || isAbsolute(folder)) return {};
  const { repository } = organization;
  if (!isAzureDevops(repository)) {
    return { repository: { provider: "github", owner: repository.owner, name: repository.name, folder } };
  }
  const { organization: owner, project, name } = repository;
  return { repository: { provider: "azure-devops", owner, project, name, folder } };
}

/** The nearest folder that git keeps. */
function repositoryRoot(folder: string): string | undefined {
  if (existsSync(join(folder, ".git"))) return folder;
  return dirname(folder) === folder ? undefined : repositoryRoot(dirname(folder));
}

function environmentsOf({ sources, configuration }: Everything): readonly EnvironmentContext[] {
  return configuration.environments.map(({ name, subscription, resourceGroup }) => {
    const file = sources.environments.get(name)!;
    const existing = resourceGroup === undefined ? {} : { resourceGroup: resourceGroup.existing };
    return { name, subscription, ...existing, where: file.positionOf(["subscription"], "key"), at: positionsIn(file) };
  });
}

const stacksOf = (configuration: Configuration): readonly StackContext[] => [
  { name: "bootstrap" },
  { name: "pipelines" },
  { name: "registry" },
  ...environmentStacks(configuration).map(({ name, environment, useCase }) => ({
    name,
    environment: environment.name,
    ...(useCase !== undefined && { useCase }),
    ...(environment.inRecovery === true && { recovery: environment.location }),
  })),
];

/** Every Entra group of the configuration once, with all it holds roles for. */
function groupsOf({ sources, configuration }: Everything): readonly PrincipalContext[] {
  const groups = new Map<string, PrincipalContext>();
  const add = (
    { group, name }: { readonly group: string; readonly name: string },
    where: Position,
    reasons: readonly AccessReason[],
    useCase?: string,
  ): void => {
    const key = group.toLowerCase();
    const known = groups.get(key);
    const placed = reasons.map((reason) => ({ ...reason, where }));
    groups.set(key, {
      key,
      name,
      kind: "group",
      // A group that several use cases share, or that is one of the platform's, is no single use case's.
      ...(useCase !== undefined && (known === undefined || known.useCase === useCase) && { useCase }),
      where,
      ...(known !== undefined && { name: known.name, where: known.where }),
      reasons: [...(known?.reasons ?? []), ...placed],
    });
  };
  const { organization, environments, useCases } = configuration;
  for (const [index, promoter] of organization.platform.registry.promoters.entries()) {
    const where = sources.organization.positionOf(["platform", "registry", "promoters", index]);
    add(promoter, where, promoterAccess.map(toReason()));
  }
  for (const environment of environments) {
    const { name, access } = environment;
    for (const [path, { jumpHost } = {}] of networksOf(environment)) {
      for (const [index, group] of (jumpHost?.access ?? []).entries()) {
        const where = sources.environments.get(name)!.positionOf([...path, "jumpHost", "access", index]);
        add(group, where, jumpHostAccess.map(toReason(name)));
      }
    }
    for (const persona of personas) {
      for (const [index, group] of access[persona].entries()) {
        const where = sources.environments.get(name)!.positionOf(["access", persona, index]);
        add(group, where, personaAccess[access.level][persona].map(toReason(name)));
      }
    }
  }
  for (const { name, owner, variants } of useCases) {
    const file = sources.useCases.get(name)!;
    add(owner, file.positionOf(["owner", "group"]), useCaseTeamAccess.map(toReason()), name);
    for (const { environment, serving, promotion } of variants) {
      const addAll = (groups: readonly Group[], path: readonly string[], access: readonly Access[]) => {
        const own: Path = ["overrides", environment, ...path];
        const list = file.has(own) ? own : path;
        for (const [index, one] of groups.entries()) {
          add(one, file.positionOf([...list, index]), access.map(toReason(environment)), name);
        }
      };
      addAll(serving?.callers ?? [], ["serving", "callers"], endpointCallerAccess);
      addAll(serving?.batch?.readers ?? [], ["serving", "batch", "readers"], batchReaderAccess);
      addAll(promotion?.gates.live?.readers ?? [], ["promotion", "gates", "live", "readers"], liveReaderAccess);
      addAll(promotion?.rollback?.callers ?? [], ["promotion", "rollback", "callers"], rollbackCallerAccess);
    }
  }
  return [...groups.values()];
}

/** The managed identities that stacks make, known by ARM id before they exist. */
function identitiesOf({ sources, configuration, places }: Everything): readonly PrincipalContext[] {
  const { platform } = configuration.organization;
  const shared = sharedNamesOf(configuration.organization);
  const identity = (
    group: ResourceGroupRef,
    name: string,
    reasons: readonly AccessReason[],
    more: { readonly where?: Position; readonly useCase?: string; readonly type?: string } = {},
  ): PrincipalContext => {
    const { type = "Microsoft.ManagedIdentity/userAssignedIdentities", ...rest } = more;
    return { key: resourceId(group, type, name).toLowerCase(), name, kind: "identity", reasons, ...rest };
  };
  const inState = { subscriptionId: platform.subscription, resourceGroup: shared.stateResourceGroup };
  const publisher = identity(inState, shared.publishingIdentity, publisherAccess.map(toReason()), {
    where: sources.organization.positionOf(["platform", "registry"], "key"),
  });
  const ofEnvironments = places.flatMap(({ environment: { name: environment, inRecovery }, names, group }) => {
    const where = sources.environments.get(environment)!.positionOf(["subscription"], "key");
    const useCases = configuration.useCases.filter((useCase) => useCase.environments.includes(environment));
    return [
      // The same deploy both regions.
      ...(inRecovery === true ? [] : (["plan", "apply"] as const)).map((use) =>
        identity(
          inState,
          shared.pipelineIdentity(environment, use),
          [...pipelineAccess[use], ...(use === "apply" ? registryDeployerAccess : [])].map(toReason()),
          { where },
        ),
      ),
      identity(group, names.identity("workspace"), wholeWorkspaceIdentityAccess.map(toReason()), { where }),
      identity(
        group,
        names.identity("compute"),
        [...computeIdentityAccess, ...publishingComputeAccess].map(toReason()),
        { where },
      ),
      identity(group, names.identity("encryption"), encryptionIdentityAccess.map(toReason()), { where }),
      ...[names.systemTopic, names.storageTopic].map((topic) =>
        identity(group, topic, eventTopicAccess.map(toReason()), { where, type: "Microsoft.EventGrid/systemTopics" }),
      ),
      ...useCases.flatMap(({ name: useCase }) => {
        const file = sources.useCases.get(useCase)!;
        const of = (use: string, reasons: readonly AccessReason[], path: Path) =>
          identity(group, names.identity(`${useCase}-${use}`), reasons, {
            useCase,
            where: file.positionOf(path, "key"),
          });
        return [
          of("endpoint", endpointIdentityAccess.map(toReason()), ["serving"]),
          of("drift", workflowAccess.drift.map(toReason()), ["retraining", "onDrift"]),
          of("rollback", workflowAccess.rollback.map(toReason()), ["promotion", "rollback"]),
          of("notices", workflowAccess.notices.map(toReason()), ["notices"]),
        ];
      }),
    ];
  });
  return [...(platform.registry.publishedByPipelines ? [publisher] : []), ...ofEnvironments];
}

function useCasesOf({ sources, configuration }: Everything): readonly UseCaseContext[] {
  return configuration.useCases.map(({ name, variants }) => {
    const release = sources.releases.get(name);
    const schedules = variants.flatMap(({ retraining, monitors }) => [retraining?.schedule, monitors?.schedule]);
    return {
      name,
      where: positionsIn(sources.useCases.get(name)!),
      release: release === undefined ? {} : positionsIn(release),
      rejected: Object.fromEntries(variants.map(({ environment, release: { rejected } }) => [environment, rejected])),
      timeZones: [...new Set(schedules.flatMap((schedule) => schedule?.timeZone ?? []))],
    };
  });
}

/** What was decided on the release of every use case where it serves. */
const evidenceOf = (directory: string, { useCases }: Configuration): readonly EvidenceContext[] =>
  useCases.flatMap(({ name: useCase, variants }) => {
    const serving = variants.flatMap((variant) =>
      variant.serving === undefined ? [] : [{ ...variant, ...variant.serving }],
    );
    const environments = serving.map(({ environment }) => environment);
    const found = foundEvidence(directory, useCase, environments);
    return serving.map(({ environment, release, model, alerts }) => ({
      useCase,
      environment,
      environments,
      alerts: alertThresholds(alerts),
      decisions: leadingTo(
        releaseValue(release, model),
        found.filter((one) => one.environment === environment),
      ),
    }));
  });

const customRolesOf = ({ configuration }: Everything): readonly CustomRoleContext[] =>
  ownRolesOf(configuration).map(({ guid, role }) => ({ key: guid, title: roleTitle(role) }));

const toReason =
  (environment?: string) =>
  ({ role, target, reason }: { readonly role: RoleName; readonly target?: string; readonly reason: string }) => ({
    role: roleTitle(role),
    ...(target !== undefined && { target }),
    ...(environment !== undefined && { environment }),
    reason,
  });

/** Position of the key at every path of a file: `retraining.schedule`, `serving.callers.0`. */
function positionsIn(file: YamlFile): Record<string, Position> {
  const positions: Record<string, Position> = {};
  const walk = (value: unknown, path: readonly (string | number)[]): void => {
    if (path.length > 0) positions[path.join(".")] = file.positionOf(path, "key");
    if (Array.isArray(value)) value.forEach((item, index) => walk(item, [...path, index]));
    else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
    }
  };
  walk(file.value, []);
  return positions;
}
