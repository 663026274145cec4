import { type DescribedResource, NetworkMap } from "../../../domain/network/reach";

const workspaces = "Microsoft.MachineLearningServices/workspaces";

/** So many workspaces, each with an account, a vault, an endpoint and a private endpoint, and how often they were looked at. */
function estate(count: number): { readonly resources: readonly DescribedResource[]; readonly looks: () => number } {
  let looks = 0;
  const watched = (id: string, type: string, written: unknown = {}): DescribedResource => ({
    id,
    type,
    body: { properties: {} },
    get arguments() {
      looks += 1;
      return written;
    },
  });
  const resources = Array.from({ length: count }, (_, index) => {
    const group = `/subscriptions/s/resourceGroups/rg${index}/providers`;
    const [workspace, account] = [
      `${group}/${workspaces}/mlw`,
      `${group}/Microsoft.Storage/storageAccounts/st${index}`,
    ];
    const network = `${group}/Microsoft.Network/virtualNetworks/vnet`;
    return [
      watched(workspace, workspaces, { storage_account_id: account }),
      watched(account, "Microsoft.Storage/storageAccounts"),
      watched(`${workspace}/onlineEndpoints/answers`, `${workspaces}/onlineEndpoints`),
      watched(`${workspace}/datastores/blob`, `${workspaces}/datastores`),
      watched(`${network}/subnets/private`, "Microsoft.Network/virtualNetworks/subnets"),
      watched(`${network}/subnets/people`, "Microsoft.Network/virtualNetworks/subnets"),
      watched(`${group}/Microsoft.Network/privateEndpoints/pe`, "Microsoft.Network/privateEndpoints", {
        subnet_id: `${network}/subnets/private`,
        private_service_connection: [{ private_connection_resource_id: account, subresource_names: ["blob"] }],
      }),
    ];
  }).flat();
  return { resources, looks: () => looks };
}

/** Everything that a map tells of an estate. */
function told(resources: readonly DescribedResource[]) {
  const map = new NetworkMap(resources);
  return map.workspaces.map((workspace) => ({
    accounts: [
      workspace.targets.storage?.id,
      ...map.storageAccounts[0]!.privateEndpoints!.map(({ network }) => network),
    ],
    endpoints: workspace.endpoints.map(({ id }) => id),
    subnets: map.subnetsBeside(workspace.id).map(({ name }) => name),
  }));
}

describe("NetworkMap", () => {
  it("finds what belongs to a workspace, in whatever case its id is written", () => {
    const { resources } = estate(2);
    const shouted = resources.map((one) => ({ ...one, id: one.id.toUpperCase() }));
    expect(told(shouted).map(({ subnets }) => subnets)).toEqual([["PEOPLE"], ["PEOPLE"]]);
    expect(told(resources)[1]).toEqual({
      accounts: [
        expect.stringContaining("/rg1/"),
        "/subscriptions/s/resourceGroups/rg0/providers/Microsoft.Network/virtualNetworks/vnet",
      ],
      endpoints: [expect.stringContaining("/rg1/")],
      subnets: ["people"],
    });
  });

  it("looks at a resource as often among many as among few", () => {
    const [few, many] = [estate(10), estate(100)];
    told(few.resources);
    told(many.resources);
    expect(few.looks()).toBeGreaterThan(0);
    expect(many.looks() / few.looks()).toBeLessThan(12);
  });
});
