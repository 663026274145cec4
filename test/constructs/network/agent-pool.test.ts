import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { AgentServiceAccess } from "../../../constructs/access";
import { AgentPool, type AgentPoolProps } from "../../../constructs/network";
import { customRoles } from "../../../domain/access/roles";
import { PLACEMENT } from "../../support/placement";
import { synth } from "../../support/synth";

const minimal: AgentPoolProps = {
  ...PLACEMENT,
  name: "mdp-test",
  devCenterName: "dc-test",
  devCenterProjectName: "dcp-test",
  subnet: { id: "/subnet" },
  organizationUrl: "https://dev.azure.com/northwind",
  project: "ML Platform",
  size: "Standard_D2ads_v5",
  image: "ubuntu-24.04",
  maxAgents: 3,
};
const pool = (props: Partial<AgentPoolProps> = {}) =>
  synth((stack) => new AgentPool(stack, "Pool", { ...minimal, ...props }));

describe("AgentPool", () => {
  it("makes agents of one project that are thrown away after each job, open to no pipeline", () => {
    const made = Object.values(pool().resources("azapi_resource"));
    const of = (type: string) => made.find((one) => String(one["type"]).startsWith(`${type}@`))!;
    expect(of("Microsoft.DevCenter/devcenters")).toMatchObject({ name: "dc-test", location: "westeurope" });
    expect(of("Microsoft.DevCenter/projects")).toMatchObject({
      name: "dcp-test",
      body: { properties: { devCenterId: expect.stringContaining("DevCenter") } },
    });
    expect(of("Microsoft.DevOpsInfrastructure/pools")).toMatchObject({
      name: "mdp-test",
      location: "westeurope",
      body: {
        properties: {
          maximumConcurrency: 3,
          agentProfile: { kind: "Stateless" },
          organizationProfile: {
            kind: "AzureDevOps",
            organizations: [
              {
                url: "https://dev.azure.com/northwind",
                projects: ["ML Platform"],
                // Left out, Azure takes it for 0, and refuses the pool.
                parallelism: 3,
                openAccess: false,
              },
            ],
            permissionProfile: { kind: "Inherit" },
          },
          fabricProfile: {
            kind: "Vmss",
            sku: { name: "Standard_D2ads_v5" },
            images: [{ wellKnownImageName: "ubuntu-24.04/latest", buffer: "*" }],
            networkProfile: { subnetId: "/subnet" },
          },
        },
      },
      // Read when a pool is made, and never again.
      replace_triggers_refs: ["properties.organizationProfile.permissionProfile.kind"],
    });
  });

  it("rejects names and numbers that Azure does not take", () => {
    expect(() => pool({ name: "-pool" })).toThrow("MLOPS-NETWORK-013");
    expect(() => pool({ devCenterName: "d" })).toThrow("MLOPS-NETWORK-014");
    expect(() => pool({ devCenterProjectName: "d" })).toThrow("MLOPS-NETWORK-014");
    for (const maxAgents of [0, 10_001, 1.5]) expect(() => pool({ maxAgents })).toThrow("MLOPS-NETWORK-015");
    for (const maxAgents of [1, 10_000]) expect(() => pool({ maxAgents })).not.toThrow();
  });
});

describe("AgentServiceAccess", () => {
  it("lets the service join agents to the network, by a role of those actions alone, and read it", () => {
    const objectId = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
    const network = "/subscriptions/11111111-0000-4000-8000-000000000000/resourceGroups/rg/providers/n";
    const made = synth(
      (stack) =>
        new AgentServiceAccess(stack, "Access", {
          objectId,
          virtualNetwork: { id: network, key: network },
          home: {
            qualifier: "nwe-prod",
            resourceGroup: { subscriptionId: "11111111-0000-4000-8000-000000000000", resourceGroup: "rg" },
          },
          resourceGroupId: "/rg",
        }),
    );
    expect(made.all(RoleAssignment)).toHaveLength(2);
    for (const grant of made.all(RoleAssignment))
      expect(grant).toMatchObject({ principal_id: objectId, principal_type: "ServicePrincipal", scope: network });
    expect(customRoles.agentNetworkJoiner.actions.filter((action) => action.includes("*"))).toEqual([]);
  });
});
