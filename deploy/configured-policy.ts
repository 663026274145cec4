import { stackOf, stackOfEnvironment, useCaseNamesOf } from "../schema/names";
import { isInCharge, withRecovery } from "../schema/recovery";
import { branchProtection } from "../schema/organization/branch-protection";
import type { ConfigurationSources } from "../schema/load";
import type { Configuration, Environment } from "../schema/configuration";
import type { Path, YamlFile } from "../schema/yaml/file";
import type { Position } from "../domain/problem/problem";
import { destination, destinationKey, isCalled } from "../domain/alerts/channels";
import { tagNames } from "../domain/azure/tags";
import { signalsOfVersion } from "../domain/monitors/signals";
import type { UseCaseInEnvironment } from "../schema/use-case/model";
import { isAzureDevops, type Repository } from "../schema/organization/repository";
import type { Expected, Loosening } from "../policy";
import { ownRolesOf } from "../schema/own-roles";

/** What policies must know of the configuration. */
export interface ConfiguredPolicy {
  readonly loosened: readonly Loosening[];
  readonly expected: Expected;
}

/** What the configuration loosens, each with the reason it gives, and what resources can be compared with. */
export function configuredPolicy(sources: ConfigurationSources, configuration: Configuration): ConfiguredPolicy {
  const { organization, useCases } = configuration;
  const environments = withRecovery(configuration.environments);
  const { platform } = organization;
  const names = tagNames(organization.tagNames);
  const shared = (stack: string, path: Path, reason: string | undefined) =>
    loosening(sources.organization, path, [stack], reason);
  return {
    loosened: [
      ...shared("bootstrap", ["platform", "state", "inbound"], reasonOf(platform.state.inbound)),
      ...shared("registry", ["platform", "registry", "inbound"], reasonOf(platform.registry.inbound)),
      ...shared("registry", ["platform", "registry", "protection"], platform.registry.protection.reason),
      ...shared("pipelines", ["repository", "protection"], organization.repository.protection.reason),
      ...environments.flatMap((environment) => {
        const file = sources.environments.get(environment.name)!;
        const stacks = stacksOf(environment, configuration);
        return [...loosenedIn(environment, file, stacks), ...resting(environment, file, stacks)];
      }),
    ],
    expected: {
      repository: expectedRepository(organization.repository),
      tenant: organization.tenant,
      subscriptions: Object.fromEntries([
        ...["bootstrap", "registry", "pipelines"].map((stack) => [stack, platform.subscription]),
        ...environments.flatMap((environment) =>
          stacksOf(environment, configuration).map((stack) => [stack, environment.subscription]),
        ),
      ]) as Readonly<Record<string, string>>,
      tags: { environment: names.environment, useCase: names["use-case"] },
      experiments: Object.fromEntries(
        environments.flatMap((environment) =>
          namesIn(environment, configuration).map(({ stack, experiment }) => [stack, experiment]),
        ),
      ) as Readonly<Record<string, string>>,
      models: Object.fromEntries(environments.flatMap((environment) => modelsIn(environment, configuration))),
      signals: signalsIn({ environments, useCases }, (all) => signalsOfVersion(all, false)),
      liveSignals: signalsIn({ environments, useCases }, (all) => {
        const ofAll = signalsOfVersion(all, false);
        return signalsOfVersion(all, true).filter((one) => !ofAll.includes(one));
      }),
      nameServers: Object.fromEntries(environments.map((one) => [stackOfEnvironment(one), one.network.dnsServers])),
      connected: Object.fromEntries(
        environments.flatMap((one) =>
          stacksOf(one, configuration).map((stack) => [stack, connectedWith(one)] as const),
        ),
      ),
      branch: branchProtection(organization, configuration.useCases),
      emails: emailsIn([organization, environments, configuration.useCases]),
      channels: Object.fromEntries(
        environments.map((environment) => [
          stackOfEnvironment(environment),
          Object.values(environment.alerts.channels).map((channel) =>
            destinationKey(channel.type, destination(channel)),
          ),
        ]),
      ),
      budgets: Object.fromEntries([
        ...environments.map((one) => [stackOfEnvironment(one), one.budget.amount] as const),
        ...environments.flatMap((environment) => useCaseBudgets(environment, configuration)),
      ]) as Readonly<Record<string, number>>,
      encrypted: environments
        .filter(({ encryption }) => encryption?.customerManagedKey !== undefined)
        .map(({ name }) => name),
      customRoles: Object.fromEntries(
        ownRolesOf(configuration).map(({ guid, role, title }) => [guid, { role, title }]),
      ),
      principals: principalsIn([organization, environments, configuration.useCases]),
    },
  };
}

const expectedRepository = (repository: Repository): NonNullable<Expected["repository"]> =>
  isAzureDevops(repository)
    ? {
        provider: "azure-devops",
        owner: repository.organization,
        project: repository.project,
        groups: Object.fromEntries(Object.entries(repository.groups).map(([key, { name }]) => [key, name])),
        name: repository.name,
        defaultBranch: repository.defaultBranch,
      }
    : {
        provider: "github",
        owner: repository.owner,
        name: repository.name,
        defaultBranch: repository.defaultBranch,
      };

