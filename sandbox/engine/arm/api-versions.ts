import { parseArmId } from "./arm-id";
import { ArmError } from "./arm-error";

/** The version whose shapes the sandbox answers with. */
const stable = [
  "2022-05-01",
  "2022-10-01",
  "2023-04-01",
  "2023-10-01",
  "2024-04-01",
  "2024-10-01",
  "2025-04-01",
  "2025-06-01",
  "2025-09-01",
  "2025-12-01",
  "2026-03-01",
  "2026-05-01",
];
/** Those that Microsoft's own Python client and the CLI's extension still send. */
const previews = [
  "2020-09-01-preview",
  "2021-10-01-dataplanepreview",
  "2022-02-01-preview",
  "2022-06-01-preview",
  "2022-10-01-preview",
  "2022-12-01-preview",
  "2023-02-01-preview",
  "2023-04-01-preview",
  "2023-06-01-preview",
  "2023-08-01-preview",
  "2024-01-01-preview",
  "2024-04-01-preview",
  "2024-07-01-preview",
  "2024-10-01-preview",
  "2025-01-01-preview",
];

/**
 * Versions of namespaces whose clients are known. Source: ARM type definitions of Microsoft.MachineLearningServices; azure-ai-ml
 * 1.35 for the previews.
 */
const known: Readonly<Record<string, readonly string[]>> = {
  "microsoft.machinelearningservices": [...stable, ...previews],
};

/** Resource Manager's first version. */
const first = "2014-04-01";
const form = /^(20\d{2}-[01]\d-[0-3]\d)(-[a-z]+)?$/i;

/** Refuses a version that no client of Azure sends. Throws {@link ArmError} 400. */
export function requireVersion(path: string, version: string | null): void {
  if (version === null || version === "") {
    throw new ArmError(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  }
  const date = form.exec(version)?.[1];
  if (date === undefined || date < first) {
    throw new ArmError(
      400,
      "InvalidApiVersionParameter",
      `The api-version '${version}' is invalid. It is a date such as '2025-06-01', for previews with '-preview'.`,
    );
  }
  const providers = path.toLowerCase().lastIndexOf("/providers/");
  const [namespace = "", ...rest] = providers === -1 ? [] : path.slice(providers + "/providers/".length).split("/");
  // A provider itself is Resource Manager's to show and to register.
  if (rest.length === 0 || (rest.length === 1 && /^((un)?register|resourceTypes)$/i.test(rest[0]!))) return;
  const versions = known[namespace.toLowerCase()];
  if (versions === undefined || versions.includes(version.toLowerCase())) return;
  throw new ArmError(
    400,
    "NoRegisteredProviderFound",
    `No registered resource provider found for API version '${version}' for type '${parseArmId(path)?.type ?? namespace}'. The supported api-versions are '${versions.join(", ")}'.`,
  );
}

/** Versions that a list of resource providers names for a type, newest stable first. */
export function versionsOf(namespace: string): readonly string[] {
  const versions = known[namespace.toLowerCase()];
  if (versions !== undefined) return [...stable].reverse().concat([...previews].reverse());
  return [common[namespace.toLowerCase()] ?? "2024-01-01"];
}

/** One version of each other namespace that exists: what azurerm 4.55.0 asks with. */
const common: Readonly<Record<string, string>> = {
  "microsoft.authorization": "2022-04-01",
  "microsoft.consumption": "2019-10-01",
  "microsoft.containerregistry": "2023-07-01",
  "microsoft.eventgrid": "2022-06-15",
  "microsoft.insights": "2021-08-01",
  "microsoft.keyvault": "2026-02-01",
  "microsoft.logic": "2019-05-01",
  "microsoft.managedidentity": "2023-01-31",
  "microsoft.network": "2024-05-01",
  "microsoft.operationalinsights": "2022-10-01",
  "microsoft.resources": "2021-04-01",
  "microsoft.storage": "2023-05-01",
};
