import { vmSizes } from "../../../domain/azure/vm-sizes";
import { isWithin } from "../../engine/arm/arm-id";
import type { ArmRead } from "../../engine/arm/model";
import { isObject } from "../../engine/arm/json";
import {
  coresOf,
  DEFAULT_CORES,
  DEFAULT_TOTAL_CORES,
  familiesOf,
  familyName,
  GIB_PER_CORE,
  inRegion,
  offered,
} from "../machine-learning/compute-limits";

const COMPUTE = "Microsoft.Compute";

/** `GET …/Microsoft.Compute/locations/<location>/vmSizes` */
export const readMachineSizes: ArmRead = (cloud, path) => {
  if (inRegion(COMPUTE, path, "vmSizes") === null) return undefined;
  return {
    value: offered(cloud, vmSizes).map((name) => ({
      name,
      numberOfCores: coresOf(name),
      osDiskSizeInMB: 1_047_552,
      resourceDiskSizeInMB: 0,
      memoryInMB: coresOf(name) * GIB_PER_CORE * 1024,
      maxDataDiskCount: coresOf(name) * 2,
    })),
  };
};

/** `GET …/Microsoft.Compute/locations/<location>/usages`: cores of virtual machines in use, by family and in all. */
export const readMachineUsages: ArmRead = (cloud, path) => {
  const [, subscription, location] = inRegion(COMPUTE, path, "usages") ?? [];
  if (subscription === undefined) return undefined;
  const used = new Map<string, number>();
  for (const machine of cloud.ofType("Microsoft.Compute/virtualMachines")) {
    if (!isWithin(machine.id, subscription) || machine.location !== location) continue;
    const profile = machine.properties["hardwareProfile"] ?? null;
    const size = isObject(profile) ? String(profile["vmSize"]) : "";
    used.set(familyName(size), (used.get(familyName(size)) ?? 0) + coresOf(size));
  }
  const usage = (value: string, localizedValue: string, currentValue: number, limit: number) => ({
    unit: "Count",
    currentValue,
    limit,
    name: { value, localizedValue },
  });
  const total = [...used.values()].reduce((sum, cores) => sum + cores, 0);
  return {
    value: [
      usage("cores", "Total Regional vCPUs", total, DEFAULT_TOTAL_CORES),
      ...familiesOf(vmSizes).map((family) => usage(family, `${family} vCPUs`, used.get(family) ?? 0, DEFAULT_CORES)),
    ],
  };
};
