import { shown } from "../../attributes";
import { fail, pass, type Rule, unknownAt } from "../../rule";

/** What is looked up by a predictable name. */
const KNOWN = [
  "azurerm_user_assigned_identity",
  "azurerm_subscription",
  "azuredevops_project",
  "azuredevops_git_repository",
  "azuredevops_group",
  "github_team",
  "github_user",
  "github_actions_public_key",
];

export const dataSourceKnown: Rule = {
  title: "Plans read only what these rules know",
  severity: "high",
  upstream: [],
  why: "A data source runs while a pull request is planned: `external` runs a command, `http` takes data out, a remote state reads another's secrets.",
  fix: "look it up by a known data source, or compute it from the configuration",
  kinds: ["stack.data"],
  check: (source) => {
    const type = source.text("type");
    if (type === undefined) return unknownAt("type");
    return KNOWN.includes(type) ? pass : fail(`reads ${shown(type)}`);
  },
};
