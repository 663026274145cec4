import { shown } from "../../attributes";
import { definitionKinds, scopesOf } from "../../role-definitions";
import { every, fail, pass, type Rule, unknown } from "../../rule";
import { Unknown } from "../../value";

export const roleDefinitionScope: Rule = {
  title: "Custom roles can be granted in one resource group only",
  severity: "high",
  upstream: [],
  why: "A role that can be granted on a subscription is granted there one day, and covers what others make.",
  fix: "set assignable_scopes to the resource group of the environment",
  kinds: definitionKinds,
  check: (definition) => {
    const scopes = scopesOf(definition);
    if (scopes.length === 0) return fail("can be granted anywhere");
    return every(
      scopes.map((scope) => {
        if (!(scope instanceof Unknown)) {
          return /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.test(String(scope))
            ? pass
            : fail(`can be granted on ${shown(scope)}`);
        }
        return scope.references.some((address) => address.startsWith("azurerm_resource_group."))
          ? pass
          : unknown("where it can be granted is known after apply only");
      }),
    );
  },
};
