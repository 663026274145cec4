import { sameId } from "../../domain/azure/ids";
import type { ArmRead, CloudView } from "../engine/arm/model";
import { blocks, items, present, succeeded } from "../engine/azurerm/shape";
import type { Json, JsonObject } from "../engine/store/store";
import { blobService, fileService } from "./storage/service-shapes";

/** What azurerm writes as a block of one resource, and ARM keeps as a resource of its own below it. */
interface Part {
  /** The azurerm type that it is written at. */
  readonly of: string;
  /** The last segment of its ARM type. */
  readonly collection: string;
  /** The bodies of all of them, by name. */
  readonly all: (values: JsonObject) => Readonly<Record<string, JsonObject>>;
}

const zoneGroups: Part["all"] = (values) =>
  Object.fromEntries(
    blocks(values, "private_dns_zone_group").map((group) => {
      const configs = items(group, "private_dns_zone_ids").map((zone) => ({
        name: String(zone).split("/").at(-1)!,
        properties: { privateDnsZoneId: zone },
      }));
      return [String(group["name"]), { properties: { ...succeeded, privateDnsZoneConfigs: configs } }];
    }),
  );

/** A registry of the Premium tier lists its own region beside those that others were added in. */
const replications: Part["all"] = (values) => {
  if (values["sku"] !== "Premium") return {};
  const own = {
    location: values["location"]!,
    zone_redundancy_enabled: values["zone_redundancy_enabled"] ?? false,
    regional_endpoint_enabled: true,
  };
  return Object.fromEntries(
    [own, ...blocks(values, "georeplications")].map((replica: JsonObject) => [
      String(replica["location"]),
      {
        ...present({ location: replica["location"], tags: replica["tags"] }),
        properties: {
          ...succeeded,
          zoneRedundancy: replica["zone_redundancy_enabled"] === true ? "Enabled" : "Disabled",
          regionEndpointEnabled: replica["regional_endpoint_enabled"] === true,
        },
      },
    ]),
  );
};

/** All of them. */
export const parts: readonly Part[] = [
  {
    of: "azurerm_storage_account",
    collection: "blobServices",
    all: (values) => ({ default: { properties: blobService(values) } }),
  },
  {
    of: "azurerm_storage_account",
    collection: "fileServices",
    all: (values) => ({ default: { properties: fileService(values) } }),
  },
  { of: "azurerm_container_registry", collection: "replications", all: replications },
  { of: "azurerm_private_endpoint", collection: "privateDnsZoneGroups", all: zoneGroups },
];

/** `GET` of a part, or of all of a resource. What clients made there by themselves is shown as they made it. */
export const readParts: ArmRead = (cloud, path) => {
  const [, owner, collection, name] = /^(.+)\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  if (owner === undefined || cloud.get(path) !== undefined) return undefined;
  const one = partsOf(cloud, owner, collection!)?.find((part) => sameId(String(part["name"]), name!));
  if (one !== undefined) return one;
  const all = partsOf(cloud, `${owner}/${collection!}`, name!);
  return all && { value: all };
};

function partsOf(cloud: CloudView, owner: string, collection: string): readonly JsonObject[] | undefined {
  const made = cloud.get(owner);
  const part = parts.find((known) => known.of === made?.azurerm?.type && sameId(known.collection, collection));
  if (part === undefined || made?.azurerm === undefined) return undefined;
  const type = `${made.type}/${part.collection}`;
  if (cloud.within(made.id).some((other) => sameId(other.type, type))) return undefined;
  return Object.entries(part.all(made.azurerm.values)).map(([name, body]) => ({
    ...{ id: `${made.id}/${part.collection}/${name}`, name, type },
    ...body,
  }));
}

/** `GET …/components/<name>/currentbillingfeatures`: how much a day Application Insights takes, in GB. */
export const readDailyCap: ArmRead = (cloud, path): Json | undefined => {
  const owner = /^(.+)\/currentbillingfeatures$/i.exec(path)?.[1];
  const made = owner === undefined ? undefined : cloud.get(owner)?.azurerm;
  if (made?.type !== "azurerm_application_insights") return undefined;
  return { CurrentBillingFeatures: ["Basic"], DataVolumeCap: dailyCap(made.values) };
};

/** Source: azurerm 4.55.0, application_insights_resource.go. */
export const dailyCap = (values: JsonObject): JsonObject => ({
  Cap: values["daily_data_cap_in_gb"] ?? 100,
  StopSendNotificationWhenHitCap: values["daily_data_cap_notifications_disabled"] === true,
});
