import { builtInRoles } from "../../../domain/access/roles";
import { accessMatrix } from "../../../review/access";
import {
  change,
  groupOf,
  people,
  reviewOf,
  stack,
  subscriptions,
  type EnvironmentName,
} from "../../support/review-plan";

const grant = (environment: EnvironmentName, role: keyof typeof builtInRoles, scope = groupOf(environment)) => ({
  scope,
  role_definition_id: `/subscriptions/${subscriptions[environment]}/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles[role].id}`,
  principal_id: people.audit,
  principal_type: "Group",
});
const address = (name: string) => `azurerm_role_assignment.${name}`;

describe("accessMatrix", () => {
  test("lists every right before and after: kept, gained and lost", () => {
    const kept = { before: grant("prod", "reader"), after: grant("prod", "reader") };
    const input = reviewOf(
      stack("prod", [
        change(address("Kept"), kept),
        change(address("New"), { after: grant("prod", "logAnalyticsReader") }),
      ]),
      stack("dev", [change(address("Old"), { before: grant("dev", "monitoringReader") })]),
    );
    const rows = accessMatrix(input).map(
      ({ environment, who, role, scope, before, after }) =>
        `${environment}: ${who}, ${role}, ${scope}, ${before} ${after}`,
    );
    expect(rows).toEqual([
      "dev: PFS Audit, Monitoring Reader, resource group rg-pfs-dev-ml, true false",
      "prod: PFS Audit, Log Analytics Reader, resource group rg-pfs-prod-ml, false true",
      "prod: PFS Audit, Reader, resource group rg-pfs-prod-ml, true true",
    ]);
  });

  test("a right that one assignment takes and another gives is one cell that stays", () => {
    const input = reviewOf(
      stack("prod", [
        change(address("Old"), { before: grant("prod", "reader") }),
        change(address("New"), { after: grant("prod", "reader") }),
      ]),
    );
    expect(accessMatrix(input)).toEqual([expect.objectContaining({ before: true, after: true })]);
  });

  test("what bootstrap grants belongs to the environment whose subscription it is on, else to all", () => {
    const on = (scope: string) => ({ after: grant("prod", "reader", scope) });
    const input = reviewOf(
      stack("bootstrap", [
        change(address("Environment"), on(`/subscriptions/${subscriptions.prod}`)),
        change(address("Platform"), on(`/subscriptions/${subscriptions.platform}`)),
      ]),
    );
    expect(accessMatrix(input).map(({ environment }) => environment)).toEqual(["shared", "prod"]);
  });

  test("what Terraform only forgets is still granted", () => {
    const input = reviewOf(
      stack("prod", [change(address("Kept"), { before: grant("prod", "reader"), actions: ["forget"] })]),
    );
    expect(accessMatrix(input)).toEqual([expect.objectContaining({ before: true, after: true })]);
  });
});
