import { endpointVmSizes } from "../../../domain/azure/endpoint-vm-sizes";
import { vmSizes } from "../../../domain/azure/vm-sizes";
import type { Json } from "../../engine/store/store";
import { isWithin } from "../../engine/arm/arm-id";
import type { ArmRead, ArmResource, CloudView } from "../../engine/arm/model";
import { isObject } from "../../engine/arm/json";
import { limitsOf } from "../../engine/arm/limits";

const ML = "Microsoft.MachineLearningServices";
/** Cores of a family, and of all, that a subscription may have in a region where `limits.json` says nothing else. */
export const DEFAULT_CORES = 500;
export const DEFAULT_TOTAL_CORES = 2000;
/** Memory of a size, about: that of general purpose. */
export const GIB_PER_CORE = 4;
/** Azure ML keeps cores of one instance in five free for updates of an endpoint. */
const ENDPOINT_RESERVE = 1.2;

const sizes = [...new Set([...vmSizes, ...endpointVmSizes])].sort();

/** Cores are the first number in a size's name; `NC24ads_A100_v4` has 24. */
export const coresOf = (size: string): number => Number(/^Standard_[A-Z]+(\d+)/.exec(size)?.[1] ?? 0);

/** `Standard_D4ds_v5` → `standardDDSv5Family`; `Standard_NC4as_T4_v3` → `standardNCASv3_T4Family`, as Azure writes them. */
export function familyName(size: string): string {
  const [, letters, more, ...rest] = /^Standard_([A-Z]+)\d+([a-z]*)(.*)$/.exec(size) ?? [];
  const parts = rest.join("").split("_").filter(Boolean);
  const version = parts.find((part) => /^v\d+$/.test(part)) ?? "";
  const others = parts.filter((part) => part !== version).map((part) => `_${part}`);
  return `standard${letters ?? ""}${(more ?? "").toUpperCase()}${version}${others.join("")}Family`;
}

/** Families of some sizes, in the order of their names. */
export const familiesOf = (all: readonly string[]): readonly string[] => [...new Set(all.map(familyName))].sort();

/** Subscription and location of a namespace's collection in a region; null if the path is of something else. */
export const inRegion = (namespace: string, path: string, collection: string) =>
  new RegExp(
    `^(/subscriptions/[^/]+)/providers/${namespace.replaceAll(".", "\\.")}/locations/([^/]+)/${collection}$`,
    "i",
  ).exec(path);

/** Those of some sizes that Azure has, as far as `limits.json` takes none away. */
export function offered(cloud: CloudView, all: readonly string[]): readonly string[] {
  const missing = limitsOf(cloud).missingSizes ?? [];
  return all.filter((size) => !missing.includes(size));
}

/** `GET …/locations/<location>/vmSizes`: the sizes that Azure ML offers in a region. */
export const readVmSizes: ArmRead = (cloud, path) => {
  if (inRegion(ML, path, "vmSizes") === null) return undefined;
  return {
    value: offered(cloud, sizes).map((name) => ({
      name,
      family: familyName(name),
      vCPUs: coresOf(name),
      gpus: 0,
      osVhdSizeMB: 1_047_552,
      maxResourceVolumeMB: 0,
      memoryGB: coresOf(name) * GIB_PER_CORE,
      lowPriorityCapable: false,
      premiumIO: true,
      supportedComputeTypes: vmSizes.includes(name) ? ["AmlCompute", "ComputeInstance"] : [],
    })),
  };
};

/** `GET …/locations/<location>/usages`: cores in use and how many there may be, by family and in all. */
export const readUsages: ArmRead = (cloud, path) => {
  const [, subscription, location] = inRegion(ML, path, "usages") ?? [];
  if (subscription === undefined) return undefined;
  const used = coresInUse(cloud, subscription, location!);
  const limits = limitsOf(cloud).cores ?? {};
  const usage = (kind: string, name: string, text: string, currentValue: number, limit: number): Json => ({
    id: `${subscription}/providers/${ML}/locations/${location!}/usages/${name}`,
    amlWorkspaceLocation: location!,
    type: `${ML}/${kind}/usages`,
    unit: "Count",
    currentValue,
    limit,
    name: { value: name, localizedValue: text },
  });
  const total = [...used.values()].reduce((sum, cores) => sum + cores, 0);
  return {
    value: [
      usage(
        "totalDedicatedCores",
        "Total Cluster Dedicated Regional vCPUs",
        "Total Cluster Dedicated Regional vCPUs",
        total,
        limits["total"] ?? DEFAULT_TOTAL_CORES,
      ),
      ...familiesOf(sizes).map((family) =>
        usage(
          "dedicatedCores",
          family,
          `${family.replace(/^standard/, "Standard ").replace(/Family$/, " Family")} Cluster Dedicated vCPUs`,
          used.get(family) ?? 0,
          limits[family] ?? DEFAULT_CORES,
        ),
      ),
    ],
  };
};

/** `GET …/locations/<location>/quotas`: how many cores there may be, by family and in all. */
export const readQuotas: ArmRead = (cloud, path) => {
  const [, subscription, location] = inRegion(ML, path, "quotas") ?? [];
  if (subscription === undefined) return undefined;
  const limits = limitsOf(cloud).cores ?? {};
  const quota = (kind: string, name: string, limit: number): Json => ({
    id: `${subscription}/providers/${ML}/locations/${location!}/quotas/${name}`,
    amlWorkspaceLocation: location!,
    type: `${ML}/${kind}/quotas`,
    unit: "Count",
    limit,
    name: { value: name, localizedValue: name },
  });
  return {
    value: [
      quota("totalDedicatedCores", "Total Cluster Dedicated Regional vCPUs", limits["total"] ?? DEFAULT_TOTAL_CORES),
      ...familiesOf(sizes).map((family) => quota("dedicatedCores", family, limits[family] ?? DEFAULT_CORES)),
    ],
  };
};

/** Instances of endpoints with their reserve, and compute instances; no job ever runs here, so clusters use none. */
function coresInUse(cloud: CloudView, subscription: string, location: string): ReadonlyMap<string, number> {
  const used = new Map<string, number>();
  const add = (size: string, cores: number) => used.set(familyName(size), (used.get(familyName(size)) ?? 0) + cores);
  const here = (type: string): readonly ArmResource[] =>
    cloud.ofType(`${ML}/workspaces/${type}`).filter((one) => isWithin(one.id, subscription) && at(one) === location);
  for (const { properties, sku } of here("onlineEndpoints/deployments")) {
    const size = String(properties["instanceType"]);
    add(size, Math.ceil(Number(sku?.["capacity"] ?? 0) * ENDPOINT_RESERVE) * coresOf(size));
  }
  for (const { properties } of here("computes")) {
    const own = isObject(properties["properties"]) ? properties["properties"] : {};
    if (properties["computeType"] === "ComputeInstance") add(String(own["vmSize"]), coresOf(String(own["vmSize"])));
  }
  return used;
}

const at = ({ location, properties }: ArmResource): string => String(location ?? properties["computeLocation"] ?? "");
