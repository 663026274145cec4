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
