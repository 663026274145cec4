import { createHash } from "node:crypto";
import { uuidV5 } from "../../../domain/text/uuid";

/** Namespace of everything the simulated Azure makes up, so that it is the same in every run. */
const namespace = "a3f1c9de-52b7-5d0e-9f64-7b1e0c2d8a45";

/** Object id of an identity's service principal: a function of the identity's ARM id. */
export const principalIdOf = (id: string): string => uuidV5(namespace, `principal|${id.toLowerCase()}`);
/** Application id of an identity. */
export const clientIdOf = (id: string): string => uuidV5(namespace, `client|${id.toLowerCase()}`);
/** Any other GUID Azure would hand out for a resource. */
export const guidOf = (purpose: string, id: string): string => uuidV5(namespace, `${purpose}|${id.toLowerCase()}`);

/** A made-up key: base64 of 64 bytes, different for each purpose and resource, worth nothing. */
export function keyOf(purpose: string, id: string): string {
  return createHash("sha512").update(`${purpose}|${id.toLowerCase()}`).digest("base64");
}

/** Who runs Terraform, as the sandbox's directory knows it. */
export const deployer = {
  objectId: guidOf("deployer", "object"),
  clientId: guidOf("deployer", "client"),
} as const;
