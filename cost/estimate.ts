import { valueAt } from "../domain/json/tree";
import { azureType, armTypeOfAzurerm, isChargeless, isThing } from "../domain/azure/types";
import type { Load } from "./load";
import { isMachine, meters, type MeterName } from "./meters";
import { hasMeters, partsOf, type CostedResource, type Part, type Surroundings } from "./parts";
import type { Rate } from "./price-list";

/** What one unit of a meter costs in a region, wherever that is known from. */
export interface Rates {
  /** `USD` */
  readonly currency: string;
  of(meter: string, region: string): Rate | undefined;
  /** What a whole resource costs in a month, whatever its meters say. @default - its meters say it */
  month?(resource: CostedResource, noun: string): number | undefined;
}

/** A stack whose month is wanted. */
export interface CostedStack {
  readonly name: string;
  /** The environment that it is in; what it rests upon is looked for there only. @default - none: nothing beside it */
  readonly environment?: string;
  /** Where its resources are if they do not say it. */
  readonly region: string;
  readonly resources: readonly CostedResource[];
}

/** A month of something, or of several things that are alike. */
export interface CostLine {
  readonly stack: string;
  /** `deployment model-12`, `private endpoint` */
  readonly what: string;
  /** How many are alike. */
  readonly count: number;
  /** Size of machine or meter of the table. */
  readonly meter: string;
  /** Money; absent: it has no price. */
  readonly idle?: number;
  readonly used?: number;
  /** Units of the meter, idle and under load. */
  readonly units: { readonly idle: number; readonly used: number };
  /** What the figures rest upon. */
  readonly because: string;
  readonly rate?: Rate;
}

/** What a month costs. */
export interface Estimate {
  readonly currency: string;
  readonly load: Load;
  /** Dearest first, within each stack. */
  readonly lines: readonly CostLine[];
  readonly idle: number;
  readonly used: number;
  /** What Azure bills and no price is known of, or no meter: each with how many there are. */
  readonly uncounted: readonly { readonly what: string; readonly count: number; readonly why: string }[];
}

/**
 * A month of stacks, idle and under a load. What costs nothing by being there is left out; what has no price is a line without
 * money and is named in `uncounted`.
 * @param around - stacks that are not counted, but say what others rest upon, e.g. the size of a cluster
 */
export function estimate(
  stacks: readonly CostedStack[],
  rates: Rates,
  load: Load,
  around: readonly CostedStack[] = [],
): Estimate {
  const all = [...stacks, ...around];
  const lines = stacks.flatMap((stack) => {
    // Things of one name are in several environments: those of its own are meant.
    const near = all.filter(
      (other) => other !== stack && stack.environment !== undefined && other.environment === stack.environment,
    );
    const surroundings = { siblings: stack.resources, around: near.flatMap(({ resources }) => resources), load };
    const single = stack.resources.flatMap((resource) => {
      const noun = azureType(resource.type, resource.armType)?.noun;
      const month = rates.month?.(resource, noun ?? resource.armType);
      if (month !== undefined) return [ofMonth(stack, noun ?? resource.armType, month)];
      return partsOf(resource, surroundings).map((part) => line(stack, resource, part, rates));
    });
    return together(single).sort(
      (a, b) => (b.used ?? 0) - (a.used ?? 0) || (b.idle ?? 0) - (a.idle ?? 0) || (a.what < b.what ? -1 : 1),
    );
  });
  const sum = (side: "idle" | "used"): number => cents(lines.reduce((total, one) => total + (one[side] ?? 0), 0));
  const uncounted = [...unpriced(lines), ...unknown(stacks, rates)];
  return { currency: rates.currency, load, lines, idle: sum("idle"), used: sum("used"), uncounted };
}

/** What one resource costs in a month in which nobody uses it; undefined if it has no meter, or one without a price. */
export function idleMonth(
  resource: CostedResource,
  rates: Rates,
  { region, ...surroundings }: Surroundings & { readonly region: string },
): number | undefined {
  const parts = partsOf(resource, surroundings);
  const amounts = parts.map(({ meter, idle }) => {
    if (idle === 0) return 0;
    const rate = rates.of(meter, region);
    return rate === undefined ? undefined : idle * rate.price;
  });
  if (parts.length === 0 || amounts.some((amount) => amount === undefined)) return undefined;
  return amounts.reduce((total: number, amount) => total + amount!, 0);
}

/** ARM type in lower case of a resource of Terraform. */
export const armTypeOf = (type: string, values: Readonly<Record<string, unknown>>): string => {
  const given = values["type"];
  const arm = type.startsWith("azapi_") && typeof given === "string" ? given.split("@")[0]! : armTypeOfAzurerm(type);
  return (arm ?? ARM_OF_OTHERS[type] ?? type).toLowerCase();
};

