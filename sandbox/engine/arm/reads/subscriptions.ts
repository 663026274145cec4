import { resourceProviders } from "../../../../domain/azure/resource-providers";
import { limitsOf } from "../limits";
import type { ArmRead } from "../model";

/** `GET /subscriptions/<id>`: every subscription is there. */
export const readSubscription: ArmRead = (cloud, path) => {
  const subscriptionId = /^\/subscriptions\/([^/]+)$/i.exec(path)?.[1];
  if (subscriptionId === undefined) return undefined;
  return {
    id: `/subscriptions/${subscriptionId}`,
    subscriptionId,
    tenantId: cloud.tenant,
    displayName: `Sandbox ${subscriptionId.slice(0, 8)}`,
    state: "Enabled",
    authorizationSource: "RoleBased",
  };
};

/** `GET /subscriptions/<id>/providers`: which resource providers are registered. */
export const readProviders: ArmRead = (cloud, path) => {
  if (!/^\/subscriptions\/[^/]+\/providers$/i.test(path)) return undefined;
  const unregistered = new Set(limitsOf(cloud).unregistered?.map((namespace) => namespace.toLowerCase()));
  return {
    value: resourceProviders.map((namespace) => ({
      id: `${path}/${namespace}`,
      namespace,
      resourceTypes: [],
      registrationState: unregistered.has(namespace.toLowerCase()) ? "NotRegistered" : "Registered",
      registrationPolicy: "RegistrationRequired",
    })),
  };
};

/** `GET <scope>/providers/Microsoft.Authorization/permissions`, where `limits.json` says what is allowed there. */
export const readPermissions: ArmRead = (cloud, path) => {
  if (!/^\/subscriptions\/.*\/providers\/Microsoft\.Authorization\/permissions$/i.test(path)) return undefined;
  const granted = limitsOf(cloud).permissions;
  if (granted === undefined) return undefined;
  return {
    value: granted.map(({ actions, notActions = [] }) => ({
      actions,
      notActions,
      dataActions: [],
      notDataActions: [],
    })),
  };
};
