import { attributes, equals } from "../../attributes";
import type { Rule } from "../../rule";

const on = equals(true);

export const machineHardened: Rule = {
  title: "Machines take no password, and their disks are encrypted on the host as well",
  severity: "high",
  upstream: [],
  why: "Passwords are guessed; and without encryption on the host temporary disks and caches are kept in the clear.",
  fix: "set encryptionAtHost = true and disablePasswordAuthentication = true",
  ...attributes({
    azurerm_linux_virtual_machine: [
      { path: "encryption_at_host_enabled", is: on },
      { path: "disable_password_authentication", is: on, absent: "pass" },
    ],
    "Microsoft.Compute/virtualMachines": [
      { path: "properties.securityProfile.encryptionAtHost", is: on },
      { path: "properties.osProfile.linuxConfiguration.disablePasswordAuthentication", is: on },
    ],
  }),
};
