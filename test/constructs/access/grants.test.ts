import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { RoleDefinition } from "@cdktf/provider-azurerm/lib/role-definition";
import type { TerraformStack } from "cdktf";
import {
  ComputeIdentityGrants,
  customRoleRef,
  group,
  WorkspaceGrants,
  WorkspaceIdentityGrants,
  type GrantTarget,
} from "../../../constructs/access";
import { accessLevels, personas, type AccessLevel } from "../../../domain/access/access";
import { resourceGroupId } from "../../../domain/azure/ids";
import { builtInRoles, customRoles, privilegedRoles } from "../../../domain/access/roles";
import { SUBSCRIPTION, synth, type Attributes } from "../../support/synth";

const REF = { subscriptionId: SUBSCRIPTION, resourceGroup: "rg" };
const RG = resourceGroupId(REF);
const [DATA_SCIENTISTS, ML_ENGINEERS, AUDITORS] = [
  "8a6f0b5d-2f0e-4b7c-8f6a-9c2d1e3b4a11",
  "9b7e1c6e-3a1f-4c8d-9e7b-0d3e2f4c5b12",
  "ac8f2d7f-4b20-4d9e-8f8c-1e4f305d6c13",
] as const;

const target = (name: string): GrantTarget => ({
  id: `${RG}/providers/X/y/${name}`,
  key: `${RG}/providers/X/y/${name}`,
});
const identity = { kind: "identity", principalId: "${identity.principal_id}", key: `${RG}/identity` } as const;

const grantsIn = (stack: TerraformStack, level: AccessLevel) =>
  new WorkspaceGrants(stack, "Grants", {
    level,
    targets: {
      workspace: target("workspace"),
      storage: target("storage"),
      logs: target("logs"),
      resourceGroup: { id: RG },
    },
    resourceGroup: REF,
    qualifier: "pfs-preprod",
  });

const everybody = (level: AccessLevel) =>
  synth((stack) =>
    grantsIn(stack, level).people({
      dataScientists: [{ group: DATA_SCIENTISTS, name: "Data Scientists" }],
      mlEngineers: [{ group: ML_ENGINEERS, name: "ML Engineers" }],
      auditors: [{ group: AUDITORS, name: "Audit" }],
    }),
  );

const GUID_AT_END = /[0-9a-f-]{36}$/;
/** `role on target`, readable in a failure. */
const readable = (assignment: Attributes): string => {
  const guid = GUID_AT_END.exec(assignment["role_definition_id"])?.[0];
  const role = Object.entries(builtInRoles).find(([, { id }]) => id === guid)?.[0] ?? "custom";
  return `${role} on ${assignment["scope"] === RG ? "resourceGroup" : assignment["scope"].split("/").at(-1)}`;
};
const rolesOf = (principal: string, all: Attributes[]) =>
  all
    .filter((one) => one["principal_id"] === principal)
    .map(readable)
    .sort();

