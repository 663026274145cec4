import { aboutGrants, isAboveResourceGroup } from "../../grants";
import { isOfPipelines } from "../../pipeline-identity";
import { fail, pass, type Rule, unknown } from "../../rule";

/** But for pipelines' identities, which make the resource groups: decision record 9. */
export const roleScopeResourceGroup: Rule = {
  title: "Roles are granted on a resource group or less",
  severity: "critical",
  upstream: ["AMLZ-RBAC-02", "Azure.RBAC.LimitMGDelegation", "Azure.RBAC.UseRGDelegation"],
  why: "On a subscription a role covers what others make there tomorrow; on a management group, other environments.",
  fix: "grant the role on the resource that it is needed for",
  ...aboutGrants(({ scope, identity }, world) => {
    if (scope === undefined) return unknown("what it is granted on is known after apply only");
    if (!isAboveResourceGroup(scope)) return pass;
    const subscription = scope.armType === "Microsoft.Resources/subscriptions";
    if (subscription && isOfPipelines(identity, world)) return pass;
    return fail(`is granted on ${subscription ? "a whole subscription" : "more than a subscription"}`);
  }),
};
