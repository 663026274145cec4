import { sameId } from "../../../domain/azure/ids";
import type { PolicyResource } from "../../resource";
import { fail, pass, type Rule, unknown } from "../../rule";

const workspaces = ["azurerm_machine_learning_workspace", "Microsoft.MachineLearningServices/workspaces"];
const ofGroup = "azurerm_consumption_budget_resource_group";
const ofSubscription = ["azurerm_consumption_budget_subscription", "Microsoft.Consumption/budgets"];

export const budgetPresent: Rule = {
  title: "Environments have a budget that warns",
  severity: "medium",
  upstream: [],
  why: "A forgotten cluster or instance costs thousands before the bill tells.",
  fix: "add an azurerm_consumption_budget_resource_group with a notification",
  kinds: ["azurerm_resource_group", ...workspaces],
  check: (resource, world) => {
    const { stack } = resource;
    const made = world.in(stack, "azurerm_resource_group");
    // Where the stack makes no group, the workspace lies in one that others made.
    if (resource.kind === "azurerm_resource_group") {
      if (world.in(stack, ...workspaces).length === 0) return undefined;
    } else if (made.length > 0) return undefined;
    const covers = (budget: PolicyResource): boolean | "unknown" => {
      if (resource.kind === "azurerm_resource_group") return world.pointsAt(budget, "resource_group_id", resource);
      const group = budget.text("resource_group_id");
      const [home, name] = [resource.text("parent_id"), resource.text("resource_group_name")];
      if (group === undefined || (home ?? name) === undefined) return "unknown";
      return home === undefined ? sameId(group.split("/").at(-1)!, name!) : sameId(group, home);
    };
    const answers = [
      ...world.in(stack, ofGroup).map((budget) => warns(budget, "notification", covers(budget))),
      ...world
        .in(stack, ...ofSubscription)
        .map((budget) =>
          warns(budget, budget.type.startsWith("azurerm_") ? "notification" : "properties.notifications", true),
        ),
    ];
    if (answers.includes("warns")) return pass;
    if (answers.includes("unknown")) return unknown("what a budget covers is known after apply only");
    return fail(answers.includes("silent") ? "its budget notifies nobody" : "has no budget");
  },
};

function warns(budget: PolicyResource, path: string, covers: boolean | "unknown") {
  const notifications = budget.entries(path);
  const filtered = budget.entries("filter");
  // What counts some of the cost only is no budget of the environment.
  if (covers === false || (filtered !== "unknown" && filtered.length > 0)) return "elsewhere";
  if (covers === "unknown" || filtered === "unknown" || notifications === "unknown") return "unknown";
  return notifications.length > 0 ? "warns" : "silent";
}
