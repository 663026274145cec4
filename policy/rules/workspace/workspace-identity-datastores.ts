import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

/** azurerm 4.55 cannot set it, so a workspace made with it fails. */
export const workspaceIdentityDatastores: Rule = {
  title: "Datastores of a workspace take identities, not keys",
  severity: "high",
  upstream: [],
  why: "The account's key would lie in the workspace's vault, and everybody who runs a job would act with it.",
  fix: "set systemDatastoresAuthMode = Identity, through azapi",
  ...attributes({
    azurerm_machine_learning_workspace: { path: "system_datastores_auth_mode", is: equals("Identity") },
    "Microsoft.MachineLearningServices/workspaces": {
      path: "properties.systemDatastoresAuthMode",
      is: equals("Identity"),
    },
  }),
};
