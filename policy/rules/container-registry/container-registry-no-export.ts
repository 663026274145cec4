import { fail, pass, type Rule, unknown } from "../../rule";

export const containerRegistryNoExport: Rule = {
  title: "Images leave a private registry to nowhere",
  severity: "medium",
  upstream: [],
  why: "With the export policy on, an image is copied to any registry of anyone, past the network.",
  fix: "set export_policy_enabled = false, which needs public_network_access_enabled = false",
  kinds: ["azurerm_container_registry"],
  check: (registry) => {
    const [open, exports] = ["public_network_access_enabled", "export_policy_enabled"].map((path) => registry.at(path));
    // Azure refuses the policy on a registry that is open, and that it is open other rules say.
    if (open!.state === "absent" || (open!.state === "known" && open!.value !== false)) return undefined;
    if (open!.state === "unknown" || exports!.state === "unknown")
      return unknown("whether it exports is known after apply only");
    return exports!.state === "known" && exports!.value === false ? pass : fail("lets images be exported");
  },
};
