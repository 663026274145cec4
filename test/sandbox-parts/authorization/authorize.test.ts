import { builtInRoles } from "../../../domain/access/roles";
import { builtInDefinitions, operationOf, refusal } from "../../../sandbox/engine/authorization";
import {
  BLOBS,
  caller,
  custom,
  does,
  ENV,
  GROUP,
  granted,
  may,
  ML,
  OWNER,
  STORAGE,
  touches,
  WORKSPACE,
} from "./support";

const write = does("Microsoft.Storage/storageAccounts/write", STORAGE);
const all = custom("00000000-0000-4000-9000-000000000001", ["*"]);
const GROUPS = ["a", "b", "c"].map((letter) => `22222222-2222-4222-8222-00000000000${letter}`);

describe("groups", () => {
  const groupsOf = (principal: string) => {
    const at = GROUPS.indexOf(principal.toLowerCase());
    // Each group is in the next one; the last is in the first again.
    return principal === caller.objectId
      ? [GROUPS[0]!]
      : at === -1
        ? []
        : [GROUPS[(at + 1) % GROUPS.length]!.toUpperCase()];
  };

  it.each(GROUPS)("count at any depth, in any casing, and in circles: %s", (group) => {
    expect(may([{ role: all, at: ENV, to: group }], write, { groupsOf })).toBe(true);
    expect(may([{ role: all, at: ENV, to: group }], write)).toBe(false);
  });
});

describe("scopes", () => {
  it("end at a slash: a group's name that begins like another's is another", () => {
    expect(may([{ role: all, at: `${GROUP}-other` }], write)).toBe(false);
    expect(
      may(
        [{ role: all, at: GROUP }],
        does(write.name, `${GROUP}-other/providers/Microsoft.Storage/storageAccounts/st`),
      ),
    ).toBe(false);
    expect(may([{ role: all, at: `${GROUP}/` }], write)).toBe(true);
  });

  it("include the root, and management groups above the subscription", () => {
    const group = "/providers/Microsoft.Management/managementGroups/corp";
    expect(may([{ role: all, at: "/" }], write)).toBe(true);
    expect(may([{ role: all, at: group }], write)).toBe(false);
    expect(may([{ role: all, at: group }], write, { managementGroupsOf: () => [group.toUpperCase()] })).toBe(true);
  });

  it("do not reach upwards: a role on a child covers nothing of its parent", () => {
    expect(
      may([{ role: all, at: STORAGE }], does("Microsoft.Resources/subscriptions/resourceGroups/read", GROUP)),
    ).toBe(false);
  });
});

describe("planes", () => {
  it("are apart: actions allow no data, and data actions no management", () => {
    expect(may([{ role: all, at: ENV }], touches(`${BLOBS}/read`, STORAGE))).toBe(false);
    const files = "Microsoft.Storage/storageAccounts/fileServices/fileshares/files/read";
    const held = [{ role: "storageFileDataPrivilegedContributor" as const, at: ENV }];
    expect([may(held, touches(files, STORAGE)), may(held, does(files, STORAGE))]).toEqual([true, false]);
  });

  it("are each taken back by their own list", () => {
    const role = {
      id: all.id,
      title: "",
      permissions: [
        { actions: ["*"], notActions: [], dataActions: [`${BLOBS}/*`], notDataActions: [`${BLOBS}/delete`] },
      ],
    };
    expect(may([{ role, at: ENV }], touches(`${BLOBS}/write`, STORAGE))).toBe(true);
    expect(may([{ role, at: ENV }], touches(`${BLOBS}/delete`, STORAGE))).toBe(false);
    expect(may([{ role, at: ENV }], does(`${BLOBS}/delete`, STORAGE))).toBe(true);
  });

  it("take back within one permission only, where a role has several", () => {
    const none = { actions: [], notActions: [], dataActions: [], notDataActions: [] };
    const role = {
      id: all.id,
      title: "",
      permissions: [
        { ...none, actions: ["*"], notActions: ["*/write"] },
        { ...none, actions: ["Microsoft.Storage/*"] },
      ],
    };
    expect(may([{ role, at: ENV }], write)).toBe(true);
  });
});

