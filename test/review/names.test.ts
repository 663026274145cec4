import { kindOf, whatOf } from "../../review";
import { azapi, change } from "./plans";

const ML = "Microsoft.MachineLearningServices/workspaces";
const schedule = (actionType: string) => ({ name: "s", body: { properties: { action: { actionType } } } });
const guid = "7f951dda-4ed3-4680-a7ca-43fe172d538d";

describe("resources in words", () => {
  it.each([
    ["metric alert rule cpu", change("azurerm_monitor_metric_alert.x", { after: { name: "cpu" } })],
    ["online deployment model-13", azapi("model-13", `${ML}/onlineEndpoints/deployments`, { after: {} })],
    ["drift monitor s", azapi("s", `${ML}/schedules`, { after: schedule("CreateMonitor") })],
    ["retraining schedule s", azapi("s", `${ML}/schedules`, { before: schedule("CreateJob") })],
    [
      "compute instance ci",
      azapi("ci", `${ML}/computes`, { after: { body: { properties: { computeType: "ComputeInstance" } } } }),
    ],
    ["Microsoft.New/things x", azapi("x", "Microsoft.New/things", { after: {} })],
    [
      "environment prod of the repository",
      change("github_repository_environment.x", { before: { environment: "prod", id: "mlops:prod" } }),
    ],
    ["ruleset default-branch", change("github_repository_ruleset.x", { after: { name: "default-branch" } })],
    [
      "variable ARM_CLIENT_ID of environment prod",
      change("github_actions_environment_variable.x", {
        after: { environment: "prod", variable_name: "ARM_CLIENT_ID", value: "y" },
      }),
    ],
    [
      "deploying branch main of environment prod",
      change("github_repository_environment_deployment_policy.x", {
        after: { environment: "prod", branch_pattern: "main", tag_pattern: null },
      }),
    ],
    ["dns zone z", change("azurerm_dns_zone.x", { after: { name: "z" } })],
    [
      "security group of a subnet Network",
      change("azurerm_subnet_network_security_group_association.Network_0A1B2C3D", { after: {} }),
    ],
    [
      "role assignment AcrPull on cr",
      change("azurerm_role_assignment.x", {
        after: { name: guid, role_definition_id: `/subscriptions/s/x/${guid}`, scope: "/a/cr" },
      }),
    ],
    [
      "diagnostic setting logs of stpfs",
      change("azurerm_monitor_diagnostic_setting.x", {
        after: { name: "logs", target_resource_id: "/x/stpfs/blobServices/default" },
      }),
    ],
    ["data asset version 1 of reference", azapi("1", `${ML}/data/versions`, { after: { parent_id: "/x/reference" } })],
    [
      "call to online endpoint churn for a",
      change(
        'azapi_resource_action.x["a"]',
        { after: { type: `${ML}/onlineEndpoints@2025-06-01`, resource_id: "/x/churn" } },
        { index: "a" },
      ),
    ],
    [
      "look-up of managed identity id",
      change("azurerm_user_assigned_identity.x", { after: { name: "id" } }, { mode: "data" }),
    ],
  ])("%s", (words, resource) => {
    expect(whatOf(resource)).toBe(words);
  });

  it("bear names of 10,000 characters, and values that are no objects", () => {
    const name = "`@all|</details>\u202e".repeat(600);
    expect(whatOf(change("azurerm_subnet.x", { after: { name } }))).toBe(`subnet ${name}`);
    expect(kindOf(change("azurerm_subnet.x", { after: "(sensitive)", before: ["(sensitive)"] }))).toBe("subnet");
    expect(whatOf(change("azurerm_subnet.Sub_0A1B2C3D", { after: "(sensitive)" }))).toBe("subnet Sub");
  });
});
