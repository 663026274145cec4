import { attributes, equals } from "../../attributes";
import { isKind } from "../../compute";
import type { Rule } from "../../rule";

export const computeNoSsh: Rule = {
  title: "Compute nodes are closed to SSH from outside",
  severity: "high",
  upstream: [],
  why: "Whoever holds the key gets a shell in the network, with the node's identity.",
  fix: "set ssh_public_access_enabled = false (remoteLoginPortPublicAccess, sshPublicAccess = Disabled)",
  ...attributes({
    azurerm_machine_learning_compute_cluster: {
      path: "ssh_public_access_enabled",
      is: equals(false),
      absent: "pass",
    },
    "Microsoft.MachineLearningServices/workspaces/computes": [
      {
        path: "properties.properties.remoteLoginPortPublicAccess",
        is: equals("Disabled"),
        when: isKind("AmlCompute"),
      },
      {
        path: "properties.properties.sshSettings.sshPublicAccess",
        is: equals("Disabled"),
        absent: "pass",
        when: isKind("ComputeInstance"),
      },
    ],
  }),
};
