import { customRoles, customRoleTitle, type CustomRoleName } from "../../../domain/access/roles";
import { shown } from "../../attributes";
import { coversOperation } from "../../../domain/access/role-actions";
import { actionsOf, definitionKinds, isTooWide, writesAccess } from "../../role-definitions";
import { every, fail, pass, type Rule, unknown, unknownAt } from "../../rule";

const names = Object.keys(customRoles) as readonly CustomRoleName[];

/** What other rules refuse of a role, this one leaves to them. */
export const roleDefinitionAsListed: Rule = {
  title: "Custom roles allow what the tables say, and touch no data",
  severity: "high",
  upstream: [],
  why: "A role that grew by one action, such as listing keys or reading secrets, keeps its name and its holders.",
  fix: "add the action to customRoles in domain/access/roles.ts, where its reason stands, or remove it from the role",
  kinds: definitionKinds,
  check: (definition) => {
    const path = definition.kind === "azurerm_role_definition" ? "name" : "properties.roleName";
    const title = definition.text(path);
    const actions = actionsOf(definition);
    const data = actionsOf(definition, "dataActions");
    if (actions === "unknown" || data === "unknown") return unknown("what it allows is known after apply only");
    const listed = title === undefined ? undefined : listedActions(title);
    return every([
      data.length === 0 ? pass : fail(`allows ${shown(data[0])} on data`),
      title === undefined ? unknownAt(path) : undefined,
      title !== undefined && listed === undefined ? fail(`no table knows a role called ${shown(title)}`) : undefined,
      ...actions
        .filter((action) => !isTooWide(action) && !writesAccess(action))
        .map((action) =>
          listed === undefined || listed.some((one) => coversOperation(one, action))
            ? pass
            : fail(`allows ${shown(action)}`),
        ),
    ]);
  },
};

/** Titles end with what they belong to: `ML Job Submitter (pfs-prod)`. */
function listedActions(title: string): readonly string[] | undefined {
  const [, qualifier] = / \(([^()]*)\)$/.exec(title) ?? [];
  const name = names.find((one) => title === customRoles[one].title || title === customRoleTitle(one, qualifier ?? ""));
  return name === undefined ? undefined : customRoles[name].actions;
}
