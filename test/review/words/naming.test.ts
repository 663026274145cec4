import { domainChanges } from "../../../review/words";
import type { ResourceChange } from "../../../domain/terraform/plan";
import { change, reviewOf, stack } from "../../support/review-plan";

const REPLACED = { actions: ["delete", "create"] as const };
const told = (name: string, ...changes: readonly ResourceChange[]) =>
  domainChanges(reviewOf(stack(name, changes))).map(({ text, where }) => `${where?.file ?? "-"}: ${text}`);
const tagged = (before: object, after: object, address = "azurerm_log_analytics_workspace.L") =>
  change(address, { before: { name: "log", tags: before }, after: { name: "log", tags: after } });
const identity = (from: string, to: string, group = ["rg-a", "rg-a"]) =>
  change("azurerm_user_assigned_identity.I", {
    ...REPLACED,
    before: { name: from, resource_group_name: group[0] },
    after: { name: to, resource_group_name: group[1] },
  });

describe("what is told of names, tags and resource groups", () => {
  it("tells that other names make everything anew", () => {
    const names = ["a", "b", "c", "d", "e"].map((name) =>
      change(`azurerm_monitor_action_group.${name}`, {
        ...REPLACED,
        before: { name: `ag-${name}` },
        after: { name: `act-${name}` },
      }),
    );
    expect(told("prod", ...names)).toEqual([
      "config/environments/prod.yaml: gets other names, under which everything is made anew and nothing of the old is kept: ag-a → act-a, ag-b → act-b, ag-c → act-c and 2 more",
    ]);
  });

  it("does not take for other names what follows from them, or what stays under another", () => {
    const grant = change("azurerm_role_assignment.R", {
      ...REPLACED,
      before: { name: "0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101" },
      after: { name: "1d6f3c8b-2075-4b47-8d2e-8cf1a3b5e202" },
    });
    const shown = change("azurerm_monitor_action_group.A", { before: { name: "a" }, after: { name: "b" } });
    expect(told("prod", grant, shown)).toEqual([]);
  });

  it("tells of a tag that is called otherwise, and of one that goes", () => {
    expect(
      told(
        "prod",
        tagged({ owner: "ml", gone: "x", same: "s" }, { Team: "ml", same: "s" }),
        tagged({ owner: "ml" }, { Team: "ml" }, "azurerm_application_insights.A"),
      ),
    ).toEqual([
      "-: nothing has the tag gone any more",
      "-: tag owner is called Team: whoever looks for owner, in costs or policies, finds nothing",
    ]);
  });

  it("does not guess which of two tags with one value became another", () => {
    expect(told("prod", tagged({ a: "1", b: "1" }, { c: "1" }))).toEqual(["-: nothing has the tags a and b any more"]);
    expect(told("prod", tagged({ a: "1" }, { a: "2", b: "1" }))).toEqual(["-: tag a: 1 → 2"]);
  });

  const group = (values: object) => change("azurerm_resource_group.Group", values);
  test.each<[string, string, ResourceChange[], string]>([
    [
      "a group of others",
      "prod",
      [group({ before: { name: "rg-a" } }), identity("id", "id", ["rg-a", "rg-b"])],
      "moves into resource group rg-b, which others made: everything is made anew, and rg-a goes with what is in it",
    ],
    [
      "a group of its own",
      "prod",
      [group({ after: { name: "rg-b" } }), identity("id", "id", ["rg-a", "rg-b"])],
      "gets a resource group of its own, rg-b: everything is made anew, and rg-a stays with those who made it",
    ],
    [
      "another group of a use case",
      "prod-churn",
      [identity("id", "id", ["rg-a", "rg-b"])],
      "moves from resource group rg-a to rg-b: everything is made anew",
    ],
  ])("tells of %s", (_, name, changes, text) => {
    expect(told(name, ...changes)).toEqual([`config/environments/prod.yaml: ${text}`]);
  });

  it("tells nothing of the group where all is in it as before, whatever the case of its letters", () => {
    expect(told("prod", identity("id", "id", ["rg-A", "rg-a"]))).toEqual([]);
  });
});
