import { onlyBlobs, onlyGrants } from "../../../constructs/access";

const [A, B] = ["7f951dda-4ed3-4680-a7ca-43fe172d538d", "acdd72a7-3385-48ef-bd42-f606fba81ae7"];

describe("onlyGrants", () => {
  it("limits granting by what is asked for, and revoking by what is there", () => {
    expect(onlyGrants([{ roles: [A], principals: "ServicePrincipal" }])).toBe(
      `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR ` +
        `((@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${A}}` +
        ` AND @Request[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'})))` +
        ` AND ((!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'})) OR ` +
        `((@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${A}}` +
        ` AND @Resource[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'})))`,
    );
  });

  it("does not depend on the order of roles, so that no assignment is replaced for nothing", () => {
    const [one, other] = [
      [A, B],
      [B, A],
    ].map((roles) => onlyGrants([{ roles, principals: "Group" }]));
    expect(one).toBe(other);
  });

  it("leaves out a kind of principal that gets nothing", () => {
    const text = onlyGrants([
      { roles: [A], principals: "ServicePrincipal" },
      { roles: [], principals: "Group" },
    ]);
    expect(text).toContain("'ServicePrincipal'");
    expect(text).not.toContain("'Group'");
  });
});

describe("onlyBlobs", () => {
  it("limits reading and writing, and lets names be listed", () => {
    const text = onlyBlobs(["dev.tfstate"]);
    for (const action of ["write", "add/action", "delete"]) expect(text).toContain(`blobs/${action}'`);
    expect(text).toContain("blobs/read'} AND NOT SubOperationMatches{'Blob.List'}");
    expect(text).toContain(":path] StringLike 'dev.tfstate'");
    expect(text).not.toContain("StringNotLike");
  });

  it("has balanced parentheses", () => {
    for (const text of [onlyBlobs(["a", "b"], ["c"]), onlyGrants([{ roles: [A, B], principals: "Group" }])]) {
      expect(text.split("(").length).toBe(text.split(")").length);
    }
  });
});