describe("WorkspaceGrants", () => {
  it("lets data scientists work in full where the level is full, with built-in roles only", () => {
    const { all } = everybody("full");
    expect(rolesOf(DATA_SCIENTISTS, all(RoleAssignment))).toEqual([
      "amlDataScientist on workspace",
      "storageBlobDataContributor on storage",
      "storageFileDataPrivilegedContributor on storage",
    ]);
    expect(all(RoleDefinition)).toEqual([]);
  });

  it("lets data scientists submit runs where the level is restricted, by a custom role", () => {
    const { all, only, json } = everybody("restricted");
    expect(rolesOf(DATA_SCIENTISTS, all(RoleAssignment))).toEqual([
      "custom on workspace",
      "logAnalyticsReader on logs",
      "storageBlobDataContributor on storage",
    ]);
    expect(only(RoleDefinition)).toMatchObject({
      name: "ML Restricted Data Scientist (pfs-preprod)",
      scope: RG,
      assignable_scopes: [RG],
      role_definition_id: expect.stringMatching(GUID_AT_END),
    });
    const id = Object.keys(json["resource"].azurerm_role_definition)[0]!;
    const custom = all(RoleAssignment).filter((one) => readable(one).startsWith("custom"));
    expect(custom.map((one) => one["role_definition_id"])).toEqual([
      `\${azurerm_role_definition.${id}.role_definition_resource_id}`,
      `\${azurerm_role_definition.${id}.role_definition_resource_id}`,
    ]);
  });

  it("lets people look and read logs where the level is read-only", () => {
    const all = everybody("read-only").all(RoleAssignment);
    expect(rolesOf(DATA_SCIENTISTS, all)).toEqual(["logAnalyticsReader on logs", "reader on workspace"]);
    expect(rolesOf(ML_ENGINEERS, all)).toEqual(["monitoringReader on resourceGroup"]);
  });

  it("gives auditors the same at every level", () => {
    for (const level of accessLevels) {
      expect(rolesOf(AUDITORS, everybody(level).all(RoleAssignment))).toEqual([
        "logAnalyticsReader on logs",
        "reader on resourceGroup",
      ]);
    }
  });

  it("grants what two personas share once, to a group that is both", () => {
    const both = synth((stack) => {
      const grants = grantsIn(stack, "full");
      grants.grant("dataScientists", group(DATA_SCIENTISTS));
      grants.grant("mlEngineers", group(DATA_SCIENTISTS));
    }).all(RoleAssignment);
    expect(new Set(both.map(readable)).size).toBe(both.length);
    expect(both.map(readable)).toContain("monitoringContributor on resourceGroup");
  });
});

describe("restrictedDataScientist", () => {
  const actions: readonly string[] = customRoles.restrictedDataScientist.actions;
  const allows = (action: string) =>
    actions.some((pattern) =>
      new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", ".*")}$`, "i").test(
        `Microsoft.MachineLearningServices/workspaces/${action}`,
      ),
    );

  it.each(["jobs/write", "jobs/cancel/action", "experiments/runs/write", "models/versions/write", "schedules/read"])(
    "allows %s",
    (action) => expect(allows(action)).toBe(true),
  );

  it.each([
    "write",
    "delete",
    "onlineEndpoints/write",
    "onlineEndpoints/deployments/write",
    "onlineEndpoints/delete",
    "onlineEndpoints/listKeys/action",
    "schedules/write",
    "schedules/delete",
    "datastores/write",
    "datastores/listSecrets/action",
    "connections/write",
    "connections/listsecrets/action",
    "computes/write",
    "listKeys/action",
  ])("does not allow %s", (action) => expect(allows(action)).toBe(false));

  it("begins with an action without a wildcard, as scanners want it (CKV_AZURE_39)", () => {
    expect(actions[0]).not.toContain("*");
    expect(actions[1]).toContain("*");
  });
});

describe("WorkspaceIdentityGrants", () => {
  const targets = {
    storage: target("storage"),
    collected: target("collected"),
    vault: target("vault"),
    containerRegistry: target("containerRegistry"),
    insights: target("insights"),
  };

  it("grants Azure ML's documented set, and has the workspace wait for it", () => {
    let waitsFor = 0;
    const { all } = synth((stack) => {
      waitsFor = new WorkspaceIdentityGrants(stack, "Grants", { principal: identity, targets }).dependables.length;
    });
    expect(all(RoleAssignment).map(readable).sort()).toEqual([
      "contributor on containerRegistry",
      "contributor on insights",
      "contributor on storage",
      "contributor on vault",
      "keyVaultAdministrator on vault",
      "monitoringMetricsPublisher on insights",
      "networkConnectionApprover on collected",
      "storageBlobDataContributor on collected",
      "storageBlobDataContributor on storage",
      "storageFileDataPrivilegedContributor on storage",
    ]);
    expect(waitsFor).toBe(10);
  });

  it("grants the role on the workspace without making the workspace wait for it", () => {
    let waitsFor = 0;
    const { all } = synth((stack) => {
      const grants = new WorkspaceIdentityGrants(stack, "Grants", { principal: identity, targets });
      grants.grantOnWorkspace(target("workspace"));
      waitsFor = grants.dependables.length;
    });
    expect(all(RoleAssignment).map(readable)).toContain("contributor on workspace");
    expect(waitsFor).toBe(10);
  });
});

