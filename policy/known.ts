import { argumentsOf } from "./arguments";
import type { PolicyResource } from "./resource";

/** What an action through azapi may do, by the ARM type it is done to. All else fails closed. */
interface KnownAction {
  readonly type: string;
  readonly method: string;
  /** @default - none: the resource itself is written */
  readonly action?: string;
  /** @default - when it is made */
  readonly when?: "destroy";
}

const ML = "Microsoft.MachineLearningServices/workspaces";
const knownActions: readonly KnownAction[] = [
  { type: "Microsoft.Resources/providers", method: "POST", action: "register" },
  { type: ML, method: "POST", action: "provisionManagedNetwork" },
  { type: "Microsoft.Compute/sshPublicKeys", method: "POST", action: "generateKeyPair" },
  { type: "Microsoft.Features/featureProviders/subscriptionFeatureRegistrations", method: "PUT" },
  // Looks whether it is there.
  { type: "Microsoft.MachineLearningServices/registries", method: "GET" },
  // The key of an environment: its own is made, one of others is looked at.
  { type: "Microsoft.KeyVault/vaults/keys", method: "PUT" },
  { type: "Microsoft.KeyVault/vaults/keys", method: "GET" },
  { type: `${ML}/onlineEndpoints`, method: "PUT" },
  { type: `${ML}/onlineEndpoints`, method: "PUT", when: "destroy" },
  { type: `${ML}/schedules`, method: "PUT", when: "destroy" },
];

/** Types that are changed in part, beside the resource that makes them. */
const knownUpdates: readonly string[] = [`${ML}/onlineEndpoints`];

const same = (a: string | undefined, b: string | undefined): boolean => a?.toLowerCase() === b?.toLowerCase();

/** What a resource is, in the words of the tables: its kind, and how it is written. */
export function isKnownKind(resource: PolicyResource): boolean {
  const { type, kind } = resource;
  if (type === "azapi_update_resource") return knownUpdates.some((one) => same(one, kind));
  if (type === "azapi_resource_action") return actionOf(resource) !== undefined;
  if (type === "azapi_resource" && resource.armType === undefined) return false;
  return argumentsOf(kind) !== undefined;
}

function actionOf(resource: PolicyResource): KnownAction | undefined {
  const type = resource.text("type")?.split("@")[0];
  return knownActions.find(
    (known) =>
      same(known.type, type) &&
      same(known.method, resource.text("method") ?? "POST") &&
      same(known.action, resource.text("action")) &&
      same(known.when ?? "apply", resource.text("when") ?? "apply"),
  );
}
