import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { UserAssignedIdentity } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import type { TerraformStack } from "cdktf";
import { group, Identity, RoleGrant, type RoleGrantProps } from "../../../constructs/access";
import { SUBSCRIPTION, synth } from "../../support/synth";

const GROUP = "8a6f0b5d-2f0e-4b7c-8f6a-9c2d1e3b4a11";
const SCOPE = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st`;

const grant = (props: Partial<RoleGrantProps> = {}) =>
  synth((stack) => {
    new RoleGrant(stack, "Grant", { scope: SCOPE, scopeKey: SCOPE, role: "reader", principal: group(GROUP), ...props });
  }).only(RoleAssignment);

const identityIn = (stack: TerraformStack, name = "id-compute") =>
  new Identity(stack, "Identity", {
    name,
    location: "westeurope",
    resourceGroupName: "rg",
    resourceGroup: { subscriptionId: SUBSCRIPTION, resourceGroup: "rg" },
  });

describe("Identity", () => {
  it("knows its id before it exists", () => {
    let key = "";
    const { only } = synth((stack) => (key = identityIn(stack).key));
    expect(only(UserAssignedIdentity)).toMatchObject({ name: "id-compute", resource_group_name: "rg" });
    expect(key).toBe(
      `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-compute`,
    );
  });
});

describe("RoleGrant", () => {
  it("grants a group a built-in role, by its id below the subscription", () => {
    expect(grant()).toMatchObject({
      scope: SCOPE,
      principal_id: GROUP,
      principal_type: "Group",
      role_definition_id: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`,
    });
  });

  it("sends no description, because a change of wording would take access away and give it back", () => {
    expect(Object.keys(grant()).sort()).toEqual([
      "name",
      "principal_id",
      "principal_type",
      "role_definition_id",
      "scope",
    ]);
  });

  it("spares the directory look-up for an identity that was just made", () => {
    const { only } = synth((stack) => {
      const { principal } = identityIn(stack);
      new RoleGrant(stack, "Grant", { scope: SCOPE, scopeKey: SCOPE, role: "acrPull", principal });
    });
    expect(only(RoleAssignment)).toMatchObject({
      principal_id: expect.stringContaining("azurerm_user_assigned_identity"),
      principal_type: "ServicePrincipal",
      skip_service_principal_aad_check: true,
    });
  });

  describe("name", () => {
    const name = (props: Partial<RoleGrantProps> = {}) => grant(props)["name"] as string;

    it("is the same UUID on every run", () => {
      expect(name()).toBe(name());
      expect(name()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    });

    it("does not depend on upper and lower case, as Azure's ids do not", () => {
      expect(name({ scopeKey: SCOPE.toUpperCase().replace("/SUBSCRIPTIONS/", "/subscriptions/") })).toBe(name());
    });

    it("differs by scope, role and principal", () => {
      const other = group("9b7e1c6e-3a1f-4c8d-9e7b-0d3e2f4c5b12");
      const names = [name(), name({ scopeKey: `${SCOPE}x` }), name({ role: "acrPull" }), name({ principal: other })];
      expect(new Set(names).size).toBe(4);
    });

    it("comes from the configuration, not from what only Azure knows", () => {
      expect(name({ scope: "${azurerm_storage_account.a.id}" })).toBe(name());
    });
  });

  it("narrows a role by a condition of version 2.0", () => {
    const condition = "(!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}))";
    expect(grant({ role: "rbacAdministrator", condition })).toMatchObject({ condition, condition_version: "2.0" });
    expect(grant()).not.toHaveProperty("condition");
  });

  it.each([
    ["a scope that is no ARM id", { scopeKey: "st" }, "MLOPS-ACCESS-001"],
    ["a group named by its display name", { principal: group("PFS Data Scientists") }, "MLOPS-ACCESS-002"],
    ["the right to grant anything", { role: "rbacAdministrator" }, "MLOPS-ACCESS-003"],
  ] as const)("rejects %s", (_, props, code) => {
    expect(() => grant(props)).toThrow(code);
  });

  it("rejects several mistakes at once", () => {
    expect(() => grant({ scopeKey: "st", principal: group("people") })).toThrow(
      /MLOPS-ACCESS-001.*given st[^]*MLOPS-ACCESS-002.*given people/,
    );
  });
});
