import { plainRegion } from "../../../domain/azure/regions";
import { ArmError } from "./arm-error";
import type { CloudView } from "./model";

/** What Azure keeps everywhere: roles, locks and policies of a resource answer when its region does not. */
const EVERYWHERE = /\/providers\/Microsoft\.Authorization\//i;

/**
 * Refuses what lies in a region that is lost, or in a resource group of it, whose metadata is lost with it.
 * @param location - where something is that need not be there yet. @default - where it is
 * @throws ArmError
 */
export function requireRegion(cloud: CloudView, lost: ReadonlySet<string>, id: string, location?: unknown): void {
  if (lost.size === 0 || EVERYWHERE.test(id)) return;
  const found = [location, ...placesAbove(cloud, id)].find((place) => lost.has(plain(place)));
  if (found === undefined) return;
  throw new ArmError(503, "ServiceUnavailable", `'${id}' is not available: nothing in ${plain(found)} answers.`);
}

/** Locations of a resource and of all that it is in. */
function* placesAbove(cloud: CloudView, id: string): Generator<unknown> {
  for (let at = id; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) yield cloud.show(at)?.["location"];
}

const plain = (location: unknown): string => (typeof location === "string" ? plainRegion(location) : "");
