import { type ObjectValue, sameValue } from "../terraform/wire";

/** Arguments that say how azapi calls Azure, not what for. Source: azapi 2.12.0, `skip_on:"update"` of each model. */
const notSent: Readonly<Record<string, readonly string[]>> = {
  azapi_resource: [
    "create_headers",
    "create_query_parameters",
    "delete_headers",
    "delete_query_parameters",
    "read_headers",
    "read_query_parameters",
    "retry",
    "timeouts",
  ],
  azapi_update_resource: ["read_headers", "read_query_parameters", "retry", "timeouts"],
  azapi_resource_action: ["retry", "timeouts"],
};

/** Whether an update changes the state alone, so that azapi sends nothing. */
export function isStateOnly(kind: string, planned: ObjectValue, prior: ObjectValue | null): boolean {
  if (prior === null) return false;
  return Object.keys(planned)
    .filter((name) => !notSent[kind]!.includes(name))
    .every((name) => sameValue(planned[name] ?? null, prior[name] ?? null));
}
