import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { RoleDefinition } from "@cdktf/provider-azurerm/lib/role-definition";
import { UseCaseAccess, UseCaseRoles, useCaseRoles } from "../../../constructs/access";
import { builtInRoles, customRoles, privilegedRoles } from "../../../domain/access/roles";
import { SUBSCRIPTION, synth } from "../../support/synth";

const ENDPOINT = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.MachineLearningServices/workspaces/mlw/onlineEndpoints/churn`;
const TEAM = { group: "ce0a14f1-6d42-4fb0-8bae-30615270ae15", name: "PFS Customer Analytics" };
const APPS = { group: "df1b2502-7e53-40c1-9cbf-41726381bf16", name: "PFS Call Centre Apps" };
const roles = { qualifier: "pfs-dev", resourceGroup: { subscriptionId: SUBSCRIPTION, resourceGroup: "rg" } };

const granted = (callers = [APPS]) =>
  synth(
    (stack) =>
      new UseCaseAccess(stack, "Access", { endpoint: { id: ENDPOINT, key: ENDPOINT }, team: TEAM, callers, roles }),
  ).all(RoleAssignment);

describe("UseCaseAccess", () => {
  it("lets the team see its endpoint and callers call it, and nothing else", () => {
    const found = granted().map((one) => [one["principal_id"], one["role_definition_id"].split("/").at(-1)]);
    expect(found).toHaveLength(2);
    expect(found).toContainEqual([TEAM.group, builtInRoles.reader.id]);
    expect(found.find(([principal]) => principal === APPS.group)![1]).not.toBe(builtInRoles.reader.id);
  });

  it("grants at the endpoint, to groups only, and no privileged role", () => {
    const privileged = privilegedRoles.map((role) => builtInRoles[role].id as string);
    for (const one of granted()) {
      expect(one).toMatchObject({ scope: ENDPOINT, principal_type: "Group" });
      expect(privileged).not.toContain(one["role_definition_id"].split("/").at(-1));
    }
    expect(privileged).toContain(builtInRoles.contributor.id);
  });

  it("grants callers the very role that the environment made", () => {
    const made = synth((stack) => new UseCaseRoles(stack, "Roles", { ...roles, scope: "rg-id" })).all(RoleDefinition);
    const caller = made.find((one) => one["name"].startsWith(customRoles.endpointCaller.title))!;
    const grant = granted().find((one) => one["principal_id"] === APPS.group)!;
    expect(grant["role_definition_id"]).toBe(
      `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${caller["role_definition_id"]}`,
    );
    expect(caller["permissions"]).toEqual([
      { actions: ["Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action"] },
    ]);
  });

  it("grants a caller that is named twice once", () => {
    expect(granted([APPS, { ...APPS, group: APPS.group.toUpperCase() }])).toHaveLength(2);
  });
});

describe("UseCaseRoles", () => {
  it("makes every role that use cases grant, assignable in the environment only", () => {
    const made = synth((stack) => new UseCaseRoles(stack, "Roles", { ...roles, scope: "rg-id" })).all(RoleDefinition);
    expect(made.map((one) => one["name"]).sort()).toEqual(
      useCaseRoles.map((role) => `${customRoles[role].title} (pfs-dev)`).sort(),
    );
    for (const one of made) expect(one["assignable_scopes"]).toEqual(["rg-id"]);
  });
});
