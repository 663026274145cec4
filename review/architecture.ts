import { azureType } from "../domain/azure/types";
import { armTypeOf } from "../cost/estimate";
import { type Architecture, type ArchitectureBox, type Column, type ReviewInput } from "./model";
import { addressesIn } from "./references";
import { plannedResources } from "./words/planned";

/** A resource that may stand in the picture of an environment. */
export interface Thing {
  readonly stack: string;
  /** Terraform's address. */
  readonly address: string;
  /** ARM type, lower case. */
  readonly armType: string;
  readonly noun: string;
  readonly name: string;
  /** Its arguments: what they name, it refers to. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Addresses in its stack that it refers to, where arguments do not tell them yet. @default - none */
  readonly refers?: readonly string[];
}

const ML = "microsoft.machinelearningservices";

/** Types that have a box, with their column. Everything else is a detail of one of these. */
const shown: Readonly<Record<string, Column>> = {
  "microsoft.network/virtualnetworks": "Network",
  "microsoft.network/virtualnetworks/virtualnetworkpeerings": "Network",
  "microsoft.network/privateendpoints": "Network",
  "microsoft.network/routetables": "Network",
  "microsoft.network/bastionhosts": "Network",
  "microsoft.network/natgateways": "Network",
  "microsoft.network/azurefirewalls": "Network",
  "microsoft.compute/virtualmachines": "Network",
  "microsoft.compute/virtualmachinescalesets": "Network",
  [`${ML}/workspaces/onlineendpoints`]: "Use cases",
  [`${ML}/workspaces/onlineendpoints/deployments`]: "Use cases",
  [`${ML}/workspaces/batchendpoints`]: "Use cases",
  [`${ML}/workspaces/schedules`]: "Use cases",
  "microsoft.logic/workflows": "Use cases",
  [`${ML}/workspaces`]: "Machine learning",
  [`${ML}/workspaces/computes`]: "Machine learning",
  [`${ML}/workspaces/datastores`]: "Machine learning",
  [`${ML}/registries`]: "Stands on",
  "microsoft.storage/storageaccounts": "Stands on",
  "microsoft.keyvault/vaults": "Stands on",
  "microsoft.containerregistry/registries": "Stands on",
  "microsoft.operationalinsights/workspaces": "Watches",
  "microsoft.insights/components": "Watches",
  "microsoft.insights/workbooks": "Watches",
  "microsoft.insights/actiongroups": "Watches",
  "microsoft.eventgrid/systemtopics": "Watches",
};

/** Types of which a stack has one box, however many there are, and what that is called. */
const counted: Readonly<Record<string, string>> = {
  "microsoft.insights/metricalerts": "alert rules",
  "microsoft.insights/scheduledqueryrules": "alert rules",
  "microsoft.insights/activitylogalerts": "alert rules",
};

/** The picture of an environment, from what its stacks have. The same for the same stacks, in whatever order they come. */
export function architectureOf(environment: string, given: readonly Thing[]): Architecture {
  const things = [...given].sort((a, b) => compare(a.stack, b.stack) || compare(a.address, b.address));
  const rank = Object.keys(shown);
  const boxed = things
    .filter(({ armType }) => Object.hasOwn(shown, armType))
    .sort((a, b) => compare(a.stack, b.stack) || rank.indexOf(a.armType) - rank.indexOf(b.armType));
  const idOf = ({ stack, address }: Thing): string => `${stack}/${address}`;
  const boxes = boxed.map((thing): ArchitectureBox => ({
    id: idOf(thing),
    stack: thing.stack,
    column: shown[thing.armType]!,
    noun: thing.noun,
    name: thing.name,
  }));
  const tails = boxed.map((thing) => ({
    id: idOf(thing),
    tail: `/${lastPart(thing.armType)}/${thing.name}`.toLowerCase(),
  }));
  const arrows = boxed.flatMap((thing) => {
    const text = JSON.stringify(thing.values).toLowerCase();
    const named = tails.filter(({ tail }) => mentions(text, tail)).map(({ id }) => id);
    const referred = boxed.filter(
      ({ stack, address }) => stack === thing.stack && (thing.refers ?? []).includes(address),
    );
    const to = new Set([...named, ...referred.map(idOf)].filter((id) => id !== idOf(thing)));
    return [...to].map((id) => ({ from: idOf(thing), to: id }));
  });
  return { environment, boxes: [...boxes, ...countedBoxes(things)], arrows: withoutShortCuts(arrows) };
}

function countedBoxes(things: readonly Thing[]): readonly ArchitectureBox[] {
  const counts = new Map<string, { readonly stack: string; readonly noun: string; count: number }>();
  for (const { stack, armType } of things) {
    const noun = Object.hasOwn(counted, armType) ? counted[armType]! : undefined;
    if (noun === undefined) continue;
    const found = counts.get(`${stack}/${noun}`) ?? { stack, noun, count: 0 };
    counts.set(`${stack}/${noun}`, { ...found, count: found.count + 1 });
  }
  return [...counts].map(([id, { stack, noun, count }]) => ({
    id,
    stack,
    column: "Watches",
    noun: `of ${stack}`,
    name: `${count} ${noun}`,
  }));
}

/** Whether a text has an id that ends in, or goes on below, a type and name. */
const mentions = (text: string, tail: string): boolean => {
  for (let at = text.indexOf(tail); at >= 0; at = text.indexOf(tail, at + 1)) {
    if (/^["/\\]|^$/.test(text.slice(at + tail.length, at + tail.length + 1))) return true;
  }
  return false;
};

/** Arrows that others do not already make: a deployment is in its endpoint, and so in the workspace. */
function withoutShortCuts(arrows: Architecture["arrows"]): Architecture["arrows"] {
  const next = new Map<string, string[]>();
  for (const { from, to } of arrows) next.set(from, [...(next.get(from) ?? []), to]);
  const reaches = (from: string, to: string, seen: Set<string>): boolean =>
    (next.get(from) ?? []).some((one) => {
      if (one === to) return true;
      if (seen.has(one)) return false;
      seen.add(one);
      return reaches(one, to, seen);
    });
  return arrows.filter(
    ({ from, to }) => !(next.get(from) ?? []).some((other) => other !== to && reaches(other, to, new Set([from]))),
  );
}

/** The picture of each environment that is planned, as it will be; of one with two regions, a picture of each. */
export function architecturesOf(input: ReviewInput): readonly Architecture[] {
  const secondOf = new Map(input.context.stacks.map(({ name, recovery }) => [name, recovery]));
  const byPlace = new Map<string, { readonly environment: string; readonly second: string; things: Thing[] }>();
  for (const resource of plannedResources(input)) {
    const { environment, stack, address, type, name, configured, after } = resource;
    if (environment === undefined || after === undefined) continue;
    const armType = armTypeOf(type, after);
    const noun = azureType(type, armType)?.noun ?? armType;
    const refers = addressesIn(configured?.expressions);
    const second = secondOf.get(stack) ?? "";
    const place = byPlace.get(`${environment} ${second}`) ?? { environment, second, things: [] };
    place.things.push({ stack, address, armType, noun, name, values: after, refers: [...refers] });
    byPlace.set(`${environment} ${second}`, place);
  }
  return input.context.environments.flatMap(({ name }) =>
    [...byPlace.values()]
      .filter(({ environment }) => environment === name)
      .sort((a, b) => compare(a.second, b.second))
      .map(({ second, things }) => architectureOf(second === "" ? name : `${name} in ${second}`, things))
      .filter(({ boxes }) => boxes.length > 0),
  );
}

const lastPart = (armType: string): string => armType.split("/").at(-1)!;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