describe("conditions", () => {
  const path = `@Resource[${BLOBS}:path]`;
  const read = (attributes: Record<string, string> = {}) => touches(`${BLOBS}/read`, STORAGE, { attributes });
  const of = (condition: string, operation = read({ [`resource ${BLOBS}:path`.toLowerCase()]: "dev.tfstate" })) =>
    may([{ role: "storageBlobDataReader", at: ENV, condition }], operation);

  it.each([
    [`${path} StringEquals 'dev.tfstate'`, true],
    [`${path} StringEquals 'DEV.tfstate'`, false],
    [`${path} StringEqualsIgnoreCase 'DEV.tfstate'`, true],
    [`${path} StringLike 'dev*.tfstate'`, true],
    [`${path} StringLike 'de?.tfstate'`, true],
    [`${path} StringLike 'd?.tfstate'`, false],
    [`${path} StringNotLike 'dev*'`, false],
    [`${path} ForAnyOfAnyValues:StringLike {'x', 'dev.*'}`, true],
    [`NOT ${path} StringEquals 'other'`, true],
    [`Exists ${path}`, true],
    [`!(ActionMatches{'${BLOBS}/read'})`, false],
    [`!(ActionMatches{'${BLOBS}/*'})`, false],
    [`!(ActionMatches{'${BLOBS.toUpperCase()}/READ'})`, false],
    [`!(ActionMatches{'${BLOBS}/write'})`, true],
  ])("%s: %s", (condition, expected) => expect(of(condition)).toBe(expected));

  it.each([
    `${path} StringEquals 'x'`,
    `${path} StringNotEquals 'x'`,
    `NOT (${path} StringEquals 'x')`,
    `Exists ${path}`,
    `${path} StringNotLike 'x*'`,
  ])("let nothing through by what the request does not say: %s", (condition) => {
    expect(of(condition, read())).toBe(false);
  });

  it("let through what they do not ask about, whatever else is missing", () => {
    expect(of(`((!(ActionMatches{'${BLOBS}/write'})) OR (${path} StringEquals 'x'))`, read())).toBe(true);
  });

  it.each(["", " ", "(", "@Resource[x] Nonsense 'y'", "ActionMatches{'a'} ActionMatches{'b'}"])(
    "that cannot be read let nothing through: %j",
    (condition) => expect(of(condition)).toBe(condition === ""),
  );

  it("of one assignment do not narrow another one", () => {
    const held = [
      { role: "storageBlobDataReader" as const, at: ENV, condition: `${path} StringEquals 'x'` },
      { role: "storageBlobDataReader" as const, at: STORAGE },
    ];
    expect(may(held, read())).toBe(true);
  });
});

describe("deny assignments", () => {
  const deny = {
    id: "deny",
    name: "managed",
    scope: GROUP,
    permissions: [{ actions: ["*/write"], notActions: [], dataActions: [], notDataActions: [] }],
  };

  it("end it, whatever is granted, but for those that they leave out", () => {
    const held = [{ role: "owner" as const, at: "/" }];
    expect(may(held, write, { denied: [deny] })).toBe(false);
    expect(may(held, does("Microsoft.Storage/storageAccounts/read", STORAGE), { denied: [deny] })).toBe(true);
    expect(may(held, write, { denied: [{ ...deny, except: [caller.objectId.toUpperCase()] }] })).toBe(true);
    expect(may(held, write, { denied: [{ ...deny, principals: ["somebody else"] }] })).toBe(true);
    expect(refusal(granted(held, { denied: [deny] }), caller, { operation: write })?.code).toBe(
      "DenyAssignmentAuthorizationFailed",
    );
  });
});

