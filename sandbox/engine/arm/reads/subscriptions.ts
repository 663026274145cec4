import { resourceProviders, runnersProviders } from "../../../../domain/azure/resource-providers";
import { regions } from "../../../../domain/azure/regions";
import { azurermTypes } from "../../../services/types";
import { versionsOf } from "../api-versions";
import { ArmError } from "../arm-error";
import { sameId } from "../../../../domain/azure/ids";
import { limitsOf } from "../limits";
import type { JsonObject } from "../../store/store";
import type { ArmRead, CloudView } from "../model";

/** `GET /subscriptions/<id>`: every subscription is there. */
export const readSubscription: ArmRead = (cloud, path) => {
  const subscriptionId = /^\/subscriptions\/([^/]+)$/i.exec(path)?.[1];
  return subscriptionId === undefined ? undefined : subscriptionOf(cloud, subscriptionId);
};

/** A subscription as ARM shows it. */
export function subscriptionOf(cloud: CloudView, subscriptionId: string): JsonObject {
  return {
    id: `/subscriptions/${subscriptionId}`,
    subscriptionId,
    tenantId: cloud.tenant,
    displayName: `Sandbox ${subscriptionId.slice(0, 8)}`,
    state: "Enabled",
    subscriptionPolicies: {
      locationPlacementId: "Public_2014-09-01",
      quotaId: "EnterpriseAgreement_2014-09-01",
      spendingLimit: "Off",
    },
    authorizationSource: "RoleBased",
    managedByTenants: [],
  };
}

/** `GET /subscriptions/<id>/providers`, all or one: which are registered, and in which versions their types are asked for. */
export const readProviders: ArmRead = (cloud, path) => {
  const [, scope, one] = /^((?:\/subscriptions\/[^/]+)?\/providers)(?:\/([\w.]+))?$/i.exec(path) ?? [];
  if (scope === undefined) return undefined;
  const unregistered = new Set(limitsOf(cloud).unregistered?.map((namespace) => namespace.toLowerCase()));
  const shown = (namespace: string) => ({
    id: `${scope}/${namespace}`,
    namespace,
    resourceTypes: resourceTypesOf(namespace),
    registrationState: unregistered.has(namespace.toLowerCase()) ? "NotRegistered" : "Registered",
    registrationPolicy: "RegistrationRequired",
  });
  const optional = Object.values(runnersProviders).flat();
  const own = [...resourceProviders, ...optional, "Microsoft.Authorization", "Microsoft.Resources"];
  if (one === undefined) return { value: [...resourceProviders, ...optional].map(shown) };
  const namespace = own.find((known) => sameId(known, one));
  if (namespace === undefined) {
    throw new ArmError(404, "InvalidResourceNamespace", `The resource namespace '${one}' is invalid.`);
  }
  return shown(namespace);
};

/** `GET /subscriptions/<id>/providers/<namespace>/resourceTypes` */
export const readResourceTypes: ArmRead = (_cloud, path) => {
  const namespace = /^\/subscriptions\/[^/]+\/providers\/([\w.]+)\/resourceTypes$/i.exec(path)?.[1];
  return namespace === undefined ? undefined : { value: resourceTypesOf(namespace) };
};

const resourceTypesOf = (namespace: string) =>
  typesIn(namespace).map((resourceType) => ({
    resourceType,
    locations: Object.values(regions).map(({ title }) => title),
    apiVersions: versionsOf(namespace),
    capabilities: "SupportsTags, SupportsLocation",
  }));

/** Types of a namespace that the sandbox serves, in the order of their names. */
function typesIn(namespace: string): readonly string[] {
  const all = [...Object.values(azurermTypes).map(({ arm }) => arm), ...azapiTypes];
  const own = all.filter((type) => type.toLowerCase().startsWith(`${namespace.toLowerCase()}/`));
  return [...new Set(own.map((type) => type.slice(namespace.length + 1)))].sort();
}

/** What azapi makes, or Azure by itself, and azurerm does not. */
const azapiTypes = [
  "onlineEndpoints",
  "onlineEndpoints/deployments",
  "schedules",
  "jobs",
  "models",
  "models/versions",
  "data",
  "data/versions",
  "environments",
  "environments/versions",
  "components",
  "components/versions",
  "connections",
]
  .map((type) => `Microsoft.MachineLearningServices/workspaces/${type}`)
  .concat("Microsoft.MachineLearningServices/registries", "Microsoft.Insights/autoscaleSettings");

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
