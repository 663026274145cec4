import { isWithin, parseArmId } from "../../sandbox/engine/arm/arm-id";
import { composeId } from "../../sandbox/engine/azurerm/resource-ids";
import { childId } from "../../sandbox/engine/azapi/resource-type";
import { importIdOf } from "../../sandbox/engine/recovery/import-id";

const group = "/subscriptions/s/resourceGroups/rg";

describe("ARM ids", () => {
  it.each([
    ["/subscriptions/s", "Microsoft.Resources/subscriptions", "s", ""],
    [group, "Microsoft.Resources/resourceGroups", "rg", "/subscriptions/s"],
    [`${group}/providers/Microsoft.A/b/n`, "Microsoft.A/b", "n", group],
    [`${group}/providers/Microsoft.A/b/n/c/m`, "Microsoft.A/b/c", "m", `${group}/providers/Microsoft.A/b/n`],
    [
      `${group}/providers/Microsoft.A/b/n/providers/Microsoft.Authorization/locks/l`,
      "Microsoft.Authorization/locks",
      "l",
      `${group}/providers/Microsoft.A/b/n`,
    ],
  ])("take %s apart", (id, type, name, parent) => {
    expect(parseArmId(id)).toMatchObject({ type, name, parent });
  });

  it.each([
    "",
    "x",
    "/subscriptions",
    `${group}/providers/Microsoft.A`,
    `${group}/providers/Microsoft.A/b`,
    `${group}/providers/Microsoft.A/b//c/d`,
  ])("rejects %j", (id) => expect(parseArmId(id)).toBeUndefined());

  it("lie within their scope, whatever the case, and not within a neighbour with a longer name", () => {
    expect(isWithin(`${group.toUpperCase()}/providers/Microsoft.A/b/n`, group)).toBe(true);
    expect(isWithin(group, group)).toBe(true);
    expect(isWithin(`${group}2/providers/Microsoft.A/b/n`, group)).toBe(false);
  });

  it("are composed from planned values, and not while one of them is unknown", () => {
    const values = { resource_group_name: "rg", name: "n" };
    expect(composeId("{group}/Microsoft.A/b/{name}", values, "s")).toBe(`${group}/providers/Microsoft.A/b/n`);
    expect(composeId("{scope}/x/{name}", values, "s")).toBeUndefined();
    expect(childId(group, "Microsoft.A/b", "n")).toBe(`${group}/providers/Microsoft.A/b/n`);
    expect(childId(`${group}/providers/Microsoft.A/b/n`, "Microsoft.A/b/c", "m")).toBe(
      `${group}/providers/Microsoft.A/b/n/c/m`,
    );
    expect(() => childId(group, "Microsoft.A/b/c", "m")).toThrow("the parent's type must be Microsoft.A/b");
  });

  it("tell what to import a planned resource by", () => {
    const role = { scope: group, role_definition_id: "g" };
    expect(importIdOf("azurerm_role_definition", role, "s")).toEqual({
      importId: `${group}/providers/Microsoft.Authorization/roleDefinitions/g|${group}`,
      armId: `${group}/providers/Microsoft.Authorization/roleDefinitions/g`,
    });
    expect(
      importIdOf("azapi_resource", { type: "Microsoft.A/b@2025-01-01", parent_id: group, name: "n" }, "s"),
    ).toEqual({
      importId: `${group}/providers/Microsoft.A/b/n?api-version=2025-01-01`,
      armId: `${group}/providers/Microsoft.A/b/n`,
    });
    expect(importIdOf("azapi_resource", { type: "Microsoft.A/b@2025-01-01", name: "n" }, "s")).toBeUndefined();
    expect(importIdOf("azapi_update_resource", {}, "s")).toBeUndefined();
  });
});
