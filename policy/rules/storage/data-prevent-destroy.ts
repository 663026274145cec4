import { isIrreplaceable } from "../../../domain/azure/types";
import { shown } from "../../attributes";
import type { PolicyResource } from "../../resource";
import { fail, pass, type Rule, unknownAt } from "../../rule";
import { isTree } from "../../value";

/** Without it, and never was: what callers know an endpoint by is kept by a lock of another kind, review. */
const EXEMPT = ["Microsoft.MachineLearningServices/workspaces/onlineEndpoints"];

/** The container of all states: its account is kept anyway, but a container can go alone. */
const holdsStates = ({ kind, stack }: PolicyResource): boolean =>
  kind === "azurerm_storage_container" && stack === "bootstrap";

/** Plans do not show it: there, `keeps-data` speaks of what would be destroyed. */
export const dataPreventDestroy: Rule = {
  title: "Terraform refuses to destroy what holds data",
  severity: "high",
  severityIn: { development: "low" },
  upstream: [],
  why: "A change of one argument may replace a storage account, and the next apply would do so without a word.",
  fix: "set lifecycle.prevent_destroy = true (protection.preventDestroy of the environment)",
  loosenedBy: ["protection", "platform.registry.protection"],
  kinds: ["*"],
  check: (resource) => {
    if (!resource.whole || !isTree(resource.values) || resource.partial) return undefined;
    if (!holdsStates(resource) && !isIrreplaceable(resource.type, resource.armType)) return undefined;
    if (EXEMPT.includes(resource.kind)) return undefined;
    const set = resource.at("lifecycle.prevent_destroy");
    if (set.state === "unknown") return unknownAt("lifecycle.prevent_destroy");
    if (set.state === "absent") return fail("lifecycle.prevent_destroy is not set");
    return set.value === true ? pass : fail(`lifecycle.prevent_destroy is ${shown(set.value)}`);
  },
};
