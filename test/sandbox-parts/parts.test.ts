import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cloud } from "../../sandbox/engine/arm/cloud";
import { type JsonObject, Store } from "../../sandbox/engine/store/store";
import { bodyOfAzurerm } from "../../sandbox/engine/azurerm/arm-body";
import { readDailyCap, readParts } from "../../sandbox/services/parts";
import { azurermTypes } from "../../sandbox/services/types";

const group = "/subscriptions/0c5e2b7a-1f64-4a36-9c1d-7be0f2a4d101/resourceGroups/rg";

describe("what azurerm writes as a block, and ARM keeps below", () => {
  let dir: string;
  let cloud: Cloud;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "mlops-parts-"));
    cloud = new Cloud(new Store(dir), { rulesFor: () => ({}), tenant: "t", bodyOf: bodyOfAzurerm });
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const made = (type: string, name: string, values: JsonObject): string => {
    const { arm } = azurermTypes[type]!;
    const id = `${group}/providers/${arm}/${name}`;
    cloud.store.put({ id, type: arm, body: {}, readOnly: {}, azurerm: { type, values: { name, ...values } } });
    return id;
  };
  const read = (path: string) => readParts(cloud, path, new URLSearchParams());

  it("is answered of the blobs and shares of an account", () => {
    const account = made("azurerm_storage_account", "sttest", {
      blob_properties: [{ versioning_enabled: true, delete_retention_policy: [{ days: 30 }] }],
    });
    expect(read(`${account}/blobServices/default`)).toEqual({
      id: `${account}/blobServices/default`,
      name: "default",
      type: "Microsoft.Storage/storageAccounts/blobServices",
      properties: {
        cors: { corsRules: [] },
        deleteRetentionPolicy: { enabled: true, days: 30 },
        containerDeleteRetentionPolicy: { enabled: false },
        isVersioningEnabled: true,
        changeFeed: { enabled: false },
        lastAccessTimeTrackingPolicy: { enable: false },
        restorePolicy: { enabled: false },
      },
    });
    expect(read(`${account}/FILESERVICES/default`)).toMatchObject({
      properties: { shareDeleteRetentionPolicy: { enabled: false } },
    });
    expect(read(`${account}/blobServices`)).toMatchObject({ value: [{ name: "default" }] });
    expect(read(`${account}/blobServices/other`)).toBeUndefined();
    expect(read(`${account}/tableServices/default`)).toBeUndefined();
  });

  it("is answered of the replicas of a registry, its own region among them", () => {
    const registry = made("azurerm_container_registry", "crtest", {
      sku: "Premium",
      location: "westeurope",
      zone_redundancy_enabled: true,
      georeplications: [{ location: "northeurope", regional_endpoint_enabled: true, tags: { owner: "ml" } }],
    });
    expect(read(`${registry}/replications`)).toMatchObject({
      value: [
        { name: "westeurope", location: "westeurope", properties: { zoneRedundancy: "Enabled" } },
        {
          name: "northeurope",
          tags: { owner: "ml" },
          properties: { zoneRedundancy: "Disabled", regionEndpointEnabled: true },
        },
      ],
    });
  });

  it("is answered of the zones of a private endpoint, unless somebody else put them there", () => {
    const zone = `${group}/providers/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net`;
    const endpoint = made("azurerm_private_endpoint", "pe", {
      private_dns_zone_group: [{ name: "default", private_dns_zone_ids: [zone] }],
    });
    const address = `${endpoint}/privateDnsZoneGroups/default`;
    expect(read(address)).toMatchObject({
      properties: { privateDnsZoneConfigs: [{ properties: { privateDnsZoneId: zone } }] },
    });
    const type = "Microsoft.Network/privateEndpoints/privateDnsZoneGroups";
    cloud.store.put({ id: address, type, body: { properties: {} }, readOnly: {} });
    expect([read(address), read(`${endpoint}/privateDnsZoneGroups`)]).toEqual([undefined, undefined]);
  });

  it("is answered of what Application Insights takes a day", () => {
    const insights = made("azurerm_application_insights", "appi", { daily_data_cap_in_gb: 5 });
    expect(readDailyCap(cloud, `${insights}/currentbillingfeatures`, new URLSearchParams())).toMatchObject({
      DataVolumeCap: { Cap: 5, StopSendNotificationWhenHitCap: false },
    });
  });
});
