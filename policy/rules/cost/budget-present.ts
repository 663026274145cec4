import type { PolicyResource } from "../../resource";
import { fail, pass, type Rule, unknown } from "../../rule";
import type { World } from "../../world";

const workspaces = ["azurerm_machine_learning_workspace", "Microsoft.MachineLearningServices/workspaces"];
const ofGroup = "azurerm_consumption_budget_resource_group";
const ofSubscription = ["azurerm_consumption_budget_subscription", "Microsoft.Consumption/budgets"];

export const budgetPresent: Rule = {
  title: "Environments have a budget that warns",
  severity: "medium",
  upstream: [],
  why: "A forgotten cluster or instance costs thousands before the bill tells.",
  fix: "add an azurerm_consumption_budget_resource_group with a notification",
  kinds: ["azurerm_resource_group"],
  check: (group, world) => {
    if (world.in(group.stack, ...workspaces).length === 0) return undefined;
    const answers = [
      ...world.in(group.stack, ofGroup).map((budget) => warns(budget, "notification", group, world)),
      ...world
        .in(group.stack, ...ofSubscription)
        .map((budget) =>
          warns(budget, budget.type.startsWith("azurerm_") ? "notification" : "properties.notifications"),
        ),
    ];
    if (answers.includes("warns")) return pass;
    if (answers.includes("unknown")) return unknown("what a budget covers is known after apply only");
    return fail(answers.includes("silent") ? "its budget notifies nobody" : "has no budget");
  },
};

function warns(budget: PolicyResource, path: string, group?: PolicyResource, world?: World) {
  const covers = group === undefined || world!.pointsAt(budget, "resource_group_id", group);
  const notifications = budget.entries(path);
  const filtered = budget.entries("filter");
  // What counts some of the cost only is no budget of the environment.
  if (covers === false || (filtered !== "unknown" && filtered.length > 0)) return "elsewhere";
  if (covers === "unknown" || filtered === "unknown" || notifications === "unknown") return "unknown";
  return notifications.length > 0 ? "warns" : "silent";
}
