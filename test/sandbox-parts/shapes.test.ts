import { BodyShapes } from "../../sandbox/engine/arm/shapes";
import { UNKNOWN } from "../../sandbox/engine/terraform/wire";

const shapes = new BodyShapes();
const vault = "Microsoft.KeyVault/vaults";
const workspaces = "Microsoft.MachineLearningServices/workspaces";
const good = {
  location: "westeurope",
  properties: { tenantId: "7b1f7a52-3c0e-4f6b-9a65-0e5a3f0c9d11", sku: { family: "A", name: "standard" } },
};
const found = (type: string, body: unknown) =>
  shapes.check(type, body).map(({ path, message, foundBy }) => `${foundBy} ${path}: ${message}`);

describe("the shapes of ARM bodies", () => {
  it("accept what Azure accepts, in any casing of the type", () => {
    expect(found(vault, good)).toEqual([]);
    expect(found("microsoft.keyvault/VAULTS", good)).toEqual([]);
    expect(shapes.versionOf(vault)).toBe("2026-02-01");
    expect(shapes.versionOf("Microsoft.Compute/disks")).toBeUndefined();
    expect(shapes.hasLocation(workspaces)).toBe(true);
    expect(shapes.hasLocation(`${workspaces}/schedules`)).toBe(false);
  });

  it("let through what is not known yet", () => {
    expect(found(vault, { ...good, properties: { ...good.properties, tenantId: UNKNOWN, sku: UNKNOWN } })).toEqual([]);
  });

  it("find what is missing, unexpected, of the wrong kind or pattern", () => {
    const properties = {
      ...good.properties,
      tenantId: "me",
      enablerbacauthorization: true,
      enableSoftDelete: "yes",
      accessPolicies: {},
    };
    expect(found(vault, { properties })).toEqual([
      "azapi location: required property is missing",
      "azapi properties.tenantId: expected a value matching ^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$, got me",
      "azapi properties.enablerbacauthorization: property is not expected here; did you mean enableRbacAuthorization?",
      "azapi properties.enableSoftDelete: expected true or false",
      "azapi properties.accessPolicies: expected a list",
    ]);
  });

  it("leave values outside a closed set to Azure, since azapi does", () => {
    const properties = { ...good.properties, networkAcls: { defaultAction: "Maybe" } };
    expect(found(vault, { ...good, properties })).toEqual([
      "azure properties.networkAcls.defaultAction: expected one of Allow, Deny, got Maybe",
    ]);
  });

  it("follow the discriminator to the variant, and refuse one that does not exist", () => {
    const compute = (properties: object) => found(`${workspaces}/computes`, { location: "westeurope", properties });
    const cluster = { computeType: "AmlCompute", properties: { scaleSettings: { maxNodeCount: 1 } } };
    expect(compute(cluster)).toEqual([]);
    expect(compute({ ...cluster, properties: { scaleSettings: {} } })).toEqual([
      "azapi properties.properties.scaleSettings.maxNodeCount: required property is missing",
    ]);
    expect(compute({ computeType: "Mainframe" })[0]).toMatch(
      /^azapi properties\.computeType: expected one of AKS, AmlCompute,/,
    );
  });

  it("know assets in registries as they know them in workspaces", () => {
    const body = { properties: { dataType: "uri_folder", dataUri: "azureml://x" } };
    expect(found("Microsoft.MachineLearningServices/registries/data/versions", body)).toEqual([]);
    expect(found("Microsoft.MachineLearningServices/registries/data/versions", { properties: {} })).not.toEqual([]);
  });

  // What the types that azapi 2.12.0 embeds have of bodies that stacks send.
  it.each<[string, object, string]>([
    [
      "Microsoft.EventGrid/systemTopics/eventSubscriptions",
      { deliveryWithResourceIdentity: { identity: { kind: "SystemAssigned" } } },
      "deliveryWithResourceIdentity.identity.kind",
    ],
    [
      "Microsoft.EventGrid/systemTopics/eventSubscriptions",
      { deadLetterDestination: { endpointType: "StorageQueue" } },
      "deadLetterDestination.endpointType",
    ],
    [
      "Microsoft.Network/virtualNetworks/subnets",
      { delegations: [{ name: "runners", serviceName: "GitHub.Network/networkSettings" }] },
      "delegations[0].serviceName",
    ],
    ["Microsoft.Insights/actionGroups", { groupShortName: "thirteen-long", enabled: true }, "groupShortName"],
    ["Microsoft.Insights/metricAlerts", {}, "scopes"],
  ])("find what azapi finds in %s: %#", (type, properties, path) => {
    const wrong = shapes.check(type, { location: "global", properties }).filter(({ foundBy }) => foundBy === "azapi");
    expect(wrong.map((one) => one.path)).toContain(`properties.${path}`);
  });
});