describe("refusals", () => {
  it("name who, what and where", () => {
    const refused = refusal(granted([]), caller, { operation: write })!;
    for (const part of [caller.name, caller.objectId, write.name, write.scope]) expect(refused.message).toContain(part);
    expect(refused).toMatchObject({ status: 403, code: "AuthorizationFailed" });
  });

  it("say that it is the condition, where a role is there", () => {
    const held = [{ role: all, at: ENV, condition: "!(ActionMatches{'*'})" }];
    expect(refusal(granted(held), caller, { operation: write })!.message).toContain(
      "ABAC condition that is not fulfilled",
    );
  });

  it("name both what was asked and what it is linked with", () => {
    const join = does("Microsoft.Network/virtualNetworks/subnets/join/action", "/subscriptions/other/subnet");
    const refused = refusal(granted([{ role: all, at: GROUP }]), caller, { operation: write, linked: [join] })!;
    expect(refused.code).toBe("LinkedAuthorizationFailed");
    for (const part of [write.name, write.scope, join.name, join.scope]) expect(refused.message).toContain(part);
  });
});

describe("built-in roles", () => {
  it.each(Object.values(builtInRoles))("$title is known by its id", ({ id, title }) => {
    expect(builtInDefinitions.get(id)?.title).toBe(title);
  });

  it("hold what Azure's reference says of the ones that differ most", () => {
    const { permissions } = builtInDefinitions.get(builtInRoles.contributor.id)!;
    expect(permissions[0]!.actions).toEqual(["*"]);
    expect(permissions[0]!.notActions).toEqual(
      expect.arrayContaining(["Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write"]),
    );
    expect(builtInDefinitions.get(builtInRoles.storageFileDataPrivilegedContributor.id)!.permissions[0]).toMatchObject({
      actions: [],
      notActions: [],
    });
    expect(builtInDefinitions.get(OWNER)!.permissions[0]!.dataActions).toEqual([]);
  });
});

describe("calls on Resource Manager", () => {
  it.each([
    ["GET", STORAGE, "Microsoft.Storage/storageAccounts/read", STORAGE],
    ["HEAD", STORAGE, "Microsoft.Storage/storageAccounts/read", STORAGE],
    ["PUT", STORAGE, "Microsoft.Storage/storageAccounts/write", STORAGE],
    [
      "PATCH",
      `${WORKSPACE}/onlineEndpoints/e`,
      `${ML}/workspaces/onlineEndpoints/write`,
      `${WORKSPACE}/onlineEndpoints/e`,
    ],
    ["DELETE", GROUP, "Microsoft.Resources/subscriptions/resourceGroups/delete", GROUP],
    ["POST", `${STORAGE}/listKeys`, "Microsoft.Storage/storageAccounts/listKeys/action", STORAGE],
    ["GET", `${WORKSPACE}/jobs`, `${ML}/workspaces/jobs/read`, WORKSPACE],
    ["GET", `${GROUP}/providers/Microsoft.Storage/storageAccounts`, "Microsoft.Storage/storageAccounts/read", GROUP],
    ["GET", `${WORKSPACE}/providers/Microsoft.Insights/metrics`, "Microsoft.Insights/metrics/read", WORKSPACE],
    ["GET", `${ENV}/resourceGroups`, "Microsoft.Resources/subscriptions/resourceGroups/read", ENV],
    ["GET", `${ENV}/providers`, "Microsoft.Resources/subscriptions/providers/read", ENV],
    ["GET", ENV, "Microsoft.Resources/subscriptions/read", ENV],
    ["POST", `${ENV}/providers/Microsoft.Logic/register`, "Microsoft.Logic/register/action", ENV],
    [
      "POST",
      `${ENV}/providers/Microsoft.Storage/checkNameAvailability`,
      "Microsoft.Storage/checkNameAvailability/read",
      ENV,
    ],
    [
      "POST",
      `${ENV}/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults/kv/purge`,
      "Microsoft.KeyVault/locations/deletedVaults/purge/action",
      `${ENV}/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults/kv`,
    ],
    [
      "PUT",
      `${STORAGE}/providers/Microsoft.Authorization/roleAssignments/one`,
      "Microsoft.Authorization/roleAssignments/write",
      `${STORAGE}/providers/Microsoft.Authorization/roleAssignments/one`,
    ],
    [
      "GET",
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/registries/r/models/m/versions/1",
      `${ML}/registries/assets/read`,
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/registries/r/models/m/versions/1",
    ],
  ] as const)("%s %s is %s", (method, path, name, scope) => {
    expect(operationOf({ method, path })).toEqual({ name, plane: "control", scope });
  });
});
