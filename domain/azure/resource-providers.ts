import { type RunnerService, runnerServices } from "../network/runners";

/** What our stacks use of Azure, and what Azure ML needs beside it (the last three). */
export const resourceProviders = [
  "Microsoft.AlertsManagement",
  "Microsoft.Consumption",
  "Microsoft.ContainerRegistry",
  "Microsoft.EventGrid",
  "Microsoft.Insights",
  "Microsoft.KeyVault",
  "Microsoft.Logic",
  "Microsoft.MachineLearningServices",
  "Microsoft.ManagedIdentity",
  "Microsoft.Network",
  "Microsoft.OperationalInsights",
  "Microsoft.Storage",
  "Microsoft.Cdn",
  "Microsoft.Compute",
  "Microsoft.PolicyInsights",
] as const;

/** What only those use who have runners in their network, by whose they are. */
export const runnersProviders: Readonly<Record<RunnerService, readonly string[]>> = {
  github: ["GitHub.Network"],
  "azure-devops": ["Microsoft.DevCenter", "Microsoft.DevOpsInfrastructure"],
};

/** What only those use who have a jump host: it shuts the machine down in the evening. */
export const SHUTDOWN_PROVIDER = "Microsoft.DevTestLab";

/** What decides which services of Azure an environment uses. */
interface ProviderSource {
  readonly network: { readonly runners?: { readonly type: RunnerService } | undefined; readonly jumpHost?: unknown };
}

/** What a subscription needs for the environments in it. */
export const resourceProvidersFor = (environments: readonly ProviderSource[]): readonly string[] => [
  ...resourceProviders,
  ...runnerServices
    .filter((service) => environments.some(({ network }) => network.runners?.type === service))
    .flatMap((service) => runnersProviders[service]),
  ...(environments.some(({ network }) => network.jumpHost !== undefined) ? [SHUTDOWN_PROVIDER] : []),
];

/** A switch that Azure has for each subscription, off until somebody turns it on. */
export interface SubscriptionFeature {
  /** Namespace of the provider that it is of. */
  readonly provider: string;
  readonly name: string;
}

/** Lets the disks of machines be encrypted where they are used, caches and temporary disks included. */
export const ENCRYPTION_AT_HOST: SubscriptionFeature = { provider: "Microsoft.Compute", name: "EncryptionAtHost" };

/** What has to be switched on in a subscription for the environments in it. */
export const featuresFor = (environments: readonly ProviderSource[]): readonly SubscriptionFeature[] =>
  environments.some(({ network }) => network.jumpHost !== undefined) ? [ENCRYPTION_AT_HOST] : [];

/** ARM id of a feature's registration in a subscription. */
export const featureId = (subscription: string, { provider, name }: SubscriptionFeature): string =>
  `/subscriptions/${subscription}/providers/Microsoft.Features/featureProviders/${provider}/subscriptionFeatureRegistrations/${name}`;