/** Types that only some networks have; the review needs no more of them than this. */
const ARM_OF_OTHERS: Readonly<Record<string, string>> = {
  azurerm_bastion_host: "Microsoft.Network/bastionHosts",
  azurerm_firewall: "Microsoft.Network/azureFirewalls",
  azurerm_linux_virtual_machine: "Microsoft.Compute/virtualMachines",
  azurerm_linux_virtual_machine_scale_set: "Microsoft.Compute/virtualMachineScaleSets",
  azurerm_nat_gateway: "Microsoft.Network/natGateways",
  azurerm_public_ip: "Microsoft.Network/publicIPAddresses",
};

const SINGLE = [
  "microsoft.machinelearningservices/workspaces/onlineendpoints/deployments",
  "microsoft.machinelearningservices/workspaces/computes",
  "microsoft.machinelearningservices/workspaces/schedules",
];

function line(stack: CostedStack, resource: CostedResource, part: Part, rates: Rates): CostLine {
  const { type, armType, values, name } = resource;
  const location = values["location"];
  const region = typeof location === "string" && location !== "global" ? location : stack.region;
  const rate = rates.of(part.meter, region);
  const noun = azureType(type, armType)?.noun ?? wordsOf(part.meter);
  const money = (units: number): number => cents(units * rate!.price);
  return {
    stack: stack.name,
    what: SINGLE.includes(armType) ? `${noun} ${name}` : noun,
    count: 1,
    meter: part.meter,
    units: { idle: part.idle, used: part.used },
    ...(rate !== undefined && { idle: money(part.idle), used: money(part.used), rate }),
    because: part.because,
  };
}

/** A line whose price is the one of a whole resource. */
const ofMonth = (stack: CostedStack, what: string, month: number): CostLine => ({
  stack: stack.name,
  what,
  count: 1,
  meter: "month",
  units: { idle: 1, used: 1 },
  idle: cents(month),
  used: cents(month),
  because: "as your price file has it",
});

/** What is alike, once. */
function together(lines: readonly CostLine[]): CostLine[] {
  const found = new Map<string, CostLine>();
  for (const one of lines) {
    const key = [one.what, one.meter, one.because, one.rate?.region].join("\n");
    const other = found.get(key);
    found.set(key, other === undefined ? one : added(other, one));
  }
  return [...found.values()];
}

const added = (a: CostLine, b: CostLine): CostLine => ({
  ...a,
  count: a.count + b.count,
  units: { idle: a.units.idle + b.units.idle, used: a.units.used + b.units.used },
  ...(a.idle !== undefined && b.idle !== undefined && { idle: cents(a.idle + b.idle), used: cents(a.used! + b.used!) }),
});

function unpriced(lines: readonly CostLine[]): Estimate["uncounted"] {
  const without = lines.filter(({ idle, units }) => idle === undefined && (units.idle > 0 || units.used > 0));
  return without.map(({ what, count, meter }) => ({ what, count, why: `no price of ${wordsOf(meter)}` }));
}

/** Azure ML keeps it on its own side and bills it to the workspace. Source: Azure ML, concept-customer-managed-keys. */
const INDEX = "index of a workspace with a company's key";

function unknown(stacks: readonly CostedStack[], rates: Rates): Estimate["uncounted"] {
  const counts = new Map<string, number>();
  for (const resource of stacks.flatMap(({ resources }) => resources)) {
    const { type, armType, values } = resource;
    if (valueAt(values, "body", "properties", "enableServiceSideCMKEncryption") === true)
      counts.set(INDEX, (counts.get(INDEX) ?? 0) + 1);
    if (!type.startsWith("azurerm_") && type !== "azapi_resource") continue;
    if (!isThing(type) || hasMeters(armType) || isChargeless(type, armType)) continue;
    const noun = azureType(type, armType)?.noun ?? armType;
    if (rates.month?.(resource, noun) !== undefined) continue;
    counts.set(noun, (counts.get(noun) ?? 0) + 1);
  }
  return [...counts].map(([what, count]) => ({ what, count, why: "no meter of it is known" }));
}

/** A meter in words: `private endpoint`, or the size itself. */
export const wordsOf = (meter: string): string =>
  isMachine(meter) ? meter : (meters[meter as MeterName]?.words ?? meter);

/** To the cent, or what a currency has instead. */
export const cents = (amount: number): number => Math.round(amount * 100) / 100;
