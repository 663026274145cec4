import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { RoleDefinition } from "@cdktf/provider-azurerm/lib/role-definition";
import { Testing } from "cdktf";
import { organizationSchema } from "../../schema/configuration";
import { customRoleGuidOf } from "../../domain/access/role-home";
import { builtInRoles, customRoles } from "../../domain/access/roles";
import { publisherHomeOf } from "../../schema/own-roles";
import { RegistryStack } from "../../stacks/registry";
import { testApp } from "../support/app";
import type { Attributes } from "../support/synth";

const PLATFORM = "2d9b1c1e-58a4-4e7e-8d0c-6a5f1b3e9a10";
const PROMOTERS = "5f3a9b62-90c4-4f0c-b1f8-2f6c3f7f2a01";

const organizationOf = (settings: object, beside: object = {}) =>
  organizationSchema.parse({
    name: "PFS Corporation",
    prefix: "pfs",
    tenant: "7b1f7a52-3c0e-4f6b-9a65-0e5a3f0c9d11",
    documentation: "https://docs.example/mlops",
    repository: { provider: "github", owner: "pfs-corporation", name: "mlops" },
    promotionOrder: ["dev"],
    tags: { owner: "ml-platform", "cost-center": "CC-1" },
    platform: { subscription: PLATFORM, location: "westeurope", registry: settings },
    ...beside,
  });

function registry(settings: object = {}, beside: object = {}, publishing = false) {
  const organization = organizationOf(settings, beside);
  const json = JSON.parse(
    Testing.synth(
      new RegistryStack(testApp(), "registry", { organization, environments: ["dev", "prod"], publishing }),
      true,
    ),
  ) as Attributes;
  const all = (type: string) => Object.values((json["resource"][type] ?? {}) as Record<string, Attributes>);
  return { all, arm: all("azapi_resource")[0]! };
}

describe("RegistryStack", () => {
  it("makes a registry that Azure ML keeps the storage of, and refuses to destroy it", () => {
    const { arm, all } = registry();
    expect(arm).toMatchObject({
      type: "Microsoft.MachineLearningServices/registries@2025-06-01",
      name: "mlr-pfs",
      location: "westeurope",
      identity: [{ type: "SystemAssigned" }],
      parent_id: expect.stringContaining("azurerm_resource_group"),
      tags: { owner: "ml-platform", "cost-center": "CC-1" },
      lifecycle: { prevent_destroy: true },
      timeouts: { create: "60m" },
    });
    expect(arm["body"].properties.regionDetails).toEqual([
      {
        location: "westeurope",
        storageAccountDetails: [
          {
            systemCreatedStorageAccount: {
              storageAccountType: "Standard_LRS",
              storageAccountHnsEnabled: false,
              allowBlobPublicAccess: false,
            },
          },
        ],
        acrDetails: [{ systemCreatedAcrAccount: { acrAccountSku: "Premium" } }],
      },
    ]);
    expect(all(ResourceGroup.tfResourceType)[0]).toMatchObject({
      name: "rg-pfs-ml-registry",
      lifecycle: { prevent_destroy: true },
    });
  });

  it("writes tags under the names that the company has for them", () => {
    const tagNames = { owner: "pfs.team", "cost-center": "CostCenter", "managed-by": "IaC" };
    expect(registry({}, { tagNames }).arm["tags"]).toEqual({
      "pfs.team": "ml-platform",
      CostCenter: "CC-1",
      IaC: "terraform",
    });
  });

  it("copies it to further regions, its own region first and none twice", () => {
    const details = registry({ replicas: ["northeurope", "westeurope"] }).arm["body"].properties.regionDetails;
    expect(details.map((one: Attributes) => one["location"])).toEqual(["westeurope", "northeurope"]);
  });

  it("closes it to the internet unless said otherwise", () => {
    const access = (settings?: object) => registry(settings).arm["body"].properties.publicNetworkAccess;
    expect(access()).toBe("Disabled");
    expect(access({ inbound: { mode: "public", reason: "hosted runners reach it" } })).toBe("Enabled");
  });

  it("rejects a list of addresses, which a registry does not have", () => {
    const inbound = { mode: "public", reason: "our offices only", allowedAddresses: ["203.0.113.0/24"] };
    expect(() => registry({ inbound })).toThrow("MLOPS-REGISTRY-002");
  });

  it("lets those who deploy environments make endpoints to it where it is closed, and nowhere else", () => {
    const grants = registry().all(RoleAssignment.tfResourceType);
    expect(grants).toHaveLength(2);
    for (const [index, environment] of ["dev", "prod"].entries())
      expect(grants[index]).toMatchObject({
        principal_id: expect.stringContaining(`data.azurerm_user_assigned_identity.Deployers_${environment}_`),
        principal_type: "ServicePrincipal",
        scope: expect.stringMatching(/azapi_resource\..*\.id/),
        role_definition_id: expect.stringContaining(builtInRoles.networkConnectionApprover.id),
      });
  });

  it("lets pipelines publish where that is said: one role, on the registry, for an identity that bootstrap made", () => {
    const inbound = { mode: "public", reason: "hosted runners reach it" };
    const grants = (publishedByPipelines: boolean) =>
      registry({ inbound, publishedByPipelines }).all(RoleAssignment.tfResourceType);
    expect(grants(false)).toEqual([]);
    expect(grants(true)).toEqual([
      expect.objectContaining({
        principal_id: expect.stringContaining("data.azurerm_user_assigned_identity.Publisher"),
        principal_type: "ServicePrincipal",
        scope: expect.stringMatching(/azapi_resource\..*\.id/),
        role_definition_id: expect.stringContaining(builtInRoles.amlRegistryUser.id),
      }),
    ]);
  });

  it("lets promoters publish, and nobody without being asked", () => {
    const inbound = { mode: "public", reason: "hosted runners reach it" };
    const granted = registry({ inbound, promoters: [{ group: PROMOTERS, name: "PFS ML Model Promoters" }] });
    expect(granted.all(RoleAssignment.tfResourceType)).toEqual([
      expect.objectContaining({
        principal_id: PROMOTERS,
        principal_type: "Group",
        scope: expect.stringMatching(/azapi_resource\..*\.id/),
        role_definition_id: expect.stringContaining(builtInRoles.amlRegistryUser.id),
      }),
    ]);
    expect(registry({ inbound }).all(RoleAssignment.tfResourceType)).toEqual([]);
  });

  it("makes the role of trainings that publish, once for all environments and only if there are some", () => {
    const { qualifier, resourceGroup } = publisherHomeOf(organizationOf({}));
    const roles = (publishing: boolean) => registry({}, {}, publishing).all(RoleDefinition.tfResourceType);
    expect(roles(false)).toEqual([]);
    expect(roles(true)).toEqual([
      expect.objectContaining({
        name: "ML Model Publisher (pfs)",
        role_definition_id: customRoleGuidOf("modelPublisher", qualifier, resourceGroup),
        permissions: [{ actions: [...customRoles.modelPublisher.actions] }],
      }),
    ]);
  });
});
