import { ArmError } from "../arm-error";
import { isWithin } from "../arm-id";
import { limitsOf } from "../limits";
import type { ArmRead } from "../model";

/** Refuses what whoever asks may not read. Never answers. */
export const refuseDenied: ArmRead = (cloud, path) => {
  const denied = limitsOf(cloud).denied?.some((id) => isWithin(path, id)) ?? false;
  if (!denied) return undefined;
  throw new ArmError(
    403,
    "AuthorizationFailed",
    `The client does not have authorization to perform action 'read' over scope '${path}' or the scope is invalid.`,
  );
};