/** What others made that an environment's network is joined to, its logs go to, and its alerts call. */
function connectedWith({ network: { hub, existing, privateDns }, logs, alerts }: Environment): readonly string[] {
  const zones = privateDns.mode === "central" ? privateDns.resourceGroup : undefined;
  const { workspace, storageAccount, eventHub } = logs.copies ?? {};
  const sinks = [logs.workspace, workspace, storageAccount, eventHub?.authorizationRule];
  const called = Object.values(alerts.channels).flatMap((channel) =>
    isCalled(channel) ? destination(channel).filter((value) => value.startsWith("/")) : [],
  );
  return [hub?.virtualNetwork, existing?.virtualNetwork, zones, ...sinks, ...called].filter((id) => id !== undefined);
}

/** Only what is loosened must give a reason; one that is there all the same loosens nothing. */
function loosenedIn(environment: Environment, file: YamlFile, stacks: readonly string[]): readonly Loosening[] {
  const { network, access, deployment, logs, resilience, protection, softDelete, compute } = environment;
  const own = (path: Path, reason: string | undefined) => loosening(file, path, stacks, reason);
  return [
    ...own(["network", "inbound"], reasonOf(network.inbound)),
    ...own(["access"], access.level === "read-only" ? undefined : access.reason).map((one) => ({
      ...one,
      choice: access.level,
    })),
    ...own(["deployment"], deployment.selfApproval ? deployment.reason : undefined),
    ...own(["logs"], logs.reason),
    ...own(["logs", "diagnostics"], logs.diagnostics === "policy" ? logs.reason : undefined),
    ...own(["resilience"], resilience.reason),
    ...own(["protection"], protection.preventDestroy && protection.lock ? undefined : protection.reason),
    ...own(["softDelete"], softDelete.reason),
    ...own(["compute", "clusters"], Object.values(compute.clusters).find(({ reason }) => reason !== undefined)?.reason),
  ];
}

/** What a region does without while the other is in charge, and what the copy of another has no copy of. */
function resting(environment: Environment, file: YamlFile, stacks: readonly string[]): readonly Loosening[] {
  const { recovery, inRecovery } = environment;
  if (recovery === undefined) return [];
  const own = isInCharge(environment) ? stacks.slice(0, inRecovery === true ? 1 : 0) : stacks;
  return loosening(
    file,
    ["recovery"],
    own,
    inRecovery === true ? "it stands by for the first region" : "the second region is in charge",
  );
}

const reasonOf = (inbound: { readonly mode: string; readonly reason?: string }): string | undefined =>
  inbound.mode === "public" ? inbound.reason : undefined;

const loosening = (
  file: YamlFile,
  path: Path,
  stacks: readonly string[],
  reason: string | undefined,
): readonly Loosening[] =>
  reason === undefined ? [] : [{ path: path.join("."), stacks, reason, where: placeOf(file.positionOf(path, "key")) }];

const placeOf = ({ file, line, column }: Position): string => `${file}:${line}:${column}`;

/** Names of every use case in an environment. */
const namesIn = (environment: Environment, { organization, useCases }: Configuration) =>
  useCases
    .filter((useCase) => useCase.environments.includes(environment.name))
    .map(({ name: useCase }) => useCaseNamesOf(organization, environment, useCase));

/** What endpoints may cost in an environment, by the use case's stack. */
const useCaseBudgets = (place: Environment, { useCases }: Configuration) =>
  useCases.flatMap(({ name: useCase, variants }) =>
    variants.flatMap(({ environment: home, serving }): readonly (readonly [string, number])[] => {
      if (home !== place.name || serving?.budget === undefined) return [];
      return [[stackOf(stackOfEnvironment(place), useCase), serving.budget.amount]];
    }),
  );

/** What is served in an environment, by the use case's stack. */
const modelsIn = (place: Environment, { useCases }: Configuration) =>
  useCases.flatMap(({ name: useCase, variants }) =>
    variants.flatMap(({ environment: home, serving }): readonly (readonly [string, string])[] =>
      home !== place.name || serving === undefined
        ? []
        : [[stackOf(stackOfEnvironment(place), useCase), serving.model]],
    ),
  );

type MonitorSignals = NonNullable<UseCaseInEnvironment["monitors"]>["signals"];

/** Keys of those signals of its monitors that are meant, by the name of each use case's stack. */
const signalsIn = (
  { environments, useCases }: Pick<Configuration, "environments" | "useCases">,
  meant: (signals: MonitorSignals) => MonitorSignals,
): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    environments.flatMap((place) =>
      useCases.flatMap(({ name: useCase, variants }) =>
        variants
          .filter((variant) => variant.environment === place.name)
          .map(({ monitors }) => [
            stackOf(stackOfEnvironment(place), useCase),
            meant(monitors?.signals ?? []).map(({ key }) => key),
          ]),
      ),
    ),
  );

const stacksOf = (environment: Environment, configuration: Configuration) => [
  stackOfEnvironment(environment),
  ...namesIn(environment, configuration).map(({ stack }) => stack),
];

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Every object id that stands anywhere in the configuration; subscriptions among them do no harm. */
const principalsIn = (value: unknown): readonly string[] => textsIn(value, GUID);

const EMAIL = /^[^\s@]+@[^\s@]+$/;

/** Every address that is written to, wherever it stands in the configuration. */
const emailsIn = (value: unknown): readonly string[] => textsIn(value, EMAIL);

/** Every text of a form, in lower case. */
function textsIn(value: unknown, form: RegExp): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one) => textsIn(one, form));
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap((one) => textsIn(one, form));
  return typeof value === "string" && form.test(value) ? [value.toLowerCase()] : [];
}
