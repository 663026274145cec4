import { shown } from "../../attributes";
import { every, fail, pass, type Rule, unknownAt } from "../../rule";
import type { PolicyResource } from "../../resource";
import { isTree, leaves } from "../../value";

/** What Terraform may leave to others, by kind: whoever deploys, scales or moves traffic owns it meanwhile. */
const OWNED_ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  "azapi_resource Microsoft.MachineLearningServices/workspaces/onlineEndpoints": ["body", "tags"],
  "azapi_resource Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments": ["body.sku.capacity"],
  // An update of its tags would leave its secret address out, and Azure would refuse it.
  "azapi_resource Microsoft.Insights/actionGroups": ["tags"],
  "azapi_resource_action Microsoft.MachineLearningServices/workspaces/onlineEndpoints": ["body"],
  "azapi_resource_action Microsoft.MachineLearningServices/workspaces/schedules": ["body"],
};

/** What policies of a landing zone write where the stack leaves it out: protection of a network, zones of an endpoint. */
const WRITTEN_BY_POLICIES: Readonly<Record<string, string>> = {
  azurerm_virtual_network: "ddos_protection_plan",
  azurerm_private_endpoint: "private_dns_zone_group",
};

const isPolicys = (resource: PolicyResource, ignored: unknown): boolean =>
  WRITTEN_BY_POLICIES[resource.type] === ignored && resource.entries(String(ignored)).length === 0;

/** A tag that the resource does not set is not Terraform's. */
function isTagOfOthers(resource: PolicyResource, ignored: unknown): boolean {
  const key = /^tags\[(".+")\]$/.exec(String(ignored))?.[1];
  if (key === undefined) return false;
  const tags = resource.at("tags");
  return (
    tags.state === "absent" ||
    (tags.state === "known" && isTree(tags.value) && !Object.hasOwn(tags.value, JSON.parse(key) as string))
  );
}

export const changesSeen: Rule = {
  title: "Terraform looks at everything that it made",
  severity: "high",
  upstream: [],
  why: "What is in ignore_changes may be turned by hand for ever, and neither plan nor review tells.",
  fix: "remove it from lifecycle.ignore_changes",
  kinds: ["*"],
  partial: true,
  check: (resource) => {
    const ignored = resource.at("lifecycle.ignore_changes");
    if (ignored.state === "unknown") return unknownAt("lifecycle.ignore_changes");
    const known = OWNED_ELSEWHERE[`${resource.type} ${resource.kind}`] ?? [];
    return every([
      pass,
      ...(ignored.state === "known" ? leaves(ignored.value) : []).map((one) =>
        known.includes(String(one)) || isTagOfOthers(resource, one) || isPolicys(resource, one)
          ? pass
          : fail(`ignores changes of ${shown(one)}`),
      ),
    ]);
  },
};
