import { assert, constantFrom, property, record, shuffledSubarray, uniqueArray } from "fast-check";
import { builtInRoles } from "../../../domain/access/roles";
import { accessChanges } from "../../../review/access";
import type { AccessChange, ReviewInput } from "../../../review/model";
import {
  azapi,
  change,
  configured,
  context,
  customRole,
  groupOf,
  idOf,
  people,
  reviewOf,
  stack,
  subscriptions,
  workspaceOf,
  type EnvironmentName,
} from "../../support/review-plan";

const definition = (guid: string, environment: EnvironmentName = "prod") =>
  `/subscriptions/${subscriptions[environment]}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
const grant = (more: object = {}) => ({
  scope: groupOf("prod"),
  role_definition_id: definition(builtInRoles.reader.id),
  principal_id: people.audit,
  principal_type: "Group",
  condition: null,
  ...more,
});
const assignment = "azurerm_role_assignment.People_reader_0A";
const replaced = ["delete", "create"] as const;

/** The columns that say what happens, one text per row. */
const rows = (input: ReviewInput) =>
  accessChanges(input).map(
    ({ change: sign, effect, who, role, scope }) => `${sign} ${effect}: ${who.name}, ${role}, ${scope}`,
  );
const only = (input: ReviewInput): AccessChange => {
  const [first, ...rest] = accessChanges(input);
  expect(rest).toEqual([]);
  return first!;
};

describe("accessChanges", () => {
  test("tells a group by its name, with the role's title, the scope in words, the reason and where it stands", () => {
    expect(accessChanges(reviewOf(stack("prod", [change(assignment, { after: grant() })])))).toEqual([
      {
        stacks: ["prod"],
        address: assignment,
        change: "+",
        effect: "widens",
        who: { name: "PFS Audit", kind: "group" },
        role: "Reader",
        privileged: false,
        scope: "resource group rg-pfs-prod-ml",
        why: "sees every resource",
        where: { file: "config/environments/prod.yaml", line: 25, column: 3 },
      },
    ]);
  });

  test("an assignment that goes narrows; one that stays is no row", () => {
    const stays = change("azurerm_role_assignment.Stays_0B", {
      before: grant({ scope: "/x" }),
      after: grant({ scope: "/x" }),
    });
    expect(rows(reviewOf(stack("prod", [change(assignment, { before: grant() }), stays])))).toEqual([
      "- narrows: PFS Audit, Reader, resource group rg-pfs-prod-ml",
    ]);
  });

  test("a group that is granted nothing here any more is placed at the environment's list, not at another file's", () => {
    const removed = only(
      reviewOf(stack("preprod", [change(assignment, { before: grant({ scope: groupOf("preprod") }) })])),
    );
    expect(removed.where).toEqual({ file: "config/environments/preprod.yaml", line: 10, column: 3 });
    expect(removed.why).toBeUndefined();
  });

  test("replacing an assignment with the same rights regrants", () => {
    const values = { before: grant({ description: "old" }), after: grant({ description: "new" }), actions: replaced };
    expect(rows(reviewOf(stack("prod", [change(assignment, values)])))).toEqual([
      "~ regrants: PFS Audit, Reader, resource group rg-pfs-prod-ml",
    ]);
  });

  test("an update in place that leaves the rights as they are is no row", () => {
    const values = { before: grant({ description: "old" }), after: grant({ description: "new" }) };
    expect(rows(reviewOf(stack("prod", [change(assignment, values)])))).toEqual([]);
    const twin = { ...values, actions: replaced };
    expect(rows(reviewOf(stack("prod", [change(assignment, twin)])))).toHaveLength(1);
  });

  test("an assignment that moves to another address, even of another stack, regrants", () => {
    const moved = reviewOf(
      stack("prod", [change(assignment, { before: grant() })]),
      stack("prod-churn", [change("azurerm_role_assignment.Elsewhere_0C", { after: grant() })]),
    );
    expect(rows(moved)).toEqual(["~ regrants: PFS Audit, Reader, resource group rg-pfs-prod-ml"]);
    expect(accessChanges(moved)[0]!.stacks).toEqual(["prod", "prod-churn"]);
  });

  test("another principal, role or scope is one right lost and another gained", () => {
    const values = { before: grant(), after: grant({ principal_id: people.callers }), actions: replaced };
    expect(rows(reviewOf(stack("prod", [change(assignment, values)])))).toEqual([
      "+ widens: PFS Call Centre Apps, Reader, resource group rg-pfs-prod-ml",
      "- narrows: PFS Audit, Reader, resource group rg-pfs-prod-ml",
    ]);
  });

  test.each([
    [null, "only some", "narrows"],
    ["only some", null, "widens"],
    ["only some", "only others", "changes"],
    ["only some", "only some", "regrants"],
  ])("a condition from %j to %j %s", (old, now, effect) => {
    const values = { before: grant({ condition: old }), after: grant({ condition: now }), actions: replaced };
    const row = only(reviewOf(stack("prod", [change(assignment, values)])));
    expect([row.change, row.effect, row.condition]).toEqual(["~", effect, now ?? undefined]);
  });

  test("the same grant in several environments is one row that names every scope", () => {
    const endpoint = (environment: EnvironmentName) =>
      idOf(
        environment,
        "Microsoft.MachineLearningServices/workspaces/onlineEndpoints",
        `mlw-pfs-${environment}`,
        `churn-${environment}-1a2b`,
      );
    const inOne = (environment: EnvironmentName) =>
      stack(`${environment}-churn`, [
        change("azurerm_role_assignment.Access_Caller_0D", {
          after: grant({
            scope: endpoint(environment),
            principal_id: people.callers.toUpperCase(),
            role_definition_id: definition(customRole, environment),
          }),
        }),
      ]);
    const row = only(reviewOf(inOne("prod"), inOne("dev"), inOne("preprod")));
    expect(row).toMatchObject({
      stacks: ["dev-churn", "preprod-churn", "prod-churn"],
      who: { name: "PFS Call Centre Apps", kind: "group", useCase: "churn" },
      role: "ML Endpoint Caller",
      scope: "endpoints churn-dev-1a2b, churn-preprod-1a2b and churn-prod-1a2b",
      why: "sends requests, and nothing else",
    });
  });

  test("grants on different kinds of scope stay apart", () => {
    const on = (scope: string) => change(`azurerm_role_assignment.On_${scope.length}`, { after: grant({ scope }) });
    expect(rows(reviewOf(stack("prod", [on(groupOf("prod")), on(workspaceOf("prod"))])))).toEqual([
      "+ widens: PFS Audit, Reader, resource group rg-pfs-prod-ml",
      "+ widens: PFS Audit, Reader, workspace mlw-pfs-prod",
    ]);
  });

  test("a subscription is told by the environment in it; without one it is the platform's", () => {
    const on = (scope: string) =>
      only(reviewOf(stack("bootstrap", [change(assignment, { after: grant({ scope }) })]))).scope;
    expect(on(`/subscriptions/${subscriptions.prod}`)).toBe("subscription of prod");
    expect(on(`/subscriptions/${subscriptions.platform}`)).toBe(
      `subscription of the platform (${subscriptions.platform})`,
    );
  });

  test("a group that the configuration does not name keeps its object id", () => {
    const stranger = "00000000-0000-4000-8000-000000000001";
    const row = only(reviewOf(stack("prod", [change(assignment, { after: grant({ principal_id: stranger }) })])));
    expect(row.who).toEqual({ name: stranger, kind: "group" });
    expect(row.why).toBeUndefined();
  });
});

describe("who holds a role, before Azure knows", () => {
  const identity = "azurerm_user_assigned_identity.Compute_Identity_1A";
  const registry = "azurerm_container_registry.Registry_1B";
  const pull = "azurerm_role_assignment.Compute_pull_1C";
  const fresh = { role_definition_id: definition(builtInRoles.acrPull.id), principal_type: "ServicePrincipal" };

  test("an identity and a target that are made in the same plan are found through what the grant refers to", () => {
    const input = reviewOf(
      stack(
        "prod",
        [
          change(identity, {
            after: { name: "id-pfs-prod-compute", resource_group_name: "rg-pfs-prod-ml" },
            unknown: { id: true },
          }),
          change(registry, { after: { name: "crpfsprod" }, unknown: { id: true } }),
          change(pull, { after: fresh, unknown: { principal_id: true, scope: true } }),
        ],
        { configured: [configured(pull, { principal_id: `${identity}.principal_id`, scope: `${registry}.id` })] },
      ),
    );
    expect(only(input)).toMatchObject({
      effect: "widens",
      who: { name: "id-pfs-prod-compute", kind: "identity" },
      role: "AcrPull",
      scope: "container registry crpfsprod",
      why: "nodes pull images",
    });
  });

  test("an identity that is replaced under its name gets its rights again", () => {
    const principal = "b9716bc9-f795-5bc8-95c4-767c907e40cd";
    const id = idOf("prod", "Microsoft.ManagedIdentity/userAssignedIdentities", "id-pfs-prod-compute");
    const scope = idOf("prod", "Microsoft.ContainerRegistry/registries", "crpfsprod");
    const named = { name: "id-pfs-prod-compute", resource_group_name: "rg-pfs-prod-ml" };
    const input = reviewOf(
      stack(
        "prod",
        [
          change(identity, { before: { ...named, id, principal_id: principal }, after: named, actions: replaced }),
          change(pull, {
            before: { ...fresh, scope, principal_id: principal },
            after: { ...fresh, scope },
            actions: replaced,
          }),
        ],
        { configured: [configured(pull, { principal_id: `${identity}.principal_id` })] },
      ),
    );
    expect(rows(input)).toEqual(["~ regrants: id-pfs-prod-compute, AcrPull, container registry crpfsprod"]);
  });

  test("rights on what is replaced under its name come back; under another name they are others", () => {
    const id = idOf("prod", "Microsoft.ContainerRegistry/registries", "crpfsprod");
    const held = { ...fresh, principal_id: people.audit, principal_type: "Group" };
    const input = (name: string) =>
      reviewOf(
        stack(
          "prod",
          [
            change(registry, { before: { name: "crpfsprod", id }, after: { name }, actions: replaced }),
            change(pull, { before: { ...held, scope: id }, after: held, unknown: { scope: true }, actions: replaced }),
          ],
          { configured: [configured(pull, { scope: `${registry}.id` })] },
        ),
      );
    expect(rows(input("crpfsprod"))).toEqual(["~ regrants: PFS Audit, AcrPull, container registry crpfsprod"]);
    expect(rows(input("crother"))).toEqual([
      "+ widens: PFS Audit, AcrPull, container registry crother",
      "- narrows: PFS Audit, AcrPull, container registry crpfsprod",
    ]);
  });

  test("an existing identity is told by the object id it has, also where it goes with its stack", () => {
    const principal = "b9716bc9-f795-5bc8-95c4-767c907e40cd";
    const id = idOf("dev", "Microsoft.ManagedIdentity/userAssignedIdentities", "id-pfs-dev-compute");
    const gone = { ...fresh, principal_id: principal, scope: groupOf("dev") };
    const input = reviewOf(
      stack("dev", [
        change(identity, { before: { id, name: "id-pfs-dev-compute", principal_id: principal } }),
        change(pull, { before: gone }),
      ]),
    );
    expect(rows(input)).toEqual(["- narrows: id-pfs-dev-compute, AcrPull, resource group rg-pfs-dev-ml"]);
  });

  test("a system-assigned identity is told by its resource's name", () => {
    const topic = "azurerm_eventgrid_system_topic.Events_1D";
    const after = { name: "evgt-pfs-prod-workspace", identity: [{ type: "SystemAssigned" }] };
    const input = reviewOf(
      stack("prod", [change(topic, { after }), change(pull, { after: { ...fresh, scope: groupOf("prod") } })], {
        configured: [configured(pull, { principal_id: `${topic}.identity[0].principal_id` })],
      }),
    );
    expect(only(input).who).toEqual({ name: "evgt-pfs-prod-workspace", kind: "identity" });
  });

  test("an identity that a stack only looks up is told by name, too", () => {
    const principal = "b9716bc9-f795-5bc8-95c4-767c907e40ce";
    const values = { name: "id-shared-scanner", principal_id: principal };
    const input = reviewOf(
      stack("prod", [change(pull, { after: { ...fresh, principal_id: principal, scope: groupOf("prod") } })], {
        read: [
          {
            address: "data.azurerm_user_assigned_identity.scanner",
            mode: "data",
            type: "azurerm_user_assigned_identity",
            name: "scanner",
            values,
          },
        ],
      }),
    );
    expect(only(input).who).toEqual({ name: "id-shared-scanner", kind: "identity" });
  });

  test("what nothing tells is said to be known after apply", () => {
    const input = reviewOf(stack("prod", [change(pull, { after: { ...fresh, scope: groupOf("prod") } })]));
    expect(only(input).who).toEqual({ name: "known after apply", kind: "identity" });
  });

  test("an assignment through azapi reads the same", () => {
    const after = azapi("Microsoft.Authorization/roleAssignments", "8c1afe18-ac69-5414-a780-ab8300315b7b", {
      principalId: people.audit,
      principalType: "Group",
      roleDefinitionId: definition(builtInRoles.reader.id),
    });
    const input = reviewOf(
      stack("prod", [change("azapi_resource.Grant_1E", { after: { ...after, parent_id: groupOf("prod") } })]),
    );
    expect(rows(input)).toEqual(["+ widens: PFS Audit, Reader, resource group rg-pfs-prod-ml"]);
  });
});

describe("which roles are privileged", () => {
  const role = (id: string | undefined, more: object = {}, others: Parameters<typeof stack>[1] = []) => {
    const { role, privileged } = only(
      reviewOf(stack("prod", [change(assignment, { after: grant({ role_definition_id: id, ...more }) }), ...others])),
    );
    return [role, privileged];
  };
  const custom = (actions: readonly string[]) =>
    change("azurerm_role_definition.Custom_2A", {
      after: {
        name: "Helper (pfs-prod)",
        role_definition_id: "11111111-1111-4111-8111-111111111111",
        permissions: [{ actions }],
      },
    });
  const own = definition("11111111-1111-4111-8111-111111111111");

  test.each([
    [builtInRoles.contributor.id, "Contributor", true],
    [builtInRoles.rbacAdministrator.id, "Role Based Access Control Administrator", true],
    ["8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner", true],
    ["18D7D88D-D35E-4FB5-A5C3-7773C20A72D9", "User Access Administrator", true],
    [builtInRoles.storageBlobDataContributor.id, "Storage Blob Data Contributor", false],
  ])("built-in %s is %s", (guid, title, privileged) => {
    expect(role(definition(guid))).toEqual([title, privileged]);
  });

  test("a role given by name only is known by it", () => {
    expect(role(undefined, { role_definition_name: "Owner" })).toEqual(["Owner", true]);
    expect(role(undefined, { role_definition_name: "Storage Queue Data Reader" })).toEqual([
      "Storage Queue Data Reader",
      false,
    ]);
  });

  test.each([
    [["*"], true],
    [["Microsoft.Authorization/*"], true],
    [["Microsoft.Authorization/roleAssignments/write"], true],
    [["*/write"], true],
    [["Microsoft.Authorization/*/read", "Microsoft.Storage/*"], false],
    [["*/read"], false],
  ])("a custom role with %j", (actions, privileged) => {
    expect(role(own, {}, [custom(actions)])).toEqual(["Helper (pfs-prod)", privileged]);
  });

  test("a role that nobody here knows counts as privileged, because nothing rules it out", () => {
    expect(role(own)).toEqual(["11111111-1111-4111-8111-111111111111", true]);
  });
});

describe("accessChanges for any plans", () => {
  const anyGrant = record({
    scope: constantFrom(groupOf("dev"), groupOf("prod"), workspaceOf("prod"), `/subscriptions/${subscriptions.dev}`),
    role_definition_id: constantFrom(...Object.values(builtInRoles).map(({ id }) => definition(id))),
    principal_id: constantFrom<string>(people.audit, people.callers, "00000000-0000-4000-8000-000000000001"),
    condition: constantFrom(null, "only some", "only others"),
    stack: constantFrom("dev", "prod", "prod-churn", "bootstrap"),
    happens: constantFrom("create", "delete", "no-op"),
  });
  const key = (one: { scope: string; role_definition_id: string; principal_id: string }) =>
    [one.scope, one.role_definition_id, one.principal_id].join();
  const grants = uniqueArray(anyGrant, { selector: key, maxLength: 12 });
  const toInput = (all: readonly { stack: string; happens: string; scope: string }[], order: readonly string[]) =>
    reviewOf(
      ...order.map((name) =>
        stack(
          name,
          all.flatMap((one, index) => {
            if (one.stack !== name) return [];
            const address = `azurerm_role_assignment.Grant_${index}`;
            const { happens, ...values } = one;
            return [
              change(address, {
                ...(happens !== "create" && { before: values }),
                ...(happens !== "delete" && { after: values }),
              }),
            ];
          }),
        ),
      ),
    );
  const names = context.stacks.map(({ name }) => name);

  test("what is added widens and what goes narrows, and each grant is in exactly one row", () => {
    assert(
      property(grants, (all) => {
        const found = accessChanges(toInput(all, names));
        const signs = new Map([
          ["+", "widens"],
          ["-", "narrows"],
        ]);
        for (const row of found) expect(row.effect).toBe(signs.get(row.change));
        const changing = all.filter(({ happens }) => happens !== "no-op");
        expect(found.length).toBeLessThanOrEqual(changing.length);
        expect(found.some(({ change: sign }) => sign === "+")).toBe(
          changing.some(({ happens }) => happens === "create"),
        );
      }),
    );
  });

  test("the order of stacks and resources makes no difference", () => {
    assert(
      property(grants, shuffledSubarray(names, { minLength: names.length }), (all, order) => {
        const reversed = toInput(all, order);
        const input: ReviewInput = {
          ...reversed,
          stacks: reversed.stacks.map((one) =>
            "plan" in one
              ? { ...one, plan: { ...one.plan, resource_changes: [...(one.plan.resource_changes ?? [])].reverse() } }
              : one,
          ),
        };
        expect(accessChanges(input)).toEqual(accessChanges(toInput(all, names)));
      }),
    );
  });
});