describe("ComputeIdentityGrants", () => {
  const targets = {
    storage: target("storage"),
    collected: target("collected"),
    containerRegistry: target("containerRegistry"),
  };

  it("lets runs use data and images, and nothing else", () => {
    const { all } = synth((stack) => new ComputeIdentityGrants(stack, "Grants", { principal: identity, targets }));
    expect(all(RoleAssignment).map(readable).sort()).toEqual([
      "acrPull on containerRegistry",
      "storageBlobDataContributor on storage",
      "storageBlobDataReader on collected",
    ]);
  });

  it("lets runs read shared models where the model registry is given", () => {
    const { all } = synth(
      (stack) =>
        new ComputeIdentityGrants(stack, "Grants", {
          principal: identity,
          targets: { ...targets, modelRegistry: target("modelRegistry") },
        }),
    );
    expect(all(RoleAssignment).map(readable)).toContain("reader on modelRegistry");
  });

  it("lets runs write versions of models where they publish, by a role that deletes nothing", () => {
    const publisher = customRoleRef("modelPublisher", { qualifier: "pfs", resourceGroup: REF });
    const { all } = synth(
      (stack) =>
        new ComputeIdentityGrants(stack, "Grants", {
          principal: identity,
          targets: { ...targets, modelRegistry: target("modelRegistry") },
          publisher,
        }),
    );
    expect(all(RoleAssignment)).toContainEqual(
      expect.objectContaining({
        scope: target("modelRegistry").id,
        role_definition_id: publisher.roleDefinitionId,
        principal_type: "ServicePrincipal",
      }),
    );
    expect(customRoles.modelPublisher.actions.filter((action) => /\*|delete/i.test(action))).toEqual([]);
  });
});

describe("access rules over everything granted to people", () => {
  const privileged: string[] = privilegedRoles.map((role) => builtInRoles[role].id);
  const everything = accessLevels.map((level) => ({ level, all: everybody(level).all(RoleAssignment) }));

  it.each(everything)("AMLZ-RBAC-01 no privileged role at level $level", ({ all }) => {
    expect(all.filter((one) => privileged.includes(GUID_AT_END.exec(one["role_definition_id"])?.[0] ?? ""))).toEqual(
      [],
    );
  });

  it("AMLZ-RBAC-01 sees a privileged role where there is one", () => {
    const { all } = synth((stack) => {
      const targets = {
        storage: target("storage"),
        collected: target("collected"),
        vault: target("vault"),
        containerRegistry: target("containerRegistry"),
        insights: target("insights"),
      };
      new WorkspaceIdentityGrants(stack, "Grants", { principal: identity, targets });
    });
    const found = all(RoleAssignment).filter((one) =>
      privileged.includes(GUID_AT_END.exec(one["role_definition_id"])![0]),
    );
    expect(found).toHaveLength(4);
  });

  it.each(everything)("AMLZ-RBAC-02 nothing above the resource group at level $level", ({ all }) => {
    expect(all.filter((one) => !(one["scope"] as string).startsWith(RG))).toEqual([]);
    expect(all.length).toBeGreaterThan(0);
  });

  it.each(everything)("AMLZ-RBAC-03 and 04 people through groups, by type, at level $level", ({ all }) => {
    expect(new Set(all.map((one) => one["principal_type"]))).toEqual(new Set(["Group"]));
  });

  it("AMLZ-RBAC-07 nobody changes anything where the level is read-only", () => {
    const reading = ["reader", "logAnalyticsReader", "monitoringReader"];
    const roles = (level: AccessLevel) =>
      new Set(
        everybody(level)
          .all(RoleAssignment)
          .map((one) => readable(one).split(" ")[0]!),
      );
    expect([...roles("read-only")].filter((role) => !reading.includes(role))).toEqual([]);
    expect([...roles("full")].filter((role) => !reading.includes(role))).not.toEqual([]);
  });

  it("names no two assignments alike", () => {
    for (const { all } of everything) expect(new Set(all.map((one) => one["name"])).size).toBe(all.length);
  });

  it("covers every persona", () => {
    expect(personas).toEqual(["dataScientists", "mlEngineers", "auditors"]);
  });
});
