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

/** What only those use who have runners of GitHub in their network. */
export const RUNNERS_PROVIDER = "GitHub.Network";

/** What a subscription needs for the environments in it. */
export const resourceProvidersFor = (
  environments: readonly { readonly network: { readonly runners?: unknown } }[],
): readonly string[] => [
  ...resourceProviders,
  ...(environments.some(({ network }) => network.runners !== undefined) ? [RUNNERS_PROVIDER] : []),
];
