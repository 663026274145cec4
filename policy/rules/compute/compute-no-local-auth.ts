import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

export const computeNoLocalAuth: Rule = {
  title: "Compute takes Entra identities only",
  severity: "high",
  upstream: ["CKV_AZURE_142", "AZR-000404", "Azure.ML.DisableLocalAuth", "DisableLocalAuth_Audit"],
  why: "Local users on nodes hold keys that Entra neither knows nor revokes.",
  fix: "set local_auth_enabled = false (disableLocalAuth = true)",
  ...attributes({
    azurerm_machine_learning_compute_cluster: { path: "local_auth_enabled", is: equals(false) },
    azurerm_machine_learning_compute_instance: { path: "local_auth_enabled", is: equals(false) },
    "Microsoft.MachineLearningServices/workspaces/computes": { path: "properties.disableLocalAuth", is: equals(true) },
  }),
};
