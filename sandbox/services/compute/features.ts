import { ENCRYPTION_AT_HOST, featureId } from "../../../domain/azure/resource-providers";
import { ArmError } from "../../engine/arm/arm-error";
import type { Cloud } from "../../engine/arm/cloud";
import type { CloudView } from "../../engine/arm/model";
import type { Json } from "../../engine/store/store";

const type = "Microsoft.Features/featureProviders/subscriptionFeatureRegistrations";
const FEATURE =
  /^\/subscriptions\/[^/]+\/providers\/Microsoft\.Features\/featureProviders\/[^/]+\/subscriptionFeatureRegistrations\/[^/]+$/i;

/** Whether an id is that of a feature's registration: of a subscription, and in no resource. */
export const isFeature = (id: string): boolean => FEATURE.test(id);

/** Switches a feature on for a subscription, or tells whether it is. Here it is on at once; Azure takes some minutes. */
export function registerFeature(cloud: Cloud, id: string, method: string): Json {
  const name = id.split("/").at(-1)!;
  const known = cloud.store.get(id);
  if (method !== "PUT" && known === undefined)
    throw new ArmError(404, "FeatureRegistrationNotFound", `The feature '${name}' is not registered.`);
  const registered = known ?? { id, type, body: { properties: {} }, readOnly: { properties: { state: "Registered" } } };
  // Past the rules of a write: what it lies in is no resource.
  if (known === undefined) cloud.store.put(registered);
  return { id, type, name, properties: { state: "Registered" } };
}

/** Whether disks may be encrypted on the host in the subscription of an id. */
export const mayEncryptAtHost = ({ store }: CloudView, id: string): boolean =>
  store.get(featureId(id.split("/")[2]!, ENCRYPTION_AT_HOST)) !== undefined;
