import { type Diagnostic, ProviderError } from "../terraform/provider";
import { type ObjectValue, UNKNOWN, type Value } from "../terraform/wire";

/** Arguments that azapi 2.12.0 obeys and the sandbox does not: whoever writes one is refused, rather than shown something else. */
export const notSimulated: Readonly<Record<string, readonly string[]>> = {
  azapi_resource: ["create_headers", "delete_headers", "ignore_body_changes", "read_headers", "update_headers"],
  azapi_update_resource: ["read_headers", "update_headers"],
  azapi_resource_action: ["headers"],
  data_azapi_resource: ["headers"],
  provider: [
    "always_acquire_policy_token",
    "default_name",
    "enable_preflight",
    "endpoint",
    "preserve_resource_id_casing",
  ],
};

/** Query parameters that the sandbox obeys, or that ask Azure to leave out what the sandbox does not do; by argument. */
const knownParameters: Readonly<Record<string, readonly string[]>> = {
  // Whether what a datastore names can be reached is not tried here.
  create_query_parameters: ["skipValidation"],
  delete_query_parameters: ["forceToPurge"],
  query_parameters: [],
  read_query_parameters: [],
  update_query_parameters: ["skipValidation"],
};

/** What a configuration asks for that the sandbox does not do. @param kind - a type, a data source with `data_` before it, or `provider` */
export function notSimulatedFindings(kind: string, config: ObjectValue): readonly Diagnostic[] {
  const refuse = (argument: string, detail: string): Diagnostic => ({
    severity: "error",
    summary: "Not simulated",
    detail,
    path: [argument],
  });
  const arguments_ = (notSimulated[kind] ?? [])
    .filter((name) => isWritten(config[name]))
    .map((name) =>
      refuse(name, `The sandbox does not simulate "${name}" of ${kind}, so it would show what Azure does not do.`),
    );
  const parameters = Object.entries(knownParameters).flatMap(([argument, known]) => {
    const written = config[argument];
    if (typeof written !== "object" || written === null || written === UNKNOWN) return [];
    return Object.keys(written)
      .filter((name) => !known.includes(name))
      .map((name) => refuse(argument, `The sandbox does not simulate the query parameter "${name}" in "${argument}".`));
  });
  return [...arguments_, ...parameters];
}

/** @throws ProviderError for the first of {@link notSimulatedFindings}, where Terraform asks for no findings */
export function requireSimulated(kind: string, config: ObjectValue): void {
  const [first] = notSimulatedFindings(kind, config);
  if (first !== undefined) throw new ProviderError(first.summary, first.detail!, first.path);
}

const isWritten = (value: Value | undefined): boolean =>
  value !== undefined && value !== null && value !== false && !(Array.isArray(value) && value.length === 0);
