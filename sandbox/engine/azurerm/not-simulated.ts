import type { Diagnostic } from "../terraform/provider";
import type { ObjectValue, Value } from "../terraform/wire";
import { valuesAt } from "./checks";

/**
 * Arguments that azurerm 4.55.0 obeys and the sandbox does not, by type and dotted path: whoever writes one is refused, rather
 * than shown something else.
 */
export const notSimulated: Readonly<Record<string, readonly string[]>> = {
  azurerm_policy_definition: ["management_group_id"],
  azurerm_private_dns_zone: ["soa_record"],
  azurerm_storage_account: [
    "customer_managed_key.managed_hsm_key_id",
    "edge_zone",
    // Through the data plane, and deprecated.
    "queue_properties",
    "static_website",
  ],
  azurerm_subnet: ["ip_address_pool"],
  // Subnets are made one by one here.
  azurerm_virtual_network: ["edge_zone", "ip_address_pool", "subnet"],
};

/** What a configuration asks of azurerm that the sandbox does not do. */
export const notSimulatedFindings = (type: string, config: ObjectValue): readonly Diagnostic[] =>
  (notSimulated[type] ?? [])
    .filter((path) => valuesAt(config, path).some(isWritten))
    .map((path) => ({
      severity: "error",
      summary: "Not simulated",
      detail: `The sandbox does not simulate "${path}" of ${type}, so it would show what Azure does not do.`,
      path: [path.split(".")[0]!],
    }));

const isWritten = (value: Value): boolean =>
  value !== null && value !== "" && value !== false && !(Array.isArray(value) && value.length === 0);
