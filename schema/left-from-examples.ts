import type { Configuration } from "./configuration";
import { isAzureDevops } from "./organization/repository";

/**
 * Tenants, subscriptions, owners and organizations of the configurations that are shipped as examples: made up, but
 * somebody may have them. Held to the files by `test/schema/left-from-examples.test.ts`.
 */
const MADE_UP: ReadonlySet<string> = new Set([
  // config/
  "7b1f7a52-3c0e-4f6b-9a65-0e5a3f0c9d11",
  "2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10",
  "0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101",
  "1d6f3c8b-2075-4b47-8d2e-8cf103b5e202",
  "2e704d9c-3186-4c58-9e3f-9d0214c6f303",
  "pfs-corporation",
  // examples/azure-devops/config/
  "5d0a6a7e-2b94-4c1d-8c3f-6e21b7f0a913",
  "1f7c2d3e-4a5b-4c6d-8e9f-a0b1c2d3e4f5",
  "20d4a6b8-1c3e-4f50-9a7b-c2d4e6f80112",
  "42f6c8da-3e50-4172-9c9d-e4f608112334",
  "northwind-energy",
  // examples/landing-zone/config/
  "6a1c0f3e-7d52-4e8b-9f14-2b3c4d5e6f70",
  "8b2d4f60-1a3c-4e5d-8f70-9a1b2c3d4e5f",
  "d4e5f607-1829-4a3b-9c4d-5e6f708192a3",
  "e5f60718-293a-4b4c-8d5e-6f708192a3b4",
  "fabrikam-insurance",
]);

/** What names whose tokens are trusted and where things are made, by its place in the configuration. */
export function ownership({
  organization,
  environments,
}: Configuration): readonly (readonly [key: string, value: string])[] {
  const { repository, tenant, platform } = organization;
  return [
    isAzureDevops(repository)
      ? (["repository.organization", repository.organization] as const)
      : (["repository.owner", repository.owner] as const),
    ["tenant", tenant],
    ["platform.subscription", platform.subscription],
    ...environments.map(({ name, subscription }) => [`subscription of ${name}`, subscription] as const),
  ];
}

/** Keys that still say what a shipped example says. Nobody may deploy with them: they trust, and go, where others may be. */
export const leftFromExamples = (configuration: Configuration): readonly string[] =>
  ownership(configuration).flatMap(([key, value]) => (MADE_UP.has(value.toLowerCase()) ? [key] : []));
